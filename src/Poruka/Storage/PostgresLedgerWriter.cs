using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using Poruka.Ledger;

namespace Poruka.Storage;

/// <summary>
/// Writes books into PostgreSQL: rows are kept back and written by binary COPY where they are many, and by one statement
/// over arrays where they are few.
/// </summary>
internal sealed class PostgresLedgerWriter : LedgerWriter
{
    private const int RowsAtOnce = 10_000;
    private const int FewRows = 200; // below this one INSERT over arrays takes fewer round trips than two COPYs

    private readonly NpgsqlConnection _connection;
    private readonly List<EntryRow> _entries = [];
    private readonly List<StatementLineRow> _lines = [];
    private readonly Dictionary<UInt128, long> _keptReferences = []; // of one fund: its lock is held
    private NpgsqlTransaction? _transaction;
    private NpgsqlCommand? _atOnce;

    public PostgresLedgerWriter(Database database) => _connection = database.OpenPostgres();

    public override DbConnection Connection => _connection;

    public override DbTransaction? Transaction => _transaction;

    public override void Begin() => _transaction = _connection.BeginTransaction();

    public override long? TakeNumbers(long fund, long count)
    {
        using var take = Command("update journal_head set size = size + @count where fund = @fund returning size");
        Add(take, "fund", fund);
        Add(take, "count", count);
        return (long?)take.ExecuteScalar();
    }

    public override void Find(
        IReadOnlyList<(long Source, long Number)> ids, Dictionary<(long Source, long Number), StoredEntry> found)
    {
        using var find = Command("""
            select e.source, e.number, e.fund, e.journal, e.bytes, o.journal, o.reference
            from unnest(@sources, @numbers) as asked (source, number)
            join entry e on e.source = asked.source and e.number = asked.number
            left join opening o on o.fund = e.fund and o.journal = e.journal
            """);
        Add(find, "sources", ids.Select(id => id.Source).ToArray());
        Add(find, "numbers", ids.Select(id => id.Number).ToArray());
        using var rows = find.ExecuteReader();
        while (rows.Read())
            found[(rows.GetInt64(0), rows.GetInt64(1))] = new StoredEntry(
                rows.GetInt64(2), rows.GetInt64(3), rows.GetFieldValue<byte[]>(4),
                rows.IsDBNull(5) ? null : rows.IsDBNull(6) ? [] : rows.GetFieldValue<byte[]>(6));
    }

    /// <summary>One round trip: on a loopback or a network, that is most of what a single posting costs.</summary>
    public override long? Look(
        long fund, long count, IReadOnlyCollection<long> sources, Dictionary<long, long> highest,
        IReadOnlyList<ReadOnlyMemory<byte>> references, Dictionary<UInt128, long> bearers)
    {
        using var batch = new NpgsqlBatch(_connection, _transaction);
        Add(batch, "update journal_head set size = size + $2 where fund = $1 returning size",
            new NpgsqlParameter<long> { TypedValue = fund }, new NpgsqlParameter<long> { TypedValue = count });
        Add(batch, """
            select source, (select max(number) from entry e where e.source = asked.source)
            from unnest($1) as asked (source)
            """, new NpgsqlParameter<long[]> { TypedValue = [.. sources] });
        if (references.Count > 0)
            Add(batch, """
                select found.reference, found.journal from unnest($2) as asked (reference) cross join lateral (
                    select reference, journal from opening
                    where fund = $1 and reference = asked.reference limit 1) as found
                """, new NpgsqlParameter<long> { TypedValue = fund },
                new NpgsqlParameter<byte[][]> { TypedValue = [.. references.Select(r => r.ToArray())] });
        long? size;
        using (var rows = batch.ExecuteReader())
        {
            size = rows.Read() ? rows.GetInt64(0) : null;
            rows.NextResult();
            while (rows.Read())
                if (!rows.IsDBNull(1)) highest[rows.GetInt64(0)] = rows.GetInt64(1);
            if (rows.NextResult())
                while (rows.Read()) bearers[PostRequest.ReferenceKey(rows.GetFieldValue<byte[]>(0))] = rows.GetInt64(1);
        }
        foreach (var reference in references)
            if (_keptReferences.TryGetValue(PostRequest.ReferenceKey(reference.Span), out var journal))
                bearers[PostRequest.ReferenceKey(reference.Span)] = journal;
        return size;
    }

