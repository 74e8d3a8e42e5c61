using System.Buffers.Binary;
using System.Security.Cryptography;
using Poruka.Vault.Age;

namespace Poruka.Vault;

/// <summary>
/// The outer layer of a stored file: version ‖ 16-byte nonce ‖ the chunks of an age payload, keyed by the shred salt of the
/// subject and the file's id, so that it opens as no other file. Within it lies an age file to the room. With the salt destroyed
/// the file opens no more, whoever holds the room (docs/formats/stored-file.md).
/// </summary>
public static class ShredFile
{
    /// <summary>The version, which names the algorithms too.</summary>
    public const byte Version = 1;

    private const int HeadSize = 1 + AgeCipher.NonceSize;

    /// <summary>Seals what is written to the stream that it gives; the caller completes it.</summary>
    /// <param name="output">Takes the sealed bytes; left open.</param>
    /// <param name="salt">The salt, 32 bytes.</param>
    /// <param name="file">The file's id: 128 bits.</param>
    /// <param name="random">Where the randomness comes from.</param>
    public static AgeSealingStream Seal(Stream output, ReadOnlySpan<byte> salt, UInt128 file, RandomFill random)
    {
        var head = new byte[HeadSize];
        head[0] = Version;
        random(head.AsSpan(1));
        return new AgeSealingStream(output, Cipher(salt, file, head), head, armored: false);
    }

    /// <summary>
    /// Opens a stored file; null where it isn't one. Reading throws <see cref="AgeDamageException"/> where it was changed, was
    /// cut short, or is under another salt.
    /// </summary>
    /// <param name="input">The sealed bytes; left open.</param>
    /// <param name="salt">The salt, 32 bytes.</param>
    /// <param name="file">The file's id: 128 bits.</param>
    public static AgeOpeningStream? Open(Stream input, ReadOnlySpan<byte> salt, UInt128 file)
    {
        var source = new ByteSource(input);
        var head = new byte[HeadSize];
        return source.ReadFull(head) == HeadSize && head[0] == Version ? new AgeOpeningStream(source, Cipher(salt, file, head)) : null;
    }

    private static AgeCipher Cipher(ReadOnlySpan<byte> salt, UInt128 file, ReadOnlySpan<byte> head)
    {
        Span<byte> key = stackalloc byte[32];
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, file);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, salt, key, id, "poruka shred file v1"u8);
        var cipher = new AgeCipher(key, head[1..]);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }
}
