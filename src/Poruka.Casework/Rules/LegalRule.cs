using NodaTime;

namespace Poruka.Casework;

/// <summary>From when a term is counted.</summary>
public enum TermStart
{
    /// <summary>From the moment of the event; a term in days ends at the same time of day.</summary>
    Moment,

    /// <summary>From the start of the day after; a term in days ends with its last day, at 24:00.</summary>
    NextDay,
}

/// <summary>What becomes of a term whose last day is no working day.</summary>
public enum RollOver
{
    /// <summary>It ends on that day all the same: terms of detention do.</summary>
    None,

    /// <summary>It ends with the next working day.</summary>
    Forward,
}

/// <summary>How sure we are of a rule. What nobody verified is no rule here.</summary>
public enum Confidence
{
    /// <summary>Seen in the law's text, an official explanation, or several sources that agree.</summary>
    High,

    /// <summary>One secondary source, an old edition or a partial view: "check with a lawyer".</summary>
    Medium,
}

/// <summary>Conditions under which other law holds.</summary>
[Flags]
public enum LawConditions
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Martial law.</summary>
    MartialLaw = 1,
}

/// <summary>Another rule that takes the place of one while a condition holds.</summary>
/// <param name="By">The rule that then holds.</param>
/// <param name="When">While this holds.</param>
public sealed record RuleOverride(LegalRule By, LawConditions When);

/// <summary>A rule of law, as data. Its sentence is content: the program has it in each language.</summary>
/// <param name="Id">The id.</param>
/// <param name="Country">Whose law it is; any for international law.</param>
/// <param name="Trigger">What begins the term.</param>
/// <param name="Limit">How long it is.</param>
/// <param name="Basis">The law and its article.</param>
/// <param name="Source">Where it was read.</param>
/// <param name="Confidence">How sure we are.</param>
/// <param name="Reviewed">The day on which it was last checked.</param>
/// <param name="ReviewBy">The day after which it counts as unchecked.</param>
public sealed record LegalRule(
    RuleId Id, Country Country, CaseEvent Trigger, RuleLimit Limit, string Basis, string Source,
    Confidence Confidence, LocalDate Reviewed, LocalDate ReviewBy)
{
    /// <summary>From when it is counted.</summary>
    public TermStart Start { get; init; }

    /// <summary>What a day off at the end does. Only whole days, counted from the next day, can roll.</summary>
    public RollOver Roll { get; init; }

    /// <summary>What takes its place, or null.</summary>
    public RuleOverride? OverriddenBy { get; init; }

    /// <summary>It holds only while these conditions do.</summary>
    public LawConditions OnlyWhen { get; init; }

    /// <summary>Whether it sets a time by which something is due.</summary>
    public bool HasTerm => Limit.Unit != LimitUnit.None && Trigger != CaseEvent.None;

    /// <summary>What is wrong with how it is counted; null where all is well.</summary>
    public RuleFault? Fault => this switch
    {
        { Limit.Unit: not LimitUnit.None, Trigger: CaseEvent.None } => RuleFault.TermWithoutTrigger,
        { Roll: RollOver.Forward, Limit.IsInDays: false } => RuleFault.RollsWithoutDays,
        { Roll: RollOver.Forward, Start: TermStart.Moment } => RuleFault.RollsFromAMoment,
        { Limit.Unit: LimitUnit.BusinessDays, Start: TermStart.Moment } => RuleFault.WorkingDaysFromAMoment,
        { Limit.Unit: LimitUnit.Hours, Start: TermStart.NextDay } => RuleFault.HoursFromTheNextDay,
        _ when ReviewBy <= Reviewed => RuleFault.ReviewByBeforeReviewed,
        _ => null,
    };
}

/// <summary>What can be wrong with how a rule is counted.</summary>
public enum RuleFault
{
    /// <summary>It has a limit, but nothing begins it.</summary>
    TermWithoutTrigger,

    /// <summary>Hours don't roll over days off.</summary>
    RollsWithoutDays,

    /// <summary>A term that rolls ends with a day, so it is counted from the next day.</summary>
    RollsFromAMoment,

    /// <summary>Working days are whole days, so they are counted from the next day.</summary>
    WorkingDaysFromAMoment,

    /// <summary>Hours are counted from a moment.</summary>
    HoursFromTheNextDay,

    /// <summary>The next review is not after the last.</summary>
    ReviewByBeforeReviewed,
}
