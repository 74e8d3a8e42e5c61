using System.Globalization;

namespace Poruka.Letters;

/// <summary>Somebody inside who is written to: 128 random bits.</summary>
/// <param name="Value">The bits.</param>
public readonly record struct RecipientId(UInt128 Value) : IComparable<RecipientId>
{
    /// <summary>By the bits.</summary>
    public int CompareTo(RecipientId other) => Value.CompareTo(other.Value);

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>By the bits.</summary>
    public static bool operator <(RecipientId left, RecipientId right) => left.Value < right.Value;

    /// <summary>By the bits.</summary>
    public static bool operator >(RecipientId left, RecipientId right) => left.Value > right.Value;

    /// <summary>By the bits.</summary>
    public static bool operator <=(RecipientId left, RecipientId right) => left.Value <= right.Value;

    /// <summary>By the bits.</summary>
    public static bool operator >=(RecipientId left, RecipientId right) => left.Value >= right.Value;
}

/// <summary>Somebody outside who writes: 128 random bits.</summary>
/// <param name="Value">The bits.</param>
public readonly record struct WriterId(UInt128 Value) : IComparable<WriterId>
{
    /// <summary>By the bits.</summary>
    public int CompareTo(WriterId other) => Value.CompareTo(other.Value);

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>By the bits.</summary>
    public static bool operator <(WriterId left, WriterId right) => left.Value < right.Value;

    /// <summary>By the bits.</summary>
    public static bool operator >(WriterId left, WriterId right) => left.Value > right.Value;

    /// <summary>By the bits.</summary>
    public static bool operator <=(WriterId left, WriterId right) => left.Value <= right.Value;

    /// <summary>By the bits.</summary>
    public static bool operator >=(WriterId left, WriterId right) => left.Value >= right.Value;
}
