using System.Data.Common;
using Dapper;
using NodaTime;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>Loads what the public pages of funds are made of. No entry is read: the sums are kept with the postings.</summary>
internal static class PublicSums
{
    /// <summary>The funds with a public page, by name.</summary>
    public static IReadOnlyList<Fund> Funds(DbConnection connection) =>
        [.. FundRows.List(connection).Where(f => f.IsPublic)];

    /// <summary>A fund with a public page. Another one, and none at all, answer alike.</summary>
    public static Fund? Fund(DbConnection connection, string slug) =>
        FundRows.FindBySlug(connection, slug) is { IsPublic: true } fund ? fund : null;

    /// <summary>All sums of a fund.</summary>
    public static IReadOnlyList<MonthlySum> Of(DbConnection connection, Fund fund) =>
        ToSums(connection.Query<Row>(
            """
            select account as Account, campaign as Campaign, currency as Currency, month as Month, amount as Amount
            from monthly_sum where fund = @fund
            """, new { fund = fund.Number }));

    /// <summary>A fund's accounts in its own currency.</summary>
    public static PublicAccounts Accounts(DbConnection connection, Fund fund) => new(fund.Currency, Of(connection, fund), CampaignRows.Unbound(connection, fund));

    private static IReadOnlyList<MonthlySum> ToSums(IEnumerable<Row> rows) =>
    [
        .. rows.Select(row => new MonthlySum(
            Account.FromCode((int)row.Account), new CampaignId((int)row.Campaign),
            Months.FirstDay(row.Month).ToYearMonth(),
            new Money(row.Amount, Currency.FromNumber((int)row.Currency)))),
    ];

    internal sealed class Row
    {
        public long Account { get; set; }
        public long Campaign { get; set; }
        public long Currency { get; set; }
        public long Month { get; set; }
        public long Amount { get; set; }
    }
}
