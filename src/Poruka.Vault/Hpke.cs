using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Poruka.Vault;

/// <summary>
/// Seals a short secret to a public key so that only its holder opens it: RFC 9180, base mode, one message, with
/// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and ChaCha20-Poly1305. Thread safe.
/// </summary>
/// <remarks>It says nothing about who sealed: a grant is signed besides.</remarks>
public static class Hpke
{
    /// <summary>By how much the sealed form is longer: the encapsulated key (32 bytes) before it, the tag (16) behind it.</summary>
    public const int Overhead = KeyAgreement.KeySize + TagSize;

    private const int TagSize = 16, NonceSize = 12, HashSize = 32;

    /// <summary>The three algorithms as RFC 9180 numbers them: KEM 0x0020, KDF 0x0001, AEAD 0x0003.</summary>
    private static ReadOnlySpan<byte> Suite => "HPKE\x00\x20\x00\x01\x00\x03"u8;

    private static ReadOnlySpan<byte> KemSuite => "KEM\x00\x20"u8;

    /// <summary>Seals to a public key.</summary>
    /// <param name="recipient">The public key, 32 bytes.</param>
    /// <param name="info">What the secret is for; opening needs the same.</param>
    /// <param name="associated">Further data that opening needs the same of; may be empty.</param>
    /// <param name="plaintext">The secret.</param>
    /// <param name="random">Where the randomness comes from.</param>
    /// <returns>The encapsulated key and the ciphertext, one behind the other.</returns>
    /// <exception cref="ArgumentException">The public key is a point of low order, which shares nothing.</exception>
    public static byte[] Seal(
        ReadOnlySpan<byte> recipient, ReadOnlySpan<byte> info, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plaintext, RandomFill random)
    {
        Span<byte> ephemeral = stackalloc byte[KeyAgreement.KeySize];
        Span<byte> shared = stackalloc byte[HashSize];
        random(ephemeral);
        var encapsulated = KeyAgreement.PublicKeyOf(ephemeral);
        if (!TryShare(ephemeral, recipient, encapsulated, recipient, shared))
            throw new ArgumentException("The public key shares nothing.", nameof(recipient));
        CryptographicOperations.ZeroMemory(ephemeral);

        var output = new byte[Overhead + plaintext.Length];
        encapsulated.CopyTo(output, 0);
        Span<byte> nonce = stackalloc byte[NonceSize];
        using var aead = Schedule(shared, info, nonce);
        aead.Encrypt(nonce, plaintext, output.AsSpan(KeyAgreement.KeySize, plaintext.Length), output.AsSpan(^TagSize), associated);
        return output;
    }

    /// <summary>Opens what <see cref="Seal"/> sealed; null where it is for another key, purpose or data, or was changed.</summary>
    /// <param name="privateKey">The private key, 32 bytes.</param>
    /// <param name="info">What the secret is for.</param>
    /// <param name="associated">The further data.</param>
    /// <param name="sealedBytes">The encapsulated key and the ciphertext.</param>
    public static byte[]? TryOpen(
        ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> info, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < Overhead) return null;
        var encapsulated = sealedBytes[..KeyAgreement.KeySize];
        Span<byte> shared = stackalloc byte[HashSize];
        if (!TryShare(privateKey, encapsulated, encapsulated, KeyAgreement.PublicKeyOf(privateKey), shared)) return null;
        Span<byte> nonce = stackalloc byte[NonceSize];
        using var aead = Schedule(shared, info, nonce);
        var plaintext = new byte[sealedBytes.Length - Overhead];
        try
        {
            aead.Decrypt(nonce, sealedBytes[KeyAgreement.KeySize..^TagSize], sealedBytes[^TagSize..], plaintext, associated);
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>Encap and Decap of DHKEM (section 4.1): what both sides share.</summary>
    internal static bool TryShare(
        ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> encapsulated, ReadOnlySpan<byte> recipient, Span<byte> shared)
    {
        Span<byte> point = stackalloc byte[KeyAgreement.KeySize];
        if (!KeyAgreement.TryAgree(privateKey, publicKey, point)) return false;
        Span<byte> extracted = stackalloc byte[HashSize];
        LabeledExtract(KemSuite, [], "eae_prk"u8, point, extracted);
        LabeledExpand(KemSuite, extracted, "shared_secret"u8, [.. encapsulated, .. recipient], shared);
        CryptographicOperations.ZeroMemory(point);
        CryptographicOperations.ZeroMemory(extracted);
        return true;
    }

    /// <summary>KeySchedule of base mode (section 5.1), for the first and only message.</summary>
    internal static void DeriveKey(ReadOnlySpan<byte> shared, ReadOnlySpan<byte> info, Span<byte> key, Span<byte> nonce)
    {
        Span<byte> context = stackalloc byte[1 + 2 * HashSize];
        context[0] = 0; // base mode
        LabeledExtract(Suite, [], "psk_id_hash"u8, [], context.Slice(1, HashSize));
        LabeledExtract(Suite, [], "info_hash"u8, info, context[(1 + HashSize)..]);
        Span<byte> secret = stackalloc byte[HashSize];
        LabeledExtract(Suite, shared, "secret"u8, [], secret);
        LabeledExpand(Suite, secret, "key"u8, context, key);
        LabeledExpand(Suite, secret, "base_nonce"u8, context, nonce);
        CryptographicOperations.ZeroMemory(secret);
    }

    private static ChaCha20Poly1305 Schedule(Span<byte> shared, ReadOnlySpan<byte> info, Span<byte> nonce)
    {
        Span<byte> key = stackalloc byte[32];
        DeriveKey(shared, info, key, nonce);
        var aead = new ChaCha20Poly1305(key);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(shared);
        return aead;
    }

    private static void LabeledExtract(
        ReadOnlySpan<byte> suite, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> label, ReadOnlySpan<byte> input, Span<byte> output)
    {
        byte[] labeled = [.. "HPKE-v1"u8, .. suite, .. label, .. input];
        HKDF.Extract(HashAlgorithmName.SHA256, labeled, salt, output);
        CryptographicOperations.ZeroMemory(labeled);
    }

    private static void LabeledExpand(
        ReadOnlySpan<byte> suite, ReadOnlySpan<byte> key, ReadOnlySpan<byte> label, ReadOnlySpan<byte> info, Span<byte> output)
    {
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)output.Length);
        HKDF.Expand(HashAlgorithmName.SHA256, key, output, [.. length, .. "HPKE-v1"u8, .. suite, .. label, .. info]);
    }
}
