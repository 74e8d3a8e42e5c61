using System.Security.Cryptography;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.GiveToFund;

/// <summary>How to give: a reference of one's own, the account, and the code that a banking app reads.</summary>
public sealed record GiveModel(Page Page, Fund Fund, StoredCampaign? Campaign, WaysToPay Ways, string Reference, string? QrPath);

/// <summary>
/// Tells a visitor how to give, with a reference that was drawn for them and that nothing here remembers. It says no name and
/// no case, and fetches their receipt later.
/// </summary>
public static class GiveEndpoint
{
    /// <summary>Maps the pages.</summary>
    public static void MapGiveToFund(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/funds/{slug}/give", (string slug, HttpContext context, ServeOptions options) => Show(context, options, slug, null));
        routes.MapGet("/funds/{slug}/campaigns/{campaign}/give", (string slug, string campaign, HttpContext context, ServeOptions options) => Show(context, options, slug, campaign));
    }

    private static IResult Show(HttpContext context, ServeOptions options, string slug, string? campaign)
    {
        using var connection = options.Installation.Database.Open();
        if (PublicSums.Fund(connection, slug) is not { } fund || WaysToPay.Of(connection, fund) is not { IsPublic: true } ways) return Results.NotFound();
        var stored = campaign is null ? null : CampaignRows.Public(connection, fund, campaign);
        var page = Page.Of(context, "Funds.Give.Title", stored?.Campaign.Name ?? fund.Name) with { Entry = NavigationEntry.Funds };
        if (campaign is not null && (stored is null || stored.ClosedOn is not null || stored.Terms.EndsOn < page.Today)) return Results.NotFound();
        // A copy kept on the way would give the same reference to two.
        context.Response.Headers.CacheControl = "no-store";
        var reference = GiftReference.Draw(WaysToPay.GiftKey(options.Installation.Secrets), fund.Id, stored?.Campaign.Id ?? CampaignId.None, RandomNumberGenerator.Fill).ToString();
        return GivePage.Create(new GiveModel(page, fund, stored, ways, reference, ways.Code(fund, null, reference)));
    }
}
