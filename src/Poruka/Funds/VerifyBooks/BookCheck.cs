using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds.VerifyBooks;

/// <summary>One walk over a fund's entries: each is read, weighed, added up, and hashed again against its leaf.</summary>
internal sealed class BookCheck(DbConnection connection, Fund fund, LeafBook leaves, Findings findings)
{
    private const int ProgressEvery = 16_384;

    private readonly Dictionary<long, UInt128> _sources = [];
    private readonly Dictionary<UInt128, long> _references = new((int)leaves.Count);
    private readonly Dictionary<EntryId, (long Journal, EntryId Reverses)> _reversals = [];
    private Dictionary<long, long> _reversedBy = [];
    private long[] _places = [];
    private long _next = 1;

    public long Entries { get; private set; }

    public long Postings { get; private set; }

    public long Erased { get; private set; }

    public long Unpublished { get; private set; }

    /// <summary>The sums that the postings make.</summary>
    public Dictionary<SumKey, SumChange> Sums { get; } = [];

    public void Run(IProgress<long>? progress, CancellationToken cancel)
    {
        LoadSources();
        LoadPlaces();
        LoadReversals();
        EntryScan.Visit(connection, fund.Number, 0, (in EntryRow row) =>
        {
            if (Entries % ProgressEvery == 0)
            {
                cancel.ThrowIfCancellationRequested();
                progress?.Report(Entries);
            }
            Check(row);
        });
        // Where no row counts (SQLite), what opens an entry outlives one that was taken from the journal's end.
        var size = Sql.Number(connection, null, """
            select max(size) from (
                select size from journal_head where fund = @fund union all select max(journal) from opening where fund = @fund) ends
            """, ("fund", fund.Number));
        if (size != _next - 1)
            findings.Add(FindingKind.JournalGap, "journal", Show(_next - 1), Show(size ?? 0));
        CheckReversals();
    }

    private void Check(in EntryRow row)
    {
        Entries++;
        if (row.Journal != _next) findings.Add(FindingKind.JournalGap, Place(row.Journal), Show(_next), Show(row.Journal));
        _next = row.Journal + 1;
        CheckLeaf(row);
        try
        {
            CheckEntry(row);
        }
        catch (FormatException problem)
        {
            findings.Add(FindingKind.EntryUnreadable, Place(row.Journal), found: problem.Message);
        }
        catch (OverflowException)
        {
            findings.Add(FindingKind.SumWrong, Place(row.Journal), found: "2^63");
        }
    }

    private void CheckLeaf(in EntryRow row)
    {
        if (row.IsOpen)
        {
            Span<byte> leaf = stackalloc byte[BlindedLeaf.Size];
            if (row.Blinding.Length == BlindedLeaf.BlindingSize)
                BlindedLeaf.Compute(row.Blinding, row.Bytes, row.Reference, leaf);
            if (!leaf.SequenceEqual(row.Leaf)) findings.Add(FindingKind.EntryChanged, Place(row.Journal));
            if (row.Reference.Length == DonorReference.Size) CheckReference(row);
        }
        else Erased++;

        var place = row.Journal > 0 && row.Journal < _places.Length ? _places[row.Journal] : -1;
        if (place < 0)
        {
            Unpublished++;
            return;
        }
        if (!leaves.Account(place))
            findings.Add(FindingKind.LeafUnaccounted, Place(row.Journal), found: $"leaf {Show(place)}");
        else if (!leaves[place].SequenceEqual(row.Leaf))
            findings.Add(FindingKind.LeafChanged, $"leaf {Show(place)}", Convert.ToHexStringLower(row.Leaf), Convert.ToHexStringLower(leaves[place]));
    }

    private void CheckReference(in EntryRow row)
    {
        var reference = (UInt128)BinaryPrimitives.ReadUInt64BigEndian(row.Reference) << 16
            | BinaryPrimitives.ReadUInt16BigEndian(row.Reference[8..]);
        if (!_references.TryAdd(reference, row.Journal))
            findings.Add(FindingKind.ReferenceTwice, Place(row.Journal), found: Place(_references[reference]));
    }

