using System.CommandLine;
using System.CommandLine.Parsing;
using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using Poruka.Storage;

namespace Poruka.Shell;

/// <summary>How a command ends; documented in its help.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Refused, or something was found: a bad file, a difference in the books.</summary>
    public const int Refused = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int WrongUsage = 2;

    /// <summary>A fault of the program or the machine.</summary>
    public const int Broken = 3;

    /// <summary>Interrupted with Ctrl+C.</summary>
    public const int Interrupted = 130;
}

/// <summary>
/// The command line: parses the words, and runs the verb that they name. Commands are built from <see cref="Verb"/> and
/// <see cref="Group"/> with the values of CommandLineValues.cs; their texts are looked up only when help is asked for.
/// </summary>
internal sealed partial class CommandLine
{
    /// <summary>The program's name.</summary>
    public const string Program = "poruka";

    private readonly Terminal _terminal;

    public CommandLine(Terminal terminal)
    {
        _terminal = terminal;
        Data = new Option<string>("--data") { HelpName = "DIR", Recursive = true };
        Quiet = Flag("--quiet", "-q");
        Help = Flag("--help", "-h", "-?");
        LanguageTag = new Option<string>("--lang") { HelpName = "en|ru|uk", Recursive = true, CustomParser = ParseLanguage };
        foreach (var flag in (Option[])[Quiet, Help]) flag.Recursive = true;
    }

    /// <summary>The folder of the installation.</summary>
    public Option<string> Data { get; }

    /// <summary>Says only what was asked for.</summary>
    public Option<bool> Quiet { get; }

    /// <summary>Explains instead of doing.</summary>
    public Option<bool> Help { get; }

    /// <summary>The language; read before all else by <see cref="LanguageOf"/>.</summary>
    public Option<string> LanguageTag { get; }

    /// <summary>The language that the words are answered in.</summary>
    public CultureInfo Language => _terminal.Language;

    /// <summary>The language of a command line: <c>--lang</c>, else the locale of the environment, else English.</summary>
    public static CultureInfo LanguageOf(IReadOnlyList<string> words, Func<string, string?> environment)
    {
        for (var i = 0; i < words.Count && words[i] != "--"; i++)
        {
            var tag = words[i] == "--lang" && i + 1 < words.Count ? words[i + 1]
                : words[i].StartsWith("--lang=", StringComparison.Ordinal) ? words[i]["--lang=".Length..] : null;
            if (tag is not null && Languages.OfTag(tag) is { } language) return language;
        }
        return Languages.OfLocale(environment("LC_ALL"), environment("LC_MESSAGES"), environment("LANG"));
    }

    /// <summary>Runs a command line; returns its exit code.</summary>
    /// <param name="words">The words after the program's name.</param>
    /// <param name="contents">Builds the tree of commands.</param>
    public async Task<int> RunAsync(IReadOnlyList<string> words, Func<CommandLine, Group> contents)
    {
        var root = contents(this);
        foreach (var option in (Option[])[Data, LanguageTag, Quiet, Help]) root.Add(option);
        // A word that begins with @ is a word, no file; letters are not bundled.
        var parsed = CommandLineParser.Parse(
            root, words, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        var command = parsed.CommandResult.Command;
        if (parsed.GetResult(Help) is { Implicit: false } || words.Count == 0)
        {
            new HelpPage(this, _terminal.Out).Write(command);
            return ExitCode.Done;
        }
        var problems = new WrongUsage(this, parsed).Describe();
        if (problems.Count > 0 || command is not Verb verb)
        {
            foreach (var problem in problems) _terminal.Error.WriteLine(problem);
            _terminal.Error.WriteLine(Text("Command.Usage.SeeHelp", PathOf(command)));
            return ExitCode.WrongUsage;
        }
        _terminal.IsQuiet = parsed.GetValue(Quiet);
        return await RunAsync(verb, parsed);
    }

    /// <summary>A text in the language of the command line.</summary>
    public string Text(string key, params ReadOnlySpan<object?> arguments) =>
        arguments.Length == 0 ? Texts.Get(Language, key) : Texts.Get(Language, key, arguments);

    /// <summary>The words that name a command: <c>poruka fund gift</c>.</summary>
    internal static string PathOf(Command command)
    {
        var path = command.Name;
        while (command.Parents.OfType<Command>().FirstOrDefault() is { } parent)
            (command, path) = (parent, $"{parent.Name} {path}");
        return path;
    }

    private async Task<int> RunAsync(Verb verb, ParseResult parsed)
    {
        using var stop = new CancellationTokenSource();
        // The first Ctrl+C asks the work to roll back; a second one is the system's own.
        void OnSignal(PosixSignalContext signal)
        {
            if (stop.IsCancellationRequested) return;
            signal.Cancel = true;
            stop.Cancel();
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        var run = new CommandRun(this, _terminal, parsed, stop.Token);
        try
        {
            return await verb.Run(run);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return run.Say(ExitCode.Interrupted, "Command.Interrupted");
        }
        catch (NewerDatabaseException newer)
        {
            return run.Say(ExitCode.Refused, "Command.Fault.NewerDatabase", newer.Found, newer.Known);
        }
        catch (Exception settings) when (settings is InvalidDataException or WrongSettingException)
        {
            return run.Say(ExitCode.Refused, "Command.Fault.Settings", settings.Message);
        }
        catch (Exception fault) when (fault is DbException or System.Net.Sockets.SocketException)
        {
            return run.Fault("Command.Fault.Database", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A reader that closes its end of a pipe (head) has seen enough.
            return fault.HResult == BrokenPipe ? ExitCode.Done : run.Fault("Command.Fault.File", fault, ExitCode.Refused);
        }
        catch (Exception fault)
        {
            return run.Fault("Command.Fault.Program", fault);
        }
        finally
        {
            _terminal.Flush();
        }
    }

    private const int BrokenPipe = 32; // errno EPIPE on Linux
}

/// <summary>A command that does something.</summary>
internal sealed class Verb : Command
{
    /// <param name="name">Its word.</param>
    /// <param name="run">What it does.</param>
    /// <param name="symbols">Its arguments and options, in the order of the help.</param>
    public Verb(string name, Func<CommandRun, Task<int>> run, params ReadOnlySpan<Symbol> symbols)
        : base(name)
    {
        Run = run;
        foreach (var symbol in symbols)
            if (symbol is Argument argument) Add(argument);
            else Add((Option)symbol);
    }

    public Func<CommandRun, Task<int>> Run { get; }

    /// <summary>Command lines that show it at work, without the program's name.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];
}

/// <summary>A command that gathers others.</summary>
internal sealed class Group : Command
{
    public Group(string name, params ReadOnlySpan<Command> commands)
        : base(name)
    {
        foreach (var command in commands) Add(command);
    }
}
