using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Poruka.Vault;

/// <summary>
/// What anybody puts into a room by its public half, and only who holds the room reads: HPKE to the room inside a layer under
/// the shred salt of its subject, so that destroying the salt destroys it although the room lives on
/// (docs/formats/field.md).
/// </summary>
public static class RoomDrop
{
    /// <summary>The version, which names the algorithms too and tells it from a <see cref="SealedField"/>.</summary>
    public const byte Version = 2;

    /// <summary>Seals a field.</summary>
    /// <param name="roomPublicKey">The public half of the room's pair, 32 bytes.</param>
    /// <param name="epoch">The epoch whose pair it is.</param>
    /// <param name="place">Where it will stand.</param>
    /// <param name="shredSalt">The salt of its subject, 32 bytes.</param>
    /// <param name="contents">What to seal, up to <see cref="SealedField.MaxSize"/> bytes.</param>
    /// <param name="random">Where the randomness comes from.</param>
    public static byte[] Seal(
        ReadOnlySpan<byte> roomPublicKey, uint epoch, FieldPlace place, ReadOnlySpan<byte> shredSalt, ReadOnlySpan<byte> contents, RandomFill random)
    {
        var inner = Hpke.Seal(roomPublicKey, Info(place, epoch), [], contents, random);
        using var outer = OuterKey(shredSalt, epoch);
        var field = SealedField.Seal(outer, place, inner, random);
        return [Version, .. field];
    }

    /// <summary>Opens it.</summary>
    /// <param name="secret">The room's secret in its epoch.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="shredSalt">The salt of its subject.</param>
    /// <param name="sealedBytes">As stored.</param>
    /// <param name="contents">What was sealed, where it opened; else empty. The caller wipes it.</param>
    public static FieldOutcome Open(
        RoomSecret secret, FieldPlace place, ReadOnlySpan<byte> shredSalt, ReadOnlySpan<byte> sealedBytes, out byte[] contents)
    {
        contents = [];
        if (EpochOf(sealedBytes) is not { } epoch) return FieldOutcome.Malformed;
        if (epoch != secret.Epoch) return FieldOutcome.OtherEpoch;
        using var outer = OuterKey(shredSalt, epoch);
        var outcome = SealedField.Open(outer, place, sealedBytes[1..], out var inner);
        if (outcome != FieldOutcome.Opened) return outcome;
        if (Hpke.TryOpen(secret.PrivateKey, Info(place, epoch), [], inner) is not { } opened) return FieldOutcome.NotGenuine;
        contents = opened;
        return FieldOutcome.Opened;
    }

    /// <summary>The epoch that it was sealed for; null where it is none of these. Not authenticated by itself.</summary>
    public static uint? EpochOf(ReadOnlySpan<byte> sealedBytes) =>
        sealedBytes.Length > 1 && sealedBytes[0] == Version ? SealedField.EpochOf(sealedBytes[1..]) : null;

    private static FieldKey OuterKey(ReadOnlySpan<byte> shredSalt, uint epoch)
    {
        Span<byte> key = stackalloc byte[FieldKey.Size];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, shredSalt, key, [], "poruka drop v1"u8);
        var outer = new FieldKey(key, epoch);
        CryptographicOperations.ZeroMemory(key);
        return outer;
    }

    private static byte[] Info(FieldPlace place, uint epoch)
    {
        var bytes = new byte[place.MaxAssociatedSize];
        var length = place.WriteAssociated(epoch, bytes);
        return [.. "poruka drop"u8, Version, .. bytes.AsSpan(0, length)];
    }
}
