namespace Poruka.Bench;

/// <summary>The benchmarks by name.</summary>
internal static class Benchmarks
{
    public static IReadOnlyList<(string Name, Func<BenchOptions, IEnumerable<Figure>> Run)> All { get; } =
    [
        ("report", ReportBenchmark.Run),
        ("import", ImportBenchmark.Run),
        ("post", PostBenchmark.Run),
        ("bulk", PostBenchmark.RunBulk),
        ("csv", CsvBenchmark.Run),
        ("tree", TreeBenchmark.Run),
        ("letters", LettersBenchmark.Run),
        ("batch", BatchBenchmark.Run),
        ("search", SearchBenchmark.Run),
        ("reserve", ReserveBenchmark.Run),
        ("vault", VaultBenchmark.Run),
        ("cases", CasesBenchmark.Run),
        ("start", StartBenchmark.Run),
        ("serve", ServeBenchmark.Run),
    ];
}
