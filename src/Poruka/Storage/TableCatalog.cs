using System.Data.Common;

namespace Poruka.Storage;

/// <summary>What a column holds: there are three kinds, the same in both databases.</summary>
internal enum ColumnKind
{
    /// <summary>A whole number of 64 bits.</summary>
    Number,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,
}

/// <summary>A column of a table.</summary>
internal sealed record StoredColumn(string Name, ColumnKind Kind);

/// <summary>A table, as both databases have it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns, in the order of the scripts.</param>
/// <param name="Key">The columns of its primary key, in order.</param>
internal sealed record StoredTable(string Name, IReadOnlyList<StoredColumn> Columns, IReadOnlyList<string> Key);

/// <summary>The tables of a database, those first that others refer to. Those that follow from others are not among them.</summary>
internal static class TableCatalog
{
    /// <summary>Which scripts were applied, and how far each journal has come: made by scripts, and by the entries.</summary>
    private static readonly string[] Derived = ["schema_version", "journal_head"];

    // All tables in one question each: the catalogue of PostgreSQL is slow to be asked for them one by one.
    private const string SqliteColumns = """
        select m.name, p.name, lower(p.type), cast(p.pk as integer) from sqlite_master m join pragma_table_info(m.name) p
        where m.type = 'table' and m.name not like 'sqlite!_%' escape '!' order by m.name, p.cid
        """;

    private const string PostgresColumns = """
        select t.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), coalesce(array_position(string_to_array(i.indkey::text, ' '), a.attnum::text), 0)::bigint
        from pg_class t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
        left join pg_index i on i.indrelid = t.oid and i.indisprimary
        where t.relkind = 'r' and t.relnamespace = current_schema()::regnamespace order by t.relname, a.attnum
        """;

    private const string SqliteReferences = """
        select distinct m.name, f."table" from sqlite_master m join pragma_foreign_key_list(m.name) f where m.type = 'table'
        """;

    private const string PostgresReferences = """
        select distinct f.relname::text, r.relname::text from pg_constraint c join pg_class f on f.oid = c.conrelid join pg_class r on r.oid = c.confrelid
        where c.contype = 'f' and f.relnamespace = current_schema()::regnamespace
        """;

    public static IReadOnlyList<StoredTable> Read(Database database, DbConnection connection, DbTransaction? transaction)
    {
        var isSqlite = database.Kind == DatabaseKind.Sqlite;
        var tables = Columns(connection, transaction, isSqlite ? SqliteColumns : PostgresColumns);
        var references = new List<(string Table, string To)>();
        using (var command = Sql.Command(connection, transaction, isSqlite ? SqliteReferences : PostgresReferences))
        using (var row = command.ExecuteReader())
            while (row.Read()) references.Add((row.GetString(0), row.GetString(1)));
        var named = references.Where(r => r.Table != r.To).ToLookup(r => r.Table, r => r.To);
        var ordered = new List<StoredTable>();
        var placed = new HashSet<string>(StringComparer.Ordinal);
        while (ordered.Count < tables.Count)
        {
            var next = tables.Where(t => !placed.Contains(t.Name) && named[t.Name].All(placed.Contains)).ToList();
            if (next.Count == 0) throw new InvalidOperationException("Tables refer to each other in a circle.");
            ordered.AddRange(next);
            placed.UnionWith(next.Select(t => t.Name));
        }
        return ordered;
    }

    private static List<StoredTable> Columns(DbConnection connection, DbTransaction? transaction, string sql)
    {
        using var command = Sql.Command(connection, transaction, sql);
        using var row = command.ExecuteReader();
        var rows = new List<(string Table, StoredColumn Column, long Key)>();
        while (row.Read())
            rows.Add((row.GetString(0), new StoredColumn(row.GetString(1), row.GetString(2) switch
            {
                "integer" or "bigint" => ColumnKind.Number,
                "text" => ColumnKind.Text,
                "blob" or "bytea" => ColumnKind.Bytes,
                var other => throw new InvalidOperationException($"{row.GetString(0)}.{row.GetString(1)} is of the type {other}."),
            }), row.GetInt64(3)));
        return [.. rows.Where(r => !Derived.Contains(r.Table, StringComparer.Ordinal)).GroupBy(r => r.Table, StringComparer.Ordinal).Select(table => new StoredTable(
            table.Key, [.. table.Select(r => r.Column)], [.. table.Where(r => r.Key > 0).OrderBy(r => r.Key).Select(r => r.Column.Name)]))
            .OrderBy(t => t.Name, StringComparer.Ordinal)];
    }
}
