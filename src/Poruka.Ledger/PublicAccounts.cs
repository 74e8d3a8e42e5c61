using NodaTime;

namespace Poruka.Ledger;

/// <summary>What was posted to an account, for a campaign, in a month.</summary>
/// <param name="Account">The account.</param>
/// <param name="Campaign">The campaign, or none.</param>
/// <param name="Month">The month.</param>
/// <param name="Amount">Debits less credits.</param>
public readonly record struct MonthlySum(Account Account, CampaignId Campaign, YearMonth Month, Money Amount);

/// <summary>What came and went in a month, and what there was at its end.</summary>
/// <param name="Month">The month.</param>
/// <param name="CameIn">Gifts, dues, grants.</param>
/// <param name="WentOut">What was spent.</param>
/// <param name="AtEnd">What the fund had at the end of the month.</param>
public sealed record MonthOfAccounts(YearMonth Month, Money CameIn, Money WentOut, Money AtEnd);

/// <summary>An amount by what it was for.</summary>
/// <param name="Class">What it was for.</param>
/// <param name="Amount">How much; positive is the usual direction.</param>
public sealed record AmountFor(AccountClass Class, Money Amount);

/// <summary>What is left of a campaign's money.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Amount">How much.</param>
public sealed record CampaignMoney(CampaignId Campaign, Money Amount);

/// <summary>
/// A fund's accounts in one currency, as its public page shows them, made of monthly sums; exact, to be rounded where they
/// are shown.
/// </summary>
/// <remarks>
/// Immutable. What a fund has is its assets less its debts; of that, restricted is what campaigns brought in and have not
/// spent, reserved is what requests were promised, and the rest is free.
/// </remarks>
public sealed class PublicAccounts
{
    private readonly IReadOnlyList<MonthlySum> _sums;

    /// <summary>Makes the accounts.</summary>
    /// <param name="currency">The currency; sums in others are passed over.</param>
    /// <param name="sums">The sums of one fund, in any order.</param>
    /// <param name="unbound">Campaigns whose money is free for any purpose of the fund; null: none.</param>
    /// <exception cref="OverflowException">A total leaves the range of money.</exception>
    public PublicAccounts(Currency currency, IEnumerable<MonthlySum> sums, IReadOnlySet<CampaignId>? unbound = null)
    {
        Currency = currency;
        _sums = [.. sums.Where(s => s.Amount.Currency == currency).OrderBy(s => s.Month)];
        Months = ListMonths();
        Holdings = ByClass(_sums, s => IsHolding(s.Account), sign: 1);
        Total = Months.Count == 0 ? Money.Zero(currency) : Months[^1].AtEnd;
        Reserved = -Sum(_sums.Where(s => s.Account.Class == AccountClass.Reserved));
        Restricted =
        [
            .. _sums.Where(s => IsCampaignMoney(s) && unbound?.Contains(s.Campaign) != true).GroupBy(s => s.Campaign).OrderBy(g => g.Key.Number)
                .Select(g => new CampaignMoney(g.Key, -Sum(g))).Where(c => !c.Amount.IsZero),
        ];
        Free = Restricted.Aggregate(Total - Reserved, (rest, campaign) => rest - campaign.Amount);
    }

    /// <summary>The currency.</summary>
    public Currency Currency { get; }

    /// <summary>Every month from the first with a posting to the last, without gaps; empty where there is none.</summary>
    public IReadOnlyList<MonthOfAccounts> Months { get; }

    /// <summary>The years of <see cref="Months"/>, from the first.</summary>
    public IEnumerable<int> Years => Months.Select(m => m.Month.Year).Distinct();

    /// <summary>Where the money is, and what is owed (negative).</summary>
    public IReadOnlyList<AmountFor> Holdings { get; }

    /// <summary>What the fund has: assets less debts.</summary>
    public Money Total { get; }

    /// <summary>What campaigns brought in and have not spent.</summary>
    public IReadOnlyList<CampaignMoney> Restricted { get; }

    /// <summary>What requests were promised.</summary>
    public Money Reserved { get; }

