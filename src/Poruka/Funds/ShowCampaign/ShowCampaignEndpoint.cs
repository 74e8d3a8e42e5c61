using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.ShowCampaign;

/// <summary>A campaign as anybody may read of it; amounts are rounded as the fund publishes them.</summary>
public sealed record ShowCampaignModel(Page Page, Fund Fund, StoredCampaign Stored, CampaignProgress Progress, bool MayGive)
{
    private PublicRounding Rounding => new(Fund.RoundingMinor);

    /// <summary>An amount, rounded, with its currency.</summary>
    public string Say(Money money) => Page.Money(Rounding.Round(money), Rounding.InWholeUnits(money.Currency));
}

/// <summary>The public page of a campaign: what it is for, how far it has come by the books, and what it promises.</summary>
public static class ShowCampaignEndpoint
{
    /// <summary>Maps the page.</summary>
    public static void MapShowCampaign(this IEndpointRouteBuilder routes) => routes.MapGet("/funds/{slug}/campaigns/{campaign}", Show);

    private static IResult Show(string slug, string campaign, HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (PublicSums.Fund(connection, slug) is not { } fund || CampaignRows.Public(connection, fund, campaign) is not { } stored) return Results.NotFound();
        var page = Page.Of(context, "Funds.Campaign.One", stored.Campaign.Name) with { Entry = NavigationEntry.Funds };
        return ShowCampaignPage.Create(new ShowCampaignModel(page, fund, stored, CampaignProgress.Of(stored.Campaign.Id, fund.Currency, PublicSums.Of(connection, fund)),
            stored.ClosedOn is null && !(stored.Terms.EndsOn < page.Today) && WaysToPay.Of(connection, fund).IsPublic));
    }
}
