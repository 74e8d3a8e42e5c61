using SkiaSharp;

namespace Poruka.Shell.Printing;

/// <summary>A page to draw on. All measures are millimetres from the upper left corner.</summary>
public sealed class PdfPage : IDisposable
{
    private readonly PdfDocument _document;
    private readonly SKCanvas? _canvas;
    private readonly Action _end;

    internal PdfPage(PdfDocument document, PdfPaper paper, SKCanvas? canvas, Action end) => (_document, Paper, _canvas, _end) = (document, paper, canvas, end);

    /// <summary>Its size.</summary>
    public PdfPaper Paper { get; }

    /// <summary>Sets a text in a column; returns the height that it took.</summary>
    public float Text(float x, float y, float width, string text, PdfStyle style) => Text(x, y, width, [new PdfRun(text)], style);

    /// <summary>Sets pieces of text in a column; returns the height that they took.</summary>
    public float Text(float x, float y, float width, IReadOnlyList<PdfRun> runs, PdfStyle style)
    {
        var lines = PdfWrap.Lines(runs, style.SizePt, width * PdfPaper.PointsPerMm);
        for (var i = 0; i < lines.Count; i++) Line(x, y + i * style.LineMm, width, lines[i], style);
        return lines.Count * style.LineMm;
    }

    /// <summary>The height that pieces of text would take.</summary>
    public static float HeightOf(float width, IReadOnlyList<PdfRun> runs, PdfStyle style) =>
        PdfWrap.Lines(runs, style.SizePt, width * PdfPaper.PointsPerMm).Count * style.LineMm;

    /// <summary>The width of a text that is not broken.</summary>
    public static float WidthOf(string text, PdfFace face, float sizePt) => PdfFont.Of(face).Width(text) * sizePt / PdfPaper.PointsPerMm;

    /// <summary>A straight line.</summary>
    public void Line(float x1, float y1, float x2, float y2, float widthMm = 0.2f, float grey = 0, bool dashed = false)
    {
        if (_canvas is null) return;
        using var dash = dashed ? SKPathEffect.CreateDash([Pt(1.5f), Pt(1.5f)], 0) : null;
        using var paint = Paint(grey, widthMm);
        paint.PathEffect = dash;
        _canvas.DrawLine(Pt(x1), Pt(y1), Pt(x2), Pt(y2), paint);
    }

    /// <summary>The outline of a box: a frame, or a box to tick.</summary>
    public void Box(float x, float y, float width, float height, float widthMm = 0.2f, float grey = 0)
    {
        if (_canvas is null) return;
        using var paint = Paint(grey, widthMm);
        _canvas.DrawRect(Pt(x), Pt(y), Pt(width), Pt(height), paint);
    }

    /// <summary>A filled box.</summary>
    public void Fill(float x, float y, float width, float height, float grey)
    {
        if (_canvas is null) return;
        using var paint = Paint(grey, null);
        _canvas.DrawRect(Pt(x), Pt(y), Pt(width), Pt(height), paint);
    }

    /// <summary>A picture, scaled into a box with its proportions kept; returns the height that it took.</summary>
    /// <param name="x">Its left.</param>
    /// <param name="y">Its top.</param>
    /// <param name="width">The widest it may be.</param>
    /// <param name="height">The highest.</param>
    /// <param name="picture">A decoded picture. Decode pictures of strangers within a limit of pixels first.</param>
    public float Image(float x, float y, float width, float height, SKImage picture)
    {
        var scale = Math.Min(width / picture.Width, height / picture.Height);
        var (w, h) = (picture.Width * scale, picture.Height * scale);
        _canvas?.DrawImage(picture, new SKRect(Pt(x), Pt(y), Pt(x + w), Pt(y + h)), new SKSamplingOptions(SKFilterMode.Linear));
        return h;
    }

    /// <summary>Draws with the paper turned around a point, in degrees clockwise: for folded cards.</summary>
    public void Turned(float x, float y, float degrees, Action draw)
    {
        _canvas?.Save();
        _canvas?.RotateDegrees(degrees, Pt(x), Pt(y));
        draw();
        _canvas?.Restore();
    }

    /// <summary>Ends the page.</summary>
    public void Dispose() => _end();

    internal void Line(float x, float y, float width, PdfLine line, PdfStyle style)
    {
        if (_canvas is null)
        {
            foreach (var (text, face) in line.Runs) _document.Note(face, PdfFont.Of(face).Shape(text).Glyphs);
            return;
        }
        var left = Pt(x) + style.Align switch
        {
            PdfAlign.Left => 0,
            PdfAlign.Right => Pt(width) - line.WidthPt,
            PdfAlign.Centre => (Pt(width) - line.WidthPt) / 2,
        };
        // The baseline: half of what the line has over the size, and then the height of capitals and their room.
        var baseline = Pt(y) + style.SizePt * ((style.Leading - 1) / 2 + 0.82f);
        using var paint = Paint(style.Grey, null);
        foreach (var (text, face) in line.Runs)
        {
            var font = PdfFont.Of(face);
            var shaped = font.Shape(text);
            var places = Array.ConvertAll(shaped.Places, p => new SKPoint(p.X * style.SizePt, p.Y * style.SizePt));
            using var sized = _document.Font(face, style.SizePt);
            using var builder = new SKTextBlobBuilder();
            builder.AddPositionedRun(shaped.Glyphs, sized, places);
            using var blob = builder.Build();
            if (blob is not null) _canvas.DrawText(blob, left, baseline, paint);
            left += shaped.Width * style.SizePt;
        }
    }

    private static float Pt(float mm) => mm * PdfPaper.PointsPerMm;

    private static SKPaint Paint(float grey, float? strokeMm)
    {
        var shade = (byte)Math.Clamp(grey * 255, 0, 255);
        return new SKPaint
        {
            Color = new SKColor(shade, shade, shade), IsAntialias = true,
            Style = strokeMm is null ? SKPaintStyle.Fill : SKPaintStyle.Stroke, StrokeWidth = Pt(strokeMm ?? 0),
        };
    }
}
