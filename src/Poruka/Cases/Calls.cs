using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases;

/// <summary>
/// Reads and writes calls for help. They are put in by the public half of the room; only who holds it reads them, and answers are
/// sealed to the code that the caller keeps (docs/formats/intake.md). A case takes a call over by <see cref="Messages(HeldRoom, DbConnection, HelpCall)"/>,
/// <see cref="Files"/> and <see cref="SetState"/>.
/// </summary>
internal static class Calls
{
    private const string Columns = "intake, organisation, code, came_on, state, answers_to", Kind = "intake";

    /// <summary>Keeps a new call. The caller has sealed its files already and commits.</summary>
    public static void Add(
        Installation installation, DbConnection connection, DbTransaction transaction, Room room, byte[] roomKey, HelpCall call, byte[] lookup,
        CallText text, IReadOnlyList<(StoredFile File, string Name)> files)
    {
        Sql.Run(connection, transaction, $"""
            insert into intake ({Columns}, lookup, size) values (@intake, @organisation, @code, @today, @state, @answers, @lookup, 0)
            """,
            ("intake", Ids.Bytes(call.Id)), ("organisation", call.Organisation), ("code", call.Code), ("today", (long)Months.DayNumber(call.CameOn)),
            ("state", Word(call.State)), ("answers", call.AnswersTo), ("lookup", lookup));
        AddMessage(installation, connection, transaction, room, roomKey, call.Id, call.CameOn, text, files);
    }

    /// <summary>Keeps a message that was added to a call; who reads the room sees the call as new again.</summary>
    public static void AddMessage(
        Installation installation, DbConnection connection, DbTransaction transaction, Room room, byte[] roomKey, UInt128 call, LocalDate today,
        CallText text, IReadOnlyList<(StoredFile File, string Name)> files)
    {
        var salt = installation.Shred.For(call);
        var message = NextMessage(connection, transaction, call, today, answer: [], files.Count);
        var json = CallJson.Write(text);
        Drops.Put(connection, transaction, room, roomKey, call, salt, TextAt(message), json);
        foreach (var (file, name) in files)
        {
            StoredFiles.Add(connection, transaction, file);
            Drops.Put(connection, transaction, room, roomKey, call, salt, NameAt(file.Id), Encoding.UTF8.GetBytes(name));
        }
        Sql.Run(connection, transaction, "update intake set size = size + @size, state = @new where intake = @intake",
            ("size", json.Length + files.Sum(f => f.File.Size)), ("new", Word(CallState.New)), ("intake", Ids.Bytes(call)));
        CryptographicOperations.ZeroMemory(json);
    }

    /// <summary>Answers a call: to the code, and for the room to read it again.</summary>
    public static void Answer(HeldRoom room, DbConnection connection, DbTransaction transaction, HelpCall call, string answer, LocalDate today)
    {
        var message = Ids.Draw();
        var json = CallJson.Write(new CallText { What = answer });
        AddRow(connection, transaction, message, call.Id, today,
            FollowUpCode.SealAnswer(call.AnswersTo, AnswerAt(message, room.Room.Id), json, RandomNumberGenerator.Fill), 0);
        room.Write(connection, transaction, call.Id, TextAt(message), json);
        CryptographicOperations.ZeroMemory(json);
        SetState(connection, transaction, call.Id, CallState.Answered);
    }

    public static void SetState(DbConnection connection, DbTransaction? transaction, UInt128 call, CallState state) => Sql.Run(connection, transaction,
        "update intake set state = @state where intake = @intake", ("state", Word(state)), ("intake", Ids.Bytes(call)));

    public static IReadOnlyList<HelpCall> List(DbConnection connection, long organisation, int count, int from) => Read(connection, $"""
        select {Columns} from intake where organisation = @organisation
        order by case state when 'new' then 0 when 'closed' then 2 else 1 end, came_on desc, code limit @count offset @from
        """, ("organisation", organisation), ("count", (long)count), ("from", (long)from));

    /// <summary>How many calls of a group there are, and how many that nobody has read.</summary>
    public static (long All, long New) Count(DbConnection connection, long organisation)
    {
        using var command = Sql.Command(connection, null, """
            select cast(count(*) as bigint), cast(coalesce(sum(case when state = 'new' then 1 else 0 end), 0) as bigint)
            from intake where organisation = @organisation
            """, ("organisation", organisation));
        using var row = command.ExecuteReader();
        return row.Read() ? (row.GetInt64(0), row.GetInt64(1)) : (0, 0);
    }

    /// <summary>How many bytes all calls keep.</summary>
    public static long Bytes(DbConnection connection) =>
        Sql.Number(connection, null, "select cast(coalesce(sum(size), 0) as bigint) from intake") ?? 0;

    public static HelpCall? Find(DbConnection connection, long organisation, UInt128 id) => Read(connection,
        $"select {Columns} from intake where organisation = @organisation and intake = @intake",
        ("organisation", organisation), ("intake", Ids.Bytes(id))).FirstOrDefault();

    /// <summary>The call that a follow-up code finds.</summary>
    public static HelpCall? FindByLookup(DbConnection connection, byte[] lookup) =>
        Read(connection, $"select {Columns} from intake where lookup = @lookup", ("lookup", lookup)).FirstOrDefault();

