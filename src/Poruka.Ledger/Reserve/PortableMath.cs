namespace Poruka.Ledger;

/// <summary>
/// The natural logarithm, and numbers that look random, of +, −, ×, ÷ and integers alone: every machine gives the same bits.
/// (The platform's logarithm is the C library's, which differs; nothing here is contracted into a fused multiply-add, which
/// the runtime never does by itself.)
/// </summary>
public static class PortableMath
{
    private const double Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10;

    /// <summary>
    /// The natural logarithm of a normal number above zero, within one unit in the last place. After the method of
    /// fdlibm's e_log.c (Sun Microsystems, 1993): x = 2^k (1 + f), and log(1 + f) by a polynomial in s = f / (2 + f).
    /// </summary>
    public static double Log(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var high = (int)(bits >> 32);
        var k = (high >> 20) - 1023;
        high &= 0x000fffff;
        // Brings the mantissa between √½ and √2.
        var i = (high + 0x95f64) & 0x100000;
        var f = BitConverter.Int64BitsToDouble((long)(uint)(high | (i ^ 0x3ff00000)) << 32 | (uint)bits) - 1.0;
        double dk = k + (i >> 20);
        var s = f / (2.0 + f);
        var z = s * s;
        var w = z * z;
        var t1 = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
        var t2 = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
        var half = 0.5 * f * f;
        return dk * Ln2High - ((half - (s * (half + (t1 + t2)) + dk * Ln2Low)) - f);
    }

    /// <summary>Mixes 64 bits so that counting looks random: the finaliser of SplitMix64 (Steele, Lea and Flood 2014; Stafford's variant 13).</summary>
    public static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
    }
}

/// <summary>
/// Random numbers of one path: the n-th is the mixed sum of the path's key and n steps of the golden ratio, so that any path
/// can be drawn by any thread.
/// </summary>
/// <remarks>A mutable structure for one thread.</remarks>
public struct PathRandom
{
    private const ulong Golden = 0x9e3779b97f4a7c15;

    private ulong _state;

    /// <summary>The numbers of a path under a seed.</summary>
    public PathRandom(ulong seed, ulong path) => _state = PortableMath.Mix(PortableMath.Mix(seed + Golden) ^ PortableMath.Mix(path * Golden + 1));

    /// <summary>The next number between 0 and 1, neither of them reached.</summary>
    public double Next()
    {
        _state += Golden;
        return ((PortableMath.Mix(_state) >> 12) + 0.5) * (1.0 / (1L << 52));
    }

    /// <summary>The next number of an exponential distribution with mean 1.</summary>
    public double NextExponential() => -PortableMath.Log(Next());
}
