using NodaTime;

namespace Poruka.Ledger;

/// <summary>Where a pledge stands.</summary>
public enum PledgeState
{
    /// <summary>What was to come has come.</summary>
    Kept,

    /// <summary>Less came than was to come.</summary>
    Behind,

    /// <summary>Nothing came for three times.</summary>
    Lapsed,

    /// <summary>It rests.</summary>
    Paused,

    /// <summary>It is over.</summary>
    Ended,
}

/// <summary>What somebody said they would give: so much, every so many months, from a day on.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="Amount">So much each time.</param>
/// <param name="EveryMonths">1, 3, 6 or 12; 0: once.</param>
/// <param name="FirstOn">From this day on.</param>
/// <param name="PausedUntil">What falls due up to this day isn't expected; null: no pause.</param>
/// <param name="PausedSince">The first day of the pause.</param>
/// <param name="EndsOn">Nothing is expected after this day; null: no end.</param>
public sealed record Pledge(Money Amount, int EveryMonths, LocalDate FirstOn, LocalDate? PausedSince = null, LocalDate? PausedUntil = null, LocalDate? EndsOn = null)
{
    /// <summary>So many days late is not late.</summary>
    public const int GraceDays = 14;

    private const int TimesToLapse = 3;

    /// <summary>The days on which it falls due, up to a day. A month without the day takes its last.</summary>
    public IEnumerable<LocalDate> DueUntil(LocalDate day)
    {
        for (var i = 0; ; i++)
        {
            var due = FirstOn.PlusMonths(i * EveryMonths);
            if (due > day || due > EndsOn || i > 0 && EveryMonths == 0) yield break;
            if (!(due >= PausedSince && due <= PausedUntil)) yield return due;
        }
    }

    /// <summary>Where it stands.</summary>
    /// <param name="received">What came from them since its first day.</param>
    /// <param name="today">Today.</param>
    /// <param name="remindedOn">When they were reminded last.</param>
    public PledgeStanding StandingOn(Money received, LocalDate today, LocalDate? remindedOn)
    {
        var due = DueUntil(today).ToList();
        var expected = new Money(Amount.Minor * due.Count, Amount.Currency);
        var late = due.Count(d => d.PlusDays(GraceDays) <= today);
        var missing = Math.Max(0, Amount.Minor * late - received.Minor);
        var missed = (int)((missing + Amount.Minor - 1) / Amount.Minor);
        var state = EndsOn < today ? PledgeState.Ended
            : today >= PausedSince && today <= PausedUntil ? PledgeState.Paused
            : missed >= TimesToLapse ? PledgeState.Lapsed
            : missed > 0 ? PledgeState.Behind : PledgeState.Kept;
        // Gently: once for what is missing, and not again before the next falls due; who lapsed is left alone.
        var remind = state == PledgeState.Behind && !(remindedOn >= due[late - 1]);
        return new PledgeStanding(expected, received, missed, state, remind);
    }
}

/// <summary>What was expected of a pledge and what came.</summary>
/// <param name="Expected">What was to come up to today.</param>
/// <param name="Received">What came.</param>
/// <param name="Missed">How many times are missing, those of the last days not counted.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Remind">Whether a reminder is in place now.</param>
public sealed record PledgeStanding(Money Expected, Money Received, int Missed, PledgeState State, bool Remind);
