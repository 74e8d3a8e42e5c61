using System.Security.Cryptography;

namespace Poruka.Vault;

/// <summary>
/// The code that somebody without an account keeps of what they sent: 96 random bits. It finds the answers, and opens them:
/// the server holds only the hash that finds them and the public half of the pair that they are sealed to.
/// </summary>
/// <remarks>Not thread safe; disposing wipes it.</remarks>
public sealed class FollowUpCode : IDisposable
{
    /// <summary>How long it is, in bytes.</summary>
    public const int Size = 12;

    private readonly SecretBytes _code;
    private readonly SecretBytes _private = new(KeyAgreement.KeySize);

    private FollowUpCode(SecretBytes code)
    {
        _code = code;
        HKDF.DeriveKey(HashAlgorithmName.SHA256, code.Span, _private.Span, [], "poruka follow-up x25519 v1"u8);
        PublicKey = KeyAgreement.PublicKeyOf(_private.Span);
        Span<byte> lookup = stackalloc byte[16];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, code.Span, lookup, [], "poruka follow-up lookup v1"u8);
        LookupId = lookup.ToArray();
    }

    /// <summary>What the answers are found by, 16 bytes.</summary>
    public byte[] LookupId { get; }

    /// <summary>What answers are sealed to, 32 bytes.</summary>
    public byte[] PublicKey { get; }

    /// <summary>Draws a new code.</summary>
    public static FollowUpCode Draw(RandomFill random)
    {
        var code = new SecretBytes(Size);
        random(code.Span);
        return new FollowUpCode(code);
    }

    /// <summary>Reads what was typed.</summary>
    /// <param name="written">What was typed.</param>
    /// <param name="code">The code, where it is one. The caller disposes it.</param>
    public static WrittenCodeOutcome Read(ReadOnlySpan<byte> written, out FollowUpCode? code)
    {
        var outcome = WrittenCode.Read(written, Size, out var bytes);
        code = bytes is null ? null : new FollowUpCode(bytes);
        return outcome;
    }

    /// <summary>The code as it is written down. The caller disposes it.</summary>
    public SecretBytes ToWritten() => WrittenCode.Write(_code.Span);

    /// <summary>Seals an answer to whoever keeps the code.</summary>
    /// <param name="publicKey">The public half of the code, as the server holds it.</param>
    /// <param name="place">Where it will stand.</param>
    /// <param name="contents">The answer.</param>
    /// <param name="random">Where the randomness comes from.</param>
    public static byte[] SealAnswer(ReadOnlySpan<byte> publicKey, FieldPlace place, ReadOnlySpan<byte> contents, RandomFill random) =>
        Hpke.Seal(publicKey, Info(place), [], contents, random);

    /// <summary>Opens an answer; null where it was for another code or another place. The caller wipes it.</summary>
    public byte[]? TryOpenAnswer(FieldPlace place, ReadOnlySpan<byte> sealedBytes) =>
        Hpke.TryOpen(_private.Span, Info(place), [], sealedBytes);

    /// <summary>Opens an answer that was sealed to a key pair, as of a member; null where it was for another, or another place. The caller wipes it.</summary>
    /// <param name="privateKey">The private half, 32 bytes.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="sealedBytes">The answer.</param>
    public static byte[]? TryOpenAnswer(ReadOnlySpan<byte> privateKey, FieldPlace place, ReadOnlySpan<byte> sealedBytes) =>
        Hpke.TryOpen(privateKey, Info(place), [], sealedBytes);

    /// <summary>Wipes it.</summary>
    public void Dispose()
    {
        _code.Dispose();
        _private.Dispose();
    }

    private static byte[] Info(FieldPlace place)
    {
        var bytes = new byte[place.MaxAssociatedSize];
        var length = place.WriteAssociated(0, bytes);
        return [.. "poruka answer v1"u8, .. bytes.AsSpan(0, length)];
    }
}
