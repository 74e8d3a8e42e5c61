using CsCheck;
using NodaTime;
using Poruka.Casework;

namespace Poruka.Core.Tests.Casework;

/// <summary>What follows from facts: order, whereabouts, needs, consents.</summary>
public class CaseTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 3, 1, 12, 0);

    private static readonly Gen<Moment> Moments = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 200], Gen.Int[0, 20]).Select((kind, hours, margin) => kind switch
    {
        0 => Moment.Unknown,
        1 => Moment.NotBefore(Hour(hours)),
        2 => Moment.About(Hour(hours), Duration.FromHours(margin)),
        3 => Moment.Between(Hour(hours), Hour(hours + margin)),
        _ => Moment.At(Hour(hours)),
    });

    private static readonly Gen<Fact> Facts = Gen.Select(Gen.Int[1, 40], Gen.Int[0, Enum.GetValues<FactKind>().Length - 1], Moments, Gen.Int[0, 45])
        .Select((id, kind, at, other) => new Fact(new FactId((UInt128)id), Section.Basic, (FactKind)kind, at, "")
        {
            Number = id, RecordedAt = Hour(id), Replaces = other is > 0 and <= 6 ? new FactId((UInt128)(other + 40)) : null,
            About = other > 30 ? new FactId((UInt128)(other - 30)) : null, Certainty = other == 0 ? Certainty.Refuted : Certainty.Reported,
        });

    [Fact]
    public void Merging_timelines_is_a_union_in_any_order() => Gen.Select(Facts.List[0, 12], Facts.List[0, 12], Facts.List[0, 12]).Sample((a, b, c) =>
    {
        // A fact is told by its id: the same id is the same fact.
        var all = a.Concat(b).Concat(c).DistinctBy(f => f.Id).ToDictionary(f => f.Id);
        var (x, y, z) = (Of(a), Of(b), Of(c));
        Assert.Equal(x.With(y).Facts, y.With(x).Facts);
        Assert.Equal(x.With(y).With(z).Facts, x.With(y.With(z)).Facts);
        Assert.Equal(x.Facts, x.With(x).Facts);
        Assert.Equal(all.Count, x.With(y).With(z).Facts.Count);
        Timeline Of(IEnumerable<Fact> facts) => Timeline.Of(facts.Select(f => all[f.Id]));
    }, seed: "0000KOI9Cvr2", iter: 500);

    [Fact]
    public void A_timeline_goes_by_the_earliest_plausible_moment_and_what_has_none_comes_last() => Facts.List[0, 30].Sample(facts =>
    {
        var ordered = Timeline.Of(facts).Facts;
        for (var i = 1; i < ordered.Count; i++)
            Assert.True((ordered[i - 1].At.Earliest ?? Instant.MaxValue) <= (ordered[i].At.Earliest ?? Instant.MaxValue));
    }, seed: "0000KOI9Cvr2", iter: 300);

    [Fact]
    public void Whereabouts_needs_and_consents_are_those_of_a_naive_reading() => Facts.List[0, 30].Sample(facts =>
    {
        var timeline = Timeline.Of(facts);
        var standing = Standing.Of(timeline, Hour(500));
        var holding = timeline.Holding().ToList();
        // What nobody can date came before it was recorded.
        var last = holding.OrderBy(f => f.At.Earliest ?? f.RecordedAt).LastOrDefault(f => f.Kind is FactKind.Detained or FactKind.Held or FactKind.Transferred or FactKind.Released or FactKind.Wanted);
        Assert.Equal(last?.Kind switch
        {
            null or FactKind.Wanted => Whereabouts.Unknown,
            FactKind.Released => Whereabouts.Released,
            _ => Whereabouts.Held,
        }, standing.Whereabouts);
        Assert.Equal(holding.Count(f => f.Kind is FactKind.Detained or FactKind.Held or FactKind.Transferred), standing.Stays.Count);
        Assert.True(standing.Stays.SkipLast(1).All(s => s.To is not null));
        Assert.Equal(standing.Whereabouts == Whereabouts.Held, standing.Now is not null);
        foreach (var need in standing.Needs)
            Assert.DoesNotContain(holding, f => f.Kind is FactKind.NeedMet or FactKind.ConsentWithdrawn && f.About == need.Id);
    }, seed: "0000KOI9Cvr2", iter: 500);

    [Theory]
    [InlineData("detained", Stage.Detained)]
    [InlineData("detained custody", Stage.Remand)]
    [InlineData("detained custody transfer", Stage.Remand)]
    [InlineData("detained house-arrest", Stage.Restricted)]
    [InlineData("detained custody judgment", Stage.Sentenced)]
    [InlineData("detained custody judgment release", Stage.Out)]
    [InlineData("detained release wanted", Stage.Wanted)]
    [InlineData("detained release wanted detained", Stage.Detained)]
    public void The_stage_follows_what_happened(string story, Stage expected)
    {
        var facts = story.Split(' ').Select((word, i) => new Fact(new FactId((UInt128)(i + 1)), Section.Legal, word switch
        {
            "detained" => FactKind.Detained,
            "transfer" => FactKind.Transferred,
            "release" => FactKind.Released,
            "wanted" => FactKind.Wanted,
            _ => FactKind.Decision,
        }, Moment.At(Hour(i)), "")
        {
            Event = word switch { "custody" => CaseEvent.CustodyOrder, "house-arrest" => CaseEvent.HouseArrestOrder, "judgment" => CaseEvent.Judgment, _ => CaseEvent.None },
        });
        Assert.Equal(expected, Standing.Of(Timeline.Of(facts), Hour(100)).Stage);
    }

    [Fact]
    public void The_stage_of_a_watch_is_what_has_passed_since_the_last_sign_whatever_the_clock_did() =>
        Gen.Select(Gen.Int[1, 30], Gen.Select(Gen.Bool, Gen.Int[-10, 40]).List[1, 30]).Sample((every, steps) =>
        {
            var now = Start;
            var watch = HealthWatch.Begin(every, now);
            var (since, highest) = (now, now); // the naive model: the last sign, and the farthest the clock has been since
            foreach (var (isSign, days) in steps)
            {
                now += Duration.FromDays(days);
                if (isSign)
                {
                    watch = watch.Sign(now);
                    if (now >= since) (since, highest) = (now, now);
                }
                else
                {
                    watch = watch.Look(now);
                    highest = Instant.Max(highest, now);
                }
                var late = (highest - since).TotalDays - every;
                Assert.Equal(late < 0 ? 0 : late < 1 ? 1 : late < 3 ? 2 : 3, watch.Stage);
            }
        }, seed: "0000KOI9Cvr2", iter: 500);

    [Fact]
    public void Arrested_is_released_and_held_and_unknown() => Gen.Int[0, 2].List[0, 500].Sample(list =>
    {
        var board = ArrestBoard.Of(list.Select(i => (Whereabouts)i));
        Assert.Equal(list.Count, board.Arrested);
        Assert.Equal(list.Count(i => (Whereabouts)i == Whereabouts.Held), board.Held);
    }, iter: 100);

    [Theory]
    [InlineData("Anna Petrova", "2000-02-03", "Anna Petrova", "2000-02-03", 100, 100)]
    [InlineData("Anna Petrova", "2000-02-03", "Petrova, Anna", "2000-02-03", 100, 100)]
    [InlineData("Анна Петрова", null, "Анна Петровна", null, 50, 80)]
    [InlineData("Anna Petrova", "2000-02-03", "Anna Petrova", "2000-03-02", 80, 90)] // day and month exchanged
    [InlineData("Anna Petrova", "2000-02-03", "Anna Petrova", "1971-11-30", 0, 49)]
    [InlineData("Anna Petrova", null, "Igor Sidorov", null, 0, 20)]
    [InlineData("Фёдор Ильин", null, "федор ильин", null, 70, 75)]
    public void Two_cases_are_alike_by_names_and_birth_dates(string a, string? bornA, string b, string? bornB, int least, int most)
    {
        var (x, y) = (Traits(a, bornA), Traits(b, bornB));
        Assert.InRange(Duplicates.Score(x, y), least, most);
        Assert.Equal(Duplicates.Score(x, y), Duplicates.Score(y, x));
        static PersonTraits Traits(string name, string? born) =>
            new([name], born is null ? null : NodaTime.Text.LocalDatePattern.Iso.Parse(born).Value, []);
    }

    [Fact]
    public void Gaps_in_the_roster_are_the_hours_in_which_nobody_is_on_duty() =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[1, 20]).List[0, 8].Sample(list =>
        {
            var shifts = list.Select((s, i) => new Shift((UInt128)i, Hour(s.Item1), Hour(s.Item1 + s.Item2))).ToList();
            var gaps = DutyRoster.Gaps(shifts, Hour(0), Hour(72));
            for (var hour = 0; hour < 72; hour++)
                Assert.Equal(DutyRoster.At(shifts, Hour(hour)).Count == 0, gaps.Any(g => g.Contains(Hour(hour))));
        }, iter: 300);

    private static Instant Hour(int hours) => Start + Duration.FromHours(hours);
}
