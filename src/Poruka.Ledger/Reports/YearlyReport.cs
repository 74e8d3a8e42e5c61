using NodaTime;

namespace Poruka.Ledger;

/// <summary>What a fund tells about a year, by the same measure as about a month: nothing so small that somebody could be told from it.</summary>
/// <param name="Year">The year.</param>
/// <param name="Currency">The currency of all amounts.</param>
/// <param name="AtStart">What there was before, rounded.</param>
/// <param name="AtEnd">What there is at the end, rounded.</param>
/// <param name="CameIn">What came in, by kind, rounded, the largest first.</param>
/// <param name="Spent">What went out by purpose, the largest first.</param>
/// <param name="Months">Month by month, rounded.</param>
/// <param name="Bound">What is left of campaigns, rounded.</param>
/// <param name="Helped">How many requests were paid, to a multiple of five; null: fewer than five.</param>
/// <param name="BailOut">Bail that courts hold at the end; null: fewer than three, or nothing.</param>
/// <param name="BailBack">Bail that came back in the year; null likewise.</param>
public sealed record YearlyReport(
    int Year, Currency Currency, Money AtStart, Money AtEnd, IReadOnlyList<AmountFor> CameIn, IReadOnlyList<ReportedPurpose> Spent, IReadOnlyList<MonthOfAccounts> Months,
    IReadOnlyList<CampaignMoney> Bound, int? Helped, Money? BailOut, Money? BailBack)
{
    /// <summary>Makes it.</summary>
    /// <param name="accounts">The fund's accounts.</param>
    /// <param name="year">The year.</param>
    /// <param name="rounding">How the fund rounds what it makes public.</param>
    /// <param name="payments">How many payments there were for each purpose in the year, and how much in all.</param>
    /// <param name="helped">For how many requests money was paid.</param>
    /// <param name="bailOut">How many bails are out at its end, and how much.</param>
    /// <param name="bailBack">How many came back in the year, and how much.</param>
    public static YearlyReport Of(
        PublicAccounts accounts, int year, PublicRounding rounding, IReadOnlyList<(AccountClass Class, long Minor, int Payments)> payments,
        int helped, (int Count, long Minor) bailOut, (int Count, long Minor) bailBack)
    {
        Money Round(Money money) => rounding.Round(money);
        Money? Few((int Count, long Minor) of) => of.Count < MonthlyReport.FewestPayments ? null : Round(new Money(of.Minor, accounts.Currency));
        var months = accounts.MonthsOf(year);
        var before = accounts.Months.LastOrDefault(m => m.Month.Year < year);
        return new YearlyReport(year, accounts.Currency, Round(before?.AtEnd ?? Money.Zero(accounts.Currency)),
            Round((months.Count > 0 ? months[^1] : before)?.AtEnd ?? Money.Zero(accounts.Currency)),
            [.. accounts.CameIn(year).Select(a => a with { Amount = Round(a.Amount) })], MonthlyReport.Purposes(accounts.Currency, rounding, payments),
            [.. months.Select(rounding.Round)], [.. accounts.Restricted.Select(c => c with { Amount = Round(c.Amount) })], MonthlyReport.People(helped), Few(bailOut), Few(bailBack));
    }
}
