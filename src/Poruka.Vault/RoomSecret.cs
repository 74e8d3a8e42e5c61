using System.Buffers.Binary;
using System.Security.Cryptography;
using NSec.Cryptography;
using Poruka.Vault.Age;
using HashAlgorithmName = System.Security.Cryptography.HashAlgorithmName;

namespace Poruka.Vault;

/// <summary>
/// What opens a room in one of its epochs: 32 random bytes, S. HKDF gives an X25519 pair, whose public half takes what
/// anybody puts in and is an age recipient too, and the keys of fields, each mixed with the shred salt of its subject
/// (docs/formats/keys.md).
/// </summary>
/// <remarks>Thread safe until disposed; disposing wipes it.</remarks>
public sealed class RoomSecret : IDisposable
{
    /// <summary>How long S is, in bytes.</summary>
    public const int Size = 32;

    private const byte LinkVersion = 1;
    private const int NonceSize = 24, TagSize = 16;

    private readonly SecretBytes _secret;
    private readonly SecretBytes _private = new(KeyAgreement.KeySize);

    /// <summary>Takes a secret. The caller wipes it.</summary>
    public RoomSecret(RoomId room, uint epoch, ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Size) throw new ArgumentException("A room's secret is 32 bytes.", nameof(secret));
        (Room, Epoch, _secret) = (room, epoch, SecretBytes.Of(secret));
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret.Span, _private.Span, Place(room, epoch), "poruka room x25519 v1"u8);
        PublicKey = KeyAgreement.PublicKeyOf(_private.Span);
    }

    /// <summary>The room.</summary>
    public RoomId Room { get; }

    /// <summary>The epoch, from 1.</summary>
    public uint Epoch { get; }

    /// <summary>The public half of its X25519 pair, 32 bytes.</summary>
    public byte[] PublicKey { get; }

    /// <summary>The public half as an age recipient.</summary>
    public AgeRecipient Recipient => new(PublicKey);

    internal ReadOnlySpan<byte> Secret => _secret.Span;

    internal ReadOnlySpan<byte> PrivateKey => _private.Span;

    /// <summary>Draws the secret of an epoch.</summary>
    public static RoomSecret Draw(RoomId room, uint epoch, RandomFill random)
    {
        using var secret = new SecretBytes(Size);
        random(secret.Span);
        return new RoomSecret(room, epoch, secret.Span);
    }

    /// <summary>The private half as an age identity. The caller disposes it.</summary>
    public AgeIdentity OpenIdentity() => new(_private.Span);

    /// <summary>The key of the fields of a subject. The caller disposes it.</summary>
    /// <param name="shredSalt">The salt of the subject, 32 bytes: with it gone, nothing of the subject opens.</param>
    public FieldKey FieldKeyOf(ReadOnlySpan<byte> shredSalt)
    {
        Span<byte> key = stackalloc byte[FieldKey.Size];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret.Span, key, shredSalt, [.. "poruka room fields v1"u8, .. Place(Room, Epoch)]);
        var fields = new FieldKey(key, Epoch);
        CryptographicOperations.ZeroMemory(key);
        return fields;
    }

    /// <summary>Seals the secret of the epoch before under this one, so that who holds this one reads what is older.</summary>
    public byte[] SealPrevious(RoomSecret previous, RandomFill random)
    {
        if (previous.Room != Room || previous.Epoch + 1 != Epoch)
            throw new ArgumentException("It is not the epoch before of the same room.", nameof(previous));
        using var key = LinkKey();
        var output = new byte[1 + NonceSize + Size + TagSize];
        output[0] = LinkVersion;
        random(output.AsSpan(1, NonceSize));
        AeadAlgorithm.XChaCha20Poly1305.Encrypt(
            key, output.AsSpan(1, NonceSize), [LinkVersion, .. Place(Room, Epoch)], previous.Secret, output.AsSpan(1 + NonceSize));
        return output;
    }

    /// <summary>Opens the secret of the epoch before; null where it was sealed under another, or changed.</summary>
    public RoomSecret? TryOpenPrevious(ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length != 1 + NonceSize + Size + TagSize || sealedBytes[0] != LinkVersion || Epoch < 2) return null;
        using var key = LinkKey();
        using var secret = new SecretBytes(Size);
        return AeadAlgorithm.XChaCha20Poly1305.Decrypt(
            key, sealedBytes.Slice(1, NonceSize), [LinkVersion, .. Place(Room, Epoch)], sealedBytes[(1 + NonceSize)..], secret.Span)
            ? new RoomSecret(Room, Epoch - 1, secret.Span) : null;
    }

    /// <summary>Wipes it.</summary>
    public void Dispose()
    {
        _secret.Dispose();
        _private.Dispose();
    }

    private Key LinkKey()
    {
        Span<byte> bytes = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret.Span, bytes, Place(Room, Epoch), "poruka room previous v1"u8);
        var key = Key.Import(AeadAlgorithm.XChaCha20Poly1305, bytes, KeyBlobFormat.RawSymmetricKey);
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    internal static byte[] Place(RoomId room, uint epoch)
    {
        var bytes = new byte[20];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, room.Value);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), epoch);
        return bytes;
    }
}
