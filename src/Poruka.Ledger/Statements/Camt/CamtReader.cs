using System.Xml;

namespace Poruka.Ledger.Statements;

/// <summary>
/// Reads camt.052, camt.053 and camt.054, versions 1 to 13: they differ in where a few fields stand, never in what a
/// name means, so that one reader that goes by local names reads them all.
/// </summary>
internal sealed class CamtReader
{
    private readonly CamtXml _xml;
    private readonly CamtNames _n;
    private readonly CamtEntryReader _entries;
    private readonly CamtBalances _balances;
    private readonly StatementSums _sums = new();
    private readonly List<StatementLine> _lines = [];
    private int _lineCount;

    // Of the statement at hand.
    private string? _id, _account;
    private Currency? _currency;
    private bool _started;

    public CamtReader(HeadedStream bytes)
    {
        _xml = new CamtXml(bytes);
        _n = _xml.Names;
        _entries = new CamtEntryReader(_xml);
        _balances = new CamtBalances(_xml);
    }

    /// <summary>The items. Refusals are thrown; <see cref="StatementReading"/> makes them the last item.</summary>
    public IEnumerable<StatementItem> Items()
    {
        var found = false;
        while (_xml.NextElement())
        {
            if (MessageOf(_xml.Name) is not { } format) continue;
            found = true;
            var message = _xml.Enter();
            while (_xml.NextChild(message))
            {
                if (_xml.Name is not ("Stmt" or "Rpt" or "Ntfctn"))
                {
                    _xml.Skip();
                    continue;
                }
                var statement = _xml.Enter();
                Begin(format);
                while (_xml.NextChild(statement))
                {
                    if (!ReferenceEquals(_xml.Name, _n.Ntry))
                    {
                        ReadHeader();
                        continue;
                    }
                    if (!_started) yield return Start();
                    ReadEntry();
                    foreach (var line in _lines) yield return line;
                }
                if (!_started) yield return Start();
                yield return End();
            }
        }
        if (!found)
            throw _xml.Refuse(StatementProblemKind.UnknownFormat, "", "", "camt.052 | camt.053 | camt.054");
        if (_xml.StatementNumber == 0)
            throw _xml.Refuse(StatementProblemKind.MissingField, "", "", "Stmt | Rpt | Ntfctn");
    }

    /// <summary>The problem behind an exception of the XML reader; null if it is none of its.</summary>
    public StatementRefusal? Explain(Exception error) => error switch
    {
        XmlException xml => _xml.FromXml(xml),
        TooManyNamesException => _xml.TooManyNames(),
        NotSupportedException => CamtXml.BadEncoding(), // it declares UTF-7
        // XmlReader's own mistake, where letters beyond ASCII stand in the declaration before it names its encoding.
        ArgumentOutOfRangeException when !_xml.HasBegun => CamtXml.BadDeclaration(),
        _ => null,
    };

    /// <summary>Which message an element begins, if one; version 1 put its number behind the name.</summary>
    public static StatementFormat? MessageOf(string name) =>
        name.StartsWith("BkToCstmrStmt", StringComparison.Ordinal) ? StatementFormat.Camt053
        : name.StartsWith("BkToCstmrAcctRpt", StringComparison.Ordinal) ? StatementFormat.Camt052
        : name.StartsWith("BkToCstmrDbtCdtNtfctn", StringComparison.Ordinal) ? StatementFormat.Camt054
        : null;

    private void Begin(StatementFormat format)
    {
        (_id, _account, _currency, _started) = (null, null, null, false);
        _balances.Begin(format);
        _xml.StatementNumber++;
        _xml.EntryNumber = 0;
    }

    private void ReadHeader()
    {
        var name = _xml.Name;
        if (ReferenceEquals(name, _n.Id)) _id = _xml.CleanText();
        else if (ReferenceEquals(name, _n.Acct)) ReadAccount();
        else if (ReferenceEquals(name, _n.StmtPgntn)) _balances.ReadPages();
        else if (ReferenceEquals(name, _n.Bal)) _balances.Read(ref _currency, _started);
        else _xml.Skip();
    }

    private void ReadAccount()
    {
        var entered = _xml.Enter();
        while (_xml.NextChild(entered))
            if (ReferenceEquals(_xml.Name, _n.Id)) _account = _entries.ReadAccountId() ?? _account;
            else if (ReferenceEquals(_xml.Name, _n.Ccy))
            {
                var line = _xml.Line;
                var code = _xml.Text();
                if (!Currency.TryParse(code.AsSpan().Trim(), out var currency))
                    throw _xml.Refuse(StatementProblemKind.BadCurrency, "", code, "ISO 4217", line);
                _currency = currency;
            }
            else _xml.Skip();
    }

    private StatementStart Start()
    {
        _started = true;
        var opening = _balances.Opening?.Amount;
        _sums.Begin(_currency, opening);
        return new StatementStart(_id, _account, _currency, opening);
    }

    /// <summary>Reads an entry into <see cref="_lines"/>: none if it is not booked.</summary>
    private void ReadEntry()
    {
        _xml.EntryNumber++;
        _lines.Clear();
        var entry = _entries.Read();
        if (entry.Booked == false) return;
        var currency = entry.Amount!.Value.Currency;
        _currency ??= currency;
        if (currency != _currency)
            throw _xml.Refuse(
                StatementProblemKind.BadCurrency, "Amt/@Ccy", currency.Code, _currency.Value.Code, entry.Line);
        _sums.Currency = _currency;
        CamtLines.Add(entry, _account, _lines);
        _lineCount += _lines.Count;
        if (_lineCount > StatementText.LineLimit)
            throw _xml.Refuse(StatementProblemKind.TooLarge, "", "", $"≤ {StatementText.LineLimit}", entry.Line);
        foreach (var line in _lines) _sums.Add(line.Amount);
    }

    private StatementEnd End()
    {
        if (_balances.Closing is not { } closing) return new StatementEnd(_currency, null);
        _sums.Check(closing.Amount, closing.Line, closing.Path);
        return new StatementEnd(_currency, closing.Amount);
    }
}
