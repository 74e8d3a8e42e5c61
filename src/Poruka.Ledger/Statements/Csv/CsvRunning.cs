namespace Poruka.Ledger.Statements;

/// <summary>
/// Checks the balances that stand behind the lines of a table, which may have its oldest or its newest line first. Until
/// the order is known, lines are held back (at most <see cref="HeldLimit"/>).
/// </summary>
internal sealed class CsvRunning(string field)
{
    private const int HeldLimit = 1_000;

    private readonly List<StatementLine> _held = [];
    private bool _oldestFirst = true, _newestFirst = true, _decided;
    private Int128? _last; // the last balance that was given
    private Int128 _since, _sinceWithLast; // sums of lines after it; and from its own line on, without the one at hand
    private Int128 _beforeFirst; // sum of all lines up to the first balance, its own included
    private Int128 _beforeFirstOther; // the same without its own
    private Int128 _first;

    /// <summary>The balance before the first line; null where unknown: no balance, or the newest line first.</summary>
    public Int128? Opening => _last is null || !_oldestFirst ? null : _first - _beforeFirst;

    /// <summary>The balance after the newest line.</summary>
    public Int128? Closing =>
        _last is null ? null : _oldestFirst ? _last + _since : _first + _beforeFirstOther;

    /// <summary>Whether the lines held back can go.</summary>
    public bool Decided => _decided || _held.Count >= HeldLimit;

    /// <summary>Takes a line with the balance after it, if the table gives one.</summary>
    public void Add(StatementLine line, Money? balance)
    {
        if (!Decided) _held.Add(line);
        var amount = (Int128)line.Amount.Minor;
        _since += amount;
        if (balance is { } given)
        {
            if (_last is { } last) Check(line, given, last + _since, last - _sinceWithLast);
            else (_first, _beforeFirst, _beforeFirstOther) = (given.Minor, _since, _since - amount);
            (_last, _since, _sinceWithLast) = (given.Minor, 0, 0);
        }
        _sinceWithLast += amount;
    }

    /// <summary>The lines held back, which are then no longer.</summary>
    public List<StatementLine> Release()
    {
        var lines = new List<StatementLine>(_held);
        _held.Clear();
        _decided = true;
        return lines;
    }

    private void Check(StatementLine line, Money given, Int128 ifOldestFirst, Int128 ifNewestFirst)
    {
        var expected = _oldestFirst ? ifOldestFirst : ifNewestFirst;
        _oldestFirst &= ifOldestFirst == given.Minor;
        _newestFirst &= ifNewestFirst == given.Minor;
        if (_oldestFirst != _newestFirst) _decided = true;
        if (_oldestFirst || _newestFirst) return;
        throw new StatementRefusal(
            StatementProblemKind.DoesNotAddUp, line.FileLine, field, given.ToString(),
            Int128.Abs(expected) <= long.MaxValue ? new Money((long)expected, given.Currency).ToString() : "");
    }
}
