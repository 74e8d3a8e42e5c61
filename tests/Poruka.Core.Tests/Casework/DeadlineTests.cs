using System.Globalization;
using CsCheck;
using NodaTime;
using NodaTime.Text;
using Poruka.Casework;

namespace Poruka.Core.Tests.Casework;

/// <summary>Terms of law, in a table: how they are counted, over changes of the clocks, ends of months and years, days off.</summary>
public class DeadlineTests
{
    private static readonly LocalDate Reviewed = new(2026, 11, 23);

    // Monday 4 May and Tuesday 5 May are days off; Saturday 9 May is worked.
    private static readonly BusinessCalendar Calendar = new(
        Country.Any, 2026, 2027, [new(2026, 1, 1), new(2026, 5, 4), new(2026, 5, 5), new(2026, 12, 25), new(2027, 1, 1)],
        [new(2026, 5, 9)], LawConditions.MartialLaw);

    [Theory]
    // Hours pass as they pass: weekends, holidays, and clocks put on or back. CPC (RU) art. 94; County of Riverside v. McLaughlin.
    [InlineData("PT48H", "moment", "none", "2026-05-01T10:15", "Europe/Moscow", "2026-05-03T10:15")]
    [InlineData("PT48H", "moment", "none", "2026-12-31T23:00", "Europe/Moscow", "2027-01-02T23:00")]
    [InlineData("PT24H", "moment", "none", "2026-03-28T12:00", "Europe/Warsaw", "2026-03-29T13:00")] // an hour is lost that night
    [InlineData("PT24H", "moment", "none", "2026-10-24T12:00", "Europe/Warsaw", "2026-10-25T11:00")] // and won back
    [InlineData("PT48H", "moment", "none", "2026-03-07T12:00", "America/New_York", "2026-03-09T13:00")]
    [InlineData("PT216H", "moment", "none", "2026-10-20T00:00", "Europe/Kyiv", "2026-10-28T23:00")]
    // By the end of the day after, Sundays and holidays included. GG art. 104.
    [InlineData("END-OF-NEXT-DAY", "moment", "none", "2026-05-04T00:05", "Europe/Berlin", "2026-05-05T24:00")]
    [InlineData("END-OF-NEXT-DAY", "moment", "none", "2026-05-04T23:55", "Europe/Berlin", "2026-05-05T24:00")]
    [InlineData("END-OF-NEXT-DAY", "moment", "none", "2026-12-31T08:00", "Europe/Berlin", "2027-01-01T24:00")]
    [InlineData("END-OF-NEXT-DAY", "moment", "none", "2026-10-24T08:00", "Europe/Berlin", "2026-10-25T24:00")] // a day of 25 hours
    // Days from the next day on, to 24:00; the last one may roll. CoAO (RU) arts. 4.8, 30.3.
    [InlineData("P10D", "next-day", "forward", "2026-05-11T15:00", "Europe/Moscow", "2026-05-21T24:00")]
    [InlineData("P10D", "next-day", "forward", "2026-05-06T15:00", "Europe/Moscow", "2026-05-18T24:00")] // a Saturday, to Monday
    [InlineData("P10D", "next-day", "none", "2026-05-06T15:00", "Europe/Moscow", "2026-05-16T24:00")]
    [InlineData("P3D", "next-day", "forward", "2026-04-29T15:00", "Europe/Moscow", "2026-05-06T24:00")] // weekend and two days off
    [InlineData("P1D", "next-day", "forward", "2026-05-08T15:00", "Europe/Moscow", "2026-05-09T24:00")] // a Saturday that is worked
    [InlineData("P15D", "next-day", "forward", "2026-12-18T15:00", "Europe/Moscow", "2027-01-04T24:00")]
    // Days from the moment: the same time of day, whatever the clocks do between.
    [InlineData("P3D", "moment", "none", "2026-05-01T10:15", "Europe/Moscow", "2026-05-04T10:15")]
    [InlineData("P3D", "moment", "none", "2026-03-27T02:30", "Europe/Warsaw", "2026-03-30T02:30")]
    [InlineData("P1D", "moment", "none", "2026-03-28T02:30", "Europe/Warsaw", "2026-03-29T03:00")] // 02:30 is not on the clock
    // Working days. CrimPR (E&W) 34.2; 18 USC 3142(d).
    [InlineData("P1BD", "next-day", "none", "2026-05-01T10:00", "Europe/London", "2026-05-06T24:00")]
    [InlineData("P5BD", "next-day", "none", "2026-05-01T10:00", "Europe/London", "2026-05-11T24:00")]
    [InlineData("P15BD", "next-day", "none", "2026-12-11T10:00", "Europe/London", "2027-01-05T24:00")]
    // Months, that end with the month where the day is missing.
    [InlineData("P2M", "moment", "none", "2026-12-31T10:00", "Europe/Moscow", "2027-02-28T24:00")]
    [InlineData("P2M", "moment", "none", "2026-12-28T10:00", "Europe/Moscow", "2027-02-28T10:00")]
    [InlineData("P3M", "next-day", "none", "2026-11-30T10:00", "Europe/London", "2027-02-28T24:00")]
    [InlineData("P3M", "next-day", "none", "2026-10-27T10:00", "Europe/London", "2027-01-27T24:00")]
    [InlineData("P6M", "moment", "none", "2026-03-31T10:00", "Europe/Berlin", "2026-09-30T24:00")]
    [InlineData("P1M", "next-day", "forward", "2026-04-04T10:00", "Europe/Warsaw", "2026-05-06T24:00")]
    public void A_term_ends(string limit, string start, string roll, string trigger, string zone, string due)
    {
        var deadline = Deadline.Of(RuleOf(limit, start, roll), Known(At(trigger, zone)), Setting(zone))!;
        Assert.Equal(At(due, zone), deadline.DueAt);
        Assert.Equal(due.EndsWith("24:00", StringComparison.Ordinal), deadline.EndsWith is not null);
        Assert.Equal(deadline.DueAt, deadline.DueAtLatest);
        Assert.Empty(deadline.Warnings);
    }

