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

    /// <summary>e to the power of a number between −100 and 0, to some 10⁻¹² of its size: by its series for a 1,024th of it, squared ten times.</summary>
    public static double Exp(double x)
    {
        x /= 1024;
        var result = 1.0;
        for (var n = 8; n > 0; n--) result = 1 + x * result / n;
        for (var n = 0; n < 10; n++) result *= result;
        return result;
    }

    /// <summary>Mixes 64 bits so that counting looks random: the finaliser of SplitMix64 (Steele, Lea and Flood 2014; Stafford's variant 13).</summary>
    public static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
    }
}
