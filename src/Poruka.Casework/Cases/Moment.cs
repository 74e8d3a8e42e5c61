using NodaTime;

namespace Poruka.Casework;

/// <summary>How well a time is known.</summary>
public enum MomentKind
{
    /// <summary>Nobody knows when, or only not before what.</summary>
    Unknown,

    /// <summary>At this minute.</summary>
    Known,

    /// <summary>At about this time.</summary>
    About,

    /// <summary>Between two times.</summary>
    Between,
}

/// <summary>When something was, as far as it is known.</summary>
/// <param name="Kind">How well it is known.</param>
/// <param name="Earliest">The earliest plausible moment; null where nobody can say.</param>
/// <param name="Latest">The latest; null where nobody can say.</param>
/// <remarks>The default value is unknown. Thread-safe.</remarks>
public readonly record struct Moment(MomentKind Kind, Instant? Earliest, Instant? Latest)
{
    /// <summary>Unknown.</summary>
    public static Moment Unknown => default;

    /// <summary>At this moment.</summary>
    public static Moment At(Instant at) => new(MomentKind.Known, at, at);

    /// <summary>At about this moment.</summary>
    /// <param name="at">The moment.</param>
    /// <param name="margin">How much earlier or later it may have been.</param>
    /// <exception cref="ArgumentOutOfRangeException">The margin is negative.</exception>
    public static Moment About(Instant at, Duration margin)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(margin, Duration.Zero);
        return new(MomentKind.About, at - margin, at + margin);
    }

    /// <summary>Between two moments, these included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The second is before the first.</exception>
    public static Moment Between(Instant from, Instant to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        return new(MomentKind.Between, from, to);
    }

    /// <summary>Unknown, but not before this.</summary>
    public static Moment NotBefore(Instant from) => new(MomentKind.Unknown, from, null);

    /// <summary>Whether it is uncertain.</summary>
    public bool IsUncertain => Kind != MomentKind.Known;

    /// <summary>The middle of an "about"; the earliest of anything else.</summary>
    public Instant? Middle => Kind == MomentKind.About && Earliest is { } from && Latest is { } to ? from + (to - from) / 2 : Earliest;

    /// <summary>
    /// Orders by the earliest plausible moment, then by the latest; what has none comes last. A total order over what differs
    /// in time.
    /// </summary>
    public static int Compare(Moment a, Moment b)
    {
        var byEarliest = (a.Earliest ?? Instant.MaxValue).CompareTo(b.Earliest ?? Instant.MaxValue);
        return byEarliest != 0 ? byEarliest : (a.Latest ?? Instant.MaxValue).CompareTo(b.Latest ?? Instant.MaxValue);
    }
}
