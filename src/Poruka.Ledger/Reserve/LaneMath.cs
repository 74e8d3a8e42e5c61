using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector256<float>;

namespace Poruka.Ledger;

/// <summary>
/// The logarithm of eight numbers at once, of +, −, ×, ÷ and whole numbers alone: a processor with
/// narrower registers takes several steps for one, and every machine gives the same bits.
/// </summary>
public static class LaneMath
{
    /// <summary>How many numbers there are at once.</summary>
    public const int Count = 8;

    private const float Ln2 = 0.693147181f;

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
    public Vector256<float> Next() => (Vector256.ConvertToSingle((NextBits() >> 9).AsInt32()) + Vector256.Create(0.5f)) * (1f / (1 << 23));

    /// <summary>The next 32 bits each; the lowest are the least random.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<uint> NextBits()
    {
        var sum = _0 + _3;
        var t = _1 << 9;
        _2 ^= _0;
        _3 ^= _1;
        _1 ^= _2;
        _0 ^= _3;
        _2 ^= t;
        _3 = (_3 << 11) | (_3 >> 21);
        return sum;
    }

    /// <summary>The next numbers of an exponential distribution with mean 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> NextExponential() => -LaneMath.Log(Next());
}
