using System.Data.Common;
using System.Security.Cryptography;
using NodaTime;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>How giving a room to somebody ended.</summary>
public enum GrantingOutcome
{
    /// <summary>They hold it now.</summary>
    Given,

    /// <summary>There is no such member in the group, or they may not sign in.</summary>
    NoMember,

    /// <summary>Another keeper has given the room a new key meanwhile: load the page again.</summary>
    Faster,
}

/// <summary>Gives rooms to members.</summary>
internal static class RoomGrants
{
    /// <summary>Grants a room until a day; a grant that they have already is replaced.</summary>
    public static GrantingOutcome Give(
        DbConnection connection, HeldRoom held, Organisation group, MemberId to, LocalDate? lastDay, bool keeper, Member by, MemberKeys keys, LocalDate today)
    {
        if (MemberRows.Of(connection, group).FirstOrDefault(m => m.Id == to) is not { State: MemberState.Active } member || to == by.Id)
            return GrantingOutcome.NoMember;
        using var transaction = connection.BeginTransaction();
        if (!RoomRows.TryHold(connection, transaction, held.Room)) return GrantingOutcome.Faster;
        Put(connection, transaction, held, member, lastDay, keeper, by, keys, today);
        transaction.Commit();
        return GrantingOutcome.Given;
    }

    /// <summary>The same within a transaction.</summary>
    public static void Put(
        DbConnection connection, DbTransaction transaction, HeldRoom held, Member to, LocalDate? lastDay, bool keeper, Member by, MemberKeys keys, LocalDate today) =>
        RoomRows.Put(connection, transaction,
            Grant.Make(held.Secret, to.Id, to.PublicKey, lastDay, by.Id, keys, RandomNumberGenerator.Fill), by.VerifyingKey, keeper, today);

    /// <summary>How many can open a room today: their grant lives, and they may sign in.</summary>
    public static int Living(DbConnection connection, Room room, IReadOnlyList<Member> group, LocalDate today) =>
        RoomRows.Grants(connection, room).Count(g => !(g.Grant.LastDay < today) && group.Any(m => m.Id == g.Grant.To && m.State == MemberState.Active));
}
