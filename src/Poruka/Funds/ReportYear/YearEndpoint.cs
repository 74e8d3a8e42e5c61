using System.Data.Common;
using System.Globalization;
using NodaTime;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Printing;
using Poruka.Storage;

namespace Poruka.Funds.ReportYear;

/// <summary>The years of a fund's books.</summary>
public sealed record YearsModel(Page Page, string Address, string Back, IReadOnlyList<int> Years);

/// <summary>The annual report as a PDF, made from the books; for who keeps them, to be read and then given away.</summary>
internal static class YearEndpoint
{
    public static void MapYearReports(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/funds/{fund}/years", (HttpContext context, ServeOptions options) => List(context, options)).ForGroup(Role.Trustee, Role.Treasurer, Role.Auditor);
        routes.MapGet("/groups/{group}/funds/{fund}/years/{year:int}", (int year, HttpContext context, ServeOptions options) => Print(context, options, year)).ForGroup(Role.Trustee, Role.Treasurer, Role.Auditor);
    }

    private static IResult List(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var address = FundOfGroup.AddressOf(Visit.Required(context).Here!.Organisation, fund);
        var page = Page.Of(context, "Funds.Year.Title") with { Entry = NavigationEntry.Home };
        return TypedResults.RazorSlice(YearsPage.Create(new YearsModel(page, address + "/years", address, [.. PublicSums.Accounts(connection, fund).Years.Reverse()])));
    }

    private static IResult Print(HttpContext context, ServeOptions options, int year)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund || !PublicSums.Accounts(connection, fund).Years.Contains(year)) return Results.NotFound();
        var page = Page.Of(context, "Funds.Year.Of", fund.Name, year.ToString(CultureInfo.InvariantCulture));
        var report = Make(connection, fund, year);
        var names = FundRows.Campaigns(connection, fund.Number).ToDictionary(c => c.Id, c => c.Name);
        var stream = new MemoryStream();
        PdfSheet.Write(stream, new PdfSetup(PdfPaper.A4, page.Language, page.Title, page.Today) { Foot = page.Title }, sheet => Draw(sheet, page, fund, report, names));
        return TypedResults.File(stream.ToArray(), "application/pdf", string.Create(CultureInfo.InvariantCulture, $"{fund.Slug}-{year}.pdf"));
    }

    private static YearlyReport Make(DbConnection connection, Fund fund, int year)
    {
        var (first, last) = (new LocalDate(year, 1, 1), new LocalDate(year, 12, 31));
        var payments = new List<(AccountClass Class, long Minor, int Payments)>();
        using (var command = Sql.Command(connection, null, """
            select account, cast(sum(amount) as bigint), cast(sum(postings) as bigint) from monthly_sum
            where fund = @fund and currency = @currency and month between @first and @last group by account
            """, ("fund", fund.Number), ("currency", (long)fund.Currency.Number), ("first", (long)Months.Of(first)), ("last", (long)Months.Of(last))))
        using (var row = command.ExecuteReader())
            while (row.Read())
                if (Account.FromCode((int)row.GetInt64(0)) is { Kind: AccountKind.Expense } account) payments.Add((account.Class, row.GetInt64(1), (int)row.GetInt64(2)));
        var helped = Sql.Number(connection, null, "select cast(count(*) as bigint) from fund_request where fund = @fund and paid_on between @first and @last",
            ("fund", fund.Number), ("first", (long)Months.DayNumber(first)), ("last", (long)Months.DayNumber(last))) ?? 0;
        var bail = BailRows.List(connection, fund);
        var held = bail.Where(b => b.Bail.PostedOn <= last && !(b.SettledOn <= last)).ToList();
        var back = bail.Where(b => b.SettledOn >= first && b.SettledOn <= last && !b.Bail.Returned.IsZero).ToList();
        return YearlyReport.Of(PublicSums.Accounts(connection, fund), year, new PublicRounding(fund.RoundingMinor),
            [.. payments.GroupBy(p => p.Class).Select(g => (g.Key, g.Sum(p => p.Minor), g.Sum(p => p.Payments)))], (int)helped,
            (held.Count, held.Sum(b => b.Bail.Held.Minor)), (back.Count, back.Sum(b => b.Bail.Returned.Minor)));
    }

    private static void Draw(PdfSheet sheet, Page page, Fund fund, YearlyReport report, Dictionary<CampaignId, string> names)
    {
        var whole = new PublicRounding(fund.RoundingMinor).InWholeUnits(report.Currency);
        string Say(Money money) => page.Money(money, whole);
        string SayMinor(long minor) => Say(new Money(minor, report.Currency));
        sheet.Heading(1, page.Title);
        if (fund.Purpose.Length > 0) sheet.Paragraph(fund.Purpose);
        sheet.Table(new PdfTable([new("", 3), new(page["Funds.Fund.Amount"], 1, PdfAlign.Right)]),
        [
            [page["Funds.Year.AtStart"], Say(report.AtStart)], [page["Funds.Year.AtEnd"], Say(report.AtEnd)],
            [page["Funds.Month.Helped"], report.Helped is { } helped ? page.Text("Funds.Month.About", page.Count(helped)) : page["Funds.Month.Few"]],
            .. report.BailOut is { } bail ? (IReadOnlyList<string>[])[[page["Funds.Desk.BailOut"], Say(bail)]] : [],
            .. report.BailBack is { } back ? (IReadOnlyList<string>[])[[page["Funds.Year.BailBack"], Say(back)]] : [],
        ]);
        sheet.Heading(2, page["Funds.Chart.CameIn"]);
        sheet.Table(new PdfTable([new(page["Funds.Fund.CameIn.For"], 3), new(page["Funds.Fund.Amount"], 1, PdfAlign.Right)]),
            report.CameIn.Select(a => (IReadOnlyList<string>)[page["Funds.Account." + a.Class], Say(a.Amount)]));
        sheet.Heading(2, page["Funds.Chart.WentOut"]);
        sheet.Table(new PdfTable([new(page["Funds.Fund.WentOut.For"], 3), new(page["Funds.Fund.Amount"], 1, PdfAlign.Right)]),
            report.Spent.Select(p => (IReadOnlyList<string>)[p.Class == AccountClass.None ? page["Funds.Month.Others"] : page["Funds.Account." + p.Class], SayMinor(p.Minor)]));
        if (report.Bound.Count > 0)
        {
            sheet.Heading(2, page["Funds.Year.Bound"]);
            sheet.Table(new PdfTable([new(page["Funds.Campaign.Title"], 3), new(page["Funds.Fund.Amount"], 1, PdfAlign.Right)]),
                report.Bound.Select(c => (IReadOnlyList<string>)[names.GetValueOrDefault(c.Campaign, c.Campaign.ToString()), Say(c.Amount)]));
        }
        sheet.Heading(2, page.Text("Funds.Fund.Months.Caption", report.Year.ToString(CultureInfo.InvariantCulture)));
        sheet.Table(new PdfTable([new(page["Funds.Fund.Months.Month"], 2), new(page["Funds.Chart.CameIn"], 1, PdfAlign.Right), new(page["Funds.Chart.WentOut"], 1, PdfAlign.Right), new(page["Funds.Fund.Months.AtEnd"], 1, PdfAlign.Right)]),
            report.Months.Select(m => (IReadOnlyList<string>)[page.Month(m.Month), Say(m.CameIn), Say(m.WentOut), Say(m.AtEnd)]));
        sheet.Paragraph(page["Funds.Year.How"], sheet.Small);
    }
}
