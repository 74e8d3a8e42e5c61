namespace Poruka.Ledger.Statements;

/// <summary>
/// The sections <c>СекцияРасчСчет</c> of one account, often one for each day: its balances and totals, and its sum of
/// documents.
/// </summary>
internal sealed class OneCAccount
{
    private OneCValue? _closing, _in, _out;
    private Int128 _totalIn, _totalOut;
    private bool _allIn = true, _allOut = true;

    public OneCAccount(OneCValue number)
    {
        Number = number;
        Currency = OneCValues.CurrencyOf(number);
        Sums.Begin(Currency, null);
    }

    public OneCValue Number { get; }
    public Currency Currency { get; }
    public StatementSums Sums { get; } = new();
    public Money? Closing { get; private set; }

    /// <summary>Lines waiting because the file has several accounts, whose documents are mixed.</summary>
    public List<StatementLine> Waiting { get; } = [];

    /// <summary>Takes one more section. Its opening balance must be the closing balance of the one before.</summary>
    public void Add(IReadOnlyDictionary<string, OneCValue> section, int line, bool first)
    {
        Money? opening = null;
        if (section.TryGetValue("НачальныйОстаток", out var text))
            opening = OneCValues.Amount(text, "НачальныйОстаток", Currency, mayBeNegative: true);
        if (first) Sums.Opening = opening;
        else if (opening is { } next && Closing is { } last && next != last)
            throw new StatementRefusal(
                StatementProblemKind.DoesNotAddUp, text.Line, "НачальныйОстаток", next.ToString(), last.ToString());

        _closing = section.TryGetValue("КонечныйОстаток", out text) ? text : null;
        Closing = _closing is { } closing
            ? OneCValues.Amount(closing, "КонечныйОстаток", Currency, mayBeNegative: true)
            : null;
        (_in, _allIn) = Total(section, "ВсегоПоступило", ref _totalIn, _allIn, line);
        (_out, _allOut) = Total(section, "ВсегоСписано", ref _totalOut, _allOut, line);
    }

    /// <summary>Refuses the file where the documents do not make the totals and the closing balance.</summary>
    public void Check()
    {
        if (_allIn && _in is { } into) CheckTotal(_totalIn, into, "ВсегоПоступило", isIn: true);
        if (_allOut && _out is { } outOf) CheckTotal(_totalOut, outOf, "ВсегоСписано", isIn: false);
        if (Closing is { } closing) Sums.Check(closing, _closing!.Value.Line, "КонечныйОстаток");
    }

    private void CheckTotal(Int128 total, OneCValue place, string key, bool isIn)
    {
        if (total > long.MaxValue)
            throw new StatementRefusal(StatementProblemKind.BadAmount, place.Line, key, place.Text, $"≤ {long.MaxValue}");
        Sums.CheckTotal(new Money((long)total, Currency), isIn, place.Line, key);
    }

    private (OneCValue?, bool) Total(
        IReadOnlyDictionary<string, OneCValue> section, string key, ref Int128 total, bool all, int line)
    {
        if (!section.TryGetValue(key, out var text)) return (null, false);
        total += OneCValues.Amount(text, key, Currency, mayBeNegative: false).Minor;
        return (text with { Line = text.Line == 0 ? line : text.Line }, all);
    }
}
