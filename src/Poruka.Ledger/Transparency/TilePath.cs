using System.Globalization;
using System.Text;

namespace Poruka.Ledger.Transparency;

/// <summary>
/// The path of a tile of the log's tree, or of a bundle of its entries (C2SP tlog-tiles): <c>tile/0/x001/x234/067</c>,
/// <c>tile/entries/000.p/17</c>.
/// </summary>
/// <remarks>Immutable, equality by value.</remarks>
public readonly record struct TilePath
{
    /// <summary>How many hashes or entries a full tile has.</summary>
    public const int FullWidth = 256;

    /// <summary>The highest level of a tile.</summary>
    public const int MaxLevel = 63;

    private const int EntriesLevel = -1;

    private readonly int _level;
    private readonly int _missing; // 256 - width, so that the default value is a valid path

    private TilePath(int level, long index, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, FullWidth);
        (_level, Index, _missing) = (level, index, FullWidth - width);
    }

    /// <summary>Whether it is a bundle of entries and not a tile of hashes.</summary>
    public bool IsEntries => _level == EntriesLevel;

    /// <summary>The level of a tile of hashes, 0 to 63; 0, that of the leaves, for a bundle.</summary>
    public int Level => Math.Max(_level, 0);

    /// <summary>The index within the level, from 0.</summary>
    public long Index { get; }

    /// <summary>How many hashes or entries it has, 1 to 256.</summary>
    public int Width => FullWidth - _missing;

    /// <summary>Whether it has fewer than 256.</summary>
    public bool IsPartial => _missing != 0;

    /// <summary>A tile of hashes.</summary>
    public static TilePath Hashes(int level, long index, int width = FullWidth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, MaxLevel);
        return new TilePath(level, index, width);
    }

    /// <summary>A bundle of entries.</summary>
    public static TilePath Entries(long index, int width = FullWidth) => new(EntriesLevel, index, width);

    /// <summary>
    /// The tile of a level that holds a node, as wide as a tree of a size lets it be; null where that tree has no such node.
    /// </summary>
    /// <param name="level">The tile's level.</param>
    /// <param name="index">The tile's index.</param>
    /// <param name="size">The tree's size.</param>
    public static TilePath? InTree(int level, long index, long size)
    {
        // 256 to the 8th is beyond the range of a tree's size.
        var nodes = level <= 7 ? size >> (8 * level) : 0;
        var width = Math.Min(nodes - index * FullWidth, FullWidth);
        return width < 1 ? null : Hashes(level, index, (int)width);
    }

    /// <summary>
    /// The tiles and bundles that a log must have for a size and lacked for a smaller one: full ones that were completed,
    /// and the partial ones at the right edge. Levels ascend; the bundles come before their tiles of level 0.
    /// </summary>
    public static IEnumerable<TilePath> ForGrowth(long oldSize, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, oldSize);
        for (var level = 0; level <= 7 && size >> (8 * level) > 0; level++)
        {
            var (from, to) = (oldSize >> (8 * level), size >> (8 * level));
            if (from == to) continue;
            for (var index = from / FullWidth; index * FullWidth < to; index++)
            {
                var width = (int)Math.Min(to - index * FullWidth, FullWidth);
                if (level == 0) yield return Entries(index, width);
                yield return Hashes(level, index, width);
            }
        }
    }

    /// <summary>The path, without a slash before it.</summary>
    public override string ToString()
    {
        var path = new StringBuilder("tile/");
        if (IsEntries) path.Append("entries");
        else path.Append(CultureInfo.InvariantCulture, $"{_level}");
        var digits = Index.ToString(CultureInfo.InvariantCulture);
        digits = digits.PadLeft((digits.Length + 2) / 3 * 3, '0');
        for (var at = 0; at < digits.Length; at += 3)
            path.Append(at + 3 < digits.Length ? "/x" : "/").Append(digits, at, 3);
        if (IsPartial) path.Append(CultureInfo.InvariantCulture, $".p/{Width}");
        return path.ToString();
    }

    /// <summary>Reads what <see cref="ToString"/> writes, and nothing else.</summary>
    public static bool TryParse(string text, out TilePath path)
    {
        path = default;
        // The longest path, of level 63, index 2^63 - 1 and width 255, has 44 letters.
        if (text.Length > 64 || !text.StartsWith("tile/", StringComparison.Ordinal)) return false;
        var rest = text["tile/".Length..];
        var width = FullWidth;
        var partial = rest.IndexOf(".p/", StringComparison.Ordinal);
        if (partial >= 0)
        {
            if (!TryNumber(rest[(partial + 3)..], FullWidth - 1, out width) || width == 0) return false;
            rest = rest[..partial];
        }
        var parts = rest.Split('/');
        if (parts.Length < 2) return false;
        var level = EntriesLevel;
        if (parts[0] != "entries" && !TryNumber(parts[0], MaxLevel, out level)) return false;
        Int128 index = 0;
        foreach (var part in parts.AsSpan(1))
        {
            var group = part.AsSpan();
            if (group.Length == 4 && group[0] == 'x') group = group[1..];
            if (group.Length != 3 || !int.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out var three)) return false;
            index = index * 1_000 + three;
            if (index > long.MaxValue) return false;
        }
        path = new TilePath(level, (long)index, width);
        // Whatever else could be written in two ways is refused by writing it again.
        return path.ToString() == text;
    }

    private static bool TryNumber(string text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
}
