namespace Poruka.Bench;

/// <summary>
/// A report of a million transactions, as a whole process, beside <c>ledger</c> and <c>hledger</c> on the export; and
/// the recomputation of every sum and the tree.
/// </summary>
internal static class ReportBenchmark
{
    private const int Reports = 15;
    private const int HledgerTimeoutSeconds = 240;

    public static IEnumerable<Figure> Run(BenchOptions options)
    {
        if (options.Program is not { } program) throw new InvalidOperationException("This needs --binary, the published program.");
        using var books = CachedBooks.Open(options);
        var journal = CachedBooks.Export(options, program);
        Machine.Note(Machine.VersionOf("ledger") ?? throw new InvalidOperationException("ledger is not installed."));
        Machine.Note(Machine.VersionOf("hledger") ?? throw new InvalidOperationException("hledger is not installed."));

        program.Run(books.Folder, "fund", "report", "bench");
        List<double> seconds = [];
        long peak = 0;
        for (var i = 0; i < Reports; i++)
        {
            var run = program.Run(books.Folder, "fund", "report", "bench");
            seconds.Add(run.Seconds);
            peak = Math.Max(peak, run.PeakBytes);
        }
        var report = Turns.Median(seconds);
        var ledger = Processes.Succeed("ledger", ["-f", journal, "bal"]).Seconds;
        yield return new Figure("fund report", report * 1_000, "ms", "ledger bal", ledger * 1_000, ledger / report, Goal.Times(100));
        yield return new Figure("fund report, memory", Megabytes.Of(peak), "MiB", Goal: Goal.AtMost(100));

        List<double> verifying = [];
        long verifyPeak = 0;
        for (var i = 0; i < 3; i++)
        {
            var run = program.Run(books.Folder, "fund", "verify", "bench");
            verifying.Add(run.Seconds);
            verifyPeak = Math.Max(verifyPeak, run.PeakBytes);
        }
        var verify = Turns.Median(verifying);
        ledger = Processes.Succeed("ledger", ["-f", journal, "bal"]).Seconds;
        yield return new Figure("fund verify", verify * 1_000, "ms", "ledger bal", ledger * 1_000, ledger / verify, Goal.Times(3));
        yield return new Figure("fund verify, memory", Megabytes.Of(verifyPeak), "MiB");

        var hledger = Processes.Run("hledger", ["-f", journal, "bal"], timeoutSeconds: HledgerTimeoutSeconds);
        if (hledger is { ExitCode: not 0, IsTimedOut: false }) throw new InvalidOperationException($"hledger ended with {hledger.ExitCode}.");
        yield return new Figure("fund report", report * 1_000, "ms", "hledger bal", hledger.Seconds * 1_000,
            hledger.Seconds / report, Goal.Times(500),
            hledger.IsTimedOut ? $"hledger was stopped after {HledgerTimeoutSeconds} s: its time and the ratio are lower bounds" : null);
    }
}
