using System.Data.Common;
using NodaTime;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>Reads and writes wishes for a copy of everything.</summary>
internal static class BulkExportRows
{
    /// <summary>Asks; an earlier wish of the same member is withdrawn by it.</summary>
    public static void Ask(DbConnection connection, Organisation group, MemberId by, string recipients, Instant now)
    {
        using var transaction = connection.BeginTransaction();
        Withdraw(connection, transaction, group, by);
        Sql.Run(connection, transaction,
            "insert into bulk_export (export, organisation, member, recipients, asked_at) values (@export, @organisation, @member, @recipients, @now)",
            ("export", Ids.Bytes(Ids.Draw())), ("organisation", group.Number), ("member", Ids.Bytes(by.Value)), ("recipients", recipients),
            ("now", now.ToUnixTimeSeconds()));
        transaction.Commit();
    }

    /// <summary>Withdraws what a member has asked for.</summary>
    public static void Withdraw(DbConnection connection, DbTransaction? transaction, Organisation group, MemberId by)
    {
        (string, object?)[] who = [("organisation", group.Number), ("member", Ids.Bytes(by.Value))];
        Sql.Run(connection, transaction, """
            delete from bulk_export_word where export in (select export from bulk_export where organisation = @organisation and member = @member)
            """, who);
        Sql.Run(connection, transaction, "delete from bulk_export where organisation = @organisation and member = @member", who);
    }

    /// <summary>Agrees for a room; the first word counts.</summary>
    public static bool Agree(DbConnection connection, UInt128 export, RoomId room, MemberId by, Instant now) => Sql.Run(connection, null, """
        insert into bulk_export_word (export, room, member, said_at) values (@export, @room, @member, @now) on conflict (export, room) do nothing
        """, ("export", Ids.Bytes(export)), ("room", Ids.Bytes(room.Value)), ("member", Ids.Bytes(by.Value)), ("now", now.ToUnixTimeSeconds())) == 1;

    /// <summary>The wishes of a group that aren't over.</summary>
    public static IReadOnlyList<BulkExport> Of(DbConnection connection, Organisation group, Instant now)
    {
        var rows = new List<(UInt128 Id, MemberId By, string Recipients, Instant At)>();
        using (var command = Sql.Command(connection, null,
            "select export, member, recipients, asked_at from bulk_export where organisation = @organisation and asked_at > @since order by asked_at",
            ("organisation", group.Number), ("since", (now - BulkExport.Longest).ToUnixTimeSeconds())))
        using (var row = command.ExecuteReader())
            while (row.Read())
                rows.Add((Ids.Read(row.GetFieldValue<byte[]>(0)), new MemberId(Ids.Read(row.GetFieldValue<byte[]>(1))), row.GetString(2),
                    Instant.FromUnixTimeSeconds(row.GetInt64(3))));
        return [.. rows.Select(r => new BulkExport(r.Id, r.By, r.Recipients, r.At, WordsOf(connection, r.Id)))];
    }

    private static Dictionary<RoomId, MemberId> WordsOf(DbConnection connection, UInt128 export)
    {
        using var command = Sql.Command(connection, null, "select room, member from bulk_export_word where export = @export", ("export", Ids.Bytes(export)));
        using var row = command.ExecuteReader();
        var words = new Dictionary<RoomId, MemberId>();
        while (row.Read()) words[new RoomId(Ids.Read(row.GetFieldValue<byte[]>(0)))] = new MemberId(Ids.Read(row.GetFieldValue<byte[]>(1)));
        return words;
    }
}