    public override long? TryPostAtOnce(long fund, ReadyBlock block)
    {
        var entry = block[0].Entry;
        // The same account twice in one entry would be the same row twice in one statement.
        if (entry.Postings.DistinctBy(p => (p.Account.Code, p.Campaign.Number, p.Amount.Currency.Number)).Count() != entry.Postings.Length) return null;
        _atOnce ??= PrepareAtOnce();
        Set(0, fund);
        Set(1, Ids.Bytes(entry.Id.Source));
        Set(2, Knows(entry.Id.Source) ? SourceOf(entry.Id.Source) : 0);
        Set(3, entry.Id.Number);
        Set(4, block.Leaf(0).ToArray());
        Set(5, block.Bytes(0).ToArray());
        Set(6, block.Blinding(0).ToArray());
        Set(7, block[0].DonorReference.ToArray());
        Set(8, entry.Postings.Select(p => (long)p.Account.Code).ToArray());
        Set(9, entry.Postings.Select(p => (long)p.Campaign.Number).ToArray());
        Set(10, entry.Postings.Select(p => (long)p.Amount.Currency.Number).ToArray());
        Set(11, entry.Postings.Select(p => p.Amount.Minor).ToArray());
        Set(12, (long)Months.Of(entry.Day));
        return _atOnce.ExecuteScalar() as long?;

        void Set<T>(int position, T value) => ((NpgsqlParameter<T>)_atOnce.Parameters[position]).TypedValue = value;
    }

    public override long? ReversedBy(long fund, long journal)
    {
        using var find = Command("select journal from reversal where fund = @fund and reversed = @journal");
        Add(find, "fund", fund);
        Add(find, "journal", journal);
        return (long?)find.ExecuteScalar();
    }

    public override void AddEntry(
        long fund, long journal, long source, long number, ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> bytes,
        ReadOnlySpan<byte> blinding, ReadOnlySpan<byte> reference)
    {
        _entries.Add(new EntryRow(
            fund, journal, source, number, leaf.ToArray(), bytes.ToArray(), blinding.ToArray(), reference.ToArray()));
        if (reference.Length > 0) _keptReferences[PostRequest.ReferenceKey(reference)] = journal;
        if (_entries.Count >= RowsAtOnce) Flush();
    }

    public override void AddReversal(long fund, long reversed, long journal)
    {
        using var add = Command("insert into reversal (fund, reversed, journal) values (@fund, @reversed, @journal)");
        Add(add, "fund", fund);
        Add(add, "reversed", reversed);
        Add(add, "journal", journal);
        add.ExecuteNonQuery();
    }

    public override void AddStatementLine(in StatementLineRow row) => _lines.Add(row);

    public override HashSet<UInt128> IdentitiesOf(long fund, int account, int day)
    {
        using var find = Command(
            "select identity from statement_line where fund = @fund and account = @account and day = @day");
        Add(find, "fund", fund);
        Add(find, "account", (long)account);
        Add(find, "day", (long)day);
        var identities = new HashSet<UInt128>();
        using var rows = find.ExecuteReader();
        while (rows.Read()) identities.Add(Ids.Read(rows.GetFieldValue<byte[]>(0)));
        return identities;
    }

    public override void Flush()
    {
        if (_entries.Count > FewRows) CopyEntries();
        else if (_entries.Count > 0)
        {
            using var batch = new NpgsqlBatch(_connection, _transaction);
            AddInsertOfEntries(batch);
            batch.ExecuteNonQuery();
        }
        if (_lines.Count > 0) CopyLines();
        Forget();
    }

    public override bool IsOverflow(Exception problem) =>
        problem is OverflowException or PostgresException { SqlState: PostgresErrorCodes.NumericValueOutOfRange };

    public override void Dispose()
    {
        _transaction?.Dispose();
        _atOnce?.Dispose();
        _connection.Dispose();
    }

    /// <summary>Few rows, their sums and the commit go in one round trip.</summary>
    protected override void WriteAndCommit(long fund, Dictionary<SumKey, SumChange> sums)
    {
        if (_entries.Count > FewRows || _lines.Count > 0) Flush();
        using (var batch = new NpgsqlBatch(_connection, _transaction))
        {
            if (_entries.Count > 0) AddInsertOfEntries(batch);
            if (sums.Count > 0) AddSums(batch, fund, sums);
            Add(batch, "commit");
            batch.ExecuteNonQuery();
        }
        Forget();
        _transaction?.Dispose();
        _transaction = null;
    }

    protected override long FindOrAddSource(UInt128 id)
    {
        using var find = Command("select source_of(@id)");
        Add(find, "id", Ids.Bytes(id));
        return (long)find.ExecuteScalar()!;
    }

    protected override void RollbackTransaction()
    {
        _transaction?.Rollback();
        _transaction?.Dispose();
        _transaction = null;
    }

    protected override void Forget()
    {
        _entries.Clear();
        _keptReferences.Clear();
        _lines.Clear();
    }

    private static void AddSums(NpgsqlBatch batch, long fund, Dictionary<SumKey, SumChange> sums) => Add(batch, """
        insert into monthly_sum as kept (fund, account, campaign, currency, month, amount, postings)
        select $1, * from unnest($2, $3, $4, $5, $6, $7)
        on conflict (fund, month, account, campaign, currency)
        do update set amount = kept.amount + excluded.amount, postings = kept.postings + excluded.postings
        """,
        new NpgsqlParameter<long> { TypedValue = fund },
        Column(sums.Keys, k => (long)k.Account), Column(sums.Keys, k => (long)k.Campaign),
        Column(sums.Keys, k => (long)k.Currency), Column(sums.Keys, k => (long)k.Month),
        Column(sums.Values, v => v.Amount), Column(sums.Values, v => v.Postings));

