using System.Globalization;
using System.Text;
using Ganss.Xss;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Poruka.Casework;
using Poruka.Shell.Printing;

namespace Poruka.Guides;

/// <summary>The Markdown of steps, as HTML for pages, as pieces for paper, as words for the search.</summary>
public static class GuideText
{
    // Files of a folder are written by others than us: what is not plain text marked up goes.
    private static readonly HtmlSanitizer Sanitizer = MakeSanitizer();

    /// <summary>As HTML, citations as links to their boxes.</summary>
    /// <param name="text">The Markdown.</param>
    /// <param name="address">The address of a rule's box.</param>
    public static string Html(string text, Func<RuleId, string> address)
    {
        if (text.Length == 0) return "";
        var html = Sanitizer.Sanitize(Markdown.ToHtml(text, GuideFile.Markdown));
        return GuideFile.Citation().Replace(html, match => RuleId.TryParse(match.Groups[1].Value, out var id)
            ? $"<a class=\"cite\" href=\"{address(id)}\">{id}</a>"
            : match.Groups[1].Value);
    }

    /// <summary>Where its links lead.</summary>
    public static IEnumerable<string> Links(string text) =>
        Markdown.Parse(text, GuideFile.Markdown).Descendants<LinkInline>().Select(link => link.Url ?? "");

    /// <summary>The words alone.</summary>
    public static string Plain(string text)
    {
        var words = new StringBuilder();
        foreach (var block in Blocks(text))
        {
            foreach (var run in block.Runs) words.Append(run.Text);
            words.Append('\n');
        }
        return words.ToString();
    }

    /// <summary>The paragraphs and items, for paper.</summary>
    public static IEnumerable<TextBlock> Blocks(string text)
    {
        foreach (var block in Markdown.Parse(text, GuideFile.Markdown))
            foreach (var found in BlocksOf(block, "", 0)) yield return found;
    }

    private static IEnumerable<TextBlock> BlocksOf(Block block, string mark, int depth)
    {
        switch (block)
        {
            case ListBlock list:
                var number = int.TryParse(list.OrderedStart, NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : 1;
                foreach (var item in list.OfType<ListItemBlock>())
                {
                    var itsMark = list.IsOrdered ? string.Create(CultureInfo.InvariantCulture, $"{number++}.") : "•";
                    foreach (var inner in item)
                    {
                        foreach (var found in BlocksOf(inner, itsMark, depth + (inner is ListBlock ? 1 : 0))) yield return found;
                        itsMark = "";
                    }
                }
                break;
            case ContainerBlock container:
                foreach (var inner in container)
                    foreach (var found in BlocksOf(inner, mark, depth)) yield return found;
                break;
            case LeafBlock { Inline: { } inline }:
                var runs = new List<PdfRun>();
                Runs(inline, PdfFace.Regular, runs);
                yield return new TextBlock(mark, depth, [.. runs.Select(r => r with { Text = GuideFile.Citation().Replace(r.Text, "($1)") })]);
                break;
            default:
                break;
        }
    }

    private static void Runs(ContainerInline inlines, PdfFace face, List<PdfRun> runs)
    {
        foreach (var inline in inlines)
            switch (inline)
            {
                case LiteralInline literal: Add(literal.Content.ToString()); break;
                case CodeInline code: Add(code.Content); break;
                case LineBreakInline: Add(" "); break;
                case HtmlEntityInline entity: Add(entity.Transcoded.ToString()); break;
                case EmphasisInline emphasis: Runs(emphasis, emphasis.DelimiterCount > 1 ? PdfFace.Bold : PdfFace.Italic, runs); break;
                case ContainerInline container: Runs(container, face, runs); break;
                default: break;
            }

        void Add(string text)
        {
            if (runs.Count > 0 && runs[^1].Face == face) runs[^1] = new PdfRun(runs[^1].Text + text, face);
            else runs.Add(new PdfRun(text, face));
        }
    }

    private static HtmlSanitizer MakeSanitizer()
    {
        var options = new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "p", "ul", "ol", "li", "strong", "em", "a", "code", "br", "blockquote" },
            AllowedAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href", "start" },
            AllowedSchemes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "https" },
            UriAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href" },
        };
        return new HtmlSanitizer(options);
    }
}

/// <summary>A paragraph, or an item of a list.</summary>
/// <param name="Mark">What stands before an item; empty for a paragraph, and for an item's further paragraphs.</param>
/// <param name="Depth">How deep its list is within another.</param>
/// <param name="Runs">The text.</param>
public sealed record TextBlock(string Mark, int Depth, IReadOnlyList<PdfRun> Runs);
