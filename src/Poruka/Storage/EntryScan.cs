using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Poruka.Storage;

/// <summary>An entry's row with its opening, while it is being looked at: the spans are valid during the call only.</summary>
internal readonly ref struct EntryRow
{
    public required long Journal { get; init; }

    public required long Source { get; init; }

    public required long Number { get; init; }

    public required ReadOnlySpan<byte> Leaf { get; init; }

    public required ReadOnlySpan<byte> Bytes { get; init; }

    /// <summary>Whether the opening is there still.</summary>
    public required bool IsOpen { get; init; }

    public required ReadOnlySpan<byte> Blinding { get; init; }

    public required ReadOnlySpan<byte> Reference { get; init; }
}

/// <summary>Takes one entry after another.</summary>
internal delegate void EntryVisitor(in EntryRow row);

/// <summary>Walks over a fund's entries in the order of the journal, with memory for one of them.</summary>
internal static class EntryScan
{
    /// <summary>Shows each entry after a journal number to the visitor.</summary>
    public static void Visit(DbConnection connection, long fund, long after, EntryVisitor visitor)
    {
        if (connection is SqliteConnection sqlite) VisitSqlite(sqlite, fund, after, visitor);
        else VisitPostgres((NpgsqlConnection)connection, fund, after, visitor);
    }

    /// <summary>Two ordered walks side by side, in a snapshot that the caller began: cheaper than a join, which seeks each opening anew.</summary>
    private static void VisitSqlite(SqliteConnection connection, long fund, long after, EntryVisitor visitor)
    {
        using var entries = new SqliteStatement(connection,
            "select journal, source, number, leaf, bytes from entry where fund = ?1 and journal > ?2 order by journal");
        using var openings = new SqliteStatement(connection,
            "select journal, blinding, reference from opening where fund = ?1 and journal > ?2 order by journal");
        entries.Bind(1, fund).Bind(2, after);
        openings.Bind(1, fund).Bind(2, after);
        var opening = openings.Step() ? openings.Int64(0) : long.MaxValue;
        while (entries.Step())
        {
            var journal = entries.Int64(0);
            while (opening < journal) opening = openings.Step() ? openings.Int64(0) : long.MaxValue;
            var isOpen = opening == journal;
            visitor(new EntryRow
            {
                Journal = journal,
                Source = entries.Int64(1),
                Number = entries.Int64(2),
                Leaf = entries.Blob(3),
                Bytes = entries.Blob(4),
                IsOpen = isOpen,
                Blinding = isOpen ? openings.Blob(1) : default,
                Reference = isOpen ? openings.Blob(2) : default,
            });
        }
        entries.Reset();
        openings.Reset();
    }

    private static void VisitPostgres(NpgsqlConnection connection, long fund, long after, EntryVisitor visitor)
    {
        using var copy = connection.BeginBinaryExport(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"""
            copy (select e.journal, e.source, e.number, e.leaf, e.bytes, o.blinding, o.reference from entry e
                left join opening o on o.fund = e.fund and o.journal = e.journal
                where e.fund = {fund} and e.journal > {after} order by e.journal) to stdout (format binary)
            """));
        while (copy.StartRow() != -1)
        {
            var (journal, source, number) = (copy.Read<long>(), copy.Read<long>(), copy.Read<long>());
            var (leaf, bytes) = (copy.Read<byte[]>(), copy.Read<byte[]>());
            var isOpen = !copy.IsNull;
            byte[] blinding = [], reference = [];
            if (isOpen)
            {
                blinding = copy.Read<byte[]>();
                if (copy.IsNull) copy.Skip();
                else reference = copy.Read<byte[]>();
            }
            else
            {
                copy.Skip();
                copy.Skip();
            }
            visitor(new EntryRow
            {
                Journal = journal,
                Source = source,
                Number = number,
                Leaf = leaf,
                Bytes = bytes,
                IsOpen = isOpen,
                Blinding = blinding,
                Reference = reference,
            });
        }
    }
}
