using Google.OrTools.Graph;
using Poruka.Letters;

namespace Poruka.Bench;

/// <summary>The plan of letters beside a general solver: the same problem, the same total weight.</summary>
internal static class LettersBenchmark
{
    private const int Degree = 20;

    public static IEnumerable<Figure> Run(BenchOptions options)
    {
        foreach (var (recipients, writers, turns) in new[] { (10_000, 5_000, 5), (100_000, 50_000, 3) })
        {
            var problem = Random(recipients, writers, 1);
            var name = $"{recipients:N0} × {writers:N0} × {Degree}";
            foreach (var figure in Beside(name, problem, turns, Goal.Times(25))) yield return figure;
        }
        foreach (var figure in Growth()) yield return figure;
        // Problems that are made to mislead: each newcomer moves somebody in every room, of few wide ones or of many.
        foreach (var width in new[] { 500, 1_000, 2_000 })
            foreach (var figure in Beside($"corridor of 10 × {width:N0}, made to mislead", Corridor(width, 10), 3, Goal.Times(1))) yield return figure;
        foreach (var rooms in new[] { 100, 200, 400 })
            foreach (var figure in Beside($"corridor of {rooms:N0} × 50, made to mislead", Corridor(50, rooms), 3, Goal.Times(1))) yield return figure;
    }

    private static IEnumerable<Figure> Beside(string name, SlotProblem problem, int turns, Goal? goal)
    {
        List<double> ours = [], peers = [];
        long value = 0, best = 0;
        double memory = 0, peerMemory = 0;
        for (var warm = 0; warm < 20; warm++) Solve(Random(2_000, 1_000, 1));
        for (var turn = 0; turn < turns; turn++)
        {
            memory = Memory(() => ours.Add(Turns.Seconds(() => value = Solve(problem))), native: false);
            peerMemory = Memory(() => peers.Add(Turns.Seconds(() => best = Referee(problem))), native: true);
            if (value != best) throw new InvalidOperationException($"{name}: {value}, the peer {best}.");
        }
        yield return new Figure(
            name, Turns.Median(ours) * 1_000, "ms", "OR-Tools", Turns.Median(peers) * 1_000, Turns.Median(peers) / Turns.Median(ours), goal,
            $"total weight {value:N0} both");
        if (goal is { Limit: > 1 })
            yield return new Figure(
                name + ", memory", memory, "MiB", "OR-Tools", peerMemory, peerMemory / memory, Goal.Times(3), "of the solvers, without the problem");
    }

    /// <summary>
    /// The exponent of n log n that five sizes fit, by least squares: up to that of the largest problem above, and of lists that no cache holds.
    /// Beside it the same of bare reading: each list of writers once, in the order of the plan, which is what the caches alone make of it. Where they
    /// make more of it than n log n, nobody could do better than that.
    /// </summary>
    private static IEnumerable<Figure> Growth()
    {
        foreach (var (from, isHeld) in ((int, bool)[])[(6_250, true), (50_000, false)])
        {
            List<(double N, double Seconds)> solving = [], reading = [];
            for (var recipients = from; recipients <= 16 * from; recipients *= 2)
            {
                var problem = Random(recipients, recipients / 2, 3);
                solving.Add((recipients, Enumerable.Range(0, 9).Min(_ => Turns.Seconds(() => Solve(problem)))));
                reading.Add((recipients, Enumerable.Range(0, 9).Min(_ => Turns.Seconds(() => Read(problem)))));
            }
            var bare = ExponentOf(reading);
            yield return new Figure($"{from:N0} to {16 * from:N0}: time ~ (n log n)^", ExponentOf(solving), "", "bare reading", bare,
                Goal: isHeld ? Goal.AtMost(Math.Max(1.1, bare)) : null, Note: $"{Said(solving)}; bare reading {Said(reading)}");
        }
    }

    private static double ExponentOf(List<(double N, double Seconds)> seen)
    {
        var points = seen.ConvertAll(s => (X: Math.Log(s.N * Math.Log2(s.N)), Y: Math.Log(s.Seconds)));
        var (x, y) = (points.Average(p => p.X), points.Average(p => p.Y));
        return points.Sum(p => (p.X - x) * (p.Y - y)) / points.Sum(p => (p.X - x) * (p.X - x));
    }

    private static string Said(List<(double N, double Seconds)> seen) => string.Join(", ", seen.Select(s => $"{s.N:N0}: {Numbers.Short(s.Seconds * 1_000)} ms"));

