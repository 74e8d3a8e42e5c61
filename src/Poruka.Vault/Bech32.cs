using System.Text;

namespace Poruka.Vault;

/// <summary>Bech32 of BIP 173 without its limit of length: how age writes its keys.</summary>
internal static class Bech32
{
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int ChecksumLength = 6;

    /// <summary>Writes bytes behind a prefix, in small letters.</summary>
    internal static string Encode(string prefix, ReadOnlySpan<byte> bytes)
    {
        var values = new List<byte>();
        var (bits, count) = (0, 0);
        foreach (var next in bytes)
        {
            bits = bits << 8 | next;
            for (count += 8; count >= 5; count -= 5) values.Add((byte)(bits >> (count - 5) & 31));
        }
        if (count > 0) values.Add((byte)(bits << (5 - count) & 31));
        var check = Checksum(prefix, [.. values, 0, 0, 0, 0, 0, 0]) ^ 1;
        for (var i = 0; i < ChecksumLength; i++) values.Add((byte)(check >> 5 * (5 - i) & 31));
        var text = new StringBuilder(prefix).Append('1');
        foreach (var value in values) text.Append(Alphabet[value]);
        return text.ToString();
    }

    /// <summary>
    /// Reads the bytes behind a prefix of small letters; null where the text is not all of one case, has another prefix, a
    /// wrong checksum, or bits left over. Says whether it was written in capitals.
    /// </summary>
    internal static byte[]? Decode(string text, string prefix, out bool capitals)
    {
        capitals = text.Any(char.IsAsciiLetterUpper);
        if (capitals && text.Any(char.IsAsciiLetterLower) || text.Length > 10_000) return null;
        text = text.ToLowerInvariant();
        var separator = text.LastIndexOf('1');
        if (separator != prefix.Length || !text.StartsWith(prefix, StringComparison.Ordinal)
            || text.Length < separator + 1 + ChecksumLength) return null;
        var values = new byte[text.Length - separator - 1];
        for (var i = 0; i < values.Length; i++)
        {
            var value = Alphabet.IndexOf(text[separator + 1 + i], StringComparison.Ordinal);
            if (value < 0) return null;
            values[i] = (byte)value;
        }
        return Checksum(prefix, values) == 1 ? Regroup(values.AsSpan(0, values.Length - ChecksumLength)) : null;
    }

    private static byte[]? Regroup(ReadOnlySpan<byte> values)
    {
        var bytes = new byte[values.Length * 5 / 8];
        var (bits, count, at) = (0, 0, 0);
        foreach (var value in values)
        {
            bits = bits << 5 | value;
            count += 5;
            if (count < 8) continue;
            count -= 8;
            bytes[at++] = (byte)(bits >> count);
        }
        return count < 5 && (bits & ((1 << count) - 1)) == 0 ? bytes : null;
    }

    private static uint Checksum(string prefix, ReadOnlySpan<byte> values)
    {
        uint check = 1;
        foreach (var letter in prefix) Step(ref check, letter >> 5);
        Step(ref check, 0);
        foreach (var letter in prefix) Step(ref check, letter & 31);
        foreach (var value in values) Step(ref check, value);
        return check;

        static void Step(ref uint check, int value)
        {
            ReadOnlySpan<uint> generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
            var top = check >> 25;
            check = (check & 0x1ffffff) << 5 ^ (uint)value;
            for (var i = 0; i < 5; i++)
                if ((top >> i & 1) != 0) check ^= generator[i];
        }
    }
}
