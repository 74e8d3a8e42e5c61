using CsCheck;
using Poruka.Ledger.Transparency;

namespace Poruka.Core.Tests.Transparency;

public class MerkleTreeTests
{
    private const int Most = 70;

    private static readonly byte[][] Leaves = NaiveTree.Leaves(Most);
    private static readonly NodeReader Nodes = NaiveTree.CachedNodes(Leaves);
    private static readonly TreeHash[] Roots = [.. Enumerable.Range(0, Most + 1).Select(n => new TreeHash(NaiveTree.Root(Leaves[..n])))];

    [Fact]
    public void The_root_of_no_leaves_is_the_hash_of_nothing()
    {
        Assert.Equal("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", new TreeBuilder().Root.ToString());
        Assert.Equal(TreeHash.EmptyRoot, MerkleTree.Root(0, Nodes));
    }

    [Fact]
    public void The_builder_equals_the_definition_at_each_size()
    {
        var builder = new TreeBuilder();
        for (var size = 0; size <= Most; size++)
        {
            Assert.Equal(size, builder.Size);
            Assert.Equal(Roots[size], builder.Root);
            Assert.Equal(Roots[size], MerkleTree.Root(size, Nodes));
            if (size < Most) builder.Append(Leaves[size]);
        }
    }

    [Fact]
    public void A_builder_goes_on_from_any_stored_size() =>
        Gen.Select(Gen.Int[0, Most], Gen.Int[0, Most]).Sample((a, b) =>
        {
            var (stored, end) = (Math.Min(a, b), Math.Max(a, b));
            var builder = new TreeBuilder(stored, Nodes);
            for (var i = stored; i < end; i++) builder.Append(Leaves[i]);
            return builder.Root == Roots[end] && builder.Size == end;
        });

    [Fact]
    public void Leaves_of_any_length_equal_the_definition() =>
        Gen.Byte.Array[0, 3_000].Array[1, 9].Sample(leaves =>
        {
            var builder = new TreeBuilder();
            foreach (var leaf in leaves) builder.Append(leaf);
            return builder.Root.Matches(NaiveTree.Root(leaves));
        });

    [Fact]
    public void Each_inclusion_proof_is_the_definitions_and_proves_its_leaf_and_no_other()
    {
        for (var size = 1; size <= Most; size++)
            for (var index = 0; index < size; index++)
            {
                var proof = MerkleTree.InclusionProof(new LogIndex(index), size, Nodes);
                Assert.Equal(NaiveTree.Path(index, Leaves[..size]).Select(h => new TreeHash(h)), proof);
                for (var other = 0; other < size; other++)
                {
                    var outcome = MerkleTree.VerifyInclusion(
                        new LogIndex(other), size, TreeHash.OfLeaf(Leaves[index]), proof, Roots[size]);
                    Assert.Equal(other == index, outcome == ProofOutcome.Valid);
                }
                Assert.Equal(ProofOutcome.OutsideTree, MerkleTree.VerifyInclusion(
                    new LogIndex(size), size, TreeHash.OfLeaf(Leaves[index]), proof, Roots[size]));
                // Another size, with its own root, isn't proved either.
                var smaller = MerkleTree.VerifyInclusion(
                    new LogIndex(index), size - 1, TreeHash.OfLeaf(Leaves[index]), proof, Roots[size - 1]);
                Assert.NotEqual(ProofOutcome.Valid, smaller);
            }
    }

    [Fact]
    public void Each_consistency_proof_is_the_definitions_and_proves_its_sizes_and_no_others()
    {
        for (var size = 1; size <= Most; size++)
            for (var oldSize = 1; oldSize <= size; oldSize++)
            {
                var proof = MerkleTree.ConsistencyProof(oldSize, size, Nodes);
                Assert.Equal(NaiveTree.Subproof(oldSize, Leaves[..size], true).Select(h => new TreeHash(h)), proof);
                for (var other = 0; other <= size; other++)
                {
                    var outcome = MerkleTree.VerifyConsistency(other, size, Roots[other], Roots[size], proof);
                    // Any size is consistent with itself, and that needs no proof.
                    Assert.Equal(other == oldSize || other == size && proof.Length == 0, outcome == ProofOutcome.Valid);
                }
            }
    }

