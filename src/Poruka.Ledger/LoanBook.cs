using NodaTime;
using Poruka.Ledger.Transparency;

namespace Poruka.Ledger;

/// <summary>How a part of a loan stands.</summary>
public enum InstalmentState
{
    /// <summary>Paid back.</summary>
    Paid,

    /// <summary>Not due yet.</summary>
    Ahead,

    /// <summary>Its day has passed.</summary>
    Overdue,
}

/// <summary>A part of a loan and what was paid back of it.</summary>
/// <param name="Part">The part.</param>
/// <param name="Paid">What was paid back of it.</param>
/// <param name="State">How it stands.</param>
public readonly record struct InstalmentStanding(Instalment Part, Money Paid, InstalmentState State);

/// <summary>What was lent under a reference, and what came back.</summary>
public static class LoanBook
{
    /// <summary>Puts what was paid back to the parts of a plan, the earliest first.</summary>
    /// <param name="plan">The parts, by day.</param>
    /// <param name="repaid">What was paid back in all, in the plan's currency.</param>
    /// <param name="today">Today.</param>
    public static IReadOnlyList<InstalmentStanding> Stand(IReadOnlyList<Instalment> plan, Money repaid, LocalDate today)
    {
        var left = repaid.Minor;
        var standing = new List<InstalmentStanding>();
        foreach (var part in plan)
        {
            var paid = Math.Min(left, part.Amount.Minor);
            left -= paid;
            standing.Add(new InstalmentStanding(part, new Money(paid, part.Amount.Currency),
                paid == part.Amount.Minor ? InstalmentState.Paid : part.On < today ? InstalmentState.Overdue : InstalmentState.Ahead));
        }
        return standing;
    }
}
