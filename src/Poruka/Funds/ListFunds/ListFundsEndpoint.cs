using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Funds.ListFunds;

/// <summary>A fund in the list; amounts are rounded as it publishes them.</summary>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Name">Its name.</param>
/// <param name="Purpose">What it is for; may be empty.</param>
/// <param name="Balance">What it has.</param>
/// <param name="InWholeUnits">Whether its amounts have no minor units.</param>
/// <param name="Last">Its last month; null where nothing was posted yet.</param>
public sealed record ListedFund(
    string Slug, string Name, string Purpose, Money Balance, bool InWholeUnits, MonthOfAccounts? Last);

/// <summary>The page.</summary>
public sealed record ListFundsModel(Page Page, IReadOnlyList<ListedFund> Funds, Paging Paging);

/// <summary>The list of funds.</summary>
public static class ListFundsEndpoint
{
    /// <summary>Where it is.</summary>
    public const string Address = "/funds";

    private const int PerPage = 20;

    /// <summary>Maps the page.</summary>
    public static void MapListFunds(this IEndpointRouteBuilder routes) => routes.MapGet(Address, Show).WithMetadata(SharedPage.Mark);

    private static IResult Show(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        var funds = PublicSums.Funds(connection);
        var pages = Paging.CountOf(funds.Count, PerPage);
        if (Paging.Read(context.Request.Query["page"], pages) is not { } number) return Results.NotFound();
        var page = Page.Of(context, "Funds.List.Title") with { Entry = NavigationEntry.Funds };
        var listed = funds.Skip((number - 1) * PerPage).Take(PerPage)
            .Select(fund => List(fund, PublicSums.Accounts(connection, fund)));
        return ListFundsPage.Create(new ListFundsModel(page, [.. listed], new Paging(page, Address, number, pages)));
    }

    private static ListedFund List(Fund fund, PublicAccounts accounts)
    {
        var rounding = new PublicRounding(fund.RoundingMinor);
        var last = accounts.Months.Count == 0 ? null : accounts.Months[^1];
        return new ListedFund(
            fund.Slug, fund.Name, fund.Purpose, rounding.Round(accounts.Total), rounding.InWholeUnits(fund.Currency),
            last is null ? null : rounding.Round(last));
    }
}
