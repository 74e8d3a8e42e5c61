namespace Poruka.Ledger;

/// <summary>How many trustees must approve an amount.</summary>
/// <param name="UpToMinor">Up to this amount, included; <see cref="long.MaxValue"/> for the last tier.</param>
/// <param name="Approvals">So many approvals, at least one.</param>
/// <param name="WaitsForWindow">Whether they count only once the objection window has passed; else as soon as they are in.</param>
public sealed record RuleTier(long UpToMinor, int Approvals, bool WaitsForWindow);

/// <summary>What happens where fewer people can decide than the rules want.</summary>
public enum FewDeciders
{
    /// <summary>It waits until there are enough, or lapses.</summary>
    Wait,

    /// <summary>All who can decide must agree, at least one, and the objection window must have passed for everybody to see it.</summary>
    AllWhoRemain,
}

/// <summary>
/// By what rules a fund decides. A version is never changed: a request keeps the version under which it was submitted, and so
/// a changed rule never reaches back.
/// </summary>
/// <remarks>Immutable. Amounts are minor units of the fund's currency. Practice: afund.info, Rote Hilfe; docs/trustee.md.</remarks>
public sealed record FundRules
{
    /// <summary>From 1, counted up with each change.</summary>
    public required int Version { get; init; }

    /// <summary>How many approvals which amount takes, the smallest amounts first; the last has no upper end.</summary>
    public required IReadOnlyList<RuleTier> Tiers { get; init; }

    /// <summary>For so many days a request stands open for objections; 0: there is no such window.</summary>
    public int ObjectionDays { get; init; } = 7;

    /// <summary>
    /// Up to this share of the free money, in percent, a request passes without approvals when nobody objects; 0: none does.
    /// </summary>
    public int UnopposedPercent { get; init; } = 10;

    /// <summary>A vote is open for so many days.</summary>
    public int VoteDays { get; init; } = 7;

    /// <summary>So many percent of those who can decide must vote, rounded up.</summary>
    public int QuorumPercent { get; init; } = 50;

    /// <summary>Up to this amount one trustee may release money at once; 0: never.</summary>
    public long EmergencyMinor { get; init; }

    /// <summary>Within so many days the others ratify what was released at once; then it is shown as unratified.</summary>
    public int RatifyDays { get; init; } = 7;

    /// <summary>So many percent of a cost are paid as a rule.</summary>
    public int SharePercent { get; init; } = 100;

    /// <summary>Whether all of it is paid in hardship.</summary>
    public bool FullInHardship { get; init; } = true;

    /// <summary>The most that is paid at once for a purpose; a purpose that is not named has no ceiling.</summary>
    public IReadOnlyDictionary<AccountClass, long> Ceilings { get; init; } = new Dictionary<AccountClass, long>();

    /// <summary>For so many days after the final judgment or the last bill a request may be made; 0: without end.</summary>
    public int ApplyWithinDays { get; init; }

    /// <summary>After so many days without a decision a request lapses.</summary>
    public int LapseDays { get; init; } = 60;

    /// <summary>What happens where fewer people can decide than the rules want.</summary>
    public FewDeciders WhenFew { get; init; } = FewDeciders.AllWhoRemain;

    /// <summary>Whether what falls due by the published schedule of benefits passes without approvals, while there is free money.</summary>
    public bool BenefitsPass { get; init; }

    /// <summary>Whether other groups may ask on the fund's public page, without an account.</summary>
    public bool TakesOutside { get; init; }

    /// <summary>The tier of an amount.</summary>
    public RuleTier TierOf(long amountMinor)
    {
        foreach (var tier in Tiers)
            if (amountMinor <= tier.UpToMinor) return tier;
        return Tiers[^1];
    }

    /// <summary>What is wrong with the rules; none where they can be kept.</summary>
    public IReadOnlyList<RuleProblem> Check()
    {
        var problems = new List<RuleProblem>();
        if (Tiers.Count == 0 || Tiers[^1].UpToMinor != long.MaxValue) problems.Add(RuleProblem.NoLastTier);
        for (var i = 0; i < Tiers.Count; i++)
        {
            if (Tiers[i].Approvals is < 1 or > 100) problems.Add(RuleProblem.Approvals);
            if (Tiers[i].UpToMinor <= (i == 0 ? 0 : Tiers[i - 1].UpToMinor)) problems.Add(RuleProblem.TiersOutOfOrder);
            if (i > 0 && Tiers[i].Approvals < Tiers[i - 1].Approvals) problems.Add(RuleProblem.LargerIsEasier);
        }
        if (ObjectionDays is < 0 or > 60 || VoteDays is < 1 or > 60 || RatifyDays is < 1 or > 60 || LapseDays is < 1 or > 730 || ApplyWithinDays is < 0 or > 3_650)
            problems.Add(RuleProblem.Days);
        if (UnopposedPercent is < 0 or > 100 || QuorumPercent is < 1 or > 100 || SharePercent is < 1 or > 100) problems.Add(RuleProblem.Percent);
        if (UnopposedPercent > 0 && ObjectionDays == 0) problems.Add(RuleProblem.UnopposedWithoutWindow);
        if (Tiers.Any(t => t.WaitsForWindow) && ObjectionDays == 0) problems.Add(RuleProblem.UnopposedWithoutWindow);
        if (LapseDays <= ObjectionDays + 2 * VoteDays) problems.Add(RuleProblem.LapsesBeforeDecided);
        if (EmergencyMinor < 0 || Ceilings.Values.Any(c => c <= 0)) problems.Add(RuleProblem.Amount);
        return [.. problems.Distinct()];
    }

    /// <summary>What a new fund begins with: a week for objections up to a tenth of what is free; above it two, then three trustees.</summary>
    /// <param name="smallMinor">What counts as a small amount.</param>
    public static FundRules First(long smallMinor) => new()
    {
        Version = 1,
        Tiers = [new RuleTier(smallMinor, 1, true), new RuleTier(smallMinor * 10, 2, false), new RuleTier(long.MaxValue, 3, true)],
        EmergencyMinor = smallMinor,
    };
}

/// <summary>Why rules can't be kept.</summary>
public enum RuleProblem
{
    /// <summary>No tier takes the largest amounts.</summary>
    NoLastTier,

    /// <summary>A tier wants less than one approval or more than a hundred.</summary>
    Approvals,

    /// <summary>A tier ends before the one above it.</summary>
    TiersOutOfOrder,

    /// <summary>A larger amount takes fewer approvals.</summary>
    LargerIsEasier,

    /// <summary>A count of days is out of range.</summary>
    Days,

    /// <summary>A percentage is out of range.</summary>
    Percent,

    /// <summary>Something waits for an objection window, and there is none.</summary>
    UnopposedWithoutWindow,

    /// <summary>A request would lapse before window and votes are over.</summary>
    LapsesBeforeDecided,

    /// <summary>An amount is out of range.</summary>
    Amount,
}
