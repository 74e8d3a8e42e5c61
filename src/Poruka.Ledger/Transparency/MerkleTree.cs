using System.Numerics;

namespace Poruka.Ledger.Transparency;

/// <summary>
/// Reads the hash of a complete subtree of the stored tree: the one of 2^<paramref name="level"/> leaves that starts at
/// leaf <paramref name="index"/> · 2^<paramref name="level"/>. <see cref="TileReader.Node"/> is one.
/// </summary>
/// <param name="level">From 0, the leaves.</param>
/// <param name="index">From 0, within the level.</param>
public delegate TreeHash NodeReader(int level, long index);

/// <summary>What came of checking a proof.</summary>
public enum ProofOutcome
{
    /// <summary>The proof holds.</summary>
    Valid,

    /// <summary>The leaf's index is not below the tree's size, or a size is negative.</summary>
    OutsideTree,

    /// <summary>The older tree is larger than the newer one.</summary>
    SizesReversed,

    /// <summary>The older tree has no leaf: everything is consistent with it, so nothing is proved.</summary>
    NothingToProve,

    /// <summary>The proof has too few or too many hashes for these sizes, or one that isn't 32 bytes.</summary>
    WrongLength,

    /// <summary>The hashes don't lead to the older root.</summary>
    WrongOldRoot,

    /// <summary>The hashes don't lead to the root.</summary>
    WrongRoot,
}

/// <summary>Roots and proofs of RFC 6962, section 2.1. Functions without state.</summary>
public static class MerkleTree
{
    /// <summary>The root of the first leaves of a stored tree.</summary>
    /// <param name="size">How many leaves, from 0.</param>
    /// <param name="nodes">Reads the stored tree, which has at least so many leaves.</param>
    public static TreeHash Root(long size, NodeReader nodes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return size == 0 ? TreeHash.EmptyRoot : RangeRoot(0, size, nodes);
    }

