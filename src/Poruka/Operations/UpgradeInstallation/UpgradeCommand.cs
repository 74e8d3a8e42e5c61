using System.Data.Common;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Operations.UpgradeInstallation;

/// <summary><c>poruka upgrade</c>: what opening an installation does by itself, to be tried first, or done by hand.</summary>
internal static class UpgradeCommand
{
    public static Verb Build()
    {
        var onlyTry = CommandLine.Flag("--try");
        var secrets = CommandLine.Words("--secrets", "FILE");
        return new Verb("upgrade", run =>
        {
            if (run.Get(secrets) is { } file) return Task.FromResult(Complete(run, file));
            if (!Installation.IsIn(run.Folder)) return Task.FromResult(run.Say(ExitCode.Refused, "Command.NoInstallation", run.Folder));
            return Task.FromResult(run.Get(onlyTry) ? Try(run) : Upgrade(run));
        }, onlyTry, secrets)
        {
            Examples = ["upgrade --try", "upgrade", "upgrade --secrets /etc/poruka/host.secrets"],
        };
    }

    private static int Complete(CommandRun run, string file)
    {
        if (!File.Exists(file)) return run.Say(ExitCode.Refused, "Command.NoFile", file);
        var added = HostSecrets.Complete(file);
        if (added.Count == 0) run.Tell("Command.Upgrade.SecretsWhole", file);
        else run.Tell("Command.Upgrade.SecretsAdded", file, string.Join(", ", added));
        return ExitCode.Done;
    }

    private static int Try(CommandRun run)
    {
        try
        {
            var missing = Installation.TryUpgrade(run.Folder);
            if (missing.Count == 0) run.Tell("Command.Upgrade.Nothing");
            else run.Tell("Command.Upgrade.Tried", missing.Count);
            return ExitCode.Done;
        }
        catch (DbException fault)
        {
            return run.Say(ExitCode.Refused, "Command.Upgrade.WouldFail", fault.Message);
        }
    }

    private static int Upgrade(CommandRun run)
    {
        var missing = Installation.TryUpgrade(run.Folder);
        using var installation = Installation.Open(run.Folder);
        if (missing.Count == 0) run.Tell("Command.Upgrade.Nothing");
        else run.Tell("Command.Upgrade.Done", missing.Count, Path.Combine(installation.Folder, UpgradeCopy.FolderName));
        return ExitCode.Done;
    }
}
