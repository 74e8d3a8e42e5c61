namespace Poruka.Bench;

/// <summary>The benchmarks by name.</summary>
internal static class Benchmarks
{
    public static IReadOnlyList<(string Name, Func<BenchOptions, IEnumerable<Figure>> Run)> All { get; } =
    [
        ("post", PostBenchmark.Run),
    ];
}
