using System.Data.Common;
using NodaTime;
using Poruka.Storage;

namespace Poruka.Letters;

/// <summary>Something to find out or to do about somebody's mail.</summary>
public sealed record LetterTask(UInt128 Id, RecipientId Recipient, string Kind, LocalDate DueOn);

/// <summary>Tasks about mail.</summary>
internal static class LetterTasks
{
    public const string Address = "address";

    public static List<LetterTask> Open(DbConnection connection, long organisation) => LetterRows.Read(connection, null,
        "select task, recipient, kind, due_on from letter_task where organisation = @organisation and done_on is null order by due_on, task",
        row => new LetterTask(LetterRows.Id(row, 0)!.Value, new RecipientId(LetterRows.Id(row, 1)!.Value), row.GetString(2), LetterRows.Day(row, 3)!.Value),
        ("organisation", organisation));

    /// <summary>Adds a task, unless there is an open one of the kind.</summary>
    public static void Add(DbConnection connection, DbTransaction transaction, long organisation, RecipientId recipient, string kind, LocalDate dueOn)
    {
        if (Sql.Number(connection, transaction, "select count(*) from letter_task where recipient = @recipient and kind = @kind and done_on is null",
            ("recipient", Ids.Bytes(recipient.Value)), ("kind", kind)) > 0) return;
        Sql.Run(connection, transaction, "insert into letter_task (task, organisation, recipient, kind, due_on, done_on) values (@task, @organisation, @recipient, @kind, @due, null)",
            ("task", Ids.Bytes(Ids.Draw())), ("organisation", organisation), ("recipient", Ids.Bytes(recipient.Value)), ("kind", kind), ("due", LetterRows.Number(dueOn)));
    }

    public static void Finish(DbConnection connection, DbTransaction transaction, RecipientId recipient, string kind, LocalDate today) => Sql.Run(connection, transaction,
        "update letter_task set done_on = @today where recipient = @recipient and kind = @kind and done_on is null",
        ("today", LetterRows.Number(today)), ("recipient", Ids.Bytes(recipient.Value)), ("kind", kind));
}
