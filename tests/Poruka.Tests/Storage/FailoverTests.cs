using System.Collections.Concurrent;
using System.Diagnostics;
using Poruka.Funds.VerifyBooks;
using Poruka.Ledger;
using Poruka.Operations;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.Storage;

/// <summary>
/// PostgreSQL under Patroni, whose primary is struck again and again while the program posts and serves. <c>./test --failover</c>
/// runs it: it takes half a minute for each blow (PORUKA_FAILOVER of them, 100 unless told).
/// </summary>
public sealed class FailoverTests(ITestOutputHelper output)
{
    private const int Posters = 8;

    [Fact(Explicit = true)]
    public async Task No_acknowledged_entry_is_lost_with_a_primary_and_serving_goes_on()
    {
        var blows = int.TryParse(Environment.GetEnvironmentVariable("PORUKA_FAILOVER"), null, out var asked) ? asked : 100;
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var cluster = new PatroniCluster();
        using var test = new TestInstallation(cluster.ConnectionString);
        await using var turn = ServingTurn.Try(test.Installation)!;
        await using var site = await WebSite.Start(test, Program.Pages);
        using var journal = new Journal(test.Database);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var posters = Enumerable.Range(0, Posters).Select(number => new Poster(test.Fund.Id, (uint)number + 1, journal)).ToList();
        var posting = posters.Select(p => Task.Run(() => p.Post(stop.Token), CancellationToken.None)).ToList();
        List<double> outages = [];
        for (var blow = 0; blow < blows; blow++)
        {
            var kind = (Blow)(blow % Enum.GetValues<Blow>().Length);
            var primary = cluster.WaitForPrimary();
            await Task.Delay(random.Next(1_000, 3_000), stop.Token);
            var before = posters.Sum(p => p.Count);
            Assert.True(before > 0);
            var struck = Stopwatch.GetTimestamp();
            cluster.Strike(primary, kind);
            // Unwatched, it may go on as if nothing were.
            if (kind is Blow.Unwatched) await Task.Delay(random.Next(1_000, 10_000), stop.Token);
            else await Until(() => posters.Max(p => p.Last) > struck + Stopwatch.Frequency / 2);
            cluster.Mend(primary, kind);
            cluster.WaitForPrimary();
            var after = Stopwatch.GetTimestamp();
            await Until(() => posters.TrueForAll(p => p.Last > after));
            outages.Add(Poster.LongestGap(posters, struck));
            output.WriteLine($"{blow + 1}. {kind}: {outages[^1]:0.0} s");
            AssertAllThere(test, posters);
            using var visitor = site.Visit();
            Assert.Equal("ready\n", await visitor.Http.GetStringAsync(new Uri("/ready", UriKind.Relative), stop.Token));
        }
        await stop.CancelAsync();
        await Task.WhenAll(posting);
        Assert.False(turn.Over.IsCancellationRequested);
        AssertAllThere(test, posters);
        Assert.Empty(VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None).Findings);
        outages.Sort();
        output.WriteLine($"{blows} blows, {posters.Sum(p => p.Count)} entries acknowledged and there, {posters.Sum(p => p.Faults)} answers that were faults; "
            + $"outage: 50th percentile {outages[blows / 2]:0.0} s, 99th {outages[Math.Max(0, (int)Math.Ceiling(blows * 0.99) - 1)]:0.0} s");
    }

    private static async Task Until(Func<bool> isSo)
    {
        var began = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(5)) throw new TimeoutException("Nothing goes on.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Every acknowledged entry is in the books once.</summary>
    private static void AssertAllThere(TestInstallation test, List<Poster> posters)
    {
        var counts = posters.ToDictionary(p => p.Source, p => p.Count);
        var there = new Dictionary<UInt128, HashSet<long>>();
        using (var connection = test.Database.Open())
            EntryScan.Visit(connection, test.Fund.Number, 0, (in EntryRow row) =>
            {
                var id = new EntryReader(row.Bytes).Id;
                if (!there.TryGetValue(id.Source, out var numbers)) there[id.Source] = numbers = [];
                Assert.True(numbers.Add(id.Number), $"{id} is there twice");
            });
        foreach (var (source, count) in counts)
            for (var number = 0L; number < count; number++)
                Assert.True(there.TryGetValue(source, out var numbers) && numbers.Contains(number), $"{new EntryId(source, number)} was acknowledged and is not there");
    }

    /// <summary>Posts one entry after another, each until it is acknowledged.</summary>
    private sealed class Poster(FundId fund, UInt128 source, Journal journal)
    {
        private readonly ConcurrentQueue<long> _times = [];
        private long _last;

        public UInt128 Source => source;

        /// <summary>How many were acknowledged.</summary>
        public long Count { get; private set; }

        /// <summary>How often the answer was a fault.</summary>
        public long Faults { get; private set; }

        /// <summary>When the last was acknowledged.</summary>
        public long Last => Volatile.Read(ref _last);

        public async Task Post(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                var entry = new Entry(fund, new EntryId(source, Count), TestInstallation.Today, EntryKind.Income,
                [
                    new Posting(new Account(AccountClass.Cash), new Money(1, Currency.Eur)),
                    new Posting(new Account(AccountClass.Gift), new Money(-1, Currency.Eur)),
                ]);
                try
                {
                    Assert.True(await journal.PostAsync(new PostRequest(entry)) is PostOutcome.Posted or PostOutcome.AlreadyPosted);
                    Count++;
                    var now = Stopwatch.GetTimestamp();
                    _times.Enqueue(now);
                    Volatile.Write(ref _last, now);
                    await Task.Delay(5, CancellationToken.None);
                }
                catch (Exception fault) when (fault is System.Data.Common.DbException or System.Net.Sockets.SocketException or TimeoutException or IOException)
                {
                    Faults++;
                    await Task.Delay(100, CancellationToken.None);
                }
            }
        }

        /// <summary>The longest time since a moment in which nothing was acknowledged to anybody, in seconds; forgets what came before.</summary>
        public static double LongestGap(List<Poster> posters, long since)
        {
            var times = new List<long> { since };
            foreach (var poster in posters)
                while (poster._times.TryDequeue(out var time))
                    if (time > since) times.Add(time);
            times.Sort();
            return times.Zip(times.Skip(1), (one, next) => (double)(next - one) / Stopwatch.Frequency).Append(0).Max();
        }
    }
}
