using System.Security.Cryptography;

namespace Poruka.Vault;

/// <summary>
/// Splits a secret so that so many of its shares together give it back, and fewer tell nothing (Shamir 1979), byte by byte
/// over GF(2^8) with the polynomial of FIPS 197. Thread safe.
/// </summary>
/// <remarks>
/// A share is its number, from 1, and as many bytes as the secret has. Shares aren't authenticated: wrong ones give a wrong
/// secret, which opens nothing. Times depend on no secret: multiplication looks nothing up in tables.
/// </remarks>
public static class SplitSecret
{
    /// <summary>The most shares.</summary>
    public const int MaxShares = 255;

    /// <summary>Splits a secret.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="shares">How many shares.</param>
    /// <param name="needed">How many of them give the secret back.</param>
    /// <param name="random">Where the randomness comes from.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such numbers: 1 ≤ needed ≤ shares ≤ 255.</exception>
    public static IReadOnlyList<byte[]> Split(ReadOnlySpan<byte> secret, int shares, int needed, RandomFill random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(needed, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(needed, shares);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shares, MaxShares);
        var output = Enumerable.Range(1, shares).Select(_ => (byte[])[]).ToArray();
        for (var s = 0; s < shares; s++)
        {
            output[s] = new byte[1 + secret.Length];
            output[s][0] = (byte)(s + 1);
        }
        // One polynomial for each byte: the byte at zero, random coefficients above.
        Span<byte> polynomial = stackalloc byte[needed];
        for (var i = 0; i < secret.Length; i++)
        {
            random(polynomial[1..]);
            polynomial[0] = secret[i];
            for (var s = 0; s < shares; s++) output[s][1 + i] = Evaluate(polynomial, (byte)(s + 1));
        }
        CryptographicOperations.ZeroMemory(polynomial);
        return output;
    }

    /// <summary>Puts shares together: as many as are needed, of one splitting. Fewer, or others, give something else.</summary>
    /// <exception cref="ArgumentException">There are none, they differ in length, or a number is 0 or comes twice.</exception>
    public static SecretBytes Combine(IReadOnlyList<byte[]> shares)
    {
        if (shares.Count == 0 || shares.Any(s => s.Length < 2 || s.Length != shares[0].Length || s[0] == 0)
            || shares.Select(s => s[0]).Distinct().Count() != shares.Count)
            throw new ArgumentException("Shares have one length and numbers of their own.", nameof(shares));
        var secret = new SecretBytes(shares[0].Length - 1);
        foreach (var share in shares)
        {
            // Lagrange at zero: the product of the others' numbers over their differences from ours.
            byte weight = 1;
            foreach (var other in shares)
                if (other[0] != share[0]) weight = Multiply(weight, Multiply(other[0], Inverse((byte)(other[0] ^ share[0]))));
            for (var i = 0; i < secret.Length; i++) secret.Span[i] ^= Multiply(weight, share[1 + i]);
        }
        return secret;
    }

    /// <summary>Multiplies in GF(2^8) (FIPS 197, section 4.2), in constant time.</summary>
    internal static byte Multiply(byte a, byte b)
    {
        int product = 0, x = a, y = b;
        for (var bit = 0; bit < 8; bit++)
        {
            product ^= x & -(y & 1);
            x = (x << 1) ^ (0x11b & -(x >> 7 & 1));
            y >>= 1;
        }
        return (byte)product;
    }

    /// <summary>a^254, which is 1/a.</summary>
    internal static byte Inverse(byte a)
    {
        var (result, power) = ((byte)1, a);
        for (var exponent = 254; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) == 1) result = Multiply(result, power);
            power = Multiply(power, power);
        }
        return result;
    }

    private static byte Evaluate(ReadOnlySpan<byte> polynomial, byte x)
    {
        byte value = 0;
        for (var i = polynomial.Length - 1; i >= 0; i--) value = (byte)(Multiply(value, x) ^ polynomial[i]);
        return value;
    }
}
