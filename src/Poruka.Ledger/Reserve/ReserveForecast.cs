using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector256<float>;

namespace Poruka.Ledger;

/// <summary>What is to be expected of a fund, month by month.</summary>
/// <param name="Paths">How many paths were drawn.</param>
/// <param name="RuinBy">By the end of each month: in how many of a hundred paths (from 0 to 1) the money had run out at least once.</param>
/// <param name="Quantiles">By each of <see cref="ReserveSimulation.Levels"/>: what there is at the end of each month at most with that probability.</param>
/// <param name="NeededReserve">What one must start with for the money not to run out, with 99 of 100.</param>
public sealed record ReserveForecast(int Paths, IReadOnlyList<double> RuinBy, IReadOnlyList<IReadOnlyList<double>> Quantiles, double NeededReserve)
{
    /// <summary>How far the true probability may lie from a figure of <see cref="RuinBy"/>, 19 times of 20 (Wilson's interval, half its width).</summary>
    public double Uncertainty(int month)
    {
        const double Z = 1.96;
        var p = RuinBy[month];
        return Z / (1 + Z * Z / Paths) * Math.Sqrt(p * (1 - p) / Paths + Z * Z / (4.0 * Paths * Paths));
    }
}

/// <summary>
/// Draws many paths of a fund, on two threads, and counts. The same seed gives the same bytes on every machine and for any
/// number of threads: each block of paths has its own numbers, what is counted is whole numbers, and quantiles are read from counts in
/// classes that a first look at some paths lays out.
/// </summary>
public static class ReserveSimulation
{
    /// <summary>The levels of <see cref="ReserveForecast.Quantiles"/>.</summary>
    public static IReadOnlyList<double> Levels { get; } = [0.05, 0.25, 0.5, 0.75, 0.95];

    /// <summary>The most months.</summary>
    public const int MaxMonths = 120;

    private const int Classes = 2_048, PilotPaths = 1_024;

    /// <summary>Draws.</summary>
    /// <param name="model">The fund.</param>
    /// <param name="months">1 to 120.</param>
    /// <param name="paths">How many paths; at least 1,024. As many more are drawn as fill the last block of 512.</param>
    /// <param name="seed">The same seed, the same figures.</param>
    /// <param name="threads">On how many threads; changes nothing but the time it takes.</param>
    public static ReserveForecast Run(ReserveModel model, int months, int paths, ulong seed, int threads = 2) => Run([model], months, paths, seed, threads);

