using System.Diagnostics;
using System.Globalization;
using Poruka.Ledger;

namespace Poruka.Bench;

/// <summary>A million paths of a fund over ten years, beside the same model in numpy.</summary>
internal static class ReserveBenchmark
{
    /// <summary>The one that Debian's python3-numpy is for.</summary>
    private const string DebiansPython = "/usr/bin/python3";

    private const int Paths = 1_000_000, PeerPaths = 100_000, Months = 120;

    /// <summary>The model that reserve_peer.py has written into it.</summary>
    private static readonly ReserveModel Model = new()
    {
        Start = 20_000, Steady = -300, Payers = 120, Dues = 10, Lapse = 0.01, Join = 1, Gifts = 1_500, GiftShape = 3, Arrests = 0.8, Bursts = 0.05, BurstSize = 6,
        Costs = [new(AccountClass.Legal, 0.9, 1_200), new(AccountClass.Medical, 0.2, 300), new(AccountClass.Family, 0.3, 400)],
        MonthsInside = 5, InsideCost = 80, Inside = 4, BailChance = 0.15, BailMean = 3_000, BailMonths = 8, BailForfeited = 0.1,
    };

    public static IEnumerable<Figure> Run(BenchOptions options)
    {
        ReserveForecast? forecast = null;
        List<double> ours = [], two = [], one = [], besideTwo = [], besideOne = [];
        var (peerRuin, peerMedian) = (0.0, 0.0);
        ReserveSimulation.Run(Model, Months, 50_000, 1);
        for (var round = 0; round < 3; round++)
        {
            var seconds = Turns.Seconds(() => forecast = ReserveSimulation.Run(Model, Months, Paths, 7));
            (var peerSeconds, peerRuin, peerMedian) = Peer(processes: 2);
            ours.Add((double)Paths * Months / seconds);
            two.Add((double)PeerPaths * Months / peerSeconds);
            one.Add((double)PeerPaths * Months / Peer(processes: 1).Seconds);
            besideTwo.Add(ours[^1] / two[^1]);
            besideOne.Add(ours[^1] / one[^1]);
        }
        yield return new Figure("months of paths", Turns.Median(ours), "a second", "numpy on two processes", Turns.Median(two), Turns.Median(besideTwo), Goal.Times(25),
            string.Create(CultureInfo.InvariantCulture,
                $"ruin within ten years {forecast!.RuinBy[^1]:P2} (numpy, looking at ends of months only: {peerRuin:P2}); median {forecast.Quantiles[2][^1]:N0} ({peerMedian:N0})"));

        // As programs in numpy mostly run: it uses one core.
        yield return new Figure("months of paths, as numpy ordinarily runs", Turns.Median(ours), "a second", "numpy in one process", Turns.Median(one), Turns.Median(besideOne));

        var (few, many) = (Turns.Seconds(() => ReserveSimulation.Run(Model, Months, 100_000, 3)), Turns.Seconds(() => ReserveSimulation.Run(Model, Months, 800_000, 3)));
        yield return new Figure("eight times the paths", many / few, "times as long", Goal: Goal.AtMost(9));
        var calm = Turns.Seconds(() => ReserveSimulation.Run(Model with { BailChance = 0 }, Months, 200_000, 3));
        var busy = Turns.Seconds(() => ReserveSimulation.Run(Model with { BailChance = 0, Arrests = 8, Bursts = 0.5, Join = 10, Lapse = 0.1 }, Months, 200_000, 3));
        yield return new Figure("ten times the events", busy / calm, "times as long", Goal: Goal.AtMost(11));
    }

    private static (double Seconds, double Ruin, double Median) Peer(int processes)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "reserve_peer.py");
        using var python = Process.Start(new ProcessStartInfo(DebiansPython,
            [script, .. ((int[])[PeerPaths, Months, processes]).Select(n => n.ToString(CultureInfo.InvariantCulture))]) { RedirectStandardOutput = true })!;
        var said = python.StandardOutput.ReadToEnd().Split(' ');
        python.WaitForExit();
        return (Number(said[0]), Number(said[1]), Number(said[2]));

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }
}
