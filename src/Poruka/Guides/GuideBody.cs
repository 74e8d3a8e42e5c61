using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Html;
using NodaTime;
using Poruka.Casework;
using Poruka.Shell;

namespace Poruka.Guides;

/// <summary>What a guide says, for the page and for the single file alike.</summary>
/// <param name="Library">Where it comes from.</param>
/// <param name="Guide">The guide.</param>
/// <param name="Language">The language.</param>
/// <param name="Today">The day, for rules past their review.</param>
public sealed record GuideBody(GuideLibrary Library, ComposedGuide Guide, CultureInfo Language, LocalDate Today)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly HashSet<RuleId> _shown = [];

    /// <summary>What stands before each id; in the single file the situation.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>How deep its headings are: 2 on a page, 3 in the single file.</summary>
    public int Level { get; init; } = 2;

    /// <summary>The day on which a paper says that it was made.</summary>
    public LocalDate MadeOn { get; init; } = Today;

    /// <summary>A text of the program.</summary>
    public string this[string key] => Texts.Get(Language, key);

    /// <summary>The country's name.</summary>
    public string Country => Library.NameOf(Guide.Country, Language);

    /// <summary>The id of something within it.</summary>
    public string Id(string name) => Prefix + name;

    /// <summary>A heading, as deep as its place wants it.</summary>
    public static HtmlString Heading(int level, string id, string text) =>
        new(string.Create(CultureInfo.InvariantCulture, $"<h{level} id=\"{Encoder.Encode(id)}\">{Encoder.Encode(text)}</h{level}>"));

    /// <summary>A text as HTML.</summary>
    public HtmlString Html(string text)
    {
        var html = GuideText.Html(text, rule => "#" + Id($"rule-{rule}"));
        if (Prefix.Length == 0) return new HtmlString(html);
        // In the single file every guide is on the same page.
        html = html.Replace("href=\"#", $"href=\"#{Prefix}", StringComparison.Ordinal)
            .Replace($"href=\"#{Prefix}{Prefix}", $"href=\"#{Prefix}", StringComparison.Ordinal);
        foreach (var situation in GuideSlugs.AllSituations)
            html = html.Replace($"href=\"{situation.Slug()}\"", $"href=\"#{situation.Slug()}\"", StringComparison.Ordinal)
                .Replace($"href=\"{situation.Slug()}#", $"href=\"#{situation.Slug()}-", StringComparison.Ordinal);
        return new HtmlString(html);
    }

    /// <summary>The rules of a step that did not stand before it.</summary>
    public IEnumerable<WrittenRule> NewRules(ComposedStep step) => step.Rules.Where(_shown.Add).Select(Library.Rule).OfType<WrittenRule>();

    /// <summary>When a step is due where no rule says it, in words; null for none.</summary>
    public string? When(ComposedStep step) => step is { Rule: null, Within: { } within }
        ? Texts.Get(Language, "Guides.Guide.Within", GuideWords.Of(Language, within))
        : null;

    /// <summary>What the guide stands on: id, sentence, source.</summary>
    public IEnumerable<(string Id, string Text, string Source)> Sources()
    {
        foreach (var fact in Guide.Facts)
            if (RuleId.TryParse(fact, out var id) && Library.Rule(id) is { } rule)
                yield return (fact, rule.Text[Language.Name], $"{rule.Basis[Language.Name]}; {rule.Rule.Source}");
            else if (Library.Practice.TryGetValue(fact, out var practice))
                yield return (fact, practice.Text[Language.Name], practice.Source);
    }
}
