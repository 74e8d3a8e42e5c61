using NodaTime;
using Poruka.Letters;

namespace Poruka.Core.Tests.Letters;

/// <summary>A plan keeps what was promised, is fair with the rest, and says why.</summary>
public class PlannerTests
{
    private static readonly LocalDate Day = new(2026, 3, 2);

    [Fact]
    public void A_standing_correspondence_comes_before_somebody_who_has_waited_longer()
    {
        var plan = Planner.Make(Request(
            [Waits(1, 40), Waits(2, 400)], [Writes(1, 1)], [new Correspondence(Recipient(1), Writer(1), Day.PlusDays(-30), 30)]));
        var pairing = Assert.Single(plan.Pairings);
        Assert.Equal((Recipient(1), PairingCause.Standing), (pairing.Recipient, pairing.Cause));
        Assert.Equal((Recipient(2), UnmetCause.WritersTaken, 1), Unmet(plan));
    }

    [Fact]
    public void A_correspondence_that_fell_silent_is_handed_on_to_somebody_else()
    {
        var kept = new Correspondence(Recipient(1), Writer(1), Day.PlusDays(-60), 30);
        Assert.Equal(CorrespondenceState.Lapsed, kept.StateOn(Day, 7));
        var plan = Planner.Make(Request([Waits(1, 60)], [Writes(1, 2), Writes(2, 1)], [kept]));
        Assert.Equal([kept], plan.Lapsed);
        var pairing = Assert.Single(plan.Pairings);
        Assert.Equal((Writer(2), PairingCause.TakenOver, 60), (pairing.Writer, pairing.Cause, pairing.WaitedDays));
    }

    [Theory]
    [InlineData(10, null, CorrespondenceState.InTime)]
    [InlineData(23, null, CorrespondenceState.InTime)]
    [InlineData(24, null, CorrespondenceState.Due)]
    [InlineData(51, null, CorrespondenceState.Due)]
    [InlineData(52, null, CorrespondenceState.Lapsed)]
    [InlineData(24, 3, CorrespondenceState.Paused)]
    [InlineData(52, 3, CorrespondenceState.Lapsed)]
    [InlineData(24, -1, CorrespondenceState.Due)]
    public void A_correspondence_is_due_before_it_is_late(int silence, int? pauseEndsIn, CorrespondenceState state) =>
        Assert.Equal(state, (new Correspondence(Recipient(1), Writer(1), Day.PlusDays(-silence), 30)
        {
            PausedUntil = pauseEndsIn is { } days ? Day.PlusDays(days) : null,
        }).StateOn(Day, 7));

    [Fact]
    public void Who_waited_longest_is_first_and_urgency_counts_as_days()
    {
        var plan = Planner.Make(Request(
            [Waits(1, 50), Waits(2, 60), Waits(3, 45) with { Urgency = Urgency.Birthday }, Waits(4, 25)], [Writes(1, 2)]));
        Assert.Equal([Recipient(2), Recipient(3)], plan.Pairings.Select(p => p.Recipient).Order());
        Assert.Equal([Recipient(1), Recipient(4)], plan.Unmet.Select(u => u.Recipient));
        Assert.Equal((60, 50), (plan.Unmet[0].LeastServedDays, plan.Unmet[0].OwnDays));
    }

    [Fact]
    public void Two_letters_of_one_recipient_go_to_different_writers_and_never_before_anybodys_first()
    {
        var plan = Planner.Make(Request([Waits(1, 400) with { Letters = 3 }, Waits(2, 30)], [Writes(1, 3), Writes(2, 1)]));
        Assert.Equal(3, plan.Pairings.Count);
        Assert.Equal(plan.Pairings.Count, plan.Pairings.Select(p => (p.Recipient, p.Writer)).Distinct().Count());
        Assert.Contains(plan.Pairings, p => p.Recipient == Recipient(2));
        Assert.Equal(PairingCause.Further, plan.Pairings.Where(p => p.Recipient == Recipient(1)).Last().Cause);
        Assert.Equal((Recipient(1), UnmetCause.NoOtherWriter, 1), Unmet(plan));
    }

    [Fact]
    public void Each_unmet_need_has_its_cause()
    {
        var request = Request(
            [
                Waits(1, 50) with { Languages = ["ka"] }, Waits(2, 40), Waits(3, 35) with { Hold = Hold.AddressInDoubt },
                Waits(4, 3), Waits(5, 90) with { Hold = Hold.Released },
            ], [Writes(1, 5)]) with { Exclusions = new HashSet<Exclusion> { new(Recipient(2), Writer(1)) } };
        var plan = Planner.Make(request);
        Assert.Empty(plan.Pairings);
        Assert.Equal(
            [(Recipient(1), UnmetCause.NoLanguage), (Recipient(2), UnmetCause.AllExcluded), (Recipient(3), UnmetCause.OnHold)],
            plan.Unmet.Select(u => (u.Recipient, u.Cause)));
        Assert.Equal([new NotDue(Recipient(4), Day.PlusDays(27))], plan.NotDue);
        Assert.Equal(50, plan.LongestUnmetDays);
    }

