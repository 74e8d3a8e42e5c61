using System.Runtime.InteropServices;
using Poruka.Ledger;

namespace Poruka.Storage;

/// <summary>
/// One transaction that posts into one fund's books: takes journal numbers, recognises what is there already, decides on
/// each entry and writes it. Not thread safe. Ended by <see cref="Commit"/> or the writer's rollback.
/// </summary>
internal sealed class PostingTransaction
{
    private readonly LedgerWriter _writer;
    private readonly long _fund;
    private readonly Dictionary<long, long> _highest = [];
    private readonly Dictionary<(long Source, long Number), StoredEntry> _known = [];
    private readonly List<(long Source, long Number)> _ids = [];
    private readonly HashSet<long> _sources = [];
    private readonly List<ReadOnlyMemory<byte>> _references = [];
    private readonly Dictionary<UInt128, long> _bearers = [];
    private long _next, _size;

    /// <summary>Begins. The fund's lock is taken with the first block.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="fund">Whose books.</param>
    /// <param name="within">Whether the writer's transaction has begun already, and goes on after <see cref="End"/>.</param>
    public PostingTransaction(LedgerWriter writer, long fund, bool within = false)
    {
        (_writer, _fund) = (writer, fund);
        if (!within) writer.Begin();
    }

    /// <summary>The journal number that its first entry gets; once a block was posted.</summary>
    public long First { get; private set; }

    /// <summary>How many entries it has posted.</summary>
    public long Posted => _next - First;

    /// <summary>Posts a block; tells what became of each. False where there is no such fund: roll back then.</summary>
    public bool Post(ReadyBlock block, Span<PostOutcome> outcomes)
    {
        if (!Look(block)) return false;
        var areNew = AreNew();
        _known.Clear();
        if (!areNew)
        {
            _writer.Flush();
            _writer.Find(_ids, _known);
        }
        for (var i = 0; i < block.Count; i++) outcomes[i] = PostOne(block, i, keep: !areNew);
        return true;
    }

    /// <summary>Gives back the numbers that were not used, and commits; durable when it returns.</summary>
    public void Commit()
    {
        if (_next <= _size) _writer.TakeNumbers(_fund, _next - _size - 1);
        _writer.Commit(_fund);
    }

    /// <summary>Gives back the numbers that were not used and writes the sums; the writer's transaction goes on.</summary>
    public void End()
    {
        if (_next <= _size) _writer.TakeNumbers(_fund, _next - _size - 1);
        _writer.WriteSums(_fund);
    }

    /// <summary>Takes numbers and looks up what the block's entries meet in the books.</summary>
    private bool Look(ReadyBlock block)
    {
        _ids.Clear();
        _sources.Clear();
        _references.Clear();
        _bearers.Clear();
        // The fund's lock comes first: two posters who bring new sources must not wait for each other.
        for (var i = 0; First == 0 && i < block.Count; i++)
            if (!_writer.Knows(block[i].Entry.Id.Source) && !TakeNumbers(block.Count)) return false;
        for (var i = 0; i < block.Count; i++)
        {
            var id = block[i].Entry.Id;
            var source = _writer.SourceOf(id.Source);
            _ids.Add((source, id.Number));
            if (!_highest.ContainsKey(source)) _sources.Add(source);
            if (block[i].DonorReference.Length > 0) _references.Add(block[i].DonorReference);
        }
        if (_sources.Count > 0) _writer.Flush();
        return TakeNumbers(block.Count);
    }

    private bool TakeNumbers(int count)
    {
        // Twice as many each time: a long stream takes few turns, and what is left over is given back.
        var lacking = _next + count - 1 - _size;
        var more = First == 0 ? count : lacking <= 0 ? 0 : Math.Max(lacking, Posted);
        if (more == 0 && _sources.Count == 0 && _references.Count == 0) return true;
        if (_writer.Look(_fund, more, _sources, _highest, _references, _bearers) is not { } size) return false;
        _size = size;
        if (First == 0) _next = First = size - count + 1;
        return true;
    }

    /// <summary>
    /// Whether none of the block can be there already: each number is above all that its source has posted. So a stream in
    /// order is deduplicated by one look at each source's last entry, and only what comes again or late is searched for.
    /// </summary>
    private bool AreNew()
    {
        var areNew = true;
        foreach (var (source, number) in _ids)
        {
            ref var highest = ref CollectionsMarshal.GetValueRefOrAddDefault(_highest, source, out var isKnown);
            if (isKnown && number <= highest) areNew = false;
            else highest = number;
        }
        return areNew;
    }

    private PostOutcome PostOne(ReadyBlock block, int index, bool keep)
    {
        var request = block[index];
        var bytes = block.Bytes(index);
        var reference = request.DonorReference.Span;
        var id = _ids[index];
        if (keep && _known.TryGetValue(id, out var there))
        {
            // The stored bytes are the input itself; the reference may be erased since.
            var same = there.Bytes.AsSpan().SequenceEqual(bytes)
                && (there.Reference is null || there.Reference.AsSpan().SequenceEqual(reference));
            var at = new JournalNumber(there.Journal);
            return same ? new PostOutcome.AlreadyPosted(at) : new PostOutcome.IdTaken(at);
        }
        if (reference.Length > 0 && _bearers.TryGetValue(PostRequest.ReferenceKey(reference), out var bearer))
            return new PostOutcome.ReferenceTaken(new JournalNumber(bearer));
        if (request.Entry.Reverses is { } reverses)
        {
            if (CheckReversal(request.Entry, reverses, out var reversed) is { } refused) return refused;
            _writer.AddReversal(_fund, reversed, _next);
        }
        _writer.AddEntry(
            _fund, _next, id.Source, id.Number, block.Leaf(index), bytes, block.Blinding(index), reference);
        _writer.AddToSums(request.Entry.Postings.AsSpan(), Months.Of(request.Entry.Day));
        if (reference.Length > 0) _bearers[PostRequest.ReferenceKey(reference)] = _next;
        if (keep) _known[id] = new StoredEntry(_fund, _next, bytes.ToArray(), reference.ToArray());
        return new PostOutcome.Posted(new JournalNumber(_next++));
    }

    private PostOutcome? CheckReversal(Entry reversal, EntryId reverses, out long reversed)
    {
        reversed = 0;
        var id = (_writer.SourceOf(reverses.Source), reverses.Number);
        if (!_known.TryGetValue(id, out var original))
        {
            _writer.Flush();
            _writer.Find([id], _known);
            if (!_known.TryGetValue(id, out original)) return new PostOutcome.OriginalMissing();
        }
        if (original.Fund != _fund) return new PostOutcome.OriginalMissing();
        if (_writer.ReversedBy(_fund, original.Journal) is { } by) return new PostOutcome.AlreadyReversed(new JournalNumber(by));
        reversed = original.Journal;
        var entry = EntryFormat.Read(original.Bytes);
        return entry.Kind != EntryKind.Reversal
            && entry.Postings.Select(p => p with { Amount = -p.Amount }).SequenceEqual(reversal.Postings)
                ? null : new PostOutcome.ReversalDiffers();
    }
}
