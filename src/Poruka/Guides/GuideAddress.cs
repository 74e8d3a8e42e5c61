using Poruka.Casework;
using Poruka.Shell;

namespace Poruka.Guides;

/// <summary>Where guides are.</summary>
public static class GuideAddress
{
    /// <summary>The list.</summary>
    public const string List = "/guides";

    /// <summary>A guide, or a place in it.</summary>
    public static string Of(Country country, Situation situation, string? place = null) =>
        $"{List}/{country.Slug}/{situation.Slug()}{(place is null ? "" : "#" + place)}";

    /// <summary>The guide that an address names; null where there is none.</summary>
    public static ComposedGuide? Find(GuideLibrary library, HttpContext context, string country, string situation) =>
        Country.TryParse(country, out var where) && (where.IsAny || library.Known(where) is not null)
        && GuideSlugs.TryParse(situation, out Situation what)
            ? library.Compose(where, what, Page.LanguageOf(context.Request))
            : null;
}
