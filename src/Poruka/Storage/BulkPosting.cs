using System.Collections.Concurrent;
using Poruka.Ledger;

namespace Poruka.Storage;

/// <summary>What a bulk posting came to.</summary>
public abstract record BulkOutcome
{
    private BulkOutcome() { }

    /// <summary>All of the stream is in the books, durably.</summary>
    /// <param name="Entries">Entries posted now.</param>
    /// <param name="AlreadyThere">Entries that were there already.</param>
    /// <param name="First">The journal number of the first one posted now; null where there was none. The rest follows without a gap.</param>
    public sealed record Posted(long Entries, long AlreadyThere, JournalNumber? First) : BulkOutcome;

    /// <summary>Nothing was posted.</summary>
    /// <param name="Entry">The entry that is the cause; null where it isn't one alone.</param>
    /// <param name="Why">What posting it alone would have come to.</param>
    public sealed record Refused(EntryId? Entry, PostOutcome Why) : BulkOutcome;
}

/// <summary>
/// Posts a stream of entries into one fund's books, all of it or nothing, in one transaction. Entries that are there
/// already are passed over, so that a stream may be posted again. Encoding and hashing go on beside the writing.
/// </summary>
public static class BulkPosting
{
    private const int BlocksAhead = 8;

    /// <summary>Posts a stream. The fund takes no other posting meanwhile.</summary>
    /// <param name="database">The database.</param>
    /// <param name="fund">The fund.</param>
    /// <param name="requests">Entries of this fund; walked once, on another thread.</param>
    /// <param name="progress">Told now and then how many entries have been read.</param>
    /// <param name="cancel">Stops it; nothing is posted then.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static BulkOutcome Post(
        Database database, Fund fund, IEnumerable<PostRequest> requests, IProgress<long>? progress, CancellationToken cancel)
    {
        using var writer = LedgerWriter.Open(database);
        var transaction = new PostingTransaction(writer, fund.Number);
        var outcomes = new PostOutcome[ReadyBlock.Capacity];
        long read = 0, there = 0;
        try
        {
            foreach (var block in MakeReady(fund, requests, cancel))
            {
                if (!transaction.Post(block, outcomes)) Array.Fill(outcomes, new PostOutcome.UnknownFund());
                for (var i = 0; i < block.Count; i++)
                {
                    if (outcomes[i] is PostOutcome.AlreadyPosted) there++;
                    else if (outcomes[i] is not PostOutcome.Posted)
                    {
                        writer.Rollback();
                        return new BulkOutcome.Refused(block[i].Entry.Id, outcomes[i]);
                    }
                }
                progress?.Report(read += block.Count);
            }
            cancel.ThrowIfCancellationRequested();
            transaction.Commit();
        }
        catch (Exception problem) when (writer.IsOverflow(problem))
        {
            writer.Rollback();
            return new BulkOutcome.Refused(null, new PostOutcome.SumTooLarge());
        }
        return new BulkOutcome.Posted(
            transaction.Posted, there, transaction.Posted == 0 ? null : new JournalNumber(transaction.First));
    }

    /// <summary>Blocks that another thread fills, a few ahead; each is used again once the next is asked for.</summary>
    private static IEnumerable<ReadyBlock> MakeReady(Fund fund, IEnumerable<PostRequest> requests, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var ready = new BlockingCollection<ReadyBlock>(BlocksAhead);
        using var free = new BlockingCollection<ReadyBlock>();
        for (var i = 0; i < BlocksAhead + 2; i++) free.Add(new ReadyBlock(), CancellationToken.None);
        var filling = Task.Factory.StartNew(() =>
        {
            try
            {
                Fill(fund, requests, free, ready, stop.Token);
            }
            finally
            {
                ready.CompleteAdding();
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (var block in ready.GetConsumingEnumerable(CancellationToken.None))
            {
                yield return block;
                block.Clear();
                free.Add(block, CancellationToken.None);
            }
            filling.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            ((IAsyncResult)filling).AsyncWaitHandle.WaitOne();
        }
    }

    private static void Fill(
        Fund fund, IEnumerable<PostRequest> requests, BlockingCollection<ReadyBlock> free,
        BlockingCollection<ReadyBlock> ready, CancellationToken stop)
    {
        var block = free.Take(stop);
        foreach (var request in requests)
        {
            if (request.Entry.Fund != fund.Id) throw new ArgumentException("An entry is of another fund.", nameof(requests));
            block.Add(request);
            if (!block.IsFull) continue;
            block.Seal();
            ready.Add(block, stop);
            block = free.Take(stop);
        }
        if (block.Count == 0) return;
        block.Seal();
        ready.Add(block, stop);
    }
}
