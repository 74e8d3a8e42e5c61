using NodaTime;

namespace Poruka.Ledger;

/// <summary>What happens to the money of a campaign that is not needed for it. Said before the first gift.</summary>
public enum Surplus
{
    /// <summary>It becomes free for the fund's other work.</summary>
    BecomesFree,

    /// <summary>It stays bound to the same purpose, for the next who need it.</summary>
    StaysBound,

    /// <summary>It is given to another fund, which the campaign names.</summary>
    GoesElsewhere,
}

/// <summary>What a campaign promises to those who give.</summary>
/// <param name="Target">How much is wanted; null where as much as comes.</param>
/// <param name="EndsOn">Its last day; null where it has none.</param>
/// <param name="IsRestricted">Whether what is given may be spent on its purpose alone.</param>
/// <param name="Surplus">What happens to what is left.</param>
public sealed record CampaignTerms(Money? Target, LocalDate? EndsOn, bool IsRestricted, Surplus Surplus)
{
    /// <summary>What a campaign without terms promises: its money is for it alone, and stays so.</summary>
    public static CampaignTerms Unsaid { get; } = new(null, null, true, Surplus.StaysBound);

    /// <summary>
    /// Whether these terms may take the place of others. Once something was given, what givers relied on stands: whether their
    /// money is bound, and what becomes of what is left. Target and day may still move.
    /// </summary>
    /// <param name="before">The terms until now.</param>
    /// <param name="hasGifts">Whether anything was given for the campaign.</param>
    public bool MayReplace(CampaignTerms before, bool hasGifts) =>
        !hasGifts || (IsRestricted, Surplus) == (before.IsRestricted, before.Surplus);
}

/// <summary>How far a campaign has come, by the books.</summary>
/// <param name="Received">What was given for it.</param>
/// <param name="Spent">What was spent on it.</param>
/// <param name="Left">What is still bound to it, promised money not counted; for unrestricted money too, as what is left of it.</param>
public sealed record CampaignProgress(Money Received, Money Spent, Money Left)
{
    /// <summary>Reads it off a fund's sums.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="currency">The currency; sums in others are passed over.</param>
    /// <param name="sums">The fund's sums.</param>
    /// <exception cref="OverflowException">A total leaves the range of money.</exception>
    public static CampaignProgress Of(CampaignId campaign, Currency currency, IEnumerable<MonthlySum> sums)
    {
        var zero = Money.Zero(currency);
        var (received, spent, moved) = (zero, zero, zero);
        foreach (var sum in sums)
        {
            if (sum.Campaign != campaign || sum.Amount.Currency != currency) continue;
            if (sum.Account.Kind == AccountKind.Income) received -= sum.Amount;
            else if (sum.Account.Kind == AccountKind.Expense) spent += sum.Amount;
            else if (sum.Account.Class is AccountClass.Restricted or AccountClass.Opening) moved -= sum.Amount;
        }
        return new CampaignProgress(received, spent, received - spent + moved);
    }

    /// <summary>What part of the target was given, in hundredths; null where there is none. May be above 100.</summary>
    public int? PercentOf(CampaignTerms terms) => terms.Target is { Minor: > 0 } target && target.Currency == Received.Currency
        ? (int)Int128.Clamp((Int128)Received.Minor * 100 / target.Minor, 0, 9_999) : null;
}

/// <summary>The entries of a campaign's life beside gifts and spending.</summary>
public static class CampaignBooking
{
    /// <summary>What is left of a campaign is bound no more.</summary>
    /// <param name="fund">The fund.</param>
    /// <param name="id">The entry's id.</param>
    /// <param name="day">The day.</param>
    /// <param name="campaign">The campaign.</param>
    /// <param name="amount">How much, above zero.</param>
    public static Entry Unbind(FundId fund, EntryId id, LocalDate day, CampaignId campaign, Money amount)
    {
        if (campaign == CampaignId.None) throw new ArgumentException("Money is bound to a campaign.", nameof(campaign));
        if (amount.Minor <= 0) throw new ArgumentException("The amount is above zero.", nameof(amount));
        return new Entry(fund, id, day, EntryKind.Reservation,
            [new Posting(new Account(AccountClass.Restricted), amount, campaign), new Posting(new Account(AccountClass.Free), -amount)]);
    }
}
