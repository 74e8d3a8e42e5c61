using System.Xml;
using Microsoft.Data.Sqlite;
using Poruka.Storage;

namespace Poruka.Bench;

/// <summary>A large camt file into the books, as a whole process, beside what that costs at the very least.</summary>
internal static class ImportBenchmark
{
    private const int Transactions = 200_000;

    public static IEnumerable<Figure> Run(BenchOptions options)
    {
        if (options.Program is not { } program) throw new InvalidOperationException("This needs --binary, the published program.");
        var path = Path.Combine(options.Cache, "statement-200000-v1.xml");
        if (!File.Exists(path)) StatementGenerator.WriteCamt(path, Transactions);
        using var floor = ImportFloor.After(path, folder => program.Run(folder, "fund", "import", "bench", path, "--yes"));
        long peak = 0;
        var (ours, peer, ratio) = Turns.Rates(3, Transactions, _ =>
        {
            using var books = new Books();
            peak = Math.Max(peak, program.Run(books.Folder, "fund", "import", "bench", path, "--yes").PeakBytes);
        }, _ => floor.Run());
        yield return new Figure($"camt of {new FileInfo(path).Length >> 20} MiB", ours, "lines/s",
            "reading the XML and inserting bare rows", peer, ratio, Goal.Times(0.5), "goal: within 2 times the floor");
        yield return new Figure("its memory", Megabytes.Of(peak), "MiB", Goal: Goal.AtMost(150));
    }
}

/// <summary>The least that an import must do: read the XML, insert the same rows with prepared statements, commit.</summary>
internal sealed class ImportFloor : IDisposable
{
    private static readonly string[] Tables = ["entry", "opening", "statement_line"];

    private readonly string _path;
    private readonly List<string> _schema = [];
    private readonly List<(string Insert, List<object[]> Rows)> _tables = [];

    private ImportFloor(string path) => _path = path;

    /// <summary>Imports once, to know the rows.</summary>
    public static ImportFloor After(string path, Action<string> import)
    {
        using var books = new Books();
        import(books.Folder);
        var floor = new ImportFloor(path);
        using var connection = (SqliteConnection)books.Database.Open();
        foreach (var table in Tables) floor.Load(connection, table);
        return floor;
    }

    public void Run()
    {
        using var reader = XmlReader.Create(_path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        while (reader.Read()) { }
        var folder = Directory.CreateTempSubdirectory("poruka-bench-");
        using (var database = Database.AtFile(Path.Combine(folder.FullName, "floor.db")))
        {
            using var connection = (SqliteConnection)database.Open();
            foreach (var sql in _schema) Sql.Run(connection, null, sql);
            Sql.Run(connection, null, "begin");
            foreach (var (insert, rows) in _tables) Insert(connection, insert, rows);
            Sql.Run(connection, null, "commit");
        }
        folder.Delete(recursive: true);
    }

    public void Dispose() => _tables.Clear();

    private static void Insert(SqliteConnection connection, string sql, List<object[]> rows)
    {
        using var insert = new SqliteStatement(connection, sql);
        foreach (var row in rows)
        {
            for (var column = 0; column < row.Length; column++)
                switch (row[column])
                {
                    case byte[] bytes: insert.Bind(column + 1, bytes); break;
                    case DBNull: insert.BindNull(column + 1); break;
                    case var number: insert.Bind(column + 1, (long)number); break;
                }
            insert.Execute();
        }
    }

    /// <summary>A table with its indexes, without its triggers, and its rows.</summary>
    private void Load(SqliteConnection connection, string table)
    {
        using (var find = Sql.Command(connection, null,
            "select sql from sqlite_master where tbl_name = @table and type in ('table', 'index') and sql is not null order by type desc",
            ("table", table)))
        {
            using var schema = find.ExecuteReader();
            while (schema.Read()) _schema.Add(schema.GetString(0));
        }
        using var select = Sql.Command(connection, null, $"select * from {table}");
        using var reader = select.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }
        var places = string.Join(", ", Enumerable.Range(1, reader.FieldCount).Select(i => $"?{i}"));
        _tables.Add(($"insert into {table} values ({places})", rows));
    }
}
