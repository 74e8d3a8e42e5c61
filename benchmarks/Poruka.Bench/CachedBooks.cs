using NodaTime;
using Poruka.Funds.PublishLog;
using Poruka.Storage;

namespace Poruka.Bench;

/// <summary>A million transactions, posted in bulk and published; made once and kept in the cache.</summary>
internal static class CachedBooks
{
    public const int Count = 1_000_000;
    private const string Name = "books-1000000-v2";

    public static Books Open(BenchOptions options)
    {
        var folder = Path.Combine(options.Cache, Name);
        if (!Directory.Exists(folder)) Make(folder);
        return new Books(folder: folder);
    }

    /// <summary>The books in hledger's format, by the program itself.</summary>
    public static string Export(BenchOptions options, PublishedProgram program)
    {
        var path = Path.Combine(options.Cache, Name + ".journal");
        if (File.Exists(path)) return path;
        Processes.Succeed(program.Command, program.Arguments(
            Path.Combine(options.Cache, Name), "fund", "export", "bench", "--to", "hledger"), path + ".part");
        File.Move(path + ".part", path);
        return path;
    }

    private static void Make(string folder)
    {
        // Beside, and moved at the end: half-made books aren't taken for whole ones.
        var part = folder + ".part";
        if (Directory.Exists(part)) Directory.Delete(part, recursive: true);
        using (var books = new Books(folder: part))
        {
            var outcome = BulkPosting.Post(
                books.Database, books.Fund, new BooksGenerator(1, books.Fund.Id, 1, Count).Requests(), null, CancellationToken.None);
            if (outcome is not BulkOutcome.Posted) throw new InvalidOperationException($"The books were refused: {outcome}.");
            PublishLog.Run(books.Installation, books.Fund, new LocalDate(2026, 7, 1), evenIfEmpty: false);
        }
        Directory.Move(part, folder);
    }
}
