using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Bench;

/// <summary>The floor: bare rows of an entry's size into a table with a primary key, each committed durably on its own.</summary>
internal abstract class RawRows : IDisposable
{
    protected static string Table(string bytes) => $"create table raw_row (number bigint not null primary key, bytes {bytes} not null)";
    protected static readonly byte[] Bytes = new byte[150];

    protected long Next { get; set; }

    public static RawRows Open(Database database) =>
        database.Kind == DatabaseKind.Sqlite ? new OnSqlite(database) : new OnPostgres(database);

    public abstract void InsertSingly(int count);

    public abstract void Dispose();

    private sealed class OnSqlite : RawRows
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteStatement _insert;

        public OnSqlite(Database database)
        {
            _connection = (SqliteConnection)database.Open();
            Sql.Run(_connection, null, Table("blob"));
            _insert = new SqliteStatement(_connection, "insert into raw_row (number, bytes) values (?1, ?2)");
        }

        public override void InsertSingly(int count)
        {
            for (var i = 0; i < count; i++) _insert.Bind(1, Next++).Bind(2, Bytes).Execute();
        }

        public override void Dispose()
        {
            _insert.Dispose();
            _connection.Dispose();
        }
    }

    private sealed class OnPostgres : RawRows
    {
        private readonly NpgsqlConnection _connection;
        private readonly NpgsqlCommand _insert;

        public OnPostgres(Database database)
        {
            _connection = database.OpenPostgres();
            Sql.Run(_connection, null, Table("bytea"));
            _insert = new NpgsqlCommand("insert into raw_row (number, bytes) values ($1, $2)", _connection);
            _insert.Parameters.Add(new NpgsqlParameter<long>());
            _insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Bytes });
            _insert.Prepare();
        }

        public override void InsertSingly(int count)
        {
            for (var i = 0; i < count; i++)
            {
                ((NpgsqlParameter<long>)_insert.Parameters[0]).TypedValue = Next++;
                _insert.ExecuteNonQuery();
            }
        }

        public override void Dispose()
        {
            _insert.Dispose();
            _connection.Dispose();
        }
    }
}

/// <summary>
/// What PostgreSQL does with the same entries by its own means: as bare rows with primary key and unique id, nothing else; and as
/// books are mostly kept in it, a row for each posting with an index by account, deduplicated by the unique id.
/// </summary>
internal sealed class PostgresPeer : IDisposable
{
    private const int RowsInBatch = 1_000;

    private readonly NpgsqlConnection _connection;
    private long _next;

    public PostgresPeer(Database database)
    {
        _connection = database.OpenPostgres();
        Sql.Run(_connection, null, """
            create table peer_entry (fund bigint not null, journal bigint not null, source bigint not null,
                number bigint not null, leaf bytea not null, bytes bytea not null, primary key (fund, journal));
            create unique index peer_entry_id on peer_entry (source, number);
            create table peer_opening (fund bigint not null, journal bigint not null, blinding bytea not null,
                reference bytea not null, primary key (fund, journal));
            create unique index peer_opening_reference on peer_opening (fund, reference) where length(reference) > 0;
            create table peer_posting (fund bigint not null, journal bigint not null, position bigint not null,
                account bigint not null, currency bigint not null, amount bigint not null, primary key (fund, journal, position));
            create index peer_posting_account on peer_posting (fund, account, journal);
            """);
    }

    /// <summary>Prepared inserts of entries' bare rows, 1,000 sent and committed together.</summary>
    public void InsertBare(List<PostRequest> requests) => Insert(requests, withPostings: false);

    /// <summary>The same with a row for each posting and the opening; an entry that is there already is passed over.</summary>
    public void InsertBooks(List<PostRequest> requests) => Insert(requests, withPostings: true);

    private void Insert(List<PostRequest> requests, bool withPostings)
    {
        var leaf = new byte[33];
        foreach (var chunk in requests.Chunk(RowsInBatch))
        {
            using var batch = new NpgsqlBatch(_connection);
            foreach (var request in chunk)
            {
                var command = new NpgsqlBatchCommand(
                    "insert into peer_entry (fund, journal, source, number, leaf, bytes) values ($1, $2, $3, $4, $5, $6)"
                    + (withPostings ? " on conflict (source, number) do nothing" : ""));
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = 1 });
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = ++_next });
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = (long)request.Entry.Id.Source });
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = request.Entry.Id.Number });
                command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = leaf });
                command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = EntryFormat.ToBytes(request.Entry) });
                batch.BatchCommands.Add(command);
                if (withPostings) AddRest(batch, request, leaf);
            }
            batch.Prepare();
            batch.ExecuteNonQuery();
        }
    }

    private void AddRest(NpgsqlBatch batch, PostRequest request, byte[] leaf)
    {
        var opening = new NpgsqlBatchCommand("insert into peer_opening (fund, journal, blinding, reference) values (1, $1, $2, $3)");
        opening.Parameters.Add(new NpgsqlParameter<long> { TypedValue = _next });
        opening.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = leaf[..32] });
        opening.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = request.DonorReference.ToArray() });
        batch.BatchCommands.Add(opening);
        var position = 0L;
        foreach (var posting in request.Entry.Postings)
        {
            var row = new NpgsqlBatchCommand(
                "insert into peer_posting (fund, journal, position, account, currency, amount) values (1, $1, $2, $3, $4, $5)");
            foreach (var value in (long[])[_next, ++position, posting.Account.Code, posting.Amount.Currency.Number, posting.Amount.Minor])
                row.Parameters.Add(new NpgsqlParameter<long> { TypedValue = value });
            batch.BatchCommands.Add(row);
        }
    }

    /// <summary>Two binary COPYs: of entries and of openings, with the indexes that ours have.</summary>
    public void Copy(List<PostRequest> requests)
    {
        var first = _next;
        CopyEntries(requests);
        using var copy = _connection.BeginBinaryImport(
            "copy peer_opening (fund, journal, blinding, reference) from stdin (format binary)");
        var blinding = new byte[32];
        foreach (var request in requests)
        {
            copy.StartRow();
            copy.Write(1L, NpgsqlDbType.Bigint);
            copy.Write(++first, NpgsqlDbType.Bigint);
            copy.Write(blinding, NpgsqlDbType.Bytea);
            copy.Write(request.DonorReference.ToArray(), NpgsqlDbType.Bytea);
        }
        copy.Complete();
    }

    public void Dispose() => _connection.Dispose();

    private void CopyEntries(List<PostRequest> requests)
    {
        var leaf = new byte[33];
        using var copy = _connection.BeginBinaryImport(
            "copy peer_entry (fund, journal, source, number, leaf, bytes) from stdin (format binary)");
        foreach (var request in requests)
        {
            copy.StartRow();
            copy.Write(1L, NpgsqlDbType.Bigint);
            copy.Write(++_next, NpgsqlDbType.Bigint);
            copy.Write((long)request.Entry.Id.Source, NpgsqlDbType.Bigint);
            copy.Write(request.Entry.Id.Number, NpgsqlDbType.Bigint);
            copy.Write(leaf, NpgsqlDbType.Bytea);
            copy.Write(EntryFormat.ToBytes(request.Entry), NpgsqlDbType.Bytea);
        }
        copy.Complete();
    }
}
