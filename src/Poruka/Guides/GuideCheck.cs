using NodaTime.Text;
using Poruka.Casework;
using Poruka.Shell;

namespace Poruka.Guides;

/// <summary>What can only be seen when all files are read: languages that differ, rules and facts that are not there.</summary>
public static class GuideCheck
{
    public static void Across(GuideLibrary library, List<ContentFault> faults)
    {
        foreach (var same in library.Guides.GroupBy(g => (g.Guide.Country, g.Guide.Situation)).ToList())
        {
            var first = same.FirstOrDefault(g => g.Guide.Language == "en") ?? same.First();
            foreach (var language in Languages.All)
            {
                if (same.FirstOrDefault(g => g.Guide.Language == language.Name) is not { } guide)
                    faults.Add(new ContentFault(first.File.Path, 1, "", ContentFaultKind.LanguageMissing, language.Name));
                else
                {
                    if (guide != first) Compare(first, guide, faults);
                    One(library, guide, faults);
                }
            }
        }
    }

    /// <summary>The same parts, steps and attributes in the same order.</summary>
    private static void Compare(ReadGuide first, ReadGuide other, List<ContentFault> faults)
    {
        Same(1, "facts", string.Join(' ', first.Guide.Facts), string.Join(' ', other.Guide.Facts));
        Same(1, "reviewed", LocalDatePattern.Iso.Format(first.Guide.Reviewed), LocalDatePattern.Iso.Format(other.Guide.Reviewed));
        Same(1, "parts", string.Join(' ', first.Guide.Parts.Select(p => p.Part.Slug())), string.Join(' ', other.Guide.Parts.Select(p => p.Part.Slug())));
        foreach (var (ours, theirs) in first.Guide.Parts.Zip(other.Guide.Parts))
        {
            Same(1, ours.Part.Slug(), string.Join(' ', ours.Steps.Select(s => s.Id)), string.Join(' ', theirs.Steps.Select(s => s.Id)));
            foreach (var step in theirs.Steps)
                if (ours.Steps.FirstOrDefault(s => s.Id == step.Id) is { } twin) Same(other.Lines[step.Id], step.Id, Attributes(twin), Attributes(step));
        }

        void Same(int line, string field, string expected, string found)
        {
            if (expected != found)
                faults.Add(new ContentFault(other.File.Path, line, field, ContentFaultKind.Differs, first.File.Path, expected, found));
        }
    }

    private static string Attributes(GuideStep step) => string.Join(' ', new[]
    {
        step.Within is { } within ? $"within={PeriodPattern.NormalizingIso.Format(within)}" : "",
        step.Rule is { } rule ? $"rule={rule}" : "", step.After is { } after ? $"after={after}" : "", step.IsNote ? "note" : "",
        string.Join(' ', step.Cited.Order(Comparer<RuleId>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()))).Select(c => $"[[{c}]]")),
    }.Where(word => word.Length > 0));

    private static void One(GuideLibrary library, ReadGuide read, List<ContentFault> faults)
    {
        var guide = read.Guide;
        var known = library.Known(guide.Country);
        if (!guide.Country.IsAny && known is null) Fault(1, "country", ContentFaultKind.UnknownCountry, guide.Country.Slug);
        foreach (var fact in guide.Facts)
            if (!library.Practice.ContainsKey(fact) && !(RuleId.TryParse(fact, out var id) && library.Rule(id) is not null))
                Fault(1, "facts", ContentFaultKind.UnknownFact, fact);
        if (guide.Country.IsAny)
        {
            foreach (var part in GuideSlugs.AllParts)
                if (guide.Parts.All(p => p.Part != part)) Fault(1, "", ContentFaultKind.PartMissing, part.Slug());
        }
        var general = library.Guides.FirstOrDefault(g =>
            g.Guide.Country.IsAny && g.Guide.Situation == guide.Situation && g.Guide.Language == guide.Language);
        if (general is null) Fault(1, "situation", ContentFaultKind.NoGeneral);
        foreach (var part in guide.Parts)
        {
            if (part.Opening.Contains("[[", StringComparison.Ordinal)) Fault(1, part.Part.Slug(), ContentFaultKind.OutsideOfParts);
            var generalPart = general?.Guide.Parts.FirstOrDefault(p => p.Part == part.Part);
            foreach (var step in part.Steps)
            {
                Step(part, step);
                if (step.After is { } after && (generalPart?.Steps.All(s => s.Id != after) ?? true) && part.Steps.TakeWhile(s => s != step).All(s => s.Id != after))
                    Fault(read.Lines[step.Id], $"{step.Id} after", ContentFaultKind.UnknownStep, after);
            }
        }

        void Step(GuidePart part, GuideStep step)
        {
            var line = read.Lines[step.Id];
            foreach (var rule in (step.Rule is { } own ? step.Cited.Prepend(own) : step.Cited).Distinct())
            {
                if (guide.Country.IsAny) Fault(line, step.Id, ContentFaultKind.LawInGeneral);
                else if (library.Rule(rule) is not { } written) Fault(line, step.Id, ContentFaultKind.UnknownRule, rule.ToString());
                else if (written.Rule.Country != guide.Country && !written.Rule.Country.IsAny) Fault(line, step.Id, ContentFaultKind.ForeignRule, rule.ToString());
                else if (!guide.Facts.Contains(rule.ToString()) && !guide.Facts.Contains(rule.ToString().TrimEnd("abcdefghijklmnopqrstuvwxyz".ToCharArray())))
                    Fault(line, step.Id, ContentFaultKind.CitedNotListed, rule.ToString());
            }
            if (step.Rule is { } due && library.Rule(due) is { Rule.HasTerm: false }) Fault(line, $"{step.Id} rule", ContentFaultKind.NoLimit, due.ToString());
            foreach (var link in GuideText.Links(step.Text))
                if (!Leads(link)) Fault(line, step.Id, ContentFaultKind.DeadLink, link);
        }

        // Within guides links lead to a step of the same guide or to another situation; others go out to the web, by https.
        bool Leads(string link)
        {
            if (link.StartsWith("https://", StringComparison.Ordinal)) return Uri.TryCreate(link, UriKind.Absolute, out _);
            if (link.StartsWith('#'))
                return guide.Parts.Concat(general?.Guide.Parts ?? []).Any(p => p.Part.Slug() == link[1..] || p.Steps.Any(s => s.Id == link[1..]));
            return GuideSlugs.TryParse(link.Split('#')[0], out Situation _);
        }

        void Fault(int line, string field, ContentFaultKind kind, params string[] arguments) =>
            faults.Add(new ContentFault(read.File.Path, line, field, kind, arguments));
    }
}
