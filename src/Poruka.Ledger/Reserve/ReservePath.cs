namespace Poruka.Ledger;

/// <summary>
/// One path of a fund through the months: from event to event (somebody is arrested, a burst, a member joins or lapses,
/// somebody comes out), whose times are those of competing exponential clocks; so it is exact, and costs what happens.
/// </summary>
internal sealed class ReservePath
{
    private readonly ReserveModel _model;
    private readonly int _months;
    private readonly double[] _back;
    private readonly (double Chance, double Mean)[] _costs;
    private readonly double _release, _arrestRate, _burstRate, _gift, _burstLength;
    private readonly bool _hasBail;

    public ReservePath(ReserveModel model, int months)
    {
        (_model, _months) = (model, months);
        _back = new double[months + 1];
        _costs = [.. model.Costs.Where(c => c.Chance > 0).Select(c => (c.Chance, c.Mean))];
        _release = model.MonthsInside > 0 && model.InsideCost > 0 ? 1 / model.MonthsInside : 0;
        (_arrestRate, _burstRate) = (model.Arrests, model.Bursts);
        _gift = model.GiftShape > 0 ? model.Gifts / model.GiftShape : 0;
        // Geometric from 1 with this mean: rounded up, an exponential with this mean between zero and infinity.
        _burstLength = model.BurstSize <= 1 ? 0 : -1 / PortableMath.Log(1 - 1 / model.BurstSize);
        _hasBail = model.BailChance > 0 && model.BailMean > 0;
    }

    /// <summary>Goes through the months.</summary>
    /// <param name="random">The path's numbers.</param>
    /// <param name="atEnd">Gets what there is at the end of each month.</param>
    /// <param name="step">How far apart in <paramref name="atEnd"/> two months stand.</param>
    /// <param name="offset">Where the first stands.</param>
    /// <returns>The month in which there was first less than nothing (from 0; the count of months where never), and the least there was.</returns>
    public (int RuinMonth, double Least) Run(PathRandom random, double[] atEnd, int step, int offset)
    {
        var m = _model;
        var (balance, payers, inside) = (m.Start, m.Payers, m.Inside);
        if (_hasBail) Array.Clear(_back);
        for (var i = 0; i < m.ArrestsNow; i++) Arrest(ref random, ref balance, ref inside, 0);
        var least = balance;
        var ruin = balance < 0 ? 0 : _months;
        var fixedRate = _arrestRate + _burstRate + m.Join;
        var rate = fixedRate + payers * m.Lapse + inside * _release;
        var flow = m.Steady + payers * m.Dues - inside * m.InsideCost;
        var now = 0.0;
        var next = rate > 0 ? random.NextExponential() / rate : double.MaxValue;
        for (var month = 0; month < _months; month++)
        {
            double end = month + 1;
            while (next < end)
            {
                balance += flow * (next - now);
                now = next;
                var which = random.Next() * rate;
                if (which < _arrestRate + _burstRate)
                {
                    var count = which < _arrestRate || _burstLength <= 0 ? 1 : 1 + (int)(random.NextExponential() * _burstLength);
                    for (; count > 0; count--) Arrest(ref random, ref balance, ref inside, month);
                    if (balance < least)
                    {
                        least = balance;
                        if (balance < 0 && ruin == _months) ruin = month;
                    }
                }
                else if (which < fixedRate) payers++;
                else if (which < fixedRate + payers * m.Lapse) payers--;
                else if (inside > 0) inside--;
                rate = fixedRate + payers * m.Lapse + inside * _release;
                flow = m.Steady + payers * m.Dues - inside * m.InsideCost;
                next = now + random.NextExponential() / rate;
            }
            balance += flow * (end - now);
            now = end;
            if (_gift > 0)
            {
                // The sum of exponentials is the logarithm of a product.
                var product = random.Next();
                for (var i = 1; i < m.GiftShape; i++) product *= random.Next();
                balance -= _gift * PortableMath.Log(product);
            }
            if (_hasBail) balance += _back[month];
            if (balance < least)
            {
                least = balance;
                if (balance < 0 && ruin == _months) ruin = month;
            }
            atEnd[offset + month * step] = balance;
        }
        return (ruin, least);
    }

    private void Arrest(ref PathRandom random, ref double balance, ref int inside, int month)
    {
        foreach (var (chance, mean) in _costs)
            if (chance >= 1 || random.Next() < chance) balance += mean * PortableMath.Log(random.Next());
        if (_release > 0) inside++;
        if (!_hasBail || random.Next() >= _model.BailChance) return;
        var bail = _model.BailMean * random.NextExponential();
        balance -= bail;
        var back = month + random.NextExponential() * _model.BailMonths;
        if (random.Next() >= _model.BailForfeited && back < _months) _back[(int)back] += bail;
    }
}
