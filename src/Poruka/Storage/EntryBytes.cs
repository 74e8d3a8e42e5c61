using System.Buffers;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Poruka.Ledger;

namespace Poruka.Storage;

/// <summary>Sees one entry. Its bytes are valid only until it returns.</summary>
internal delegate void EntryBytesVisitor(long journal, ReadOnlySpan<byte> bytes);

/// <summary>
/// Walks over the bytes alone of a fund's entries, in the order of its journal and in bounded memory, within a transaction
/// of the caller's or without.
/// </summary>
internal static class EntryBytes
{
    private const int EntriesBetweenChecks = 1_024;

    // Above what the largest entry takes: 1,000 postings of 24 bytes and its head.
    private const int MaxEntrySize = 256 + Entry.MaxPostings * 24;

    /// <summary>Begins a transaction in which all reads see the books at one moment, and nobody has to wait for it.</summary>
    public static DbTransaction BeginSnapshot(DbConnection connection) => connection is SqliteConnection sqlite
        ? sqlite.BeginTransaction(deferred: true)
        : connection.BeginTransaction(System.Data.IsolationLevel.RepeatableRead);

    /// <summary>Walks.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static void Run(DbConnection connection, long fund, EntryBytesVisitor visit, CancellationToken cancelled)
    {
        if (connection is SqliteConnection sqlite) OfSqlite(sqlite, fund, visit, cancelled);
        else OfPostgres(connection, fund, visit, cancelled);
    }

    private static void OfSqlite(SqliteConnection connection, long fund, EntryBytesVisitor visit, CancellationToken cancelled)
    {
        using var entries = new SqliteStatement(connection, "select journal, bytes from entry where fund = ?1 order by journal");
        entries.Bind(1, fund);
        for (var read = 0; entries.Step(); read++)
        {
            if (read % EntriesBetweenChecks == 0) cancelled.ThrowIfCancellationRequested();
            visit(entries.Int64(0), entries.Blob(1));
        }
    }

    private static void OfPostgres(DbConnection connection, long fund, EntryBytesVisitor visit, CancellationToken cancelled)
    {
        using var find = Sql.Command(connection, null,
            "select journal, bytes from entry where fund = @fund order by journal", ("fund", fund));
        using var rows = find.ExecuteReader(System.Data.CommandBehavior.SequentialAccess);
        var buffer = ArrayPool<byte>.Shared.Rent(MaxEntrySize);
        for (var read = 0; rows.Read(); read++)
        {
            if (read % EntriesBetweenChecks == 0) cancelled.ThrowIfCancellationRequested();
            var journal = rows.GetInt64(0);
            var length = (int)rows.GetBytes(1, 0, buffer, 0, buffer.Length);
            visit(journal, buffer.AsSpan(0, length));
        }
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
