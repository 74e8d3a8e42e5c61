using Poruka.Shell;

namespace Poruka.Letters;

/// <summary>A finding of the check in words: how much it weighs, where it stands, what to do and why.</summary>
internal static class CheckSentences
{
    public static string Say(Page page, CheckFinding finding)
    {
        var place = finding.Line > 0 ? page.Text("Letters.Check.Place", finding.Line, finding.Column, finding.Found) + " " : "";
        var found = finding.Rule == CheckRule.Enclosure ? page["Letters.Check.Enclosure." + finding.Found] : finding.Found;
        return $"{page["Letters.Check.Weight." + finding.Weight]} · {place}{page.Text("Letters.Check.Rule." + finding.Rule, found, finding.Expected)}";
    }
}