    private static long Read(SlotProblem problem)
    {
        var state = new int[problem.WriterCount];
        var order = Enumerable.Range(0, problem.SlotWeight.Length).ToArray();
        Array.Sort((long[])problem.SlotWeight.Clone(), order);
        var sum = 0L;
        foreach (var slot in order)
            for (var e = problem.EdgeStart[problem.SlotRecipient[slot]]; e < problem.EdgeStart[problem.SlotRecipient[slot] + 1]; e++) sum += ++state[problem.EdgeWriter[e]];
        return sum;
    }

    private static long Solve(SlotProblem problem)
    {
        var random = new SeededRandom(9);
        var ties = new ulong[problem.SlotRecipient.Length];
        for (var i = 0; i < ties.Length; i++) ties[i] = random.Next();
        return SlotMatching.Solve(problem, ties).TotalWeight;
    }

    private static SlotProblem Random(int recipients, int writers, ulong seed)
    {
        var random = new SeededRandom(seed);
        var edges = new int[recipients * Degree];
        for (var r = 0; r < recipients; r++)
            for (var i = 0; i < Degree; i++)
            {
                do edges[r * Degree + i] = random.Below(writers);
                while (edges.AsSpan(r * Degree, i).Contains(edges[r * Degree + i]));
            }
        return new SlotProblem(
            [.. Enumerable.Range(0, recipients + 1).Select(r => r * Degree)], edges,
            [.. Enumerable.Range(0, writers).Select(_ => 1 + random.Below(2))], [.. Enumerable.Range(0, recipients)],
            [.. Enumerable.Range(0, recipients).Select(_ => 1L + random.Below(400))]);
    }

    /// <summary>
    /// A corridor of rooms full of people, each of whom could also stand one room further; the only free places are in the last.
    /// Each newcomer at the door moves one of every room.
    /// </summary>
    private static SlotProblem Corridor(int width, int rooms)
    {
        var start = new List<int> { 0 };
        var edges = new List<int>();
        for (var r = 0; r < width * rooms; r++)
        {
            edges.AddRange([r / width + 1, r / width]);
            start.Add(edges.Count);
        }
        for (var r = 0; r < width; r++)
        {
            edges.Add(rooms);
            start.Add(edges.Count);
        }
        var recipients = start.Count - 1;
        return new SlotProblem(
            [.. start], [.. edges], [.. Enumerable.Repeat(width, rooms + 1)], [.. Enumerable.Range(0, recipients)],
            [.. Enumerable.Range(0, recipients).Select(r => (long)(recipients - r))]);
    }

    private static long Referee(SlotProblem problem)
    {
        using var flow = new MinCostFlow();
        var (source, sink) = (problem.RecipientCount + problem.WriterCount, problem.RecipientCount + problem.WriterCount + 1);
        for (var slot = 0; slot < problem.SlotRecipient.Length; slot++)
            flow.AddArcWithCapacityAndUnitCost(source, problem.SlotRecipient[slot], 1, -problem.SlotWeight[slot]);
        for (var r = 0; r < problem.RecipientCount; r++)
            for (var e = problem.EdgeStart[r]; e < problem.EdgeStart[r + 1]; e++)
                flow.AddArcWithCapacityAndUnitCost(r, problem.RecipientCount + problem.EdgeWriter[e], 1, 0);
        for (var w = 0; w < problem.WriterCount; w++)
            flow.AddArcWithCapacityAndUnitCost(problem.RecipientCount + w, sink, problem.Capacity[w], 0);
        flow.AddArcWithCapacityAndUnitCost(source, sink, problem.SlotRecipient.Length, 0);
        flow.SetNodeSupply(source, problem.SlotRecipient.Length);
        flow.SetNodeSupply(sink, -problem.SlotRecipient.Length);
        if (flow.Solve() != MinCostFlowBase.Status.OPTIMAL) throw new InvalidOperationException("The peer gave up.");
        return -flow.OptimalCost();
    }

    /// <summary>What a solver takes: the runtime's own count of what it handed out, or, for native code, how far the process grew.</summary>
    private static double Memory(Action solve, bool native)
    {
        if (native) return Megabytes.Of(Processes.GrowthOf(solve));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = GC.GetAllocatedBytesForCurrentThread();
        solve();
        return Megabytes.Of(GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
