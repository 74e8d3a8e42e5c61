using System.Collections.Immutable;
using System.Text;
using CsCheck;
using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;

namespace Poruka.Core.Tests.Transparency;

public sealed class ReceiptTests : IDisposable
{
    private const string Origin = "fund.example.org/log";
    private static readonly Instant At = Instant.FromUtc(2026, 3, 1, 12, 0);
    private static readonly DonorReference Reference = new([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

    private readonly NoteSigner _log = new(Origin, NoteKeyKind.Log, Seed(1));
    private readonly NoteSigner _first = new("first.example.org/w", NoteKeyKind.Witness, Seed(2));
    private readonly NoteSigner _second = new("second.example.org/w", NoteKeyKind.Witness, Seed(3));
    private readonly byte[][] _leaves = [.. NaiveTree.Leaves(40)];
    private readonly Opening _opening = new(Seed(9), EntryFormat.ToBytes(Gift), Reference);

    private static Entry Gift => new(
        new FundId(7), new EntryId(8, 9), new LocalDate(2026, 2, 27), EntryKind.Income,
        [
            new Posting(new Account(AccountClass.Bank), new Money(2_500, Currency.Eur)),
            new Posting(new Account(AccountClass.Gift), new Money(-2_500, Currency.Eur)),
        ]);

    [Fact]
    public void A_receipt_proves_the_gift_and_names_the_witnesses()
    {
        var result = Receipt.Verify(Issue(_opening).ToBytes(), _log.Verifier, [_first.Verifier, _second.Verifier], 2);
        Assert.Equal(ReceiptOutcome.Valid, result.Outcome);
        Assert.Equal(Origin, result.Origin);
        Assert.Equal(40, result.LogSize);
        Assert.Equal(new LogIndex(17), result.Index);
        Assert.Equal(Reference, result.Reference);
        Assert.Equal(EntryFormat.ToBytes(Gift), EntryFormat.ToBytes(result.Entry!));
        Assert.Equal([new Cosignature("first.example.org/w", At), new Cosignature("second.example.org/w", At)],
            result.Cosignatures.AsEnumerable());
    }

    [Fact]
    public void A_proof_writes_the_text_of_the_specification()
    {
        var text = Encoding.UTF8.GetString(Issue(_opening).ToBytes());
        var lines = text.Split('\n');
        Assert.Equal("c2sp.org/tlog-proof@v1", lines[0]);
        Assert.StartsWith("extra ", lines[1], StringComparison.Ordinal);
        Assert.Equal("index 17", lines[2]);
        Assert.Equal("", lines[9]); // six hashes for 40 leaves
        Assert.Equal(Origin, lines[10]);
        Assert.Equal("40", lines[11]);
        Assert.StartsWith("— " + Origin, lines[14], StringComparison.Ordinal);
        Assert.True(TlogProof.TryParse(Encoding.UTF8.GetBytes(text), out var read, out _));
        Assert.Equal(text, Encoding.UTF8.GetString(read!.ToBytes()));
    }

    [Theory]
    [InlineData("wrong-header\nindex 0\n\ncheckpoint\n", TlogProofProblem.NoHeader)]
    [InlineData("", TlogProofProblem.NoHeader)]
    [InlineData("c2sp.org/tlog-proof@v1\r\nindex 0\n\ncheckpoint\n", TlogProofProblem.NoHeader)]
    [InlineData("c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n\ncheckpoint\n", TlogProofProblem.BadExtra)]
    [InlineData("c2sp.org/tlog-proof@v1\n\n\ncheckpoint\n", TlogProofProblem.BadIndex)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex notanumber\n\ncheckpoint\n", TlogProofProblem.BadIndex)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex -5\n\ncheckpoint\n", TlogProofProblem.BadIndex)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 05\n\ncheckpoint\n", TlogProofProblem.BadIndex)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 5", TlogProofProblem.BadIndex)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\ncheckpoint\n", TlogProofProblem.BadHash)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\ncheckpoint\n", TlogProofProblem.BadHash)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\ncheckpoint\n", TlogProofProblem.BadHash)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n", TlogProofProblem.NoCheckpoint)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n", TlogProofProblem.NoCheckpoint)]
    public void What_is_no_proof_is_refused_with_the_reason(string text, TlogProofProblem expected)
    {
        var result = Receipt.Verify(Encoding.UTF8.GetBytes(text), _log.Verifier, [], 0);
        Assert.Equal(ReceiptOutcome.NotAProof, result.Outcome);
        Assert.Equal(expected, result.Problem);
    }

    [Fact]
    public void Limits_hold()
    {
        var hash = TreeHash.EmptyRoot + "\n";
        var many = "c2sp.org/tlog-proof@v1\nindex 0\n" + string.Concat(Enumerable.Repeat(hash, 64)) + "\n";
        Assert.Equal(TlogProofProblem.BadHash, Receipt.Verify(Encoding.UTF8.GetBytes(many), _log.Verifier, [], 0).Problem);
        Assert.Equal(TlogProofProblem.TooLong, Receipt.Verify(new byte[TlogProof.MaxSize + 1], _log.Verifier, [], 0).Problem);
    }

    [Fact]
    public void Each_step_that_fails_is_named()
    {
        var proof = Issue(_opening);
        Assert.Equal(ReceiptOutcome.NoOpening, Verify(proof with { Extra = null }));
        Assert.Equal(ReceiptOutcome.NoOpening, Verify(proof with { Extra = new byte[] { 1, 2, 3 } }));
        Assert.Equal(ReceiptOutcome.NotACheckpoint, Verify(proof with { Checkpoint = Sign(NoteText.Of("something else\n")) }));
        using var otherLog = new NoteSigner("other.example.org", NoteKeyKind.Log, Seed(4));
        Assert.Equal(ReceiptOutcome.WrongLog,
            Verify(proof with { Checkpoint = new Checkpoint("other.example.org", 40, TreeHash.EmptyRoot).Sign(otherLog) }));
        using var otherKey = new NoteSigner(Origin, NoteKeyKind.Log, Seed(4));
        Assert.Equal(ReceiptOutcome.NotSignedByLog,
            Verify(proof with { Checkpoint = new Checkpoint(Origin, 40, TreeHash.EmptyRoot).Sign(otherKey) }));
        Assert.Equal(ReceiptOutcome.WrongSignature, Verify(proof with
        {
            Checkpoint = proof.Checkpoint with { Text = new Checkpoint(Origin, 41, TreeHash.EmptyRoot).ToText() },
        }));
        var oneWitness = proof.Checkpoint with { Signatures = [.. proof.Checkpoint.Signatures.Take(2)] };
        Assert.Equal(ReceiptOutcome.TooFewWitnesses, Verify(proof with { Checkpoint = oneWitness }));
        Assert.Equal(ReceiptOutcome.NotInTree, Verify(proof with { Index = new LogIndex(18) }));
        Assert.Equal(ReceiptOutcome.NotInTree,
            Verify(proof with { Extra = (_opening with { Blinding = Seed(8) }).ToBytes() }));
        Assert.Equal(ReceiptOutcome.NothingInLeaf, Verify(Issue(_opening with { Entry = default, Reference = null })));
        Assert.Equal(ReceiptOutcome.NotAnEntry, Verify(Issue(_opening with { Entry = new byte[] { 1, 2, 3 } })));
        Assert.Equal(ReceiptOutcome.Valid, Verify(Issue(_opening with { Reference = null })));
    }

    [Fact]
    public void A_witness_under_two_names_counts_once_and_a_log_is_no_witness_of_itself()
    {
        using var twin = new NoteSigner("twin.example.org", NoteKeyKind.Witness, Seed(2));
        using var itself = new NoteSigner("itself.example.org", NoteKeyKind.Witness, Seed(1));
        var proof = Issue(_opening);
        var text = proof.Checkpoint.Text;
        proof = proof with
        {
            Checkpoint = proof.Checkpoint with
            {
                Signatures = [_log.Sign(text), _first.Cosign(text, At), twin.Cosign(text, At), itself.Cosign(text, At)],
            },
        };
        var result = Receipt.Verify(proof.ToBytes(), _log.Verifier, [_first.Verifier, twin.Verifier, itself.Verifier], 2);
        Assert.Equal(ReceiptOutcome.TooFewWitnesses, result.Outcome);
        Assert.Single(result.Cosignatures);
    }

    [Fact]
    public void Any_changed_byte_of_a_receipt_spoils_it()
    {
        var bytes = Issue(_opening).ToBytes();
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            if (bytes[at] == value) return true;
            var changed = bytes.ToArray();
            changed[at] = value;
            return Receipt.Verify(changed, _log.Verifier, [_first.Verifier, _second.Verifier], 2).Outcome != ReceiptOutcome.Valid;
        }, iter: 2_000);
    }

    [Fact]
    public void No_receipt_cut_short_is_valid()
    {
        var bytes = Issue(_opening).ToBytes();
        for (var length = 0; length < bytes.Length; length++)
            Assert.NotEqual(ReceiptOutcome.Valid,
                Receipt.Verify(bytes.AsMemory(0, length), _log.Verifier, [_first.Verifier, _second.Verifier], 2).Outcome);
    }

    [Fact]
    public void Openings_read_back_and_no_other_bytes_do() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[0, 60], Gen.Byte.Array[10], Gen.Bool).Sample((blinding, entry, reference, without) =>
        {
            var opening = new Opening(blinding, entry, without ? null : new DonorReference(reference));
            var bytes = opening.ToBytes();
            var read = Opening.TryParse(bytes);
            Assert.NotNull(read);
            Assert.Equal(bytes, read.ToBytes());
            Assert.Equal(opening.Leaf(), read.Leaf());
            Assert.Equal(opening.Reference, read.Reference);
            Assert.Null(Opening.TryParse((byte[])[.. bytes, 0]));
            Assert.Null(Opening.TryParse(bytes.AsMemory(0, bytes.Length - 1)));
            Assert.Null(Opening.TryParse((byte[])[2, .. bytes.AsSpan(1)]));
        });

    public void Dispose()
    {
        _log.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    private ReceiptOutcome Verify(TlogProof proof) =>
        Receipt.Verify(proof.ToBytes(), _log.Verifier, [_first.Verifier, _second.Verifier], 2).Outcome;

    private TlogProof Issue(Opening opening)
    {
        var leaves = _leaves.ToArray();
        leaves[17] = opening.Leaf();
        var nodes = NaiveTree.CachedNodes(leaves);
        var text = new Checkpoint(Origin, 40, MerkleTree.Root(40, nodes)).ToText();
        return Receipt.Issue(opening, new LogIndex(17), Sign(text), nodes);
    }

    private SignedNote Sign(NoteText text) =>
        new(text, [_log.Sign(text), _first.Cosign(text, At), _second.Cosign(text, At)]);

    private static byte[] Seed(byte value) => [.. Enumerable.Repeat(value, 32)];
}
