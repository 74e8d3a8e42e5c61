using System.Data.Common;
using NodaTime;
using Poruka.Operations;
using Poruka.People;
using Poruka.Storage;

namespace Poruka.Cases;

/// <summary>
/// For how long a closed case is kept, and its end: the shred salt is destroyed, and nothing that was sealed of it opens again, in
/// no copy of the database either; then its rows and files go too. The code stays, so that the books of a fund still name it.
/// </summary>
internal static class CaseRetention
{
    /// <summary>The setting: days after closing; 0 for until somebody does it by hand.</summary>
    public const string SettingName = "case-retention-days";

    private const int Usual = 730, Most = 36_500;

    /// <summary>The job that ends what has been kept long enough.</summary>
    public static Job Job { get; } = new("case-retention", Duration.FromHours(6), run =>
    {
        ShredDue(run.Installation, run.Now.InUtc().Date);
        return Task.CompletedTask;
    });

    /// <summary>After how many days; null for never by itself.</summary>
    /// <exception cref="WrongSettingException">The setting is no number of days; the message names file, line and setting.</exception>
    public static int? DaysOf(Installation installation)
    {
        if (installation.Settings.GetValueOrDefault(SettingName) is not { Length: > 0 } text) return Usual;
        return int.TryParse(text, out var days) && days is >= 0 and <= Most ? days == 0 ? null : days
            : throw SettingsFile.Wrong(installation, SettingName, text, $"days from 0 to {Most}");
    }

    internal static int ShredDue(Installation installation, LocalDate today)
    {
        using var connection = installation.Database.Open();
        var due = CaseRows.ToShred(connection, today);
        foreach (var row in due) Shred(installation, connection, row);
        if (DaysOf(installation) is { } days) MassActionRows.EndEmpty(installation, connection, today.PlusDays(-days));
        return due.Count;
    }

    /// <summary>Ends a case for good.</summary>
    public static void Shred(Installation installation, DbConnection connection, CaseRow row)
    {
        // First the salt: if we are killed behind this line, the rest is unreadable rubbish that the next run clears.
        installation.Shred.Destroy(row.Id.Value);
        Shredding.OfCase(installation, connection, row.Id.Value);
        var files = StoredFiles.OfSubject(connection, null, row.Id.Value);
        var id = Ids.Bytes(row.Id.Value);
        using (var transaction = connection.BeginTransaction())
        {
            foreach (var file in files) StoredFiles.Delete(connection, transaction, file.Id);
            Sql.Run(connection, transaction, "delete from sealed_field where subject = @case", ("case", id));
            foreach (var table in Tables) Sql.Run(connection, transaction, $"delete from {table} where support_case = @case", ("case", id));
            Sql.Run(connection, transaction, "update support_case set state = 'shredded', shred_on = null, next_due = null, needs = 0, mass_action = null where support_case = @case", ("case", id));
            transaction.Commit();
        }
        foreach (var file in files) StoredFiles.Discard(installation, file.Id);
        foreach (var joined in CaseRows.JoinedTo(connection, row.Id)) Shred(installation, connection, joined);
    }

    private static readonly string[] Tables = ["case_file", "case_watch", "case_task", "case_playbook", "case_fact", "case_section"];
}
