using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Operations.DrillBackup;

/// <summary><c>poruka backup drill</c>: restores into a new folder, and looks whether all of it is there and sound.</summary>
internal static class DrillBackupCommand
{
    /// <param name="verify">Verifies a fund's books and log, and says what it found.</param>
    public static Verb Build(Func<CommandRun, Installation, Fund, bool> verify)
    {
        var plan = new RestorePlan();
        var into = CommandLine.Words("--into", "DIR");
        var keep = CommandLine.Flag("--keep");
        return new Verb("drill", async run =>
        {
            var named = run.Get(into);
            var folder = named is null ? Directory.CreateTempSubdirectory("poruka-drill-").FullName : Path.GetFullPath(named);
            try
            {
                // Always into a file of SQLite, whatever it came from: a drill needs no server.
                return await plan.Run(run, folder, null, contents => Look(run, folder, contents, verify));
            }
            finally
            {
                if (!run.Get(keep) && Directory.Exists(folder) && (named is null || BackupReader.IsFree(folder) || Installation.IsIn(folder)))
                    Directory.Delete(folder, recursive: true);
            }
        }, [.. plan.Options, into, keep])
        {
            Examples =
            [
                "backup drill --from /mnt/disk --keys /mnt/stick -i key.txt",
                "backup drill --from /mnt/disk --keys /mnt/stick -i key.txt --into /mnt/big/drill --keep",
            ],
        };
    }

    private static int Look(CommandRun run, string folder, BackupContents contents, Func<CommandRun, Installation, Fund, bool> verify)
    {
        bool sound;
        RoomsFound rooms;
        using (var installation = Installation.Open(folder))
        {
            using var connection = installation.Database.Open();
            sound = Books(run, installation, connection, contents, verify);
            rooms = RoomsCheck.Run(installation, connection, run.Cancelled);
        }
        foreach (var problem in rooms.Problems) run.Say(ExitCode.Refused, "Command.BackupDrill.Room", problem);
        run.Tell("Command.BackupDrill.Rooms", rooms.Rooms, rooms.Grants, rooms.Files, rooms.Shredded);
        if (!sound || rooms.Problems.Count > 0) return run.Say(ExitCode.Refused, "Command.BackupDrill.Unsound");
        run.Tell("Command.BackupDrill.Sound");
        if (Installation.IsIn(run.Folder))
            using (var own = Installation.Open(run.Folder))
                Upkeep.Note(own, Upkeep.Drill, run.Terminal.Clock.GetCurrentInstant(), "");
        return ExitCode.Done;
    }

    private static bool Books(
        CommandRun run, Installation installation, System.Data.Common.DbConnection connection, BackupContents contents,
        Func<CommandRun, Installation, Fund, bool> verify)
    {
        var sound = true;
        foreach (var fund in FundRows.List(connection))
        {
            sound &= verify(run, installation, fund);
            var entries = Sql.Number(connection, null, "select size from journal_head where fund = @fund", ("fund", fund.Number)) ?? 0;
            if (contents.Books.FirstOrDefault(b => b.Fund == fund.Number) is { } book && book.Entries == entries) continue;
            run.Say(ExitCode.Refused, "Command.BackupDrill.Short", fund.Slug, entries);
            sound = false;
        }
        return sound;
    }
}
