namespace Poruka.Funds.VerifyBooks;

/// <summary>What can be wrong with books or their log.</summary>
public enum FindingKind
{
    /// <summary>An entry's number is missing from the journal, or the journal's size is another than its entries.</summary>
    JournalGap,

    /// <summary>An entry's bytes can't be read.</summary>
    EntryUnreadable,

    /// <summary>An entry's bytes are not what its leaf was made of.</summary>
    EntryChanged,

    /// <summary>An entry is of another fund, or has another id than its row says.</summary>
    EntryMisplaced,

    /// <summary>An entry doesn't balance.</summary>
    EntryUnbalanced,

    /// <summary>A kept sum is another than the postings make.</summary>
    SumWrong,

    /// <summary>A reversal and the entry it reverses don't belong together.</summary>
    ReversalWrong,

    /// <summary>Two entries bear one donor's reference.</summary>
    ReferenceTwice,

    /// <summary>A leaf of the log is missing, or stands in no entry and opens as nothing.</summary>
    LeafUnaccounted,

    /// <summary>A published leaf is another than the entry's.</summary>
    LeafChanged,

    /// <summary>A leaf that fills a batch doesn't open as nothing.</summary>
    FillerWrong,

    /// <summary>A tile's hashes are not those of its leaves.</summary>
    TileWrong,

    /// <summary>A checkpoint can't be read, or is not of this log.</summary>
    CheckpointUnreadable,

    /// <summary>A checkpoint's signature is wrong.</summary>
    CheckpointSignatureWrong,

    /// <summary>A checkpoint's root is not that of its leaves.</summary>
    CheckpointRootWrong,

    /// <summary>A cosignature can't be read, is wrong, or is of nobody known.</summary>
    CosignatureWrong,

    /// <summary>A kept bank line's amount is not what its entry posted.</summary>
    LineWrong,

    /// <summary>Something that a statement said doesn't follow from the lines kept: lines are missing.</summary>
    StatementGap,
}

/// <summary>Something that was found to be wrong.</summary>
/// <param name="Kind">What.</param>
/// <param name="Place">Where: <c>entry 12</c>, <c>leaf 40</c>, <c>checkpoint 64</c>, <c>sum assets:bank EUR 2026-03</c>.</param>
/// <param name="Expected">What was expected; empty where that goes without saying.</param>
/// <param name="Found">What was found.</param>
public sealed record Finding(FindingKind Kind, string Place, string Expected = "", string Found = "")
{
    /// <summary>Whether it points to missing paper rather than to damaged books.</summary>
    public bool IsWarning => Kind == FindingKind.StatementGap;
}

/// <summary>What a verification came to.</summary>
/// <param name="Entries">Entries looked at.</param>
/// <param name="Postings">Their postings.</param>
/// <param name="Erased">Entries whose opening was erased: their leaf can't be made again, which is no fault.</param>
/// <param name="Leaves">Leaves of the log.</param>
/// <param name="Fillers">Of these, leaves of nothing.</param>
/// <param name="Unpublished">Entries whose leaf isn't published yet.</param>
/// <param name="Checkpoints">Checkpoints checked.</param>
/// <param name="Cosignatures">Cosignatures checked.</param>
/// <param name="Findings">What is wrong, up to 1,000 things.</param>
public sealed record VerifyReport(
    long Entries, long Postings, long Erased, long Leaves, long Fillers, long Unpublished, long Checkpoints,
    long Cosignatures, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether nothing is wrong; warnings don't count.</summary>
    public bool IsSound => Findings.All(f => f.IsWarning);
}
