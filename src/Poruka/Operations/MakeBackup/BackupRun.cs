using NodaTime;
using Poruka.Storage;

namespace Poruka.Operations.MakeBackup;

/// <summary>One backup with all that belongs to it, and the job that makes it by itself.</summary>
internal static class BackupRun
{
    /// <summary>Between two readings of all that lies in the folder.</summary>
    private static readonly Duration CheckEvery = Duration.FromDays(7);

    /// <summary>Makes a backup when one is due by the settings; looks every few minutes.</summary>
    public static Job Job { get; } = new("backup", Duration.FromMinutes(10), run =>
    {
        if (BackupSettings.Read(run.Installation) is { Folder: { } folder } settings) RunDue(run, settings, folder);
        return Task.CompletedTask;
    });

    /// <summary>Makes one now: the database and files first, then the salts, so that there is one for all that is sealed.</summary>
    public static BackupDone Make(Installation installation, BackupSettings settings, Instant now, CancellationToken stop)
    {
        var done = BackupWriter.Run(installation, settings.Folder!, settings.Recipients, settings.Keep, now, null, stop);
        if (settings.KeysFolder is { } keys)
        {
            KeysBackup.Write(installation, keys, settings.Recipients, settings.KeysDays, now);
            Upkeep.Note(installation, Upkeep.Keys, now, done.Set.Name);
        }
        Upkeep.Note(installation, Upkeep.Backup, now, done.Set.Name);
        return done;
    }

    private static void RunDue(JobRun run, BackupSettings settings, string folder)
    {
        Instant? last, checkedAt;
        using (var connection = run.Installation.Database.Open())
            (last, checkedAt) = (Upkeep.LastOf(connection, Upkeep.Backup), Upkeep.LastOf(connection, Upkeep.Check));
        // After a jump of the clock back, a backup of the future counts as none.
        if (last is { } at && at <= run.Now && run.Now - at < settings.Every) return;
        Make(run.Installation, settings, run.Now, run.Stop);
        if (checkedAt is { } seen && seen <= run.Now && run.Now - seen < CheckEvery) return;
        var sets = BackupFolder.SetsIn(folder);
        var damaged = BackupFolder.Damaged(folder, sets.SelectMany(s => s.Files).DistinctBy(f => f.Path), run.Stop);
        if (damaged.Count > 0) throw new IOException($"{damaged.Count} files of the backups are damaged.");
        Upkeep.Note(run.Installation, Upkeep.Check, run.Now, sets[^1].Name);
    }
}