    [Fact]
    public void An_hour_that_comes_twice_is_read_as_the_first()
    {
        var zone = DateTimeZoneProviders.Tzdb["Europe/Warsaw"];
        var day = Deadline.Of(RuleOf("P1D", "moment", "none"), Known(At("2026-10-24T02:30", "Europe/Warsaw")), Setting("Europe/Warsaw"))!;
        Assert.Equal(Offset.FromHours(2), day.DueAt.InZone(zone).Offset);
        Assert.Contains(DeadlineReason.ClockChange, day.Why);

        // Detained in that hour: its first run counts from its beginning, so that its second run never shows an earlier time.
        var first = zone.MapLocal(new LocalDateTime(2026, 10, 25, 2, 50)).First().ToInstant();
        var second = zone.MapLocal(new LocalDateTime(2026, 10, 25, 2, 10)).Last().ToInstant();
        Assert.True(first < second);
        Assert.Equal(At("2026-10-26T02:00", "Europe/Warsaw"), Due("P1D", first));
        Assert.Equal(At("2026-10-26T02:10", "Europe/Warsaw"), Due("P1D", second));

        static Instant Due(string limit, Instant at) =>
            Deadline.Of(RuleOf(limit, "moment", "none"), Known(at), Setting("Europe/Warsaw"))!.DueAt;
    }

