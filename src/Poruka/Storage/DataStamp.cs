using System.Data.Common;
using System.Globalization;

namespace Poruka.Storage;

/// <summary>
/// Tells cheaply whether a database may say something else than before: as long as two readings are the same, nobody has committed
/// anything between them, in this process or another. Thread safe.
/// </summary>
/// <remarks>
/// SQLite: <c>pragma data_version</c>, which counts what other connections commit, asked on a connection that commits nothing.
/// PostgreSQL: the snapshot of who has committed, which any commit of a writer changes.
/// </remarks>
internal sealed class DataStamp(Database database) : IDisposable
{
    private readonly Lock _asking = new();
    private DbConnection? _connection;
    private DbCommand? _ask;
    private long _opened;

    /// <summary>Reads it.</summary>
    /// <exception cref="DbException">The database can't be reached.</exception>
    public string Read()
    {
        if (database.Kind == DatabaseKind.PostgreSql)
        {
            using var connection = database.Open();
            using var ask = Sql.Command(connection, null, "select cast(pg_current_snapshot() as text)");
            return (string)ask.ExecuteScalar()!;
        }
        lock (_asking)
        {
            try
            {
                if (_ask is null)
                {
                    _connection = database.Open();
                    _ask = Sql.Command(_connection, null, "pragma data_version");
                    _opened++; // another connection counts from elsewhere
                }
                return string.Create(CultureInfo.InvariantCulture, $"{_opened}.{_ask.ExecuteScalar()}");
            }
            catch (DbException)
            {
                Close();
                throw;
            }
        }
    }

    public void Dispose()
    {
        lock (_asking) Close();
    }

    private void Close()
    {
        _ask?.Dispose();
        _connection?.Dispose();
        (_ask, _connection) = (null, null);
    }
}
