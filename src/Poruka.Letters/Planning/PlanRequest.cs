using NodaTime;

namespace Poruka.Letters;

/// <summary>How many days of waiting each urgency counts for.</summary>
/// <param name="Birthday">A birthday.</param>
/// <param name="Hearing">A hearing.</param>
/// <param name="Isolation">Kept apart.</param>
/// <param name="PunishmentCell">In a punishment cell.</param>
/// <param name="NoRelatives">No relatives who write.</param>
/// <param name="HandedOn">A writer has stopped.</param>
/// <param name="FirstLetter">Nobody has written yet: as if they had waited two months.</param>
public sealed record PlanWeights(
    int Birthday = 30, int Hearing = 15, int Isolation = 20, int PunishmentCell = 30, int NoRelatives = 15, int HandedOn = 10, int FirstLetter = 60)
{
    /// <summary>The days that a set of urgencies counts for together.</summary>
    public int Of(Urgency urgency) =>
        (urgency.HasFlag(Urgency.Birthday) ? Birthday : 0) + (urgency.HasFlag(Urgency.Hearing) ? Hearing : 0)
        + (urgency.HasFlag(Urgency.Isolation) ? Isolation : 0) + (urgency.HasFlag(Urgency.PunishmentCell) ? PunishmentCell : 0)
        + (urgency.HasFlag(Urgency.NoRelatives) ? NoRelatives : 0) + (urgency.HasFlag(Urgency.HandedOn) ? HandedOn : 0)
        + (urgency.HasFlag(Urgency.FirstLetter) ? FirstLetter : 0);
}

/// <summary>What a plan is made from.</summary>
/// <param name="Day">The first day of the period.</param>
/// <param name="PeriodDays">How long the period is.</param>
/// <param name="Needs">Who is inside, each once.</param>
/// <param name="Capacities">Who writes, each once.</param>
/// <param name="Correspondences">Who keeps writing to whom.</param>
/// <param name="Exclusions">Who must not be brought together.</param>
/// <param name="Seed">Decides among equals. The same seed gives the same plan, in whatever order the rest is listed.</param>
public sealed record PlanRequest(
    LocalDate Day, int PeriodDays, IReadOnlyList<Need> Needs, IReadOnlyList<Capacity> Capacities,
    IReadOnlyList<Correspondence> Correspondences, IReadOnlySet<Exclusion> Exclusions, ulong Seed)
{
    /// <summary>Who translates, each once: where nobody who is free writes a language that somebody reads, a letter can go through them.</summary>
    public IReadOnlyList<TranslationCapacity> Translators { get; init; } = [];

    /// <summary>How many days each urgency counts for.</summary>
    public PlanWeights Weights { get; init; } = new();

    /// <summary>
    /// How many writers are considered for one recipient at the most. Where more could write, the seed picks that many; the plan is
    /// exact for the pairs that it considers.
    /// </summary>
    public int MaxWritersConsidered { get; init; } = 4_000;
}
