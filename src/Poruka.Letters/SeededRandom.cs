namespace Poruka.Letters;

/// <summary>
/// Numbers that look random and follow from a seed: the same seed gives the same plan and the same replay on every machine
/// and in every release. SplitMix64 (Steele, Lea, Flood 2014). Not for secrets.
/// </summary>
/// <remarks>Not thread safe.</remarks>
public sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 bits.</summary>
    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>A number from 0, below <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>A number from 0, below 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>How many events fall into a time in which <paramref name="mean"/> are expected (Poisson).</summary>
    public int Count(double mean)
    {
        // Knuth's product, in steps, so that a large mean doesn't underflow.
        var count = 0;
        for (var left = mean; left > 0; left -= 16)
            for (var product = Fraction(); product > Math.Exp(-Math.Min(left, 16)); product *= Fraction()) count++;
        return count;
    }

    /// <summary>Puts items into a random order.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Stirs 64 bits so that each of them depends on all.</summary>
    internal static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

    internal static ulong Mix(ulong seed, UInt128 id) => Mix(Mix(seed ^ (ulong)(id >> 64)) ^ (ulong)id);
}
