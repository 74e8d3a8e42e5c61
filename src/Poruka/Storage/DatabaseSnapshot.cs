using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Poruka.Storage;

/// <summary>
/// A database at one moment, while others go on writing: a read transaction on SQLite (WAL), a repeatable read on PostgreSQL.
/// </summary>
internal sealed class DatabaseSnapshot : IDisposable
{
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;
    private readonly RowBytes _bytes = new();

    private DatabaseSnapshot(DbConnection connection, DbTransaction transaction, IReadOnlyList<int> versions, IReadOnlyList<StoredTable> tables) =>
        (_connection, _transaction, Versions, Tables) = (connection, transaction, versions, tables);

    /// <summary>The scripts that were applied.</summary>
    public IReadOnlyList<int> Versions { get; }

    /// <summary>Its tables, those first that others refer to.</summary>
    public IReadOnlyList<StoredTable> Tables { get; }

    /// <summary>The connection, for what else is to be read at the same moment.</summary>
    public DbConnection Connection => _connection;

    public DbTransaction Transaction => _transaction;

    /// <summary>Takes it: from here on nothing changes in it.</summary>
    public static DatabaseSnapshot Take(Database database)
    {
        var connection = database.Open();
        try
        {
            var transaction = connection is SqliteConnection sqlite
                ? sqlite.BeginTransaction(deferred: true)
                : connection.BeginTransaction(IsolationLevel.RepeatableRead);
            if (database.Kind == DatabaseKind.PostgreSql) Sql.Run(connection, transaction, "set transaction read only");
            // The first reading fixes the moment, on both.
            var versions = Migrator.Applied(database, connection, transaction);
            return new DatabaseSnapshot(connection, transaction, [.. versions], TableCatalog.Read(database, connection, transaction));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads a table in the order of its key.</summary>
    /// <param name="table">The table.</param>
    /// <param name="take">Takes each row; its bytes are good for that long.</param>
    /// <param name="stop">Ends it.</param>
    public void Read(StoredTable table, Action<ReadOnlySpan<byte>> take, CancellationToken stop)
    {
        var order = table.Key.Count == 0 ? "" : $" order by {string.Join(", ", table.Key)}";
        using var command = Sql.Command(_connection, _transaction, $"select {string.Join(", ", table.Columns.Select(c => c.Name))} from {table.Name}{order}");
        command.CommandTimeout = 0;
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            stop.ThrowIfCancellationRequested();
            take(_bytes.Write(row, table));
        }
    }

    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
    }
}
