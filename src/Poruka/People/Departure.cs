using System.Data.Common;
using NodaTime;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>What happens when somebody leaves a group or is taken out of it: their wraps are gone, and nothing can be granted back.</summary>
internal static class Departure
{
    /// <summary>
    /// Takes a member out of a group. Each room there that they held is to get a new epoch. Who belongs to no group any more
    /// has left: nothing is kept that their passphrase or recovery key would open. The caller ends their sessions.
    /// </summary>
    public static void Take(DbConnection connection, DbTransaction transaction, Organisation group, MemberId member, LocalDate today)
    {
        (string, object?)[] who = [("organisation", group.Number), ("member", Ids.Bytes(member.Value))];
        LoseKeys(connection, transaction, group, member, today);
        WordRows.ClearAllOf(connection, transaction, group, member);
        Sql.Run(connection, transaction, "delete from invitation where organisation = @organisation and (made_by = @member or renews = @member)", who);
        Sql.Run(connection, transaction, "delete from member_role where organisation = @organisation and member = @member", who);
        Sql.Run(connection, transaction, "delete from membership where organisation = @organisation and member = @member", who);
        if (Sql.Number(connection, transaction, "select cast(count(*) as bigint) from membership where member = @member", who[1]) > 0) return;
        Sql.Run(connection, transaction, """
            update member set state = 'left', salt = @nothing, verifier = @nothing, keys_sealed = @nothing, keys_recovery = @nothing,
                totp_sealed = @nothing where member = @member
            """, ("nothing", Array.Empty<byte>()), who[1]);
    }

    /// <summary>Deletes what a member could open a group's rooms with; each of them is to get a new epoch.</summary>
    public static void LoseKeys(DbConnection connection, DbTransaction transaction, Organisation group, MemberId member, LocalDate today)
    {
        (string, object?)[] who = [("organisation", group.Number), ("member", Ids.Bytes(member.Value)), ("today", (long)Months.DayNumber(today))];
        Sql.Run(connection, transaction, """
            insert into epoch_due (room, since)
            select distinct g.room, cast(@today as bigint) from room_grant g join room r on r.room = g.room
            where r.organisation = @organisation and g.member = @member
            on conflict (room) do nothing
            """, who);
        Sql.Run(connection, transaction,
            "delete from room_grant where member = @member and room in (select room from room where organisation = @organisation)", who.AsSpan(0, 2));
    }

    /// <summary>The rooms of a group that a member holds and, on a day, nobody else: they would close for good.</summary>
    public static IReadOnlyList<Room> HeldAlone(
        DbConnection connection, Organisation group, MemberId member, LocalDate today, DbTransaction? transaction = null) =>
    [
        .. RoomRows.HeldBy(connection, member, today, transaction).Where(room => room.Organisation == group.Number
            && !RoomRows.Grants(connection, room, transaction).Any(g => g.Grant.To != member && (g.Grant.LastDay is null || g.Grant.LastDay >= today))),
    ];
}
