using System.Buffers.Binary;
using System.Numerics;

namespace Poruka.Ledger.Transparency;

/// <summary>
/// Leaves that are published together: shuffled, and filled up with leaves of nothing to a size class, so that neither
/// place, count nor hour tells much (docs/formats/log.md).
/// </summary>
/// <remarks>Immutable as long as its arrays are left alone.</remarks>
public sealed class LogBatch
{
    /// <summary>The smallest batch. One goes out on each of its days, with nothing in it if need be.</summary>
    public const int SmallestClass = 16;

    private LogBatch(int[] sources, byte[] leaves, byte[] dummyBlindings) =>
        (Sources, Leaves, DummyBlindings) = (sources, leaves, dummyBlindings);

    /// <summary>
    /// For each place of the batch: which of the pending leaves stands there, from 0; or, where one of nothing stands
    /// there, -1 minus its number among the <see cref="DummyBlindings"/>.
    /// </summary>
    public IReadOnlyList<int> Sources { get; }

    /// <summary>The leaves in their places, <see cref="BlindedLeaf.Size"/> bytes each.</summary>
    public ReadOnlyMemory<byte> Leaves { get; }

    /// <summary>The blinding bytes of the leaves of nothing, 32 each: what opens them to an auditor.</summary>
    public ReadOnlyMemory<byte> DummyBlindings { get; }

    /// <summary>How many leaves the batch has.</summary>
    public int Count => Sources.Count;

    /// <summary>The leaf at a place.</summary>
    public ReadOnlyMemory<byte> Leaf(int place) => Leaves.Slice(place * BlindedLeaf.Size, BlindedLeaf.Size);

    /// <summary>Arranges a batch.</summary>
    /// <param name="pending">The pending leaves, one behind the other, <see cref="BlindedLeaf.Size"/> bytes each.</param>
    /// <param name="random">Where the randomness comes from, for the order and for the leaves of nothing.</param>
    public static LogBatch Arrange(ReadOnlySpan<byte> pending, RandomFill random)
    {
        if (pending.Length % BlindedLeaf.Size != 0)
            throw new ArgumentException("A leaf is 33 bytes.", nameof(pending));
        var count = pending.Length / BlindedLeaf.Size;
        var size = ClassOf(count);

        var blindings = new byte[(size - count) * BlindedLeaf.BlindingSize];
        random(blindings);
        var sources = new int[size];
        for (var i = 0; i < size; i++) sources[i] = i < count ? i : count - 1 - i;
        Shuffle(sources, random);

        var leaves = new byte[size * BlindedLeaf.Size];
        for (var place = 0; place < size; place++)
        {
            var leaf = leaves.AsSpan(place * BlindedLeaf.Size, BlindedLeaf.Size);
            var source = sources[place];
            if (source >= 0) pending.Slice(source * BlindedLeaf.Size, BlindedLeaf.Size).CopyTo(leaf);
            else BlindedLeaf.Compute(Blinding(blindings, -1 - source), [], [], leaf);
        }
        return new LogBatch(sources, leaves, blindings);
    }

    /// <summary>
    /// The size of a batch for a number of pending leaves: 16, 24, 32, 48, 64, 96 … (powers of two and one and a half
    /// times those), the first that holds them all.
    /// </summary>
    public static int ClassOf(int pending)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pending);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pending, 1 << 30);
        if (pending <= SmallestClass) return SmallestClass;
        var power = (int)BitOperations.RoundUpToPowerOf2((uint)pending);
        return pending <= power / 4 * 3 ? power / 4 * 3 : power;
    }

    /// <summary>Whether a leaf is one of nothing: its blinding bytes over an empty entry reproduce it.</summary>
    /// <param name="leaf">The leaf as published.</param>
    /// <param name="blinding">The blinding bytes that are said to open it.</param>
    public static bool IsDummy(ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> blinding)
    {
        if (leaf.Length != BlindedLeaf.Size || blinding.Length != BlindedLeaf.BlindingSize) return false;
        Span<byte> computed = stackalloc byte[BlindedLeaf.Size];
        BlindedLeaf.Compute(blinding, [], [], computed);
        return leaf.SequenceEqual(computed);
    }

    /// <summary>Fisher and Yates, from the end: each order is equally likely.</summary>
    private static void Shuffle(Span<int> items, RandomFill random)
    {
        var draws = new FairDraws(random);
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = (int)draws.Below((uint)last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    private static ReadOnlySpan<byte> Blinding(ReadOnlySpan<byte> blindings, int number) =>
        blindings.Slice(number * BlindedLeaf.BlindingSize, BlindedLeaf.BlindingSize);

    /// <summary>Numbers below a limit, each equally likely. Draws randomness by the kilobyte.</summary>
    private sealed class FairDraws(RandomFill random)
    {
        private readonly byte[] _bytes = new byte[1_024];
        private int _at = 1_024;

        internal uint Below(uint limit)
        {
            // The product's high half is the number; a low half under 2^32 mod limit would favour some, and is drawn again.
            var unfair = (uint)(-(int)limit) % limit;
            while (true)
            {
                var product = (ulong)Next() * limit;
                if ((uint)product >= unfair) return (uint)(product >> 32);
            }
        }

        private uint Next()
        {
            if (_at == _bytes.Length)
            {
                random(_bytes);
                _at = 0;
            }
            _at += 4;
            return BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(_at - 4));
        }
    }
}
