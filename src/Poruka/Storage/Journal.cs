using System.Collections.Concurrent;
using System.Security.Cryptography;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;

namespace Poruka.Storage;

/// <summary>Something to post: an entry, and the donor's reference where there is one (10 bytes).</summary>
public sealed record PostRequest(Entry Entry, ReadOnlyMemory<byte> DonorReference = default);

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
/// Posts entries. Many posters are served by one writer that commits whatever has gathered while it was busy, so that
/// one wait for the disk serves them all. Thread safe; an outcome is durable when it is told.
/// </summary>
public sealed class Journal : IDisposable
{
    private const int MostAtOnce = 512;

    private readonly Database _database;
    private readonly Dictionary<FundId, long> _funds = [];
    private readonly BlockingCollection<Waiting> _queue = new(boundedCapacity: 10_000);
    private readonly Thread _thread;

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
        _queue.Add(waiting);
        return waiting.Answer.Task;
    }

    /// <summary>Waits for what was asked for, then stops.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _queue.Dispose();
    }

    private void Serve()
    {
        LedgerWriter? writer = null;
        var batch = new List<Waiting>();
        while (_queue.TryTake(out var first, Timeout.Infinite))
        {
            batch.Clear();
            batch.Add(first);
            while (batch.Count < MostAtOnce && _queue.TryTake(out var next)) batch.Add(next);
            foreach (var ofFund in batch.GroupBy(w => w.Request.Entry.Fund))
            {
                try
                {
                    writer ??= LedgerWriter.Open(_database);
                    Post(writer, [.. ofFund]);
                }
                catch (Exception problem)
                {
                    // The connection may be the cause: the next posting gets a new one.
                    try { writer?.Dispose(); } catch (Exception) { /* it was broken already */ }
                    writer = null;
                    foreach (var waiting in ofFund) waiting.Answer.TrySetException(problem);
                }
            }
        }
        writer?.Dispose();
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
        writer.Begin();
        var fund = FundNumber(batch[0].Request.Entry.Fund);
        if (fund is null || writer.TakeNumbers(fund.Value, batch.Count) is not { } size)
        {
            writer.Rollback();
            Array.Fill(outcomes, new PostOutcome.UnknownFund());
            return outcomes;
        }
        var next = size - batch.Count + 1;
        var ids = batch.Select(w => (Source: writer.SourceOf(w.Request.Entry.Id.Source), w.Request.Entry.Id.Number)).ToList();
        var known = writer.Find(ids);
        for (var i = 0; i < batch.Count; i++)
            outcomes[i] = PostOne(writer, fund.Value, batch[i].Request, ids[i], known, ref next);
        if (next <= size) writer.TakeNumbers(fund.Value, next - size - 1);
        writer.Commit(fund.Value);
        return outcomes;
    }

    private static PostOutcome PostOne(
        LedgerWriter writer, long fund, PostRequest request, (long Source, long Number) id,
        Dictionary<(long Source, long Number), StoredEntry> known, ref long next)
    {
        var bytes = EntryFormat.ToBytes(request.Entry);
        var reference = request.DonorReference;
        if (known.TryGetValue(id, out var there))
        {
            // The stored bytes are the input itself; the reference may be erased since.
            var same = there.Bytes.AsSpan().SequenceEqual(bytes)
                && (there.Reference is null || there.Reference.AsSpan().SequenceEqual(reference.Span));
            var at = new JournalNumber(there.Journal);
            return same ? new PostOutcome.AlreadyPosted(at) : new PostOutcome.IdTaken(at);
        }
        if (reference.Length > 0 && writer.BearerOf(fund, reference.Span) is { } bearer)
            return new PostOutcome.ReferenceTaken(new JournalNumber(bearer));
        if (request.Entry.Reverses is { } reverses)
        {
            if (CheckReversal(writer, fund, request.Entry, reverses, known, out var reversed) is { } refused) return refused;
            writer.AddReversal(fund, reversed, next);
        }
        Span<byte> blinding = stackalloc byte[BlindedLeaf.BlindingSize];
        Span<byte> leaf = stackalloc byte[BlindedLeaf.Size];
        RandomNumberGenerator.Fill(blinding);
        BlindedLeaf.Compute(blinding, bytes, reference.Span, leaf);
        writer.AddEntry(fund, next, id.Source, id.Number, leaf, bytes, blinding, reference.Span);
        writer.AddToSums(request.Entry.Postings.AsSpan(), Months.Of(request.Entry.Day));
        known[id] = new StoredEntry(fund, next, bytes, reference.ToArray());
        return new PostOutcome.Posted(new JournalNumber(next++));
    }

    private static PostOutcome? CheckReversal(
        LedgerWriter writer, long fund, Entry reversal, EntryId reverses,
        Dictionary<(long Source, long Number), StoredEntry> known, out long reversed)
    {
        reversed = 0;
        (long, long) id = (writer.SourceOf(reverses.Source), reverses.Number);
        if (!known.TryGetValue(id, out var original))
        {
            writer.Flush();
            if (!writer.Find([id]).TryGetValue(id, out original)) return new PostOutcome.OriginalMissing();
        }
        if (original.Fund != fund) return new PostOutcome.OriginalMissing();
        if (writer.ReversedBy(fund, original.Journal) is { } by) return new PostOutcome.AlreadyReversed(new JournalNumber(by));
        reversed = original.Journal;
        var entry = EntryFormat.Read(original.Bytes);
        return entry.Kind != EntryKind.Reversal
            && entry.Postings.Select(p => p with { Amount = -p.Amount }).SequenceEqual(reversal.Postings)
                ? null : new PostOutcome.ReversalDiffers();
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
