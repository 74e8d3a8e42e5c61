namespace Poruka.Ledger.Transparency;

/// <summary>
/// Reads any node of a log's tree out of its stored tiles. Nodes between the levels that tiles hold are hashed together
/// when asked for: at most 255 hashes each. Tiles that were read are kept.
/// </summary>
/// <remarks>Not thread safe; make one for each proof or batch.</remarks>
/// <param name="size">The size of the tree whose tiles are stored.</param>
/// <param name="read">
/// Reads the bytes of a tile of hashes; it may return a wider one of the same level and index. Throws where it is missing.
/// </param>
public sealed class TileReader(long size, Func<TilePath, ReadOnlyMemory<byte>> read)
{
    private readonly Dictionary<(int Level, long Index), ReadOnlyMemory<byte>> _tiles = [];

    /// <summary>The size of the tree.</summary>
    public long Size => size;

    /// <summary>The hash of a complete subtree; a <see cref="NodeReader"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such node.</exception>
    /// <exception cref="InvalidDataException">A tile is shorter than the tree's size wants it.</exception>
    public TreeHash Node(int level, long index)
    {
        if (level is < 0 or > 62 || index < 0 || index >= size >> level)
            throw new ArgumentOutOfRangeException(nameof(index), $"A tree of {size} leaves has no node {index} at level {level}.");
        var (tileLevel, height) = (level / 8, level % 8);
        var first = index << height;
        var tile = Tile(tileLevel, first / TilePath.FullWidth).Span;
        var start = (int)(first % TilePath.FullWidth) * TreeHash.Size;
        return Subtree(tile[start..], height);
    }

    private ReadOnlyMemory<byte> Tile(int level, long index)
    {
        if (_tiles.TryGetValue((level, index), out var bytes)) return bytes;
        var path = TilePath.InTree(level, index, size)!.Value;
        bytes = read(path);
        if (bytes.Length < path.Width * TreeHash.Size || bytes.Length % TreeHash.Size != 0)
            throw new InvalidDataException($"{path} has {bytes.Length} bytes; {path.Width * TreeHash.Size} are expected.");
        return _tiles[(level, index)] = bytes;
    }

    private static TreeHash Subtree(ReadOnlySpan<byte> hashes, int height)
    {
        if (height == 0) return new TreeHash(hashes[..TreeHash.Size]);
        var half = TreeHash.Size << (height - 1);
        return TreeHash.OfChildren(Subtree(hashes, height - 1), Subtree(hashes[half..], height - 1));
    }
}
