using System.Globalization;
using System.Security;
using System.Text;

namespace Poruka.Shell.Charts;

/// <summary>How a chart looks.</summary>
/// <param name="Night">Light on dark.</param>
/// <param name="Narrow">For a phone.</param>
public readonly record struct ChartLook(bool Night, bool Narrow)
{
    /// <summary>Reads what an address says about the look; null where it says something unknown.</summary>
    public static ChartLook? Read(string look, string width) => (look, width) switch
    {
        ("", "") => new ChartLook(false, false),
        ("night", "") => new ChartLook(true, false),
        ("", "narrow") => new ChartLook(false, true),
        ("night", "narrow") => new ChartLook(true, true),
        _ => null,
    };
}

/// <summary>The two tones of the page.</summary>
public enum ChartTone
{
    /// <summary>What came in, what is done.</summary>
    Green,

    /// <summary>What went out, what is due.</summary>
    Red,
}

/// <summary>A thin line, its name beside it.</summary>
/// <param name="Name">Its name; empty for none.</param>
/// <param name="Tone">Its tone.</param>
/// <param name="Values">A value for each place from <see cref="From"/>.</param>
/// <param name="Dots">Whether each value is marked.</param>
public sealed record ChartLine(string Name, ChartTone Tone, IReadOnlyList<double> Values, bool Dots = true)
{
    /// <summary>The place of the first value.</summary>
    public int From { get; init; }
}

/// <summary>Bars that stand on the zero line.</summary>
/// <param name="Tone">Their tone.</param>
/// <param name="Values">A value for each place from the first.</param>
public sealed record ChartBars(ChartTone Tone, IReadOnlyList<double> Values);

/// <summary>A band between two values at each place. Bands lie over one another, each a tint darker.</summary>
/// <param name="Tone">Its tone.</param>
/// <param name="Low">Its lower edge.</param>
/// <param name="High">Its upper edge.</param>
/// <param name="Name">What it is, beside its end; empty for none.</param>
public sealed record ChartBand(ChartTone Tone, IReadOnlyList<double> Low, IReadOnlyList<double> High, string Name = "");

/// <summary>
/// A chart as an SVG: thin lines, bars and bands, with their names beside them, the zero line, and round numbers at the axis.
/// Written out rather than drawn by a plotting library: docs/decisions/0009-charts-written-out.md. Each stands beside a
/// table with the same numbers.
/// </summary>
/// <param name="Places">How many places there are along the axis.</param>
/// <param name="PlaceName">The name of a place from 0, or null where none is written.</param>
/// <param name="ValueName">How a value at the axis is written; the second argument says whether it is the topmost.</param>
/// <param name="LeastStep">The least distance of two values at the axis.</param>
public sealed record Chart(int Places, Func<int, string?> PlaceName, Func<double, bool, string> ValueName, double LeastStep)
{
    private const double Left = 62, Right = 16, Top = 22, Bottom = 30;
    private const int LetterWidth = 7;

    /// <summary>The lines.</summary>
    public IReadOnlyList<ChartLine> Lines { get; init; } = [];

    /// <summary>The bars.</summary>
    public IReadOnlyList<ChartBars> Bars { get; init; } = [];

    /// <summary>The bands, the widest first.</summary>
    public IReadOnlyList<ChartBand> Bands { get; init; } = [];

