using System.Text.RegularExpressions;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using NodaTime;
using NodaTime.Text;
using Poruka.Casework;
using Poruka.Shell;

namespace Poruka.Guides;

/// <summary>A guide as it was read, with the lines of its steps for messages.</summary>
public sealed record ReadGuide(ContentFile File, Guide Guide, IReadOnlyDictionary<string, int> Lines);

/// <summary>Reads <c>guides/country/situation.language.md</c>: front matter in YAML, parts and steps in Markdown.</summary>
public static partial class GuideFile
{
    public const string Folder = "guides/";

    /// <summary>The Markdown of guides: attributes after headings, and no HTML.</summary>
    public static MarkdownPipeline Markdown { get; } = new MarkdownPipelineBuilder().UseGenericAttributes().DisableHtml().Build();

    public static ReadGuide? Read(ContentFile file, List<ContentFault> faults)
    {
        var before = faults.Count;
        if (NameOf(file, faults) is not var (country, situation, language)) return null;
        if (FrontMatter.Read(file, faults) is not var (head, body, linesBefore)) return null;
        head.MustBe("country", country.Slug);
        head.MustBe("situation", situation.Slug());
        head.MustBe("language", language);
        var title = head.Text("title");
        var summary = head.Text("summary");
        var reviewed = head.Day("reviewed");
        var facts = head.List("facts");
        head.NothingElse();

        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var parts = Parts(file, body, linesBefore + 1, lines, faults);
        if (title is null || summary is null || reviewed is null || faults.Count > before) return null;
        return new ReadGuide(
            file, new Guide(country, situation, language, title, summary, reviewed.Value, [.. facts.Select(f => f.Text)], parts), lines);
    }

    /// <summary>The rules that a text cites, each once, in order.</summary>
    public static IReadOnlyList<RuleId> Cited(string text) =>
        [.. Citation().Matches(text).Select(m => RuleId.TryParse(m.Groups[1].Value, out var id) ? id : default).Where(id => id != default).Distinct()];

    /// <summary>A citation: [[RU-01]].</summary>
    [GeneratedRegex(@"\[\[([^\]\n]*)\]\]")]
    public static partial Regex Citation();

    private static (Country, Situation, string)? NameOf(ContentFile file, List<ContentFault> faults)
    {
        if (file.Path.Split('/') is ["guides", var folder, var name] && name.Split('.') is [var slug, var tag, "md"])
        {
            if (!Country.TryParse(folder, out var country)) faults.Add(new ContentFault(file.Path, 1, "country", ContentFaultKind.NoId, folder));
            else if (!GuideSlugs.TryParse(slug, out Situation situation))
                faults.Add(new ContentFault(file.Path, 1, "situation", ContentFaultKind.NotOneOf, slug, string.Join(", ", GuideSlugs.AllSituations.Select(s => s.Slug()))));
            else if (Languages.All.All(l => l.Name != tag))
                faults.Add(new ContentFault(file.Path, 1, "language", ContentFaultKind.NotOneOf, tag, string.Join(", ", Languages.All.Select(l => l.Name))));
            else return (country, situation, tag);
            return null;
        }
        faults.Add(new ContentFault(file.Path, 1, "", ContentFaultKind.NotAsNamed, file.Path, "guides/country/situation.language.md"));
        return null;
    }

    private static List<GuidePart> Parts(
        ContentFile file, string body, int firstLine, Dictionary<string, int> lines, List<ContentFault> faults)
    {
        var parts = new List<GuidePart>();
        var headings = Markdig.Markdown.Parse(body, Markdown).OfType<HeadingBlock>().Where(h => h.Level is 1 or 2 or 3).ToList();
        var starts = headings.Select(h => h.Span.Start).Append(body.Length).ToList();
        if (body[..starts[0]].Trim().Length > 0) Fault(firstLine, "", ContentFaultKind.OutsideOfParts);
        List<GuideStep>? steps = null;
        for (var i = 0; i < headings.Count; i++)
        {
            var heading = headings[i];
            var line = firstLine + heading.Line;
            var id = heading.TryGetAttributes()?.Id ?? "";
            var text = TextAfter(body, heading, starts[i + 1]);
            if (heading.Level == 2)
            {
                if (!GuideSlugs.TryParse(id, out Part part) || parts.Any(p => p.Part >= part))
                    Fault(line, id, ContentFaultKind.PartOrder, id);
                steps = [];
                parts.Add(new GuidePart(part, text, steps));
            }
            else if (heading.Level == 1 || steps is null) Fault(line, id, ContentFaultKind.OutsideOfParts);
            else if (Step(heading, id, text, line) is { } step)
            {
                if (!lines.TryAdd(step.Id, line)) Fault(line, step.Id, ContentFaultKind.Twice, step.Id);
                steps.Add(step);
            }
        }
        return parts;

        void Fault(int line, string field, ContentFaultKind kind, params string[] arguments) =>
            faults.Add(new ContentFault(file.Path, line, field, kind, arguments));

        GuideStep? Step(HeadingBlock heading, string id, string text, int line)
        {
            if (!GuideStep.IsId(id))
            {
                Fault(line, TitleOf(heading), id.Length == 0 ? ContentFaultKind.NoHeadingId : ContentFaultKind.NoId, id);
                return null;
            }
            if (text.Length == 0) Fault(line, id, ContentFaultKind.EmptyStep);
            var step = new GuideStep(id, TitleOf(heading), text) { Cited = Cited(text) };
            foreach (Match match in Citation().Matches(text))
                if (!RuleId.TryParse(match.Groups[1].Value, out _)) Fault(line, id, ContentFaultKind.UnknownRule, match.Groups[1].Value);
            foreach (var (name, value) in heading.TryGetAttributes()?.Properties ?? []) step = With(step, name, value ?? "", line);
            return step;
        }

        GuideStep With(GuideStep step, string name, string value, int line)
        {
            switch (name)
            {
                case "within" when PeriodPattern.NormalizingIso.Parse(value).TryGetValue(Period.Zero, out var within) && IsShort(within):
                    return step with { Within = within };
                case "within":
                    Fault(line, $"{step.Id} within", ContentFaultKind.NoDuration, value);
                    return step;
                case "rule" when RuleId.TryParse(value, out var rule):
                    return step with { Rule = rule };
                case "rule":
                    Fault(line, $"{step.Id} rule", ContentFaultKind.NoId, value);
                    return step;
                case "after":
                    return step with { After = value };
                case "note":
                    return step with { IsNote = true };
                default:
                    Fault(line, $"{step.Id} {name}", ContentFaultKind.UnknownField);
                    return step;
            }
        }
    }

    /// <summary>From a minute to ten years, counted in nothing that differs in length but days, weeks, months and years.</summary>
    private static bool IsShort(Period period) =>
        (period.HasTimeComponent || period.HasDateComponent) && period is { Years: >= 0 and <= 10, Months: >= 0 and <= 120, Weeks: >= 0, Days: >= 0 and <= 3_660, Hours: >= 0, Minutes: >= 0 }
        && period.Seconds == 0 && period.Milliseconds == 0;

    private static string TitleOf(HeadingBlock heading) => heading.Inline is null ? "" : string.Concat(heading.Inline.Descendants().Select(inline => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        _ => "",
    })).Trim();

    private static string TextAfter(string body, HeadingBlock heading, int end)
    {
        // The heading's line to its end: attributes stand after what the heading's span covers.
        var start = body.IndexOf('\n', heading.Span.Start);
        return start < 0 || start >= end ? "" : body[start..end].Trim();
    }
}
