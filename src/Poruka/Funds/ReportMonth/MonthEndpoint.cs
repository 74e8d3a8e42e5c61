using NodaTime;
using NodaTime.Text;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Funds.ReportMonth;

/// <summary>A month to be read: by nobody yet, or by one.</summary>
public sealed record MonthToRead(YearMonth Month, Table Report, bool IsReadOnce, bool IsByMe);

/// <summary>The reports of a fund, for who reads them before the public does.</summary>
public sealed record MonthsModel(Page Page, string Address, string Back, MonthToRead? Next, IReadOnlyList<YearMonth> Published, string PublicAddress, bool OneIsEnough, string? Said);

/// <summary>A published report.</summary>
public sealed record PublicMonthModel(Page Page, Fund Fund, Table Report, LocalDate PublishedOn);

/// <summary>Makes the report of a month from the books; two people look at it before it is published.</summary>
internal static class MonthEndpoint
{
    public static void MapMonthReports(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/funds/{fund}/months", (HttpContext context, ServeOptions options) => Show(context, options, null)).ForGroup(Role.Trustee, Role.Treasurer, Role.Auditor);
        routes.MapPost("/groups/{group}/funds/{fund}/months", Read).ForGroup(Role.Trustee, Role.Treasurer, Role.Auditor);
        routes.MapGet("/funds/{slug}/months/{month}", (string slug, string month, HttpContext context, ServeOptions options) => ShowPublic(slug, month, context, options)).ForEverybody();
    }

    private static IResult Read(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var today = options.Clock.GetCurrentInstant().InUtc().Date;
        if (!YearMonthPattern.Iso.Parse(context.Request.Form["month"].ToString()).TryGetValue(default, out var month) || month >= today.ToYearMonth()) return Show(context, options, null);
        var alone = MemberRows.CountOf(connection, visit.Here!.Organisation) < 3;
        var done = MonthReports.Publish(connection, fund, month, visit.Member.Id, today)
            || MonthReports.Keep(connection, fund, MonthReports.Make(connection, fund, month), visit.Member.Id, today, publish: alone);
        return Show(context, options, done ? "Funds.Month.Read" : "Funds.Month.NeedsAnother");
    }

    private static IResult Show(HttpContext context, ServeOptions options, string? said)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var address = FundOfGroup.AddressOf(visit.Here!.Organisation, fund);
        var page = Page.Of(context, "Funds.Month.Title") with { Entry = NavigationEntry.Home, Path = address + "/months" };
        var reports = MonthReports.List(connection, fund);
        // First what one has read; else the first month after the last report whose books are closed.
        var open = reports.LastOrDefault(r => r.PublishedOn is null);
        var accounts = PublicSums.Accounts(connection, fund);
        var wanted = reports.Count > 0 ? reports[0].Month.PlusMonths(1) : accounts.Months.Count > 0 ? accounts.Months[^1].Month : page.Today.ToYearMonth();
        if (reports.Count == 0 && wanted >= page.Today.ToYearMonth()) wanted = page.Today.ToYearMonth().PlusMonths(-1);
        var next = open is not null ? new MonthToRead(open.Month, MonthReports.Show(page, open.Report, open.Month), true, open.FirstReader == visit.Member.Id)
            : wanted < page.Today.ToYearMonth() && accounts.Months.Count > 0 ? Fresh(page, connection, fund, wanted) : null;
        return TypedResults.RazorSlice(MonthsPage.Create(new MonthsModel(page, address + "/months", address, next, [.. reports.Where(r => r.PublishedOn is not null).Select(r => r.Month)],
            $"/funds/{fund.Slug}/months", MemberRows.CountOf(connection, visit.Here.Organisation) < 3, said is null ? null : page[said])));
    }

    private static MonthToRead Fresh(Page page, System.Data.Common.DbConnection connection, Fund fund, YearMonth month)
    {
        var report = MonthReports.Make(connection, fund, month);
        var kept = new KeptReport(Written.IsoMonth(month), report.Currency, report.Collected, report.Spent, report.Helped, report.AtEnd, report.BailOut, report.BailBack);
        return new MonthToRead(month, MonthReports.Show(page, kept, month), false, false);
    }

    private static IResult ShowPublic(string slug, string month, HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (PublicSums.Fund(connection, slug) is not { } fund || !YearMonthPattern.Iso.Parse(month).TryGetValue(default, out var asked)
            || MonthReports.List(connection, fund).FirstOrDefault(r => r.Month == asked) is not { PublishedOn: { } on } report) return Results.NotFound();
        var page = Page.Of(context, "Funds.Month.Of", fund.Name) with { Entry = NavigationEntry.Funds };
        return TypedResults.RazorSlice(PublicMonthPage.Create(new PublicMonthModel(page, fund, MonthReports.Show(page, report.Report, asked), on)));
    }
}
