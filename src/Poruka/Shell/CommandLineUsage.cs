using System.CommandLine;
using System.CommandLine.Parsing;

namespace Poruka.Shell;

/// <summary>Says what is wrong with a command line, each thing once, with what to write instead.</summary>
internal sealed class WrongUsage(CommandLine line, ParseResult parsed)
{
    private const int MostCommands = 12;

    public IReadOnlyList<string> Describe()
    {
        var problems = new List<string>();
        var command = parsed.CommandResult.Command;
        foreach (var word in parsed.UnmatchedTokens) problems.Add(Unknown(command, word));
        if (problems.Count == 0 && command is Group)
            problems.Add(line.Text("Command.Usage.WhichCommand", CommandLine.PathOf(command), NamesOf(command)));
        foreach (var option in command.Options)
            if (option.Required && parsed.GetResult(option) is null or { Implicit: true })
                problems.Add(line.Text("Command.Usage.OptionMissing", $"{option.Name} {option.HelpName}"));
        foreach (var error in parsed.Errors)
            if (Describe(error) is { } problem && !problems.Contains(problem)) problems.Add(problem);
        return problems;
    }

    private string? Describe(ParseError error) => error.SymbolResult switch
    {
        OptionResult option => Describe(option, error),
        ArgumentResult { Parent: OptionResult option } => Describe(option, error),
        ArgumentResult argument => argument.Tokens.Count < argument.Argument.Arity.MinimumNumberOfValues
            ? line.Text("Command.Usage.ArgumentMissing", argument.Argument.Name)
            : error.Message,
        _ => null, // unknown words and missing options: told already
    };

    private string Describe(OptionResult option, ParseError error)
    {
        var arity = option.Option.Arity;
        if (option.Tokens.Count < arity.MinimumNumberOfValues)
            return line.Text("Command.Usage.ValueMissing", option.Option.Name, option.Option.HelpName);
        if (option.Tokens.Count > arity.MaximumNumberOfValues || option.IdentifierTokenCount > 1)
            return line.Text("Command.Usage.Twice", option.Option.Name);
        return error.Message; // from the value's own parser, which speaks the language
    }

    private string Unknown(Command command, string word)
    {
        var isOption = word.StartsWith('-');
        var names = isOption
            ? AllOptions(command).Where(o => !o.Hidden).Select(o => o.Name)
            : command.Subcommands.Select(c => c.Name);
        var nearest = names.Select(name => (Name: name, Distance: Distance(name, word)))
            .Where(n => n.Distance <= Math.Max(1, word.Length / 3)).OrderBy(n => n.Distance).Select(n => n.Name).FirstOrDefault();
        if (nearest is not null) return line.Text("Command.Usage.DidYouMean", word, nearest);
        if (command is Group && !isOption)
            return line.Text("Command.Usage.UnknownCommand", word, CommandLine.PathOf(command), NamesOf(command));
        return line.Text(isOption ? "Command.Usage.UnknownOption" : "Command.Usage.TooMany", word, CommandLine.PathOf(command));
    }

    internal static IEnumerable<Option> AllOptions(Command command)
    {
        foreach (var option in command.Options) yield return option;
        for (var parent = command.Parents.OfType<Command>().FirstOrDefault(); parent is not null;
            parent = parent.Parents.OfType<Command>().FirstOrDefault())
            foreach (var option in parent.Options)
                if (option.Recursive) yield return option;
    }

    private static string NamesOf(Command command) =>
        string.Join(", ", command.Subcommands.Where(c => !c.Hidden).Take(MostCommands).Select(c => c.Name));

    /// <summary>How many letters to put in, take out, change or swap (optimal string alignment).</summary>
    private static int Distance(string one, string other)
    {
        if (other.Length > 64) return int.MaxValue;
        var rows = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= other.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= one.Length; i++)
            for (var j = 1; j <= other.Length; j++)
            {
                var change = rows[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(change, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        return rows[one.Length, other.Length];
    }
}
