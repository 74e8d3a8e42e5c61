using Poruka.Casework;
using Poruka.Shell;

namespace Poruka.Guides.ShowGuide;

/// <summary>Another country's page of the same situation.</summary>
public sealed record OtherCountry(string Name, string Address, bool IsCurrent);

/// <summary>The page.</summary>
public sealed record ShowGuideModel(Page Page, GuideBody Body, IReadOnlyList<OtherCountry> Countries)
{
    /// <summary>The address, without what follows it.</summary>
    public string Address => GuideAddress.Of(Body.Guide.Country, Body.Guide.Situation);
}

/// <summary>A guide: the general text with what the country adds.</summary>
public static class ShowGuideEndpoint
{
    public static void MapShowGuide(this IEndpointRouteBuilder routes) => routes.MapGet("/guides/{country}/{situation}", Show);

    private static IResult Show(string country, string situation, HttpContext context, ServeOptions options)
    {
        var library = GuideLibrary.Of(options.Installation.Folder);
        if (GuideAddress.Find(library, context, country, situation) is not { } guide) return Results.NotFound();
        var language = Page.LanguageOf(context.Request);
        var page = Page.Of(context, "Guides.Guide.Title", guide.Title, library.NameOf(guide.Country, language)) with { Entry = NavigationEntry.Guides };
        return ShowGuidePage.Create(new ShowGuideModel(
            page, new GuideBody(library, guide, language, page.Today),
            [
                .. library.Countries.Select(c => c.Country).Prepend(Country.Any).Select(c => new OtherCountry(
                    library.NameOf(c, language), GuideAddress.Of(c, guide.Situation), c == guide.Country)),
            ]));
    }
}
