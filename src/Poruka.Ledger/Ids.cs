using System.Globalization;

namespace Poruka.Ledger;

/// <summary>A fund: 128 random bits, drawn when it is created.</summary>
/// <param name="Value">The bits.</param>
public readonly record struct FundId(UInt128 Value)
{
    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}

/// <summary>
/// The id of an entry: who made it (128 random bits of a client, or of the import that it came by) and a count within
/// that. Posting the same id twice posts once.
/// </summary>
/// <param name="Source">The random half.</param>
/// <param name="Number">The count, from 0.</param>
public readonly record struct EntryId(UInt128 Source, long Number)
{
    /// <summary>32 hexadecimal digits, a dash, the count.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Source:x32}-{Number}");

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out EntryId id)
    {
        id = default;
        if (text.Length < 34 || text[32] != '-') return false;
        if (!UInt128.TryParse(text[..32], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var source)
            || !long.TryParse(text[33..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        id = new EntryId(source, number);
        return true;
    }
}

/// <summary>A campaign of a fund: a number within it, from 1. 0, the default, is none.</summary>
/// <param name="Number">From 0 to 2,147,483,647.</param>
public readonly record struct CampaignId(int Number)
{
    /// <summary>No campaign.</summary>
    public static CampaignId None => default;

    /// <summary>The number.</summary>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// An entry's place in a fund's journal: gapless from 1, in the order of posting. Private; not to be mixed up with the
/// index of its leaf in the public log.
/// </summary>
/// <param name="Value">From 1.</param>
public readonly record struct JournalNumber(long Value)
{
    /// <summary>The number.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
