using System.Data.Common;
using NodaTime;
using Poruka.Casework;
using Poruka.Cases;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Publishing;

/// <summary>What goes out.</summary>
public enum OutgoingKind
{
    /// <summary>A post or a page.</summary>
    Post,

    /// <summary>A public appeal for money.</summary>
    Campaign,

    /// <summary>A newsletter.</summary>
    Newsletter,

    /// <summary>What stands under a picture.</summary>
    Caption,

    /// <summary>The name of a document, or what it says.</summary>
    Document,

    /// <summary>A report.</summary>
    Report,

    /// <summary>What stands on the public page for letters of somebody inside.</summary>
    Person,

    /// <summary>The name and purpose of a fund.</summary>
    Fund,

    /// <summary>What a fund says of how to pay.</summary>
    Ways,

    /// <summary>What a group says of itself on its site.</summary>
    Site,
}

/// <summary>A text that waits to go out, as the server knows it.</summary>
/// <param name="Id">Its id; also the subject of its sealed copies.</param>
/// <param name="Organisation">The group.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Item">Which one.</param>
/// <param name="Version">Which version.</param>
/// <param name="Author">Whose.</param>
/// <param name="AskedAt">When its rooms were asked.</param>
/// <param name="State">open, out or over.</param>
/// <param name="Back">The page where its author goes on.</param>
public sealed record GuardAsk(
    UInt128 Id, long Organisation, OutgoingKind Kind, UInt128 Item, long Version, MemberId Author, Instant AskedAt, string State, string Back);

/// <summary>The word of a room as stored.</summary>
/// <param name="Room">The room.</param>
/// <param name="State">What it says.</param>
/// <param name="SaidBy">In whose session, or null.</param>
/// <param name="SaidAt">When, or null.</param>
/// <param name="WordKey">Of an offline room: what its word is held against.</param>
public sealed record GuardWordRow(Room Room, GuardWordState State, MemberId? SaidBy, Instant? SaidAt, byte[]? WordKey)
{
    /// <summary>What the rule takes.</summary>
    public GuardWordOf Word => new(Room.Code, Room.Kind == RoomKind.Offline, State);
}

/// <summary>Reads and writes what the guard keeps: words, and nothing of a text.</summary>
internal static class GuardRows
{
    private const string Columns = "ask, organisation, kind, item, version, author, asked_at, state, back";

    public static GuardAsk? Find(DbConnection connection, UInt128 id) =>
        List(connection, null, $"select {Columns} from guard_ask where ask = @ask", ("ask", Ids.Bytes(id))).FirstOrDefault();

    public static GuardAsk? Find(DbConnection connection, DbTransaction? transaction, OutgoingKind kind, UInt128 item, long version) => List(connection, transaction,
        $"select {Columns} from guard_ask where kind = @kind and item = @item and version = @version",
        ("kind", CaseRows.Word(kind)), ("item", Ids.Bytes(item)), ("version", version)).FirstOrDefault();

    /// <summary>The texts of a group that wait, the newest first.</summary>
    public static IReadOnlyList<GuardAsk> Open(DbConnection connection, long organisation, int count) => List(connection, null,
        $"select {Columns} from guard_ask where organisation = @organisation and state = 'open' order by asked_at desc, ask limit @count",
        ("organisation", organisation), ("count", (long)count));

    /// <summary>Earlier versions of a text that were asked about.</summary>
    public static IReadOnlyList<GuardAsk> Before(DbConnection connection, OutgoingKind kind, UInt128 item, long version) => List(connection, null,
        $"select {Columns} from guard_ask where kind = @kind and item = @item and version < @version and state = 'open'",
        ("kind", CaseRows.Word(kind)), ("item", Ids.Bytes(item)), ("version", version));

    /// <summary>Adds an asking; the one that is there already where somebody was faster.</summary>
    public static GuardAsk Add(DbConnection connection, DbTransaction transaction, GuardAsk ask)
    {
        Sql.Run(connection, transaction, $"""
            insert into guard_ask ({Columns}) values (@ask, @organisation, @kind, @item, @version, @author, @at, @state, @back)
            on conflict (kind, item, version) do nothing
            """,
            ("ask", Ids.Bytes(ask.Id)), ("organisation", ask.Organisation), ("kind", CaseRows.Word(ask.Kind)), ("item", Ids.Bytes(ask.Item)), ("version", ask.Version),
            ("author", Ids.Bytes(ask.Author.Value)), ("at", ask.AskedAt.ToUnixTimeSeconds()), ("state", ask.State), ("back", ask.Back));
        return Find(connection, transaction, ask.Kind, ask.Item, ask.Version)!;
    }

