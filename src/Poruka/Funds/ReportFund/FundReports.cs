using System.Data.Common;
using NodaTime;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Funds.ReportFund;

/// <summary>What a report adds up. Amounts are debits less credits, as in the books.</summary>
/// <param name="Account">The account.</param>
/// <param name="Campaign">The campaign, in a report by campaign.</param>
/// <param name="Month">Months since January 1970, in a report by month.</param>
/// <param name="Amount">The sum.</param>
internal readonly record struct Sum(Account Account, CampaignId Campaign, int Month, Money Amount);

/// <summary>Which sums a report is made of.</summary>
internal enum SumsBy
{
    /// <summary>All accounts.</summary>
    Account,

    /// <summary>Income and expenses by month.</summary>
    Month,

    /// <summary>Income and expenses by campaign.</summary>
    Campaign,
}

/// <summary>Reads sums from those that are kept with each posting; no posting is looked at.</summary>
internal static class SumRows
{
    public static IReadOnlyList<Sum> Load(DbConnection connection, long fund, SumsBy by, LocalDate? from, LocalDate? to)
    {
        var (columns, filter) = by switch
        {
            SumsBy.Account => ("account, currency", ""),
            SumsBy.Month => ("account, currency, month", IncomeAndExpenses),
            SumsBy.Campaign => ("account, currency, campaign", IncomeAndExpenses),
        };
        using var find = Sql.Command(connection, null, $"""
            select {columns}, cast(sum(amount) as bigint) from monthly_sum
            where fund = @fund and month >= @from and month <= @to {filter}
            group by {columns} having sum(amount) <> 0 or max(postings) > 0
            order by {columns}
            """, ("fund", fund), ("from", (long)(from is { } f ? Months.Of(f) : int.MinValue)),
            ("to", (long)(to is { } t ? Months.Of(t) : int.MaxValue)));
        using var rows = find.ExecuteReader();
        var sums = new List<Sum>();
        while (rows.Read())
        {
            var third = by == SumsBy.Account ? 0 : (int)rows.GetInt64(2);
            var amount = new Money(rows.GetInt64(by == SumsBy.Account ? 2 : 3), Currency.FromNumber((int)rows.GetInt64(1)));
            sums.Add(new Sum(Account.FromCode((int)rows.GetInt64(0)),
                by == SumsBy.Campaign ? new CampaignId(third) : default, by == SumsBy.Month ? third : 0, amount));
        }
        return sums;
    }

    private static string IncomeAndExpenses =>
        $"and account between {new Account(AccountClass.Gift).Code} and {new Account(AccountClass.Free).Code - 1}";
}

/// <summary>Puts sums in the order of a report.</summary>
internal static class FundReports
{
    /// <summary>The currencies of a report, the fund's own first.</summary>
    public static IReadOnlyList<Currency> Currencies(IEnumerable<Currency> found, Currency own) =>
        [.. found.Distinct().OrderBy(c => c == own ? 0 : 1).ThenBy(c => c)];

    /// <summary>An amount as a report shows it: what is owed, came in or is owned turns its sign and reads positive.</summary>
    public static Money Shown(Account account, Money amount) =>
        account.Kind is AccountKind.Asset or AccountKind.Expense ? amount : -amount;

    /// <summary>The sum of amounts in one currency.</summary>
    public static Money Total(Currency currency, IEnumerable<Money> amounts) =>
        amounts.Aggregate(Money.Zero(currency), (sum, amount) => sum + amount);

    /// <summary>Income less expenses.</summary>
    public static Money Result(Currency currency, IEnumerable<Sum> sums) => -Total(currency, sums
        .Where(s => s.Account.Kind is AccountKind.Income or AccountKind.Expense).Select(s => s.Amount));
}