    [Fact]
    public void An_uncertain_moment_counts_from_the_earliest_and_says_so()
    {
        var (noon, two) = (At("2026-05-12T12:00", "Europe/Kyiv"), At("2026-05-12T14:00", "Europe/Kyiv"));
        var rule = RuleOf("PT72H", "moment", "none");
        (TriggerMoment Moment, Instant Due, Instant? Latest)[] rows =
        [
            (new TriggerMoment.About(At("2026-05-12T13:00", "Europe/Kyiv"), Duration.FromHours(1)), noon, two),
            (new TriggerMoment.Between(noon, two), noon, two),
            (new TriggerMoment.Unknown(noon), noon, null),
        ];
        foreach (var (moment, due, latest) in rows)
        {
            var deadline = Deadline.Of(rule, moment, Setting("Europe/Kyiv"))!;
            Assert.Equal(due + Duration.FromHours(72), deadline.DueAt);
            Assert.Equal(latest + Duration.FromHours(72), deadline.DueAtLatest);
            Assert.Contains(DeadlineReason.FromTheEarliest, deadline.Why);
            Assert.Equal([DeadlineWarning.MomentUncertain], deadline.Warnings);
        }
    }

    [Fact]
    public void Under_martial_law_another_rule_holds_and_both_are_named()
    {
        // CPC (UA) art. 615 in place of art. 211.
        var martial = RuleOf("PT216H", "moment", "none") with
        {
            Id = RuleId.Parse("UA-03"), OnlyWhen = LawConditions.MartialLaw, Confidence = Confidence.Medium,
        };
        var rule = RuleOf("PT72H", "moment", "none") with { OverriddenBy = new RuleOverride(martial, LawConditions.MartialLaw) };
        var at = At("2026-05-12T12:00", "Europe/Kyiv");
        Assert.Equal(at + Duration.FromHours(72), Deadline.Of(rule, Known(at), Setting("Europe/Kyiv"))!.DueAt);
        Assert.Null(Deadline.Of(martial, Known(at), Setting("Europe/Kyiv")));

        var deadline = Deadline.Of(rule, Known(at), Setting("Europe/Kyiv") with { Conditions = LawConditions.MartialLaw })!;
        Assert.Equal(at + Duration.FromHours(216), deadline.DueAt);
        Assert.Equal((rule, martial), (deadline.Asked, deadline.Rule));
        Assert.Equal([DeadlineWarning.Overridden, DeadlineWarning.CheckWithLawyer], deadline.Warnings);
    }

    [Fact]
    public void Where_martial_law_abolishes_holidays_nothing_rolls_over_them()
    {
        var setting = Setting("Europe/Kyiv");
        var rule = RuleOf("P5D", "next-day", "forward");
        var at = Known(At("2026-04-29T12:00", "Europe/Kyiv"));
        Assert.Equal(new LocalDate(2026, 5, 6), Deadline.Of(rule, at, setting)!.EndsWith);
        Assert.Equal(new LocalDate(2026, 5, 4), Deadline.Of(rule, at, setting with { Conditions = LawConditions.MartialLaw })!.EndsWith);
    }

    [Fact]
    public void What_is_not_to_be_trusted_blindly_is_said()
    {
        var at = Known(At("2026-05-12T12:00", "Europe/Kyiv"));
        var rule = RuleOf("P5BD", "next-day", "none") with { Confidence = Confidence.Medium };
        var setting = Setting("Europe/Kyiv") with { Today = rule.ReviewBy };
        Assert.Equal([DeadlineWarning.CheckWithLawyer], Deadline.Of(rule, at, setting)!.Warnings);
        Assert.Equal([DeadlineWarning.PastReview, DeadlineWarning.CheckWithLawyer],
            Deadline.Of(rule, at, setting with { Today = rule.ReviewBy.PlusDays(1) })!.Warnings);
        Assert.Equal([DeadlineWarning.CheckWithLawyer, DeadlineWarning.HolidaysUnknown],
            Deadline.Of(rule, at, setting with { Calendar = BusinessCalendar.Weekends(Country.Any) })!.Warnings);
        Assert.Equal([DeadlineWarning.CheckWithLawyer, DeadlineWarning.HolidaysUnknown],
            Deadline.Of(rule, Known(At("2027-12-30T12:00", "Europe/Kyiv")), setting)!.Warnings);
        Assert.Null(Deadline.Of(RuleOf("none", "moment", "none"), at, setting));
    }

