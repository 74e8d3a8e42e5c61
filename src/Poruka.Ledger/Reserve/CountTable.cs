using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector256<float>;

namespace Poruka.Ledger;

/// <summary>
/// Counts of people drawn by looking up: how many of a number do something of which each has the same chance, or how many come of
/// themselves. Each row is a table of Walker's alias method (1977; Vose 1991): a random number finds a column with two counts in it,
/// and the rest of the number chooses between them.
/// </summary>
/// <remarks>Immutable.</remarks>
public sealed class CountTable
{
    private const int ColumnBits = 5, Columns = 1 << ColumnBits, MostRows = 512;
    private const double Nothing = 1e-10; // what may be missing of a row

    // Row after row. Of each column, the lowest byte is the other count, and the rest the chance of the column's own.
    private readonly int[] _table;
    private readonly int _last, _pieces;

    private CountTable(int rows, int pieces, Func<int, double[]> row)
    {
        (_table, _last, _pieces) = (new int[rows * Columns], rows - 1, pieces);
        for (var n = 0; n < rows; n++) Alias(row(n), _table.AsSpan(n * Columns, Columns));
    }

    /// <summary>How many come of themselves (Poisson).</summary>
    /// <param name="mean">How many on the average; 0 or more.</param>
    public static CountTable OfComing(double mean)
    {
        var pieces = (int)(mean / 8) + 1; // so few that 31 are never too little
        var row = new double[Columns];
        row[0] = PortableMath.Exp(-mean / pieces);
        for (var k = 1; k < Columns; k++) row[k] = row[k - 1] * (mean / pieces / k);
        return new CountTable(1, mean > 0 ? pieces : 0, _ => row);
    }

    /// <summary>How many of a number do it (binomial).</summary>
    /// <param name="chance">What each one's chance is, from 0 to 1.</param>
    public static CountTable OfTries(double chance)
    {
        // As many as one fewer would, and perhaps one more; until more than a row has room for are not unlikely enough.
        List<double[]> rows = [new double[Columns]];
        rows[0][0] = 1;
        while (rows.Count < MostRows && rows[^1][^1] * chance < Nothing)
        {
            var (before, row) = (rows[^1], new double[Columns]);
            for (var k = 0; k < Columns; k++) row[k] = before[k] * (1 - chance) + (k > 0 ? before[k - 1] * chance : 0);
            rows.Add(row);
        }
        return new CountTable(rows.Count, 0, n => rows[n]);
    }

    /// <summary>The next eight counts of those that come.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes Coming(ref LaneRandom random)
    {
        var all = Vector256<int>.Zero;
        for (var piece = 0; piece < _pieces; piece++) all += Look(random.NextBits(), Vector256<int>.Zero);
        return Vector256.ConvertToSingle(all);
    }

    /// <summary>The next eight counts of those of some who do it.</summary>
    /// <param name="random">Where numbers come from.</param>
    /// <param name="of">How many there are; whole numbers, up to a million.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes Of(ref LaneRandom random, Lanes of)
    {
        var (left, last) = (Vector256.ConvertToInt32Native(of), Vector256.Create(_last));
        var all = Look(random.NextBits(), Vector256.Min(left, last));
        while (Vector256.GreaterThanAny(left, last))
        {
            left = Vector256.Max(left - last, Vector256<int>.Zero);
            all += Look(random.NextBits(), Vector256.Min(left, last));
        }
        return Vector256.ConvertToSingle(all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<int> Look(Vector256<uint> bits, Vector256<int> row)
    {
        var column = (bits >> (32 - ColumnBits)).AsInt32();
        var at = (row << ColumnBits) + column;
        ref var table = ref MemoryMarshal.GetArrayDataReference(_table);
        var found = Vector256.Create(
            Unsafe.Add(ref table, at[0]), Unsafe.Add(ref table, at[1]), Unsafe.Add(ref table, at[2]), Unsafe.Add(ref table, at[3]),
            Unsafe.Add(ref table, at[4]), Unsafe.Add(ref table, at[5]), Unsafe.Add(ref table, at[6]), Unsafe.Add(ref table, at[7]));
        var isOwn = Vector256.LessThan(((bits << ColumnBits) >> 9).AsInt32(), found >>> 8);
        return Vector256.ConditionalSelect(isOwn, column, found & Vector256.Create(0xff));
    }

    /// <summary>Fills up columns of less than the average with what others have too much.</summary>
    private static void Alias(double[] chances, Span<int> columns)
    {
        const int Whole = 1 << 23;
        var scale = Columns / chances.Sum();
        var left = Array.ConvertAll(chances, c => c * scale);
        var (small, large) = (new Stack<int>(), new Stack<int>());
        for (var k = 0; k < Columns; k++) (left[k] < 1 ? small : large).Push(k);
        while (small.Count > 0 && large.Count > 0)
        {
            var (poor, rich) = (small.Pop(), large.Pop());
            columns[poor] = (int)(left[poor] * Whole) << 8 | rich;
            left[rich] -= 1 - left[poor];
            (left[rich] < 1 ? small : large).Push(rich);
        }
        foreach (var k in small.Concat(large)) columns[k] = (Whole - 1) << 8 | k;
    }
}
