using System.Security.Cryptography;
using Poruka.Vault.Age;

namespace Poruka.Vault;

/// <summary>
/// The outer layer of a stored file: version ‖ 16-byte nonce ‖ the chunks of an age payload, keyed by the shred salt of the
/// subject. Within it lies an age file to the room. With the salt destroyed the file opens no more, whoever holds the room.
/// </summary>
public static class ShredFile
{
    /// <summary>The version, which names the algorithms too.</summary>
    public const byte Version = 1;

    private const int HeadSize = 1 + AgeCipher.NonceSize;

    /// <summary>Seals what is written to the stream that it gives; the caller completes it.</summary>
    /// <param name="output">Takes the sealed bytes; left open.</param>
    /// <param name="salt">The salt, 32 bytes.</param>
    /// <param name="random">Where the randomness comes from.</param>
    public static AgeSealingStream Seal(Stream output, ReadOnlySpan<byte> salt, RandomFill random)
    {
        var head = new byte[HeadSize];
        head[0] = Version;
        random(head.AsSpan(1));
        return new AgeSealingStream(output, Cipher(salt, head), head, armored: false);
    }

    /// <summary>
    /// Opens a stored file; null where it isn't one. Reading throws <see cref="AgeDamageException"/> where it was changed, was
    /// cut short, or is under another salt.
    /// </summary>
    /// <param name="input">The sealed bytes; left open.</param>
    /// <param name="salt">The salt, 32 bytes.</param>
    public static AgeOpeningStream? Open(Stream input, ReadOnlySpan<byte> salt)
    {
        var source = new ByteSource(input);
        var head = new byte[HeadSize];
        return source.ReadFull(head) == HeadSize && head[0] == Version ? new AgeOpeningStream(source, Cipher(salt, head)) : null;
    }

    private static AgeCipher Cipher(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> head)
    {
        Span<byte> key = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, salt, key, [], "poruka shred file v1"u8);
        var cipher = new AgeCipher(key, head[1..]);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }
}
