using System.Diagnostics;

namespace Poruka.Bench;

/// <summary>Measures by turns, so that what else the machine does meets both sides alike.</summary>
internal static class Turns
{
    /// <summary>How long something took.</summary>
    public static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Rates of ours and the peer's, and how many times ours is the peer's, each the median over rounds.</summary>
    /// <param name="rounds">How many rounds, after one that doesn't count.</param>
    /// <param name="count">How many things each side does in a turn.</param>
    /// <param name="ours">Our turn; gets the round, from 0.</param>
    /// <param name="peer">The peer's.</param>
    public static (double Ours, double Peer, double Ratio) Rates(int rounds, double count, Action<int> ours, Action<int> peer)
    {
        ours(0);
        peer(0);
        List<double> our = [], their = [], ratio = [];
        for (var round = 1; round <= rounds; round++)
        {
            var (a, b) = (0.0, 0.0);
            if (round % 2 == 0) a = Seconds(() => ours(round));
            b = Seconds(() => peer(round));
            if (round % 2 != 0) a = Seconds(() => ours(round));
            our.Add(count / a);
            their.Add(count / b);
            ratio.Add(b / a);
        }
        return (Median(our), Median(their), Median(ratio));
    }

    public static double Median(List<double> values)
    {
        values.Sort();
        return values.Count % 2 == 1 ? values[values.Count / 2] : (values[values.Count / 2 - 1] + values[values.Count / 2]) / 2;
    }
}
