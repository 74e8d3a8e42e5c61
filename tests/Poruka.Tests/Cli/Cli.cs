using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using System.Text.Json;
using NodaTime;
using Poruka.Shell;

namespace Poruka.Tests.Cli;

/// <summary>What a command line answered.</summary>
internal sealed record CliResult(int Exit, string Out, string Error)
{
    /// <summary>The output as it is.</summary>
    public byte[] Bytes { get; init; } = [];

    /// <summary>The output as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;
}

/// <summary>Runs command lines in this process, as nobody's terminal: on the day of the tests, in English unless told.</summary>
internal sealed class CliRunner(string folder)
{
    private static readonly Instant Now = TestInstallation.Today.AtMidnight().InUtc().ToInstant() + Duration.FromHours(12);

    /// <summary>What a person at the terminal would type; null where nobody sits there.</summary>
    public string? Typed { get; init; }

    /// <summary>What is piped in, where nobody sits at a terminal.</summary>
    public byte[]? Piped { get; init; }

    public string Language { get; init; } = "en";

    /// <summary>How many days after that of the tests it is run.</summary>
    public int DaysLater { get; init; }

    public CliResult Run(string line) => RunAsync(line).GetAwaiter().GetResult();

    public async Task<CliResult> RunAsync(string line)
    {
        string[] words = [.. CommandLineParser.SplitCommandLine(line)];
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        using var terminal = new Terminal(
            new MemoryStream(Piped ?? Encoding.UTF8.GetBytes(Typed ?? "")), output, error, isInteractive: Typed is not null,
            CommandLine.LanguageOf(words, Environment), Environment, new FixedClock(Now + Duration.FromDays(DaysLater)), DateTimeZone.Utc);
        var exit = await new CommandLine(terminal).RunAsync(words, Program.Contents);
        terminal.Flush();
        return new CliResult(exit, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray())) { Bytes = output.ToArray() };
    }

    /// <summary>Runs a command line that must be done.</summary>
    public string Do(string line)
    {
        var result = Run(line);
        Assert.True(result.Exit == ExitCode.Done, $"{line}\n{result.Exit}: {result.Error}{result.Out}");
        return result.Out;
    }

    /// <summary>Runs a command line that must be refused, and for that reason.</summary>
    public void Refuses(string line, string because, int exit = ExitCode.Refused)
    {
        var result = Run(line);
        Assert.True(result.Exit == exit, $"{line}\n{result.Exit}: {result.Error}{result.Out}");
        Assert.Contains(because, result.Error, StringComparison.Ordinal);
    }

    private string? Environment(string name) => name switch
    {
        "PORUKA_DATA" or "TMPDIR" => folder,
        "LC_ALL" => CultureInfo.GetCultureInfo(Language).Name,
        _ => null,
    };

    private sealed class FixedClock(Instant now) : IClock
    {
        public Instant GetCurrentInstant() => now;
    }
}
