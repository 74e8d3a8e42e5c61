using System.Numerics;
using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector256<float>;

namespace Poruka.Ledger;

/// <summary>
/// Paths of a fund through the months, in step, eight at once. Arrests have their exact times; what is paid monthly (dues, what
/// those inside cost) is counted when months begin, as it is paid. Not thread safe.
/// </summary>
internal sealed class ReserveBlock
{
    /// <summary>How many paths a block has.</summary>
    public const int Paths = 256;

    private const int MostListed = 16 * Paths; // a burst that brings more is drawn in several turns

    private readonly int _months;
    private readonly ReserveModel _model;
    private readonly (float Chance, float Scale, float Mean)[] _costs;
    private readonly float _rate, _burstShare, _gift, _insideCost;
    private readonly TryChance _lapse, _release;
    private readonly double _burstLength;
    private readonly bool _hasBail;
    private readonly float[] _balance = new float[Paths], _payers = new float[Paths], _inside = new float[Paths], _now = new float[Paths],
        _next = new float[Paths], _claims = new float[Paths + 1], _arrests = new float[Paths + 1], _back;
    private readonly int[] _list = new int[MostListed + LaneMath.Count], _bailed = new int[MostListed + LaneMath.Count];
    private readonly float[] _bails = new float[MostListed + LaneMath.Count];
    private int _listed, _bailCount;
    private LaneRandom _random;
    private PathRandom _bursts;

    public ReserveBlock(ReserveModel model, int months)
    {
        (_model, _months) = (model, months);
        _costs = [.. model.Costs.Where(c => c.Chance > 0).Select(c => ((float)c.Chance, (float)(1 / Math.Min(c.Chance, 1)), (float)c.Mean))];
        _hasBail = model.BailChance > 0 && model.BailMean > 0;
        _back = _hasBail ? new float[months * Paths] : [];
        _rate = (float)(model.Arrests + model.Bursts);
        _burstShare = model.BurstSize > 1 && _rate > 0 ? (float)(model.Bursts / (model.Arrests + model.Bursts)) : 0;
        // Geometric from 1 with this mean: rounded up, an exponential with this mean between zero and infinity.
        _burstLength = model.BurstSize <= 1 ? 0 : -1 / PortableMath.Log(1 - 1 / model.BurstSize);
        _gift = model.GiftShape > 0 ? (float)(model.Gifts / model.GiftShape) : 0;
        // Whole months inside, with the mean asked for; a stay of less than one costs its part of it.
        _insideCost = (float)(model.InsideCost * Math.Min(model.MonthsInside, 1));
        _release = new TryChance(_insideCost > 0 && model.MonthsInside > 0 ? 1 / Math.Max(model.MonthsInside, 1) : 0);
        _lapse = new TryChance(model.Lapse);
    }

    /// <summary>What there is at the end of each month: <see cref="Paths"/> amounts for the first, then for the second, and so on.</summary>
    public float[] AtEnd { get; private set; } = [];

    /// <summary>The month in which there was first less than nothing (from 0; the count of months where never).</summary>
    public int[] Ruin { get; } = new int[Paths];

    /// <summary>The least there was.</summary>
    public float[] Least { get; } = new float[Paths];

    /// <summary>Goes through the months.</summary>
    /// <param name="seed">The same seed and block, the same numbers.</param>
    /// <param name="block">Which block.</param>
    public void Run(ulong seed, ulong block)
    {
        if (AtEnd.Length == 0) AtEnd = new float[_months * Paths];
        (_random, _bursts) = (new LaneRandom(seed, block), new PathRandom(~seed, block));
        Array.Fill(_balance, (float)_model.Start);
        Array.Fill(_payers, _model.Payers);
        Array.Fill(_inside, _model.Inside);
        Array.Fill(Ruin, _months);
        Array.Fill(Least, float.MaxValue);
        Array.Clear(_back);
        for (var i = 0; i < Paths; i += LaneMath.Count)
            (_rate > 0 ? _random.NextExponential() / Vector256.Create(_rate) : Vector256.Create(float.MaxValue)).StoreUnsafe(ref _next[i]);
        for (var month = 0; month < _months; month++)
        {
            Array.Clear(_now);
            if (month == 0) ArrestNow();
            while (_rate > 0 && Arrive(month)) { }
            End(month);
        }
    }

