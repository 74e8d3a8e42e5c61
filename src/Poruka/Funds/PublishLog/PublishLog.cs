using System.Globalization;
using System.Security.Cryptography;
using NodaTime;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds.PublishLog;

/// <summary>What was published.</summary>
/// <param name="Entries">Entries whose leaves went out.</param>
/// <param name="Fillers">Leaves of nothing that went out with them.</param>
/// <param name="Size">The log's size now.</param>
/// <param name="Checkpoint">The checkpoint, signed.</param>
public sealed record PublishedBatch(long Entries, long Fillers, long Size, SignedNote Checkpoint);

/// <summary>
/// Publishes the leaves of all entries posted since the last time, as one batch: shuffled, filled up, appended to the
/// log, and signed for. One transaction; a batch is published whole or not at all.
/// </summary>
public static class PublishLog
{
    /// <summary>Publishes a batch.</summary>
    /// <param name="installation">The installation.</param>
    /// <param name="fund">The fund.</param>
    /// <param name="today">Today, kept with the checkpoint.</param>
    /// <param name="evenIfEmpty">
    /// Whether a batch goes out when there is nothing to publish: a scheduled one does, so that silence tells nothing.
    /// </param>
    /// <returns>The batch; null where there was nothing to publish.</returns>
    public static PublishedBatch? Run(Installation installation, Fund fund, LocalDate today, bool evenIfEmpty)
    {
        using var writer = LedgerWriter.Open(installation.Database);
        writer.Begin();
        // The fund's lock: nothing is posted, and no other batch goes out, meanwhile.
        writer.TakeNumbers(fund.Number, 0);
        var rows = new PublishRows(writer, fund.Number);
        var (journals, pending) = rows.Pending();
        if (journals.Count == 0 && !evenIfEmpty)
        {
            writer.Rollback();
            return null;
        }
        var batch = LogBatch.Arrange(pending, RandomNumberGenerator.Fill);
        var log = new FundLog(writer.Connection, fund.Number, writer.Transaction);
        var size = log.Size();
        var growth = Grow(log, size, batch);
        rows.AddLeaves(batch, journals, size);
        rows.AddFullTiles(growth.Files());
        using var signer = FundLog.SignerOf(installation, fund);
        var note = new Checkpoint(signer.Verifier.Name, growth.Size, growth.Root, Extensions(rows)).Sign(signer);
        rows.AddCheckpoint(growth.Size, note, today);
        writer.Commit(fund.Number);
        return new PublishedBatch(journals.Count, batch.Count - journals.Count, growth.Size, note);
    }

    private static LogGrowth Grow(FundLog log, long size, LogBatch batch)
    {
        var width = (int)(size % TilePath.FullWidth);
        IReadOnlyList<ReadOnlyMemory<byte>> last = [];
        if (width > 0)
        {
            var path = TilePath.Entries(size / TilePath.FullWidth, width);
            if (!LogTiles.TryReadBundle(log.ReadTile(path), width, out last))
                throw new InvalidDataException($"{path} can't be read.");
        }
        var growth = new LogGrowth(size, log.Tiles(size).Node, last);
        for (var place = 0; place < batch.Count; place++) growth.Append(batch.Leaf(place));
        return growth;
    }

    private static System.Collections.Immutable.ImmutableArray<string> Extensions(PublishRows rows) =>
        rows.AuditedTo() is { } audited ? [string.Create(CultureInfo.InvariantCulture, $"audited-to {audited}")] : [];
}
