using System.Data.Common;
using System.Runtime.InteropServices;
using Poruka.Ledger;

namespace Poruka.Storage;

/// <summary>An entry as it stands in the books.</summary>
internal sealed record StoredEntry(long Fund, long Journal, byte[] Bytes, byte[]? Reference);

/// <summary>What one monthly sum is of.</summary>
internal readonly record struct SumKey(int Account, int Campaign, int Currency, int Month);

/// <summary>How much a monthly sum changes, and by how many postings.</summary>
internal record struct SumChange(long Amount, long Postings);

/// <summary>
/// One connection that writes books: the statements of a posting transaction, in the form that each database does
/// fastest. Not thread safe. Rows may be kept back until <see cref="Flush"/>.
/// </summary>
internal abstract class LedgerWriter : IDisposable
{
    private readonly Dictionary<SumKey, SumChange> _sums = [];
    private readonly Dictionary<UInt128, long> _sources = [];

    /// <summary>Opens the writer that fits the database.</summary>
    public static LedgerWriter Open(Database database) => database.Kind == DatabaseKind.Sqlite
        ? new SqliteLedgerWriter(database)
        : new PostgresLedgerWriter(database);

    /// <summary>The connection, for a slice's own statements within the posting transaction.</summary>
    public abstract DbConnection Connection { get; }

    /// <summary>The transaction to name on such a statement; null where the connection knows it by itself.</summary>
    public abstract DbTransaction? Transaction { get; }

    public abstract void Begin();

    /// <summary>Writes what was kept back and commits; durable when it returns.</summary>
    public void Commit(long fund)
    {
        WriteAndCommit(fund, _sums);
        _sums.Clear();
    }

    public void Rollback()
    {
        _sums.Clear();
        _sources.Clear();
        Forget();
        RollbackTransaction();
    }

    /// <summary>
    /// Takes the next journal numbers and, with them, the fund's lock until the end of the transaction. Returns how many
    /// are taken in all. The first statement of a posting transaction; a negative count gives numbers back.
    /// </summary>
    /// <returns>The journal's size; null where there is no such fund.</returns>
    public abstract long? TakeNumbers(long fund, long count);

    /// <summary>
    /// <see cref="TakeNumbers"/>, and with it what a posting must know: each source's highest number in the books, where it
    /// has any (rows that are kept back not counted), and the journal numbers of the entries that bear one of these donors'
    /// references, by <see cref="PostRequest.ReferenceKey"/> (those kept back too).
    /// </summary>
    public abstract long? Look(
        long fund, long count, IReadOnlyCollection<long> sources, Dictionary<long, long> highest,
        IReadOnlyList<ReadOnlyMemory<byte>> references, Dictionary<UInt128, long> bearers);

    /// <summary>Whether <see cref="SourceOf"/> knows a source without asking the database.</summary>
    public bool Knows(UInt128 source) => _sources.ContainsKey(source);

    /// <summary>The small number that stands for a source; given now if it is new.</summary>
    public long SourceOf(UInt128 id)
    {
        if (!_sources.TryGetValue(id, out var source))
        {
            if (_sources.Count >= 10_000) _sources.Clear();
            _sources[id] = source = FindOrAddSource(id);
        }
        return source;
    }

    /// <summary>Adds the entries, of those asked for, that are in the books already. Knows no rows that are kept back.</summary>
    public abstract void Find(
        IReadOnlyList<(long Source, long Number)> ids, Dictionary<(long Source, long Number), StoredEntry> found);

    /// <summary>
    /// Posts one entry that reverses nothing and commits, in one round trip, where it is new and nobody bears its reference.
    /// </summary>
    /// <returns>Its journal number; null where it must go the long way, and no books were changed.</returns>
    public virtual long? TryPostAtOnce(long fund, ReadyBlock block) => null;

    /// <summary>The journal number of the entry that reverses an entry; null where none does.</summary>
    public abstract long? ReversedBy(long fund, long journal);

    /// <summary>Adds an entry with its opening. Its postings are added to the sums by <see cref="AddToSums"/>.</summary>
    public abstract void AddEntry(
        long fund, long journal, long source, long number, ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> bytes,
        ReadOnlySpan<byte> blinding, ReadOnlySpan<byte> reference);

    public abstract void AddReversal(long fund, long reversed, long journal);

    public abstract void AddStatementLine(in StatementLineRow row);

    /// <summary>The identities of a day's lines that are in the books already.</summary>
    public abstract HashSet<UInt128> IdentitiesOf(long fund, int account, int day);

    /// <summary>Counts an entry's postings into the sums that are written at the commit.</summary>
    /// <exception cref="OverflowException">A sum leaves the range of a 64-bit number.</exception>
    public void AddToSums(ReadOnlySpan<Posting> postings, int month)
    {
        foreach (var posting in postings)
        {
            var key = new SumKey(
                posting.Account.Code, posting.Campaign.Number, posting.Amount.Currency.Number, month);
            ref var change = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, key, out _);
            change.Amount = checked(change.Amount + posting.Amount.Minor);
            change.Postings++;
        }
    }

    /// <summary>Writes the sums of a fund within the transaction, which may go on with another fund.</summary>
    public void WriteSums(long fund)
    {
        Flush();
        foreach (var (key, change) in _sums)
            Sql.Run(Connection, Transaction, """
                insert into monthly_sum (fund, account, campaign, currency, month, amount, postings)
                values (@fund, @account, @campaign, @currency, @month, @amount, @postings)
                on conflict (fund, month, account, campaign, currency)
                do update set amount = monthly_sum.amount + excluded.amount, postings = monthly_sum.postings + excluded.postings
                """,
                ("fund", fund), ("account", (long)key.Account), ("campaign", (long)key.Campaign), ("currency", (long)key.Currency),
                ("month", (long)key.Month), ("amount", change.Amount), ("postings", change.Postings));
        _sums.Clear();
    }

    /// <summary>Writes rows that were kept back.</summary>
    public abstract void Flush();

    public abstract void Dispose();

    protected abstract void WriteAndCommit(long fund, Dictionary<SumKey, SumChange> sums);

    protected abstract long FindOrAddSource(UInt128 id);

    protected abstract void RollbackTransaction();

    protected abstract void Forget();

    /// <summary>Whether an error says that a sum left the range of a 64-bit number.</summary>
    public abstract bool IsOverflow(Exception problem);
}

/// <summary>A row of <c>statement_line</c>.</summary>
internal readonly record struct StatementLineRow(
    long Fund, int Account, int Day, UInt128 Identity, long Journal, long AmountMinor, bool IsWaiting, long Import,
    ReadOnlyMemory<byte> Detail);
