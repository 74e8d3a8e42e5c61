using NodaTime;

namespace Poruka.Casework;

/// <summary>
/// An expected sign of life: a letter, a visit, a call, every so many days. One that is missed is raised by stages: to whoever
/// looks after the case, then to whoever is on duty, then to all.
/// </summary>
/// <param name="EveryDays">How often a sign is expected.</param>
/// <param name="Since">The last sign, or when the watch began.</param>
/// <param name="Stage">0: in time; then the stage that was reached. It falls only by a sign of life, never by a clock that jumps back.</param>
/// <remarks>Immutable, thread-safe.</remarks>
public sealed record HealthWatch(int EveryDays, Instant Since, int Stage)
{
    /// <summary>The last stage: all are told.</summary>
    public const int LastStage = 3;

    /// <summary>The longest interval.</summary>
    public const int MaxDays = 366;

    /// <summary>How long after the missed sign each stage begins.</summary>
    private static readonly Duration[] After = [Duration.Zero, Duration.FromDays(1), Duration.FromDays(3)];

    /// <summary>Begins to watch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The days are not from 1 to 366.</exception>
    public static HealthWatch Begin(int everyDays, Instant now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(everyDays, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(everyDays, MaxDays);
        return new HealthWatch(everyDays, now, 0);
    }

    /// <summary>When the sign is missed.</summary>
    public Instant ExpectedBy => Since + Duration.FromDays(EveryDays);

    /// <summary>When the next stage begins; null after the last.</summary>
    public Instant? NextAt => Stage >= LastStage ? null : ExpectedBy + After[Stage];

    /// <summary>A sign of life came.</summary>
    /// <param name="at">When it was given; one from before the last changes nothing.</param>
    public HealthWatch Sign(Instant at) => at < Since ? this : this with { Since = at, Stage = StageAt(at, at) };

    /// <summary>Looks at the time.</summary>
    public HealthWatch Look(Instant now) => this with { Stage = Math.Max(Stage, StageAt(Since, now)) };

    private int StageAt(Instant since, Instant now)
    {
        var missed = since + Duration.FromDays(EveryDays);
        var stage = 0;
        foreach (var after in After)
            if (now >= missed + after) stage++;
        return stage;
    }
}
