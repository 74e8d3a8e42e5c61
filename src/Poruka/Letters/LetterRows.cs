using System.Data.Common;
using NodaTime;
using Poruka.Cases;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Letters;

/// <summary>Somebody inside, as the server knows them.</summary>
public sealed record RecipientRow(RecipientId Id, FacilityId? Facility, string State, LocalDate Since, LocalDate? LastLetter, LocalDate? LastReply, long Letters, long Version)
{
    /// <summary>Since when they have been waiting.</summary>
    public LocalDate WaitsSince => LastLetter ?? Since;

    /// <summary>What is in the way of writing.</summary>
    public Hold Hold => State switch { "doubt" or "transfer" => Hold.AddressInDoubt, "refused" => Hold.Refused, "released" => Hold.Released, _ => Hold.None };

    internal static SealedPlace FactsOf(RecipientId id) => new("recipient", id.Value, "facts");
}

/// <summary>Somebody who writes, as the server knows them.</summary>
public sealed record WriterRow(WriterId Id, MemberId? Member, string State, LocalDate? PausedUntil, long Letters, long Version)
{
    internal static SealedPlace FactsOf(WriterId id) => new("writer", id.Value, "facts");
}

/// <summary>A letter, as the server knows it.</summary>
public sealed record LetterRow(
    UInt128 Id, RecipientId? Recipient, WriterId? Writer, string State, string Language, LocalDate MadeOn, LocalDate? PostedOn, UInt128? Batch,
    byte[]? AnswerKey, long Version)
{
    /// <summary>Who was asked to translate it.</summary>
    public WriterId? Translator { get; init; }

    internal static SealedPlace TextOf(UInt128 id) => new("letter", id, "text");
}

/// <summary>Reads and writes recipients, writers and letters.</summary>
internal static class LetterRows
{
    private const string RecipientColumns = "recipient, facility, state, since, last_letter, last_reply, letters, version";
    private const string WriterColumns = "writer, member, state, paused_until, letters, version";
    private const string LetterColumns = "letter, recipient, writer, state, language, made_on, posted_on, batch, answer_key, version, translator";

    public static List<RecipientRow> Recipients(DbConnection connection, long organisation) => Read(connection, null,
        $"select {RecipientColumns} from letter_recipient where organisation = @organisation order by coalesce(last_letter, since), recipient", ReadRecipient, ("organisation", organisation));

    public static RecipientRow? Recipient(DbConnection connection, DbTransaction? transaction, long organisation, RecipientId id) => Read(connection, transaction,
        $"select {RecipientColumns} from letter_recipient where recipient = @id and organisation = @organisation", ReadRecipient,
        ("id", Ids.Bytes(id.Value)), ("organisation", organisation)).FirstOrDefault();

    public static void Add(DbConnection connection, DbTransaction transaction, long organisation, RecipientRow row) => Sql.Run(connection, transaction,
        $"insert into letter_recipient ({RecipientColumns}, organisation) values (@id, @facility, @state, @since, @last, @reply, @letters, 1, @organisation)",
        ("id", Ids.Bytes(row.Id.Value)), ("facility", row.Facility is { } f ? Ids.Bytes(f.Value) : null), ("state", row.State), ("since", Number(row.Since)),
        ("last", Number(row.LastLetter)), ("reply", Number(row.LastReply)), ("letters", row.Letters), ("organisation", organisation));

    /// <summary>Changes where they are and how they stand; false where somebody else did so meanwhile.</summary>
    public static bool TryChange(DbConnection connection, DbTransaction transaction, RecipientRow row) => Sql.Run(connection, transaction,
        "update letter_recipient set facility = @facility, state = @state, since = @since, version = version + 1 where recipient = @id and version = @version",
        ("facility", row.Facility is { } f ? Ids.Bytes(f.Value) : null), ("state", row.State), ("since", Number(row.Since)),
        ("id", Ids.Bytes(row.Id.Value)), ("version", row.Version)) == 1;

    public static void SetState(DbConnection connection, DbTransaction transaction, RecipientId id, string state) => Sql.Run(connection, transaction,
        "update letter_recipient set state = @state, version = version + 1 where recipient = @id", ("state", state), ("id", Ids.Bytes(id.Value)));

    public static List<WriterRow> Writers(DbConnection connection, long organisation) => Read(connection, null,
        $"select {WriterColumns} from letter_writer where organisation = @organisation order by writer", ReadWriter, ("organisation", organisation));

    public static WriterRow? Writer(DbConnection connection, long organisation, WriterId id) => Read(connection, null,
        $"select {WriterColumns} from letter_writer where writer = @id and organisation = @organisation", ReadWriter,
        ("id", Ids.Bytes(id.Value)), ("organisation", organisation)).FirstOrDefault();

