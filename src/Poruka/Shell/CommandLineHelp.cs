using System.CommandLine;
using System.Text;

namespace Poruka.Shell;

/// <summary>
/// Writes the help of a command: purpose, usage, a paragraph that explains, examples, arguments and options. The keys of
/// the texts follow from the words: <c>fund gift</c> has <c>Command.FundGift.Purpose</c>, <c>.More</c>, <c>.Example1</c>,
/// <c>.To</c> for its option <c>--to</c>; an option that many commands have falls back to <c>Command.Any.To</c>.
/// </summary>
internal sealed class HelpPage(CommandLine line, TextWriter output)
{
    private const int Width = 100;

    public void Write(Command command)
    {
        var key = KeyOf(command);
        Paragraph(line.Text(key + ".Purpose"), indent: 0);
        output.WriteLine();
        output.WriteLine(line.Text("Command.Help.Usage"));
        output.WriteLine($"  {UsageOf(command)}");
        if (Texts.Has(line.Language, key + ".More"))
        {
            output.WriteLine();
            Paragraph(line.Text(key + ".More"), indent: 0);
        }
        if (command is Verb verb) Examples(verb, key);
        Table("Command.Help.Commands",
            command.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, line.Text(KeyOf(c) + ".Purpose"))));
        Table("Command.Help.Arguments", command.Arguments.Select(a => (a.Name, TextOf(command, a.Name))));
        Table("Command.Help.Options", command.Options.Where(o => !o.Recursive)
            .Select(o => (LabelOf(o), TextOf(command, o.Name))));
        Table("Command.Help.EveryCommand", WrongUsage.AllOptions(command).Where(o => o.Recursive)
            .Select(o => (LabelOf(o), TextOf(command, o.Name))));
        output.WriteLine();
        output.WriteLine(line.Text("Command.Help.ExitCodes"));
        foreach (var code in (ReadOnlySpan<int>)[ExitCode.Done, ExitCode.Refused, ExitCode.WrongUsage, ExitCode.Broken, ExitCode.Interrupted])
            Row(code.ToString(line.Language), 3, line.Text($"Command.Help.Exit{code}"));
    }

    /// <summary>The beginning of the keys of a command's texts.</summary>
    internal static string KeyOf(Command command) =>
        "Command." + string.Concat(CommandLine.PathOf(command).Split(' ').Select(Capital)) switch
        {
            "Poruka" => "Poruka",
            var path => path["Poruka".Length..],
        };

    /// <summary>The key of the text of an option or an argument.</summary>
    internal static string KeyOf(Command command, string symbol, System.Globalization.CultureInfo language)
    {
        var name = string.Concat(symbol.TrimStart('-').Split('-', ' ', '.').Select(Capital));
        if (name == "Purpose") name = "PurposeText"; // the command's own purpose has the other key
        var own = $"{KeyOf(command)}.{name}";
        return Texts.Has(language, own) ? own : $"Command.Any.{name}";
    }

    private string TextOf(Command command, string symbol) => line.Text(KeyOf(command, symbol, line.Language));

    private static string Capital(string word) =>
        word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant();

    private void Examples(Verb verb, string key)
    {
        if (verb.Examples.Count == 0) return;
        output.WriteLine();
        output.WriteLine(line.Text("Command.Help.Examples"));
        for (var i = 0; i < verb.Examples.Count; i++)
        {
            Paragraph(line.Text($"{key}.Example{i + 1}"), indent: 2);
            output.WriteLine(string.Concat("    ", CommandLine.Program, " ", verb.Examples[i]));
        }
    }

    private string UsageOf(Command command)
    {
        var usage = new StringBuilder(CommandLine.PathOf(command));
        if (command is Group) usage.Append(' ').Append(line.Text("Command.Help.CommandWord"));
        foreach (var argument in command.Arguments)
            usage.Append(argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" {argument.Name}");
        if (command.Arguments.Any(a => a.Arity.MaximumNumberOfValues > 2)) usage.Append('…');
        foreach (var option in command.Options)
            if (option.Required) usage.Append(' ').Append(option.Name).Append(' ').Append(option.HelpName);
        return usage.Append(' ').Append(line.Text("Command.Help.OptionsWord")).ToString();
    }

    private static string LabelOf(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(a => a.Length == 2 && a != "-?").Append(option.Name));
        return option.HelpName is { } value && option.Arity.MaximumNumberOfValues > 0 ? $"{names} {value}" : names;
    }

    private void Table(string title, IEnumerable<(string Name, string Text)> rows)
    {
        var list = rows.ToList();
        if (list.Count == 0) return;
        output.WriteLine();
        output.WriteLine(line.Text(title));
        var width = Math.Min(30, list.Max(r => r.Name.Length));
        foreach (var (name, text) in list) Row(name, width, text);
    }

    private void Row(string name, int width, string text)
    {
        output.Write("  ");
        output.Write(name.PadRight(width + 2));
        if (name.Length > width)
        {
            output.WriteLine();
            output.Write(new string(' ', width + 4));
        }
        Paragraph(text, width + 4, indentFirst: false);
    }

    private void Paragraph(string text, int indent, bool indentFirst = true)
    {
        var margin = new string(' ', indent);
        var column = indent;
        if (indentFirst) output.Write(margin);
        foreach (var word in text.Split(' '))
        {
            if (column > indent && column + 1 + word.Length > Width)
            {
                output.WriteLine();
                output.Write(margin);
                column = indent;
            }
            else if (column > indent)
            {
                output.Write(' ');
                column++;
            }
            output.Write(word);
            column += word.Length;
        }
        output.WriteLine();
    }
}
