using NodaTime;

namespace Poruka.Ledger;

/// <summary>What was posted to a kind of account in a month.</summary>
/// <param name="Class">The kind.</param>
/// <param name="Month">The month.</param>
/// <param name="Minor">Debits less credits.</param>
/// <param name="Postings">How many postings.</param>
public readonly record struct MonthlyFlow(AccountClass Class, YearMonth Month, long Minor, long Postings);

/// <summary>A figure that was read off the books.</summary>
/// <param name="Name">Which: <c>dues</c>, <c>gifts</c>, <c>arrests</c>, <c>burst</c>, <c>steady</c>, <c>legal</c> …</param>
/// <param name="Value">What it is; amounts in minor units.</param>
/// <param name="PlusMinus">How far the true one may lie from it, 19 times of 20, as far as so many months can say.</param>
/// <param name="IsMoney">Whether it is an amount.</param>
public sealed record EstimatedFigure(string Name, double Value, double PlusMinus, bool IsMoney);

/// <summary>
/// A model of a fund's reserve as its own books suggest it, and how sure that is. What books can't tell (how long people stay
/// inside, how often bail comes back) is left as it is given.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Months">From how many months.</param>
/// <param name="Figures">Its figures.</param>
public sealed record ReserveEstimate(ReserveModel Model, int Months, IReadOnlyList<EstimatedFigure> Figures)
{
    /// <summary>With fewer months than this, figures are to be given by hand.</summary>
    public const int LeastMonths = 6;

    private const int MostMonths = 36;

    private static readonly AccountClass[] CostClasses = [AccountClass.Legal, AccountClass.Medical, AccountClass.Family, AccountClass.Relocation];

    /// <summary>Whether there is enough history.</summary>
    public bool IsEnough => Months >= LeastMonths;

    /// <summary>Reads the model off the last whole months of the books, at most 36.</summary>
    /// <param name="flows">What was posted, in one currency.</param>
    /// <param name="thisMonth">The month that is not over yet.</param>
    /// <param name="free">What is free now.</param>
    /// <param name="given">What the books can't tell.</param>
    public static ReserveEstimate Of(IReadOnlyCollection<MonthlyFlow> flows, YearMonth thisMonth, long free, ReserveModel given)
    {
        var past = flows.Where(f => f.Month < thisMonth).ToList();
        var first = past.Count == 0 ? thisMonth : past.Min(f => f.Month);
        var months = Math.Min(MostMonths, (thisMonth.Year - first.Year) * 12 + thisMonth.Month - first.Month);
        if (months == 0) return new ReserveEstimate(given with { Start = free }, 0, []);
        var from = thisMonth.PlusMonths(-months);
        var series = new Series([.. past.Where(f => f.Month >= from)], from, months);

        var dues = series.Minor(-1, AccountClass.Dues);
        var payers = series.Postings(AccountClass.Dues);
        var gifts = series.Minor(-1, AccountClass.Gift);
        var steady = series.Minor(-1, AccountClass.Grant, AccountClass.Event, AccountClass.Interest, AccountClass.RunningCosts, AccountClass.BankFees, AccountClass.Letters, AccountClass.Parcel);
        var arrests = series.Postings(AccountClass.Legal);
        var (meanPayers, meanArrests) = (Mean(payers), Mean(arrests));
        var (alone, bursts, size) = Bursts(meanArrests, Variance(arrests));
        var costs = new List<ReserveCost>();
        var figures = new List<EstimatedFigure>
        {
            Figure("dues", dues, true), Figure("payers", payers, false), Figure("gifts", gifts, true), Figure("steady", steady, true), Figure("arrests", arrests, false),
        };
        if (bursts > 0) figures.Add(new EstimatedFigure("burst", size, double.NaN, false));
        foreach (var purpose in CostClasses)
        {
            var (amount, count) = (series.Minor(1, purpose).Sum(), series.Postings(purpose).Sum());
            if (count <= 0 || amount <= 0) continue;
            var cost = new ReserveCost(purpose, meanArrests > 0 ? Math.Min(1, count / (meanArrests * months)) : 1, amount / count);
            costs.Add(cost);
            // The mean of exponential amounts is known to its square root of n.
            figures.Add(new EstimatedFigure(purpose.ToString().ToLowerInvariant(), cost.Mean, 1.96 * cost.Mean / Math.Sqrt(count), true));
        }
        var giftMean = Mean(gifts);
        return new ReserveEstimate(given with
        {
            Start = free, Steady = Mean(steady), Payers = (int)Math.Round(meanPayers), Dues = meanPayers >= 1 ? Mean(dues) / Math.Round(meanPayers) : 0,
            Gifts = Math.Max(0, giftMean), GiftShape = giftMean <= 0 ? 0 : (int)Math.Clamp(Math.Round(giftMean * giftMean / Math.Max(Variance(gifts), 1)), 1, 16),
            Arrests = alone, Bursts = bursts, BurstSize = size, Costs = costs,
        }, months, figures);
    }

    /// <summary>
    /// Splits a mean of counts into single ones and bursts, so that their variance is met: geometric bursts of mean B and rate β
    /// beside single ones of rate λ have the mean λ + βB and the variance λ + β(2B² − B).
    /// </summary>
    private static (double Alone, double Bursts, double Size) Bursts(double mean, double variance)
    {
        if (mean <= 0 || variance <= mean * 1.5) return (mean, 0, 1);
        var size = Math.Clamp(variance / mean, 2, 50);
        var bursts = Math.Min(mean / size, (variance - mean) / (2 * size * size - 2 * size));
        return (mean - bursts * size, bursts, size);
    }

    private static EstimatedFigure Figure(string name, double[] values, bool isMoney) =>
        new(name, Mean(values), values.Length < 2 ? double.NaN : 1.96 * Math.Sqrt(Variance(values) / values.Length), isMoney);

    private static double Mean(double[] values) => values.Sum() / values.Length;

    private static double Variance(double[] values)
    {
        if (values.Length < 2) return 0;
        var mean = Mean(values);
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }

    private sealed class Series(List<MonthlyFlow> flows, YearMonth from, int months)
    {
        public double[] Minor(int sign, params AccountClass[] classes) => Of(classes, f => (double)sign * f.Minor);

        public double[] Postings(params AccountClass[] classes) => Of(classes, f => f.Postings);

        private double[] Of(AccountClass[] classes, Func<MonthlyFlow, double> value)
        {
            var values = new double[months];
            foreach (var flow in flows)
                if (classes.Contains(flow.Class))
                    values[(flow.Month.Year - from.Year) * 12 + flow.Month.Month - from.Month] += value(flow);
            return values;
        }
    }
}
