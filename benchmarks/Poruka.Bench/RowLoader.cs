using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using Poruka.Storage;

namespace Poruka.Bench;

/// <summary>
/// Puts very many rows into a database that serves nobody yet: without waiting for the disk, and with the indexes made behind the rows. It is
/// left as the server's own housekeeping would leave it.
/// </summary>
internal sealed class RowLoader : IDisposable
{
    private readonly DbConnection _connection;
    private readonly bool _isSqlite;
    private readonly List<string> _indexes = [];

    /// <summary>Begins.</summary>
    /// <param name="connection">The connection, which is ours alone.</param>
    /// <param name="kind">What it leads to.</param>
    /// <param name="tables">The tables that become large.</param>
    public RowLoader(DbConnection connection, DatabaseKind kind, IEnumerable<string> tables)
    {
        (_connection, _isSqlite) = (connection, kind == DatabaseKind.Sqlite);
        // What refers to what is right as it is made; nothing else is let off.
        Sql.Run(connection, null, _isSqlite ? "pragma foreign_keys = off; pragma synchronous = off; pragma cache_size = -1000000; pragma wal_autocheckpoint = 100000"
            : "set session_replication_role = replica; set maintenance_work_mem = '512MB'; set synchronous_commit = off");
        foreach (var (name, made) in tables.SelectMany(Indexes).ToList())
        {
            Sql.Run(connection, null, $"drop index {name}");
            _indexes.Add(made);
        }
    }

    /// <summary>Puts rows into a table.</summary>
    public void Put(string table, string columns, object?[][] rows)
    {
        if (rows.Length == 0) return;
        if (_isSqlite) Insert(table, columns, rows);
        else Copy(table, columns, rows);
    }

    /// <summary>Indexes, and all of it on the disk. PostgreSQL counts for its planner by itself, soon after so many rows; SQLite never does.</summary>
    public void Complete()
    {
        foreach (var command in _indexes.Concat(_isSqlite ? ["pragma wal_checkpoint(truncate)"] : ["vacuum analyze", "checkpoint"])) Sql.Run(_connection, null, command);
    }

    public void Dispose() => Sql.Run(_connection, null, _isSqlite ? "pragma foreign_keys = on; pragma synchronous = full" : "reset all");

    private List<(string Name, string Made)> Indexes(string table)
    {
        using var command = Sql.Command(_connection, null, _isSqlite ? "select name, sql from sqlite_master where type = 'index' and tbl_name = @table and sql is not null" : """
            select indexname, indexdef from pg_indexes where tablename = @table and not exists (select 1 from pg_constraint where conname = indexname)
            """, ("table", table));
        using var row = command.ExecuteReader();
        var indexes = new List<(string, string)>();
        while (row.Read()) indexes.Add((row.GetString(0), row.GetString(1)));
        return indexes;
    }

    private void Copy(string table, string columns, object?[][] rows)
    {
        using var copy = ((NpgsqlConnection)_connection).BeginBinaryImport($"copy {table} ({columns}) from stdin (format binary)");
        foreach (var row in rows)
        {
            copy.StartRow();
            foreach (var value in row)
                switch (value)
                {
                    case null: copy.WriteNull(); break;
                    case byte[] bytes: copy.Write(bytes, NpgsqlDbType.Bytea); break;
                    case string text: copy.Write(text, NpgsqlDbType.Text); break;
                    default: copy.Write((long)value, NpgsqlDbType.Bigint); break;
                }
        }
        copy.Complete();
    }

    private void Insert(string table, string columns, object?[][] rows)
    {
        using var transaction = _connection.BeginTransaction();
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"insert into {table} ({columns}) values ({string.Join(", ", rows[0].Select((_, i) => "@p" + i))})";
        for (var i = 0; i < rows[0].Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "p" + i;
            command.Parameters.Add(parameter);
        }
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++) command.Parameters[i].Value = row[i] ?? DBNull.Value;
            command.ExecuteNonQuery();
        }
        transaction.Commit();
    }
}