    private NpgsqlCommand PrepareAtOnce()
    {
        var command = new NpgsqlCommand("select post_entry($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)", _connection);
        command.Parameters.AddRange((NpgsqlParameter[])
        [
            new NpgsqlParameter<long>(), new NpgsqlParameter<byte[]>(), new NpgsqlParameter<long>(), new NpgsqlParameter<long>(),
            new NpgsqlParameter<byte[]>(), new NpgsqlParameter<byte[]>(), new NpgsqlParameter<byte[]>(), new NpgsqlParameter<byte[]>(),
            new NpgsqlParameter<long[]>(), new NpgsqlParameter<long[]>(), new NpgsqlParameter<long[]>(), new NpgsqlParameter<long[]>(),
            new NpgsqlParameter<long>(),
        ]);
        command.Prepare();
        return command;
    }

    private void AddInsertOfEntries(NpgsqlBatch batch)
    {
        Add(batch, """
            insert into entry (fund, journal, source, number, leaf, bytes) select * from unnest($1, $2, $3, $4, $5, $6)
            """,
            Column(_entries, e => e.Fund), Column(_entries, e => e.Journal), Column(_entries, e => e.Source),
            Column(_entries, e => e.Number), Column(_entries, e => e.Leaf), Column(_entries, e => e.Bytes));
        Add(batch, """
            insert into opening (fund, journal, blinding, reference)
            select fund, journal, blinding, nullif(reference, ''::bytea) from unnest($1, $2, $3, $4) as o (fund, journal, blinding, reference)
            """,
            Column(_entries, e => e.Fund), Column(_entries, e => e.Journal), Column(_entries, e => e.Blinding),
            Column(_entries, e => e.Reference));
    }

    private void CopyEntries()
    {
        using (var copy = _connection.BeginBinaryImport(
            "copy entry (fund, journal, source, number, leaf, bytes) from stdin (format binary)"))
        {
            foreach (var row in _entries)
            {
                copy.StartRow();
                copy.Write(row.Fund, NpgsqlDbType.Bigint);
                copy.Write(row.Journal, NpgsqlDbType.Bigint);
                copy.Write(row.Source, NpgsqlDbType.Bigint);
                copy.Write(row.Number, NpgsqlDbType.Bigint);
                copy.Write(row.Leaf, NpgsqlDbType.Bytea);
                copy.Write(row.Bytes, NpgsqlDbType.Bytea);
            }
            copy.Complete();
        }
        using (var copy = _connection.BeginBinaryImport(
            "copy opening (fund, journal, blinding, reference) from stdin (format binary)"))
        {
            foreach (var row in _entries)
            {
                copy.StartRow();
                copy.Write(row.Fund, NpgsqlDbType.Bigint);
                copy.Write(row.Journal, NpgsqlDbType.Bigint);
                copy.Write(row.Blinding, NpgsqlDbType.Bytea);
                if (row.Reference.Length > 0) copy.Write(row.Reference, NpgsqlDbType.Bytea);
                else copy.WriteNull();
            }
            copy.Complete();
        }
    }

    private void CopyLines()
    {
        using var copy = _connection.BeginBinaryImport("""
            copy statement_line (fund, account, day, identity, journal, amount_minor, is_waiting, import, detail)
            from stdin (format binary)
            """);
        foreach (var row in _lines)
        {
            copy.StartRow();
            copy.Write(row.Fund, NpgsqlDbType.Bigint);
            copy.Write((long)row.Account, NpgsqlDbType.Bigint);
            copy.Write((long)row.Day, NpgsqlDbType.Bigint);
            copy.Write(Ids.Bytes(row.Identity), NpgsqlDbType.Bytea);
            copy.Write(row.Journal, NpgsqlDbType.Bigint);
            copy.Write(row.AmountMinor, NpgsqlDbType.Bigint);
            copy.Write(row.IsWaiting ? 1L : 0L, NpgsqlDbType.Bigint);
            copy.Write(row.Import, NpgsqlDbType.Bigint);
            copy.Write(row.Detail.ToArray(), NpgsqlDbType.Bytea);
        }
        copy.Complete();
    }

    private static NpgsqlParameter<T[]> Column<TRow, T>(IEnumerable<TRow> rows, Func<TRow, T> value) =>
        new() { TypedValue = [.. rows.Select(value)] };

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
    }

    private NpgsqlCommand Command(string sql) => new(sql, _connection, _transaction);

    private static void Add<T>(NpgsqlCommand command, string name, T value) =>
        command.Parameters.Add(new NpgsqlParameter<T>(name, value));

    private readonly record struct EntryRow(
        long Fund, long Journal, long Source, long Number, byte[] Leaf, byte[] Bytes, byte[] Blinding, byte[] Reference);
}
