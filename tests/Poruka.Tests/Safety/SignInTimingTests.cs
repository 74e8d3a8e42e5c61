using System.Diagnostics;
using System.Net;
using AngleSharp.Html.Dom;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;
using Poruka.Vault;

namespace Poruka.Tests.Safety;

/// <summary>
/// Whether a name is known can't be told from how long the answer takes. The one test that looks at a clock: the three kinds
/// take turns, so that what else the machine does falls on all of them, and medians are compared, twice at most.
/// </summary>
[Collection(nameof(Alone))]
public sealed class SignInTimingTests(PostgresServer postgres)
{
    private static readonly bool IsHeavy = Environment.GetEnvironmentVariable("PORUKA_HEAVY") == "1";

    private readonly TestClock _clock = new();

    [Fact]
    public Task Known_unknown_and_frozen_names_take_as_long_at_a_small_cost() =>
        Compare(new PassphraseCost(8 * 1024, 1), samples: IsHeavy ? 2_000 : 300, share: 0);

    [Fact]
    public async Task Known_unknown_and_frozen_names_take_as_long_at_full_cost()
    {
        // Fifty take minutes; without PORUKA_HEAVY one of each is answered alike, and no clock is looked at.
        await Compare(PassphraseCost.Usual, samples: IsHeavy ? 50 : 3, share: IsHeavy ? 0.03 : double.PositiveInfinity);
    }

    /// <param name="cost">What a derivation costs.</param>
    /// <param name="samples">How many answers in all.</param>
    /// <param name="share">Which part of the median may lie between the kinds, where it is more than five milliseconds.</param>
    private async Task Compare(PassphraseCost cost, int samples, double share)
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock, change: o => o with { Cost = cost });
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var fritz = await Person.Join(site, _clock, await vera.Invite("member"), "fritz");
        using (var connection = test.Database.Open())
            MemberRows.SetState(connection, null, MemberRows.FindByName(connection, "fritz")!.Id, MemberState.Frozen);
        // The frozen one with the right passphrase: that it is right mustn't show either.
        (string Name, string Passphrase)[] kinds = [("vera", "some other words entirely here now"), ("nemo", vera.Passphrase), ("fritz", fritz.Passphrase)];

        using var visitor = site.Visit("en");
        var form = await visitor.Get("/sign-in");
        for (var i = 0; i < 10; i++) await Try(visitor, form, kinds[i % 3]);
        for (var attempt = 1; ; attempt++)
        {
            var times = kinds.Select(_ => new List<double>()).ToArray();
            var random = new Random(attempt);
            int[] order = [0, 1, 2];
            for (var i = 0; i < samples / 3; i++)
            {
                random.Shuffle(order);
                foreach (var kind in order) times[kind].Add(await Try(visitor, form, kinds[kind]));
            }
            var medians = times.Select(t => t.Order().ElementAt(t.Count / 2)).ToArray();
            var gap = medians.Max() - medians.Min();
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{samples} samples at {cost.MemoryKibibytes} KiB: medians known {medians[0]:F2}, unknown {medians[1]:F2}, frozen {medians[2]:F2} ms");
            if (gap < Math.Max(5, share * medians.Max())) return;
            Assert.True(attempt < 2, $"Twice the medians were further apart than they may be, at last {string.Join(", ", medians)} ms.");
        }
    }

    private static async Task<double> Try(Visitor visitor, IHtmlDocument form, (string Name, string Passphrase) kind)
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await visitor.Post(form, "/sign-in", ("name", kind.Name), ("secret-passphrase", kind.Passphrase), ("secret-code", "123456"));
        var took = Stopwatch.GetElapsedTime(started);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        return took.TotalMilliseconds;
    }
}

/// <summary>Tests that look at a clock run when no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
