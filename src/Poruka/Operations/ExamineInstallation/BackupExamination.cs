using System.Data.Common;
using NodaTime;
using Poruka.Storage;

namespace Poruka.Operations.ExamineInstallation;

/// <summary>Looks at backups, and at what the server does by itself.</summary>
internal static class BackupExamination
{
    private static readonly Duration DrillEvery = Duration.FromDays(92);

    public static IEnumerable<Finding> Run(DbConnection connection, BackupSettings settings, Instant now)
    {
        var last = Upkeep.LastOf(connection, Upkeep.Backup);
        if (settings.Folder is null)
            yield return last is { } byHand && now - byHand < Duration.FromDays(7)
                ? new Finding("backup", FindingState.Advice, "Backup.ByHand", Hours(now - byHand))
                : new Finding("backup", FindingState.Bad, "Backup.None");
        else if (last is not { } at) yield return new Finding("backup", FindingState.Bad, "Backup.Never");
        else
            yield return now - at > settings.Every * 2
                ? new Finding("backup", FindingState.Bad, "Backup.Old", Hours(now - at), (int)settings.Every.TotalHours)
                : new Finding("backup", FindingState.Good, "Backup.Good", Hours(now - at));

        var keys = Upkeep.LastOf(connection, Upkeep.Keys);
        if (settings.KeysFolder is null && keys is null) yield return new Finding("backup-keys", FindingState.Bad, "BackupKeys.None");
        else if (keys is null || last is { } made && made - keys > settings.Every * 2) yield return new Finding("backup-keys", FindingState.Bad, "BackupKeys.Old");
        else yield return new Finding("backup-keys", FindingState.Good, "BackupKeys.Good", Hours(now - keys.Value));

        var drill = Upkeep.LastOf(connection, Upkeep.Drill);
        yield return drill is { } drilled && now - drilled < DrillEvery
            ? new Finding("drill", FindingState.Good, "Drill.Good", (int)(now - drilled).TotalDays)
            : new Finding("drill", FindingState.Advice, "Drill.Old");
    }

    /// <summary>Jobs that fail again and again.</summary>
    public static IEnumerable<Finding> Jobs(DbConnection connection)
    {
        using var command = Sql.Command(connection, null, "select name, failures from job where failures > 2 order by name");
        using var row = command.ExecuteReader();
        var any = false;
        while (row.Read())
        {
            any = true;
            yield return new Finding("jobs", FindingState.Bad, "Jobs.Failing", row.GetString(0), row.GetInt64(1));
        }
        if (!any) yield return new Finding("jobs", FindingState.Good, "Jobs.Good");
    }

    private static long Hours(Duration span) => (long)Math.Max(0, Math.Round(span.TotalHours));
}
