using System.Security.Cryptography;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;

namespace Poruka.Storage;

/// <summary>
/// Posts a slice's own entries, one after another, within a transaction that holds the fund's lock. All of one source.
/// Not thread safe.
/// </summary>
internal sealed class PostingRun
{
    private readonly LedgerWriter _writer;
    private readonly long _fund;
    private readonly UInt128 _source;
    private readonly long _sourceNumber;
    private readonly long _size;
    private readonly byte[] _random = new byte[32 * 1_024];
    private byte[] _bytes = new byte[4_096];
    private int _randomLeft;

    /// <summary>Begins behind the entries that are there.</summary>
    /// <param name="writer">In a transaction.</param>
    /// <param name="fund">The fund, whose lock is held.</param>
    /// <param name="size">The journal's size.</param>
    /// <param name="source">The source of the entries' ids; none of its entries is in the books.</param>
    public PostingRun(LedgerWriter writer, long fund, long size, UInt128 source)
    {
        (_writer, _fund, _size, _source) = (writer, fund, size, source);
        _sourceNumber = writer.SourceOf(source);
    }

    /// <summary>How many were posted.</summary>
    public long Count { get; private set; }

    /// <summary>The journal number of the last one.</summary>
    public long Last => _size + Count;

    /// <summary>The id for the next one.</summary>
    public EntryId NextId => new(_source, Count);

    /// <summary>Posts an entry that bears <see cref="NextId"/>; returns its journal number.</summary>
    public long Post(Entry entry, ReadOnlySpan<byte> reference = default)
    {
        if (entry.Id != NextId) throw new ArgumentException("The entry doesn't bear the next id.", nameof(entry));
        if (_bytes.Length < EntryFormat.MaxSize(entry)) _bytes = new byte[EntryFormat.MaxSize(entry)];
        var bytes = _bytes.AsSpan(0, EntryFormat.Write(entry, _bytes));
        Span<byte> blinding = stackalloc byte[BlindedLeaf.BlindingSize];
        Draw(blinding);
        Span<byte> leaf = stackalloc byte[BlindedLeaf.Size];
        BlindedLeaf.Compute(blinding, bytes, reference, leaf);
        Count++;
        _writer.AddEntry(_fund, Last, _sourceNumber, entry.Id.Number, leaf, bytes, blinding, reference);
        _writer.AddToSums(entry.Postings.AsSpan(), Months.Of(entry.Day));
        return Last;
    }

    /// <summary>Posts the reversal of an entry; returns its journal number.</summary>
    public long Reverse(long journal, Entry entry, NodaTime.LocalDate day)
    {
        var last = Post(entry.Reverse(NextId, day));
        _writer.AddReversal(_fund, journal, last);
        return last;
    }

    /// <summary>Fills a buffer with random bytes, drawn by the handful.</summary>
    public void Draw(Span<byte> destination)
    {
        if (_randomLeft < destination.Length)
        {
            RandomNumberGenerator.Fill(_random);
            _randomLeft = _random.Length;
        }
        _randomLeft -= destination.Length;
        _random.AsSpan(_randomLeft, destination.Length).CopyTo(destination);
    }

    /// <summary>Writes the rows and takes the numbers; the caller commits.</summary>
    public void Finish()
    {
        _writer.Flush();
        if (Count > 0) _writer.TakeNumbers(_fund, Count);
    }
}
