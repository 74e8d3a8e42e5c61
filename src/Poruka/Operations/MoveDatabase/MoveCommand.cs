using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Operations.MoveDatabase;

/// <summary><c>poruka move</c>: from SQLite to a PostgreSQL server, and back.</summary>
internal static class MoveCommand
{
    private const string Back = "sqlite";

    /// <param name="verify">Verifies a fund's books and log, and says what it found.</param>
    public static Verb Build(Func<CommandRun, Installation, Fund, bool> verify)
    {
        var to = CommandLine.Words("--to", "CONNECTION|sqlite");
        return new Verb("move", run => run.InInstallation(async installation =>
        {
            // A password on a command line shows in the list of processes; the environment is the way around that.
            var target = run.Get(to) ?? run.Terminal.Environment("PORUKA_DATABASE");
            if (string.IsNullOrEmpty(target)) return run.Say(ExitCode.WrongUsage, "Command.Move.NoTarget");
            var server = target == Back ? null : target;
            if (server is null == (installation.Database.Kind == DatabaseKind.Sqlite)) return run.Say(ExitCode.WrongUsage, "Command.Move.SameKind");
            await using var turn = ServingTurn.Try(installation);
            return turn is null ? run.Say(ExitCode.Refused, "Command.Move.Serving") : Move(run, installation, server, verify);
        }), to)
        {
            Examples = ["move --to \"Host=/run/postgresql;Database=poruka\"", "move --to sqlite"],
        };
    }

    private static int Move(CommandRun run, Installation installation, string? server, Func<CommandRun, Installation, Fund, bool> verify)
    {
        var file = Path.Combine(installation.Folder, Installation.DatabaseName);
        if (server is null && File.Exists(file)) return run.Say(ExitCode.Refused, "Command.Move.FileThere", file);
        var settings = File.ReadAllText(installation.SettingsPath);
        IReadOnlyList<CopiedTable> copied;
        try
        {
            using var target = Installation.OpenDatabase(installation.Folder, server);
            copied = DatabaseCopy.Run(installation.Database, target, null, run.Cancelled);
        }
        catch (FilledDatabaseException filled)
        {
            return run.Say(ExitCode.Refused, "Command.Move.Filled", filled.Message);
        }
        catch when (server is null)
        {
            foreach (var part in Directory.EnumerateFiles(installation.Folder, Installation.DatabaseName + "*")) File.Delete(part);
            throw;
        }
        Installation.WriteSettings(installation.Folder, Installation.WithSetting(settings, Installation.DatabaseSetting, server ?? ""));
        // Opened as it will be, and looked at as a whole: else back to where it was.
        if (!IsSound(run, installation.Folder, verify))
        {
            Installation.WriteSettings(installation.Folder, settings);
            return run.Say(ExitCode.Refused, "Command.Move.Unsound");
        }
        run.Tell("Command.Move.Done", copied.Count, copied.Sum(t => t.Rows));
        if (server is not null)
        {
            // Aside, so that nobody serves the old one by mistake.
            foreach (var part in (string[])["", "-wal", "-shm"])
                if (File.Exists(file + part)) File.Move(file + part, $"{file}.moved{part}", overwrite: true);
            run.Tell("Command.Move.OldFile", $"{file}.moved");
        }
        else run.Tell("Command.Move.OldServer");
        return ExitCode.Done;
    }

    private static bool IsSound(CommandRun run, string folder, Func<CommandRun, Installation, Fund, bool> verify)
    {
        using var moved = Installation.Open(folder);
        using var connection = moved.Database.Open();
        var sound = true;
        foreach (var fund in FundRows.List(connection)) sound &= verify(run, moved, fund);
        return sound && RoomsCheck.Run(moved, connection, run.Cancelled).Problems.Count == 0;
    }
}
