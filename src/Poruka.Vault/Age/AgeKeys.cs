using System.Security.Cryptography;

namespace Poruka.Vault.Age;

/// <summary>Who can open what is sealed: an X25519 public key, <c>age1…</c> (C2SP age).</summary>
/// <remarks>Immutable and thread safe; equality by value.</remarks>
public sealed class AgeRecipient : IEquatable<AgeRecipient>
{
    internal const string Prefix = "age";

    private readonly byte[] _key;

    /// <summary>Takes a public key.</summary>
    /// <param name="publicKey">32 bytes.</param>
    public AgeRecipient(ReadOnlySpan<byte> publicKey) => _key = publicKey.Length == KeyAgreement.KeySize
        ? publicKey.ToArray() : throw new ArgumentException("A public key is 32 bytes.", nameof(publicKey));

    /// <summary>The public key, 32 bytes.</summary>
    public ReadOnlyMemory<byte> PublicKey => _key;

    /// <summary>The key as text, <c>age1…</c>, in small letters.</summary>
    public override string ToString() => Bech32.Encode(Prefix, _key);

    /// <summary>Reads what <see cref="ToString"/> writes; null for anything else, keys of other kinds included.</summary>
    public static AgeRecipient? TryParse(string text) =>
        Bech32.Decode(text, Prefix, out var capitals) is { Length: KeyAgreement.KeySize } key && !capitals ? new AgeRecipient(key) : null;

    /// <inheritdoc/>
    public bool Equals(AgeRecipient? other) => other is not null && _key.AsSpan().SequenceEqual(other._key);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AgeRecipient);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_key);
}

/// <summary>What opens sealed files: an X25519 private key, <c>AGE-SECRET-KEY-1…</c> (C2SP age). A secret.</summary>
/// <remarks>Thread safe until it is disposed of, which wipes the key.</remarks>
public sealed class AgeIdentity : IDisposable
{
    private const string Prefix = "age-secret-key-";

    private readonly byte[] _key;

    /// <summary>Takes a private key.</summary>
    /// <param name="privateKey">32 random bytes.</param>
    public AgeIdentity(ReadOnlySpan<byte> privateKey)
    {
        Recipient = new AgeRecipient(KeyAgreement.PublicKeyOf(privateKey));
        _key = privateKey.ToArray();
    }

    /// <summary>The public half.</summary>
    public AgeRecipient Recipient { get; }

    internal ReadOnlySpan<byte> PrivateKey => _key;

    /// <summary>The key as text, in capitals. A secret, and so not what <see cref="object.ToString"/> gives.</summary>
    public string ToSecretText() => Bech32.Encode(Prefix, _key).ToUpperInvariant();

    /// <summary>Reads what <see cref="ToSecretText"/> writes; null for anything else.</summary>
    public static AgeIdentity? TryParse(string text)
    {
        if (Bech32.Decode(text, Prefix, out var capitals) is not { Length: KeyAgreement.KeySize } key || !capitals) return null;
        var identity = new AgeIdentity(key);
        CryptographicOperations.ZeroMemory(key);
        return identity;
    }

    /// <summary>
    /// Reads a file of identities as <c>age-keygen</c> writes it: one a line, with empty lines and lines of comment behind
    /// <c>#</c>. Null where a line is something else, and its number is given; or where there is no identity, and it is 0.
    /// </summary>
    public static IReadOnlyList<AgeIdentity>? TryParseFile(string text, out int wrongLine)
    {
        var identities = new List<AgeIdentity>();
        wrongLine = 0;
        foreach (var line in text.Split('\n'))
        {
            wrongLine++;
            var trimmed = line.TrimEnd('\r', ' ', '\t');
            if (trimmed.Length == 0 || trimmed[0] == '#') continue;
            if (TryParse(trimmed) is not { } identity)
            {
                identities.ForEach(i => i.Dispose());
                return null;
            }
            identities.Add(identity);
        }
        wrongLine = 0;
        return identities.Count > 0 ? identities : null;
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_key);
}
