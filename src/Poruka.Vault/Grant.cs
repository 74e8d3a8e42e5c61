using System.Buffers.Binary;
using NodaTime;

namespace Poruka.Vault;

/// <summary>What trying a grant gives.</summary>
public enum GrantOutcome
{
    /// <summary>The room's secret.</summary>
    Opened,

    /// <summary>Its last day is over.</summary>
    Expired,

    /// <summary>It was changed, moved, signed by somebody else, or made for other keys.</summary>
    NotGenuine,
}

/// <summary>
/// A room's secret for a member: HPKE (RFC 9180, base mode) to the member's public key, with room, epoch, member and last day
/// bound in, signed by who granted it (Ed25519) (docs/formats/keys.md).
/// </summary>
/// <param name="Room">The room.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="To">Who may open it.</param>
/// <param name="LastDay">The last day on which they may; null where it doesn't end by itself.</param>
/// <param name="Granter">Who gave it.</param>
/// <param name="Wrapped">The secret, sealed to the member.</param>
/// <param name="Signature">The granter's signature over all of this.</param>
public sealed record Grant(
    RoomId Room, uint Epoch, MemberId To, LocalDate? LastDay, MemberId Granter, byte[] Wrapped, byte[] Signature)
{
    private const byte Version = 1;
    private static readonly LocalDate Epoch1970 = new(1970, 1, 1);

    /// <summary>Grants a room to a member.</summary>
    /// <param name="secret">The room's secret in this epoch.</param>
    /// <param name="to">To whom.</param>
    /// <param name="publicKey">Their X25519 public key.</param>
    /// <param name="lastDay">The last day, or null.</param>
    /// <param name="granter">Who grants.</param>
    /// <param name="granterKeys">Their keys, which sign.</param>
    /// <param name="random">Where the randomness comes from.</param>
    public static Grant Make(
        RoomSecret secret, MemberId to, ReadOnlySpan<byte> publicKey, LocalDate? lastDay, MemberId granter, MemberKeys granterKeys, RandomFill random)
    {
        var info = Info(secret.Room, secret.Epoch, to, lastDay);
        var wrapped = Hpke.Seal(publicKey, info, [], secret.Secret, random);
        return new Grant(secret.Room, secret.Epoch, to, lastDay, granter, wrapped, granterKeys.Sign(Signed(info, granter, wrapped)));
    }

    /// <summary>Opens the grant.</summary>
    /// <param name="mine">The keys of the member it is for.</param>
    /// <param name="granterKey">The granter's Ed25519 public key, as we know it.</param>
    /// <param name="today">Today.</param>
    /// <param name="secret">The room's secret where it opened; the caller disposes it.</param>
    public GrantOutcome TryOpen(MemberKeys mine, ReadOnlySpan<byte> granterKey, LocalDate today, out RoomSecret? secret)
    {
        secret = null;
        if (LastDay < today) return GrantOutcome.Expired;
        var info = Info(Room, Epoch, To, LastDay);
        if (!MemberKeys.Verify(granterKey, Signed(info, Granter, Wrapped), Signature)) return GrantOutcome.NotGenuine;
        if (Hpke.TryOpen(mine.AgreementKey, info, [], Wrapped) is not { Length: RoomSecret.Size } opened) return GrantOutcome.NotGenuine;
        secret = new RoomSecret(Room, Epoch, opened);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(opened);
        return GrantOutcome.Opened;
    }

    /// <summary>Whether its granter made it as it is. Opens nothing, and says nothing of who may open it today.</summary>
    /// <param name="granterKey">The granter's Ed25519 public key, as we know it.</param>
    public bool IsSignedBy(ReadOnlySpan<byte> granterKey) =>
        MemberKeys.Verify(granterKey, Signed(Info(Room, Epoch, To, LastDay), Granter, Wrapped), Signature);

    private static byte[] Info(RoomId room, uint epoch, MemberId to, LocalDate? lastDay)
    {
        Span<byte> rest = stackalloc byte[16 + 4];
        BinaryPrimitives.WriteUInt128BigEndian(rest, to.Value);
        BinaryPrimitives.WriteInt32BigEndian(rest[16..], lastDay is { } day ? Period.DaysBetween(Epoch1970, day) : int.MaxValue);
        return [.. "poruka grant"u8, Version, .. RoomSecret.Place(room, epoch), .. rest];
    }

    private static byte[] Signed(byte[] info, MemberId granter, byte[] wrapped)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, granter.Value);
        return [.. "poruka grant signature"u8, .. info, .. id, .. wrapped];
    }
}
