namespace Poruka.Ledger.Transparency;

/// <summary>
/// Grows an RFC 6962 tree leaf by leaf and knows its root at each size. Keeps one hash for each complete subtree, at most
/// 63 of them, however many leaves there are.
/// </summary>
/// <remarks>Not thread safe. Appending allocates nothing.</remarks>
public sealed class TreeBuilder
{
    private readonly TreeHash[] _peaks = new TreeHash[63];

    /// <summary>Begins with no leaf.</summary>
    public TreeBuilder()
    {
    }

    /// <summary>Goes on where a stored tree ends.</summary>
    /// <param name="size">How many leaves the stored tree has.</param>
    /// <param name="nodes">Reads the stored tree.</param>
    public TreeBuilder(long size, NodeReader nodes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        for (var level = 0; level < _peaks.Length; level++)
            if ((size >> level & 1) != 0) _peaks[level] = nodes(level, (size >> level) - 1);
        Size = size;
    }

    /// <summary>Hears of each subtree that is complete, with its level, from the leaves up.</summary>
    internal Action<int, TreeHash>? NodeCompleted { get; init; }

    /// <summary>How many leaves the tree has.</summary>
    public long Size { get; private set; }

    /// <summary>The root of the tree as it is now. Costs as many hashes as there are complete subtrees.</summary>
    public TreeHash Root
    {
        get
        {
            if (Size == 0) return TreeHash.EmptyRoot;
            var level = System.Numerics.BitOperations.TrailingZeroCount(Size);
            var root = _peaks[level];
            while (++level < _peaks.Length)
                if ((Size >> level & 1) != 0) root = TreeHash.OfChildren(_peaks[level], root);
            return root;
        }
    }

    /// <summary>Appends a leaf.</summary>
    public void Append(ReadOnlySpan<byte> leaf) => AppendHash(TreeHash.OfLeaf(leaf));

    /// <summary>Appends a leaf by its hash.</summary>
    public void AppendHash(TreeHash leafHash)
    {
        var hash = leafHash;
        var level = 0;
        NodeCompleted?.Invoke(level, hash);
        while ((Size >> level & 1) != 0)
        {
            hash = TreeHash.OfChildren(_peaks[level], hash);
            level++;
            NodeCompleted?.Invoke(level, hash);
        }
        _peaks[level] = hash;
        Size++;
    }
}
