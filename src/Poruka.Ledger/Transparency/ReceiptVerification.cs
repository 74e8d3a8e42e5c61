using System.Collections.Immutable;
using NodaTime;

namespace Poruka.Ledger.Transparency;

/// <summary>What came of checking a receipt: which step failed, or none.</summary>
public enum ReceiptOutcome
{
    /// <summary>The entry is in the log that the checkpoint speaks of, and enough witnesses saw it.</summary>
    Valid,

    /// <summary>The file is no proof of C2SP tlog-proof; <see cref="ReceiptVerification.Problem"/> says why.</summary>
    NotAProof,

    /// <summary>It is a proof of another kind: its extra data don't open a leaf of Poruka's.</summary>
    NoOpening,

    /// <summary>The signed note in it is no checkpoint.</summary>
    NotACheckpoint,

    /// <summary>The checkpoint is another log's.</summary>
    WrongLog,

    /// <summary>The checkpoint bears no signature by the log's key.</summary>
    NotSignedByLog,

    /// <summary>A signature of the log or of a witness is wrong: something was changed after signing.</summary>
    WrongSignature,

    /// <summary>Fewer of the known witnesses cosigned than are wanted.</summary>
    TooFewWitnesses,

    /// <summary>The leaf that the opening gives isn't in the checkpoint's tree at the index; the entry or the proof was changed.</summary>
    NotInTree,

    /// <summary>The opened leaf is one of those that only fill a batch.</summary>
    NothingInLeaf,

    /// <summary>The opened bytes are in the log, but are no entry that this version reads.</summary>
    NotAnEntry,
}

/// <summary>A witness's cosignature that was found right.</summary>
/// <param name="Witness">The witness's name.</param>
/// <param name="At">When it cosigned.</param>
public sealed record Cosignature(string Witness, Instant At);

/// <summary>What checking a receipt found. Everything that was read before a step failed is there for the message.</summary>
/// <param name="Outcome">Which step failed, or that it is valid.</param>
public sealed record ReceiptVerification(ReceiptOutcome Outcome)
{
    /// <summary>Why the file is no proof, where it isn't one.</summary>
    public TlogProofProblem Problem { get; init; }

    /// <summary>The log that the checkpoint names.</summary>
    public string? Origin { get; init; }

    /// <summary>The size of the log at the checkpoint.</summary>
    public long? LogSize { get; init; }

    /// <summary>The root of the log's tree at the checkpoint.</summary>
    public TreeHash? Root { get; init; }

    /// <summary>The leaf's index.</summary>
    public LogIndex? Index { get; init; }

    /// <summary>The known witnesses that cosigned, in the order given.</summary>
    public ImmutableArray<Cosignature> Cosignatures { get; init; } = [];

    /// <summary>The entry; set only where the outcome is <see cref="ReceiptOutcome.Valid"/>.</summary>
    public Entry? Entry { get; init; }

    /// <summary>The donor's reference, where the leaf has one; set only where the outcome is <see cref="ReceiptOutcome.Valid"/>.</summary>
    public DonorReference? Reference { get; init; }
}
