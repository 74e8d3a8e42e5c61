using System.Globalization;
using System.Security;
using System.Text;
using Poruka.Shell;

namespace Poruka.Letters.ReplayWaves;

/// <summary>A row for each policy, a mark for each seed: the share of weeks in silence. Names at the rows, no frame.</summary>
internal static class WaveChart
{
    private const double Width = 720, Left = 190, Right = 60, Top = 20, Row = 44;

    public static string Draw(CultureInfo language, IReadOnlyList<IReadOnlyList<WaveMeasures>> seeds)
    {
        var policies = Enum.GetValues<WavePolicy>();
        var most = Math.Max(0.1, Math.Ceiling(seeds.Max(s => s.Max(m => m.SilentShare)) * 10) / 10);
        var height = Top + Row * policies.Length + 34;
        double X(double share) => Left + share / most * (Width - Left - Right);
        var svg = new StringBuilder().Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" font-family=\"system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif\" font-size=\"13\"><rect width=\"100%\" height=\"100%\" fill=\"#fbf8f2\"/>");
        Line(svg, X(0), Top - 6, height - 26);
        for (var step = 0.0; step <= most + 0.001; step += 0.1) Text(svg, X(step), height - 10, "middle", "#5f574c", step.ToString("P0", language));
        foreach (var policy in policies)
        {
            var y = Top + Row * (int)policy + Row / 2;
            var color = policy == WavePolicy.Poruka ? "#2f5d4c" : "#96301e";
            Text(svg, Left - 14, y + 4, "end", "#2b2620", Texts.Get(language, "Command.LettersReplay.Policy." + policy));
            foreach (var seed in seeds)
                svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(seed[(int)policy].SilentShare):0.#}\" cy=\"{y:0.#}\" r=\"4\" fill=\"{color}\" fill-opacity=\"0.35\"/>");
            var mean = seeds.Average(s => s[(int)policy].SilentShare);
            Text(svg, X(seeds.Max(s => s[(int)policy].SilentShare)) + 10, y + 4, "start", color, mean.ToString("P1", language));
        }
        return svg.Append("</svg>\n").ToString();
    }

    private static void Line(StringBuilder svg, double x, double from, double to) => svg.Append(CultureInfo.InvariantCulture,
        $"<path d=\"M{x:0.#} {from:0.#}V{to:0.#}\" stroke=\"#5f574c\" stroke-width=\"1\"/>");

    private static void Text(StringBuilder svg, double x, double y, string anchor, string color, string text) => svg.Append(CultureInfo.InvariantCulture,
        $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" fill=\"{color}\">").Append(SecurityElement.Escape(text)).Append("</text>");
}