    /// <summary>Draws it.</summary>
    public string Draw(ChartLook look)
    {
        var (width, height) = look.Narrow ? (360.0, 240.0) : (720.0, 300.0);
        var ink = new Ink(look.Night);
        var scale = Scale.Of(Values(), LeastStep);
        // Long amounts need their room.
        var left = Math.Max(Left, Math.Max(ValueName(scale.Most, true).Length, ValueName(scale.Least, false).Length) * LetterWidth + 12);
        var inset = Bars.Count > 0 ? (width - left - Right) / Places / 2 : 0;
        double X(int place) => left + inset + place * (width - left - Right - 2 * inset) / Math.Max(1, Places - 1);
        double Y(double value) => Top + (scale.Most - value) / (scale.Most - scale.Least) * (height - Top - Bottom);

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" ")
            .Append("font-family=\"system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif\" font-size=\"13\">");
        foreach (var band in Bands) DrawBand(svg, band, ink, X, Y);
        foreach (var bars in Bars) DrawBars(svg, bars, ink, X, Y, Math.Max(2, inset * 1.2));
        for (var step = scale.Least; step <= scale.Most + scale.Step / 2; step += scale.Step)
        {
            var at = Y(step);
            Text(svg, left - 8, at + 4, "end", ink.Quiet, ValueName(step, step + scale.Step > scale.Most + scale.Step / 2));
            // The zero line is the only one drawn.
            if (Math.Abs(step) < scale.Step / 2) Path(svg, $"M{N(left)} {N(at)}H{N(width - Right)}", ink.Quiet, 1);
        }
        var every = look.Narrow ? 3 : 1;
        for (var (place, said) = (0, 0); place < Places; place++)
            if (PlaceName(place) is { } name && said++ % every == 0) Text(svg, X(place), height - 8, "middle", ink.Quiet, name);
        foreach (var line in Lines) DrawLine(svg, line, ink, X, Y);
        NameLines(svg, ink, X, Y, width, height);
        foreach (var band in Bands)
            if (band.Name.Length > 0)
                Text(svg, width - Right, Math.Min(height - Bottom - 4, Y(band.High[^1]) + 14), "end", ink.Quiet, band.Name);
        return svg.Append("</svg>").ToString();
    }

    private IEnumerable<double> Values() =>
        Lines.SelectMany(l => l.Values).Concat(Bars.SelectMany(b => b.Values)).Concat(Bands.SelectMany(b => b.Low.Concat(b.High)));

    private static void DrawLine(StringBuilder svg, ChartLine line, Ink ink, Func<int, double> x, Func<double, double> y)
    {
        var path = new StringBuilder();
        for (var i = 0; i < line.Values.Count; i++)
            path.Append(i == 0 ? 'M' : 'L').Append(N(x(line.From + i))).Append(' ').Append(N(y(line.Values[i])));
        Path(svg, path.ToString(), ink.Of(line.Tone), 1.6);
        for (var i = 0; line.Dots && i < line.Values.Count; i++)
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{N(x(line.From + i))}\" cy=\"{N(y(line.Values[i]))}\" r=\"2.4\" fill=\"{ink.Of(line.Tone)}\"/>");
    }

    private static void DrawBars(StringBuilder svg, ChartBars bars, Ink ink, Func<int, double> x, Func<double, double> y, double wide)
    {
        for (var i = 0; i < bars.Values.Count; i++)
        {
            var (top, foot) = (y(Math.Max(0, bars.Values[i])), y(Math.Min(0, bars.Values[i])));
            svg.Append(CultureInfo.InvariantCulture,
                $"<rect x=\"{N(x(i) - wide / 2)}\" y=\"{N(top)}\" width=\"{N(wide)}\" height=\"{N(foot - top)}\" fill=\"{ink.Of(bars.Tone)}\"/>");
        }
    }

    private static void DrawBand(StringBuilder svg, ChartBand band, Ink ink, Func<int, double> x, Func<double, double> y)
    {
        var path = new StringBuilder();
        for (var i = 0; i < band.High.Count; i++) path.Append(i == 0 ? 'M' : 'L').Append(N(x(i))).Append(' ').Append(N(y(band.High[i])));
        for (var i = band.Low.Count - 1; i >= 0; i--) path.Append('L').Append(N(x(i))).Append(' ').Append(N(y(band.Low[i])));
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{path}Z\" fill=\"{ink.Of(band.Tone)}\" fill-opacity=\"0.18\"/>");
    }

    /// <summary>Names each line above or below the place where the first two lie furthest apart; a single one at its end.</summary>
    private void NameLines(StringBuilder svg, Ink ink, Func<int, double> x, Func<double, double> y, double width, double height)
    {
        for (var i = 0; i < Lines.Count; i++)
        {
            if (Lines[i].Name.Length == 0 || Lines[i].Values.Count == 0) continue;
            var other = Lines.Count < 2 ? null : Lines[i == 0 ? 1 : 0].Values;
            var place = other is null ? Lines[i].Values.Count - 1
                : Enumerable.Range(0, Math.Min(other.Count, Lines[i].Values.Count)).MaxBy(p => Math.Abs(Lines[i].Values[p] - other[p]));
            var value = Lines[i].Values[place];
            var at = x(Lines[i].From + place);
            var anchor = at < width * 0.3 ? "start" : at > width * 0.7 ? "end" : "middle";
            var above = other is null || value > other[place] || i == 0 && value.Equals(other[place]);
            // Below the lowest line stand the places.
            var below = y(value) + 19;
            Text(svg, at, above || below > height - Bottom ? y(value) - 9 : below, anchor, ink.Of(Lines[i].Tone), Lines[i].Name);
        }
    }

    private static void Path(StringBuilder svg, string path, string color, double width) =>
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{N(width)}\" stroke-linejoin=\"round\"/>");

    private static void Text(StringBuilder svg, double x, double y, string anchor, string color, string text) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{N(x)}\" y=\"{N(y)}\" text-anchor=\"{anchor}\" fill=\"{color}\">{SecurityElement.Escape(text)}</text>");

    private static string N(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private readonly record struct Ink(bool Night)
    {
        public string Quiet => Night ? "#b0a798" : "#5f574c";

        public string Of(ChartTone tone) => (tone, Night) switch
        {
            (ChartTone.Green, false) => "#2f5d4c",
            (ChartTone.Green, true) => "#92c4ac",
            (ChartTone.Red, false) => "#96301e",
            (ChartTone.Red, true) => "#e8957d",
            _ => throw new InvalidOperationException($"{tone} is no tone."),
        };
    }

    /// <summary>From where to where an axis goes, in which steps: 1, 2 or 5 times a power of ten, at most six of them.</summary>
    private readonly record struct Scale(double Least, double Most, double Step)
    {
        public static Scale Of(IEnumerable<double> values, double leastStep)
        {
            double least = 0, most = leastStep;
            foreach (var value in values) (least, most) = (Math.Min(least, value), Math.Max(most, value));
            var step = leastStep;
            for (var i = 0; (most - least) / step > 5; i++) step *= i % 3 == 1 ? 2.5 : 2;
            return new Scale(Math.Floor(least / step) * step, Math.Ceiling(most / step) * step, step);
        }
    }
}
