using NodaTime;

namespace Poruka.Casework;

/// <summary>Where and under what law a term runs.</summary>
/// <param name="Zone">The zone of the place: its days are counted.</param>
/// <param name="Calendar">The working days there.</param>
/// <param name="Conditions">What holds there: martial law.</param>
/// <param name="Today">The day, for whether a rule is past its review.</param>
public sealed record DeadlineSetting(DateTimeZone Zone, BusinessCalendar Calendar, LawConditions Conditions, LocalDate Today);

/// <summary>What went into the counting, to be told beside the time.</summary>
public enum DeadlineReason
{
    /// <summary>Hours were counted as they pass, over a change of the clocks too.</summary>
    HoursAsTheyPass,

    /// <summary>Counted from the day after.</summary>
    FromTheNextDay,

    /// <summary>Counted from the moment: the same time of day.</summary>
    FromTheMoment,

    /// <summary>Only working days were counted.</summary>
    WorkingDaysOnly,

    /// <summary>Ends with a day, at 24:00.</summary>
    EndsWithTheDay,

    /// <summary>The month has no such day: it ends with the month.</summary>
    MonthEndsShort,

    /// <summary>The last day was no working day, so it moved on.</summary>
    RolledForward,

    /// <summary>The last day is no working day, and the term does not move for that.</summary>
    DoesNotRoll,

    /// <summary>The clocks are changed at that time; the earlier reading was taken.</summary>
    ClockChange,

    /// <summary>The moment is uncertain, so it was counted from the earliest plausible one.</summary>
    FromTheEarliest,

    /// <summary>Another rule holds in place of the one asked for.</summary>
    Overridden,
}

/// <summary>Why a due time is not to be trusted blindly.</summary>
public enum DeadlineWarning
{
    /// <summary>The rule is past its date of review.</summary>
    PastReview,

    /// <summary>The moment of the event is uncertain.</summary>
    MomentUncertain,

    /// <summary>Another rule holds in place of the one asked for.</summary>
    Overridden,

    /// <summary>The rule is of medium confidence.</summary>
    CheckWithLawyer,

    /// <summary>Working days count, and the holidays of that year are not known.</summary>
    HolidaysUnknown,
}

/// <summary>A due time by a legal rule, and why it is that.</summary>
/// <param name="Asked">The rule that was asked for.</param>
/// <param name="Rule">The rule that holds: another where that one is overridden.</param>
/// <param name="Trigger">When the event was.</param>
/// <param name="DueAt">Due at this moment, the earliest plausible; where it ends with a day, the day's 24:00.</param>
/// <param name="DueAtLatest">Where the event is uncertain, the latest that the term can end; null where nobody can say.</param>
/// <param name="EndsWith">The day whose 24:00 it is; null where it ends at a time of day.</param>
/// <param name="Why">What went into the counting, in order.</param>
/// <param name="Warnings">What to mind.</param>
public sealed record Deadline(
    LegalRule Asked, LegalRule Rule, TriggerMoment Trigger, Instant DueAt, Instant? DueAtLatest, LocalDate? EndsWith,
    IReadOnlyList<DeadlineReason> Why, IReadOnlyList<DeadlineWarning> Warnings)
{
    /// <summary>Counts a term.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="trigger">When its event was.</param>
    /// <param name="setting">Where, and under what law.</param>
    /// <returns>The due time; null where the rule sets none, or none under these conditions.</returns>
    /// <exception cref="ArgumentException">The rule has a <see cref="LegalRule.Fault"/>.</exception>
    public static Deadline? Of(LegalRule rule, TriggerMoment trigger, DeadlineSetting setting)
    {
        var holds = InForce(rule, setting.Conditions);
        if (holds.Fault is { } fault) throw new ArgumentException($"{holds.Id} can't be counted: {fault}.", nameof(rule));
        if (!holds.HasTerm || (holds.OnlyWhen & setting.Conditions) != holds.OnlyWhen) return null;

        var end = TermEnd.Of(holds, trigger.Earliest, setting);
        List<DeadlineReason> why = [.. end.Why];
        var warnings = new List<DeadlineWarning>();
        if (holds != rule)
        {
            why.Add(DeadlineReason.Overridden);
            warnings.Add(DeadlineWarning.Overridden);
        }
        if (trigger.IsUncertain)
        {
            why.Add(DeadlineReason.FromTheEarliest);
            warnings.Add(DeadlineWarning.MomentUncertain);
        }
        if (setting.Today > holds.ReviewBy) warnings.Add(DeadlineWarning.PastReview);
        if (holds.Confidence == Confidence.Medium) warnings.Add(DeadlineWarning.CheckWithLawyer);
        if (end.DependsOnUnknownHolidays) warnings.Add(DeadlineWarning.HolidaysUnknown);

        Instant? latest = trigger.Latest is not { } last ? null
            : last == trigger.Earliest ? end.DueAt
            : TermEnd.Of(holds, last, setting).DueAt;
        return new Deadline(rule, holds, trigger, end.DueAt, latest, end.EndsWith, why, warnings);
    }

    /// <summary>The rule that holds under the conditions: what overrides it, if anything does.</summary>
    public static LegalRule InForce(LegalRule rule, LawConditions conditions)
    {
        while (rule.OverriddenBy is { } by && by.When != LawConditions.None && (by.When & conditions) == by.When) rule = by.By;
        return rule;
    }
}
