using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace Poruka.Storage;

/// <summary>
/// Fills an empty database from the bytes of rows, in one transaction: killed in the middle, it leaves no row behind.
/// </summary>
internal sealed class DatabaseLoad : IDisposable
{
    private readonly Database _database;
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;
    private readonly Dictionary<string, StoredTable> _tables;
    private readonly List<string> _filled = [];

    private StoredTable? _table;
    private object?[] _values = [];
    private DbCommand? _insert;
    private NpgsqlBinaryImporter? _copy;
    private RowsDigest _digest = new();

    private DatabaseLoad(Database database, DbConnection connection)
    {
        _database = database;
        _connection = connection;
        _transaction = connection.BeginTransaction();
        _tables = TableCatalog.Read(database, connection, _transaction).ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    /// <summary>Makes the tables that some scripts make, and begins to fill them.</summary>
    /// <exception cref="FilledDatabaseException">There are rows in it already; nothing was touched.</exception>
    /// <exception cref="NewerDatabaseException">There are scripts that this program doesn't know; nothing was touched.</exception>
    public static DatabaseLoad Begin(Database database, IReadOnlyCollection<int> versions)
    {
        Migrator.MustKnow(versions);
        RefuseFilled(database);
        Migrator.Apply(database, versions);
        var connection = database.Open();
        try
        {
            // Tables that refer to themselves may come in any order; it is looked at when all are there.
            if (database.Kind == DatabaseKind.Sqlite) Sql.Run(connection, null, "pragma foreign_keys = off");
            return new DatabaseLoad(database, connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Begins a table.</summary>
    /// <exception cref="InvalidDataException">This program knows no such table.</exception>
    public void Begin(StoredTable table)
    {
        if (!_tables.TryGetValue(table.Name, out var known)
            || !table.Columns.OrderBy(c => c.Name, StringComparer.Ordinal).SequenceEqual(known.Columns.OrderBy(c => c.Name, StringComparer.Ordinal)))
            throw new InvalidDataException($"The table {table.Name} is another than this program knows.");
        _table = table;
        _values = new object?[table.Columns.Count];
        _digest = new RowsDigest();
        var columns = string.Join(", ", table.Columns.Select(c => c.Name));
        if (_connection is NpgsqlConnection postgres)
        {
            _copy = postgres.BeginBinaryImport($"copy {table.Name} ({columns}) from stdin (format binary)");
            return;
        }
        _insert = Sql.Command(_connection, _transaction,
            $"insert into {table.Name} ({columns}) values ({string.Join(", ", table.Columns.Select(c => "@" + c.Name))})");
        foreach (var column in table.Columns)
        {
            var parameter = _insert.CreateParameter();
            parameter.ParameterName = column.Name;
            _insert.Parameters.Add(parameter);
        }
    }

    /// <summary>Adds a row to the table that was begun.</summary>
    public void Add(ReadOnlySpan<byte> row)
    {
        RowBytes.Read(row, _values);
        _digest.Add(row);
        if (_copy is not null) Copy(_copy);
        else Insert(_insert!);
    }

    /// <summary>Ends the table.</summary>
    /// <returns>What its rows came to.</returns>
    public RowsDigest End()
    {
        _copy?.Complete();
        _copy?.Dispose();
        _copy = null;
        _insert?.Dispose();
        _insert = null;
        if (_digest.Count > 0) _filled.Add(_table!.Name);
        return _digest;
    }

    /// <summary>Keeps all of it.</summary>
    /// <exception cref="InvalidDataException">A row refers to one that isn't there.</exception>
    public void Commit()
    {
        if (_database.Kind == DatabaseKind.Sqlite)
        {
            using var check = Sql.Command(_connection, _transaction, "pragma foreign_key_check");
            using var wrong = check.ExecuteReader();
            if (wrong.Read()) throw new InvalidDataException($"A row of {wrong.GetString(0)} refers to one that isn't there.");
        }
        else
        {
            // Counted by postings, which these were not.
            Sql.Run(_connection, _transaction, "update journal_head set size = coalesce((select max(journal) from entry where entry.fund = journal_head.fund), 0)");
        }
        _transaction.Commit();
        // The planner knows nothing of rows that were copied in.
        if (_database.Kind == DatabaseKind.PostgreSql)
            foreach (var table in _filled) Sql.Run(_connection, null, $"analyze {table}");
    }

    public void Dispose()
    {
        _copy?.Dispose();
        _insert?.Dispose();
        _transaction.Dispose();
        if (_connection is SqliteConnection sqlite) SqliteConnection.ClearPool(sqlite); // it has another setting than the others
        _connection.Dispose();
    }

    private void Copy(NpgsqlBinaryImporter copy)
    {
        copy.StartRow();
        foreach (var value in _values)
            switch (value)
            {
                case null: copy.WriteNull(); break;
                case long number: copy.Write(number, NpgsqlDbType.Bigint); break;
                case string text: copy.Write(text, NpgsqlDbType.Text); break;
                case byte[] bytes: copy.Write(bytes, NpgsqlDbType.Bytea); break;
                default: throw new InvalidOperationException("There are three kinds of values.");
            }
    }

    private void Insert(DbCommand insert)
    {
        for (var column = 0; column < _values.Length; column++) insert.Parameters[column].Value = _values[column] ?? DBNull.Value;
        insert.ExecuteNonQuery();
    }

    private static void RefuseFilled(Database database)
    {
        using var connection = database.Open();
        foreach (var table in TableCatalog.Read(database, connection, null))
        {
            using var find = Sql.Command(connection, null, $"select count(*) from (select 1 from {table.Name} limit 1) as found");
            if (Convert.ToInt64(find.ExecuteScalar(), CultureInfo.InvariantCulture) > 0) throw new FilledDatabaseException(table.Name);
        }
    }
}

/// <summary>A database that was to be filled has rows already.</summary>
public sealed class FilledDatabaseException(string table) : Exception($"The database is in use: there are rows in its table {table}.");
