using NodaTime;

namespace Poruka.Casework;

/// <summary>When something happened, as far as it is known.</summary>
/// <remarks>Immutable, thread-safe.</remarks>
public abstract record TriggerMoment
{
    private TriggerMoment()
    {
    }

    /// <summary>The earliest that it can have been: deadlines are counted from it.</summary>
    public abstract Instant Earliest { get; }

    /// <summary>The latest that it can have been; null where nobody can say.</summary>
    public abstract Instant? Latest { get; }

    /// <summary>Whether the moment is uncertain.</summary>
    public bool IsUncertain => Latest != Earliest;

    /// <summary>At this moment.</summary>
    public sealed record Known(Instant At) : TriggerMoment
    {
        /// <inheritdoc/>
        public override Instant Earliest => At;

        /// <inheritdoc/>
        public override Instant? Latest => At;
    }

    /// <summary>At about this moment: earlier or later by the margin at most.</summary>
    public sealed record About(Instant At, Duration Margin) : TriggerMoment
    {
        /// <inheritdoc/>
        public override Instant Earliest => At - Margin;

        /// <inheritdoc/>
        public override Instant? Latest => At + Margin;
    }

    /// <summary>Between two moments, these included.</summary>
    public sealed record Between(Instant From, Instant To) : TriggerMoment
    {
        /// <inheritdoc/>
        public override Instant Earliest => From;

        /// <inheritdoc/>
        public override Instant? Latest => To;
    }

    /// <summary>Unknown, but not before this moment: when the person was last seen free, for example.</summary>
    public sealed record Unknown(Instant EarliestPlausible) : TriggerMoment
    {
        /// <inheritdoc/>
        public override Instant Earliest => EarliestPlausible;

        /// <inheritdoc/>
        public override Instant? Latest => null;
    }
}
