using NodaTime;

namespace Poruka.Ledger;

/// <summary>Where bail stands.</summary>
public enum BailState
{
    /// <summary>A court or the police hold it.</summary>
    Posted,

    /// <summary>All of it came back.</summary>
    Returned,

    /// <summary>A part came back, and the rest is forfeited.</summary>
    PartlyReturned,

    /// <summary>None of it comes back.</summary>
    Forfeited,

    /// <summary>All is settled but a fee that is still to be paid or was kept.</summary>
    FeeOutstanding,
}

/// <summary>What became of something done to bail.</summary>
public enum BailOutcome
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>More than is held.</summary>
    MoreThanHeld,

    /// <summary>Nothing is held any more.</summary>
    Settled,

    /// <summary>The day lies before the day it was posted.</summary>
    BeforePosted,

    /// <summary>Something came back or was lost since it was looked at.</summary>
    Changed,
}

/// <summary>Bail that a fund posted: revolving money, an asset until a court says otherwise.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="Amount">What was posted.</param>
/// <param name="PostedOn">When.</param>
/// <param name="DueOn">When it is expected back; null where nobody knows.</param>
/// <param name="Returned">What came back.</param>
/// <param name="Forfeited">What will not.</param>
/// <param name="Fee">What is still owed for it, or was kept.</param>
public sealed record Bail(Money Amount, LocalDate PostedOn, LocalDate? DueOn, Money Returned, Money Forfeited, Money Fee)
{
    /// <summary>Bail that was posted just now.</summary>
    public static Bail Post(Money amount, LocalDate on, LocalDate? due) => new(amount, on, due, Money.Zero(amount.Currency), Money.Zero(amount.Currency), Money.Zero(amount.Currency));

    /// <summary>What is held still.</summary>
    public Money Held => Amount - Returned - Forfeited;

    /// <summary>Where it stands.</summary>
    public BailState State => !Held.IsZero ? BailState.Posted
        : !Fee.IsZero ? BailState.FeeOutstanding
        : Returned.IsZero ? BailState.Forfeited
        : Forfeited.IsZero ? BailState.Returned : BailState.PartlyReturned;

    /// <summary>Some of it came back.</summary>
    public (BailOutcome Outcome, Bail Bail) Return(Money amount, LocalDate on) => Check(amount, on) is { } refused ? (refused, this)
        : (BailOutcome.Done, this with { Returned = Returned + amount });

    /// <summary>Some of it will not come back.</summary>
    public (BailOutcome Outcome, Bail Bail) Forfeit(Money amount, LocalDate on) => Check(amount, on) is { } refused ? (refused, this)
        : (BailOutcome.Done, this with { Forfeited = Forfeited + amount });

    /// <summary>The entry of what came back.</summary>
    public static Entry ReturnEntry(FundId fund, EntryId id, LocalDate on, Account to, Money amount, string reference) => new(
        fund, id, on, EntryKind.Transfer, [new Posting(to, amount), new Posting(new Account(AccountClass.BailPosted), -amount)], reference: reference);

    /// <summary>The entry of what is forfeited: only now it is an expense.</summary>
    public static Entry ForfeitEntry(FundId fund, EntryId id, LocalDate on, Money amount, string reference) =>
        Booking.Expense(fund, id, on, new Account(AccountClass.BailPosted), new Account(AccountClass.BailForfeited), amount, reference: reference);

    /// <summary>
    /// How often the same money has helped: all that was ever posted, by the most that was out at once. 1 where nothing came back
    /// in time to be posted again; null where nothing was posted.
    /// </summary>
    /// <param name="all">Every bail of a fund, in one currency, with the days on which parts of it came back or were lost.</param>
    public static double? Turns(IReadOnlyCollection<(Money Amount, LocalDate PostedOn, LocalDate? SettledOn)> all)
    {
        if (all.Count == 0) return null;
        var moves = all.Select(b => (Day: b.PostedOn, Order: 1, Minor: b.Amount.Minor))
            .Concat(all.Where(b => b.SettledOn is not null).Select(b => (Day: b.SettledOn!.Value, Order: 0, Minor: -b.Amount.Minor)))
            .OrderBy(m => m.Day).ThenBy(m => m.Order);
        long held = 0, most = 0;
        foreach (var move in moves) most = Math.Max(most, held += move.Minor);
        return (double)all.Sum(b => b.Amount.Minor) / most;
    }

    private BailOutcome? Check(Money amount, LocalDate on) => Held.IsZero ? BailOutcome.Settled
        : amount.Minor <= 0 || amount.Minor > Held.Minor ? BailOutcome.MoreThanHeld
        : on < PostedOn ? BailOutcome.BeforePosted : null;
}
