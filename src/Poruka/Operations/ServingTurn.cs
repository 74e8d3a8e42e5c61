using System.Data.Common;
using Npgsql;
using Poruka.Storage;

namespace Poruka.Operations;

/// <summary>
/// Whose turn it is to serve an installation: one node at a time. On PostgreSQL an advisory lock that ends with its connection,
/// so that a standby takes over when the active node, its machine or its way to the database is gone; on SQLite a file that is
/// held open.
/// </summary>
internal sealed class ServingTurn : IAsyncDisposable
{
    private const long LockNumber = 7_236_422;
    private const string FileName = "serving.lock";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    private readonly IDisposable _held;
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenSource _watching = new();
    private readonly Task _watch;

    private ServingTurn(IDisposable held)
    {
        _held = held;
        _watch = held is NpgsqlConnection connection ? Watch(connection) : Task.CompletedTask;
    }

    /// <summary>Cancelled when the turn is lost: whoever holds it stops serving at once.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Takes the turn where nobody has it; else null.</summary>
    public static ServingTurn? Try(Installation installation) => Try(installation.Folder, installation.Database);

    /// <inheritdoc cref="Try(Installation)"/>
    public static ServingTurn? Try(string folder, Database database)
    {
        if (database.Kind == DatabaseKind.Sqlite)
        {
            try
            {
                return new ServingTurn(new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException)
            {
                return null;
            }
        }
        var connection = database.OpenPostgres();
        using (var ask = new NpgsqlCommand($"select pg_try_advisory_lock({LockNumber})", connection))
            if (ask.ExecuteScalar() is true) return new ServingTurn(connection);
        connection.Dispose();
        return null;
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
            catch (Exception fault) when (told && fault is DbException or System.Net.Sockets.SocketException)
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
        if (_held is NpgsqlConnection { State: System.Data.ConnectionState.Open } connection)
            using (var give = new NpgsqlCommand("select pg_advisory_unlock_all()", connection)) give.ExecuteNonQuery();
        _held.Dispose();
        _over.Dispose();
        _watching.Dispose();
    }

    /// <summary>Asks again and again whether the connection, and with it the lock, is still there.</summary>
    private async Task Watch(NpgsqlConnection connection)
    {
        while (true)
        {
            await Task.Delay(Look, _watching.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_watching.IsCancellationRequested) return;
            try
            {
                using var ask = new NpgsqlCommand("select 1", connection) { CommandTimeout = 5 };
                await ask.ExecuteScalarAsync();
            }
            catch (Exception fault) when (fault is DbException or System.Net.Sockets.SocketException or IOException or TimeoutException or InvalidOperationException)
            {
                await _over.CancelAsync();
                return;
            }
        }
    }
}
