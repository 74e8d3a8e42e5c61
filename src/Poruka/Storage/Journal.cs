using System.Buffers.Binary;
using System.Collections.Concurrent;
using Poruka.Ledger;

namespace Poruka.Storage;

/// <summary>Something to post: an entry, and the donor's reference where there is one (10 bytes).</summary>
public sealed record PostRequest(Entry Entry, ReadOnlyMemory<byte> DonorReference = default)
{
    /// <summary>The longest reference that can be kept.</summary>
    internal const int MaxReference = 15;

    /// <summary>A reference as a number, to look it up by: its length, then its bytes.</summary>
    internal static UInt128 ReferenceKey(ReadOnlySpan<byte> reference)
    {
        Span<byte> key = stackalloc byte[16];
        key.Clear();
        key[0] = (byte)reference.Length;
        reference.CopyTo(key[1..]);
        return BinaryPrimitives.ReadUInt128BigEndian(key);
    }
}

/// <summary>What became of a posting. Only <see cref="Posted"/> and <see cref="AlreadyPosted"/> mean that it is in the books.</summary>
public abstract record PostOutcome
{
    private PostOutcome() { }

    /// <summary>It is in the books, durably.</summary>
    public sealed record Posted(JournalNumber Journal) : PostOutcome;

    /// <summary>The same entry with the same id was there already; nothing was posted again.</summary>
    public sealed record AlreadyPosted(JournalNumber Journal) : PostOutcome;

    /// <summary>Another entry with this id is there already.</summary>
    public sealed record IdTaken(JournalNumber Journal) : PostOutcome;

    /// <summary>There is no such fund here.</summary>
    public sealed record UnknownFund : PostOutcome;

    /// <summary>The entry to reverse is not in this fund's books.</summary>
    public sealed record OriginalMissing : PostOutcome;

    /// <summary>The entry was reversed already, by another.</summary>
    public sealed record AlreadyReversed(JournalNumber By) : PostOutcome;

    /// <summary>The reversal does not turn the signs of exactly the original's postings.</summary>
    public sealed record ReversalDiffers : PostOutcome;

    /// <summary>Another gift bears this donor's reference: one leaf can't serve two gifts.</summary>
    public sealed record ReferenceTaken(JournalNumber By) : PostOutcome;

    /// <summary>A sum would leave the range that can be kept.</summary>
    public sealed record SumTooLarge : PostOutcome;
}

/// <summary>
/// Posts entries. Who comes alone posts on their own thread, so that nobody has to be woken. Many at once are served by one
/// thread that commits whatever has gathered while the writer was busy, so that one wait for the disk serves them all.
/// Thread safe; an outcome is durable when it is told.
/// </summary>
public sealed class Journal : IDisposable
{
    private readonly Database _database;
    private readonly Dictionary<FundId, long> _funds = [];
    private readonly BlockingCollection<Waiting> _queue = new(boundedCapacity: 10_000);
    private readonly ReadyBlock _block = new();
    private readonly Thread _thread;
    private readonly Lock _writing = new();
    private LedgerWriter? _writer;

    public Journal(Database database)
    {
        _database = database;
        _thread = new Thread(Serve) { IsBackground = true, Name = "journal" };
        _thread.Start();
    }

    /// <summary>Posts an entry; the answer comes when it is durable.</summary>
    public Task<PostOutcome> PostAsync(PostRequest request)
    {
        var waiting = new Waiting(request, new TaskCompletionSource<PostOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));
        ObjectDisposedException.ThrowIf(_queue.IsAddingCompleted, this);
        if (_queue.Count == 0 && _writing.TryEnter())
        {
            try
            {
                PostOfFund([waiting]);
            }
            finally
            {
                _writing.Exit();
            }
        }
        else _queue.Add(waiting);
        return waiting.Answer.Task;
    }

    /// <summary>Waits for what was asked for, then stops.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        lock (_writing) _writer?.Dispose();
        _queue.Dispose();
    }

    private void Serve()
    {
        var batch = new List<Waiting>();
        while (_queue.TryTake(out var first, Timeout.Infinite))
        {
            lock (_writing)
            {
                batch.Clear();
                batch.Add(first);
                while (batch.Count < ReadyBlock.Capacity && _queue.TryTake(out var next)) batch.Add(next);
                foreach (var ofFund in batch.GroupBy(w => w.Request.Entry.Fund)) PostOfFund([.. ofFund]);
            }
        }
    }

    private void PostOfFund(List<Waiting> batch)
    {
        try
        {
            Post(_writer ??= LedgerWriter.Open(_database), batch);
        }
        catch (Exception problem)
        {
            // The connection may be the cause: the next posting gets a new one.
            try { _writer?.Dispose(); } catch (Exception) { /* it was broken already */ }
            _writer = null;
            foreach (var waiting in batch) waiting.Answer.TrySetException(problem);
        }
    }

    private void Post(LedgerWriter writer, List<Waiting> batch)
    {
        PostOutcome[] outcomes;
        try
        {
            outcomes = PostTogether(writer, batch);
        }
        catch (Exception problem) when (writer.IsOverflow(problem))
        {
            writer.Rollback();
            if (batch.Count > 1)
            {
                // One of them is too large; alone, each gets its own answer.
                foreach (var waiting in batch) Post(writer, [waiting]);
                return;
            }
            outcomes = [new PostOutcome.SumTooLarge()];
        }
        for (var i = 0; i < batch.Count; i++) batch[i].Answer.TrySetResult(outcomes[i]);
    }

    private PostOutcome[] PostTogether(LedgerWriter writer, List<Waiting> batch)
    {
        var outcomes = new PostOutcome[batch.Count];
        _block.Clear();
        foreach (var waiting in batch) _block.Add(waiting.Request);
        _block.Seal();
        if (FundNumber(batch[0].Request.Entry.Fund) is { } fund)
        {
            if (batch is [{ Request.Entry.Reverses: null }] && writer.TryPostAtOnce(fund, _block) is { } journal)
            {
                outcomes[0] = new PostOutcome.Posted(new JournalNumber(journal));
                return outcomes;
            }
            var transaction = new PostingTransaction(writer, fund);
            if (transaction.Post(_block, outcomes))
            {
                transaction.Commit();
                return outcomes;
            }
            writer.Rollback();
        }
        Array.Fill(outcomes, new PostOutcome.UnknownFund());
        return outcomes;
    }

    private long? FundNumber(FundId id)
    {
        if (_funds.TryGetValue(id, out var known)) return known;
        using var connection = _database.Open();
        if (FundRows.FindById(connection, id) is not { } fund) return null;
        return _funds[id] = fund.Number;
    }

    private sealed record Waiting(PostRequest Request, TaskCompletionSource<PostOutcome> Answer);
}
