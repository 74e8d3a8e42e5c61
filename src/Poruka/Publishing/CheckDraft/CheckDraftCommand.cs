using System.CommandLine;
using System.Text;
using NodaTime.Text;
using Poruka.Casework;
using Poruka.Operations;
using Poruka.Shell;
using Poruka.Vault.Age;

namespace Poruka.Publishing.CheckDraft;

/// <summary>
/// <c>poruka guard check</c>: on the machine of somebody who keeps an offline room. It holds a text against what they have of the room, and
/// gives a signed word that is brought back to the server.
/// </summary>
internal static class CheckDraftCommand
{
    private const int Around = 50, MostFact = 200;

    public static Verb Build()
    {
        var draft = new Argument<string>("DRAFT");
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.ZeroOrMore };
        var identities = new Option<string[]>("--identity", "-i") { HelpName = "FILE", Required = true, AllowMultipleArgumentsPerToken = false };
        var allow = CommandLine.Flag("--allow");
        var refuse = CommandLine.Flag("--refuse");
        return new Verb("check", run => Run(run, run.Get(draft), run.Find(files) ?? [], run.Get(identities)!, run.Get(allow), run.Get(refuse)), draft, files, identities, allow, refuse)
        {
            Examples = ["guard check R-7K2M9Q-guard.txt.age -i key.txt room/*.age", "guard check R-7K2M9Q-guard.txt.age -i key.txt room/*.age --allow"],
        };
    }

    private static async Task<int> Run(CommandRun run, string draft, string[] files, string[] identityFiles, bool allow, bool refuse)
    {
        if (allow && refuse) return run.Say(ExitCode.WrongUsage, "Command.GuardCheck.Both");
        var identities = new List<AgeIdentity>();
        try
        {
            if (await IdentityFiles.Read(run, identityFiles, identities) is { } refused) return refused;
            return Check(run, draft, files, identities, allow, refuse);
        }
        finally
        {
            foreach (var identity in identities) identity.Dispose();
        }
    }

    private static int Check(CommandRun run, string path, string[] files, List<AgeIdentity> identities, bool allow, bool refuse)
    {
        foreach (var file in files.Prepend(path))
            if (!File.Exists(file)) return run.Say(ExitCode.Refused, "Command.NoFile", file);
        if (OfflineFacts.Open(path, identities) is not { } bytes) return run.Say(ExitCode.Refused, "Command.GuardCheck.NotOpened", path);
        var contents = Encoding.UTF8.GetString(bytes);
        var draft = OfflineDraft.Read(contents);
        var text = draft?.Text ?? contents;
        if (text.Length > DisclosureGuard.MaxText) return run.Say(ExitCode.Refused, "Command.GuardCheck.TooLong", DisclosureGuard.MaxText);
        var room = new OfflineFacts(draft?.Room ?? "", identities);
        foreach (var file in files)
            if (!room.TryAdd(file)) return run.Say(ExitCode.Refused, "Command.GuardCheck.NotOpened", file);
        foreach (var name in room.Unread) run.Tell("Command.GuardCheck.Unread", name);
        // A word without anything that it was held against would only look like one.
        if (room.Facts.Count == 0) return run.Say(ExitCode.Refused, "Command.GuardCheck.NoFacts");
        var writtenOn = draft is not null && LocalDatePattern.Iso.Parse(draft.WrittenOn).TryGetValue(default, out var day) ? day : run.Today;
        var findings = DisclosureGuard.Over(room.Facts).Check(text, writtenOn);
        run.Tell("Command.GuardCheck.Held", room.Facts.Count, findings.Count);
        foreach (var finding in findings)
            run.Tell("Command.GuardCheck.Finding", run.Text("Guard.Finds." + finding.Kind), Quoted(text, finding), finding.Fact.Id, Short(finding.Fact.Text));
        if (draft is null)
        {
            run.Tell("Command.GuardCheck.Trial");
            return findings.Count == 0 ? ExitCode.Done : ExitCode.Refused;
        }
        var state = refuse ? GuardWordState.Refused : allow ? GuardWordState.Allowed : findings.Count == 0 ? GuardWordState.Clear : GuardWordState.Found;
        run.Tell("Command.GuardCheck.Word." + state);
        run.Out.WriteLine(SignedWord.Sign(draft, state));
        return state is GuardWordState.Clear or GuardWordState.Allowed ? ExitCode.Done : ExitCode.Refused;
    }

    private static string Quoted(string text, GuardFinding f)
    {
        var (from, to) = (Math.Max(0, f.Start - Around), Math.Min(text.Length, f.Start + f.Length + Around));
        return (text[from..f.Start] + "[" + text.Substring(f.Start, f.Length) + "]" + text[(f.Start + f.Length)..to]).ReplaceLineEndings(" ");
    }

    private static string Short(string fact) => (fact.Length > MostFact ? fact[..MostFact] + "…" : fact).ReplaceLineEndings(" ");
}
