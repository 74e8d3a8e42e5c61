using System.CommandLine;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Vault.Age;

namespace Poruka.Operations;

/// <summary>The words that say what to restore, the same for restoring in earnest and for a drill.</summary>
internal sealed class RestorePlan
{
    private readonly Option<string> _from = CommandLine.Words("--from", "DIR", required: true);
    private readonly Option<string> _keys = CommandLine.Words("--keys", "DIR", required: true);
    private readonly Option<string> _set = CommandLine.Words("--set", "NAME");
    private readonly Option<string[]> _identities = new("--identity", "-i") { HelpName = "FILE", Required = true, AllowMultipleArgumentsPerToken = false };

    /// <summary>The options, in the order of the help.</summary>
    public Symbol[] Options => [_from, _keys, _identities, _set];

    /// <summary>Restores into a folder; an exit code where it was refused, else what to do with it.</summary>
    public async Task<int> Run(CommandRun run, string to, string? postgres, Func<BackupContents, int> then)
    {
        var identities = new List<AgeIdentity>();
        try
        {
            if (await IdentityFiles.Read(run, run.Get(_identities)!, identities) is { } refused) return refused;
            return Run(run, identities, to, postgres, then);
        }
        finally
        {
            foreach (var identity in identities) identity.Dispose();
        }
    }

    private int Run(CommandRun run, List<AgeIdentity> identities, string to, string? postgres, Func<BackupContents, int> then)
    {
        var from = run.Get(_from)!;
        var sets = BackupFolder.SetsIn(from);
        var set = run.Get(_set) is { } name ? sets.FirstOrDefault(s => s.Name == name) : sets.Count == 0 ? null : sets[^1];
        if (set is null)
            return sets.Count == 0 ? run.Say(ExitCode.Refused, "Command.Backup.NoSet", from)
                : run.Say(ExitCode.Refused, "Command.Restore.NoSuchSet", run.Get(_set), string.Join(", ", sets.Select(s => s.Name)));
        if (KeysBackup.In(run.Get(_keys)!) is not [.., var newest]) return run.Say(ExitCode.Refused, "Command.Restore.NoKeys", run.Get(_keys));
        var damaged = BackupFolder.Damaged(from, set.Files, run.Cancelled);
        if (damaged.Count > 0) return run.Say(ExitCode.Refused, "Command.Restore.Damaged", set.Name, damaged.Count, damaged[0].Path);
        if (!BackupReader.IsFree(to)) return run.Say(ExitCode.Refused, "Command.Restore.NotFree", to);
        BackupContents contents;
        try
        {
            contents = BackupReader.Run(new RestoreOrder(from, set, KeysBackup.Read(newest.Path, identities), identities, to, postgres), null, run.Cancelled);
        }
        catch (FilledDatabaseException filled)
        {
            return run.Say(ExitCode.Refused, "Command.Restore.Filled", filled.Message);
        }
        catch (AgeDamageException damage)
        {
            return run.Say(ExitCode.Refused, "Command.Restore.Wrong", damage.Message);
        }
        catch (InvalidDataException wrong)
        {
            return run.Say(ExitCode.Refused, "Command.Restore.Wrong", wrong.Message);
        }
        run.Tell("Command.Restore.Done", set.Name, to, contents.Tables.Sum(t => t.Rows), contents.Files.Count, newest.MadeAt);
        return then(contents);
    }
}
