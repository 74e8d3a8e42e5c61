using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Shell;

/// <summary>One run of a verb: its values, the terminal, and the ways to answer.</summary>
internal sealed class CommandRun(CommandLine line, Terminal terminal, ParseResult parsed, CancellationToken cancelled)
{
    private static readonly JsonWriterOptions JsonOptions = new()
    {
        Indented = true,
        // It is read by programs and people, never put into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Asked to stop: roll back and throw.</summary>
    public CancellationToken Cancelled { get; } = cancelled;

    public Terminal Terminal { get; } = terminal;

    public TextWriter Out => Terminal.Out;

    public CultureInfo Language => Terminal.Language;

    /// <summary>Today in the zone of this machine.</summary>
    public LocalDate Today => Terminal.Clock.GetCurrentInstant().InZone(Terminal.Zone).Date;

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    /// <summary>An argument that may be left out.</summary>
    public T? Find<T>(Argument<T> argument) => parsed.GetValue(argument);

    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };

    public string Text(string key, params ReadOnlySpan<object?> arguments) => line.Text(key, arguments);

    /// <summary>The folder of the installation, whether there is one or not.</summary>
    public string Folder
    {
        get
        {
            if (parsed.GetValue(line.Data) is { Length: > 0 } given) return Path.GetFullPath(given);
            if (Terminal.Environment("PORUKA_DATA") is { Length: > 0 } data) return Path.GetFullPath(data);
            var home = Terminal.Environment("XDG_DATA_HOME") is { Length: > 0 } xdg
                ? xdg
                : Path.Combine(Terminal.Environment("HOME") ?? ".", ".local", "share");
            return Path.GetFullPath(Path.Combine(home, "poruka"));
        }
    }

    /// <summary>Does something in the installation; refuses where there is none.</summary>
    public async Task<int> InInstallation(Func<Installation, Task<int>> action)
    {
        if (!Installation.IsIn(Folder)) return Say(ExitCode.Refused, "Command.NoInstallation", Folder);
        using var installation = Installation.Open(Folder);
        return await action(installation);
    }

    /// <summary>Does something in a fund; refuses where there is none of the name.</summary>
    public Task<int> InFund(Argument<string> fund, Func<Installation, Fund, Task<int>> action) =>
        InInstallation(installation =>
        {
            Fund? found;
            using (var connection = installation.Database.Open()) found = FundRows.FindBySlug(connection, Get(fund));
            return found is null ? Task.FromResult(NoSuchFund(installation.Database, Get(fund))) : action(installation, found);
        });

    /// <summary>Says that there is no such fund, and which there are.</summary>
    public int NoSuchFund(Database database, string slug)
    {
        using var connection = database.Open();
        var funds = FundRows.List(connection);
        return funds.Count == 0
            ? Say(ExitCode.Refused, "Command.NoFundYet", slug)
            : Say(ExitCode.Refused, "Command.NoSuchFund", slug, string.Join(", ", funds.Select(f => f.Slug)));
    }

    /// <summary>Says why something ended so, on the error stream.</summary>
    public int Say(int exitCode, string key, params ReadOnlySpan<object?> arguments)
    {
        Terminal.Flush();
        Terminal.Error.WriteLine(Text(key, arguments));
        return exitCode;
    }

    /// <summary>Adds a line to what was said last on the error stream.</summary>
    public void Detail(string key, params ReadOnlySpan<object?> arguments) => Terminal.Error.WriteLine("  " + Text(key, arguments));

    /// <summary>Says what was done; not where the caller wants quiet.</summary>
    public void Tell(string key, params ReadOnlySpan<object?> arguments)
    {
        if (!Terminal.IsQuiet) Out.WriteLine(Text(key, arguments));
    }

    /// <summary>Writes one JSON document to the output.</summary>
    public int Json(Action<Utf8JsonWriter> write, int exitCode = ExitCode.Done)
    {
        Terminal.Flush();
        using (var json = new Utf8JsonWriter(Terminal.Output, JsonOptions)) write(json);
        Terminal.Output.Write("\n"u8);
        return exitCode;
    }

    /// <summary>
    /// Asks before something that can't be undone. Where nobody is there to ask, the command itself is the answer.
    /// </summary>
    public bool Confirm(bool already, string key, params ReadOnlySpan<object?> arguments)
    {
        if (already || !Terminal.IsInteractive) return true;
        Terminal.Flush();
        Terminal.Error.Write($"{Text(key, arguments)} {Text("Command.Confirm.Choice")} ");
        var answer = Terminal.In.ReadLine()?.Trim() ?? "";
        Cancelled.ThrowIfCancellationRequested();
        return answer.Length > 0
            && Text("Command.Confirm.Yes").Split(' ').Contains(answer, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Says that something went wrong that nobody here caused; the stack only where the environment asks for it.</summary>
    public int Fault(string key, Exception fault, int exitCode = ExitCode.Broken)
    {
        Say(exitCode, key, fault.Message);
        if (Terminal.Environment("PORUKA_TRACE") is { Length: > 0 }) Terminal.Error.WriteLine(fault);
        return exitCode;
    }
}
