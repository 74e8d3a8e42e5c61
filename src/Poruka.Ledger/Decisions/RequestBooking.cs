using NodaTime;

namespace Poruka.Ledger;

/// <summary>The entries of a request's life. A reservation moves net assets; it is no expense yet.</summary>
public static class RequestBooking
{
    /// <summary>Money is promised: free money, or what is bound to a campaign.</summary>
    public static Entry Reserve(FundId fund, EntryId id, LocalDate day, Money amount, string reference, CampaignId campaign = default) =>
        Move(fund, id, day, amount, reference, campaign);

    /// <summary>A promise is over: it was kept, or it lapsed.</summary>
    public static Entry Release(FundId fund, EntryId id, LocalDate day, Money amount, string reference, CampaignId campaign = default) =>
        Move(fund, id, day, -amount, reference, campaign);

    /// <summary>It is paid: an expense, or bail, which stays the fund's.</summary>
    /// <param name="fund">The fund.</param>
    /// <param name="id">The entry's id.</param>
    /// <param name="day">The day.</param>
    /// <param name="from">
    /// The account it was paid from; or the one of what is unrecognised, where a statement will show it: the line that comes
    /// takes it out there again.
    /// </param>
    /// <param name="purpose">An account of expenses, or bail posted.</param>
    /// <param name="amount">How much, above zero.</param>
    /// <param name="reference">The request's reference.</param>
    /// <param name="campaign">The campaign whose money it is; bail is never a campaign's, as it comes back to the fund.</param>
    public static Entry Pay(FundId fund, EntryId id, LocalDate day, Account from, AccountClass purpose, Money amount, string reference, CampaignId campaign = default)
    {
        if (amount.Minor <= 0) throw new ArgumentException("The amount is above zero.", nameof(amount));
        if (from.Kind != AccountKind.Asset && from.Class != AccountClass.Unrecognised)
            throw new ArgumentException($"{from} holds no money.", nameof(from));
        var isBail = purpose == AccountClass.BailPosted;
        if (!isBail && Account.KindOf(purpose) != AccountKind.Expense) throw new ArgumentException($"{purpose} is no purpose.", nameof(purpose));
        if (isBail && campaign != CampaignId.None) throw new ArgumentException("Bail is paid from free money.", nameof(campaign));
        return new Entry(fund, id, day, isBail ? EntryKind.Transfer : EntryKind.Expense,
            [new Posting(new Account(purpose), amount, campaign), new Posting(from, -amount)], reference: reference);
    }

    private static Entry Move(FundId fund, EntryId id, LocalDate day, Money amount, string reference, CampaignId campaign) => new(
        fund, id, day, EntryKind.Reservation,
        [
            campaign == CampaignId.None ? new Posting(new Account(AccountClass.Free), amount) : new Posting(new Account(AccountClass.Restricted), amount, campaign),
            new Posting(new Account(AccountClass.Reserved), -amount),
        ], reference: reference);
}
