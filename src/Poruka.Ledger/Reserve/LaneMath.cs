using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector256<float>;

namespace Poruka.Ledger;

/// <summary>
/// Logarithm, exponential and counts for eight numbers at once, of +, −, ×, ÷ and whole numbers alone: a processor with
/// narrower registers takes several steps for one, and every machine gives the same bits.
/// </summary>
public static class LaneMath
{
    /// <summary>How many numbers there are at once.</summary>
    public const int Count = 8;

    private const float Ln2 = 0.693147181f, Log2E = 1.44269504f;

    /// <summary>What can be drawn with one look; above it a count is the sum of several.</summary>
    private const float MostMean = 24;

    /// <summary>
    /// The natural logarithm of normal numbers above zero, to some 2·10⁻⁷ of its size or of 1: x = 2^k m with m between √½ and
    /// √2, and log m = 2 artanh((m − 1) ÷ (m + 1)) by its series.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Log(Lanes x)
    {
        const int RootOfHalf = 0x3f3504f3;
        var bits = x.AsInt32();
        var k = (bits - Vector256.Create(RootOfHalf)) >> 23;
        var m = (bits - (k << 23)).AsSingle();
        var s = (m - Lanes.One) / (m + Lanes.One);
        var z = s * s;
        var series = (((z * (1f / 9) + Vector256.Create(1f / 7)) * z + Vector256.Create(1f / 5)) * z + Vector256.Create(1f / 3)) * z;
        return Vector256.ConvertToSingle(k) * Ln2 + (s + s) + (s + s) * series;
    }

    /// <summary>e to the power of numbers between −80 and 0, to some 10⁻⁶ of its size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Exp(Lanes x)
    {
        var k = Vector256.ConvertToInt32(x * Log2E - Vector256.Create(0.5f));
        var r = x - Vector256.ConvertToSingle(k) * Ln2;
        var series = r * (1f / 6) + Lanes.One;
        for (var n = 5; n > 0; n--) series = series * r * (1f / n) + Lanes.One;
        return (series.AsInt32() + (k << 23)).AsSingle();
    }

    /// <summary>Counts of a Poisson distribution.</summary>
    /// <param name="random">Where numbers come from.</param>
    /// <param name="mean">What the count is on the average; 0 or more.</param>
    public static Lanes Poisson(ref LaneRandom random, float mean)
    {
        if (mean <= 0) return Lanes.Zero;
        var pieces = (int)(mean / MostMean) + 1;
        var each = mean / pieces;
        var none = Exp(Vector256.Create(-each));
        var all = Lanes.Zero;
        for (; pieces > 0; pieces--)
        {
            var (u, p, below) = (random.Next(), none, none);
            // By twos: the second step is mostly needed, and to ask costs as much as to take it.
            for (var k = 1; k < MostSteps && Vector256.GreaterThanAny(u, below); k += 2)
            {
                all += Vector256.GreaterThan(u, below) & Lanes.One;
                p *= each * OneBy[k];
                below += p;
                all += Vector256.GreaterThan(u, below) & Lanes.One;
                p *= each * OneBy[k + 1];
                below += p;
            }
        }
        return all;
    }

    /// <summary>Counts of a binomial distribution.</summary>
    /// <param name="random">Where numbers come from.</param>
    /// <param name="n">How many tries; whole numbers.</param>
    /// <param name="chance">What each try's chance is.</param>
    /// <param name="steps">How many steps are taken before it is asked whether more are needed; changes nothing but the time it takes.</param>
    public static Lanes Binomial(ref LaneRandom random, Lanes n, in TryChance chance, int steps)
    {
        if (chance.Value <= 0) return Lanes.Zero;
        if (chance.Value >= 1) return n;
        var pieces = 1;
        while (Vector256.GreaterThanAny(n, Vector256.Create(chance.MostTries * pieces))) pieces++;
        var (all, left) = (Lanes.Zero, n);
        for (; pieces > 0; pieces--)
        {
            var part = pieces == 1 ? left : Vector256.Floor(left * (1f / pieces));
            left -= part;
            var p = Exp(part * chance.LogOfNot);
            var (u, below, count, more) = (random.Next(), p, Lanes.Zero, part * chance.Odds);
            for (var k = 1; k < MostSteps && (k <= steps || Vector256.GreaterThanAny(u, below)); k++)
            {
                count += Vector256.GreaterThan(u, below) & Lanes.One;
                p *= more * OneBy[k];
                more -= Vector256.Create(chance.Odds);
                below += p;
            }
            all += Vector256.Min(count, part);
        }
        return all;
    }

    // Further than chance goes with the greatest mean: rounding may leave the last step a hair below 1.
    private const int MostSteps = 120;

    private static readonly float[] OneBy = [.. Enumerable.Range(0, MostSteps + 2).Select(k => 1f / k)];
}

/// <summary>The chance of a try, and what counting of it needs again and again.</summary>
public readonly struct TryChance
{
    /// <summary>Prepares a chance, from 0 to 1.</summary>
    public TryChance(double chance)
    {
        Value = (float)chance;
        if (Value is <= 0 or >= 1) return;
        LogOfNot = (float)PortableMath.Log(1 - chance);
        Odds = (float)(chance / (1 - chance));
        // Neither a mean too great, nor a chance of none too small for the number it is written in.
        MostTries = Math.Min(24 / Value, 60 / -LogOfNot);
    }

    internal float Value { get; }

    internal float LogOfNot { get; }

    internal float Odds { get; }

    /// <summary>How many tries one look can count; more are counted in parts.</summary>
    internal float MostTries { get; }
}

/// <summary>
/// Numbers that look random, for eight lanes at once: xoshiro128+ (Blackman and Vigna, 2018) in each, begun from a mixed key.
/// </summary>
/// <remarks>A mutable structure for one thread.</remarks>
public struct LaneRandom
{
    private const ulong Golden = 0x9e3779b97f4a7c15;

    private Vector256<uint> _0, _1, _2, _3;

    /// <summary>The numbers of a block under a seed.</summary>
    public LaneRandom(ulong seed, ulong block)
    {
        var key = PortableMath.Mix(PortableMath.Mix(seed + Golden) ^ PortableMath.Mix(block * Golden + 1));
        for (var lane = 0; lane < LaneMath.Count; lane++)
        {
            var (low, high) = (PortableMath.Mix(key += Golden), PortableMath.Mix(key += Golden));
            _0 = _0.WithElement(lane, (uint)low | 1); // never all zero
            _1 = _1.WithElement(lane, (uint)(low >> 32));
            _2 = _2.WithElement(lane, (uint)high);
            _3 = _3.WithElement(lane, (uint)(high >> 32));
        }
    }

    /// <summary>The next numbers between 0 and 1, neither of them reached: odd multiples of 2⁻²⁴.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Next()
    {
        var sum = _0 + _3;
        var t = _1 << 9;
        _2 ^= _0;
        _3 ^= _1;
        _1 ^= _2;
        _0 ^= _3;
        _2 ^= t;
        _3 = (_3 << 11) | (_3 >> 21);
        return (Vector256.ConvertToSingle((sum >> 9).AsInt32()) + Vector256.Create(0.5f)) * (1f / (1 << 23));
    }

    /// <summary>The next numbers of an exponential distribution with mean 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> NextExponential() => -LaneMath.Log(Next());
}