    private void CheckEntry(in EntryRow row)
    {
        var entry = new EntryReader(row.Bytes);
        if (entry.Fund != fund.Id || entry.Id.Number != row.Number
            || !_sources.TryGetValue(row.Source, out var source) || entry.Id.Source != source)
            findings.Add(FindingKind.EntryMisplaced, Place(row.Journal), found: entry.Id.ToString());
        if (entry.Reverses is { } reverses) _reversals[entry.Id] = (row.Journal, reverses);
        var month = Months.Of(entry.Day);
        Int128 balance = 0;
        var first = default(Currency);
        var mixed = false;
        while (entry.TryReadPosting(out var posting))
        {
            Postings++;
            if (!posting.Account.IsKnown) throw new FormatException("Found an unknown account.");
            if (!first.IsKnown) first = posting.Amount.Currency;
            mixed |= posting.Amount.Currency != first;
            balance += posting.Amount.Minor;
            var key = new SumKey(posting.Account.Code, posting.Campaign.Number, posting.Amount.Currency.Number, month);
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(Sums, key, out _);
            sum.Amount = checked(sum.Amount + posting.Amount.Minor);
            sum.Postings++;
        }
        if (mixed) _ = EntryFormat.Read(row.Bytes); // which weighs each currency by itself
        else if (balance != 0)
            findings.Add(FindingKind.EntryUnbalanced, Place(row.Journal), "0", balance.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Each reversal has its row, each row its reversal, and the two entries are mirrors.</summary>
    private void CheckReversals()
    {
        foreach (var (id, (journal, reverses)) in _reversals)
        {
            var source = _sources.FirstOrDefault(s => s.Value == reverses.Source).Key;
            var original = Sql.Number(connection, null,
                "select journal from entry where fund = @fund and source = @source and number = @number",
                ("fund", fund.Number), ("source", source), ("number", reverses.Number));
            if (original is not { } reversed || !_reversedBy.Remove(reversed, out var by) || by != journal || !AreMirrors(reversed, journal))
                findings.Add(FindingKind.ReversalWrong, Place(journal), found: reverses.ToString());
        }
        foreach (var (reversed, by) in _reversedBy)
            findings.Add(FindingKind.ReversalWrong, Place(reversed), found: Place(by));
    }

    private bool AreMirrors(long reversed, long journal)
    {
        try
        {
            return Postings(reversed).SequenceEqual(Postings(journal).Select(p => p with { Amount = -p.Amount }));
        }
        catch (FormatException)
        {
            return false; // said already
        }

        System.Collections.Immutable.ImmutableArray<Posting> Postings(long number)
        {
            using var find = Sql.Command(connection, null,
                "select bytes from entry where fund = @fund and journal = @journal", ("fund", fund.Number), ("journal", number));
            return EntryFormat.Read((byte[])find.ExecuteScalar()!).Postings;
        }
    }

    private void LoadSources()
    {
        using var find = Sql.Command(connection, null, "select source, id from entry_source");
        using var rows = find.ExecuteReader();
        while (rows.Read())
            if (rows.GetFieldValue<byte[]>(1) is { Length: 16 } id)
                _sources[rows.GetInt64(0)] = BinaryPrimitives.ReadUInt128BigEndian(id);
    }

    private void LoadPlaces()
    {
        var last = Sql.Number(connection, null,
            "select coalesce(max(journal), 0) from log_place where fund = @fund", ("fund", fund.Number))!.Value;
        _places = new long[last + 1];
        Array.Fill(_places, -1);
        using var find = Sql.Command(connection, null,
            "select journal, log_index from log_place where fund = @fund", ("fund", fund.Number));
        using var rows = find.ExecuteReader();
        while (rows.Read())
            if (rows.GetInt64(0) is var journal && journal > 0 && journal <= last) _places[journal] = rows.GetInt64(1);
    }

    private void LoadReversals()
    {
        using var find = Sql.Command(connection, null,
            "select reversed, journal from reversal where fund = @fund", ("fund", fund.Number));
        using var rows = find.ExecuteReader();
        _reversedBy = [];
        while (rows.Read()) _reversedBy[rows.GetInt64(0)] = rows.GetInt64(1);
    }

    private static string Place(long journal) => $"entry {Show(journal)}";

    private static string Show(long number) => number.ToString(CultureInfo.InvariantCulture);
}
