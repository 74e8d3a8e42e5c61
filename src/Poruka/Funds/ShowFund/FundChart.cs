using System.Globalization;
using System.Security;
using System.Text;
using Poruka.Ledger;
using Poruka.Shell;

namespace Poruka.Funds.ShowFund;

/// <summary>How a chart looks.</summary>
/// <param name="Night">Light on dark.</param>
/// <param name="Narrow">For a phone.</param>
public readonly record struct ChartLook(bool Night, bool Narrow);

/// <summary>
/// What came in and went out in a year, month by month, as an SVG: two thin lines with their names beside them, the zero
/// line, money in round units. Written out rather than drawn by a plotting library: docs/decisions/0009-charts-written-out.md.
/// </summary>
public static class FundChart
{
    private const double Left = 62, Right = 16, Top = 22, Bottom = 30;

    /// <summary>Reads what an address says about the look; null where it says something unknown.</summary>
    public static ChartLook? ReadLook(string look, string width) => (look, width) switch
    {
        ("", "") => new ChartLook(false, false),
        ("night", "") => new ChartLook(true, false),
        ("", "narrow") => new ChartLook(false, true),
        ("night", "narrow") => new ChartLook(true, true),
        _ => null,
    };

    /// <summary>Draws a year.</summary>
    /// <param name="language">The language of names and numbers.</param>
    /// <param name="months">The months of the year that the books reach, in their order, in one currency.</param>
    /// <param name="year">The year; all its twelve months have their place.</param>
    /// <param name="look">How.</param>
    public static string Draw(CultureInfo language, IReadOnlyList<MonthOfAccounts> months, int year, ChartLook look)
    {
        var (width, height) = look.Narrow ? (360.0, 240.0) : (720.0, 300.0);
        var (quiet, red, green) = look.Night ? ("#b0a798", "#e8957d", "#92c4ac") : ("#5f574c", "#96301e", "#2f5d4c");
        var currency = months[0].CameIn.Currency;
        var scale = Scale.Of(months, currency);
        double X(int month) => Left + (month - 1) * (width - Left - Right) / 11;
        double Y(double minor) => Top + (scale.Most - minor) / (scale.Most - scale.Least) * (height - Top - Bottom);

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" ")
            .Append("font-family=\"system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif\" font-size=\"13\">");
        for (var step = scale.Least; step <= scale.Most; step += scale.Step)
        {
            var at = Y(step);
            var amount = new Money((long)step, currency);
            // The topmost bears the currency, and the zero line is the only one drawn.
            var label = step + scale.Step > scale.Most ? Written.Money(language, amount, true) : Written.Amount(language, amount, true);
            Text(svg, Left - 8, at + 4, "end", quiet, label);
            if (step == 0) Line(svg, $"M{N(Left)} {N(at)}H{N(width - Right)}", quiet, 1);
        }
        for (var month = 1; month <= 12; month += look.Narrow ? 3 : 1)
            Text(svg, X(month), height - 8, "middle", quiet, language.DateTimeFormat.AbbreviatedMonthNames[month - 1].TrimEnd('.'));
        Draw(svg, months, m => m.CameIn.Minor, green, X, Y);
        Draw(svg, months, m => m.WentOut.Minor, red, X, Y);
        Name(svg, months, language, (green, red), X, Y, (width, height));
        return svg.Append("</svg>").ToString();
    }

    private static void Draw(
        StringBuilder svg, IReadOnlyList<MonthOfAccounts> months, Func<MonthOfAccounts, double> amount, string color,
        Func<int, double> x, Func<double, double> y)
    {
        var path = new StringBuilder();
        foreach (var month in months)
            path.Append(path.Length == 0 ? 'M' : 'L').Append(N(x(month.Month.Month))).Append(' ').Append(N(y(amount(month))));
        Line(svg, path.ToString(), color, 1.6);
        foreach (var month in months)
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{N(x(month.Month.Month))}\" cy=\"{N(y(amount(month)))}\" r=\"2.4\" fill=\"{color}\"/>");
    }

    /// <summary>Names each line above or below the month where the two lie furthest apart.</summary>
    private static void Name(
        StringBuilder svg, IReadOnlyList<MonthOfAccounts> months, CultureInfo language, (string In, string Out) colors,
        Func<int, double> x, Func<double, double> y, (double Width, double Height) size)
    {
        var apart = months.MaxBy(m => Math.Abs((double)m.CameIn.Minor - m.WentOut.Minor))!;
        var at = x(apart.Month.Month);
        var anchor = at < size.Width * 0.3 ? "start" : at > size.Width * 0.7 ? "end" : "middle";
        var inAbove = apart.CameIn.Minor >= apart.WentOut.Minor;
        double Beside(long minor, bool above)
        {
            // Below the lowest line stand the months.
            var below = y(minor) + 19;
            return above || below > size.Height - Bottom ? y(minor) - 9 : below;
        }
        Text(svg, at, Beside(apart.CameIn.Minor, inAbove), anchor, colors.In, Texts.Get(language, "Funds.Chart.CameIn"));
        Text(svg, at, Beside(apart.WentOut.Minor, !inAbove), anchor, colors.Out, Texts.Get(language, "Funds.Chart.WentOut"));
    }

    private static void Line(StringBuilder svg, string path, string color, double width) =>
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{N(width)}\" stroke-linejoin=\"round\"/>");

    private static void Text(StringBuilder svg, double x, double y, string anchor, string color, string text) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{N(x)}\" y=\"{N(y)}\" text-anchor=\"{anchor}\" fill=\"{color}\">{SecurityElement.Escape(text)}</text>");

    private static string N(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>From where to where an axis goes, in which steps: 1, 2 or 5 times a power of ten, at most six of them.</summary>
    private readonly record struct Scale(double Least, double Most, double Step)
    {
        public static Scale Of(IReadOnlyList<MonthOfAccounts> months, Currency currency)
        {
            double least = 0, most = currency.MinorPerUnit;
            foreach (var month in months)
            {
                least = Math.Min(least, Math.Min(month.CameIn.Minor, month.WentOut.Minor));
                most = Math.Max(most, Math.Max(month.CameIn.Minor, month.WentOut.Minor));
            }
            var step = (double)currency.MinorPerUnit;
            for (var i = 0; (most - least) / step > 5; i++) step *= i % 3 == 1 ? 2.5 : 2;
            return new Scale(Math.Floor(least / step) * step, Math.Ceiling(most / step) * step, step);
        }
    }
}
