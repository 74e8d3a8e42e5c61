using System.CommandLine;
using Poruka.Ledger.Transparency;
using Poruka.Shell;

namespace Poruka.Funds;

/// <summary>Public keys of logs and witnesses on the command line: as text, or as a file that holds it.</summary>
internal static class LogKeyOption
{
    private const int MaxKeyFileSize = 4_096;

    /// <summary>A log's key.</summary>
    public static Option<string> Log(bool required) => CommandLine.Words("--key", "KEY", required);

    /// <summary>Keys of known witnesses.</summary>
    public static Option<string[]> Witnesses() =>
        new("--witness")
        {
            HelpName = "KEY", Arity = ArgumentArity.OneOrMore, CustomParser = result => [.. result.Tokens.Select(t => t.Value)],
        };

    /// <summary>Reads a key; null, and told why, where it is none of the kind.</summary>
    public static NoteVerifier? Read(CommandRun run, string text, NoteKeyKind kind)
    {
        if (text.Length < 1_000 && !text.Contains('+', StringComparison.Ordinal) && File.Exists(text)
            && new FileInfo(text).Length <= MaxKeyFileSize) text = File.ReadAllText(text);
        text = text.Trim();
        if (NoteVerifier.TryParse(text, out var key, out _) && key!.Kind == kind) return key;
        run.Say(ExitCode.WrongUsage, kind == NoteKeyKind.Log ? "Command.Value.LogKey" : "Command.Value.WitnessKey",
            StatementProblems.Plain(text.Length > 80 ? text[..80] : text));
        return null;
    }

    /// <summary>Reads keys of witnesses; null, and told why, where one is none.</summary>
    public static IReadOnlyList<NoteVerifier>? Read(CommandRun run, string[]? texts)
    {
        var keys = new List<NoteVerifier>();
        foreach (var text in texts ?? [])
        {
            if (Read(run, text, NoteKeyKind.Witness) is not { } key) return null;
            keys.Add(key);
        }
        return keys;
    }
}
