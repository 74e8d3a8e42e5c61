using System.Collections.Concurrent;
using System.Security.Cryptography;
using Poruka.Ledger;
using Poruka.Ledger.Statements;
using Poruka.Storage;

namespace Poruka.Funds.ImportStatement;

/// <summary>
/// Brings a bank's file into a fund's books, all of it or nothing, in one transaction: read and booked side by side. A
/// file that was imported before, or lines that overlap, post nothing twice.
/// </summary>
public static class ImportStatement
{
    private const int ItemsAtOnce = 256;

    /// <summary>Imports a file.</summary>
    /// <param name="installation">The installation.</param>
    /// <param name="fund">The fund.</param>
    /// <param name="path">The file, which is read twice: for its hash, then for its lines.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told now and then how far it is.</param>
    /// <param name="cancel">Stops it; nothing is posted then.</param>
    public static ImportOutcome Run(
        Installation installation, Fund fund, string path, ImportOptions options,
        IProgress<ImportProgress>? progress, CancellationToken cancel) => Run(installation, fund,
            () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16), options, progress, cancel);

    /// <summary>The same of contents that need not lie in a file.</summary>
    /// <param name="installation">The installation.</param>
    /// <param name="fund">The fund.</param>
    /// <param name="open">Opens the contents, twice: for their hash, then for their lines.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told now and then how far it is.</param>
    /// <param name="cancel">Stops it; nothing is posted then.</param>
    public static ImportOutcome Run(
        Installation installation, Fund fund, Func<Stream> open, ImportOptions options,
        IProgress<ImportProgress>? progress, CancellationToken cancel)
    {
        var hash = HashOf(installation.Secrets, fund, open);
        using var seal = LineSeal.For(installation, fund.Number);
        using var writer = LedgerWriter.Open(installation.Database);
        writer.Begin();
        var size = writer.TakeNumbers(fund.Number, 0)
            ?? throw new InvalidOperationException($"The fund {fund.Slug} has no journal.");
        using var run = new ImportRun(writer, installation.Secrets, fund, options, hash, size, seal);
        try
        {
            if (run.FindEarlierImport() is { } earlier)
            {
                writer.Rollback();
                return earlier;
            }
            using var file = open();
            var reading = StatementFile.Open(file, options.Csv);
            foreach (var items in ReadAhead(reading, cancel))
            {
                foreach (var item in items)
                    if (run.Take(item) is { } refused)
                    {
                        writer.Rollback();
                        return refused;
                    }
                progress?.Report(new ImportProgress(Math.Min(file.Position, file.Length), file.Length, run.Lines));
            }
            cancel.ThrowIfCancellationRequested();
            return new ImportOutcome.Imported(run.Finish(reading.Format!.Value));
        }
        catch (Exception problem) when (writer.IsOverflow(problem))
        {
            writer.Rollback();
            return new ImportOutcome.SumTooLarge();
        }
    }

    /// <summary>Reads on another thread, a little ahead of what is being booked.</summary>
    private static IEnumerable<StatementItem[]> ReadAhead(StatementReading reading, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var ready = new BlockingCollection<StatementItem[]>(boundedCapacity: 8);
        var reader = Task.Run(() =>
        {
            try
            {
                foreach (var items in reading.Items.Chunk(ItemsAtOnce)) ready.Add(items, stop.Token);
            }
            finally
            {
                ready.CompleteAdding();
            }
        }, CancellationToken.None);
        try
        {
            foreach (var items in ready.GetConsumingEnumerable(cancel)) yield return items;
            reader.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            try { reader.Wait(CancellationToken.None); }
            catch (AggregateException) when (stop.IsCancellationRequested) { /* told above, or no longer wanted */ }
        }
    }

    /// <summary>Names the file's content under the machine's key: the bank, which has the file too, can't tell it.</summary>
    private static byte[] HashOf(HostSecrets secrets, Fund fund, Func<Stream> open)
    {
        Span<byte> content = stackalloc byte[SHA256.HashSizeInBytes];
        using (var file = open())
            SHA256.HashData(file, content);
        byte[] named = [.. "import"u8, .. FundRows.Bytes(fund.Id), .. content];
        return HMACSHA256.HashData(secrets.LineIdentityKey, named);
    }
}
