using NodaTime;

namespace Poruka.Casework;

/// <summary>How far a task is.</summary>
public enum TaskState
{
    /// <summary>To be done.</summary>
    Open,

    /// <summary>Done; what came of it is written down.</summary>
    Done,

    /// <summary>Not done, and why.</summary>
    Skipped,
}

/// <summary>A step of a guide that was started on a case.</summary>
/// <param name="Step">The step's id in the guide; empty for a task that somebody added.</param>
/// <param name="Part">Whom the guide speaks to.</param>
/// <param name="Title">What to do.</param>
/// <param name="Rule">The legal rule that gives the time; null for none.</param>
/// <param name="Within">How long after the start it is due, where no rule gives the time; null for when there is time.</param>
public sealed record PlaybookTask(string Step, Part Part, string Title, RuleId? Rule, Period? Within)
{
    /// <summary>How far it is.</summary>
    public TaskState State { get; init; }

    /// <summary>When it is due; null for when there is time, or while what begins the term is not known.</summary>
    public Instant? DueAt { get; init; }
}

/// <summary>Why a task is due when it is.</summary>
public abstract record DueReason
{
    private DueReason()
    {
    }

    /// <summary>There is no time.</summary>
    public sealed record None : DueReason;

    /// <summary>By the guide: so long after the start.</summary>
    public sealed record AfterStart(Period Within) : DueReason;

    /// <summary>By law, counted from a fact.</summary>
    public sealed record ByRule(Deadline Deadline, Fact From) : DueReason;

    /// <summary>By law, once this event is recorded.</summary>
    public sealed record WaitsFor(LegalRule Rule) : DueReason;

    /// <summary>The rule sets no time under the law that holds there now, or isn't among the rules any more.</summary>
    public sealed record NoTerm(RuleId Rule) : DueReason;
}

/// <summary>A task's due time, and why.</summary>
public sealed record DueTime(Instant? At, DueReason Why);

/// <summary>A due time that new facts have moved.</summary>
/// <param name="Place">The task's place among those given.</param>
/// <param name="Before">When it was due before.</param>
/// <param name="Now">When it is due now, and why.</param>
public sealed record DueChange(int Place, Instant? Before, DueTime Now);

/// <summary>A guide started on a case: its steps become tasks, due by the rules of law or so long after the start.</summary>
/// <remarks>Thread-safe.</remarks>
public static class Playbook
{
    /// <summary>The tasks of a guide: all steps of the parts but those that are only to be read.</summary>
    public static IReadOnlyList<PlaybookTask> Start(ComposedGuide guide, IReadOnlyCollection<Part> parts) =>
    [
        .. from item in guide.Steps
           where parts.Contains(item.Part) && !item.Step.IsNote
           select new PlaybookTask(item.Step.Id, item.Part, item.Step.Title, item.Step.Rule, item.Step.Within),
    ];

    /// <summary>When a task is due.</summary>
    /// <param name="task">The task.</param>
    /// <param name="timeline">What is known of the case.</param>
    /// <param name="rules">The rules of law.</param>
    /// <param name="setting">Where, and under what law.</param>
    /// <param name="startedAt">When the playbook was started.</param>
    public static DueTime Due(
        PlaybookTask task, Timeline timeline, IReadOnlyDictionary<RuleId, LegalRule> rules, DeadlineSetting setting, Instant startedAt)
    {
        if (task.Rule is { } id)
        {
            if (!rules.TryGetValue(id, out var rule)) return new DueTime(null, new DueReason.NoTerm(id));
            var inForce = Deadline.InForce(rule, setting.Conditions);
            if (!inForce.HasTerm) return new DueTime(null, new DueReason.NoTerm(id));
            if (timeline.Newest(inForce.Trigger) is not { } fact || TriggerOf(fact.At) is not { } trigger)
                return new DueTime(null, new DueReason.WaitsFor(inForce));
            return Deadline.Of(rule, trigger, setting) is { } deadline
                ? new DueTime(deadline.DueAt, new DueReason.ByRule(deadline, fact))
                : new DueTime(null, new DueReason.NoTerm(id));
        }
        return task.Within is { } within
            ? new DueTime(After(startedAt, within, setting.Zone), new DueReason.AfterStart(within))
            : new DueTime(null, new DueReason.None());
    }

    /// <summary>What new facts change about the due times of tasks that are open. Done and skipped tasks stay as they are.</summary>
    public static IReadOnlyList<DueChange> Recompute(
        IReadOnlyList<PlaybookTask> tasks, Timeline timeline, IReadOnlyDictionary<RuleId, LegalRule> rules, DeadlineSetting setting, Instant startedAt)
    {
        var changes = new List<DueChange>();
        for (var i = 0; i < tasks.Count; i++)
        {
            if (tasks[i].State != TaskState.Open) continue;
            var due = Due(tasks[i], timeline, rules, setting, startedAt);
            if (due.At != tasks[i].DueAt) changes.Add(new DueChange(i, tasks[i].DueAt, due));
        }
        return changes;
    }

    /// <summary>A fact's moment as what terms are counted from; null where nobody can say since when at the earliest.</summary>
    public static TriggerMoment? TriggerOf(Moment at) => at switch
    {
        { Kind: MomentKind.Known, Earliest: { } moment } => new TriggerMoment.Known(moment),
        { Kind: MomentKind.About, Earliest: { } from, Latest: { } to } => new TriggerMoment.Between(from, to),
        { Kind: MomentKind.Between, Earliest: { } from, Latest: { } to } => new TriggerMoment.Between(from, to),
        { Kind: MomentKind.Unknown, Earliest: { } from } => new TriggerMoment.Unknown(from),
        _ => null,
    };

    // Hours and minutes as they pass; days by the calendar of the place, at the same time of day.
    private static Instant After(Instant start, Period within, DateTimeZone zone)
    {
        var dates = within;
        var days = new PeriodBuilder { Years = dates.Years, Months = dates.Months, Weeks = dates.Weeks, Days = dates.Days }.Build();
        var time = Duration.FromHours(dates.Hours) + Duration.FromMinutes(dates.Minutes) + Duration.FromSeconds(dates.Seconds);
        var moved = days == Period.Zero ? start : (start.InZone(zone).LocalDateTime + days).InZoneLeniently(zone).ToInstant();
        return moved + time;
    }
}