    [Fact]
    public void Whoever_was_never_written_to_is_among_the_longest_waiting_at_once()
    {
        var plan = Planner.Make(Request([Waits(1, 40), Waits(2, 0) with { Urgency = Urgency.FirstLetter }, Waits(3, 70)], [Writes(1, 2)]));
        Assert.Equal([(Recipient(2), PairingCause.First), (Recipient(3), PairingCause.Waiting)], plan.Pairings.Select(p => (p.Recipient, p.Cause)).Order());
        Assert.Equal((60, 40), (plan.Unmet.Single().LeastServedDays, plan.Unmet.Single().OwnDays));
    }

    [Fact]
    public void A_letter_goes_through_a_translator_where_nobody_writes_the_language()
    {
        var request = Request([Waits(1, 90) with { Languages = ["ka"] }, Waits(2, 40)], [Writes(1, 1), Writes(3, 1)]) with { Translators = [Translates(7, 1, "ru-ka")] };
        var plan = Planner.Make(request);
        Assert.Empty(plan.Unmet);
        Assert.Equal([(Recipient(1), "ru", "ka", Writer(7)), (Recipient(2), "ru", "", null)], plan.Pairings.Select(p => (p.Recipient, p.Language, p.Into, p.Translator)).Order());

        // Waiting counts, not the language: with one writer, the longer waiting is first.
        plan = Planner.Make(request with { Capacities = [Writes(1, 1)] });
        Assert.Equal((Recipient(1), Writer(7)), (plan.Pairings.Single().Recipient, plan.Pairings.Single().Translator));
        Assert.Equal((Recipient(2), UnmetCause.WritersTaken, 1), Unmet(plan));
        plan = Planner.Make(request with { Needs = [request.Needs[0] with { WaitsSince = Day.PlusDays(-35) }, request.Needs[1]], Capacities = [Writes(1, 1)] });
        Assert.Equal((Recipient(2), (WriterId?)null), (plan.Pairings.Single().Recipient, plan.Pairings.Single().Translator));
        Assert.Equal((Recipient(1), UnmetCause.TranslationTaken, 1), Unmet(plan));
    }

    [Fact]
    public void Translators_go_to_the_longest_waiting_and_to_who_may_be_read_by_them()
    {
        string[] georgian = ["ka"];
        var request = Request(
            [Waits(1, 90) with { Languages = georgian, Letters = 2 }, Waits(2, 80) with { Languages = georgian }, Waits(3, 70) with { Languages = georgian }], [Writes(1, 9), Writes(2, 9)]) with
        {
            Translators = [Translates(7, 1, "ru-ka", "en-ka"), Translates(8, 1, "ru-ka")], Exclusions = new HashSet<Exclusion> { new(Recipient(1), Writer(8)) },
        };
        var plan = Planner.Make(request);
        Assert.Equal([(Recipient(1), Writer(7)), (Recipient(2), Writer(8))], plan.Pairings.Select(p => (p.Recipient, p.Translator!.Value)).Order());
        Assert.Equal([(Recipient(1), UnmetCause.TranslationTaken), (Recipient(3), UnmetCause.TranslationTaken)], plan.Unmet.Select(u => (u.Recipient, u.Cause)));
        Assert.Equal([UnmetCause.NoLanguage], Planner.Make(request with { Needs = [request.Needs[0]], Translators = [Translates(7, 1, "fi-ka")] }).Unmet.Select(u => u.Cause));
        // Who translates a letter doesn't write it.
        Assert.Empty(Planner.Make(request with { Capacities = [Writes(7, 9)], Translators = [Translates(7, 9, "ru-ka")] }).Pairings);
    }

    [Fact]
    public void Who_write_to_each_other_through_a_translator_go_on_so()
    {
        var kept = new Correspondence(Recipient(1), Writer(1), Day.PlusDays(-30), 30);
        var request = Request([Waits(1, 30) with { Languages = ["ka"] }, Waits(2, 400) with { Languages = ["ka"] }], [Writes(1, 2)], [kept]) with { Translators = [Translates(7, 1, "ru-ka")] };
        var plan = Planner.Make(request);
        Assert.Equal((Recipient(1), PairingCause.Standing, "ru", "ka", Writer(7)), plan.Pairings.Select(p => (p.Recipient, p.Cause, p.Language, p.Into, p.Translator!.Value)).Single());
        Assert.Equal((Recipient(2), UnmetCause.TranslationTaken, 1), Unmet(plan));
        // Without a place they still write; somebody has to be found who translates.
        Assert.Null(Planner.Make(request with { Translators = [] }).Pairings.Single().Translator);
    }