    /// <summary>The newest asking about something; null where nobody asked yet.</summary>
    public static GuardAsk? Last(DbConnection connection, OutgoingKind kind, UInt128 item) => List(connection, null,
        $"select {Columns} from guard_ask where kind = @kind and item = @item order by version desc limit 1",
        ("kind", CaseRows.Word(kind)), ("item", Ids.Bytes(item))).FirstOrDefault();

    /// <summary>Says under what something is known that there was only a text of before.</summary>
    public static void SetItem(DbConnection connection, DbTransaction? transaction, OutgoingKind kind, UInt128 from, UInt128 to) =>
        Sql.Run(connection, transaction, "update guard_ask set item = @to where kind = @kind and item = @from",
            ("to", Ids.Bytes(to)), ("kind", CaseRows.Word(kind)), ("from", Ids.Bytes(from)));

    public static void SetState(DbConnection connection, DbTransaction? transaction, UInt128 ask, string state) =>
        Sql.Run(connection, transaction, "update guard_ask set state = @state where ask = @ask", ("state", state), ("ask", Ids.Bytes(ask)));

    /// <summary>Notes that a text goes out; false where a room objects.</summary>
    public static bool TryGoOut(DbConnection connection, DbTransaction? transaction, UInt128 ask) => Sql.Run(connection, transaction, """
        update guard_ask set state = 'out' where ask = @ask and state <> 'over'
            and not exists (select 1 from guard_word w where w.ask = @ask and w.state in ('found', 'refused'))
        """, ("ask", Ids.Bytes(ask))) == 1;

    /// <summary>Ticks a case; false where it was ticked.</summary>
    public static bool AddCase(DbConnection connection, DbTransaction transaction, UInt128 ask, CaseId id) => Sql.Run(connection, transaction,
        "insert into guard_ask_case (ask, support_case) values (@ask, @case) on conflict (ask, support_case) do nothing",
        ("ask", Ids.Bytes(ask)), ("case", Ids.Bytes(id.Value))) == 1;

    public static IReadOnlyList<CaseId> Cases(DbConnection connection, UInt128 ask)
    {
        using var command = Sql.Command(connection, null, "select support_case from guard_ask_case where ask = @ask", ("ask", Ids.Bytes(ask)));
        using var row = command.ExecuteReader();
        var cases = new List<CaseId>();
        while (row.Read()) cases.Add(new CaseId(Ids.Read(row.GetFieldValue<byte[]>(0))));
        return cases;
    }

    /// <summary>Asks a room; false where it was asked.</summary>
    public static bool AddWord(DbConnection connection, DbTransaction transaction, UInt128 ask, RoomId room, byte[]? wordKey = null, byte[]? body = null) => Sql.Run(connection, transaction, """
        insert into guard_word (ask, room, state, word_key, body) values (@ask, @room, 'waits', @key, @body) on conflict (ask, room) do nothing
        """, ("ask", Ids.Bytes(ask)), ("room", Ids.Bytes(room.Value)), ("key", wordKey), ("body", body)) == 1;

    /// <summary>The text for an offline room: an age file; null where there is none any more.</summary>
    public static byte[]? BodyOf(DbConnection connection, UInt128 ask, RoomId room)
    {
        using var command = Sql.Command(connection, null, "select body from guard_word where ask = @ask and room = @room", ("ask", Ids.Bytes(ask)), ("room", Ids.Bytes(room.Value)));
        return command.ExecuteScalar() as byte[];
    }

    /// <summary>Forgets the texts that lie sealed to offline rooms.</summary>
    public static void ForgetBodies(DbConnection connection, DbTransaction? transaction, UInt128 ask) =>
        Sql.Run(connection, transaction, "update guard_word set body = null where ask = @ask", ("ask", Ids.Bytes(ask)));

    /// <summary>Keeps a room's word in place of another; false where it stood otherwise meanwhile.</summary>
    public static bool TrySay(DbConnection connection, DbTransaction? transaction, UInt128 ask, RoomId room, GuardWordState from, GuardWordState to, MemberId? by, Instant at) =>
        Sql.Run(connection, transaction, """
            update guard_word set state = @to, said_by = @by, said_at = @at where ask = @ask and room = @room and state = @from
                and exists (select 1 from guard_ask a where a.ask = @ask and a.state = 'open')
            """,
            ("to", CaseRows.Word(to)), ("by", by is { } member ? Ids.Bytes(member.Value) : null), ("at", at.ToUnixTimeSeconds()), ("ask", Ids.Bytes(ask)),
            ("room", Ids.Bytes(room.Value)), ("from", CaseRows.Word(from))) == 1;

