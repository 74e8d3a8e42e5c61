using System.Security.Cryptography;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Operations.CreateInstallation;

/// <summary><c>poruka init</c></summary>
internal static class CreateInstallationCommand
{
    private const int MaxLogNameLength = 100;

    public static Verb Build(CommandLine line)
    {
        var database = CommandLine.Words("--database", "CONNECTION");
        var logName = line.HostName("--log-name", MaxLogNameLength);
        return new Verb("init", run => Task.FromResult(Run(run, run.Get(database), run.Get(logName))), database, logName)
        {
            Examples =
            [
                "init",
                "init --data /srv/poruka --log-name solidarity.example",
                "init --database \"Host=/run/postgresql;Database=poruka\"",
            ],
        };
    }

    private static int Run(CommandRun run, string? database, string? logName)
    {
        var folder = run.Folder;
        if (Installation.IsIn(folder)) return run.Say(ExitCode.Refused, "Command.Init.AlreadyThere", folder);
        // A password on a command line shows in the list of processes; the environment is the way around that.
        database ??= run.Terminal.Environment("PORUKA_DATABASE");
        // No host name unless told: it would stand in every receipt.
        logName ??= $"poruka-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        using var installation = Installation.Create(folder, string.IsNullOrEmpty(database) ? null : database, logName);
        run.Tell("Command.Init.Done", installation.Folder, installation.LogName);
        run.Tell("Command.Init.Next");
        return ExitCode.Done;
    }
}
