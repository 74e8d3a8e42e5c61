using System.Security.Cryptography;
using CsCheck;
using Poruka.Ledger.Transparency;

namespace Poruka.Core.Tests.Transparency;

public class LogBatchTests
{
    [Theory]
    [InlineData(0, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 24)]
    [InlineData(24, 24)]
    [InlineData(25, 32)]
    [InlineData(33, 48)]
    [InlineData(49, 64)]
    [InlineData(65, 96)]
    [InlineData(97, 128)]
    [InlineData(200_000, 262_144)]
    public void Sizes_come_in_few_classes(int pending, int size) => Assert.Equal(size, LogBatch.ClassOf(pending));

    [Fact]
    public void A_batch_has_each_pending_leaf_once_and_nothing_else_but_openable_dummies() =>
        Gen.Select(Gen.Int[0, 120], Gen.Int).Sample((count, seed) =>
        {
            var pending = Pending(count);
            var batch = LogBatch.Arrange(pending, Seeded(seed));
            Assert.Equal(LogBatch.ClassOf(count), batch.Count);
            Assert.Equal(Enumerable.Range(count - batch.Count, batch.Count), batch.Sources.Order());
            for (var place = 0; place < batch.Count; place++)
            {
                var leaf = batch.Leaf(place).Span;
                var source = batch.Sources[place];
                if (source >= 0)
                {
                    Assert.True(leaf.SequenceEqual(pending.AsSpan(source * 33, 33)));
                    continue;
                }
                var blinding = batch.DummyBlindings.Span.Slice((-1 - source) * 32, 32);
                Assert.True(LogBatch.IsDummy(leaf, blinding));
                var opening = new Opening(blinding.ToArray(), default, null);
                Assert.True(leaf.SequenceEqual(opening.Leaf()));
            }
        });

    [Fact]
    public void A_real_leaf_is_no_dummy_and_a_changed_dummy_is_none()
    {
        var blinding = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        Assert.True(LogBatch.IsDummy(new Opening(blinding, default, null).Leaf(), blinding));
        Assert.False(LogBatch.IsDummy(new Opening(blinding, new byte[] { 1 }, null).Leaf(), blinding));
        Assert.False(LogBatch.IsDummy(new Opening(blinding, default, default(DonorReference)).Leaf(), blinding));
        Assert.False(LogBatch.IsDummy(new byte[32], blinding));
        Assert.False(LogBatch.IsDummy(new byte[33], blinding.AsSpan(1)));
        for (var at = 0; at < 33; at++)
        {
            var leaf = new Opening(blinding, default, null).Leaf();
            leaf[at] ^= 1;
            Assert.False(LogBatch.IsDummy(leaf, blinding));
        }
    }

    [Fact]
    public void Each_pending_leaf_is_as_likely_at_each_place()
    {
        const int rounds = 8_000;
        var counts = new int[16, 16];
        var random = Seeded(20_26);
        for (var round = 0; round < rounds; round++)
        {
            var sources = LogBatch.Arrange(Pending(8), random).Sources;
            for (var place = 0; place < 16; place++) counts[place, sources[place] < 0 ? 7 - sources[place] : sources[place]]++;
        }
        // 500 are expected in each cell, with a standard deviation of 22; the seed is fixed.
        foreach (var count in counts) Assert.InRange(count, 380, 620);
    }

    [Fact]
    public void A_length_that_is_not_of_leaves_is_refused() =>
        Assert.Throws<ArgumentException>(() => LogBatch.Arrange(new byte[34], Seeded(1)));

    internal static RandomFill Seeded(int seed)
    {
        ulong counter = 0;
        return bytes =>
        {
            while (bytes.Length > 0)
            {
                var block = SHA256.HashData([.. BitConverter.GetBytes(seed), .. BitConverter.GetBytes(counter++)]);
                var length = Math.Min(block.Length, bytes.Length);
                block.AsSpan(0, length).CopyTo(bytes);
                bytes = bytes[length..];
            }
        };
    }

    private static byte[] Pending(int count)
    {
        var leaves = new byte[count * 33];
        for (var i = 0; i < count; i++)
        {
            leaves[i * 33] = 1;
            leaves[i * 33 + 1] = (byte)(i + 1);
        }
        return leaves;
    }
}
