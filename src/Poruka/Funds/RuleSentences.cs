using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>Says in sentences what a fund's rules are.</summary>
internal static class RuleSentences
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Of(Page page, Fund fund, FundRules rules)
    {
        string Say(long minor) => page.Money(new Money(minor, fund.Currency));
        var said = new List<string>();
        for (var i = 0; i < rules.Tiers.Count; i++)
        {
            var tier = rules.Tiers[i];
            var wait = tier.WaitsForWindow && rules.ObjectionDays > 0 ? " " + page.Plural("Funds.Rules.AfterDays", rules.ObjectionDays) : "";
            var approvals = page.Plural("Funds.Rules.Approvals", tier.Approvals);
            said.Add((i == 0, tier.UpToMinor == long.MaxValue) switch
            {
                (true, true) => page.Text("Funds.Rules.Any", approvals, wait),
                (true, false) => page.Text("Funds.Rules.UpTo", Say(tier.UpToMinor), approvals, wait),
                (false, false) => page.Text("Funds.Rules.Between", Say(rules.Tiers[i - 1].UpToMinor), Say(tier.UpToMinor), approvals, wait),
                (false, true) => page.Text("Funds.Rules.Above", Say(rules.Tiers[i - 1].UpToMinor), approvals, wait),
            });
        }
        said.Add(rules.ObjectionDays > 0 ? page.Plural("Funds.Rules.Window", rules.ObjectionDays) : page["Funds.Rules.NoWindow"]);
        if (rules is { UnopposedPercent: > 0, ObjectionDays: > 0 }) said.Add(page.Text("Funds.Rules.Unopposed", rules.UnopposedPercent));
        said.Add(page.Plural("Funds.Rules.Vote", rules.VoteDays, rules.QuorumPercent));
        said.Add(page["Funds.Rules.SecondVote"]);
        said.Add(rules.EmergencyMinor > 0 ? page.Plural("Funds.Rules.Emergency", rules.RatifyDays, Say(rules.EmergencyMinor)) : page["Funds.Rules.NoEmergency"]);
        said.AddRange(ForAsking(page, fund, rules));
        if (rules.BenefitsPass) said.Add(page["Funds.Rules.Benefits"]);
        if (rules.TakesOutside) said.Add(page["Funds.Rules.Outside"]);
        said.Add(page.Plural("Funds.Rules.Lapse", rules.LapseDays));
        said.Add(page["Funds.Rules.Few." + rules.WhenFew]);
        said.Add(page["Funds.Rules.Own"]);
        said.Add(page["Funds.Rules.NeverBack"]);
        return said;
    }

    /// <summary>Those that matter to who asks.</summary>
    public static IReadOnlyList<string> ForAsking(Page page, Fund fund, FundRules rules)
    {
        var said = new List<string>();
        if (rules.SharePercent < 100) said.Add(page.Text(rules.FullInHardship ? "Funds.Rules.Share.Hardship" : "Funds.Rules.Share", rules.SharePercent));
        if (rules.Ceilings.Count > 0)
            said.Add(page.Text("Funds.Rules.Ceilings", string.Join("; ", rules.Ceilings.OrderBy(c => c.Key)
                .Select(c => $"{page["Funds.Account." + c.Key]}: {page.Money(new Money(c.Value, fund.Currency))}"))));
        if (rules.ApplyWithinDays > 0) said.Add(page.Plural("Funds.Rules.Apply", rules.ApplyWithinDays));
        return said;
    }
}
