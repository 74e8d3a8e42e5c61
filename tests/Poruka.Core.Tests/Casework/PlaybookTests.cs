using NodaTime;
using NodaTime.Text;
using Poruka.Casework;

namespace Poruka.Core.Tests.Casework;

/// <summary>A guide started on a case, and what new facts do to it.</summary>
public class PlaybookTests
{
    private static readonly DateTimeZone Moscow = DateTimeZoneProviders.Tzdb["Europe/Moscow"];
    private static readonly LocalDate Reviewed = new(2026, 11, 23);

    private static readonly LegalRule Release = new(RuleId.Parse("RU-01"), Ru(), CaseEvent.Detention, Limit("PT48H"), "CPC art. 94", "", Confidence.High, Reviewed, Reviewed.PlusMonths(6));
    private static readonly LegalRule Appeal = new(RuleId.Parse("RU-02"), Ru(), CaseEvent.CustodyOrder, Limit("P3D"), "CPC art. 108", "", Confidence.Medium, Reviewed, Reviewed.PlusMonths(6)) { Start = TermStart.NextDay };

    private static readonly Dictionary<RuleId, LegalRule> Rules = new() { [Release.Id] = Release, [Appeal.Id] = Appeal };

    private static readonly DeadlineSetting Setting = new(Moscow, BusinessCalendar.Weekends(Ru()), LawConditions.None, Reviewed);

    private static readonly Instant Start = Instant.FromUtc(2026, 11, 24, 1, 0);

    private static readonly PlaybookTask Find = new("find-place", Part.Friends, "Find out where they are", null, PeriodPattern.NormalizingIso.Parse("PT2H").Value);
    private static readonly PlaybookTask Out = new("released", Part.Lawyer, "Demand the release", Release.Id, null);
    private static readonly PlaybookTask File = new("appeal", Part.Lawyer, "File the appeal", Appeal.Id, null);
    private static readonly PlaybookTask Whenever = new("write", Part.Family, "Write", null, null);

    [Fact]
    public void A_task_is_due_by_the_guide_by_law_or_when_there_is_time()
    {
        var timeline = Timeline.Of([Detained(1, Moment.At(Start - Duration.FromHours(3)))]);
        Assert.Equal(Start + Duration.FromHours(2), Due(Find, timeline).At);
        var byLaw = Due(Out, timeline);
        Assert.Equal(Start + Duration.FromHours(45), byLaw.At);
        Assert.IsType<DueReason.ByRule>(byLaw.Why);
        var waits = Due(File, timeline);
        Assert.Null(waits.At);
        Assert.Equal(Appeal, Assert.IsType<DueReason.WaitsFor>(waits.Why).Rule);
        Assert.IsType<DueReason.None>(Due(Whenever, timeline).Why);
    }

    [Fact]
    public void An_uncertain_moment_counts_from_the_earliest_plausible_one_and_says_so()
    {
        var between = Due(Out, Timeline.Of([Detained(1, Moment.Between(Start - Duration.FromHours(8), Start - Duration.FromHours(2)))]));
        Assert.Equal(Start + Duration.FromHours(40), between.At);
        Assert.Contains(DeadlineWarning.MomentUncertain, Assert.IsType<DueReason.ByRule>(between.Why).Deadline.Warnings);
        var lastSeen = Due(Out, Timeline.Of([Detained(1, Moment.NotBefore(Start - Duration.FromHours(10)))]));
        Assert.Equal(Start + Duration.FromHours(38), lastSeen.At);
        Assert.Null(Due(Out, Timeline.Of([Detained(1, Moment.Unknown)])).At);
        // A date that is known counts, though somebody also wrote down that they don't know it.
        Assert.Equal(Start + Duration.FromHours(48), Due(Out, Timeline.Of([Detained(1, Moment.Unknown), Detained(2, Moment.At(Start))])).At);
    }

    [Fact]
    public void New_facts_move_what_is_open_and_say_why_and_leave_what_is_done()
    {
        var first = Timeline.Of([Detained(1, Moment.NotBefore(Start - Duration.FromHours(10)))]);
        PlaybookTask[] tasks = [.. new[] { Find, Out, File, Whenever }.Select(t => t with { DueAt = Due(t, first).At })];
        Assert.Empty(Playbook.Recompute(tasks, first, Rules, Setting, Start));

        // The record of the arrest says when it was: the fact takes the place of the guess.
        var later = first.With(Timeline.Of([Detained(2, Moment.At(Start - Duration.FromHours(1))) with { Replaces = new FactId(1) }]));
        var change = Assert.Single(Playbook.Recompute(tasks, later, Rules, Setting, Start));
        Assert.Equal((1, Start + Duration.FromHours(38), Start + Duration.FromHours(47)), (change.Place, change.Before!.Value, change.Now.At!.Value));
        Assert.Equal(new FactId(2), Assert.IsType<DueReason.ByRule>(change.Now.Why).From.Id);

        tasks[1] = tasks[1] with { State = TaskState.Done };
        Assert.Empty(Playbook.Recompute(tasks, later, Rules, Setting, Start));

        // Custody is ordered: what waited for it gets its time, with the zone's own midnight.
        var ordered = later.With(Timeline.Of([new Fact(new FactId(3), Section.Legal, FactKind.Decision, Moment.At(Start + Duration.FromHours(30)), "") { Event = CaseEvent.CustodyOrder }]));
        var appeal = Assert.Single(Playbook.Recompute(tasks, ordered, Rules, Setting, Start));
        Assert.Equal(2, appeal.Place);
        Assert.Equal("2026-11-29T00", appeal.Now.At!.Value.InZone(Moscow).ToString("uuuu-MM-dd'T'HH", null));
    }

    [Fact]
    public void A_fact_that_was_refuted_moves_its_times_away_again()
    {
        var known = Timeline.Of([Detained(1, Moment.At(Start))]);
        var tasks = new[] { Out with { DueAt = Due(Out, known).At } };
        var refuted = known.With(Timeline.Of([Detained(2, Moment.At(Start)) with { Replaces = new FactId(1), Certainty = Certainty.Refuted }]));
        Assert.Null(Assert.Single(Playbook.Recompute(tasks, refuted, Rules, Setting, Start)).Now.At);
    }

    [Fact]
    public void Days_after_the_start_keep_the_time_of_day_over_a_change_of_the_clocks()
    {
        var kyiv = DateTimeZoneProviders.Tzdb["Europe/Kyiv"];
        var setting = Setting with { Zone = kyiv };
        var start = new LocalDateTime(2026, 10, 24, 9, 0).InZoneStrictly(kyiv).ToInstant(); // the clocks go back on the 25th
        var due = Playbook.Due(Find with { Within = Period.FromDays(2) }, Timeline.Empty, Rules, setting, start);
        Assert.Equal(new LocalDateTime(2026, 10, 26, 9, 0), due.At!.Value.InZone(kyiv).LocalDateTime);
    }

    private static Country Ru() => Country.TryParse("ru", out var country) ? country : throw new InvalidOperationException();

    private static RuleLimit Limit(string text) => RuleLimit.TryParse(text, out var limit) ? limit : throw new InvalidOperationException();

    private static DueTime Due(PlaybookTask task, Timeline timeline) => Playbook.Due(task, timeline, Rules, Setting, Start);

    private static Fact Detained(int id, Moment at) =>
        new(new FactId((UInt128)id), Section.Basic, FactKind.Detained, at, "") { Event = CaseEvent.Detention, Number = id };
}
