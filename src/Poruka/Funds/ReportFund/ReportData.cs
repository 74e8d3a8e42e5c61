using System.Globalization;
using NodaTime;
using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.ReportFund;

/// <summary>Reports for programs: signs as in the books (debits positive), amounts in units and in minor units.</summary>
internal static class ReportData
{
    public static void Csv(CommandRun run, ReportRequest request, IReadOnlyList<Sum> sums, Func<CampaignId, string> campaignOf)
    {
        var first = ColumnOf(request.By);
        const string Columns = "account,kind,currency,amount,amountMinor";
        run.Out.WriteLine(first is null ? Columns : $"{first},{Columns}");
        foreach (var sum in sums)
        {
            var lead = request.By switch
            {
                SumsBy.Account => "",
                SumsBy.Month => MonthOf(sum) + ",",
                SumsBy.Campaign => campaignOf(sum.Campaign) + ",",
            };
            run.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{lead}{sum.Account.Name},{KindOf(sum.Account)},{sum.Amount.Currency},{sum.Amount.ToUnits()},{sum.Amount.Minor}"));
        }
    }

    public static int Json(
        CommandRun run, Fund fund, ReportRequest request, IReadOnlyList<Sum> sums, Func<CampaignId, string> campaignOf) =>
        run.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("fund", fund.Slug);
            json.WriteString("report", request.By switch
            {
                SumsBy.Account => "balance",
                SumsBy.Month => "income",
                SumsBy.Campaign => "by-campaign",
            });
            json.WriteString("from", request.From is { } from ? Written.IsoDay(from) : null);
            json.WriteString("to", request.To is { } to ? Written.IsoDay(to) : null);
            json.WriteStartArray("lines");
            foreach (var sum in sums)
            {
                json.WriteStartObject();
                if (request.By == SumsBy.Month) json.WriteString("month", MonthOf(sum));
                if (request.By == SumsBy.Campaign)
                    json.WriteString("campaign", sum.Campaign == CampaignId.None ? null : campaignOf(sum.Campaign));
                json.WriteString("account", sum.Account.Name);
                json.WriteString("kind", KindOf(sum.Account));
                json.WriteString("currency", sum.Amount.Currency.Code);
                json.WriteString("amount", sum.Amount.ToUnits());
                json.WriteNumber("amountMinor", sum.Amount.Minor);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });

    internal static string KindOf(Account account) => account.Kind switch
    {
        AccountKind.Asset => "asset",
        AccountKind.Liability => "liability",
        AccountKind.Income => "income",
        AccountKind.Expense => "expense",
        AccountKind.NetAssets => "net-assets",
    };

    private static string MonthOf(Sum sum) => Written.IsoMonth(Months.FirstDay(sum.Month).ToYearMonth());

    private static string? ColumnOf(SumsBy by) => by switch
    {
        SumsBy.Account => null,
        SumsBy.Month => "month",
        SumsBy.Campaign => "campaign",
    };
}
