using System.CommandLine;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Vault.Age;

namespace Poruka.Operations.MakeBackup;

/// <summary><c>poruka backup</c>, with <c>backup check</c> and <c>backup list</c> below it.</summary>
internal static class BackupCommands
{
    public static Verb Build(params ReadOnlySpan<Verb> below)
    {
        var to = CommandLine.Words("--to", "DIR");
        var keysTo = CommandLine.Words("--keys-to", "DIR");
        var recipients = new Option<string[]>("--recipient", "-r") { HelpName = "RECIPIENT", AllowMultipleArgumentsPerToken = false };
        var verb = new Verb("backup", run => run.InInstallation(installation =>
            Task.FromResult(Make(run, installation, run.Get(to), run.Get(keysTo), run.Get(recipients) ?? []))), to, keysTo, recipients)
        {
            Examples =
            [
                "backup",
                "backup --to /mnt/disk --keys-to /mnt/stick -r age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
            ],
        };
        // It does something by itself too: else the parser would ask for one of those below.
        verb.SetAction(_ => ExitCode.Done);
        verb.Add(List());
        verb.Add(Check());
        foreach (var other in below) verb.Add(other);
        return verb;
    }

    private static int Make(CommandRun run, Installation installation, string? to, string? keysTo, string[] words)
    {
        var settings = BackupSettings.Read(installation);
        var recipients = new List<AgeRecipient>();
        foreach (var word in words)
        {
            if (AgeRecipient.TryParse(word) is not { } recipient) return run.Say(ExitCode.WrongUsage, "Command.VaultSeal.BadRecipient", word);
            recipients.Add(recipient);
        }
        if (recipients.Count == 0) recipients.AddRange(settings.Recipients);
        if (recipients.Count == 0) return run.Say(ExitCode.WrongUsage, "Command.Backup.NoRecipient");
        if ((to ?? settings.Folder) is not { } folder) return run.Say(ExitCode.WrongUsage, "Command.Backup.NoFolder");
        var keys = keysTo ?? (to is null ? settings.KeysFolder : null);
        if (keys is not null && Path.GetFullPath(keys) == Path.GetFullPath(folder)) return run.Say(ExitCode.WrongUsage, "Command.Backup.SameFolder");
        var done = BackupRun.Make(installation, settings with { Folder = folder, KeysFolder = keys, Recipients = recipients },
            run.Terminal.Clock.GetCurrentInstant(), run.Cancelled);
        run.Tell("Command.Backup.Done", done.Set.Name, done.Set.Files.Count, done.NewPieces, Megabytes(done.NewBytes));
        if (done.Swept > 0) run.Tell("Command.Backup.Swept", done.Swept);
        if (keys is null) run.Say(ExitCode.Done, "Command.Backup.NoKeys");
        return ExitCode.Done;
    }

    private static Verb List()
    {
        var from = CommandLine.Words("--from", "DIR");
        var json = CommandLine.Flag("--json");
        return new Verb("list", run => InFolder(run, run.Get(from), folder =>
        {
            var sets = BackupFolder.SetsIn(folder);
            if (run.Get(json))
                return run.Json(writer =>
                {
                    writer.WriteStartArray();
                    foreach (var set in sets)
                    {
                        writer.WriteStartObject();
                        writer.WriteString("name", set.Name);
                        writer.WriteNumber("made_at", set.MadeAt.ToUnixTimeSeconds());
                        writer.WriteNumber("files", set.Files.Count);
                        writer.WriteNumber("bytes", set.Files.Sum(f => f.Length));
                        writer.WriteEndObject();
                    }
                    writer.WriteEndArray();
                });
            if (sets.Count == 0) return run.Say(ExitCode.Refused, "Command.Backup.NoSet", folder);
            foreach (var set in sets) run.Out.WriteLine(run.Text("Command.BackupList.Row", set.Name, set.Files.Count, Megabytes(set.Files.Sum(f => f.Length))));
            return ExitCode.Done;
        }), from, json)
        {
            Examples = ["backup list", "backup list --from /media/disk/poruka --json"],
        };
    }

    private static Verb Check()
    {
        var from = CommandLine.Words("--from", "DIR");
        return new Verb("check", run => InFolder(run, run.Get(from), folder =>
        {
            var sets = BackupFolder.SetsIn(folder);
            if (sets.Count == 0) return run.Say(ExitCode.Refused, "Command.Backup.NoSet", folder);
            var files = sets.SelectMany(s => s.Files).DistinctBy(f => f.Path).ToList();
            var damaged = BackupFolder.Damaged(folder, files, run.Cancelled);
            foreach (var file in damaged)
            {
                run.Say(ExitCode.Refused, "Command.BackupCheck.Damaged", file.Path);
                run.Detail("Command.BackupCheck.Wanted", string.Join(", ", sets.Where(s => s.Files.Any(f => f.Path == file.Path)).Select(s => s.Name)));
            }
            if (damaged.Count > 0) return run.Say(ExitCode.Refused, "Command.BackupCheck.Unsound", damaged.Count, files.Count);
            run.Tell("Command.BackupCheck.Sound", sets.Count, files.Count, Megabytes(files.Sum(f => f.Length)));
            if (run.Get(from) is null)
                using (var installation = Installation.Open(run.Folder)) Upkeep.Note(installation, Upkeep.Check, run.Terminal.Clock.GetCurrentInstant(), sets[^1].Name);
            return ExitCode.Done;
        }), from)
        {
            Examples = ["backup check", "backup check --from /media/disk/poruka"],
        };
    }

    /// <summary>The folder that is named, or else that of the settings.</summary>
    private static Task<int> InFolder(CommandRun run, string? named, Func<string, int> action)
    {
        if (named is not null) return Task.FromResult(action(named));
        return run.InInstallation(installation => Task.FromResult(BackupSettings.Read(installation).Folder is { } folder
            ? action(folder) : run.Say(ExitCode.WrongUsage, "Command.Backup.NoFolder")));
    }

    private static long Megabytes(long bytes) => (bytes + 1_048_575) / 1_048_576;
}
