using System.Globalization;
using NodaTime;
using Poruka.Casework;
using Poruka.Shell;

namespace Poruka.Guides;

/// <summary>All guides of a country in one language, for a single file.</summary>
/// <param name="Library">Where they come from.</param>
/// <param name="Country">The country, or any.</param>
/// <param name="Language">The language.</param>
/// <param name="Today">The day.</param>
public sealed record OfflineGuides(GuideLibrary Library, Country Country, CultureInfo Language, LocalDate Today)
{
    /// <summary>The day on which the file says that it was made.</summary>
    public LocalDate MadeOn { get; init; } = Today;

    /// <summary>A text of the program.</summary>
    public string this[string key] => Texts.Get(Language, key);

    /// <summary>The country's name.</summary>
    public string Name => Library.NameOf(Country, Language);

    /// <summary>The guides, in their order.</summary>
    public IEnumerable<GuideBody> Bodies() =>
        from situation in GuideSlugs.AllSituations
        let guide = Library.Compose(Country, situation, Language)
        where guide is not null
        select new GuideBody(Library, guide, Language, Today) { Prefix = situation.Slug() + "-", Level = 3 };

    /// <summary>The name of the file.</summary>
    public string FileName => $"guides-{Country.Slug}.{Language.Name}.html";
}
