using System.Text;
using Microsoft.Data.Sqlite;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds.PublishLog;

/// <summary>The rows that a published batch reads and writes.</summary>
internal sealed class PublishRows(LedgerWriter writer, long fund)
{
    /// <summary>The journal numbers and the leaves, one behind the other, that are not yet published.</summary>
    public (List<long> Journals, byte[] Leaves) Pending()
    {
        var after = Number("select coalesce(max(journal), 0) from log_place where fund = @fund") ?? 0;
        var journals = new List<long>();
        using var leaves = new MemoryStream();
        using var find = Sql.Command(writer.Connection, writer.Transaction,
            "select journal, leaf from entry where fund = @fund and journal > @after order by journal",
            ("fund", fund), ("after", after));
        using var rows = find.ExecuteReader();
        while (rows.Read())
        {
            journals.Add(rows.GetInt64(0));
            leaves.Write(rows.GetFieldValue<byte[]>(1));
        }
        return (journals, leaves.ToArray());
    }

    /// <summary>How far an auditor got.</summary>
    public long? AuditedTo() => Number("select max(size) from log_audit where fund = @fund");

    /// <summary>Writes the batch's leaves, where each entry's leaf stands, and what opens the leaves of nothing.</summary>
    public void AddLeaves(LogBatch batch, List<long> journals, long size)
    {
        var placeOf = new long[journals.Count];
        var fillers = new List<(long Index, ReadOnlyMemory<byte> Blinding)>();
        for (var place = 0; place < batch.Count; place++)
            if (batch.Sources[place] is var source && source >= 0) placeOf[source] = size + place;
            else fillers.Add((size + place,
                batch.DummyBlindings.Slice((-1 - source) * BlindedLeaf.BlindingSize, BlindedLeaf.BlindingSize)));

        Write("log_leaf", "log_index", "leaf",
            Enumerable.Range(0, batch.Count).Select(place => (size + place, batch.Leaf(place))));
        Write("log_place", "journal", "log_index", journals.Select((journal, i) => (journal, placeOf[i])));
        Write("log_filler", "log_index", "blinding", fillers);
    }

    public void AddFullTiles(IEnumerable<(TilePath Path, byte[] Bytes)> files)
    {
        foreach (var (path, bytes) in files)
            if (!path.IsEntries && !path.IsPartial)
                Sql.Run(writer.Connection, writer.Transaction,
                    "insert into log_tile (fund, level, tile, hashes, root) values (@fund, @level, @tile, @hashes, @root)",
                    ("fund", fund), ("level", (long)path.Level), ("tile", path.Index), ("hashes", bytes),
                    ("root", LogTiles.RootOf(bytes).ToArray()));
    }

    public void AddCheckpoint(long size, SignedNote note, LocalDate today) => Sql.Run(writer.Connection, writer.Transaction,
        "insert into log_checkpoint (fund, size, note, published_on) values (@fund, @size, @note, @today)",
        ("fund", fund), ("size", size), ("note", Encoding.UTF8.GetString(note.ToBytes())),
        ("today", (long)Months.DayNumber(today)));

    private long? Number(string sql) => Sql.Number(writer.Connection, writer.Transaction, sql, ("fund", fund));

    private void Write(string table, string key, string value, IEnumerable<(long Key, ReadOnlyMemory<byte> Value)> rows)
    {
        if (writer.Connection is SqliteConnection sqlite)
        {
            using var insert = new SqliteStatement(sqlite, Insert(table, key, value));
            foreach (var row in rows) insert.Bind(1, fund).Bind(2, row.Key).Bind(3, row.Value.Span).Execute();
            return;
        }
        using var copy = BeginCopy(table, key, value);
        foreach (var row in rows)
        {
            copy.StartRow();
            copy.Write(fund, NpgsqlDbType.Bigint);
            copy.Write(row.Key, NpgsqlDbType.Bigint);
            copy.Write(row.Value.ToArray(), NpgsqlDbType.Bytea);
        }
        copy.Complete();
    }

    private void Write(string table, string key, string value, IEnumerable<(long Key, long Value)> rows)
    {
        if (writer.Connection is SqliteConnection sqlite)
        {
            using var insert = new SqliteStatement(sqlite, Insert(table, key, value));
            foreach (var row in rows) insert.Bind(1, fund).Bind(2, row.Key).Bind(3, row.Value).Execute();
            return;
        }
        using var copy = BeginCopy(table, key, value);
        foreach (var row in rows)
        {
            copy.StartRow();
            copy.Write(fund, NpgsqlDbType.Bigint);
            copy.Write(row.Key, NpgsqlDbType.Bigint);
            copy.Write(row.Value, NpgsqlDbType.Bigint);
        }
        copy.Complete();
    }

    private static string Insert(string table, string key, string value) =>
        $"insert or fail into {table} (fund, {key}, {value}) values (?1, ?2, ?3)";

    private NpgsqlBinaryImporter BeginCopy(string table, string key, string value) =>
        ((NpgsqlConnection)writer.Connection).BeginBinaryImport($"copy {table} (fund, {key}, {value}) from stdin (format binary)");
}
