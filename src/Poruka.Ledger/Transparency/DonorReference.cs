using System.Buffers.Binary;
using System.Globalization;

namespace Poruka.Ledger.Transparency;

/// <summary>
/// What a donor writes into the purpose of a payment, or is given with a receipt: 80 random bits, shown as sixteen
/// letters and digits in groups of four, <c>K7QM-2F9D-…</c>. It stands in one leaf of the log and no other.
/// </summary>
/// <remarks>Immutable, equality by value. The letters are Crockford's base 32: no I, L, O, U.</remarks>
public readonly struct DonorReference : IEquatable<DonorReference>
{
    /// <summary>How long a reference is, in bytes.</summary>
    public const int Size = 10;

    /// <summary>How many letters it has, the dashes not counted.</summary>
    public const int Letters = 16;

    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    // What a hand or a bank makes of the letters: small ones, look-alikes, and the Cyrillic letters of the same shape.
    private const string Written = "OILАВЕКМНОРСТУХІЈЅ";
    private const string Meant = "011ABEKMH0PCTYX1JS";

    private readonly ulong _high; // 64 bits
    private readonly ushort _low; // 16 bits

    /// <summary>Takes the ten bytes.</summary>
    /// <exception cref="ArgumentException">They are not ten.</exception>
    public DonorReference(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException("A donor's reference is 10 bytes.", nameof(bytes));
        _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]);
    }

    private DonorReference(UInt128 bits) => (_high, _low) = ((ulong)(bits >> 16), (ushort)(bits & 0xFFFF));

    /// <summary>Draws a reference.</summary>
    /// <param name="random">Where the randomness comes from.</param>
    public static DonorReference Draw(RandomFill random)
    {
        Span<byte> bytes = stackalloc byte[Size];
        random(bytes);
        return new DonorReference(bytes);
    }

    /// <summary>Writes the ten bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt16BigEndian(destination[8..], _low);
    }

    /// <summary>The ten bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Four groups of four letters with dashes between.</summary>
    public override string ToString() => string.Create(Letters + 3, this, static (text, reference) =>
    {
        var bits = (UInt128)reference._high << 16 | reference._low;
        for (var i = 0; i < Letters; i++)
            text[i + i / 4] = Alphabet[(int)((bits >> (75 - 5 * i)) & 31)];
        text[4] = text[9] = text[14] = '-';
    });

    /// <summary>
    /// Reads a reference as people write it: large or small letters, with dashes, spaces and points anywhere or nowhere,
    /// O for 0, I and L for 1, and Cyrillic letters of the same shape. There must be nothing else in the text.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DonorReference reference)
    {
        reference = default;
        UInt128 bits = 0;
        var letters = 0;
        foreach (var letter in text)
        {
            if (IsSeparator(letter)) continue;
            var value = ValueOf(letter);
            if (value < 0 || ++letters > Letters) return false;
            bits = bits << 5 | (uint)value;
        }
        if (letters != Letters) return false;
        reference = new DonorReference(bits);
        return true;
    }

    /// <summary>
    /// Finds references in the free text of a payment, however the bank broke or spaced it. Sixteen letters in a row are
    /// common in plain words ("GIFT FOR PRISONERS"), so only those that were given out are found.
    /// </summary>
    /// <param name="text">The text; what is past its first 10,000 letters isn't looked at.</param>
    /// <param name="isKnown">Whether a reference was given out. Asked once for each place where one could stand.</param>
    /// <returns>The known ones, each once, in the order of the text.</returns>
    public static IReadOnlyList<DonorReference> FindIn(ReadOnlySpan<char> text, Func<DonorReference, bool> isKnown)
    {
        var found = new List<DonorReference>();
        UInt128 bits = 0;
        var letters = 0;
        foreach (var letter in text[..Math.Min(text.Length, 10_000)])
        {
            if (IsSeparator(letter)) continue;
            var value = ValueOf(letter);
            if (value < 0)
            {
                letters = 0; // U and the like can't be within a reference
                continue;
            }
            bits = bits << 5 | (uint)value;
            if (++letters < Letters) continue;
            var candidate = new DonorReference(bits);
            if (isKnown(candidate) && !found.Contains(candidate)) found.Add(candidate);
        }
        return found;
    }

    /// <summary>Whether all bits are the same.</summary>
    public bool Equals(DonorReference other) => _high == other._high && _low == other._low;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DonorReference other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_high, _low);

    /// <summary>Whether all bits are the same.</summary>
    public static bool operator ==(DonorReference left, DonorReference right) => left.Equals(right);

    /// <summary>Whether a bit differs.</summary>
    public static bool operator !=(DonorReference left, DonorReference right) => !left.Equals(right);

    /// <summary>What hands, forms and statements put between letters.</summary>
    private static bool IsSeparator(char letter) =>
        char.IsWhiteSpace(letter) || char.GetUnicodeCategory(letter) is UnicodeCategory.DashPunctuation
            or UnicodeCategory.Format
        || letter is '\u2212' or '_' or '.' or ',' or '/' or ':' or '+' or '\'';

    private static int ValueOf(char letter)
    {
        var large = char.ToUpperInvariant(letter);
        var lookAlike = Written.IndexOf(large, StringComparison.Ordinal);
        return Alphabet.IndexOf(lookAlike < 0 ? large : Meant[lookAlike], StringComparison.Ordinal);
    }
}
