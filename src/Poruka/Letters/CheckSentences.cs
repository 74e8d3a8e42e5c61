using Poruka.Shell;

namespace Poruka.Letters;

/// <summary>A finding of the check in words: how much it weighs, where it stands, what to do and why.</summary>
internal static class CheckSentences
{
    /// <summary>What to do where our faces lack a sign; empty where they have all.</summary>
    public static IReadOnlyList<string> Unprintable(Page page, string text) =>
        LetterPrint.Unprintable(text) is { } sign ? [page.Text("Letters.Check.Unprintable", sign)] : [];

    public static string Say(Page page, CheckFinding finding)
    {
        var place = finding.Line > 0 ? page.Text("Letters.Check.Place", finding.Line, finding.Column, finding.Found) + " " : "";
        var found = finding.Rule switch
        {
            CheckRule.Enclosure => page["Letters.Check.Enclosure." + finding.Found],
            CheckRule.Language => page.NamesOf(finding.Found),
            _ => finding.Found,
        };
        var expected = finding.Rule is CheckRule.Language or CheckRule.OtherLanguage ? page.NamesOf(finding.Expected.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)) : finding.Expected;
        return $"{page["Letters.Check.Weight." + finding.Weight]} · {place}{page.Text("Letters.Check.Rule." + finding.Rule, found, expected)}";
    }
}
