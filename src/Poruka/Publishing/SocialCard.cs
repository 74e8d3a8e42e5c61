using System.Text.RegularExpressions;
using Poruka.Shell.Printing;
using SkiaSharp;

namespace Poruka.Publishing;

/// <summary>The picture that other sites and messengers show beside a link: the title on paper, in the group's colour.</summary>
internal static partial class SocialCard
{
    private const int Width = 1_200, Height = 630, Margin = 84, MostLines = 5;

    /// <summary>Draws a card as PNG.</summary>
    /// <param name="title">The title.</param>
    /// <param name="group">The group's name.</param>
    /// <param name="accent">The group's colour, as #rrggbb.</param>
    /// <param name="sign">The group's sign as PNG, or null.</param>
    public static byte[] Draw(string title, string group, string accent, byte[]? sign)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var canvas = surface.Canvas;
        var colour = SKColor.TryParse(accent, out var parsed) ? parsed : new SKColor(0x96, 0x30, 0x1e);
        canvas.Clear(new SKColor(0xfa, 0xf7, 0xf1));
        using var paint = new SKPaint { IsAntialias = true, Color = colour };
        canvas.DrawRect(0, 0, Width, 18, paint);
        canvas.DrawRect(Margin, Height - 150, 120, 5, paint);
        var left = (float)Margin;
        if (sign is not null)
        {
            using var image = SKImage.FromEncodedData(sign);
            canvas.DrawImage(image, SKRect.Create(Margin, Height - 124, 64, 64), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
            left += 84;
        }
        paint.Color = new SKColor(0x5f, 0x57, 0x4c);
        Text(canvas, PdfFace.Regular, 34, Cut(PdfFace.Regular, 34, group, Width - Margin - left), left, Height - 80, paint);

        var size = 76f;
        List<string> lines;
        while ((lines = Lines(title, size)).Count > MostLines - 1 && size > 46) size -= 6;
        if (lines.Count > MostLines) lines = [.. lines.Take(MostLines - 1), Cut(PdfFace.Heading, size, lines[MostLines - 1] + " …", Width - 2 * Margin)];
        paint.Color = new SKColor(0x1f, 0x1b, 0x16);
        var y = 80 + size;
        foreach (var line in lines)
        {
            Text(canvas, PdfFace.Heading, size, line, Margin, y, paint);
            y += size * 1.2f;
        }
        using var drawn = surface.Snapshot();
        using var png = drawn.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static List<string> Lines(string text, float size)
    {
        var font = PdfFont.Of(PdfFace.Heading);
        var lines = new List<string>();
        var line = "";
        // A word of one letter stands with the next, as Russian and Ukrainian are set.
        foreach (var word in ShortWord().Replace(text, "$1\u00a0").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && font.Width(longer) * size > Width - 2 * Margin)
            {
                lines.Add(line);
                line = word;
            }
            else line = longer;
        }
        if (line.Length > 0) lines.Add(Cut(PdfFace.Heading, size, line, Width - 2 * Margin));
        return lines;
    }

    private static string Cut(PdfFace face, float size, string text, float width)
    {
        var font = PdfFont.Of(face);
        while (text.Length > 1 && font.Width(text) * size > width) text = text[..^2].TrimEnd() + "…";
        return text;
    }

    private static void Text(SKCanvas canvas, PdfFace face, float size, string text, float x, float y, SKPaint paint)
    {
        var font = PdfFont.Of(face);
        var shaped = font.Shape(text);
        if (shaped.Glyphs.Length == 0) return;
        using var builder = new SKTextBlobBuilder();
        using var sized = font.At(size);
        builder.AddPositionedRun(shaped.Glyphs, sized, [.. shaped.Places.Select(p => new SKPoint(p.X * size, p.Y * size))]);
        using var blob = builder.Build();
        if (blob is not null) canvas.DrawText(blob, x, y, paint);
    }

    [GeneratedRegex(@"(?<!\S)(\p{L}) ")]
    private static partial Regex ShortWord();
}
