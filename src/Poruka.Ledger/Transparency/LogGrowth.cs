namespace Poruka.Ledger.Transparency;

/// <summary>
/// Appends a batch of leaves to a stored log and gives the tiles and bundles to write for it. Keeps the new hashes and
/// leaves in memory until they are written: about 100 bytes for each leaf.
/// </summary>
/// <remarks>Not thread safe. The stored tiles aren't touched: writing is the caller's, and the checkpoint comes last.</remarks>
public sealed class LogGrowth
{
    private readonly long _oldSize;
    private readonly NodeReader _stored;
    private readonly List<ReadOnlyMemory<byte>> _lastBundle;
    private readonly List<ReadOnlyMemory<byte>> _leaves = [];
    private readonly List<TreeHash>[] _added = [.. Enumerable.Range(0, 8).Select(_ => new List<TreeHash>())];
    private readonly TreeBuilder _builder;

    /// <summary>Begins where the stored log ends.</summary>
    /// <param name="size">The stored log's size.</param>
    /// <param name="stored">Reads its tree.</param>
    /// <param name="lastBundle">The leaves of its last bundle, where that one isn't full; else empty.</param>
    public LogGrowth(long size, NodeReader stored, IReadOnlyList<ReadOnlyMemory<byte>> lastBundle)
    {
        if (lastBundle.Count != size % TilePath.FullWidth)
            throw new ArgumentException(
                $"The last bundle of a log of {size} leaves has {size % TilePath.FullWidth}, not {lastBundle.Count}.", nameof(lastBundle));
        (_oldSize, _stored, _lastBundle) = (size, stored, [.. lastBundle]);
        _builder = new TreeBuilder(size, stored)
        {
            NodeCompleted = (level, hash) => { if (level % 8 == 0) _added[level / 8].Add(hash); },
        };
    }

    /// <summary>How many leaves the log has now.</summary>
    public long Size => _builder.Size;

    /// <summary>The root of the log as it is now.</summary>
    public TreeHash Root => _builder.Root;

    /// <summary>Appends a leaf, which is kept and not copied.</summary>
    public void Append(ReadOnlyMemory<byte> leaf)
    {
        if (leaf.Length > LogTiles.MaxEntrySize) throw new ArgumentException("A leaf has at most 65,535 bytes.", nameof(leaf));
        _leaves.Add(leaf);
        _builder.Append(leaf.Span);
    }

    /// <summary>The files to write, each with its bytes. They only add to what is stored, and can be written twice.</summary>
    public IEnumerable<(TilePath Path, byte[] Bytes)> Files()
    {
        foreach (var path in TilePath.ForGrowth(_oldSize, Size))
            yield return (path, path.IsEntries ? LogTiles.BundleBytes(Bundle(path)) : LogTiles.TileBytes(path, Node));
    }

    private ReadOnlyMemory<byte>[] Bundle(TilePath path)
    {
        var entries = new ReadOnlyMemory<byte>[path.Width];
        var firstKept = _oldSize - _lastBundle.Count;
        for (var i = 0; i < entries.Length; i++)
        {
            var index = path.Index * TilePath.FullWidth + i;
            entries[i] = index < _oldSize ? _lastBundle[(int)(index - firstKept)] : _leaves[(int)(index - _oldSize)];
        }
        return entries;
    }

    /// <summary>Only the levels that tiles hold are asked for.</summary>
    private TreeHash Node(int level, long index)
    {
        var old = _oldSize >> level;
        return index < old ? _stored(level, index) : _added[level / 8][(int)(index - old)];
    }
}
