using CsCheck;
using Poruka.Ledger.Transparency;

namespace Poruka.Core.Tests.Transparency;

public class TileTests
{
    [Theory]
    [InlineData("tile/0/x001/x234/067", 0, 1_234_067, 256)]
    [InlineData("tile/0/000", 0, 0, 256)]
    [InlineData("tile/0/x001/000.p/112", 0, 1_000, 112)]
    [InlineData("tile/63/x009/x223/x372/x036/x854/x775/807", 63, long.MaxValue, 256)]
    public void Paths_of_tiles_are_those_of_the_specification(string text, int level, long index, int width)
    {
        Assert.Equal(text, TilePath.Hashes(level, index, width).ToString());
        Assert.True(TilePath.TryParse(text, out var path));
        Assert.Equal(TilePath.Hashes(level, index, width), path);
    }

    [Fact]
    public void Paths_of_bundles_are_those_of_the_specification()
    {
        Assert.Equal("tile/entries/x001/x234/067", TilePath.Entries(1_234_067).ToString());
        Assert.Equal("tile/entries/000.p/7", TilePath.Entries(0, 7).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("tile/0/00")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/00/000")]
    [InlineData("tile/64/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/+1/000")]
    [InlineData("tile/0/x000")]
    [InlineData("tile/0/000/001")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/x000/x000/001")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/012")]
    [InlineData("tile/0/000.p/")]
    [InlineData("tile/0/000.p/1.p/1")]
    [InlineData("tile/0/000/")]
    [InlineData("/tile/0/000")]
    [InlineData("tile/0/..0")]
    [InlineData("tile/0/٠٠٠")]
    [InlineData("tile/entries/../0/000")]
    [InlineData("tile/Entries/000")]
    [InlineData("tile/0/x009/x223/x372/x036/x854/x775/808")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/999")]
    public void Other_spellings_are_no_paths(string text) => Assert.False(TilePath.TryParse(text, out _));

    [Fact]
    public void Paths_read_back() => GenPath.Sample(path =>
        TilePath.TryParse(path.ToString(), out var read) && read == path);

    [Fact]
    public void A_changed_path_is_refused_or_another_one() =>
        Gen.Select(GenPath, Gen.Int[0, 60], Gen.Char[" ./0123456789px-e"]).Sample((path, at, letter) =>
        {
            var text = path.ToString().ToCharArray();
            at %= text.Length;
            if (text[at] == letter) return true;
            text[at] = letter;
            return !TilePath.TryParse(new string(text), out var read) || read != path;
        }, iter: 2_000);

    [Fact]
    public void A_tree_of_70000_has_the_tiles_of_the_specifications_example()
    {
        var tiles = TilePath.ForGrowth(0, 70_000).Where(p => !p.IsEntries).ToList();
        Assert.Equal(273, tiles.Count(p => p is { Level: 0, IsPartial: false }));
        Assert.Equal(TilePath.Hashes(0, 273, 112), Assert.Single(tiles, p => p is { Level: 0, IsPartial: true }));
        Assert.Equal(TilePath.Hashes(1, 0), Assert.Single(tiles, p => p is { Level: 1, IsPartial: false }));
        Assert.Equal(TilePath.Hashes(1, 1, 17), Assert.Single(tiles, p => p is { Level: 1, IsPartial: true }));
        Assert.Equal(TilePath.Hashes(2, 0, 1), Assert.Single(tiles, p => p.Level == 2));
        Assert.DoesNotContain(tiles, p => p.Level > 2);
        Assert.Equal(274, TilePath.ForGrowth(0, 70_000).Count(p => p.IsEntries));
    }

    [Fact]
    public void A_tree_of_256_has_one_full_tile_and_one_of_one_hash_above_it() => Assert.Equal(
        ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"], TilePath.ForGrowth(0, 256).Select(p => p.ToString()));

    [Fact]
    public void A_log_that_grows_in_any_steps_has_the_same_tree_and_proves_each_leaf() =>
        Gen.Int[0, 700].Array[1, 4].Sample(steps =>
        {
            var leaves = NaiveTree.Leaves(steps.Sum());
            var files = new Dictionary<string, byte[]>();
            long size = 0;
            foreach (var step in steps)
            {
                var growth = new LogGrowth(size, Reader(files, size).Node, LastBundle(files, size));
                for (var i = 0; i < step; i++) growth.Append(leaves[size + i]);
                foreach (var (path, bytes) in growth.Files()) files[path.ToString()] = bytes;
                size = growth.Size;
                Assert.Equal(growth.Root, MerkleTree.Root(size, Reader(files, size).Node));
            }
            Assert.Equal(leaves.Length, size);
            var builder = new TreeBuilder();
            foreach (var leaf in leaves) builder.Append(leaf);
            var reader = Reader(files, size);
            Assert.Equal(builder.Root, MerkleTree.Root(size, reader.Node));
            for (long index = 0; index < size; index += 37)
            {
                var proof = MerkleTree.InclusionProof(new LogIndex(index), size, reader.Node);
                Assert.Equal(ProofOutcome.Valid, MerkleTree.VerifyInclusion(
                    new LogIndex(index), size, TreeHash.OfLeaf(leaves[index]), proof, builder.Root));
            }
            // Each bundle's entries hash to the tile beside it.
            foreach (var path in TilePath.ForGrowth(0, size).Where(p => p.IsEntries))
            {
                Assert.True(LogTiles.TryReadBundle(files[path.ToString()], path.Width, out var entries));
                var tile = files[TilePath.Hashes(0, path.Index, path.Width).ToString()];
                for (var i = 0; i < entries.Count; i++)
                    Assert.True(TreeHash.OfLeaf(entries[i].Span).Matches(tile.AsSpan(32 * i, 32)));
            }
        }, iter: 20);

    [Fact]
    public void A_proof_out_of_a_million_leaves_reads_three_tiles_and_verifies()
    {
        const int size = 1_000_000;
        var tiles = MillionTiles(size, out var root);
        var read = 0;
        var reader = new TileReader(size, path => { read++; return tiles[path.ToString()]; });
        var proof = MerkleTree.InclusionProof(new LogIndex(123_456), size, reader.Node);
        Assert.Equal(20, proof.Length);
        Assert.InRange(read, 3, 6); // the three on the way, and those at the right edge
        var leaf = TreeHash.OfLeaf(BitConverter.GetBytes(123_456));
        Assert.Equal(ProofOutcome.Valid, MerkleTree.VerifyInclusion(new LogIndex(123_456), size, leaf, proof, root));
    }

    [Fact]
    public void A_tile_that_is_too_short_is_named()
    {
        var reader = new TileReader(300, _ => new byte[31]);
        Assert.Contains("tile/0/000", Assert.Throws<InvalidDataException>(() => reader.Node(0, 5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Node(0, 300));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Node(8, 1));
    }

    [Fact]
    public void Bundles_read_back_and_no_other_bytes_do() =>
        Gen.Select(Gen.Byte.Array[0, 40].Array[1, 20], Gen.Int[0, 1_000]).Sample((entries, cut) =>
        {
            var bytes = LogTiles.BundleBytes([.. entries.Select(e => (ReadOnlyMemory<byte>)e)]);
            Assert.True(LogTiles.TryReadBundle(bytes, entries.Length, out var read));
            Assert.Equal(entries, read.Select(e => e.ToArray()));
            Assert.False(LogTiles.TryReadBundle(bytes, entries.Length + 1, out _));
            Assert.False(LogTiles.TryReadBundle(bytes, entries.Length - 1, out _));
            Assert.False(LogTiles.TryReadBundle(bytes.AsMemory(0, cut % bytes.Length), entries.Length, out _));
            Assert.False(LogTiles.TryReadBundle((byte[])[.. bytes, 0], entries.Length, out _));
        });

    private static readonly Gen<TilePath> GenPath = Gen.Select(Gen.Int[-1, 63], Gen.Long[0, long.MaxValue], Gen.Int[0, 63], Gen.Int[1, 256])
        .Select((level, index, shift, width) => level < 0 ? TilePath.Entries(index >> shift, width) : TilePath.Hashes(level, index >> shift, width));

    private static TileReader Reader(Dictionary<string, byte[]> files, long size) => new(size, path => files[path.ToString()]);

    private static IReadOnlyList<ReadOnlyMemory<byte>> LastBundle(Dictionary<string, byte[]> files, long size)
    {
        var width = (int)(size % TilePath.FullWidth);
        if (width == 0) return [];
        Assert.True(LogTiles.TryReadBundle(files[TilePath.Entries(size / 256, width).ToString()], width, out var entries));
        return entries;
    }

    private static Dictionary<string, byte[]> MillionTiles(int size, out TreeHash root)
    {
        var growth = new LogGrowth(0, (_, _) => throw new InvalidOperationException(), []);
        for (var i = 0; i < size; i++) growth.Append(BitConverter.GetBytes(i));
        root = growth.Root;
        return growth.Files().Where(f => !f.Path.IsEntries).ToDictionary(f => f.Path.ToString(), f => f.Bytes);
    }
}