    [Theory]
    [InlineData("PT48H", "moment", "forward", RuleFault.RollsWithoutDays)]
    [InlineData("P3D", "moment", "forward", RuleFault.RollsFromAMoment)]
    [InlineData("P3BD", "moment", "none", RuleFault.WorkingDaysFromAMoment)]
    [InlineData("PT3H", "next-day", "none", RuleFault.HoursFromTheNextDay)]
    public void What_could_be_counted_in_two_ways_is_a_fault(string limit, string start, string roll, RuleFault fault)
    {
        var rule = RuleOf(limit, start, roll);
        Assert.Equal(fault, rule.Fault);
        Assert.Throws<ArgumentException>(() => Deadline.Of(rule, Known(default), Setting("Europe/Kyiv")));
    }

    private static readonly Gen<LegalRule> Rules = Gen.Select(
        OneOf(LimitUnit.Hours, LimitUnit.CalendarDays, LimitUnit.BusinessDays, LimitUnit.Months, LimitUnit.EndOfNextDay),
        Gen.Int[1, 40], Gen.Bool, Gen.Bool, (unit, count, nextDay, rolls) => RuleOf("P1D", "moment", "none") with
        {
            Limit = new RuleLimit(unit, unit == LimitUnit.EndOfNextDay ? 0 : count),
            Start = nextDay ? TermStart.NextDay : TermStart.Moment,
            Roll = rolls ? RollOver.Forward : RollOver.None,
        }).Where(rule => rule.Fault is null);

