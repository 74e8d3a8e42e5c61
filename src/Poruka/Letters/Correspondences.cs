using System.Data.Common;
using NodaTime;
using Poruka.Storage;

namespace Poruka.Letters;

/// <summary>Who keeps writing to whom, and handing that on.</summary>
internal static class Correspondences
{
    public static List<(RecipientId Recipient, LocalDate LastLetter)> Of(DbConnection connection, WriterId writer) => LetterRows.Read(connection, null,
        "select recipient, last_letter from correspondence where writer = @writer order by last_letter, recipient",
        row => (new RecipientId(LetterRows.Id(row, 0)!.Value), LetterRows.Day(row, 1)!.Value), ("writer", Ids.Bytes(writer.Value)));

    /// <summary>
    /// Hands one on: it counts as lapsed from now, so that the next plan gives the person inside to somebody else first; a task says so,
    /// and what was only assigned is taken back. False where they don't write to each other.
    /// </summary>
    public static bool HandOn(DbConnection connection, DbTransaction transaction, long organisation, RecipientId recipient, WriterId writer, LocalDate today)
    {
        if (Sql.Run(connection, transaction, "update correspondence set last_letter = @today - cadence_days - @grace where recipient = @recipient and writer = @writer",
            ("today", LetterRows.Number(today)), ("grace", Correspondence.GraceDays + 1L), ("recipient", Ids.Bytes(recipient.Value)), ("writer", Ids.Bytes(writer.Value))) != 1) return false;
        LetterTasks.Add(connection, transaction, organisation, recipient, LetterTasks.Handover, today.PlusDays(7), writer);
        Sql.Run(connection, transaction, "update letter set state = 'withdrawn', version = version + 1 where recipient = @recipient and writer = @writer and state = 'assigned'",
            ("recipient", Ids.Bytes(recipient.Value)), ("writer", Ids.Bytes(writer.Value)));
        return true;
    }

    /// <summary>Somebody else has taken over: what had lapsed ends, and its task is done.</summary>
    public static void End(DbConnection connection, DbTransaction transaction, RecipientId recipient, LocalDate today)
    {
        Sql.Run(connection, transaction, "delete from correspondence where recipient = @recipient and last_letter + cadence_days + @grace < @today",
            ("recipient", Ids.Bytes(recipient.Value)), ("grace", (long)Correspondence.GraceDays), ("today", LetterRows.Number(today)));
        LetterTasks.Finish(connection, transaction, recipient, LetterTasks.Handover, today);
    }
}
