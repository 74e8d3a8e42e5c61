using System.Collections.Immutable;

namespace Poruka.Ledger.Transparency;

/// <summary>
/// A donor's receipt: a proof that stands alone, whose extra data open one leaf. It proves the gift to whoever holds it.
/// </summary>
public static class Receipt
{
    /// <summary>Issues a receipt.</summary>
    /// <param name="opening">What opens the leaf.</param>
    /// <param name="index">The leaf's index in the log.</param>
    /// <param name="checkpoint">The log's signed and cosigned checkpoint; larger than the index.</param>
    /// <param name="nodes">Reads the log's tree.</param>
    /// <exception cref="ArgumentException">The note is no checkpoint, or it doesn't reach the leaf.</exception>
    public static TlogProof Issue(Opening opening, LogIndex index, SignedNote checkpoint, NodeReader nodes) =>
        Checkpoint.TryParse(checkpoint.Text, out var read) && index.Value < read!.Size
            ? new TlogProof(opening.ToBytes(), index, [.. MerkleTree.InclusionProof(index, read.Size, nodes)], checkpoint)
            : throw new ArgumentException("The note is no checkpoint that reaches the leaf.", nameof(checkpoint));

    /// <summary>
    /// Checks a receipt offline. The log's key and the witnesses' must come from elsewhere than the receipt.
    /// </summary>
    /// <param name="proof">The bytes of the <c>.tlog-proof</c> file.</param>
    /// <param name="log">The log's key; its name is the origin of the log's checkpoints.</param>
    /// <param name="witnesses">The witnesses' keys.</param>
    /// <param name="quorum">How many of them must have cosigned, from 0.</param>
    public static ReceiptVerification Verify(
        ReadOnlyMemory<byte> proof, NoteVerifier log, IReadOnlyCollection<NoteVerifier> witnesses, int quorum)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quorum);
        if (log.Kind != NoteKeyKind.Log) throw new ArgumentException("A log's key is needed, not a witness's.", nameof(log));
        if (witnesses.Any(w => w.Kind != NoteKeyKind.Witness))
            throw new ArgumentException("Witnesses' keys are needed, not a log's.", nameof(witnesses));

        var result = new ReceiptVerification(ReceiptOutcome.NotAProof);
        if (!TlogProof.TryParse(proof, out var read, out var problem)) return result with { Problem = problem };
        result = result with { Index = read!.Index };
        if (read.Extra is not { } extra || Opening.TryParse(extra) is not { } opening)
            return result with { Outcome = ReceiptOutcome.NoOpening };
        if (!Checkpoint.TryParse(read.Checkpoint.Text, out var checkpoint))
            return result with { Outcome = ReceiptOutcome.NotACheckpoint };
        result = result with { Origin = checkpoint!.Origin, LogSize = checkpoint.Size, Root = checkpoint.Root };
        if (checkpoint.Origin != log.Name) return result with { Outcome = ReceiptOutcome.WrongLog };

        var signed = VerifySignatures(read.Checkpoint, log, witnesses, quorum, out var cosignatures);
        result = result with { Outcome = signed, Cosignatures = cosignatures };
        if (signed != ReceiptOutcome.Valid) return result;

        var leaf = TreeHash.OfLeaf(opening.Leaf());
        return MerkleTree.VerifyInclusion(read.Index, checkpoint.Size, leaf, read.Hashes.AsSpan(), checkpoint.Root)
            == ProofOutcome.Valid ? Open(opening, result) : result with { Outcome = ReceiptOutcome.NotInTree };
    }

    private static ReceiptOutcome VerifySignatures(
        SignedNote note, NoteVerifier log, IReadOnlyCollection<NoteVerifier> witnesses, int quorum,
        out ImmutableArray<Cosignature> cosignatures)
    {
        cosignatures = [];
        switch (note.Verify([log], out _))
        {
            case NoteOutcome.NoKnownKey: return ReceiptOutcome.NotSignedByLog;
            case NoteOutcome.WrongSignature: return ReceiptOutcome.WrongSignature;
            case NoteOutcome.Valid: break;
        }
        // One key under two names is one witness, and the log can't witness itself.
        var distinct = witnesses.Where(w => !w.PublicKeyBytes.Span.SequenceEqual(log.PublicKeyBytes.Span))
            .DistinctBy(w => Convert.ToHexString(w.PublicKeyBytes.Span));
        if (note.Verify(distinct, out var verified) == NoteOutcome.WrongSignature) return ReceiptOutcome.WrongSignature;
        cosignatures = [.. verified.Select(v => new Cosignature(v.Verifier.Name, v.At!.Value))];
        return cosignatures.Length < quorum ? ReceiptOutcome.TooFewWitnesses : ReceiptOutcome.Valid;
    }

    private static ReceiptVerification Open(Opening opening, ReceiptVerification result)
    {
        if (opening.Entry.IsEmpty) return result with { Outcome = ReceiptOutcome.NothingInLeaf };
        try
        {
            return result with
            {
                Outcome = ReceiptOutcome.Valid,
                Entry = EntryFormat.Read(opening.Entry.Span),
                Reference = opening.Reference,
            };
        }
        catch (FormatException)
        {
            return result with { Outcome = ReceiptOutcome.NotAnEntry };
        }
    }
}