    [Fact]
    public void Plans_keep_their_promises_whatever_is_asked()
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            var request = Draw(seed);
            var plan = Planner.Make(request);
            var room = request.Capacities.ToDictionary(c => c.Writer, c => c.Letters);
            var places = request.Translators.ToDictionary(t => t.Translator, t => t.Letters);
            foreach (var pairing in plan.Pairings)
            {
                Assert.True(--room[pairing.Writer] >= 0, $"Seed {seed}");
                Assert.DoesNotContain(new Exclusion(pairing.Recipient, pairing.Writer), request.Exclusions);
                var reads = request.Needs.Single(n => n.Recipient == pairing.Recipient).Languages;
                if (pairing.Translator is { } translator)
                {
                    Assert.True(--places[translator] >= 0, $"Seed {seed}");
                    Assert.NotEqual(pairing.Writer, translator);
                    Assert.DoesNotContain(new Exclusion(pairing.Recipient, translator), request.Exclusions);
                    Assert.Contains(pairing.Into, reads);
                    Assert.Contains(new LanguagePair(pairing.Language, pairing.Into), request.Translators.Single(t => t.Translator == translator).Pairs);
                    Assert.Contains(pairing.Language, request.Capacities.Single(c => c.Writer == pairing.Writer).Languages);
                }
                else if (pairing.Cause != PairingCause.Standing) Assert.Contains(pairing.Language, reads);
            }
            Assert.Equal(plan.Pairings.Count, plan.Pairings.Select(p => (p.Recipient, p.Writer)).Distinct().Count());
            Assert.Equal(room.Where(w => w.Value > 0), plan.Spare.ToDictionary(s => s.Writer, s => s.Letters));

            var random = new SeededRandom(seed);
            var (needs, writers) = (request.Needs.ToArray(), request.Capacities.ToArray());
            random.Shuffle<Need>(needs);
            random.Shuffle<Capacity>(writers);
            Assert.Equal(plan.Pairings, Planner.Make(request with { Needs = needs, Capacities = writers }).Pairings);

            // Translators are given out by steps, not exactly: what they do for one may cost another's turn.
            var untranslated = request with { Translators = [] };
            Assert.True(Planner.Make(untranslated).Pairings.Count <= plan.Pairings.Count, $"Seed {seed}");
            var wider = untranslated with { Capacities = [.. request.Capacities, Writes(9_999, 3)] };
            Assert.True(Planner.Make(wider).LongestUnmetDays <= Planner.Make(untranslated).LongestUnmetDays, $"Seed {seed}");
        }
    }

    private static PlanRequest Draw(ulong seed)
    {
        var random = new SeededRandom(seed);
        string[][] languages = [["ru"], ["uk"], ["en"], ["ru", "uk"]];
        var needs = Enumerable.Range(1, 1 + random.Below(40)).Select(i => Waits(i, random.Below(200)) with
        {
            Languages = languages[random.Below(4)], Letters = 1 + random.Below(3), Urgency = (Urgency)random.Below(128),
            Hold = random.Below(8) == 0 ? Hold.AddressInDoubt : Hold.None,
        }).ToList();
        var writers = Enumerable.Range(1, 1 + random.Below(20)).Select(i => Writes(i, random.Below(4)) with { Languages = languages[random.Below(4)] }).ToList();
        var kept = Enumerable.Range(0, random.Below(10)).Select(_ => new Correspondence(
            Recipient(1 + random.Below(needs.Count)), Writer(1 + random.Below(writers.Count)), Day.PlusDays(-random.Below(70)), 30))
            .DistinctBy(c => (c.Recipient, c.Writer)).ToList();
        var exclusions = Enumerable.Range(0, random.Below(20)).Select(_ => new Exclusion(
            Recipient(1 + random.Below(needs.Count)), Writer(1 + random.Below(writers.Count)))).ToHashSet();
        string[][] pairs = [["en-ru"], ["ru-uk", "en-uk"], ["uk-en"], ["ru-en", "fi-en"]];
        return new PlanRequest(Day, 7, needs, writers, kept, exclusions, seed)
        {
            // Some of them write, too.
            Translators = [.. Enumerable.Range(0, random.Below(4)).Select(i => Translates(15 + 5 * i, random.Below(3), pairs[i]))],
        };
    }

    private static (RecipientId, UnmetCause, int) Unmet(LetterPlan plan) =>
        Assert.Single(plan.Unmet) is var unmet ? (unmet.Recipient, unmet.Cause, unmet.Letters) : default;

    private static PlanRequest Request(IReadOnlyList<Need> needs, IReadOnlyList<Capacity> writers, IReadOnlyList<Correspondence>? kept = null) =>
        new(Day, 7, needs, writers, kept ?? [], new HashSet<Exclusion>(), 1);

    private static Need Waits(int number, int days) => new(Recipient(number), ["ru"], Day.PlusDays(-days));

    private static TranslationCapacity Translates(int number, int letters, params string[] pairs) =>
        new(Writer(number), [.. pairs.Select(p => new LanguagePair(p[..2], p[3..]))], letters);

    private static Capacity Writes(int number, int letters) => new(Writer(number), ["ru"], letters);

    private static RecipientId Recipient(int number) => new((UInt128)number);

    private static WriterId Writer(int number) => new((UInt128)number);
}