    private static readonly Gen<DeadlineSetting> Settings =
        Gen.Select(OneOf("Europe/Moscow", "Europe/Kyiv", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"),
            Gen.Bool, (zone, martial) => Setting(zone) with { Conditions = martial ? LawConditions.MartialLaw : LawConditions.None });

    // Minutes around changes of the clocks come often; other minutes of three years too.
    private static readonly Gen<Instant> Moments = Gen.OneOf(
        Gen.Int[0, 3 * 366 * 1_440].Select(m => Instant.FromUtc(2025, 1, 1, 0, 0) + Duration.FromMinutes(m)),
        Gen.Select(OneOf((2026, 3, 29), (2026, 10, 25), (2026, 3, 8), (2026, 11, 1), (2026, 4, 4), (2026, 12, 29), (2026, 5, 1)),
            Gen.Int[-1_440, 4_320], (day, m) => Instant.FromUtc(day.Item1, day.Item2, day.Item3, 0, 0) + Duration.FromMinutes(m)));

    [Fact]
    public void An_earlier_event_never_gives_a_later_time() => Gen.Select(Rules, Settings, Moments, Gen.Int[0, 4_320]).Sample(
        (rule, setting, at, later) =>
            Deadline.Of(rule, Known(at), setting)!.DueAt <= Deadline.Of(rule, Known(at + Duration.FromMinutes(later)), setting)!.DueAt,
        iter: 20_000);

    [Fact]
    public void Nothing_is_due_before_it_began() => Gen.Select(Rules, Settings, Moments).Sample(
        (rule, setting, at) => Deadline.Of(rule, Known(at), setting)!.DueAt > at, iter: 20_000);

    [Fact]
    public void What_rolls_ends_on_a_working_day() => Gen.Select(Rules, Settings, Moments)
        .Where((rule, _, _) => rule.Roll == RollOver.Forward || rule.Limit.Unit == LimitUnit.BusinessDays)
        .Sample((rule, setting, at) =>
            Deadline.Of(rule, Known(at), setting)!.EndsWith is { } day && setting.Calendar.IsWorking(day, setting.Conditions), iter: 20_000);

    [Fact]
    public void Rolling_only_adds_and_passes_over_days_off_alone() => Gen.Select(Rules, Settings, Moments)
        .Where((rule, _, _) => rule.Roll == RollOver.Forward)
        .Sample((rule, setting, at) =>
        {
            var rolled = Deadline.Of(rule, Known(at), setting)!.EndsWith!.Value;
            for (var day = Deadline.Of(rule with { Roll = RollOver.None }, Known(at), setting)!.EndsWith!.Value; day != rolled; day = day.PlusDays(1))
                if (day > rolled || setting.Calendar.IsWorking(day, setting.Conditions)) return false;
            return true;
        }, iter: 20_000);

    [Fact]
    public void Hours_are_hours() => Gen.Select(Gen.Int[1, 500], Settings, Moments).Sample((hours, setting, at) =>
        Deadline.Of(RuleOf($"PT{hours}H", "moment", "none"), Known(at), setting)!.DueAt - at == Duration.FromHours(hours), iter: 5_000);

    [Fact]
    public void An_uncertain_event_is_due_from_its_earliest_to_its_latest() => Gen.Select(Rules, Settings, Moments, Gen.Int[1, 10_000]).Sample(
        (rule, setting, at, wide) =>
        {
            var deadline = Deadline.Of(rule, new TriggerMoment.Between(at, at + Duration.FromMinutes(wide)), setting)!;
            return deadline.DueAt == Deadline.Of(rule, Known(at), setting)!.DueAt && deadline.DueAtLatest >= deadline.DueAt;
        }, iter: 10_000);

    [Theory]
    [InlineData("PT48H")]
    [InlineData("P10D")]
    [InlineData("P15BD")]
    [InlineData("P2M")]
    [InlineData("END-OF-NEXT-DAY")]
    [InlineData("none")]
    public void A_limit_is_written_as_it_is_read(string text) => Assert.Equal(text, RuleLimit.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("PT")]
    [InlineData("PTH")]
    [InlineData("P0D")]
    [InlineData("P-1D")]
    [InlineData("PT3D")]
    [InlineData("PT5M")]
    [InlineData("P1Y")]
    [InlineData("P1.5D")]
    [InlineData("PBD")]
    [InlineData("P9999D")]
    [InlineData("48")]
    public void What_is_no_limit_is_refused(string text) => Assert.False(RuleLimit.TryParse(text, out _));

    [Theory]
    [InlineData("RU-01", true)]
    [InlineData("UA-07a", true)]
    [InlineData("RU-1", false)]
    [InlineData("ru-01", false)]
    [InlineData("RU-01ab", false)]
    [InlineData("RUS-01", false)]
    public void An_id_is_two_letters_and_two_digits(string text, bool isId) => Assert.Equal(isId, RuleId.TryParse(text, out _));

    [Fact]
    public void Every_event_has_a_slug_that_is_read_back()
    {
        foreach (var one in Enum.GetValues<CaseEvent>())
            Assert.True(CaseEvents.TryParse(one.Slug(), out var read) && read == one, one.ToString());
        Assert.Equal("custody-order", CaseEvent.CustodyOrder.Slug());
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    internal static LegalRule RuleOf(string limit, string start, string roll) => new(
        RuleId.Parse("ZZ-01"), Country.Any, CaseEvent.Detention, RuleLimit.Parse(limit), "", "", Confidence.High, Reviewed, Reviewed.PlusMonths(6))
    {
        Start = start == "moment" ? TermStart.Moment : TermStart.NextDay,
        Roll = roll == "none" ? RollOver.None : RollOver.Forward,
    };

    private static TriggerMoment.Known Known(Instant at) => new(at);

    private static DeadlineSetting Setting(string zone) =>
        new(DateTimeZoneProviders.Tzdb[zone], Calendar, LawConditions.None, Reviewed);

    /// <summary>A local time; 24:00 is the start of the day after.</summary>
    private static Instant At(string local, string zone)
    {
        var at = DateTimeZoneProviders.Tzdb[zone];
        var day = LocalDatePattern.Iso.Parse(local[..10]).Value;
        if (local.EndsWith("24:00", StringComparison.Ordinal)) return at.AtStartOfDay(day.PlusDays(1)).ToInstant();
        return at.AtStrictly(day.At(new LocalTime(
            int.Parse(local.AsSpan(11, 2), CultureInfo.InvariantCulture), int.Parse(local.AsSpan(14, 2), CultureInfo.InvariantCulture)))).ToInstant();
    }
}
