using System.Globalization;
using System.Text;
using QRCoder;

namespace Poruka.People;

/// <summary>A QR code as the path of an SVG drawing: one unit a module, with the quiet zone that readers need.</summary>
internal static class QrPicture
{
    /// <summary>The path of a text; error correction of level M.</summary>
    public static string Of(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = data.ModuleMatrix; // with its quiet zone of four modules
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
            for (var x = 0; x < rows[y].Count; x++)
            {
                if (!rows[y][x]) continue;
                var end = x;
                while (end < rows[y].Count && rows[y][end]) end++;
                path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h{end - x}v1h-{end - x}z");
                x = end;
            }
        // Nothing is drawn at the last corner, but it tells how large the picture is.
        return path.Append(CultureInfo.InvariantCulture, $"M{rows.Count} {rows.Count}").ToString();
    }

    /// <summary>The view box of such a path.</summary>
    public static string ViewBoxOf(string path)
    {
        var size = path[(path.LastIndexOf('M') + 1)..].Split(' ')[0];
        return $"0 0 {size} {size}";
    }
}
