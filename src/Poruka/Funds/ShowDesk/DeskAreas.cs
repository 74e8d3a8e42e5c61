namespace Poruka.Funds.ShowDesk;

/// <summary>What is found from a fund's desk: one line for each part, with whether only the treasurer sees it.</summary>
internal static class DeskAreas
{
    public static IReadOnlyList<(string Path, string TitleKey, bool TreasurerOnly)> All { get; } =
    [
        ("statements", "Funds.Import.Title", true),
        ("waiting", "Funds.Waiting.Title", true),
        ("pledges", "Funds.Pledge.Title", true),
        ("cash", "Funds.Cash.Title", false),
        ("campaigns", "Funds.Campaign.Title", true),
        ("payments", "Funds.Pay.Title", true),
        ("benefits", "Funds.Benefit.Title", false),
        ("bail", "Funds.Bail.Title", false),
        ("others", "Funds.Others.Title", false),
        ("general", "Funds.General.Title", false),
        ("months", "Funds.Month.Title", false),
        ("years", "Funds.Year.Title", false),
        ("audit", "Funds.Audit.Title", false),
        ("rules", "Funds.Rules.Title", false),
        ("about", "Funds.About.Title", false),
        ("reserve", "Funds.Reserve.Title", false),
    ];
}
