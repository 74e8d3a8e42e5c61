namespace Poruka.Ledger;

/// <summary>
/// What a fund's money is bound to, in one currency: what lies in banks, boxes and wallets, what of it is spoken for, and what
/// is free to be promised. Bail that is out and loans to others are the fund's, but nothing to pay with.
/// </summary>
/// <param name="AtHand">In banks, cash and wallets.</param>
/// <param name="Unrecognised">Came in and is not yet recognised, or is paid and not yet on a statement: not counted on.</param>
/// <param name="Restricted">What campaigns brought in and have not spent.</param>
/// <param name="Reserved">Promised to requests.</param>
/// <param name="BailOut">Bail that courts hold.</param>
/// <param name="LentOut">What other funds owe.</param>
/// <param name="Borrowed">What is owed to other funds.</param>
public sealed record FundMoney(Money AtHand, Money Unrecognised, Money Restricted, Money Reserved, Money BailOut, Money LentOut, Money Borrowed)
{
    /// <summary>What may be promised.</summary>
    public Money Free => AtHand - Unrecognised - Restricted - Reserved;

    /// <summary>Reads it off a fund's sums.</summary>
    /// <param name="currency">The currency; sums in others are passed over.</param>
    /// <param name="sums">The fund's sums.</param>
    /// <param name="unbound">Campaigns whose money is free for any purpose of the fund; null: none.</param>
    public static FundMoney Of(Currency currency, IEnumerable<MonthlySum> sums, IReadOnlySet<CampaignId>? unbound = null)
    {
        var zero = Money.Zero(currency);
        var (atHand, unrecognised, reserved, bail, lent, borrowed) = (zero, zero, zero, zero, zero, zero);
        var campaigns = new Dictionary<CampaignId, Money>();
        foreach (var sum in sums)
        {
            if (sum.Amount.Currency != currency) continue;
            switch (sum.Account.Class)
            {
                case AccountClass.Bank or AccountClass.Cash or AccountClass.Wallet: atHand += sum.Amount; break;
                case AccountClass.Unrecognised: unrecognised -= sum.Amount; break;
                case AccountClass.Reserved: reserved -= sum.Amount; break;
                case AccountClass.BailPosted: bail += sum.Amount; break;
                case AccountClass.LoanToFund: lent += sum.Amount; break;
                case AccountClass.LoanFromFund: borrowed -= sum.Amount; break;
                default: break;
            }
            if (sum.Campaign != CampaignId.None && unbound?.Contains(sum.Campaign) != true && (sum.Account.Kind is AccountKind.Income or AccountKind.Expense
                || sum.Account.Class is AccountClass.Restricted or AccountClass.Opening))
                campaigns[sum.Campaign] = campaigns.GetValueOrDefault(sum.Campaign, zero) - sum.Amount;
        }
        // A campaign that is overspent gives nothing back to the others; money that went and is unrecognised is gone.
        var restricted = campaigns.Values.Where(m => m.Minor > 0).Aggregate(zero, (total, m) => total + m);
        return new FundMoney(atHand, unrecognised.Minor > 0 ? unrecognised : zero, restricted, reserved, bail, lent, borrowed);
    }
}
