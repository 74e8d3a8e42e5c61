using System.Data.Common;
using Npgsql;
using Poruka.Storage;

namespace Poruka.Operations;

/// <summary>
/// Whose turn it is to serve an installation: one node at a time. On PostgreSQL an advisory lock that ends with its connection,
/// so that a standby takes over when the active node, its machine or its way to the database is gone; on SQLite a file that is
/// held open. Where it is the database that was gone, for a moment or to another host, the turn is taken again there, and
/// serving goes on.
/// </summary>
internal sealed class ServingTurn : IAsyncDisposable
{
    private const long LockNumber = 7_236_422;
    private const string FileName = "serving.lock";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenSource _watching = new();
    private readonly Task _watch;
    private IDisposable _held;

    private ServingTurn(IDisposable held, Database database)
    {
        _held = held;
        _watch = held is NpgsqlConnection connection ? Watch(connection, database) : Task.CompletedTask;
    }

    /// <summary>Cancelled when another node has the turn: whoever held it stops serving at once.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Takes the turn where nobody has it; else null.</summary>
    public static ServingTurn? Try(Installation installation) => Try(installation.Folder, installation.Database);

    /// <inheritdoc cref="Try(Installation)"/>
    public static ServingTurn? Try(string folder, Database database)
    {
        if (database.Kind == DatabaseKind.PostgreSql) return Take(database) is { } connection ? new ServingTurn(connection, database) : null;
        try
        {
            return new ServingTurn(new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), database);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Waits for the turn.</summary>
    /// <param name="installation">The installation.</param>
    /// <param name="waiting">Called once where another node has it.</param>
    /// <param name="stop">Ends the waiting.</param>
    public static async Task<ServingTurn> Wait(Installation installation, Action waiting, CancellationToken stop)
    {
        for (var told = false; ; told = true)
        {
            try
            {
                if (Try(installation) is { } turn) return turn;
            }
            catch (Exception fault) when (told && IsOfConnection(fault))
            {
                // The database changes its place too: it is asked again.
            }
            if (!told) waiting();
            await Task.Delay(Look, stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _watching.CancelAsync();
        await _watch;
        try
        {
            if (_held is NpgsqlConnection { State: System.Data.ConnectionState.Open } connection)
                using (var give = new NpgsqlCommand("select pg_advisory_unlock_all()", connection)) give.ExecuteNonQuery();
        }
        catch (Exception fault) when (IsOfConnection(fault))
        {
            // It ended, and the lock with it.
        }
        _held.Dispose();
        _over.Dispose();
        _watching.Dispose();
    }

    /// <summary>Takes the lock; null where another connection has it.</summary>
    private static NpgsqlConnection? Take(Database database)
    {
        var connection = database.OpenPostgres();
        try
        {
            using var ask = new NpgsqlCommand($"select pg_try_advisory_lock({LockNumber})", connection);
            if (ask.ExecuteScalar() is true) return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
        connection.Dispose();
        return null;
    }

    /// <summary>Asks again and again whether the connection, and with it the lock, is still there; takes it again where it isn't.</summary>
    private async Task Watch(NpgsqlConnection connection, Database database)
    {
        while (true)
        {
            await Task.Delay(Look, _watching.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_watching.IsCancellationRequested) return;
            try
            {
                if (await IsThere(connection)) continue;
                if (Take(database) is not { } again)
                {
                    await _over.CancelAsync();
                    return;
                }
                await connection.DisposeAsync();
                _held = connection = again;
            }
            catch (Exception fault) when (IsOfConnection(fault))
            {
                // No database, and so no turn for anybody: it is asked again.
            }
        }
    }

    private static async Task<bool> IsThere(NpgsqlConnection connection)
    {
        try
        {
            using var ask = new NpgsqlCommand("select 1", connection) { CommandTimeout = 5 };
            await ask.ExecuteScalarAsync();
            return true;
        }
        catch (Exception fault) when (IsOfConnection(fault))
        {
            return false;
        }
    }

    private static bool IsOfConnection(Exception fault) =>
        fault is DbException or System.Net.Sockets.SocketException or IOException or TimeoutException or InvalidOperationException;
}