    public static void Put(DbConnection connection, DbTransaction transaction, long organisation, WriterRow row) => Sql.Run(connection, transaction, $"""
        insert into letter_writer ({WriterColumns}, organisation) values (@id, @member, @state, @until, @letters, 1, @organisation)
        on conflict (writer) do update set member = excluded.member, state = excluded.state, paused_until = excluded.paused_until, letters = excluded.letters, version = letter_writer.version + 1
        """, ("id", Ids.Bytes(row.Id.Value)), ("member", row.Member is { } m ? Ids.Bytes(m.Value) : null), ("state", row.State),
        ("until", Number(row.PausedUntil)), ("letters", row.Letters), ("organisation", organisation));

    public static List<LetterRow> Letters(DbConnection connection, long organisation, params ReadOnlySpan<string> states)
    {
        var list = string.Join(", ", states.ToArray().Select(s => $"'{s}'"));
        return Read(connection, null, $"select {LetterColumns} from letter where organisation = @organisation and state in ({list}) order by made_on, letter",
            ReadLetter, ("organisation", organisation));
    }

    public static LetterRow? Letter(DbConnection connection, DbTransaction? transaction, long organisation, UInt128 id) => Read(connection, transaction,
        $"select {LetterColumns} from letter where letter = @id and organisation = @organisation", ReadLetter,
        ("id", Ids.Bytes(id)), ("organisation", organisation)).FirstOrDefault();

    public static List<LetterRow> OfRecipient(DbConnection connection, RecipientId id) => Read(connection, null,
        $"select {LetterColumns} from letter where recipient = @id order by made_on, letter", ReadLetter, ("id", Ids.Bytes(id.Value)));

    public static List<LetterRow> OfBatch(DbConnection connection, long organisation, UInt128 batch) => Read(connection, null,
        $"select {LetterColumns} from letter where batch = @batch and organisation = @organisation order by letter", ReadLetter,
        ("batch", Ids.Bytes(batch)), ("organisation", organisation));

    public static void Add(DbConnection connection, DbTransaction transaction, long organisation, LetterRow row, byte[]? lookup = null) => Sql.Run(connection, transaction,
        $"insert into letter ({LetterColumns}, lookup, organisation) values (@id, @recipient, @writer, @state, @language, @made, null, null, @key, 1, @translator, @lookup, @organisation)",
        ("id", Ids.Bytes(row.Id)), ("recipient", Bytes(row.Recipient?.Value)), ("writer", Bytes(row.Writer?.Value)), ("state", row.State),
        ("language", row.Language), ("made", Number(row.MadeOn)), ("key", row.AnswerKey), ("translator", Bytes(row.Translator?.Value)), ("lookup", lookup), ("organisation", organisation));

    /// <summary>Moves a letter on; false where somebody else did so meanwhile.</summary>
    public static bool TryMove(DbConnection connection, DbTransaction transaction, LetterRow row, string state) => Sql.Run(connection, transaction,
        "update letter set state = @state, recipient = @recipient, writer = @writer, translator = @translator, version = version + 1 where letter = @id and version = @version",
        ("state", state), ("recipient", Bytes(row.Recipient?.Value)), ("writer", Bytes(row.Writer?.Value)), ("translator", Bytes(row.Translator?.Value)), ("id", Ids.Bytes(row.Id)), ("version", row.Version)) == 1;

    public static long? Number(LocalDate? day) => day is { } d ? Months.DayNumber(d) : null;

    public static byte[]? Bytes(UInt128? id) => id is { } value ? Ids.Bytes(value) : null;

    public static List<T> Read<T>(
        DbConnection connection, DbTransaction? transaction, string sql, Func<DbDataReader, T> read, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, transaction, sql, parameters);
        using var row = command.ExecuteReader();
        var rows = new List<T>();
        while (row.Read()) rows.Add(read(row));
        return rows;
    }

    public static UInt128? Id(DbDataReader row, int column) => row.IsDBNull(column) ? null : Ids.Read(row.GetFieldValue<byte[]>(column));

    public static LocalDate? Day(DbDataReader row, int column) => row.IsDBNull(column) ? null : Months.Day(row.GetInt64(column));

    private static RecipientRow ReadRecipient(DbDataReader row) => new(
        new RecipientId(Id(row, 0)!.Value), Id(row, 1) is { } facility ? new FacilityId(facility) : null, row.GetString(2), Day(row, 3)!.Value, Day(row, 4),
        Day(row, 5), row.GetInt64(6), row.GetInt64(7));

    private static WriterRow ReadWriter(DbDataReader row) => new(
        new WriterId(Id(row, 0)!.Value), Id(row, 1) is { } member ? new MemberId(member) : null, row.GetString(2), Day(row, 3), row.GetInt64(4), row.GetInt64(5));

    private static LetterRow ReadLetter(DbDataReader row) => new(
        Id(row, 0)!.Value, Id(row, 1) is { } r ? new RecipientId(r) : null, Id(row, 2) is { } w ? new WriterId(w) : null, row.GetString(3), row.GetString(4),
        Day(row, 5)!.Value, Day(row, 6), Id(row, 7), row.IsDBNull(8) ? null : row.GetFieldValue<byte[]>(8), row.GetInt64(9))
    {
        Translator = Id(row, 10) is { } t ? new WriterId(t) : null,
    };
}
