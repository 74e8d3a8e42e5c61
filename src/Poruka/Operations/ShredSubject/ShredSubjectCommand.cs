using System.CommandLine;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Operations.ShredSubject;

/// <summary><c>poruka vault shred</c>: destroys all that is sealed of a case, a donor, a note, a file.</summary>
internal static class ShredSubjectCommand
{
    public static Verb Build()
    {
        var subject = new Argument<string>("SUBJECT");
        var yes = CommandLine.Flag("--yes");
        return new Verb("shred", run => run.InInstallation(installation => Task.FromResult(Run(run, installation, run.Get(subject), run.Get(yes)))), subject, yes)
        {
            Examples = ["vault shred 0f3b6c1e9a7d4285b1c0d9e8f7a65432"],
        };
    }

    private static int Run(CommandRun run, Installation installation, string text, bool yes)
    {
        if (Ids.Parse(text.ToLowerInvariant()) is not { } subject) return run.Say(ExitCode.WrongUsage, "Command.VaultShred.BadSubject", text);
        if (installation.Shred.Find(subject) is null) return run.Say(ExitCode.Refused, "Command.VaultShred.Unknown", text);
        if (!run.Confirm(yes, "Command.VaultShred.Confirm", text)) return run.Say(ExitCode.Refused, "Command.VaultShred.Kept");
        var outcome = Shredding.Run(installation, subject);
        run.Tell("Command.VaultShred.Done", text, outcome.Fields, outcome.Files);
        run.Tell("Command.VaultShred.Backups");
        return ExitCode.Done;
    }
}
