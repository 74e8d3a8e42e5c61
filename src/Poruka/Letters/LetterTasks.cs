using System.Data.Common;
using NodaTime;
using Poruka.Storage;

namespace Poruka.Letters;

/// <summary>Something to find out or to do about somebody's mail.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Recipient">Whose mail.</param>
/// <param name="Writer">Of whose letters somebody else takes over, or null.</param>
/// <param name="Kind">What is to do.</param>
/// <param name="DueOn">By when.</param>
public sealed record LetterTask(UInt128 Id, RecipientId Recipient, WriterId? Writer, string Kind, LocalDate DueOn);

/// <summary>Tasks about mail.</summary>
internal static class LetterTasks
{
    /// <summary>Find out where they are now.</summary>
    public const string Address = "address";

    /// <summary>Somebody stopped writing: find somebody else, and tell the person inside.</summary>
    public const string Handover = "handover";

    /// <summary>Find out who refused the letters, and what the lawyer says.</summary>
    public const string Refused = "refused";

    /// <summary>They are free: tell those who wrote, and ask what they wish now.</summary>
    public const string Released = "released";

    private const string Columns = "task, recipient, writer, kind, due_on";

    public static List<LetterTask> Open(DbConnection connection, long organisation) => LetterRows.Read(connection, null,
        $"select {Columns} from letter_task where organisation = @organisation and done_on is null order by due_on, task", Read, ("organisation", organisation));

    public static LetterTask? Find(DbConnection connection, long organisation, UInt128 id) => LetterRows.Read(connection, null,
        $"select {Columns} from letter_task where task = @task and organisation = @organisation and done_on is null", Read,
        ("task", Ids.Bytes(id)), ("organisation", organisation)).FirstOrDefault();

    /// <summary>Adds a task, unless there is an open one of the kind.</summary>
    public static void Add(DbConnection connection, DbTransaction transaction, long organisation, RecipientId recipient, string kind, LocalDate dueOn, WriterId? writer = null)
    {
        if (Sql.Number(connection, transaction, """
            select cast(count(*) as bigint) from letter_task where recipient = @recipient and kind = @kind and done_on is null and (writer = @writer or writer is null and @writer is null)
            """, ("recipient", Ids.Bytes(recipient.Value)), ("kind", kind), ("writer", LetterRows.Bytes(writer?.Value))) > 0) return;
        Sql.Run(connection, transaction, "insert into letter_task (task, organisation, recipient, writer, kind, due_on, done_on) values (@task, @organisation, @recipient, @writer, @kind, @due, null)",
            ("task", Ids.Bytes(Ids.Draw())), ("organisation", organisation), ("recipient", Ids.Bytes(recipient.Value)), ("writer", LetterRows.Bytes(writer?.Value)),
            ("kind", kind), ("due", LetterRows.Number(dueOn)));
    }

    public static void Finish(DbConnection connection, DbTransaction transaction, RecipientId recipient, string kind, LocalDate today) => Sql.Run(connection, transaction,
        "update letter_task set done_on = @today where recipient = @recipient and kind = @kind and done_on is null",
        ("today", LetterRows.Number(today)), ("recipient", Ids.Bytes(recipient.Value)), ("kind", kind));

    public static void Finish(DbConnection connection, DbTransaction transaction, UInt128 task, LocalDate today) => Sql.Run(connection, transaction,
        "update letter_task set done_on = @today where task = @task and done_on is null", ("today", LetterRows.Number(today)), ("task", Ids.Bytes(task)));

    private static LetterTask Read(DbDataReader row) => new(
        LetterRows.Id(row, 0)!.Value, new RecipientId(LetterRows.Id(row, 1)!.Value), LetterRows.Id(row, 2) is { } writer ? new WriterId(writer) : null,
        row.GetString(3), LetterRows.Day(row, 4)!.Value);
}
