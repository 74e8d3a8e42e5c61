using System.Security.Cryptography;
using Poruka.Funds;
using Poruka.Ledger.Transparency;

namespace Poruka.Bench;

/// <summary>The log's tree: growing it, and proofs out of a stored one.</summary>
internal static class TreeBenchmark
{
    private const int Leaves = 1_000_000;
    private const int Proofs = 500;

    public static IEnumerable<Figure> Run(BenchOptions options)
    {
        var leaves = new byte[Leaves * BlindedLeaf.Size];
        new Random(1).NextBytes(leaves);
        var (ours, peer, ratio) = Turns.Rates(5, Leaves, _ => Grow(leaves), _ => Hash(leaves));
        yield return new Figure("leaves into the tree", ours, "leaves/s", "bare SHA-256 of the same bytes", peer, ratio);

        using var books = CachedBooks.Open(options);
        using var connection = books.Database.Open();
        var random = new Random(2);
        List<double> seconds = [];
        for (var i = 0; i < Proofs; i++)
            seconds.Add(Turns.Seconds(() =>
            {
                var log = new FundLog(connection, books.Fund.Number);
                var size = log.Size();
                _ = MerkleTree.InclusionProof(new LogIndex(random.NextInt64(size)), size, log.Tiles(size).Node);
            }));
        yield return new Figure(
            "proof from 1,000,000 stored leaves", Turns.Median(seconds) * 1_000, "ms", Goal: Goal.AtMost(1));
    }

    private static void Grow(byte[] leaves)
    {
        var tree = new TreeBuilder();
        for (var at = 0; at < leaves.Length; at += BlindedLeaf.Size) tree.Append(leaves.AsSpan(at, BlindedLeaf.Size));
        _ = tree.Root;
    }

    /// <summary>What a tree must hash at the least: each leaf with its prefix, and as many nodes, less one.</summary>
    private static void Hash(byte[] leaves)
    {
        Span<byte> bytes = stackalloc byte[65];
        Span<byte> hash = stackalloc byte[32];
        bytes.Clear();
        for (var at = 0; at < leaves.Length; at += BlindedLeaf.Size)
        {
            leaves.AsSpan(at, BlindedLeaf.Size).CopyTo(bytes[1..]);
            SHA256.HashData(bytes[..34], hash);
            SHA256.HashData(bytes, hash);
        }
    }
}
