using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Poruka.Storage;

/// <summary>
/// A prepared statement of SQLite for the paths on which every microsecond counts (posting, importing, verifying): binds
/// and reads without boxing. Positions count from 1 for parameters and from 0 for columns, as in SQLite. Not thread safe.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private nint _handle; // of the same; none once it is closed, which SQLite takes for a misuse

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v2(_connection, sql, out _statement));
        _handle = _statement.DangerousGetHandle();
    }

    public SqliteStatement Bind(int position, long value)
    {
        Check(BindInt64(_handle, position, value));
        return this;
    }

    public SqliteStatement Bind(int position, ReadOnlySpan<byte> value)
    {
        Check(value.Length == 0
            ? raw.sqlite3_bind_zeroblob(_statement, position, 0)
            : BindBlob(_handle, position, in MemoryMarshal.GetReference(value), value.Length, Copied));
        return this;
    }

    public SqliteStatement BindNull(int position)
    {
        Check(raw.sqlite3_bind_null(_statement, position));
        return this;
    }

    /// <summary>Runs to the end; for statements whose rows don't matter.</summary>
    public void Execute()
    {
        while (Step()) { }
        Reset();
    }

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Step()
    {
        var code = Step(_handle);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        var problem = new SqliteException(
            raw.sqlite3_errmsg(_connection).utf8_to_string(), code, raw.sqlite3_extended_errcode(_connection));
        _ = raw.sqlite3_reset(_statement);
        throw problem;
    }

    public void Reset() => Check(Reset(_handle));

    /// <summary>Runs a query that answers with one whole number, or none.</summary>
    public long? Scalar()
    {
        long? answer = Step() && !IsNull(0) ? Int64(0) : null;
        Reset();
        return answer;
    }

    public long Int64(int column) => ColumnInt64(_handle, column);

    public bool IsNull(int column) => ColumnType(_handle, column) == raw.SQLITE_NULL;

    /// <summary>The bytes of a column; valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose()
    {
        _handle = 0;
        _statement.Dispose();
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw new SqliteException(raw.sqlite3_errmsg(_connection).utf8_to_string(), code);
    }

    // The library's own calls count references to the handle at each of them, which cost a tenth of an import. What returns at once
    // doesn't let the collector in between.
    private const string Library = "e_sqlite3";
    private const nint Copied = -1; // SQLITE_TRANSIENT

    [DllImport(Library, EntryPoint = "sqlite3_bind_int64"), SuppressGCTransition]
    private static extern int BindInt64(nint statement, int position, long value);

    [DllImport(Library, EntryPoint = "sqlite3_bind_blob")]
    private static extern int BindBlob(nint statement, int position, in byte value, int length, nint destructor);

    [DllImport(Library, EntryPoint = "sqlite3_step")]
    private static extern int Step(nint statement);

    [DllImport(Library, EntryPoint = "sqlite3_reset")]
    private static extern int Reset(nint statement);

    [DllImport(Library, EntryPoint = "sqlite3_column_int64"), SuppressGCTransition]
    private static extern long ColumnInt64(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_type"), SuppressGCTransition]
    private static extern int ColumnType(nint statement, int column);
}
