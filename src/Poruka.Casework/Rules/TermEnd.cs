using NodaTime;
using NodaTime.TimeZones;

namespace Poruka.Casework;

/// <summary>
/// The end of one term from one moment. An earlier moment never gives a later end; where two readings are possible, it is
/// the earlier one, so that nobody comes too late for having trusted it.
/// </summary>
internal sealed record TermEnd(Instant DueAt, LocalDate? EndsWith, bool DependsOnUnknownHolidays, IReadOnlyList<DeadlineReason> Why)
{
    public static TermEnd Of(LegalRule rule, Instant from, DeadlineSetting setting) => rule switch
    {
        { Limit.Unit: LimitUnit.Hours } =>
            new TermEnd(from + Duration.FromHours(rule.Limit.Count), null, false, [DeadlineReason.HoursAsTheyPass]),
        { Limit.Unit: LimitUnit.EndOfNextDay } or { Start: TermStart.NextDay } => WithDay(rule, from, setting),
        _ => AtTimeOfDay(rule.Limit, from, setting.Zone),
    };

    /// <summary>Whole days: to the 24:00 of the last one.</summary>
    private static TermEnd WithDay(LegalRule rule, Instant from, DeadlineSetting setting)
    {
        var (calendar, conditions) = (setting.Calendar, setting.Conditions);
        var day = from.InZone(setting.Zone).Date;
        var why = new List<DeadlineReason>();
        var last = rule.Limit.Unit switch
        {
            LimitUnit.CalendarDays => day.PlusDays(rule.Limit.Count),
            LimitUnit.BusinessDays => calendar.PlusWorkingDays(day, rule.Limit.Count, conditions),
            LimitUnit.Months => day.PlusMonths(rule.Limit.Count),
            LimitUnit.EndOfNextDay => day.PlusDays(1),
            LimitUnit.None or LimitUnit.Hours => throw new InvalidOperationException("Not counted in days."),
        };
        if (rule.Limit.Unit == LimitUnit.BusinessDays) why.Add(DeadlineReason.WorkingDaysOnly);
        else if (rule.Limit.Unit != LimitUnit.EndOfNextDay) why.Add(DeadlineReason.FromTheNextDay);
        if (rule.Limit.Unit == LimitUnit.Months && last.Day < day.Day) why.Add(DeadlineReason.MonthEndsShort);

        var rolled = rule.Roll == RollOver.Forward ? calendar.WorkingFrom(last, conditions) : last;
        if (rolled != last) why.Add(DeadlineReason.RolledForward);
        else if (!calendar.IsWorking(last, conditions)) why.Add(DeadlineReason.DoesNotRoll);
        why.Add(DeadlineReason.EndsWithTheDay);
        var needsHolidays = rule.Roll == RollOver.Forward || rule.Limit.Unit == LimitUnit.BusinessDays;
        return new TermEnd(
            setting.Zone.AtStartOfDay(rolled.PlusDays(1)).ToInstant(), rolled,
            needsHolidays && !(calendar.Knows(day) && calendar.Knows(rolled)), why);
    }

    /// <summary>Days and months from a moment: to the same time of day.</summary>
    private static TermEnd AtTimeOfDay(RuleLimit limit, Instant from, DateTimeZone zone)
    {
        var start = StartOf(from, zone, out var startChanged);
        var last = limit.Unit == LimitUnit.Months ? start.PlusMonths(limit.Count) : start.PlusDays(limit.Count);
        // Three days end short on the same day; the end of the day is after each of them, and so no later one ends earlier.
        if (limit.Unit == LimitUnit.Months && last.Day < start.Day)
            return new TermEnd(
                zone.AtStartOfDay(last.Date.PlusDays(1)).ToInstant(), last.Date, false,
                [DeadlineReason.FromTheMoment, DeadlineReason.MonthEndsShort, DeadlineReason.EndsWithTheDay]);
        var end = zone.MapLocal(last);
        // Twice on the clock: the first time. Never on the clock: the moment when it was changed.
        var due = end.Count == 0 ? end.EarlyInterval.End : end.First().ToInstant();
        return new TermEnd(due, null, false,
            startChanged || end.Count != 1 ? [DeadlineReason.FromTheMoment, DeadlineReason.ClockChange] : [DeadlineReason.FromTheMoment]);
    }

    /// <summary>
    /// The time of day at a moment. In the first run of an hour that comes twice it is the hour's beginning: else a
    /// moment in its second run would show an earlier time than one before it.
    /// </summary>
    private static LocalDateTime StartOf(Instant from, DateTimeZone zone, out bool changed)
    {
        var zoned = from.InZone(zone);
        var mapping = zone.MapLocal(zoned.LocalDateTime);
        changed = mapping.Count == 2;
        if (!changed || zoned.ToInstant() != mapping.First().ToInstant()) return zoned.LocalDateTime;
        return mapping.LateInterval.IsoLocalStart;
    }
}
