using System.Security.Cryptography;

namespace Poruka.Vault;

/// <summary>Why what was typed is no code.</summary>
public enum WrittenCodeOutcome
{
    /// <summary>It is one.</summary>
    Read,

    /// <summary>It is too short or too long.</summary>
    WrongLength,

    /// <summary>A letter stands in it that no code has.</summary>
    UnknownLetter,

    /// <summary>A letter was mistyped: its check letters don't fit.</summary>
    Mistyped,
}

/// <summary>
/// Random bytes as people write them down: letters and digits that aren't taken for one another (Crockford's base 32), in
/// groups of four, with two check letters behind. Case, spaces and dashes don't count; o is read as 0, i and l as 1.
/// </summary>
/// <remarks>Works on bytes, since strings can't be wiped.</remarks>
public static class WrittenCode
{
    private const int Checks = 2, GroupSize = 4, Bits = 5;

    private static ReadOnlySpan<byte> Letters => "0123456789ABCDEFGHJKMNPQRSTVWXYZ"u8;

    /// <summary>Writes a code.</summary>
    /// <param name="code">Its bytes.</param>
    /// <returns>ASCII, groups parted by dashes. The caller disposes it.</returns>
    public static SecretBytes Write(ReadOnlySpan<byte> code)
    {
        var letters = LettersOf(code.Length);
        using var plain = new SecretBytes(letters + Checks);
        for (var i = 0; i < letters; i++) plain.Span[i] = Letters[ValueAt(code, i)];
        Check(code, plain.Span[letters..]);
        var written = new SecretBytes(plain.Length + (plain.Length - 1) / GroupSize);
        for (int i = 0, at = 0; i < plain.Length; i++)
        {
            if (i > 0 && i % GroupSize == 0) written.Span[at++] = (byte)'-';
            written.Span[at++] = plain.Span[i];
        }
        return written;
    }

    /// <summary>Reads a code.</summary>
    /// <param name="written">What was typed.</param>
    /// <param name="size">How many bytes such a code has.</param>
    /// <param name="code">Its bytes, where the outcome is <see cref="WrittenCodeOutcome.Read"/>. The caller disposes it.</param>
    public static WrittenCodeOutcome Read(ReadOnlySpan<byte> written, int size, out SecretBytes? code)
    {
        code = null;
        var letters = LettersOf(size);
        using var plain = new SecretBytes(letters + Checks);
        var count = 0;
        foreach (var b in written)
        {
            if (b is (byte)' ' or (byte)'-' or (byte)'\r' or (byte)'\n' or (byte)'\t') continue;
            if (ValueOf(b) is not { } value) return WrittenCodeOutcome.UnknownLetter;
            if (count == plain.Length) return WrittenCodeOutcome.WrongLength;
            plain.Span[count++] = Letters[value];
        }
        if (count != plain.Length) return WrittenCodeOutcome.WrongLength;
        var read = new SecretBytes(size);
        var fits = true;
        for (var i = 0; i < letters; i++) fits &= Place(read.Span, i, ValueOf(plain.Span[i])!.Value);
        Span<byte> check = stackalloc byte[Checks];
        Check(read.Span, check);
        if (fits && check.SequenceEqual(plain.Span[letters..]))
        {
            code = read;
            return WrittenCodeOutcome.Read;
        }
        read.Dispose();
        return WrittenCodeOutcome.Mistyped;
    }

    private static int LettersOf(int size) => (size * 8 + Bits - 1) / Bits;

    /// <summary>The five bits of a letter; behind the last byte stand zeros.</summary>
    private static int ValueAt(ReadOnlySpan<byte> code, int letter)
    {
        var bit = letter * Bits;
        var pair = code[bit / 8] << 8 | (bit / 8 + 1 < code.Length ? code[bit / 8 + 1] : 0);
        return pair >> 16 - Bits - bit % 8 & 31;
    }

    /// <summary>Puts five bits in their place; false where some of them would be behind the last byte and aren't zero.</summary>
    private static bool Place(Span<byte> code, int letter, int value)
    {
        var bit = letter * Bits;
        var pair = value << 16 - Bits - bit % 8;
        code[bit / 8] |= (byte)(pair >> 8);
        if (bit / 8 + 1 < code.Length) code[bit / 8 + 1] |= (byte)pair;
        else return (byte)pair == 0;
        return true;
    }

    private static int? ValueOf(byte letter)
    {
        var upper = letter is >= (byte)'a' and <= (byte)'z' ? (byte)(letter - 32) : letter;
        upper = upper switch { (byte)'O' => (byte)'0', (byte)'I' or (byte)'L' => (byte)'1', _ => upper };
        var index = Letters.IndexOf(upper);
        return index < 0 ? null : index;
    }

    private static void Check(ReadOnlySpan<byte> code, Span<byte> letters)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(code, hash);
        for (var i = 0; i < Checks; i++) letters[i] = Letters[hash[i] & 31];
        CryptographicOperations.ZeroMemory(hash);
    }
}
