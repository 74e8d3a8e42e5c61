using System.Globalization;
using Poruka.Ledger;
using Poruka.Shell.Forms;
using Poruka.Storage;

namespace Poruka.Funds.ShowReserve;

/// <summary>What somebody wants to know of the reserve, as it stands in an address: figures of theirs in place of the books'.</summary>
/// <param name="Model">The model.</param>
/// <param name="Months">How far.</param>
/// <param name="Query">The part of the address that says the same.</param>
internal sealed record ReserveAsked(ReserveModel Model, int Months, string Query)
{
    private const int UsualMonths = 36;

    /// <summary>The names of figures in forms and addresses.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["months", "start", "steady", "payers", "dues", "lapse", "join", "gifts", "arrests", "bursts", "burstSize", "cost", "inside", "monthsInside", "insideCost", "bailChance", "bail", "bailMonths", "forfeited", "now"];

    /// <summary>Reads it: a figure that isn't given, or is none, is the books'.</summary>
    public static ReserveAsked Of(IQueryCollection query, Fund fund, ReserveModel books)
    {
        double unit = fund.Currency.MinorPerUnit;
        double Number(string name, double otherwise, double most, double times = 1) =>
            double.TryParse(query[name].ToString().Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? Math.Clamp(number * times, -1e15, most) : otherwise;
        double Positive(string name, double otherwise, double most, double times = 1) => Math.Max(0, Number(name, otherwise, most, times));
        var costs = books.Costs.Sum(c => c.Chance * c.Mean);
        var cost = Positive("cost", costs, 1e12, unit);
        var model = books with
        {
            Start = Number("start", books.Start, 1e15, unit), Steady = Number("steady", books.Steady, 1e15, unit),
            Payers = (int)Positive("payers", books.Payers, 100_000), Dues = Positive("dues", books.Dues, 1e12, unit), Lapse = Positive("lapse", books.Lapse, 1, 0.01),
            Join = Positive("join", books.Join, 1_000), Gifts = Positive("gifts", books.Gifts, 1e14, unit), Arrests = Positive("arrests", books.Arrests, 100),
            Bursts = Positive("bursts", books.Bursts, 10), BurstSize = Math.Max(1, Number("burstSize", books.BurstSize, 500)),
            // Another cost keeps what it is spent on.
            Costs = costs > 0 ? [.. books.Costs.Select(c => c with { Mean = c.Mean * cost / costs })] : cost > 0 ? [new ReserveCost(AccountClass.Legal, 1, cost)] : [],
            Inside = (int)Positive("inside", books.Inside, 10_000), MonthsInside = Math.Max(0.1, Number("monthsInside", books.MonthsInside, 240)),
            InsideCost = Positive("insideCost", books.InsideCost, 1e12, unit), BailChance = Positive("bailChance", books.BailChance, 1, 0.01),
            BailMean = Positive("bail", books.BailMean, 1e12, unit), BailMonths = Math.Max(0.1, Number("bailMonths", books.BailMonths, 240)),
            BailForfeited = Positive("forfeited", books.BailForfeited, 1, 0.01), ArrestsNow = (int)Positive("now", 0, 1_000),
        };
        if (model.Gifts > 0 && model.GiftShape == 0) model = model with { GiftShape = 2 };
        var months = (int)Math.Clamp(Number("months", UsualMonths, ReserveSimulation.MaxMonths), 1, ReserveSimulation.MaxMonths);
        return new ReserveAsked(model, months, string.Join('&', Names.Where(n => query[n].ToString().Length is > 0 and < 20)
            .Select(n => $"{n}={Uri.EscapeDataString(query[n].ToString())}")));
    }

    /// <summary>The figures as fields of a form, in units.</summary>
    public static string Value(ReserveAsked asked, string name, double unit)
    {
        var m = asked.Model;
        var value = name switch
        {
            "months" => asked.Months, "start" => m.Start / unit, "steady" => m.Steady / unit, "payers" => m.Payers, "dues" => m.Dues / unit, "lapse" => m.Lapse * 100,
            "join" => m.Join, "gifts" => m.Gifts / unit, "arrests" => m.Arrests, "bursts" => m.Bursts, "burstSize" => m.BurstSize,
            "cost" => m.Costs.Sum(c => c.Chance * c.Mean) / unit, "inside" => m.Inside, "monthsInside" => m.MonthsInside, "insideCost" => m.InsideCost / unit,
            "bailChance" => m.BailChance * 100, "bail" => m.BailMean / unit, "bailMonths" => m.BailMonths, "forfeited" => m.BailForfeited * 100, "now" => m.ArrestsNow,
            _ => throw new ArgumentException($"{name} is no figure.", nameof(name)),
        };
        return value.ToString("0.##", CultureInfo.InvariantCulture);
    }
}
