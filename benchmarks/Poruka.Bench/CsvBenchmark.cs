namespace Poruka.Bench;

/// <summary>A large table into the books, as a whole process, beside <c>hledger import</c> of the same file.</summary>
internal static class CsvBenchmark
{
    private const int Rows = 100_000;

    public static IEnumerable<Figure> Run(BenchOptions options)
    {
        if (options.Program is not { } program) throw new InvalidOperationException("This needs --binary, the published program.");
        Machine.Note(Machine.VersionOf("hledger") ?? throw new InvalidOperationException("hledger is not installed."));
        var path = Path.Combine(options.Cache, "statement-100000-v1.csv");
        if (!File.Exists(path)) StatementGenerator.WriteCsv(path, Rows);
        List<double> seconds = [];
        for (var round = 0; round < 4; round++)
        {
            using var books = new Books();
            var run = program.Run(books.Folder, "fund", "import", "bench", path, "--yes");
            if (round > 0) seconds.Add(run.Seconds);
        }
        var ours = Turns.Median(seconds);
        var hledger = ImportByHledger(path);
        yield return new Figure($"CSV of {Rows:N0} rows", ours * 1_000, "ms", "hledger import", hledger * 1_000,
            hledger / ours, Goal.Times(20));
    }

    private static double ImportByHledger(string path)
    {
        var folder = Directory.CreateTempSubdirectory("poruka-bench-");
        var csv = Path.Combine(folder.FullName, "statement.csv");
        File.Copy(path, csv);
        File.WriteAllText(Path.Combine(folder.FullName, "rules"), """
            skip 1
            fields date, amount, currency, payee, iban, code, description
            account1 assets:bank
            account2 income:gift
            """);
        File.WriteAllText(Path.Combine(folder.FullName, "journal"), "");
        var run = Processes.Succeed("hledger",
            ["-f", "journal", "import", "--rules-file", "rules", "statement.csv"], folder: folder.FullName);
        if (new FileInfo(Path.Combine(folder.FullName, "journal")).Length == 0)
            throw new InvalidOperationException("hledger imported nothing.");
        folder.Delete(recursive: true);
        return run.Seconds;
    }
}
