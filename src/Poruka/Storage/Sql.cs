using System.Data.Common;
using Npgsql;

namespace Poruka.Storage;

/// <summary>
/// Commands with bytes among their parameters. (The compile-time mapper takes an array of bytes for a list to expand.)
/// </summary>
internal static class Sql
{
    public static int Run(
        DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(connection, transaction, sql, parameters);
        return command.ExecuteNonQuery();
    }

    public static long? Number(
        DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(connection, transaction, sql, parameters);
        return command.ExecuteScalar() as long?;
    }

    /// <summary>Reads rows.</summary>
    public static List<T> List<T>(
        DbConnection connection, DbTransaction? transaction, string sql, Func<DbDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(connection, transaction, sql, parameters);
        using var row = command.ExecuteReader();
        var rows = new List<T>();
        while (row.Read()) rows.Add(read(row));
        return rows;
    }

    /// <summary>
    /// A condition that a column holds one of many ids, of which at most some hundreds are asked for at once: one array for PostgreSQL, which
    /// takes longer to read so many parameters than to find their rows; a parameter each for SQLite, which has no arrays.
    /// </summary>
    /// <param name="connection">The database.</param>
    /// <param name="column">The column.</param>
    /// <param name="ids">The ids; one at least.</param>
    /// <param name="parameters">The condition's parameters are added here.</param>
    public static string AnyOf(DbConnection connection, string column, IReadOnlyCollection<UInt128> ids, List<(string, object?)> parameters)
    {
        if (connection is NpgsqlConnection)
        {
            parameters.Add(("ids", ids.Select(Ids.Bytes).ToArray()));
            return column + " = any(@ids)";
        }
        var first = parameters.Count;
        foreach (var id in ids) parameters.Add(("id" + (parameters.Count - first), Ids.Bytes(id)));
        return $"{column} in ({string.Join(", ", parameters.Skip(first).Select(p => "@" + p.Item1))})";
    }

    public static DbCommand Command(
        DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }
        return command;
    }
}
