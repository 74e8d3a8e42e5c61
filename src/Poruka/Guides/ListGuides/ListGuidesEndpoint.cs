using Poruka.Casework;
using Poruka.Shell;
using Poruka.Shell.Forms;

namespace Poruka.Guides.ListGuides;

/// <summary>A guide in the list.</summary>
public sealed record ListedGuide(string Title, string Summary, string Address, bool HasLocal);

/// <summary>A place that the search found.</summary>
public sealed record FoundPlace(string Guide, string? Step, string Address);

/// <summary>A country that one may look at.</summary>
public sealed record CountryView(string Name, string Address, bool IsCurrent);

/// <summary>The page: questions, search, list.</summary>
public sealed record ListGuidesModel(
    Page Page, Field Country, Field Who, Field What, Field Words, IReadOnlyList<FoundPlace>? Found, string CountryName, string CountrySlug,
    IReadOnlyList<CountryView> Countries, IReadOnlyList<ListedGuide> Guides);

/// <summary>"Start here", the search, and all guides of a country.</summary>
public static class ListGuidesEndpoint
{
    private const int MostFound = 40;

    public static void MapListGuides(this IEndpointRouteBuilder routes) => routes.MapGet(GuideAddress.List, Show);

    private static IResult Show(HttpContext context, ServeOptions options)
    {
        var library = GuideLibrary.Of(options.Installation.Folder);
        var query = context.Request.Query;
        var country = Country.Any;
        if (query["country"].ToString() is { Length: > 0 } slug
            && (!Country.TryParse(slug, out country) || (!country.IsAny && library.Known(country) is null))) return Results.NotFound();
        var who = query["who"].ToString();
        if (GuideSlugs.TryParse(query["what"].ToString(), out Situation situation))
            return Results.Redirect(GuideAddress.Of(country, situation, GuideSlugs.TryParse(who, out Part part) ? part.Slug() : null));

        var page = Page.Of(context, "Guides.List.Title") with { Entry = NavigationEntry.Guides };
        var language = page.Language;
        var words = query["q"].ToString();
        if (words.Length > GuideSearch.MaxLength) words = words[..GuideSearch.MaxLength];
        return ListGuidesPage.Create(new ListGuidesModel(
            page,
            new Field(FieldKind.Choice, "country", page["Guides.Start.Country"])
            {
                Value = country.Slug,
                Choices =
                [
                    .. library.Countries.Select(c => new Choice(c.Country.Slug, c.Name[language.Name])),
                    new Choice(Country.Any.Slug, page["Guides.Start.OtherCountry"]),
                ],
            },
            new Field(FieldKind.Choice, "who", page["Guides.Start.Who"])
            {
                Value = who, Choices = [.. GuideSlugs.AllParts.Select(p => new Choice(p.Slug(), page[$"Guides.Start.Who.{p}"]))],
            },
            new Field(FieldKind.Choice, "what", page["Guides.Start.What"])
            {
                Choices = [.. GuideSlugs.AllSituations.Select(s => new Choice(s.Slug(), page[$"Guides.Situation.{s}"]))],
            },
            new Field(FieldKind.Line, "q", page["Guides.Search.Words"]) { Value = words, MaxLength = GuideSearch.MaxLength },
            words.Trim().Length == 0 ? null : Found(library, page, words, country),
            library.NameOf(country, language), country.Slug,
            [
                .. library.Countries.Select(c => c.Country).Prepend(Country.Any).Select(c => new CountryView(
                    library.NameOf(c, language), c.IsAny ? GuideAddress.List : $"{GuideAddress.List}?country={c.Slug}", c == country)),
            ],
            [
                .. GuideSlugs.AllSituations.Select(s => library.Compose(country, s, language)).OfType<ComposedGuide>().Select(guide =>
                    new ListedGuide(guide.Title, guide.Summary, GuideAddress.Of(country, guide.Situation), guide.Local is not null)),
            ]));
    }

    private static List<FoundPlace> Found(GuideLibrary library, Page page, string words, Country country)
    {
        var found = new List<FoundPlace>();
        foreach (var place in GuideSearch.Find(library, words, country, MostFound))
        {
            if (library.Find(place.Country, place.Situation, page.Language) is not { } guide) continue;
            var step = guide.Parts.SelectMany(p => p.Steps).FirstOrDefault(s => s.Id == place.Step);
            var title = library.Find(Country.Any, place.Situation, page.Language)?.Title ?? guide.Title;
            found.Add(new FoundPlace(
                place.Country.IsAny ? title : page.Text("Guides.Guide.Title", title, library.NameOf(place.Country, page.Language)),
                step?.Title, GuideAddress.Of(country, place.Situation, place.Step)));
        }
        return found;
    }
}
