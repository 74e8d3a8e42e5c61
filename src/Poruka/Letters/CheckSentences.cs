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
        var found = finding.Rule == CheckRule.Enclosure ? page["Letters.Check.Enclosure." + finding.Found] : finding.Found;
        return $"{page["Letters.Check.Weight." + finding.Weight]} · {place}{page.Text("Letters.Check.Rule." + finding.Rule, found, finding.Expected)}";
    }
}