    /// <summary>What is left for any purpose of the fund.</summary>
    public Money Free { get; }

    /// <summary>What came in in a year, by kind, the largest first.</summary>
    public IReadOnlyList<AmountFor> CameIn(int year) =>
        ByClass(OfYear(year), s => s.Account.Kind == AccountKind.Income, sign: -1);

    /// <summary>What went out in a year, by purpose, the largest first.</summary>
    public IReadOnlyList<AmountFor> WentOut(int year) =>
        ByClass(OfYear(year), s => s.Account.Kind == AccountKind.Expense, sign: 1);

    /// <summary>The months of a year that the books reach.</summary>
    public IReadOnlyList<MonthOfAccounts> MonthsOf(int year) => [.. Months.Where(m => m.Month.Year == year)];

    private IEnumerable<MonthlySum> OfYear(int year) => _sums.Where(s => s.Month.Year == year);

    private static bool IsHolding(Account account) => account.Kind is AccountKind.Asset or AccountKind.Liability;

    /// <summary>A campaign's money is what its income and spending leave; where the cash lies doesn't matter.</summary>
    private static bool IsCampaignMoney(MonthlySum sum) =>
        sum.Campaign != CampaignId.None
        && (sum.Account.Kind is AccountKind.Income or AccountKind.Expense
            || sum.Account.Class is AccountClass.Restricted or AccountClass.Opening);

    private List<MonthOfAccounts> ListMonths()
    {
        var months = new List<MonthOfAccounts>();
        if (_sums.Count == 0) return months;
        var byMonth = _sums.ToLookup(s => s.Month);
        var atEnd = Money.Zero(Currency);
        for (var month = _sums[0].Month; month <= _sums[^1].Month; month = month.PlusMonths(1))
        {
            var sums = byMonth[month].ToList();
            atEnd += Sum(sums.Where(s => IsHolding(s.Account)));
            months.Add(new MonthOfAccounts(
                month,
                -Sum(sums.Where(s => s.Account.Kind == AccountKind.Income)),
                Sum(sums.Where(s => s.Account.Kind == AccountKind.Expense)),
                atEnd));
        }
        return months;
    }

    private List<AmountFor> ByClass(IEnumerable<MonthlySum> sums, Func<MonthlySum, bool> which, int sign) =>
    [
        .. sums.Where(which).GroupBy(s => s.Account.Class)
            .Select(g => new AmountFor(g.Key, sign < 0 ? -Sum(g) : Sum(g)))
            .Where(a => !a.Amount.IsZero)
            .OrderByDescending(a => a.Amount.Minor).ThenBy(a => a.Class),
    ];

    private Money Sum(IEnumerable<MonthlySum> sums) =>
        sums.Aggregate(Money.Zero(Currency), (total, sum) => total + sum.Amount);
}

/// <summary>How a fund rounds the figures it makes public.</summary>
/// <param name="Minor">To a multiple of this many minor units; 1 is not at all.</param>
public readonly record struct PublicRounding(long Minor)
{
    /// <summary>The nearest multiple; halves away from zero.</summary>
    /// <exception cref="OverflowException">It is out of the range of money.</exception>
    public Money Round(Money money)
    {
        var magnitude = Int128.Abs(money.Minor);
        var over = magnitude % Minor;
        var rounded = checked((long)(over * 2 >= Minor && over > 0 ? magnitude - over + Minor : magnitude - over));
        return new Money(money.Minor < 0 ? -rounded : rounded, money.Currency);
    }

    /// <summary>A month with each of its amounts rounded.</summary>
    /// <exception cref="OverflowException">One is out of the range of money.</exception>
    public MonthOfAccounts Round(MonthOfAccounts month) => month with
    {
        CameIn = Round(month.CameIn), WentOut = Round(month.WentOut), AtEnd = Round(month.AtEnd),
    };

    /// <summary>Whether what is rounded has no minor units to show.</summary>
    public bool InWholeUnits(Currency currency) => Minor % currency.MinorPerUnit == 0;

    /// <summary>Whether figures are changed at all.</summary>
    public bool Any => Minor > 1;
}
