using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;
using Poruka.Vault;

namespace Poruka.Tests.Safety;

/// <summary>
/// Whether a name is known can't be told from the answer or from how long it takes. These tests look at a clock: the three kinds
/// take turns, so that what else the machine does falls on all of them. Medians are compared; where they are too far apart, more samples are added to
/// those that are there: noise goes away by that, a difference does not.
/// </summary>
[Collection(nameof(Alone))]
public sealed partial class SignInTimingTests(PostgresServer postgres)
{
    private static readonly bool IsHeavy = Environment.GetEnvironmentVariable("PORUKA_HEAVY") == "1";

    private readonly TestClock _clock = new();

    [Fact]
    public Task Known_unknown_and_frozen_names_take_as_long_at_a_small_cost() =>
        SignIn(new PassphraseCost(8 * 1024, 1), samples: 2_000, mostRounds: 2);

    /// <summary>Fifty take minutes; without PORUKA_HEAVY one of each is answered alike, and no clock is looked at.</summary>
    [Fact]
    public Task Known_unknown_and_frozen_names_take_as_long_at_full_cost() =>
        SignIn(PassphraseCost.Usual, samples: IsHeavy ? 50 : 3, mostRounds: IsHeavy ? 12 : 0);

    [Fact]
    public async Task A_recovery_key_is_held_against_known_unknown_and_frozen_names_in_the_same_time()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var fritz = await Frozen(test, site, vera);
        // Of the frozen one the right key. For a known one with the right key there is a way on, and so another answer.
        (string Name, string Key)[] kinds = [("vera", fritz.RecoveryKey), ("nemo", vera.RecoveryKey), ("fritz", fritz.RecoveryKey)];
        using var visitor = site.Visit("en");
        var form = await visitor.Get("/recover");
        var tries = 0;
        await Compare(1_000, mostRounds: 2, kind =>
        {
            if (++tries % RecoveryTries.PerMinute == 0) _clock.Advance(NodaTime.Duration.FromMinutes(1));
            return Refused(visitor, form, "/recover", ("name", kinds[kind].Name), ("secret-recovery", kinds[kind].Key));
        });
    }

    private async Task SignIn(PassphraseCost cost, int samples, int mostRounds)
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock, change: o => o with { Cost = cost });
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var fritz = await Frozen(test, site, vera);
        // The frozen one with the right passphrase: that it is right mustn't show either.
        (string Name, string Passphrase)[] kinds = [("vera", "some other words entirely here now"), ("nemo", vera.Passphrase), ("fritz", fritz.Passphrase)];
        using var visitor = site.Visit("en");
        var form = await visitor.Get("/sign-in");
        await Compare(samples, mostRounds, kind =>
            Refused(visitor, form, "/sign-in", ("name", kinds[kind].Name), ("secret-passphrase", kinds[kind].Passphrase), ("secret-code", "123456")));
    }

    private async Task<Person> Frozen(TestInstallation test, WebSite site, Person by)
    {
        var fritz = await Person.Join(site, _clock, await by.Invite("member"), "fritz");
        using var connection = test.Database.Open();
        MemberRows.SetState(connection, null, MemberRows.FindByName(connection, "fritz")!.Id, MemberState.Frozen);
        return fritz;
    }

    /// <param name="samples">How many answers in a round.</param>
    /// <param name="mostRounds">After how many rounds the medians must be within five milliseconds; none: no clock is looked at.</param>
    /// <param name="attempt">Tries one of the three kinds.</param>
    private static async Task Compare(int samples, int mostRounds, Func<int, Task<(double Milliseconds, string Answer)>> attempt)
    {
        string[] names = ["known", "unknown", "frozen"];
        for (var i = 0; i < 10; i++) await attempt(i % 3);
        var answers = new HashSet<string>(StringComparer.Ordinal);
        var times = names.Select(_ => new List<double>()).ToArray();
        var random = new Random(1);
        int[] order = [0, 1, 2];
        for (var round = 1; ; round++)
        {
            for (var i = 0; i < (samples + 2) / 3; i++)
            {
                random.Shuffle(order);
                foreach (var kind in order)
                {
                    var (took, answer) = await attempt(kind);
                    times[kind].Add(took);
                    answers.Add(answer);
                }
            }
            Assert.Single(answers);
            var medians = times.Select(t => t.Order().ElementAt(t.Count / 2)).ToArray();
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{round * samples} samples: medians {string.Join(", ", names.Select((name, kind) => $"{name} {medians[kind]:F2} ms"))}");
            if (mostRounds == 0 || medians.Max() - medians.Min() < 5) return;
            Assert.True(round < mostRounds, $"After {round} rounds the medians are further apart than five milliseconds: {string.Join(", ", medians)} ms.");
        }
    }

    /// <summary>How long a refusal takes, and its bytes: without the name that was typed, and the token, which is new each time.</summary>
    private static async Task<(double Milliseconds, string Answer)> Refused(Visitor visitor, IHtmlDocument form, string address, params (string Name, string Value)[] fields)
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await visitor.Post(form, address, fields);
        var body = await response.Content.ReadAsStringAsync();
        var took = Stopwatch.GetElapsedTime(started);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        return (took.TotalMilliseconds, Token().Replace(body.Replace($"value=\"{fields[0].Value}\"", "", StringComparison.Ordinal), ""));
    }

    [GeneratedRegex("name=\"form-token\" value=\"[^\"]*\"")]
    private static partial Regex Token();
}

/// <summary>Tests that look at a clock run when no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
