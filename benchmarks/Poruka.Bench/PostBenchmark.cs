using Npgsql;
using Poruka.Storage;

namespace Poruka.Bench;

/// <summary>
/// Posting: single, by many at once, in bulk; beside what the database does with bare rows of the same size, as durably.
/// </summary>
internal static class PostBenchmark
{
    private const int Rounds = 41;
    private const int Singles = 60; // in a turn
    private const int EarlierEntries = 20_000;
    private const int Posters = 64;
    private const int PostsOfEach = 20;
    private const int Bulk = 300_000;

    public static IEnumerable<Figure> Run(BenchOptions options)
    {
        using var postgres = new Postgres();
        foreach (var figure in OneByOne(null)) yield return figure;
        foreach (var figure in OneByOne(postgres.CreateDatabase())) yield return figure;
    }

    public static IEnumerable<Figure> RunBulk(BenchOptions options)
    {
        using var postgres = new Postgres();
        foreach (var figure in InBulk("SQLite", null, postgres)) yield return figure;
        foreach (var figure in InBulk("PostgreSQL", postgres.CreateDatabase(), postgres)) yield return figure;
    }

    private static IEnumerable<Figure> OneByOne(string? connectionString)
    {
        var name = connectionString is null ? "SQLite" : "PostgreSQL";
        using (var books = new Books(connectionString))
        using (var raw = RawRows.Open(books.Database))
        using (var journal = new Journal(books.Database))
        {
            // Books that have been kept for a while: what is posted meets sums that are there.
            PostInBulk(books, Requests(books, 1_000, EarlierEntries));
            var turns = Enumerable.Range(0, Rounds + 1).Select(round => Requests(books, (uint)round + 1, Singles)).ToList();
            var (ours, peer, ratio) = Turns.Rates(Rounds, Singles, round => PostSingly(journal, turns[round]), _ => raw.InsertSingly(Singles));
            yield return new Figure($"{name}, single postings", ours, "entries/s", "raw one-row commits", peer, ratio, Goal.Times(0.7));
            (ours, peer, ratio) = Turns.Rates(Rounds, 1,
                round => PostTogether(journal, books, (uint)round), round => PostSingly(journal, Requests(books, 2_000 + (uint)round, Singles)));
            (ours, peer, ratio) = (ours * Posters * PostsOfEach, peer * Singles, ratio * Posters * PostsOfEach / Singles);
            yield return new Figure($"{name}, {Posters} posters at once", ours, "entries/s", "one poster", peer, ratio, Goal.Times(5));
        }
    }

    private static IEnumerable<Figure> InBulk(string name, string? connectionString, Postgres postgres)
    {
        using var books = new Books(connectionString);
        using var peers = Database.AtServer(postgres.CreateDatabase());
        using var batched = new PostgresPeer(peers);
        var turns = Enumerable.Range(0, 4).Select(turn => Requests(books, 100 + (uint)turn, Bulk)).ToList();
        GC.Collect();
        Action<int> post = round => PostInBulk(books, turns[round]);
        if (connectionString is null)
        {
            var (ours, peer, ratio) = Turns.Rates(3, Bulk, post, round => batched.InsertBooks(turns[round]));
            yield return new Figure($"{name}, bulk, deduplicated", ours, "entries/s", Goal: Goal.AtLeast(100_000));
            yield return new Figure($"{name}, bulk", ours, "entries/s", "PostgreSQL, batches of 1,000", peer, ratio, Goal.Times(3));
            using var bareRows = Database.AtServer(postgres.CreateDatabase());
            using var bare = new PostgresPeer(bareRows);
            peer = Bulk / Turns.Seconds(() => bare.InsertBare(turns[0]));
            yield return new Figure($"{name}, bulk", ours, "entries/s", "PostgreSQL, bare rows of 1,000", peer, ours / peer);
        }
        else
        {
            var (ours, peer, ratio) = Turns.Rates(3, Bulk, post, round => batched.Copy(turns[round]));
            yield return new Figure($"{name}, bulk, deduplicated", ours, "entries/s", "binary COPY of the same rows", peer, ratio);
        }
    }

    private static List<PostRequest> Requests(Books books, UInt128 source, int count) =>
        [.. new BooksGenerator((int)source, books.Fund.Id, source, count).Requests()];

    private static void PostSingly(Journal journal, List<PostRequest> requests)
    {
        foreach (var request in requests) Check(journal.PostAsync(request).GetAwaiter().GetResult());
    }

    private static void PostTogether(Journal journal, Books books, uint round)
    {
        var posters = Enumerable.Range(0, Posters)
            .Select(i => Requests(books, 10_000 + round * Posters + (uint)i, PostsOfEach)).ToList();
        Task.WhenAll(posters.Select(async requests =>
        {
            await Task.Yield();
            foreach (var request in requests) Check(await journal.PostAsync(request));
        })).GetAwaiter().GetResult();
    }

    private static void PostInBulk(Books books, List<PostRequest> requests)
    {
        var outcome = BulkPosting.Post(books.Database, books.Fund, requests, null, CancellationToken.None);
        if (outcome is not BulkOutcome.Posted posted || posted.Entries != requests.Count)
            throw new InvalidOperationException($"Posted in bulk: {outcome}.");
    }

    private static void Check(PostOutcome outcome)
    {
        if (outcome is not PostOutcome.Posted) throw new InvalidOperationException($"Posted: {outcome}.");
    }
}
