using System.Buffers.Binary;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Poruka.Ledger;

namespace Poruka.Storage;

/// <summary>
/// Writes books into SQLite with statements prepared once. Rows are kept back until there are many, and then written by another thread while
/// the next are made: one thread at a time uses the connection, and whoever else asks for it waits until all rows are there.
/// </summary>
internal sealed class SqliteLedgerWriter : LedgerWriter
{
    private const int ConstraintDataType = 3091; // a sum became a real number: it left the range
    private const int RowsAtOnce = 512;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<long, long> _taken = []; // by fund: how far the transaction has taken numbers
    private readonly SqliteStatement _begin, _commit, _rollback, _size, _findSource, _addSource, _find, _highest, _entry,
        _opening, _sum, _reversedBy, _reversal, _bearer, _line, _identities;
    private KeptRows _kept = new(), _written = new();
    private Task? _writing;

    public SqliteLedgerWriter(Database database)
    {
        _connection = (SqliteConnection)database.Open();
        _begin = Prepare("begin immediate");
        _commit = Prepare("commit");
        _rollback = Prepare("rollback");
        _size = Prepare("select size from journal_head where fund = ?1");
        _findSource = Prepare("select source from entry_source where id = ?1");
        _addSource = Prepare(
            "insert into entry_source (source, id) select coalesce(max(source), 0) + 1, ?1 from entry_source returning source");
        _find = Prepare("""
            select e.fund, e.journal, e.bytes, o.journal, o.reference from entry e
            left join opening o on o.fund = e.fund and o.journal = e.journal where e.source = ?1 and e.number = ?2
            """);
        _highest = Prepare("select max(number) from entry where source = ?1");
        // OR FAIL: an insert that can't abort needs no journal of its own, which would copy each page it touches.
        _entry = Prepare("insert or fail into entry (fund, journal, source, number, leaf, bytes) values (?1, ?2, ?3, ?4, ?5, ?6)");
        _opening = Prepare("insert or fail into opening (fund, journal, blinding, reference) values (?1, ?2, ?3, ?4)");
        _sum = Prepare("""
            insert or fail into monthly_sum (fund, account, campaign, currency, month, amount, postings)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            on conflict (fund, month, account, campaign, currency)
            do update set amount = amount + excluded.amount, postings = postings + excluded.postings
            """);
        _reversedBy = Prepare("select journal from reversal where fund = ?1 and reversed = ?2");
        _reversal = Prepare("insert or fail into reversal (fund, reversed, journal) values (?1, ?2, ?3)");
        _bearer = Prepare("select journal from opening where fund = ?1 and reference = ?2");
        _line = Prepare("""
            insert or fail into statement_line (fund, account, day, identity, journal, amount_minor, is_waiting, import, detail)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """);
        _identities = Prepare("select identity from statement_line where fund = ?1 and account = ?2 and day = ?3");
    }

    public override DbConnection Connection
    {
        get
        {
            Flush();
            return _connection;
        }
    }

    public override DbTransaction? Transaction => null;

    public override void Begin()
    {
        _taken.Clear();
        _begin.Execute();
    }

    public override long? TakeNumbers(long fund, long count)
    {
        if (!_taken.TryGetValue(fund, out var size))
        {
            Wait();
            if (_size.Bind(1, fund).Scalar() is not { } stored) return null;
            size = stored;
        }
        return _taken[fund] = size + count;
    }

    public override void Find(
        IReadOnlyList<(long Source, long Number)> ids, Dictionary<(long Source, long Number), StoredEntry> found)
    {
        Wait();
        foreach (var id in ids)
        {
            _find.Bind(1, id.Source).Bind(2, id.Number);
            if (_find.Step())
                found[id] = new StoredEntry(_find.Int64(0), _find.Int64(1), _find.Blob(2).ToArray(),
                    _find.IsNull(3) ? null : _find.Blob(4).ToArray());
            _find.Reset();
        }
    }

    public override long? Look(
        long fund, long count, IReadOnlyCollection<long> sources, Dictionary<long, long> highest,
        IReadOnlyList<ReadOnlyMemory<byte>> references, Dictionary<UInt128, long> bearers)
    {
        if (references.Count > 0) Flush();
        else Wait();
        foreach (var source in sources)
            if (_highest.Bind(1, source).Scalar() is { } number) highest[source] = number;
        foreach (var reference in references)
            if (_bearer.Bind(1, fund).Bind(2, reference.Span).Scalar() is { } journal)
                bearers[PostRequest.ReferenceKey(reference.Span)] = journal;
        return TakeNumbers(fund, count);
    }