    public static IReadOnlyList<GuardWordRow> Words(DbConnection connection, UInt128 ask)
    {
        var found = new List<(RoomId Room, GuardWordState State, MemberId? By, Instant? At, byte[]? Key)>();
        using (var command = Sql.Command(connection, null,
            "select room, state, said_by, said_at, word_key from guard_word where ask = @ask", ("ask", Ids.Bytes(ask))))
        using (var row = command.ExecuteReader())
            while (row.Read())
                found.Add((new RoomId(Ids.Read(row.GetFieldValue<byte[]>(0))), CaseRows.OfWord<GuardWordState>(row.GetString(1)),
                    row.IsDBNull(2) ? null : new MemberId(Ids.Read(row.GetFieldValue<byte[]>(2))), row.IsDBNull(3) ? null : Instant.FromUnixTimeSeconds(row.GetInt64(3)),
                    row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4)));
        return [.. found.Select(f => new GuardWordRow(RoomRows.Find(connection, f.Room)!, f.State, f.By, f.At, f.Key)).OrderBy(w => w.Room.Code, StringComparer.Ordinal)];
    }

    /// <summary>The askings that rooms which a member holds haven't answered: found by one look at an index.</summary>
    public static IReadOnlyList<(UInt128 Ask, RoomId Room)> WaitingFor(DbConnection connection, MemberId member, LocalDate today, string state = "waits")
    {
        using var command = Sql.Command(connection, null, """
            select w.ask, w.room from guard_word w join guard_ask a on a.ask = w.ask join room r on r.room = w.room
            join room_grant g on g.room = r.room and g.epoch = r.epoch
            where w.state = @state and a.state = 'open' and r.kind <> 'offline' and g.member = @member and (g.last_day is null or g.last_day >= @today) limit 100
            """, ("state", state), ("member", Ids.Bytes(member.Value)), ("today", (long)Months.DayNumber(today)));
        using var row = command.ExecuteReader();
        var waiting = new List<(UInt128, RoomId)>();
        while (row.Read()) waiting.Add((Ids.Read(row.GetFieldValue<byte[]>(0)), new RoomId(Ids.Read(row.GetFieldValue<byte[]>(1)))));
        return waiting;
    }

    /// <summary>Agrees that a text goes out unheard; false where they did before.</summary>
    public static bool AddAgreement(DbConnection connection, DbTransaction? transaction, UInt128 ask, MemberId member, Instant at) => Sql.Run(connection, transaction,
        "insert into guard_unheard (ask, member, at) values (@ask, @member, @at) on conflict (ask, member) do nothing",
        ("ask", Ids.Bytes(ask)), ("member", Ids.Bytes(member.Value)), ("at", at.ToUnixTimeSeconds())) == 1;

    public static IReadOnlyList<MemberId> Agreed(DbConnection connection, UInt128 ask)
    {
        using var command = Sql.Command(connection, null, "select member from guard_unheard where ask = @ask order by at, member", ("ask", Ids.Bytes(ask)));
        using var row = command.ExecuteReader();
        var members = new List<MemberId>();
        while (row.Read()) members.Add(new MemberId(Ids.Read(row.GetFieldValue<byte[]>(0))));
        return members;
    }

    /// <summary>The rooms in which something of a case lies, or to which one of its sections is sealed.</summary>
    public static IReadOnlyList<Room> RoomsOf(DbConnection connection, CaseId id)
    {
        var rooms = new List<RoomId>();
        using (var command = Sql.Command(connection, null,
            "select room from case_section where support_case = @case union select room from sealed_field where subject = @case", ("case", Ids.Bytes(id.Value))))
        using (var row = command.ExecuteReader())
            while (row.Read()) rooms.Add(new RoomId(Ids.Read(row.GetFieldValue<byte[]>(0))));
        return [.. rooms.Select(r => RoomRows.Find(connection, r)!).Where(r => r.Kind is not (RoomKind.Press or RoomKind.Intake))];
    }

    private static List<GuardAsk> List(DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, transaction, sql, parameters);
        using var row = command.ExecuteReader();
        var asks = new List<GuardAsk>();
        while (row.Read())
            asks.Add(new GuardAsk(Ids.Read(row.GetFieldValue<byte[]>(0)), row.GetInt64(1), CaseRows.OfWord<OutgoingKind>(row.GetString(2)), Ids.Read(row.GetFieldValue<byte[]>(3)),
                row.GetInt64(4), new MemberId(Ids.Read(row.GetFieldValue<byte[]>(5))), Instant.FromUnixTimeSeconds(row.GetInt64(6)), row.GetString(7), row.GetString(8)));
        return asks;
    }
}