    [Fact]
    public void A_proof_between_different_logs_fails() =>
        Gen.Select(Gen.Int[1, Most], Gen.Int[1, Most], Gen.Int[0, Most - 1]).Sample((a, b, changed) =>
        {
            var (oldSize, size) = (Math.Min(a, b), Math.Max(a, b));
            var leaves = Leaves[..size];
            changed %= size;
            leaves[changed] = [99];
            var forgery = NaiveTree.Nodes(leaves);
            var outcome = MerkleTree.VerifyConsistency(oldSize, size, Roots[oldSize], MerkleTree.Root(size, forgery),
                MerkleTree.ConsistencyProof(oldSize, size, forgery));
            return changed < oldSize == (outcome != ProofOutcome.Valid);
        });

    [Fact]
    public void A_proof_with_any_flipped_bit_or_moved_or_missing_hash_fails() =>
        Gen.Select(Gen.Int[1, Most], Gen.Int[1, Most], Gen.Int[0, 10_000], Gen.Int[0, 3]).Sample((a, b, at, how) =>
        {
            var (oldSize, size) = (Math.Min(a, b), Math.Max(a, b));
            var consistency = MerkleTree.ConsistencyProof(oldSize, size, Nodes);
            var inclusion = MerkleTree.InclusionProof(new LogIndex(oldSize - 1), size, Nodes);
            var fails = true;
            if (Mutate(consistency, at, how) is { } badConsistency)
                fails &= MerkleTree.VerifyConsistency(oldSize, size, Roots[oldSize], Roots[size], badConsistency) != ProofOutcome.Valid;
            if (Mutate(inclusion, at, how) is { } badInclusion)
                fails &= MerkleTree.VerifyInclusion(
                    new LogIndex(oldSize - 1), size, TreeHash.OfLeaf(Leaves[oldSize - 1]), badInclusion, Roots[size]) != ProofOutcome.Valid;
            return fails;
        }, iter: 2_000);

    [Fact]
    public void Impossible_sizes_are_named()
    {
        var root = Roots[3];
        Assert.Equal(ProofOutcome.SizesReversed, MerkleTree.VerifyConsistency(4, 3, Roots[4], root, []));
        Assert.Equal(ProofOutcome.NothingToProve, MerkleTree.VerifyConsistency(0, 3, Roots[0], root, []));
        Assert.Equal(ProofOutcome.OutsideTree, MerkleTree.VerifyConsistency(-1, 3, root, root, []));
        Assert.Equal(ProofOutcome.OutsideTree, MerkleTree.VerifyInclusion(new LogIndex(-1), 3, root, [], root));
        Assert.Equal(ProofOutcome.OutsideTree, MerkleTree.VerifyInclusion(new LogIndex(0), 0, root, [], root));
        Assert.Equal(ProofOutcome.OutsideTree, MerkleTree.VerifyInclusion(new LogIndex(0), -1, root, [], root));
        Assert.Equal(ProofOutcome.WrongLength, MerkleTree.VerifyConsistency(3, 3, root, root, [root]));
        Assert.Equal(ProofOutcome.WrongLength,
            MerkleTree.VerifyInclusion(new LogIndex(long.MaxValue - 1), long.MaxValue, root, [], root));
    }

    [Fact]
    public void A_root_of_another_length_is_never_reached()
    {
        var proof = MerkleTree.InclusionProof(new LogIndex(1), 3, Nodes);
        Assert.Equal(ProofOutcome.WrongRoot,
            MerkleTree.VerifyInclusion(new LogIndex(1), 3, TreeHash.OfLeaf(Leaves[1]), proof, Roots[3].ToArray().AsSpan(0, 31)));
        Assert.Equal(ProofOutcome.WrongOldRoot,
            MerkleTree.VerifyConsistency(2, 3, Roots[2].ToArray().AsSpan(0, 31), Roots[3].ToArray(), MerkleTree.ConsistencyProof(2, 3, Nodes)));
    }

    private static TreeHash[]? Mutate(TreeHash[] proof, int at, int how)
    {
        if (proof.Length == 0) return [TreeHash.EmptyRoot];
        var i = at % proof.Length;
        switch (how)
        {
            case 0:
                var bytes = proof[i].ToArray();
                bytes[at % 32] ^= (byte)(1 << (at % 8));
                return [.. proof[..i], new TreeHash(bytes), .. proof[(i + 1)..]];
            case 1:
                return [.. proof[..i], .. proof[(i + 1)..]];
            case 2:
                return [.. proof[..i], proof[i], .. proof[i..]];
            default:
                // Equal neighbours make no difference.
                var j = (i + 1) % proof.Length;
                if (proof[i] == proof[j]) return null;
                var swapped = proof.ToArray();
                (swapped[i], swapped[j]) = (swapped[j], swapped[i]);
                return swapped;
        }
    }
}
