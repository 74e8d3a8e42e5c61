using Poruka.Casework;
using Poruka.Guides;
using Poruka.Shell;
using Poruka.Shell.Printing;

namespace Poruka.Cases.WritePaper;

/// <summary>A document that was filled in, as blocks for paper.</summary>
internal static class PaperBlocks
{
    /// <summary>The document, behind a sheet for whoever sends it, if that is wanted.</summary>
    public static IReadOnlyList<PrintedBlock> Of(Page page, GuideLibrary library, Paper paper, IReadOnlyDictionary<string, string> values, IReadOnlyList<string> empty, bool withSheet)
    {
        var blocks = paper.Fill(values).Select(b => new PrintedBlock(b.Kind switch
        {
            PaperBlockKind.Title => PrintedKind.Title,
            PaperBlockKind.Address => PrintedKind.Address,
            PaperBlockKind.Item => PrintedKind.Item,
            PaperBlockKind.Paragraph => PrintedKind.Paragraph,
        }, b.Text, b.Mark));
        return withSheet ? [.. Sheet(page, library, paper, empty), new PrintedBlock(PrintedKind.NewPage), .. blocks] : [.. blocks];
    }

    /// <summary>The sheet that is taken off: have a lawyer look, what is still empty, what the text rests on.</summary>
    private static IEnumerable<PrintedBlock> Sheet(Page page, GuideLibrary library, Paper paper, IReadOnlyList<string> empty)
    {
        yield return new(PrintedKind.Heading, page["Cases.Papers.Sheet"]);
        yield return new(PrintedKind.Paragraph, page["Cases.Papers.Sheet.What"]);
        foreach (var key in new[] { "Lawyer", "Read", "Copy" }) yield return new(PrintedKind.Item, page["Cases.Papers.Sheet." + key], "•");
        if (empty.Count > 0) yield return new(PrintedKind.Item, page.Text("Cases.Papers.Sheet.Empty", string.Join("; ", empty)), "•");
        yield return new(PrintedKind.Heading, page["Cases.Papers.Rests"]);
        foreach (var line in RestsOn(page, library, paper)) yield return new(PrintedKind.Item, line, "•");
        yield return new(PrintedKind.Paragraph, page.Text("Cases.Papers.Reviewed", paper.Title, page.Day(paper.Reviewed)));
    }

    /// <summary>The rules and facts that a template rests on, in the reader's language.</summary>
    public static IReadOnlyList<string> RestsOn(Page page, GuideLibrary library, Paper paper)
    {
        var language = page.Language.Name;
        var lines = new List<string>();
        foreach (var fact in paper.Facts)
            if (RuleId.TryParse(fact, out var id) && library.Rule(id) is { } rule)
            {
                var basis = rule.Basis[language];
                var line = $"{fact}: {rule.Text[language]}{(basis is "–" or "" ? "" : $" ({basis})")}";
                lines.Add(rule.Rule.Confidence == Confidence.High ? line : $"{line} {page["Cases.Papers.Medium"]}");
            }
            else if (library.Practice.TryGetValue(fact, out var practice)) lines.Add($"{fact}: {practice.Text[language]}");
        return lines.Count > 0 ? lines : [page["Cases.Papers.NoLaw"]];
    }
}
