using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Poruka.Vault;

/// <summary>
/// A member's secret under a key that only they can give: version ‖ 24-byte nonce ‖ XChaCha20-Poly1305. Whose it is, what it
/// is for and what the derivation cost are bound in (docs/formats/keys.md).
/// </summary>
public static class SealedSecret
{
    /// <summary>The version, which names the algorithms too.</summary>
    public const byte Version = 1;

    private const int NonceSize = 24, TagSize = 16;

    /// <summary>Seals a secret.</summary>
    /// <param name="kek">The key, 32 bytes.</param>
    /// <param name="member">Whose it is.</param>
    /// <param name="purpose">What it is for; ASCII, up to 64 letters.</param>
    /// <param name="cost">What deriving the key cost.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="random">Where the randomness comes from.</param>
    public static byte[] Seal(
        ReadOnlySpan<byte> kek, MemberId member, string purpose, PassphraseCost cost, ReadOnlySpan<byte> secret, RandomFill random)
    {
        using var key = Key.Import(AeadAlgorithm.XChaCha20Poly1305, kek, KeyBlobFormat.RawSymmetricKey);
        var output = new byte[1 + NonceSize + secret.Length + TagSize];
        output[0] = Version;
        random(output.AsSpan(1, NonceSize));
        AeadAlgorithm.XChaCha20Poly1305.Encrypt(
            key, output.AsSpan(1, NonceSize), Associated(member, purpose, cost), secret, output.AsSpan(1 + NonceSize));
        return output;
    }

    /// <summary>Opens it; null where the key or anything that is bound in is another, or it was changed.</summary>
    public static SecretBytes? TryOpen(
        ReadOnlySpan<byte> kek, MemberId member, string purpose, PassphraseCost cost, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < 1 + NonceSize + TagSize || sealedBytes[0] != Version) return null;
        using var key = Key.Import(AeadAlgorithm.XChaCha20Poly1305, kek, KeyBlobFormat.RawSymmetricKey);
        var secret = new SecretBytes(sealedBytes.Length - 1 - NonceSize - TagSize);
        if (AeadAlgorithm.XChaCha20Poly1305.Decrypt(
            key, sealedBytes.Slice(1, NonceSize), Associated(member, purpose, cost), sealedBytes[(1 + NonceSize)..], secret.Span)) return secret;
        secret.Dispose();
        return null;
    }

    private static byte[] Associated(MemberId member, string purpose, PassphraseCost cost)
    {
        var bytes = new byte[16 + 1 + purpose.Length + 8 + 1];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, member.Value);
        bytes[16] = checked((byte)purpose.Length);
        Encoding.ASCII.GetBytes(purpose, bytes.AsSpan(17));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(17 + purpose.Length), cost.MemoryKibibytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(21 + purpose.Length), cost.Passes);
        bytes[^1] = Version;
        return bytes;
    }
}
