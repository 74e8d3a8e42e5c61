using System.Text.Encodings.Web;
using System.Text.Json;
using Poruka.Ledger;
using Poruka.Ledger.Statements;
using Poruka.Shell;

namespace Poruka.Funds.ReadStatement;

/// <summary>Takes what a file holds, one item after another.</summary>
internal abstract class StatementWriter : IDisposable
{
    public abstract void Start(StatementStart start, StatementEnd end);

    public abstract void Line(StatementLine line);

    public abstract void End(StatementEnd end);

    public abstract void Dispose();
}

/// <summary>One JSON document: dates in ISO 8601, amounts in minor units, what is absent null.</summary>
internal sealed class StatementJson : StatementWriter
{
    private const int PendingLimit = 64 * 1_024;

    private readonly Stream _output;
    private readonly Utf8JsonWriter _json;

    public StatementJson(Stream output, string format, bool indented)
    {
        _output = output;
        _json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _json.WriteStartObject();
        _json.WriteString("format", format);
        _json.WriteStartArray("statements");
    }

    public override void Start(StatementStart start, StatementEnd end)
    {
        _json.WriteStartObject();
        _json.WriteString("id", start.Id);
        _json.WriteString("account", start.Account);
        _json.WriteString("currency", (start.Currency ?? end.Currency)?.Code);
        Minor("openingMinor", start.Opening);
        Minor("closingMinor", end.Closing);
        _json.WriteStartArray("lines");
    }

    public override void Line(StatementLine line)
    {
        _json.WriteStartObject();
        _json.WriteString("bookedOn", Written.IsoDay(line.BookedOn));
        _json.WriteString("valueOn", line.ValueOn is { } day ? Written.IsoDay(day) : null);
        _json.WriteNumber("amountMinor", line.Amount.Minor);
        _json.WriteString("currency", line.Amount.Currency.Code);
        _json.WriteString("counterpartyName", line.CounterpartyName);
        _json.WriteString("counterpartyAccount", line.CounterpartyAccount);
        _json.WriteString("reference", line.Reference);
        _json.WriteString("endToEndId", line.EndToEndId);
        _json.WriteString("remittance", line.Remittance);
        _json.WriteBoolean("reversal", line.Reversal);
        _json.WriteEndObject();
        if (_json.BytesPending > PendingLimit) _json.Flush();
    }

    public override void End(StatementEnd end)
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    public override void Dispose()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Dispose();
        _output.Write("\n"u8);
    }

    private void Minor(string name, Money? money)
    {
        if (money is { } some) _json.WriteNumber(name, some.Minor);
        else _json.WriteNull(name);
    }
}

/// <summary>For people: a line a movement, written as it comes.</summary>
internal sealed class StatementText : StatementWriter
{
    private const int NameWidth = 28, TextWidth = 60, AmountWidth = 16;

    private readonly CommandRun _run;
    private long _lines;

    public StatementText(CommandRun run, string format)
    {
        _run = run;
        run.Out.WriteLine(run.Text("Command.StatementRead.Format", format));
    }

    public override void Start(StatementStart start, StatementEnd end)
    {
        _lines = 0;
        _run.Out.WriteLine();
        _run.Out.WriteLine(_run.Text("Command.StatementRead.Statement",
            StatementProblems.Plain(start.Id ?? "—"), StatementProblems.Plain(start.Account ?? "—")));
        if (start.Opening is { } opening)
            _run.Out.WriteLine($"{_run.Text("Command.StatementRead.Opening"),-24}{Amount(opening),AmountWidth} {opening.Currency}");
    }

    public override void Line(StatementLine line)
    {
        _lines++;
        _run.Out.WriteLine(
            $"{Written.IsoDay(line.BookedOn)} {(line.Reversal ? '↺' : ' ')} {Amount(line.Amount),AmountWidth} {line.Amount.Currency}  "
            + $"{Short(line.CounterpartyName, NameWidth),-NameWidth}  {Short(line.Remittance ?? line.Reference, TextWidth)}".TrimEnd());
    }

    public override void End(StatementEnd end)
    {
        if (end.Closing is { } closing)
            _run.Out.WriteLine($"{_run.Text("Command.StatementRead.Closing"),-24}{Amount(closing),AmountWidth} {closing.Currency}");
        _run.Out.WriteLine(Texts.Plural(_run.Language, "Command.StatementRead.Lines", _lines));
    }

    public override void Dispose() { }

    private string Amount(Money money) => Written.Amount(_run.Language, money);

    private static string Short(string? text, int width)
    {
        var plain = StatementProblems.Plain(text);
        return plain.Length <= width ? plain : plain[..(width - 1)] + "…";
    }
}
