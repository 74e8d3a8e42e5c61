using System.Buffers.Text;
using System.Security.Cryptography;
using NSec.Cryptography;

namespace Poruka.Vault;

/// <summary>
/// What a browser's cookie holds of a session: 32 random bytes. HKDF gives an id, of which memory holds the hash, and the key
/// under which memory holds the member's own keys. Neither tells the other.
/// </summary>
/// <remarks>Not thread safe; disposing wipes it.</remarks>
public sealed class SessionSecret : IDisposable
{
    private const int Size = 32, NonceSize = 24, TagSize = 16;

    private readonly SecretBytes _secret;

    private SessionSecret(SecretBytes secret)
    {
        _secret = secret;
        Span<byte> id = stackalloc byte[Size];
        HKDF.DeriveKey(System.Security.Cryptography.HashAlgorithmName.SHA256, _secret.Span, id, [], "poruka session id v1"u8);
        LookupId = SHA256.HashData(id);
        CryptographicOperations.ZeroMemory(id);
    }

    /// <summary>What the session is found by: a hash, 32 bytes.</summary>
    public byte[] LookupId { get; }

    /// <summary>Draws a new one.</summary>
    public static SessionSecret Draw(RandomFill random)
    {
        var secret = new SecretBytes(Size);
        random(secret.Span);
        return new SessionSecret(secret);
    }

    /// <summary>Reads a cookie; null where it is none of ours.</summary>
    public static SessionSecret? TryParse(string cookie)
    {
        if (cookie.Length != Base64Url.GetEncodedLength(Size)) return null;
        var secret = new SecretBytes(Size);
        if (Base64Url.TryDecodeFromChars(cookie, secret.Span, out var length) && length == Size) return new SessionSecret(secret);
        secret.Dispose();
        return null;
    }

    /// <summary>What the cookie holds: base64url.</summary>
    public string ToCookie() => Base64Url.EncodeToString(_secret.Span);

    /// <summary>Wraps what memory holds: nonce ‖ XChaCha20-Poly1305.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> secret, RandomFill random)
    {
        using var key = WrappingKey();
        var wrapped = new byte[NonceSize + secret.Length + TagSize];
        random(wrapped.AsSpan(0, NonceSize));
        AeadAlgorithm.XChaCha20Poly1305.Encrypt(key, wrapped.AsSpan(0, NonceSize), [], secret, wrapped.AsSpan(NonceSize));
        return wrapped;
    }

    /// <summary>Opens what was wrapped; null where it was another session's.</summary>
    public SecretBytes? TryUnwrap(ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length < NonceSize + TagSize) return null;
        using var key = WrappingKey();
        var secret = new SecretBytes(wrapped.Length - NonceSize - TagSize);
        if (AeadAlgorithm.XChaCha20Poly1305.Decrypt(key, wrapped[..NonceSize], [], wrapped[NonceSize..], secret.Span)) return secret;
        secret.Dispose();
        return null;
    }

    /// <summary>Wipes it.</summary>
    public void Dispose() => _secret.Dispose();

    private Key WrappingKey()
    {
        Span<byte> bytes = stackalloc byte[Size];
        HKDF.DeriveKey(System.Security.Cryptography.HashAlgorithmName.SHA256, _secret.Span, bytes, [], "poruka session wrap v1"u8);
        var key = Key.Import(AeadAlgorithm.XChaCha20Poly1305, bytes, KeyBlobFormat.RawSymmetricKey);
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }
}
