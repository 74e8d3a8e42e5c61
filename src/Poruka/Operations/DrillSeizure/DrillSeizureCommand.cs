using System.CommandLine;
using System.Text;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Operations.DrillSeizure;

/// <summary><c>poruka vault drill</c>: what would somebody find who takes this machine away?</summary>
internal static class DrillSeizureCommand
{
    private const int MinLength = 4, MaxWords = 1_000;

    public static Verb Build()
    {
        var also = new Option<string[]>("--also") { HelpName = "PATH", AllowMultipleArgumentsPerToken = false };
        return new Verb("drill", run => run.InInstallation(installation => Run(run, installation, run.Get(also) ?? [])), also)
        {
            Examples = ["vault drill --also /var/log < words.txt"],
        };
    }

    /// <summary>The words come in as lines: on a command line they would stand in the list of processes and in the shell's history.</summary>
    private static async Task<int> Run(CommandRun run, Installation installation, string[] also)
    {
        if (run.Terminal.IsInteractive) run.Say(ExitCode.Done, "Command.VaultDrill.Type");
        using var input = new StreamReader(run.Terminal.Input, new UTF8Encoding(false), leaveOpen: true);
        var words = new List<string>();
        while (await input.ReadLineAsync(run.Cancelled) is { } line && words.Count < MaxWords)
            if (line.Trim() is { Length: > 0 } word) words.Add(word);
        if (words.Count == 0) return run.Say(ExitCode.WrongUsage, "Command.VaultDrill.NoWords");
        if (words.Find(w => w.Length < MinLength) is { } tooShort) return run.Say(ExitCode.WrongUsage, "Command.VaultDrill.TooShort", tooShort, MinLength);
        foreach (var place in also)
            if (!File.Exists(place) && !Directory.Exists(place)) return run.Say(ExitCode.WrongUsage, "Command.NoFile", place);
        var temporary = run.Terminal.Environment("TMPDIR") is { Length: > 0 } named ? named : Path.GetTempPath();
        var outcome = DrillSeizure.Run(installation, words, [installation.Folder, temporary, .. also], run.Cancelled);
        foreach (var (place, word) in outcome.Findings) run.Out.WriteLine($"{place}: {word}");
        foreach (var path in outcome.Unread) run.Say(ExitCode.Done, "Command.VaultDrill.Unread", path);
        run.Tell("Command.VaultDrill.Done", words.Count, outcome.Files, outcome.Bytes / 1_048_576, outcome.Tables, outcome.Findings.Count);
        return outcome.Findings.Count == 0 ? ExitCode.Done : ExitCode.Refused;
    }
}
