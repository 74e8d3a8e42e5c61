using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using NSec.Cryptography;

namespace Poruka.Vault;

/// <summary>The key of a room's fields for one epoch, ready to use. Keep it as long as the session that may use it.</summary>
/// <remarks>Thread safe. In memory that isn't swapped or dumped; disposing wipes it.</remarks>
public sealed class FieldKey : IDisposable
{
    /// <summary>How long a key is, in bytes.</summary>
    public const int Size = 32;

    /// <summary>Takes a key.</summary>
    /// <param name="key">32 bytes. The caller wipes them.</param>
    /// <param name="epoch">The epoch of the room that it is for.</param>
    public FieldKey(ReadOnlySpan<byte> key, uint epoch)
    {
        if (key.Length != Size) throw new ArgumentException("A key is 32 bytes.", nameof(key));
        Key = Key.Import(AeadAlgorithm.XChaCha20Poly1305, key, KeyBlobFormat.RawSymmetricKey);
        Epoch = epoch;
    }

    /// <summary>The epoch that it is for.</summary>
    public uint Epoch { get; }

    internal Key Key { get; }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => Key.Dispose();
}

/// <summary>Why a sealed field doesn't open.</summary>
public enum FieldOutcome
{
    /// <summary>It is open.</summary>
    Opened,

    /// <summary>It is too short, or of a version that this program doesn't know.</summary>
    Malformed,

    /// <summary>It was sealed in another epoch: another key is needed.</summary>
    OtherEpoch,

    /// <summary>It was changed, moved from another place, or sealed by another key.</summary>
    NotGenuine,
}

/// <summary>
/// A field of a row, sealed where it stands: version ‖ epoch ‖ nonce ‖ XChaCha20-Poly1305, padded to a size class
/// (docs/formats/field.md).
/// </summary>
public static class SealedField
{
    /// <summary>The version, which names the algorithms too.</summary>
    public const byte Version = 1;

    /// <summary>The longest field, in bytes.</summary>
    public const int MaxSize = 16 * 1024 * 1024;

    private const int NonceSize = 24, TagSize = 16, LengthSize = 4, HeadSize = 1 + 4 + NonceSize;

    /// <summary>Seals a field.</summary>
    /// <param name="key">The room's key of the epoch.</param>
    /// <param name="place">Where it will stand.</param>
    /// <param name="contents">What to seal, up to <see cref="MaxSize"/> bytes.</param>
    /// <param name="random">Where the randomness comes from.</param>
    public static byte[] Seal(FieldKey key, FieldPlace place, ReadOnlySpan<byte> contents, RandomFill random)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(contents.Length, MaxSize, nameof(contents));
        var size = SizeClass(LengthSize + contents.Length);
        var output = new byte[HeadSize + size + TagSize];
        output[0] = Version;
        BinaryPrimitives.WriteUInt32BigEndian(output.AsSpan(1), key.Epoch);
        var nonce = output.AsSpan(5, NonceSize);
        random(nonce);

        var padded = new byte[size];
        BinaryPrimitives.WriteInt32BigEndian(padded, contents.Length);
        contents.CopyTo(padded.AsSpan(LengthSize));
        var room = place.MaxAssociatedSize;
        Span<byte> associated = room <= 512 ? stackalloc byte[room] : new byte[room];
        associated = associated[..place.WriteAssociated(key.Epoch, associated)];
        AeadAlgorithm.XChaCha20Poly1305.Encrypt(key.Key, nonce, associated, padded, output.AsSpan(HeadSize));
        CryptographicOperations.ZeroMemory(padded);
        return output;
    }

    /// <summary>Opens a field.</summary>
    /// <param name="key">The room's key of the epoch.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="sealedBytes">The field as stored.</param>
    /// <param name="contents">What was sealed, where the outcome is <see cref="FieldOutcome.Opened"/>; else empty. The caller wipes it.</param>
    public static FieldOutcome Open(FieldKey key, FieldPlace place, ReadOnlySpan<byte> sealedBytes, out byte[] contents)
    {
        contents = [];
        if (EpochOf(sealedBytes) is not { } epoch) return FieldOutcome.Malformed;
        if (epoch != key.Epoch) return FieldOutcome.OtherEpoch;
        var room = place.MaxAssociatedSize;
        Span<byte> associated = room <= 512 ? stackalloc byte[room] : new byte[room];
        associated = associated[..place.WriteAssociated(epoch, associated)];
        var size = sealedBytes.Length - HeadSize - TagSize;
        var padded = size <= 1_024 ? stackalloc byte[size] : new byte[size];
        if (!AeadAlgorithm.XChaCha20Poly1305.Decrypt(
            key.Key, sealedBytes.Slice(5, NonceSize), associated, sealedBytes[HeadSize..], padded)) return FieldOutcome.NotGenuine;
        var length = BinaryPrimitives.ReadInt32BigEndian(padded);
        // Only a writer that holds the key could break this, and ours doesn't.
        if (length < 0 || length > size - LengthSize) return FieldOutcome.NotGenuine;
        contents = padded.Slice(LengthSize, length).ToArray();
        CryptographicOperations.ZeroMemory(padded);
        return FieldOutcome.Opened;
    }

    /// <summary>The epoch that a field was sealed in; null where it is no sealed field. Not authenticated by itself.</summary>
    public static uint? EpochOf(ReadOnlySpan<byte> sealedBytes) =>
        sealedBytes.Length >= HeadSize + LengthSize + TagSize && sealedBytes[0] == Version
            ? BinaryPrimitives.ReadUInt32BigEndian(sealedBytes[1..]) : null;

    /// <summary>
    /// The size that contents are padded to: 32, 64, 128 … 4,096; then four steps to each doubling, so that a long text grows
    /// by a quarter at most.
    /// </summary>
    internal static int SizeClass(int size)
    {
        if (size <= 32) return 32;
        var power = (int)BitOperations.RoundUpToPowerOf2((uint)size);
        if (power <= 4_096) return power;
        var step = power / 8;
        return (size + step - 1) / step * step;
    }
}
