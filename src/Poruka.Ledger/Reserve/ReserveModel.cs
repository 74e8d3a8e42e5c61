namespace Poruka.Ledger;

/// <summary>A kind of cost that an arrest may bring.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="Chance">How many arrests of a hundred bring it, from 0 to 1.</param>
/// <param name="Mean">What it is on the average, in minor units; amounts are distributed exponentially.</param>
public readonly record struct ReserveCost(AccountClass Purpose, double Chance, double Mean);

/// <summary>
/// What a fund lives on and what comes over it. Arrests come by themselves (a Poisson process) and in bursts; each brings costs
/// by category, perhaps bail, and a time inside that costs something each month. Members pay dues, join and lapse; gifts come.
/// </summary>
/// <remarks>Immutable. Amounts are minor units, times are months. Method and formulas: docs/reserve.md.</remarks>
public sealed record ReserveModel
{
    /// <summary>What is free at the start.</summary>
    public double Start { get; init; }

    /// <summary>What comes for certain each month, less what running the group costs.</summary>
    public double Steady { get; init; }

    /// <summary>How many pay dues.</summary>
    public int Payers { get; init; }

    /// <summary>What each of them pays a month.</summary>
    public double Dues { get; init; }

    /// <summary>What share of them stops each month.</summary>
    public double Lapse { get; init; }

    /// <summary>How many begin each month.</summary>
    public double Join { get; init; }

    /// <summary>What gifts bring a month on the average.</summary>
    public double Gifts { get; init; }

    /// <summary>How even they are: the shape of an Erlang distribution, 1 (as uneven as can be) to 16; 0 where there are none.</summary>
    public int GiftShape { get; init; }

    /// <summary>How many arrests a month come by themselves.</summary>
    public double Arrests { get; init; }

    /// <summary>How many bursts come a month: demonstrations, raids.</summary>
    public double Bursts { get; init; }

    /// <summary>How many arrests a burst brings on the average, at least 1; distributed geometrically.</summary>
    public double BurstSize { get; init; } = 1;

    /// <summary>What an arrest costs at once.</summary>
    public IReadOnlyList<ReserveCost> Costs { get; init; } = [];

    /// <summary>How many months somebody stays inside on the average; distributed exponentially.</summary>
    public double MonthsInside { get; init; } = 1;

    /// <summary>What each one inside costs a month: parcels, letters, a stipend.</summary>
    public double InsideCost { get; init; }

    /// <summary>How many are inside at the start.</summary>
    public int Inside { get; init; }

    /// <summary>How many arrests of a hundred bring bail, from 0 to 1.</summary>
    public double BailChance { get; init; }

    /// <summary>What bail is on the average; distributed exponentially.</summary>
    public double BailMean { get; init; }

    /// <summary>After how many months it comes back on the average.</summary>
    public double BailMonths { get; init; } = 1;

    /// <summary>How much of a hundred is forfeited, from 0 to 1.</summary>
    public double BailForfeited { get; init; }

    /// <summary>How many arrests come at once on the first day: "could we carry ten tomorrow?".</summary>
    public int ArrestsNow { get; init; }

    /// <summary>The arrests of a month on the average, bursts included.</summary>
    public double AllArrests => Arrests + Bursts * BurstSize;

    /// <summary>What a month brings on the average at the start, less what it takes; bail counts by what is forfeited.</summary>
    public double Drift => Steady + Payers * Dues + Gifts
        - AllArrests * (Costs.Sum(c => c.Chance * c.Mean) + MonthsInside * InsideCost + BailChance * BailMean * BailForfeited);
}
