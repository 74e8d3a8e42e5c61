using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector256<float>;

namespace Poruka.Ledger;

/// <summary>
/// Paths of a fund through the months, in step, eight at once. Arrests have their exact times; what is paid monthly (dues, what those inside
/// cost) is counted when months begin, as it is paid. Not thread safe.
/// </summary>
internal sealed class ReserveBlock
{
    /// <summary>How many paths a block has; a power of two.</summary>
    public const int Paths = 512;

    private readonly int _months;
    private readonly ReserveModel _model;
    private readonly ReserveArrests _arrests;
    private readonly float _steady, _dues, _insideCost, _gift;
    private readonly CountTable _join, _lapse, _release;
    private readonly float[] _level = new float[Paths], _flow = new float[Paths], _payers = new float[Paths], _inside = new float[Paths], _arrested = new float[Paths];
    private LaneRandom _random;
    private int _next;

    public ReserveBlock(ReserveModel model, int months)
    {
        (_model, _months) = (model, months);
        AtEnd = new float[months * Paths];
        _arrests = new ReserveArrests(model, months, AtEnd);
        (_steady, _dues) = ((float)model.Steady, (float)model.Dues);
        _gift = model.GiftShape > 0 ? (float)(model.Gifts / model.GiftShape) : 0;
        // Whole months inside, with the mean asked for; a stay of less than one costs its part of it.
        _insideCost = (float)(model.InsideCost * Math.Min(model.MonthsInside, 1));
        _release = CountTable.OfTries(_insideCost > 0 && model.MonthsInside > 0 ? 1 / Math.Max(model.MonthsInside, 1) : 0);
        _lapse = CountTable.OfTries(model.Lapse);
        _join = CountTable.OfComing(model.Join);
    }

    /// <summary>
    /// What there is at the end of each month: <see cref="Paths"/> amounts for the first, then for the second, and so on. (Until a
    /// month ends: what bail comes back in it.)
    /// </summary>
    public float[] AtEnd { get; }

    /// <summary>In how many paths there was less than nothing at some time up to the end of each month.</summary>
    public int[] Ruined { get; } = new int[ReserveSimulation.MaxMonths];

    /// <summary>The least there was.</summary>
    public float[] Least { get; } = new float[Paths];

    /// <summary>Goes through the months.</summary>
    /// <param name="seed">The same seed and block, the same numbers.</param>
    /// <param name="block">Which block.</param>
    public void Run(ulong seed, ulong block)
    {
        _random = new LaneRandom(seed, block);
        Array.Fill(_level, (float)_model.Start);
        Array.Fill(_payers, _model.Payers);
        Array.Fill(_inside, _model.Inside);
        Array.Fill(_flow, _steady + _model.Payers * _dues - _model.Inside * _insideCost);
        Array.Fill(Least, float.MaxValue);
        Array.Clear(AtEnd);
        _arrests.Begin(seed, block);
        for (var first = 0L; first < (long)_model.ArrestsNow * Paths; first += ReserveArrests.Batch)
        {
            _arrests.DrawFirstDay(first);
            Take(0, _arrests.EndOf(0));
        }
        _next = ReserveArrests.Batch;
        for (var month = 0; month < _months; month++)
        {
            for (var end = _arrests.EndOf(month); _arrests.Any && (_next = Take(_next, end)) == ReserveArrests.Batch; _next = 0) _arrests.Draw();
            Ruined[month] = End(month);
        }
    }

    /// <summary>Takes what arrests cost, from one on up to the first at or after an end, and looks at what is left after each; says which that is.</summary>
    private int Take(int next, long end)
    {
        var (at, paths, gone, claims) = (_arrests.At, _arrests.Path, _arrests.Gone, _arrests.Claim);
        ref var levels = ref MemoryMarshal.GetArrayDataReference(_level);
        ref var flows = ref MemoryMarshal.GetArrayDataReference(_flow);
        ref var leasts = ref MemoryMarshal.GetArrayDataReference(Least);
        ref var counts = ref MemoryMarshal.GetArrayDataReference(_arrested);
        for (; next < at.Length && at[next] < end; next++)
        {
            var path = paths[next] & (Paths - 1);
            ref var least = ref Unsafe.Add(ref leasts, path);
            var level = Unsafe.Add(ref levels, path) -= claims[next];
            least = float.MinNative(least, level + Unsafe.Add(ref flows, path) * gone[next]);
            Unsafe.Add(ref counts, path) += 1;
        }
        return next;
    }

    /// <summary>What comes at the end of a month, and how many are ruined by then.</summary>
    private int End(int month)
    {
        var (random, ruined) = (_random, Vector256<int>.Zero);
        for (var i = 0; i < Paths; i += LaneMath.Count)
        {
            var balance = Load(_level, i) + Load(_flow, i) + Gifts(ref random) + Load(AtEnd, month * Paths + i);
            balance.StoreUnsafe(ref AtEnd[month * Paths + i]);
            balance.StoreUnsafe(ref _level[i]);
            var least = Vector256.MinNative(Load(Least, i), balance);
            least.StoreUnsafe(ref Least[i]);
            ruined -= Vector256.LessThan(least, Lanes.Zero).AsInt32();
            Move(ref random, i);
        }
        _random = random;
        return Vector256.Sum(ruined);
    }

    /// <summary>The gifts of a month: the sum of exponentials is the logarithm of a product; of a few, so that it stays a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes Gifts(ref LaneRandom random)
    {
        var sum = Lanes.Zero;
        if (_gift <= 0) return sum;
        for (var left = _model.GiftShape; left > 0; left -= 4)
        {
            var product = random.Next();
            for (var n = Math.Min(left, 4); n > 1; n--) product *= random.Next();
            sum -= LaneMath.Log(product);
        }
        return sum * _gift;
    }

    /// <summary>Who begins to pay and who stops, who was arrested and who comes out: it counts from the next month on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Move(ref LaneRandom random, int i)
    {
        var (payers, inside) = (Load(_payers, i), Load(_inside, i));
        payers += _join.Coming(ref random) - _lapse.Of(ref random, payers);
        inside += Load(_arrested, i) - _release.Of(ref random, inside);
        payers.StoreUnsafe(ref _payers[i]);
        inside.StoreUnsafe(ref _inside[i]);
        (Vector256.Create(_steady) + payers * _dues - inside * _insideCost).StoreUnsafe(ref _flow[i]);
        Lanes.Zero.StoreUnsafe(ref _arrested[i]);
    }

    private static Lanes Load(float[] from, int i) => Vector256.LoadUnsafe(ref from[i]);
}