    /// <summary>The thread of a call, as who holds the room reads it.</summary>
    public static IReadOnlyList<CallMessage> Messages(HeldRoom room, DbConnection connection, HelpCall call) =>
    [
        .. Rows(connection, call.Id).Select(m => new CallMessage(m.Number, m.Answer.Length > 0, m.WrittenOn,
            room.Read(connection, TextAt(m.Id)) is { } json ? CallJson.Read(json) : null)),
    ];

    /// <summary>The thread of a call as its code opens it: the answers; of what was sent, only that it was.</summary>
    public static IReadOnlyList<CallMessage> Messages(DbConnection connection, HelpCall call, FollowUpCode code, RoomId room) =>
    [
        .. Rows(connection, call.Id).Select(m => new CallMessage(m.Number, m.Answer.Length > 0, m.WrittenOn,
            m.Answer.Length > 0 && code.TryOpenAnswer(AnswerAt(m.Id, room), m.Answer) is { } json ? CallJson.Read(json) : null)),
    ];

    /// <summary>The files that came with a call.</summary>
    public static IReadOnlyList<CallFile> Files(HeldRoom room, DbConnection connection, HelpCall call) =>
    [
        .. StoredFiles.OfSubject(connection, null, call.Id).Select(file => new CallFile(file.Id,
            room.Read(connection, NameAt(file.Id)) is { } name ? Encoding.UTF8.GetString(name) : "", file.Size)),
    ];

    /// <summary>
    /// Destroys a call: its salt first, with which all of it, in old backups too, is gone; then its rows and files.
    /// </summary>
    public static void Shred(Installation installation, DbConnection connection, HelpCall call)
    {
        installation.Shred.Destroy(call.Id);
        var files = StoredFiles.OfSubject(connection, null, call.Id);
        using var transaction = connection.BeginTransaction();
        SealedRows.DeleteOf(connection, transaction, call.Id);
        foreach (var file in files) StoredFiles.Delete(connection, transaction, file.Id);
        Sql.Run(connection, transaction, "delete from intake_message where intake = @intake", ("intake", Ids.Bytes(call.Id)));
        Sql.Run(connection, transaction, "delete from intake where intake = @intake", ("intake", Ids.Bytes(call.Id)));
        transaction.Commit();
        foreach (var file in files) StoredFiles.Discard(installation, file.Id);
    }

    internal static string DrawCode() => "C-" + RandomNumberGenerator.GetString("23456789ABCDEFGHJKMNPQRSTVWXYZ", 6);

    internal static string Word(CallState state) => state switch
    {
        CallState.New => "new",
        CallState.Seen => "seen",
        CallState.Answered => "answered",
        CallState.Handed => "handed",
        CallState.Closed => "closed",
    };

    internal static CallState? StateOf(string? word)
    {
        foreach (var state in Enum.GetValues<CallState>())
            if (Word(state) == word) return state;
        return null;
    }

    private static SealedPlace TextAt(UInt128 message) => new(Kind, message, "text");

    private static SealedPlace NameAt(UInt128 file) => new(Kind, file, "file-name");

    private static FieldPlace AnswerAt(UInt128 message, RoomId room) => new(Kind, Ids.Text(message), "answer", room);

    private static UInt128 NextMessage(DbConnection connection, DbTransaction transaction, UInt128 call, LocalDate today, byte[] answer, int files)
    {
        var message = Ids.Draw();
        AddRow(connection, transaction, message, call, today, answer, files);
        return message;
    }

    private static void AddRow(
        DbConnection connection, DbTransaction transaction, UInt128 message, UInt128 call, LocalDate today, byte[] answer, int files) =>
        Sql.Run(connection, transaction, """
            insert into intake_message (message, intake, number, is_answer, written_on, answer, files)
            select @message, @intake, coalesce(max(number), 0) + 1, @isAnswer, @today, @answer, @files from intake_message where intake = @intake
            """,
            ("message", Ids.Bytes(message)), ("intake", Ids.Bytes(call)), ("isAnswer", answer.Length > 0 ? 1L : 0L),
            ("today", (long)Months.DayNumber(today)), ("answer", answer), ("files", (long)files));

    private sealed record Row(UInt128 Id, long Number, LocalDate WrittenOn, byte[] Answer);

    private static List<Row> Rows(DbConnection connection, UInt128 call)
    {
        using var command = Sql.Command(connection, null,
            "select message, number, written_on, answer from intake_message where intake = @intake order by number", ("intake", Ids.Bytes(call)));
        using var row = command.ExecuteReader();
        var rows = new List<Row>();
        while (row.Read())
            rows.Add(new Row(Ids.Read(row.GetFieldValue<byte[]>(0)), row.GetInt64(1), Months.Day(row.GetInt64(2)), row.GetFieldValue<byte[]>(3)));
        return rows;
    }

    private static List<HelpCall> Read(DbConnection connection, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, null, sql, parameters);
        using var row = command.ExecuteReader();
        var calls = new List<HelpCall>();
        while (row.Read())
            calls.Add(new HelpCall(Ids.Read(row.GetFieldValue<byte[]>(0)), row.GetInt64(1), row.GetString(2), Months.Day(row.GetInt64(3)),
                StateOf(row.GetString(4))!.Value, row.GetFieldValue<byte[]>(5)));
        return calls;
    }
}