    /// <summary>
    /// Draws several funds that stand together: each has its own fortune, and the money of all is one. Whether it runs out is
    /// looked at when months end, and for a fund alone at each arrest too.
    /// </summary>
    public static ReserveForecast Run(IReadOnlyList<ReserveModel> pool, int months, int paths, ulong seed, int threads = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(months, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(months, MaxMonths);
        ArgumentOutOfRangeException.ThrowIfLessThan(paths, PilotPaths);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var scale = Pilot(pool, months, seed);
        var parts = new Counts[threads];
        var blocks = (paths + ReserveBlock.Paths - 1) / ReserveBlock.Paths;
        paths = blocks * ReserveBlock.Paths;
        var taken = -1;
        void Work(int part)
        {
            var counts = parts[part] = new Counts(months, Classes);
            var worker = new Worker(pool, months, seed);
            for (int block; (block = Interlocked.Increment(ref taken)) < blocks;)
            {
                worker.Draw(block);
                counts.Add(worker, scale);
            }
        }
        var others = Enumerable.Range(1, threads - 1).Select(part => Task.Factory.StartNew(
            () => Work(part), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Work(0);
        Task.WaitAll(others);
        for (var i = 1; i < threads; i++) parts[0].Add(parts[i]);
        return parts[0].Forecast(scale, pool.Sum(m => m.Start), paths);
    }

    /// <summary>
    /// The dues each payer must pay a month so that the money runs out in at most one of a hundred paths; null where no dues up to
    /// a hundred times today's (or a hundredth of the yearly costs, where there are none) reach.
    /// </summary>
    /// <param name="model">The fund.</param>
    /// <param name="months">How far.</param>
    /// <param name="paths">Paths for each try.</param>
    /// <param name="seed">The same for each try, so that tries differ by the dues alone.</param>
    public static double? NeededDues(ReserveModel model, int months, int paths, ulong seed)
    {
        const double Wanted = 0.01;
        if (model.Payers == 0 && model.Join <= 0) return null;
        double low = 0, high = Math.Max(model.Dues, 1) * 100;
        if (RuinAt(0) <= Wanted) return 0;
        if (RuinAt(high) > Wanted) return null;
        for (var i = 0; i < 16 && high - low > 1; i++)
        {
            var middle = (low + high) / 2;
            if (RuinAt(middle) > Wanted) low = middle;
            else high = middle;
        }
        return high;

        double RuinAt(double dues) => Run(model with { Dues = dues }, months, paths, seed).RuinBy[^1];
    }

    private static Scale Pilot(IReadOnlyList<ReserveModel> pool, int months, ulong seed)
    {
        var worker = new Worker(pool, months, seed);
        var lows = Enumerable.Repeat(double.MaxValue, months + 1).ToArray();
        var highs = Enumerable.Repeat(double.MinValue, months + 1).ToArray();
        for (var block = 0; block < PilotPaths / ReserveBlock.Paths; block++)
        {
            worker.Draw(block);
            for (var i = 0; i < ReserveBlock.Paths; i++)
            {
                for (var month = 0; month < months; month++) Take(month, worker.AtEnd[month * ReserveBlock.Paths + i]);
                Take(months, worker.Least[i]);
            }
        }
        // Room for what a thousand paths don't show; what lies beyond is counted in the last class.
        var (low, width) = (new double[months + 1], new double[months + 1]);
        for (var row = 0; row <= months; row++)
        {
            var range = Math.Max(highs[row] - lows[row], 1);
            low[row] = lows[row] - range * (row == months ? 2 : 1);
            width[row] = range * (row == months ? 3 : 3) / Classes;
        }
        return new Scale(low, width);

        void Take(int row, double value)
        {
            lows[row] = Math.Min(lows[row], value);
            highs[row] = Math.Max(highs[row], value);
        }
    }

    /// <summary>Classes of amounts: a row for each month, and one for the least there was.</summary>
    private sealed record Scale(double[] Low, double[] Width);

    /// <summary>Draws blocks of paths; of several funds, what they have together.</summary>
    private sealed class Worker(IReadOnlyList<ReserveModel> pool, int months, ulong seed)
    {
        private readonly ReserveBlock[] _funds = [.. pool.Select(m => new ReserveBlock(m, months))];

        public float[] AtEnd => _funds[0].AtEnd;

        public int[] Ruined => _funds[0].Ruined;

        public float[] Least => _funds[0].Least;

        public void Draw(int block)
        {
            for (var fund = 0; fund < _funds.Length; fund++) _funds[fund].Run(seed + (ulong)fund * 0x632be59bd9b4e019, (ulong)block);
            if (_funds.Length == 1) return;
            foreach (var other in _funds.AsSpan(1))
                for (var i = 0; i < AtEnd.Length; i++) AtEnd[i] += other.AtEnd[i];
            Array.Fill(Least, float.MaxValue);
            for (var month = 0; month < months; month++)
            {
                Ruined[month] = 0;
                for (var i = 0; i < ReserveBlock.Paths; i++)
                {
                    Least[i] = Math.Min(Least[i], AtEnd[month * ReserveBlock.Paths + i]);
                    if (Least[i] < 0) Ruined[month]++;
                }
            }
        }
    }

    private sealed class Counts(int months, int classes)
    {
        private readonly int[] _counts = new int[(months + 1) * classes];
        private readonly int[] _ruined = new int[months];

        public void Add(Worker worker, Scale scale)
        {
            for (var month = 0; month < months; month++)
            {
                Count(month, worker.AtEnd.AsSpan(month * ReserveBlock.Paths, ReserveBlock.Paths), scale);
                _ruined[month] += worker.Ruined[month];
            }
            Count(months, worker.Least, scale);
        }

        private void Count(int row, ReadOnlySpan<float> values, Scale scale)
        {
            Span<int> classOf = stackalloc int[Lanes.Count];
            var (low, each, last) = (Vector256.Create((float)scale.Low[row]), (float)(1 / scale.Width[row]), Vector256.Create(classes - 1f));
            ref var counts = ref _counts[row * classes];
            for (var i = 0; i < values.Length; i += Lanes.Count)
            {
                var place = (Vector256.LoadUnsafe(in values[i]) - low) * each;
                Vector256.ConvertToInt32Native(Vector256.MinNative(Vector256.MaxNative(place, Lanes.Zero), last)).CopyTo(classOf);
                foreach (var one in classOf) Unsafe.Add(ref counts, one)++;
            }
        }

        public void Add(Counts other)
        {
            for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
            for (var i = 0; i < _ruined.Length; i++) _ruined[i] += other._ruined[i];
        }

        public ReserveForecast Forecast(Scale scale, double start, int paths)
        {
            var ruinBy = new double[months];
            for (var month = 0; month < months; month++) ruinBy[month] = (double)_ruined[month] / paths;
            return new ReserveForecast(paths, ruinBy,
                [.. Levels.Select(level => (IReadOnlyList<double>)[.. Enumerable.Range(0, months).Select(month => Quantile(month, level))])],
                // With what was missing at the worst of the path added to the start, it would not have run out.
                Math.Max(0, start - Quantile(months, 0.01)));

            double Quantile(int row, double level)
            {
                var wanted = level * paths;
                var below = 0;
                for (var i = 0; i < classes; i++)
                {
                    var count = _counts[row * classes + i];
                    if (below + count >= wanted && count > 0)
                        return scale.Low[row] + scale.Width[row] * (i + (wanted - below) / count);
                    below += count;
                }
                return scale.Low[row] + scale.Width[row] * classes;
            }
        }
    }
}
