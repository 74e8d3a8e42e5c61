using System.Globalization;
using System.Text;
using NodaTime;
using Poruka.Vault;

namespace Poruka.Shell;

/// <summary>What a command sees of the world: its streams, its environment, the clock. One a run; not thread safe.</summary>
internal sealed class Terminal : IDisposable
{
    private readonly Lazy<TextReader> _in;

    public Terminal(
        Stream input, Stream output, Stream error, bool isInteractive, CultureInfo language,
        Func<string, string?> environment, IClock clock, DateTimeZone zone)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        (Input, Output) = (input, output);
        Out = new StreamWriter(output, utf8, 16_384, leaveOpen: true) { NewLine = "\n" };
        Error = new StreamWriter(error, utf8, 1_024, leaveOpen: true) { NewLine = "\n", AutoFlush = true };
        _in = new Lazy<TextReader>(() => new StreamReader(input, utf8));
        (IsInteractive, Language, Environment, Clock, Zone) = (isInteractive, language, environment, clock, zone);
    }

    /// <summary>The terminal that the process was started from.</summary>
    public static Terminal OfProcess(IReadOnlyList<string> words) => new(
        Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.OpenStandardError(),
        isInteractive: !Console.IsInputRedirected && !Console.IsOutputRedirected,
        CommandLine.LanguageOf(words, System.Environment.GetEnvironmentVariable),
        System.Environment.GetEnvironmentVariable, SystemClock.Instance, LocalZone());

    /// <summary>The input as bytes; <see cref="In"/> reads ahead of it, so that only one of them is used.</summary>
    public Stream Input { get; }

    /// <summary>The output as bytes; flush <see cref="Out"/> before writing to it.</summary>
    public Stream Output { get; }

    /// <summary>The output as text; flushed at the end, or by <see cref="Flush"/>.</summary>
    public TextWriter Out { get; }

    /// <summary>Where problems, questions and progress go.</summary>
    public TextWriter Error { get; }

    public TextReader In => _in.Value;

    /// <summary>Whether a person sits at both ends.</summary>
    public bool IsInteractive { get; }

    /// <summary>Whether only what was asked for is to be said.</summary>
    public bool IsQuiet { get; set; }

    public CultureInfo Language { get; }

    public Func<string, string?> Environment { get; }

    public IClock Clock { get; }

    public DateTimeZone Zone { get; }

    /// <summary>
    /// Reads a line that nobody is to see or keep: without echo where a person types it, else the next line of the input. As
    /// bytes that the caller wipes.
    /// </summary>
    public SecretBytes ReadSecret(string question)
    {
        Flush();
        if (IsInteractive) Error.Write(question + " ");
        using var typed = new SecretBytes(1_024);
        var length = 0;
        if (IsInteractive)
        {
            while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
                if (key.Key == ConsoleKey.Backspace) while (length > 0 && (typed.Span[--length] & 0xC0) == 0x80) { }
                else if (!char.IsControl(key.KeyChar) && length + 4 <= typed.Length) length += Encoding.UTF8.GetBytes([key.KeyChar], typed.Span[length..]);
            Error.WriteLine();
        }
        else
            for (int b; (b = Input.ReadByte()) is not (-1 or '\n') && length < typed.Length;)
                if (b != '\r') typed.Span[length++] = (byte)b;
        return SecretBytes.Of(typed.Span[..length]);
    }

    public void Flush() => Out.Flush();

    public void Dispose()
    {
        Out.Dispose();
        Error.Dispose();
        if (_in.IsValueCreated) _in.Value.Dispose();
    }

    // The offset of now is all that "today" needs; the zone database is not loaded for it.
    private static DateTimeZone LocalZone() =>
        DateTimeZone.ForOffset(Offset.FromTimeSpan(TimeZoneInfo.Local.GetUtcOffset(DateTimeOffset.UtcNow)));
}
