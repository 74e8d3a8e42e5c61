using System.Globalization;
using System.Text;
using Sylvan.Data.Csv;

namespace Poruka.Ledger.Statements;

/// <summary>Reads a table after its profile.</summary>
internal sealed class CsvReader(HeadedStream bytes, CsvProfile profile)
{
    private const int RecordLimit = 1 << 18;

    private readonly CsvRunning _running = new(profile.Balance?.ToString() ?? "");
    private readonly CsvRow _row = new(profile);
    private CsvDataReader? _rows;
    private Currency? _currency = profile.DefaultCurrency;
    private int _fileLine = 1, _nextLine = 1, _lineCount;

    /// <summary>The items. Refusals are thrown; <see cref="StatementReading"/> makes them the last item.</summary>
    public IEnumerable<StatementItem> Items()
    {
        _rows = Open();
        for (var skipped = 0; skipped < profile.SkipRows && NextRow(); skipped++) { }
        if (!profile.HasHeader) _row.Resolve();
        else if (NextRow()) _row.Resolve(_rows, _fileLine);
        else throw new StatementRefusal(StatementProblemKind.Truncated, _fileLine, "", "", "header");

        var started = false;
        while (NextRow())
        {
            if (CsvRow.IsBlank(_rows)) continue;
            var line = _row.Line(_rows, _fileLine, ref _currency);
            if (++_lineCount > StatementText.LineLimit)
                throw new StatementRefusal(StatementProblemKind.TooLarge, _fileLine, "", "", $"≤ {StatementText.LineLimit}");
            if (profile.Balance is not null)
            {
                var held = !_running.Decided;
                _running.Add(line, _row.Balance(_rows, line));
                if (held && !_running.Decided) continue;
                if (held)
                {
                    started = true;
                    yield return Start();
                    foreach (var earlier in _running.Release()) yield return earlier;
                    continue;
                }
            }
            if (!started)
            {
                started = true;
                yield return Start();
            }
            yield return line;
        }
        if (!started)
        {
            yield return Start();
            foreach (var line in _running.Release()) yield return line;
        }
        yield return new StatementEnd(_currency, ToMoney(_running.Closing));
    }

    /// <summary>The problem behind an exception of the table's reader; null if it is none of its.</summary>
    public StatementRefusal? Explain(Exception error) => error switch
    {
        DecoderFallbackException => new StatementRefusal(
            StatementProblemKind.BadEncoding, _nextLine, "", "", profile.Encoding),
        CsvRecordTooLargeException => TooLarge(),
        CsvFormatException => new StatementRefusal(
            StatementProblemKind.Malformed, _nextLine, "", profile.Quote.ToString(), $"{profile.Quote}{profile.Delimiter}"),
        _ => null,
    };

    private CsvDataReader Open()
    {
        if (CsvProfileText.Lacking(profile) is { } lacking)
            throw new StatementRefusal(StatementProblemKind.MissingField, 0, lacking, "", lacking);
        if (!CsvCells.IsDateFormat(profile.DateFormat))
            throw new StatementRefusal(StatementProblemKind.BadValue, 0, "date", profile.DateFormat, "yyyy-MM-dd");
        if (StatementEncodings.Find(profile.Encoding) is not { } encoding)
            throw new StatementRefusal(StatementProblemKind.BadEncoding, 0, "encoding", profile.Encoding, "utf-8");
        return CsvDataReader.Create(
            new StreamReader(bytes, encoding, detectEncodingFromByteOrderMarks: false, leaveOpen: true),
            new CsvDataReaderOptions
            {
                HasHeaders = false,
                Delimiter = profile.Delimiter,
                Quote = profile.Quote,
                Escape = profile.Quote,
                Comment = '\0',
                BufferSize = 65_536,
                MaxBufferSize = RecordLimit,
                ResultSetMode = ResultSetMode.SingleResult,
            });
    }

    private bool NextRow()
    {
        bytes.Token();
        _fileLine = _nextLine;
        if (!_rows!.Read()) return bytes.Overran ? throw TooLarge() : false;
        _nextLine++;
        for (var i = 0; i < _rows.RowFieldCount; i++) _nextLine += _rows.GetFieldSpan(i).Count('\n');
        return true;
    }

    private StatementStart Start() => new(
        null, StatementText.Account(profile.OwnAccount), _currency, ToMoney(_running.Opening));

    private Money? ToMoney(Int128? minor) => minor switch
    {
        null => null,
        { } some when Int128.Abs(some) <= long.MaxValue => new Money((long)some, _currency!.Value),
        _ => throw new StatementRefusal(
            StatementProblemKind.BadAmount, _fileLine, profile.Balance.ToString()!,
            minor.Value.ToString(CultureInfo.InvariantCulture), $"≤ {long.MaxValue}"),
    };

    private StatementRefusal TooLarge() =>
        new(StatementProblemKind.TooLarge, _nextLine, "", "", $"≤ {RecordLimit}");
}
