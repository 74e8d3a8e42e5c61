using System.Globalization;
using System.Security.Cryptography;
using NSec.Cryptography;

namespace Poruka.Vault;

/// <summary>A member: 128 random bits.</summary>
/// <param name="Value">The bits.</param>
public readonly record struct MemberId(UInt128 Value)
{
    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}

/// <summary>
/// A member's private keys: X25519, to which rooms are granted, and Ed25519, which signs grants. The server holds them only
/// sealed under what a passphrase or a recovery key gives (docs/formats/keys.md).
/// </summary>
/// <remarks>Thread safe until disposed; disposing wipes both.</remarks>
public sealed class MemberKeys : IDisposable
{
    /// <summary>How long both private keys are together, in bytes.</summary>
    public const int SecretSize = 64;

    /// <summary>How long a signature is, in bytes.</summary>
    public const int SignatureSize = 64;

    private readonly SecretBytes _secret;
    private readonly Key _signing;

    private MemberKeys(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != SecretSize) throw new ArgumentException("The keys are 64 bytes.", nameof(secret));
        _secret = SecretBytes.Of(secret);
        _signing = Key.Import(SignatureAlgorithm.Ed25519, secret[32..], KeyBlobFormat.RawPrivateKey);
        PublicKey = KeyAgreement.PublicKeyOf(secret[..32]);
        VerifyingKey = _signing.Export(KeyBlobFormat.RawPublicKey);
    }

    /// <summary>The public half of the X25519 key, 32 bytes.</summary>
    public byte[] PublicKey { get; }

    /// <summary>The public half of the Ed25519 key, 32 bytes.</summary>
    public byte[] VerifyingKey { get; }

    /// <summary>The private X25519 key, 32 bytes.</summary>
    public ReadOnlySpan<byte> AgreementKey => _secret.Span[..32];

    /// <summary>Draws new keys.</summary>
    public static MemberKeys Draw(RandomFill random)
    {
        using var secret = new SecretBytes(SecretSize);
        random(secret.Span);
        return new MemberKeys(secret.Span);
    }

    /// <summary>Takes keys from their 64 bytes: X25519, then the seed of Ed25519. The caller wipes them.</summary>
    public static MemberKeys FromSecret(ReadOnlySpan<byte> secret) => new(secret);

    /// <summary>Both private keys, 64 bytes. The caller disposes them.</summary>
    public SecretBytes ToSecret() => SecretBytes.Of(_secret.Span);

    /// <summary>Signs (Ed25519, RFC 8032).</summary>
    public byte[] Sign(ReadOnlySpan<byte> message) => SignatureAlgorithm.Ed25519.Sign(_signing, message);

    /// <summary>Whether a signature is of this message by this key; false for what is no key.</summary>
    public static bool Verify(ReadOnlySpan<byte> verifyingKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        NSec.Cryptography.PublicKey.TryImport(SignatureAlgorithm.Ed25519, verifyingKey, KeyBlobFormat.RawPublicKey, out var key)
        && key is not null && SignatureAlgorithm.Ed25519.Verify(key, message, signature);

    /// <summary>Seals both under a key from a passphrase or a recovery key.</summary>
    /// <param name="kek">The key, 32 bytes.</param>
    /// <param name="member">Whose keys they are.</param>
    /// <param name="purpose">Which sealing it is: <c>passphrase</c> or <c>recovery</c>.</param>
    /// <param name="cost">What the derivation cost; zero passes where there was none.</param>
    /// <param name="random">Where the randomness comes from.</param>
    public byte[] SealUnder(ReadOnlySpan<byte> kek, MemberId member, string purpose, PassphraseCost cost, RandomFill random) =>
        SealedSecret.Seal(kek, member, purpose, cost, _secret.Span, random);

    /// <summary>Opens what <see cref="SealUnder"/> sealed; null where the key, the member, the purpose or the cost is another.</summary>
    public static MemberKeys? TryOpen(
        ReadOnlySpan<byte> kek, MemberId member, string purpose, PassphraseCost cost, ReadOnlySpan<byte> sealedBytes)
    {
        using var secret = SealedSecret.TryOpen(kek, member, purpose, cost, sealedBytes);
        return secret?.Length == SecretSize ? new MemberKeys(secret.Span) : null;
    }

    /// <summary>Wipes the keys.</summary>
    public void Dispose()
    {
        _secret.Dispose();
        _signing.Dispose();
    }
}
