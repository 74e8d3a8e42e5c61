using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Ganss.Xss;
using Markdig;

namespace Poruka.Publishing;

/// <summary>
/// The Markdown of posts, as HTML and as plain text. <c>[[p-2k7m9q]]</c> stands for somebody inside: their name where they agreed
/// that it is read, else words that name nobody.
/// </summary>
internal static partial class PostText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseAutoLinks().Build();

    // Others write, and somebody may have led them to paste what does harm: only what is text marked up is left.
    private static readonly HtmlSanitizer Sanitizer = new(new HtmlSanitizerOptions
    {
        AllowedTags = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
            { "p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "code", "pre", "br", "hr", "blockquote", "table", "thead", "tbody", "tr", "th", "td" },
        AllowedAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href", "start" },
        AllowedSchemes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "https", "http", "mailto" },
        UriAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href" },
    });

    /// <summary>Draws the name in addresses of somebody inside: it says nothing of them, so that it may outlive a consent.</summary>
    public static string DrawSlug() => "p-" + System.Security.Cryptography.RandomNumberGenerator.GetString("23456789abcdefghjkmnpqrstvwxyz", 6);

    /// <summary>As HTML; headings begin at the second level.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="named">What stands for somebody inside, by their name in addresses: their name, or null where it isn't read here.</param>
    /// <param name="nobody">What stands for somebody whose name isn't read.</param>
    /// <param name="site">The address of the site, for where links must be whole; empty for none.</param>
    public static string Html(string markdown, Func<string, string?> named, string nobody, string site = "")
    {
        if (markdown.Length == 0) return "";
        var html = Sanitizer.Sanitize(FirstHeading().Replace(Markdown.ToHtml(markdown, Pipeline), "<$1h2>"), site.Length > 0 ? site : "");
        return Person().Replace(html, match => named(match.Groups[1].Value) is { } name
            ? $"<a href=\"{site}/people/{match.Groups[1].Value}\">{WebUtility.HtmlEncode(name)}</a>"
            : WebUtility.HtmlEncode(nobody));
    }

    /// <summary>As plain text: addresses of links behind their words.</summary>
    public static string Plain(string markdown, Func<string, string?> named, string nobody)
    {
        var text = new StringBuilder(Link().Replace(markdown.ReplaceLineEndings("\n"), "$1 ($2)"));
        return Marks().Replace(Person().Replace(text.ToString(), match => named(match.Groups[1].Value) ?? nobody), "$1");
    }

    /// <summary>Those inside that a text speaks of, by their names in addresses.</summary>
    public static IEnumerable<string> Named(string markdown) => Person().Matches(markdown).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"\[\[(p-[2-9a-z]{6})\]\]")]
    private static partial Regex Person();

    [GeneratedRegex("<(/?)h1>")]
    private static partial Regex FirstHeading();

    [GeneratedRegex(@"(?<!\[)\[([^\[\]]+)\]\((\S+?)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?m)^#{1,6} +(.*)$")]
    private static partial Regex Marks();
}
