using Poruka.Shell;

namespace Poruka.Operations.RestoreBackup;

/// <summary><c>poruka restore</c>: makes an installation from a backup, in the folder that <c>--data</c> names.</summary>
internal static class RestoreCommand
{
    public static Verb Build()
    {
        var plan = new RestorePlan();
        var database = CommandLine.Words("--database", "CONNECTION");
        return new Verb("restore", run =>
        {
            // A password on a command line shows in the list of processes; the environment is the way around that.
            var postgres = run.Get(database) ?? run.Terminal.Environment("PORUKA_DATABASE");
            return plan.Run(run, run.Folder, string.IsNullOrEmpty(postgres) ? null : postgres, _ =>
            {
                run.Tell("Command.Restore.Next", run.Folder);
                return ExitCode.Done;
            });
        }, [.. plan.Options, database])
        {
            Examples =
            [
                "restore --data /srv/poruka --from /mnt/disk --keys /mnt/stick -i key.txt",
                "restore --data /srv/aid --from /mnt/disk --keys /mnt/stick -i key.txt --database \"Host=/run/postgresql;Database=poruka\"",
            ],
        };
    }
}
