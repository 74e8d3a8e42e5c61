using System.Globalization;

namespace Poruka.Casework;

/// <summary>A case: 128 random bits. What its code is, and which rows belong to it, the program knows.</summary>
/// <param name="Value">The bits.</param>
public readonly record struct CaseId(UInt128 Value)
{
    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}

/// <summary>A fact of a case: 128 random bits.</summary>
/// <param name="Value">The bits.</param>
public readonly record struct FactId(UInt128 Value)
{
    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>From 32 hexadecimal digits.</summary>
    public static bool TryParse(string? text, out FactId id)
    {
        id = default;
        if (text is not { Length: 32 } || !UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return false;
        id = new FactId(value);
        return true;
    }
}