    private void ArrestNow()
    {
        for (var path = 0; path < Paths && _model.ArrestsNow > 0; path++) List(path, _model.ArrestsNow, 0);
        Charge(0);
        Settle(0);
    }

    /// <summary>The next arrival of each path that has one before the month's end; false where none has.</summary>
    private bool Arrive(int month)
    {
        var any = false;
        for (var i = 0; i < Paths; i += LaneMath.Count)
        {
            var next = Load(_next, i);
            var comes = Vector256.LessThan(next, Lanes.One);
            if (comes == Lanes.Zero) continue;
            any = true;
            var then = Load(_now, i);
            (Load(_balance, i) + Flow(i) * ((next - then) & comes)).StoreUnsafe(ref _balance[i]);
            Vector256.ConditionalSelect(comes, next, then).StoreUnsafe(ref _now[i]);
            (next + ((_random.NextExponential() / Vector256.Create(_rate)) & comes)).StoreUnsafe(ref _next[i]);
            var bursts = _burstShare > 0 ? (Vector256.LessThan(_random.Next(), Vector256.Create(_burstShare)) & comes).ExtractMostSignificantBits() : 0;
            for (var bits = comes.ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
            {
                var lane = BitOperations.TrailingZeroCount(bits);
                List(i + lane, (bursts >> lane & 1) == 0 ? 1 : 1 + (int)Math.Min(_bursts.NextExponential() * _burstLength, 1e9), month);
            }
        }
        if (!any) return false;
        Charge(month);
        Settle(month);
        return true;
    }

    private void List(int path, int arrests, int month)
    {
        for (; arrests > 0; arrests--)
        {
            if (_listed == MostListed) Charge(month);
            _list[_listed++] = path;
        }
    }

    /// <summary>Draws what the listed arrests cost, eight at once.</summary>
    private void Charge(int month)
    {
        Span<float> amounts = stackalloc float[LaneMath.Count];
        _list.AsSpan(_listed, LaneMath.Count).Fill(Paths); // to fill up the last eight: a path that is none
        for (var i = 0; i < _listed; i += LaneMath.Count)
        {
            var amount = Lanes.Zero;
            foreach (var (chance, scale, mean) in _costs)
            {
                // Where u is below the chance, u ÷ chance is as even between 0 and 1 as u was.
                var u = _random.Next();
                amount -= LaneMath.Log(u * scale) * mean & Vector256.LessThan(u, Vector256.Create(chance));
            }
            if (_hasBail) amount += Bail(i);
            amount.CopyTo(amounts);
            for (var lane = 0; lane < LaneMath.Count; lane++)
            {
                var path = _list[i + lane];
                _claims[path] += amounts[lane];
                _arrests[path]++;
            }
        }
        _listed = 0;
        if (_bailCount > 0) Return(month);
    }

    private Lanes Bail(int at)
    {
        var (chance, u) = ((float)_model.BailChance, _random.Next());
        var isBailed = Vector256.LessThan(u, Vector256.Create(chance));
        var bits = isBailed.ExtractMostSignificantBits();
        if (bits == 0) return Lanes.Zero;
        var bail = LaneMath.Log(u * (float)(1 / Math.Min(_model.BailChance, 1))) * (float)-_model.BailMean & isBailed;
        for (; bits != 0; bits &= bits - 1)
        {
            var lane = BitOperations.TrailingZeroCount(bits);
            if (_list[at + lane] == Paths) continue;
            (_bailed[_bailCount], _bails[_bailCount]) = (_list[at + lane], bail[lane]);
            _bailCount++;
        }
        return bail;
    }

    /// <summary>When the listed bails come back, if they do.</summary>
    private void Return(int month)
    {
        for (var i = 0; i < _bailCount; i += LaneMath.Count)
        {
            var after = _random.NextExponential() * (float)_model.BailMonths;
            var isKept = Vector256.GreaterThanOrEqual(_random.Next(), Vector256.Create((float)_model.BailForfeited)).ExtractMostSignificantBits();
            for (var lane = 0; lane < LaneMath.Count && i + lane < _bailCount; lane++)
            {
                var path = _bailed[i + lane];
                var back = month + _now[path] + after[lane];
                if ((isKept >> lane & 1) != 0 && back < _months) _back[(int)back * Paths + path] += _bails[i + lane];
            }
        }
        _bailCount = 0;
    }

    /// <summary>Takes what was charged, and looks whether anything is left.</summary>
    private void Settle(int month)
    {
        for (var i = 0; i < Paths; i += LaneMath.Count)
        {
            var claims = Load(_claims, i);
            if (claims == Lanes.Zero) continue;
            var balance = Load(_balance, i) - claims;
            Lanes.Zero.StoreUnsafe(ref _claims[i]);
            Look(i, balance, month);
        }
        _claims[Paths] = _arrests[Paths] = 0;
    }

    private void Look(int i, Lanes balance, int month)
    {
        balance.StoreUnsafe(ref _balance[i]);
        Vector256.Min(Load(Least, i), balance).StoreUnsafe(ref Least[i]);
        var ruin = Vector256.LoadUnsafe(ref Ruin[i]);
        var isRuined = Vector256.LessThan(balance, Lanes.Zero).AsInt32();
        Vector256.ConditionalSelect(isRuined, Vector256.Min(ruin, Vector256.Create(month)), ruin).StoreUnsafe(ref Ruin[i]);
    }

    private void End(int month)
    {
        for (var i = 0; i < Paths; i += LaneMath.Count)
        {
            var balance = Load(_balance, i) + Flow(i) * (Lanes.One - Load(_now, i));
            if (_gift > 0)
            {
                // The sum of exponentials is the logarithm of a product; of a few, so that it stays a normal number.
                var sum = Lanes.Zero;
                for (var left = _model.GiftShape; left > 0; left -= 4)
                {
                    var product = _random.Next();
                    for (var n = Math.Min(left, 4); n > 1; n--) product *= _random.Next();
                    sum += LaneMath.Log(product);
                }
                balance -= sum * _gift;
            }
            if (_hasBail) balance += Load(_back, month * Paths + i);
            Look(i, balance, month);
            balance.StoreUnsafe(ref AtEnd[month * Paths + i]);
            (Load(_next, i) - Lanes.One).StoreUnsafe(ref _next[i]);
            Move(i);
        }
    }

    /// <summary>Who begins to pay and who stops, who was arrested and who comes out: it counts from the next month on.</summary>
    private void Move(int i)
    {
        var payers = Load(_payers, i);
        (payers + LaneMath.Poisson(ref _random, (float)_model.Join) - LaneMath.Binomial(ref _random, payers, _lapse, Steps(payers[0] * _lapse.Value))).StoreUnsafe(ref _payers[i]);
        if (_release.Value > 0)
        {
            var inside = Load(_inside, i);
            (inside + Load(_arrests, i) - LaneMath.Binomial(ref _random, inside, _release, Steps(inside[0] * _release.Value))).StoreUnsafe(ref _inside[i]);
        }
        Lanes.Zero.StoreUnsafe(ref _arrests[i]);
    }

    // Of eight counts with about this mean, mostly none is greater.
    private static int Steps(float mean) => (int)(mean * 1.5f) + 5;

    private Lanes Flow(int i) =>
        Vector256.Create((float)_model.Steady) + Load(_payers, i) * (float)_model.Dues - Load(_inside, i) * _insideCost;

    private static Lanes Load(float[] from, int i) => Vector256.LoadUnsafe(ref from[i]);
}
