using System.Globalization;
using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Shell.Charts;
using Poruka.Storage;

namespace Poruka.Funds.ShowFund;

/// <summary>One of the ways to look at the accounts: a year, a currency.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Address">Where it is.</param>
/// <param name="IsCurrent">Whether it is the one being looked at.</param>
public sealed record View(string Name, string Address, bool IsCurrent);

/// <summary>A campaign's name and what is left of its money.</summary>
public sealed record NamedCampaignMoney(string Name, Money Amount);

/// <summary>The page. Amounts are exact; the template shows them through <paramref name="Rounding"/>.</summary>
public sealed record ShowFundModel(
    Page Page, Fund Fund, PublicAccounts Accounts, PublicRounding Rounding, int? Year,
    IReadOnlyList<NamedCampaignMoney> Campaigns, IReadOnlyList<View> Years, IReadOnlyList<View> Currencies)
{
    /// <summary>The campaigns that ask now, by slug and name.</summary>
    public IReadOnlyList<Campaign> Asking { get; init; } = [];

    /// <summary>What the fund pays to everybody who is held, in a sentence; null where it has no such schedule.</summary>
    public string? Benefits { get; init; }

    /// <summary>Whether the page tells how to give.</summary>
    public bool TellsHowToGive { get; init; }

    /// <summary>Whether other groups may ask it for money.</summary>
    public bool TakesOutside { get; init; }

    /// <summary>The address of the chart, to which a look and a width may be added.</summary>
    public string ChartAddress => string.Create(
        CultureInfo.InvariantCulture,
        $"/funds/{Fund.Slug}/chart.svg?year={Year}&currency={Accounts.Currency.Code}&lang={Page.Language.Name}");

    /// <summary>An amount, rounded, with its currency.</summary>
    public string Say(Money money) => Page.Money(Rounding.Round(money), Rounding.InWholeUnits(money.Currency));
}

/// <summary>A fund's public accounts, and their chart.</summary>
public static class ShowFundEndpoint
{
    /// <summary>Maps the page and the chart.</summary>
    public static void MapShowFund(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/funds/{slug}", Show).WithMetadata(SharedPage.Mark);
        routes.MapGet("/funds/{slug}/chart.svg", Draw);
    }

    private static IResult Show(string slug, HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (PublicSums.Fund(connection, slug) is not { } fund) return Results.NotFound();
        var sums = PublicSums.Of(connection, fund);
        if (Asked.Of(context.Request.Query, fund, sums, CampaignRows.Unbound(connection, fund)) is not { } asked) return Results.NotFound();

        var names = FundRows.Campaigns(connection, fund.Number).ToDictionary(c => c.Id, c => c.Name);
        var page = Page.Of(context, "Funds.Fund.Title", fund.Name) with { Entry = NavigationEntry.Funds };
        return ShowFundPage.Create(new ShowFundModel(
            page, fund, asked.Accounts, new PublicRounding(fund.RoundingMinor), asked.Year,
            [.. asked.Accounts.Restricted.Select(c => new NamedCampaignMoney(names.GetValueOrDefault(c.Campaign, c.Campaign.ToString()), c.Amount))],
            [.. asked.Accounts.Years.Select(year => new View(
                year.ToString(CultureInfo.InvariantCulture), asked.AddressOf(fund, asked.Accounts.Currency, year), year == asked.Year))],
            [.. asked.Currencies.Select(currency => new View(
                currency.Code, asked.AddressOf(fund, currency, null), currency == asked.Accounts.Currency))])
        {
            Asking = [.. CampaignRows.List(connection, fund).Where(c => c.IsPublic && c.ClosedOn is null && !(c.Terms.EndsOn < page.Today)).Select(c => c.Campaign)],
            Benefits = BenefitRows.Newest(connection, fund) is { } schedule ? BenefitSentences.Of(page, schedule) : null,
            TellsHowToGive = WaysToPay.Of(connection, fund).IsPublic,
            TakesOutside = OutsideRequests.GroupOf(connection, fund) is not null,
        });
    }

    private static IResult Draw(string slug, HttpContext context, ServeOptions options)
    {
        var query = context.Request.Query;
        using var connection = options.Installation.Database.Open();
        if (PublicSums.Fund(connection, slug) is not { } fund
            || Asked.Of(query, fund, PublicSums.Of(connection, fund), CampaignRows.Unbound(connection, fund)) is not { Year: { } year } asked
            || Languages.OfTag(query["lang"].ToString()) is not { } language
            || ChartLook.Read(query["look"].ToString(), query["width"].ToString()) is not { } look) return Results.NotFound();

        var rounding = new PublicRounding(fund.RoundingMinor);
        var months = asked.Accounts.MonthsOf(year).Select(m => rounding.Round(m)).ToList();
        // The address says all that the picture depends on but the books, and those may wait ten minutes.
        context.Response.Headers.CacheControl = "public, max-age=600";
        return Results.Text(FundChart.Draw(language, months, look), "image/svg+xml");
    }

    /// <summary>Which part of the accounts an address asks for; none where there is no such part.</summary>
    private sealed record Asked(PublicAccounts Accounts, int? Year, IReadOnlyList<Currency> Currencies)
    {
        public static Asked? Of(IQueryCollection query, Fund fund, IReadOnlyList<MonthlySum> sums, IReadOnlySet<CampaignId> unbound)
        {
            var currencies = sums.Select(s => s.Amount.Currency).Append(fund.Currency).Distinct()
                .OrderByDescending(c => c == fund.Currency).ThenBy(c => c).ToList();
            var currency = fund.Currency;
            if (query["currency"].ToString() is { Length: > 0 } code
                && !(Currency.TryParse(code, out currency) && currencies.Contains(currency))) return null;
            var accounts = new PublicAccounts(currency, sums, unbound);
            var years = accounts.Years.ToList();
            if (query["year"].ToString() is not { Length: > 0 } text)
                return new Asked(accounts, years.Count == 0 ? null : years[^1], currencies);
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && years.Contains(year)
                ? new Asked(accounts, year, currencies)
                : null;
        }

        public string AddressOf(Fund fund, Currency currency, int? year)
        {
            var parts = new List<string>();
            if (year is { } number && number != Accounts.Years.Last())
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"year={number}"));
            if (currency != fund.Currency) parts.Add($"currency={currency.Code}");
            return $"/funds/{fund.Slug}" + (parts.Count == 0 ? "" : "?" + string.Join('&', parts));
        }
    }
}
