using System.Text.Json;
using Poruka.Ledger.Transparency;

namespace Poruka.Core.Tests.Transparency;

/// <summary>The vectors of transparency-dev/merkle: every file in Data/merkle.</summary>
public class MerkleVectorTests
{
    public static TheoryData<string> Files() => [.. Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Data", "merkle"), "*.json").Select(f => Path.GetFileName(f)).Order()];

    [Fact]
    public void The_set_is_there() => Assert.True(Files().Count >= 98, $"only {Files().Count} vectors were found");

    [Theory]
    [MemberData(nameof(Files))]
    public void A_proof_holds_exactly_where_the_vector_says_so(string file)
    {
        using var json = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "merkle", file)));
        var vector = json.RootElement;
        var outcome = vector.TryGetProperty("size1", out _) ? Consistency(vector) : Inclusion(vector);
        Assert.Equal(vector.GetProperty("wantErr").GetBoolean(), outcome != ProofOutcome.Valid);
    }

    private static ProofOutcome Consistency(JsonElement vector) => Hashes(vector) is { } proof
        ? MerkleTree.VerifyConsistency(Size(vector, "size1"), Size(vector, "size2"),
            vector.GetProperty("root1").GetBytesFromBase64(), vector.GetProperty("root2").GetBytesFromBase64(), proof)
        : ProofOutcome.WrongLength;

    private static ProofOutcome Inclusion(JsonElement vector)
    {
        var leaf = vector.GetProperty("leafHash").GetBytesFromBase64();
        return leaf.Length == TreeHash.Size && Hashes(vector) is { } proof
            ? MerkleTree.VerifyInclusion(new LogIndex(Size(vector, "leafIdx")), Size(vector, "treeSize"),
                new TreeHash(leaf), proof, vector.GetProperty("root").GetBytesFromBase64())
            : ProofOutcome.WrongLength;
    }

    /// <summary>Sizes of the vectors are unsigned; those beyond the range of ours become negative, and are refused.</summary>
    private static long Size(JsonElement vector, string name) => unchecked((long)vector.GetProperty(name).GetUInt64());

    /// <summary>The proof's hashes; null where one isn't 32 bytes.</summary>
    private static TreeHash[]? Hashes(JsonElement vector)
    {
        var proof = vector.GetProperty("proof");
        if (proof.ValueKind == JsonValueKind.Null) return [];
        var hashes = proof.EnumerateArray().Select(h => h.GetBytesFromBase64()).ToArray();
        return hashes.All(h => h.Length == TreeHash.Size) ? [.. hashes.Select(h => new TreeHash(h))] : null;
    }
}
