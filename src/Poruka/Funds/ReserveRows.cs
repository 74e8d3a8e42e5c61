using System.Data.Common;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>Loads what a fund's books say about its reserve.</summary>
internal static class ReserveRows
{
    /// <summary>What books can't tell, as long as nobody says otherwise: nobody inside for longer than a month, and no bail.</summary>
    public static ReserveModel Given { get; } = new() { MonthsInside = 1 };

    /// <summary>The estimate in the fund's own currency.</summary>
    public static ReserveEstimate Estimate(DbConnection connection, Fund fund, NodaTime.LocalDate today, ReserveModel given)
    {
        using var command = Sql.Command(connection, null,
            "select account, month, cast(sum(amount) as bigint), cast(sum(postings) as bigint) from monthly_sum where fund = @fund and currency = @currency group by account, month",
            ("fund", fund.Number), ("currency", (long)fund.Currency.Number));
        using var row = command.ExecuteReader();
        var flows = new List<MonthlyFlow>();
        while (row.Read())
            flows.Add(new MonthlyFlow(Account.FromCode((int)row.GetInt64(0)).Class, Months.FirstDay(row.GetInt64(1)).ToYearMonth(), row.GetInt64(2), row.GetInt64(3)));
        row.Close();
        return ReserveEstimate.Of(flows, today.ToYearMonth(), FundOfGroup.Money(connection, fund).Free.Minor, given);
    }
}