    /// <summary>Proves that a leaf is in the tree: the siblings on its way to the root, from below.</summary>
    /// <param name="index">The leaf.</param>
    /// <param name="size">The tree's size, above the index.</param>
    /// <param name="nodes">Reads the stored tree, which has at least so many leaves.</param>
    public static TreeHash[] InclusionProof(LogIndex index, long size, NodeReader nodes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index.Value, nameof(index));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index.Value, size, nameof(index));
        var proof = new List<TreeHash>(64);
        AddPath(index.Value, 0, size, nodes, proof);
        return [.. proof];
    }

    /// <summary>Proves that a tree's first leaves are those of an older tree.</summary>
    /// <param name="oldSize">The older tree's size, from 1.</param>
    /// <param name="size">The newer tree's size, not below the older one's.</param>
    /// <param name="nodes">Reads the stored tree, which has at least so many leaves.</param>
    public static TreeHash[] ConsistencyProof(long oldSize, long size, NodeReader nodes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, size);
        var proof = new List<TreeHash>(64);
        if (oldSize < size) AddSubproof(oldSize, 0, size, whole: true, nodes, proof);
        return [.. proof];
    }

    /// <summary>Checks that a leaf is in a tree.</summary>
    public static ProofOutcome VerifyInclusion(
        LogIndex index, long size, TreeHash leafHash, ReadOnlySpan<TreeHash> proof, TreeHash root) =>
        VerifyInclusion(index, size, leafHash, proof, root.ToArray());

    /// <summary>Checks that a leaf is in a tree, with a root that may be of any length.</summary>
    /// <param name="index">The leaf's index.</param>
    /// <param name="size">The tree's size.</param>
    /// <param name="leafHash">The leaf's hash.</param>
    /// <param name="proof">The siblings on the way to the root, from below.</param>
    /// <param name="root">The tree's root; one that isn't 32 bytes is never reached.</param>
    public static ProofOutcome VerifyInclusion(
        LogIndex index, long size, TreeHash leafHash, ReadOnlySpan<TreeHash> proof, ReadOnlySpan<byte> root)
    {
        if (index.Value < 0 || index.Value >= size) return ProofOutcome.OutsideTree;
        var (inner, border) = PathLengths(index.Value, size);
        if (proof.Length != inner + border) return ProofOutcome.WrongLength;
        var hash = ChainInner(leafHash, proof[..inner], index.Value);
        hash = ChainBorder(hash, proof[inner..]);
        return hash.Matches(root) ? ProofOutcome.Valid : ProofOutcome.WrongRoot;
    }

    /// <summary>Checks that a tree's first leaves are those of an older tree.</summary>
    public static ProofOutcome VerifyConsistency(
        long oldSize, long size, TreeHash oldRoot, TreeHash root, ReadOnlySpan<TreeHash> proof) =>
        VerifyConsistency(oldSize, size, oldRoot.ToArray(), root.ToArray(), proof);

    /// <summary>Checks that a tree's first leaves are those of an older tree, with roots that may be of any length.</summary>
    /// <param name="oldSize">The older tree's size.</param>
    /// <param name="size">The newer tree's size.</param>
    /// <param name="oldRoot">The older tree's root; one that isn't 32 bytes is never reached by hashing.</param>
    /// <param name="root">The newer tree's root; one that isn't 32 bytes is never reached by hashing.</param>
    /// <param name="proof">The hashes of the proof.</param>
    public static ProofOutcome VerifyConsistency(
        long oldSize, long size, ReadOnlySpan<byte> oldRoot, ReadOnlySpan<byte> root, ReadOnlySpan<TreeHash> proof)
    {
        if (oldSize < 0 || size < 0) return ProofOutcome.OutsideTree;
        if (oldSize > size) return ProofOutcome.SizesReversed;
        if (oldSize == size)
        {
            if (proof.Length != 0) return ProofOutcome.WrongLength;
            return oldRoot.SequenceEqual(root) ? ProofOutcome.Valid : ProofOutcome.WrongRoot;
        }
        if (oldSize == 0) return ProofOutcome.NothingToProve;
        if (proof.Length == 0) return ProofOutcome.WrongLength;
        if (oldRoot.Length != TreeHash.Size) return ProofOutcome.WrongOldRoot;

        // The proof goes up from the last complete subtree of the older tree. Where that subtree is the whole older tree,
        // its hash is the older root and isn't repeated.
        var level = BitOperations.TrailingZeroCount(oldSize);
        var (inner, border) = PathLengths(oldSize - 1, size);
        inner -= level;
        var seedInProof = oldSize != 1L << level;
        if (proof.Length != inner + border + (seedInProof ? 1 : 0)) return ProofOutcome.WrongLength;
        var seed = seedInProof ? proof[0] : new TreeHash(oldRoot);
        var rest = seedInProof ? proof[1..] : proof;
        var path = oldSize - 1 >> level;

        var oldHash = ChainBorder(ChainInnerLeft(seed, rest[..inner], path), rest[inner..]);
        if (!oldHash.Matches(oldRoot)) return ProofOutcome.WrongOldRoot;
        var hash = ChainBorder(ChainInner(seed, rest[..inner], path), rest[inner..]);
        return hash.Matches(root) ? ProofOutcome.Valid : ProofOutcome.WrongRoot;
    }

    /// <summary>How many hashes a path has below and above the point where it meets the tree's right edge.</summary>
    private static (int Inner, int Border) PathLengths(long index, long size)
    {
        var inner = 64 - BitOperations.LeadingZeroCount((ulong)(index ^ (size - 1)));
        return (inner, BitOperations.PopCount((ulong)index >> inner));
    }

    private static TreeHash ChainInner(TreeHash hash, ReadOnlySpan<TreeHash> proof, long path)
    {
        for (var i = 0; i < proof.Length; i++)
            hash = (path >> i & 1) == 0 ? TreeHash.OfChildren(hash, proof[i]) : TreeHash.OfChildren(proof[i], hash);
        return hash;
    }

    /// <summary>As the older tree was: without what came later, on the right.</summary>
    private static TreeHash ChainInnerLeft(TreeHash hash, ReadOnlySpan<TreeHash> proof, long path)
    {
        for (var i = 0; i < proof.Length; i++)
            if ((path >> i & 1) != 0) hash = TreeHash.OfChildren(proof[i], hash);
        return hash;
    }

    private static TreeHash ChainBorder(TreeHash hash, ReadOnlySpan<TreeHash> proof)
    {
        foreach (var left in proof) hash = TreeHash.OfChildren(left, hash);
        return hash;
    }

    /// <summary>MTH(D[start:end]) of a range that the definition's splits lead to.</summary>
    private static TreeHash RangeRoot(long start, long end, NodeReader nodes)
    {
        var size = end - start;
        if (BitOperations.IsPow2(size))
        {
            var level = BitOperations.Log2((ulong)size);
            return nodes(level, start >> level);
        }
        var middle = start + Split(size);
        return TreeHash.OfChildren(RangeRoot(start, middle, nodes), RangeRoot(middle, end, nodes));
    }

    /// <summary>PATH(m, D[start:end]).</summary>
    private static void AddPath(long index, long start, long end, NodeReader nodes, List<TreeHash> proof)
    {
        if (end - start == 1) return;
        var middle = start + Split(end - start);
        if (index < middle)
        {
            AddPath(index, start, middle, nodes, proof);
            proof.Add(RangeRoot(middle, end, nodes));
        }
        else
        {
            AddPath(index, middle, end, nodes, proof);
            proof.Add(RangeRoot(start, middle, nodes));
        }
    }

    /// <summary>SUBPROOF(m, D[start:end], b).</summary>
    private static void AddSubproof(
        long oldEnd, long start, long end, bool whole, NodeReader nodes, List<TreeHash> proof)
    {
        if (oldEnd == end)
        {
            if (!whole) proof.Add(RangeRoot(start, end, nodes));
            return;
        }
        var middle = start + Split(end - start);
        if (oldEnd <= middle)
        {
            AddSubproof(oldEnd, start, middle, whole, nodes, proof);
            proof.Add(RangeRoot(middle, end, nodes));
        }
        else
        {
            AddSubproof(oldEnd, middle, end, whole: false, nodes, proof);
            proof.Add(RangeRoot(start, middle, nodes));
        }
    }

    /// <summary>The largest power of two below a size.</summary>
    private static long Split(long size) => 1L << BitOperations.Log2((ulong)(size - 1));
}
