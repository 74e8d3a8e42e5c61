using System.Globalization;

namespace Poruka.Ledger.Transparency;

/// <summary>The place of a leaf in the public log, from 0. Not to be mixed up with an entry's journal number.</summary>
/// <param name="Value">From 0.</param>
public readonly record struct LogIndex(long Value)
{
    /// <summary>The number.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
