using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector256<float>;

namespace Poruka.Ledger;

/// <summary>
/// When people of a block of paths are arrested, and what it costs at once. The months of the paths lie behind one another on one
/// line: the first month of each path, then the second of each, and so on. Arrivals on it are one Poisson process, which has no memory,
/// so that each month of each path has its own; a burst is several arrests at one time. So all that is drawn fills registers. Not thread safe.
/// </summary>
internal sealed class ReserveArrests
{
    /// <summary>How many are drawn at once.</summary>
    public const int Batch = 256;

    private const int Bails = 64;
    private const float LongestGap = 17; // of an exponential with mean 1: no number is below 2⁻²⁴

    private readonly (float Chance, float Scale, float Mean)[] _costs;
    private readonly bool _hasBursts, _hasBail;
    private readonly float _bailMean, _bailMonths, _forfeited, _gap, _part;
    private readonly float[] _back, _bails = new float[Bails], _after = new float[Bails];
    private readonly int[] _step = new int[Batch], _low = new int[Batch];
    private readonly int _months, _shift, _now;
    private readonly Trials _bursts, _burstSizes, _bailed;
    private LaneRandom _random;
    private long _position;
    private int _untilBurst, _together, _untilBail, _nextBail;

    /// <summary>Prepares.</summary>
    /// <param name="model">The fund.</param>
    /// <param name="months">How far.</param>
    /// <param name="back">Where bail is added to what comes back: a row of paths for each month.</param>
    public ReserveArrests(ReserveModel model, int months, float[] back)
    {
        (_now, _months, _back) = (model.ArrestsNow, months, back);
        _costs = [.. model.Costs.Where(c => c.Chance > 0).Select(c => ((float)c.Chance, (float)(1 / Math.Min(c.Chance, 1)), (float)c.Mean))];
        var rate = model.Arrests + model.Bursts;
        // Times are whole numbers of a small part of a month: one in a million, but that the longest gap still fits.
        for (_shift = 20; _shift > 0 && LongestGap / rate * (1 << _shift) > int.MaxValue; _shift--) { }
        Any = LongestGap / rate * (1 << _shift) <= int.MaxValue;
        (_gap, _part) = ((float)((1 << _shift) / rate), 1f / (1 << _shift));
        _hasBursts = model.BurstSize > 1 && model.Bursts > 0;
        _bursts = new Trials(_hasBursts ? model.Bursts / rate : 1);
        _burstSizes = new Trials(1 / Math.Max(model.BurstSize, 1));
        _hasBail = model.BailChance > 0 && model.BailMean > 0;
        _bailed = new Trials(_hasBail ? model.BailChance : 1);
        (_bailMean, _bailMonths, _forfeited) = ((float)model.BailMean, (float)model.BailMonths, (float)model.BailForfeited);
    }

    /// <summary>Whether there are any in a time that matters.</summary>
    public bool Any { get; }

    /// <summary>Where on the line each arrest is, in order.</summary>
    public long[] At { get; } = new long[Batch];

    /// <summary>Which path's it is.</summary>
    public int[] Path { get; } = new int[Batch];

    /// <summary>What part of the month has gone by.</summary>
    public float[] Gone { get; } = new float[Batch];

    /// <summary>What it costs at once, bail included.</summary>
    public float[] Claim { get; } = new float[Batch];

    /// <summary>Where on the line a month ends.</summary>
    public long EndOf(int month) => (month + 1L) * ReserveBlock.Paths << _shift;

    /// <summary>Begins a block.</summary>
    public void Begin(ulong seed, ulong block)
    {
        _random = new LaneRandom(~seed, block);
        foreach (var trials in (ReadOnlySpan<Trials>)[_bursts, _burstSizes, _bailed]) trials.Forget();
        (_position, _together, _nextBail) = (0, 0, Bails);
        (_untilBurst, _untilBail) = (_hasBursts ? _bursts.Next(ref _random) : int.MaxValue, _hasBail ? _bailed.Next(ref _random) : int.MaxValue);
    }

    /// <summary>Draws arrests of the first day: as many for each path as there are to be, path after path.</summary>
    /// <param name="first">How many were drawn before.</param>
    public void DrawFirstDay(long first)
    {
        for (var i = 0; i < Batch; i++) _step[i] = first + i > 0 && (first + i) % _now == 0 ? 1 << _shift : 0;
        Finish();
        if (first + Batch == (long)_now * ReserveBlock.Paths) _position = 0;
    }

    /// <summary>Draws the next ones.</summary>
    public void Draw()
    {
        var random = _random;
        for (var i = 0; i < Batch; i += LaneMath.Count)
            Vector256.ConvertToInt32Native(Vector256.Create(0.5f) - LaneMath.Log(random.Next()) * _gap).StoreUnsafe(ref _step[i]);
        _random = random;
        if (_hasBursts) Bunch();
        Finish();
    }

    /// <summary>Puts those of a burst at one time.</summary>
    private void Bunch()
    {
        for (var i = 0; ;)
        {
            for (; _together > 0 && i < Batch; _together--) _step[i++] = 0;
            if (_untilBurst >= Batch - i)
            {
                _untilBurst -= Batch - i;
                return;
            }
            i += _untilBurst + 1;
            (_untilBurst, _together) = (_bursts.Next(ref _random), _burstSizes.Next(ref _random));
        }
    }

    private void Finish()
    {
        var position = _position;
        for (var i = 0; i < Batch; i++)
        {
            At[i] = position += _step[i];
            _low[i] = (int)position;
        }
        _position = position;
        var random = _random;
        for (var i = 0; i < Batch; i += LaneMath.Count)
        {
            var low = Vector256.LoadUnsafe(ref _low[i]);
            ((low >>> _shift) & Vector256.Create(ReserveBlock.Paths - 1)).StoreUnsafe(ref Path[i]);
            (Vector256.ConvertToSingle(low & Vector256.Create((1 << _shift) - 1)) * _part).StoreUnsafe(ref Gone[i]);
            var claim = Lanes.Zero;
            foreach (var (chance, scale, mean) in _costs)
            {
                // Where u is below the chance, u ÷ chance is as even between 0 and 1 as u was.
                var u = random.Next();
                claim -= LaneMath.Log(u * scale) * mean & Vector256.LessThan(u, Vector256.Create(chance));
            }
            claim.StoreUnsafe(ref Claim[i]);
        }
        _random = random;
        if (_hasBail) Bail();
    }

    /// <summary>Adds bail to the claims that have it, and to what comes back, if it does.</summary>
    private void Bail()
    {
        for (; _untilBail < Batch; _untilBail += 1 + _bailed.Next(ref _random))
        {
            if (_nextBail == Bails) DrawBails();
            var (arrest, bail, after) = (_untilBail, _bails[_nextBail], _after[_nextBail]);
            _nextBail++;
            Claim[arrest] += bail;
            var back = At[arrest] / ((long)ReserveBlock.Paths << _shift) + Gone[arrest] + after;
            if (back < _months) _back[(int)back * ReserveBlock.Paths + Path[arrest]] += bail;
        }
        _untilBail -= Batch;
    }

    private void DrawBails()
    {
        for (var i = 0; i < Bails; i += LaneMath.Count)
        {
            (_random.NextExponential() * _bailMean).StoreUnsafe(ref _bails[i]);
            var isLost = Vector256.LessThan(_random.Next(), Vector256.Create(_forfeited));
            Vector256.ConditionalSelect(isLost, Vector256.Create(float.MaxValue), _random.NextExponential() * _bailMonths).StoreUnsafe(ref _after[i]);
        }
        _nextBail = 0;
    }
}
