using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Poruka.Storage;

/// <summary>Which of the two databases.</summary>
public enum DatabaseKind
{
    /// <summary>A file beside the program.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server.</summary>
    PostgreSql,
}

/// <summary>
/// Where an installation's rows are: opens connections to it. Thread safe. The SQL is the same for both kinds; what
/// differs is written out in <see cref="LedgerWriter"/>'s two forms and in the migration scripts.
/// </summary>
public sealed class Database : IDisposable
{
    private readonly string _connectionString;

    // The connections of the pool, as SQLite knows them: what was set on one stays set.
    private readonly ConditionalWeakTable<object, object> _set = [];
    private readonly NpgsqlDataSource? _postgres;

    private Database(DatabaseKind kind, string connectionString)
    {
        Kind = kind;
        _connectionString = connectionString;
        if (kind == DatabaseKind.PostgreSql)
            _postgres = new NpgsqlSlimDataSourceBuilder(WithOurs(connectionString)).EnableArrays().EnableTransportSecurity().Build();
    }

    static Database()
    {
        Batteries_V2.Init();
        // SQLite would count what memory it takes, under one lock for all threads. Nobody asks.
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    public DatabaseKind Kind { get; }

    /// <summary>A SQLite file; made when it isn't there.</summary>
    public static Database AtFile(string path) => new(DatabaseKind.Sqlite, new SqliteConnectionStringBuilder
    {
        DataSource = path,
        DefaultTimeout = 60,
        // The books have no use for a second cache between connections.
        Cache = SqliteCacheMode.Private,
    }.ToString());

    /// <summary>A PostgreSQL database, by its connection string (<c>Host=…;Database=…</c>).</summary>
    public static Database AtServer(string connectionString) => new(DatabaseKind.PostgreSql, connectionString);

    /// <summary>Opens a connection; the caller disposes it.</summary>
    public DbConnection Open()
    {
        if (_postgres is not null) return _postgres.OpenConnection();
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        if (!_set.TryAdd(connection.Handle!, _set)) return connection;
        // FULL: an acknowledged entry survives a power cut. WAL: readers don't wait for the poster.
        using var settings = connection.CreateCommand();
        settings.CommandText = """
            pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma busy_timeout = 60000;
            pragma trusted_schema = off; pragma secure_delete = on; pragma cache_size = -32000; pragma wal_autocheckpoint = 4000; pragma temp_store = memory;
            """;
        settings.ExecuteNonQuery();
        return connection;
    }

    /// <summary>Opens a connection to a PostgreSQL server, for what only it can do.</summary>
    internal NpgsqlConnection OpenPostgres() =>
        (_postgres ?? throw new InvalidOperationException("This is no PostgreSQL database.")).OpenConnection();

    /// <summary>What we need of connections, unless the settings say otherwise.</summary>
    private static string WithOurs(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        // Statements that come again are prepared (some pools can't).
        if (!settings.ShouldSerialize("Max Auto Prepare")) settings.MaxAutoPrepare = 64;
        if (!settings.ShouldSerialize("Auto Prepare Min Usages")) settings.AutoPrepareMinUsages = 3;
        // Whoever waits too long for a commit must not hear that it is done: PostgreSQL answers the cancelling of a wait for its
        // synchronous standby with success (src/backend/replication/syncrep.c). Without a wait for the answer the connection ends.
        if (!settings.ShouldSerialize("Cancellation Timeout")) settings.CancellationTimeout = -1;
        // Of several hosts, the one that was the standby a moment ago is the primary now.
        if (!settings.ShouldSerialize("Host Recheck Seconds")) settings.HostRecheckSeconds = 1;
        return settings.ToString();
    }

    public void Dispose()
    {
        _postgres?.Dispose();
        if (Kind == DatabaseKind.Sqlite) SqliteConnection.ClearPool(new SqliteConnection(_connectionString));
    }
}