    public override long? ReversedBy(long fund, long journal)
    {
        Wait();
        return _reversedBy.Bind(1, fund).Bind(2, journal).Scalar();
    }

    public override void AddEntry(
        long fund, long journal, long source, long number, ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> bytes,
        ReadOnlySpan<byte> blinding, ReadOnlySpan<byte> reference)
    {
        if (_kept.Entries == RowsAtOnce) WriteBeside();
        _kept.Add(fund, journal, source, number, leaf, bytes, blinding, reference);
    }

    public override void AddReversal(long fund, long reversed, long journal)
    {
        Flush();
        _reversal.Bind(1, fund).Bind(2, reversed).Bind(3, journal).Execute();
    }

    public override void AddStatementLine(in StatementLineRow row) => _kept.Add(row);

    public override HashSet<UInt128> IdentitiesOf(long fund, int account, int day)
    {
        Wait();
        var identities = new HashSet<UInt128>();
        _identities.Bind(1, fund).Bind(2, account).Bind(3, day);
        while (_identities.Step()) identities.Add(BinaryPrimitives.ReadUInt128BigEndian(_identities.Blob(0)));
        _identities.Reset();
        return identities;
    }

    public override void Flush()
    {
        Wait();
        if (_kept.IsEmpty) return;
        Write(_kept);
        _kept.Clear();
    }

    public override bool IsOverflow(Exception problem) =>
        problem is OverflowException or SqliteException { SqliteExtendedErrorCode: ConstraintDataType };

    public override void Dispose()
    {
        // The connection goes back to a pool: it must not take an unfinished transaction with it.
        RollbackTransaction();
        foreach (var statement in (SqliteStatement[])[_begin, _commit, _rollback, _size, _findSource, _addSource, _find,
            _highest, _entry, _opening, _sum, _reversedBy, _reversal, _bearer, _line, _identities]) statement.Dispose();
        _connection.Dispose();
    }

    protected override void WriteAndCommit(long fund, Dictionary<SumKey, SumChange> sums)
    {
        Flush();
        foreach (var (key, change) in sums)
            _sum.Bind(1, fund).Bind(2, key.Account).Bind(3, key.Campaign).Bind(4, key.Currency).Bind(5, key.Month)
                .Bind(6, change.Amount).Bind(7, change.Postings).Execute();
        _commit.Execute();
    }

    protected override long FindOrAddSource(UInt128 id)
    {
        Wait();
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return _findSource.Bind(1, bytes).Scalar() ?? _addSource.Bind(1, bytes).Scalar()!.Value;
    }

    protected override void RollbackTransaction()
    {
        // What became of rows that are taken back is no matter.
        ((IAsyncResult?)_writing)?.AsyncWaitHandle.WaitOne();
        _writing = null;
        _kept.Clear();
        // A trigger that refuses a change has rolled back already.
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0) _rollback.Execute();
    }

    protected override void Forget() => _taken.Clear();

    /// <summary>Has another thread write what is kept back, once it has written what it was given before.</summary>
    private void WriteBeside()
    {
        Wait();
        (_kept, _written) = (_written, _kept);
        _kept.Clear();
        var rows = _written;
        _writing = Task.Run(() => Write(rows));
    }

    /// <summary>Waits until nobody else uses the connection.</summary>
    /// <exception cref="SqliteException">A row was refused.</exception>
    private void Wait()
    {
        if (_writing is not { } writing) return;
        _writing = null;
        writing.GetAwaiter().GetResult();
    }

    private void Write(KeptRows rows)
    {
        for (var i = 0; i < rows.Entries; i++)
        {
            var row = rows[i];
            _entry.Bind(1, row.Fund).Bind(2, row.Journal).Bind(3, row.Source).Bind(4, row.Number).Bind(5, row.Leaf).Bind(6, row.Bytes).Execute();
            _opening.Bind(1, row.Fund).Bind(2, row.Journal).Bind(3, row.Blinding);
            (row.Reference.Length > 0 ? _opening.Bind(4, row.Reference) : _opening.BindNull(4)).Execute();
        }
        Span<byte> identity = stackalloc byte[16];
        foreach (ref readonly var row in rows.Lines)
        {
            BinaryPrimitives.WriteUInt128BigEndian(identity, row.Identity);
            _line.Bind(1, row.Fund).Bind(2, row.Account).Bind(3, row.Day).Bind(4, identity).Bind(5, row.Journal)
                .Bind(6, row.AmountMinor).Bind(7, row.IsWaiting ? 1 : 0).Bind(8, row.Import).Bind(9, row.Detail.Span)
                .Execute();
        }
    }

    private SqliteStatement Prepare(string sql) => new(_connection, sql);
}
