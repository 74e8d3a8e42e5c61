using System.Data.Common;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>Where a sealed field stands: what it is a field of, of which one, and its name.</summary>
/// <param name="Kind">What it is a field of: <c>room</c>, <c>note</c>, <c>donor</c> …</param>
/// <param name="Row">Of which one.</param>
/// <param name="Name">The field's name.</param>
public readonly record struct SealedPlace(string Kind, UInt128 Row, string Name)
{
    internal FieldPlace In(RoomId room) => new(Kind, Ids.Text(Row), Name, room);
}

/// <summary>A sealed field as stored.</summary>
public sealed record SealedRow(SealedPlace Place, RoomId Room, UInt128 Subject, uint Epoch, byte[] Body);

/// <summary>Reads and writes sealed fields.</summary>
internal static class SealedRows
{
    private const string Columns = "kind, row_id, name, room, subject, epoch, body";

    /// <summary>Stores a field; one that stood there is replaced.</summary>
    public static void Put(
        DbConnection connection, DbTransaction? transaction, Room room, UInt128 subject, SealedPlace place, uint epoch, byte[] body) =>
        Sql.Run(connection, transaction, $"""
            insert into sealed_field ({Columns}) values (@kind, @row, @name, @room, @subject, @epoch, @body)
            on conflict (kind, row_id, name) do update set room = excluded.room, subject = excluded.subject, epoch = excluded.epoch, body = excluded.body
            """,
            ("kind", place.Kind), ("row", Ids.Bytes(place.Row)), ("name", place.Name), ("room", Ids.Bytes(room.Id.Value)),
            ("subject", Ids.Bytes(subject)), ("epoch", (long)epoch), ("body", body));

    public static SealedRow? Find(DbConnection connection, SealedPlace place) => List(connection,
        $"select {Columns} from sealed_field where kind = @kind and row_id = @row and name = @name",
        ("kind", place.Kind), ("row", Ids.Bytes(place.Row)), ("name", place.Name)).FirstOrDefault();

    /// <summary>The field of a name of many rows at once: of one kind, in no order.</summary>
    public static IReadOnlyList<SealedRow> Find(DbConnection connection, string kind, string name, IReadOnlyCollection<UInt128> rows)
    {
        var found = new List<SealedRow>(rows.Count);
        foreach (var chunk in rows.Chunk(500))
        {
            var parameters = new List<(string, object?)> { ("kind", kind), ("name", name) };
            var some = Sql.AnyOf(connection, "row_id", chunk, parameters);
            found.AddRange(List(connection, $"select {Columns} from sealed_field where kind = @kind and name = @name and {some}", parameters.ToArray()));
        }
        return found;
    }

    /// <summary>The fields of a kind in a room.</summary>
    /// <remarks>Found by the kind: rooms hold more than there is of any one. SQLite would take the index of rooms, which counts nothing.</remarks>
    public static IReadOnlyList<SealedRow> Of(DbConnection connection, RoomId room, string kind) => List(connection,
        $"select {Columns} from sealed_field where kind = @kind and coalesce(room, room) = @room", ("room", Ids.Bytes(room.Value)), ("kind", kind));

    /// <summary>All fields of a room.</summary>
    public static IReadOnlyList<SealedRow> OfRoom(DbConnection connection, RoomId room) => List(connection,
        $"select {Columns} from sealed_field where room = @room order by kind, row_id, name", ("room", Ids.Bytes(room.Value)));

    /// <summary>Some fields of a room that are sealed in an epoch before the given one.</summary>
    public static IReadOnlyList<SealedRow> Before(DbConnection connection, RoomId room, uint epoch, int count) => List(connection,
        $"select {Columns} from sealed_field where room = @room and epoch < @epoch order by epoch limit @count",
        ("room", Ids.Bytes(room.Value)), ("epoch", (long)epoch), ("count", (long)count));

    /// <summary>Puts a field that was sealed anew in the place of the old one; not where somebody has written it meanwhile.</summary>
    public static void Replace(DbConnection connection, DbTransaction transaction, SealedRow old, uint epoch, byte[] body) => Sql.Run(connection, transaction,
        "update sealed_field set epoch = @epoch, body = @body where kind = @kind and row_id = @row and name = @name and epoch = @old and body = @before",
        ("epoch", (long)epoch), ("body", body), ("kind", old.Place.Kind), ("row", Ids.Bytes(old.Place.Row)), ("name", old.Place.Name),
        ("old", (long)old.Epoch), ("before", old.Body));

    /// <summary>Takes the fields of a subject away.</summary>
    public static int DeleteOf(DbConnection connection, DbTransaction transaction, UInt128 subject) =>
        Sql.Run(connection, transaction, "delete from sealed_field where subject = @subject", ("subject", Ids.Bytes(subject)));

    /// <summary>How many fields of a room there are, and how many of them in the given epoch.</summary>
    public static (long All, long Current) Count(DbConnection connection, RoomId room, uint epoch)
    {
        using var command = Sql.Command(connection, null, """
            select cast(count(*) as bigint), cast(coalesce(sum(case when epoch = @epoch then 1 else 0 end), 0) as bigint)
            from sealed_field where room = @room
            """, ("room", Ids.Bytes(room.Value)), ("epoch", (long)epoch));
        using var row = command.ExecuteReader();
        return row.Read() ? (row.GetInt64(0), row.GetInt64(1)) : (0, 0);
    }

    /// <summary>Takes one field away.</summary>
    public static void Delete(DbConnection connection, DbTransaction? transaction, SealedPlace place) => Sql.Run(connection, transaction,
        "delete from sealed_field where kind = @kind and row_id = @row and name = @name", ("kind", place.Kind), ("row", Ids.Bytes(place.Row)), ("name", place.Name));

    private static List<SealedRow> List(DbConnection connection, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, null, sql, parameters);
        using var row = command.ExecuteReader();
        var rows = new List<SealedRow>();
        while (row.Read())
            rows.Add(new SealedRow(
                new SealedPlace(row.GetString(0), Ids.Read(row.GetFieldValue<byte[]>(1)), row.GetString(2)),
                new RoomId(Ids.Read(row.GetFieldValue<byte[]>(3))), Ids.Read(row.GetFieldValue<byte[]>(4)),
                (uint)row.GetInt64(5), row.GetFieldValue<byte[]>(6)));
        return rows;
    }
}
