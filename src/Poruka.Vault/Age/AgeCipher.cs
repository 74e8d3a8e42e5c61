using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Poruka.Vault.Age;

/// <summary>
/// The chunks of an age file's contents: 64 KiB each under ChaCha20-Poly1305, numbered, the last one marked (STREAM).
/// </summary>
internal sealed class AgeCipher : IDisposable
{
    internal const int ChunkSize = 64 * 1024, TagSize = 16, NonceSize = 16;

    private readonly ChaCha20Poly1305 _aead;
    private ulong _counter; // 2^64 chunks are more than anybody has

    internal AgeCipher(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> nonce)
    {
        Span<byte> key = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, key, nonce, "payload"u8);
        _aead = new ChaCha20Poly1305(key);
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>Whether no chunk was sealed or opened yet.</summary>
    internal bool IsAtStart => _counter == 0;

    /// <summary>Seals a chunk; the sealed one is longer by a tag.</summary>
    internal void Seal(ReadOnlySpan<byte> plain, Span<byte> chunk, bool last)
    {
        Span<byte> nonce = stackalloc byte[12];
        WriteNonce(nonce, last);
        _aead.Encrypt(nonce, plain, chunk[..plain.Length], chunk.Slice(plain.Length, TagSize));
        _counter++;
    }

    /// <summary>Opens a chunk; false where it isn't the one that comes here.</summary>
    internal bool TryOpen(ReadOnlySpan<byte> chunk, Span<byte> plain, bool last)
    {
        if (chunk.Length < TagSize) return false;
        Span<byte> nonce = stackalloc byte[12];
        WriteNonce(nonce, last);
        try
        {
            _aead.Decrypt(nonce, chunk[..^TagSize], chunk[^TagSize..], plain[..(chunk.Length - TagSize)]);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        _counter++;
        return true;
    }

    public void Dispose() => _aead.Dispose();

    private void WriteNonce(Span<byte> nonce, bool last)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(nonce[3..], _counter);
        nonce[11] = last ? (byte)1 : (byte)0;
    }
}
