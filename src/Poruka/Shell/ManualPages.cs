using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Poruka.Shell;

/// <summary>Writes pages of the manual, one for each command, from the help of the commands: nothing is said twice.</summary>
internal static class ManualPages
{
    /// <summary>The command itself, which knows the whole tree only when it runs.</summary>
    public static Verb Build(CommandLine line)
    {
        var to = CommandLine.Words("--to", "DIR", required: true);
        Verb? verb = null;
        verb = new Verb("man", run =>
        {
            var folder = Path.GetFullPath(run.Get(to)!);
            Directory.CreateDirectory(folder);
            Command root = verb!;
            while (root.Parents.OfType<Command>().FirstOrDefault() is { } parent) root = parent;
            var count = 0;
            foreach (var command in All(root))
            {
                File.WriteAllText(Path.Combine(folder, NameOf(command) + ".1"), Page(line, command));
                count++;
            }
            run.Tell("Command.Man.Done", count, folder);
            return Task.FromResult(ExitCode.Done);
        }, to)
        {
            Examples = ["man --to /usr/local/share/man/man1"],
        };
        return verb;
    }

    /// <summary>The page of a command, in roff.</summary>
    internal static string Page(CommandLine line, Command command)
    {
        using var help = new StringWriter();
        new HelpPage(line, help).Write(command);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $".TH {NameOf(command).ToUpperInvariant()} 1 \"\" \"Poruka {ProgramVersion.Current}\"\n.SH {Quoted(line.Text("Command.Man.Name"))}\n");
        page.Append(CultureInfo.InvariantCulture, $"{Escaped(NameOf(command))} \\- {Escaped(line.Text(HelpPage.KeyOf(command) + ".Purpose").TrimEnd('.'))}\n");
        page.Append(CultureInfo.InvariantCulture, $".SH {Quoted(line.Text("Command.Man.Description"))}\n.nf\n");
        foreach (var row in help.ToString().TrimEnd('\n').Split('\n')) page.Append(Escaped(row)).Append('\n');
        page.Append(CultureInfo.InvariantCulture, $".fi\n.SH {Quoted(line.Text("Command.Man.SeeAlso"))}\n");
        var near = command.Parents.OfType<Command>().Concat(command.Subcommands.Where(c => !c.Hidden)).Select(NameOf).DefaultIfEmpty("age").ToList();
        for (var i = 0; i < near.Count; i++) page.Append(CultureInfo.InvariantCulture, $".BR {Escaped(near[i])} (1){(i < near.Count - 1 ? "," : "")}\n");
        return page.ToString();
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.Where(c => !c.Hidden).SelectMany(All).Prepend(command);

    private static string NameOf(Command command) => CommandLine.PathOf(command).Replace(' ', '-');

    private static string Quoted(string text) => $"\"{Escaped(text)}\"";

    /// <summary>A backslash begins an order, and so does a dot or an apostrophe at the beginning of a line.</summary>
    private static string Escaped(string text)
    {
        text = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return text is ['.' or '\'', ..] ? "\\&" + text : text;
    }
}
