using CsCheck;
using Poruka.Ledger.Transparency;

namespace Poruka.Core.Tests.Transparency;

public class BlindedLeafTests
{
    private static readonly byte[] Blinding = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] Reference = [.. Enumerable.Range(1, 10).Select(i => (byte)i)];

    [Fact]
    public void The_worked_example_of_the_documentation_is_true() => Assert.Equal(
        "01f834b201b9f0ceaa1539b749992ba373bced530be46f2889ff0de974dbc3294c",
        Convert.ToHexStringLower(Leaf(Blinding, [0xAA, 0xBB, 0xCC], Reference)));

    [Fact]
    public void Leaves_differ_where_any_part_does() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[0, 1_500], Gen.Byte.Array[10], Gen.Int[0, 100_000]).Sample((blinding, entry, reference, at) =>
        {
            var leaf = Leaf(blinding, entry, reference);
            Assert.Equal(BlindedLeaf.Size, leaf.Length);
            Assert.NotEqual(leaf, Leaf(Flip(blinding, at), entry, reference));
            Assert.NotEqual(leaf, Leaf(blinding, entry, Flip(reference, at)));
            Assert.NotEqual(leaf, Leaf(blinding, entry, []));
            // A byte moved from the entry to the reference makes another leaf.
            if (entry.Length == 0) return;
            Assert.NotEqual(leaf, Leaf(blinding, Flip(entry, at), reference));
            Assert.NotEqual(leaf, Leaf(blinding, entry[..^1], [entry[^1], .. reference]));
        });

    [Fact]
    public void A_blinding_of_another_length_is_a_mistake() =>
        Assert.Throws<ArgumentException>(() => Leaf(new byte[31], [], []));

    private static byte[] Leaf(byte[] blinding, byte[] entry, byte[] reference)
    {
        var leaf = new byte[BlindedLeaf.Size];
        BlindedLeaf.Compute(blinding, entry, reference, leaf);
        return leaf;
    }

    private static byte[] Flip(byte[] bytes, int at)
    {
        var flipped = bytes.ToArray();
        flipped[at % bytes.Length] ^= (byte)(1 << (at % 8));
        return flipped;
    }
}
