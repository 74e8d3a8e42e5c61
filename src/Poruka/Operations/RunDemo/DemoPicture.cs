using SkiaSharp;

namespace Poruka.Operations.RunDemo;

/// <summary>Draws the demo's pictures: flat shapes in the colours of the pages, so that none of them is taken for a photograph of anything.</summary>
internal static class DemoPicture
{
    private const int Width = 1_200, Height = 800;

    private static readonly SKColor Sky = new(0xe9, 0xdc, 0xc6), Pale = new(0xf6, 0xee, 0xdf), Red = new(0x96, 0x30, 0x1e), Green = new(0x2f, 0x5d, 0x4c),
        Deep = new(0x24, 0x45, 0x3a), Ink = new(0x2b, 0x26, 0x20), Sand = new(0xc9, 0xb5, 0x94);

    /// <summary>Draws one by its name, as PNG.</summary>
    public static byte[] Draw(string name)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pen = new Pen(surface.Canvas);
        surface.Canvas.Clear(Sky);
        switch (name)
        {
            case "sea":
                Sea(pen);
                break;
            case "river":
                River(pen);
                break;
            case "court":
                Court(pen);
                break;
            default:
                Letters(pen);
                break;
        }
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static void Sea(Pen pen)
    {
        pen.Circle(Red, 850, 430, 130);
        pen.Box(Green, 0, 470, Width, 330);
        for (var i = 0; i < 9; i++) pen.Box(Deep, 60 + i * 137 % 1_050, 520 + i * 29, 180 - i * 6, 7);
        // The steamer.
        pen.Shape(Ink, (250, 440), (640, 440), (600, 520), (300, 520));
        pen.Box(Pale, 340, 380, 200, 60);
        pen.Box(Red, 400, 290, 55, 90);
        pen.Box(Ink, 400, 290, 55, 22);
        pen.Circle(Pale, 455, 240, 34);
        pen.Circle(Pale, 515, 200, 48);
        pen.Circle(Pale, 600, 165, 62);
    }

    private static void River(Pen pen)
    {
        pen.Circle(Pale, 930, 190, 90);
        pen.Shape(Green, (0, 430), (330, 250), (640, 400), (900, 290), (Width, 400), (Width, Height), (0, Height));
        pen.Shape(Deep, (0, 560), (420, 470), (780, 560), (Width, 500), (Width, Height), (0, Height));
        pen.Shape(Sand, (520, 540), (640, 545), (560, 650), (900, Height), (330, Height), (470, 650));
        pen.Box(Ink, 190, 400, 150, 110);
        pen.Shape(Red, (170, 405), (265, 320), (360, 405));
        pen.Box(Sky, 240, 435, 40, 40);
        for (var i = 0; i < 6; i++) pen.Shape(Ink, (820 + i * 62, 520), (850 + i * 62, 390 - i % 3 * 30), (880 + i * 62, 520));
    }

    private static void Court(Pen pen)
    {
        pen.Box(Sand, 0, 640, Width, 160);
        pen.Shape(Red, (230, 300), (600, 130), (970, 300));
        pen.Box(Ink, 230, 300, 740, 34);
        for (var i = 0; i < 6; i++) pen.Box(Pale, 270 + i * 124, 334, 50, 250);
        pen.Box(Ink, 200, 584, 800, 26);
        pen.Box(Ink, 170, 610, 860, 30);
        // Those who came early.
        for (var i = 0; i < 17; i++)
        {
            var (x, y) = (70 + i * 66, 668 + i * 37 % 40);
            pen.Circle(i % 3 == 0 ? Red : Green, x, y, 17);
            pen.Box(i % 3 == 0 ? Red : Green, x - 20, y + 18, 40, 200);
        }
    }

    private static void Letters(Pen pen)
    {
        pen.Box(Sand, 0, 0, Width, Height);
        for (var i = 0; i < 7; i++)
        {
            var (x, y) = (40 + i * 311 % 860, 40 + i * 173 % 520);
            pen.Box(i % 3 == 1 ? Pale : Sky, x, y, 320, 210);
            pen.Shape(Pale, (x, y), (x + 160, y + 120), (x + 320, y));
            pen.Line(Ink, x, y, x + 160, y + 120);
            pen.Line(Ink, x + 160, y + 120, x + 320, y);
            pen.Box(i % 2 == 0 ? Red : Green, x + 262, y + 145, 40, 48);
            for (var line = 0; line < 3; line++) pen.Box(Ink, x + 34, y + 140 + line * 22, 130 - line * 24, 5);
        }
    }

    private sealed record Pen(SKCanvas Canvas)
    {
        public void Box(SKColor colour, float x, float y, float width, float height)
        {
            using var paint = new SKPaint { Color = colour, IsAntialias = true };
            Canvas.DrawRect(x, y, width, height, paint);
        }

        public void Circle(SKColor colour, float x, float y, float radius)
        {
            using var paint = new SKPaint { Color = colour, IsAntialias = true };
            Canvas.DrawCircle(x, y, radius, paint);
        }

        public void Line(SKColor colour, float x, float y, float toX, float toY)
        {
            using var paint = new SKPaint { Color = colour, IsAntialias = true, StrokeWidth = 3 };
            Canvas.DrawLine(x, y, toX, toY, paint);
        }

        public void Shape(SKColor colour, params ReadOnlySpan<(float X, float Y)> corners)
        {
            using var paint = new SKPaint { Color = colour, IsAntialias = true };
            using var outline = new SKPathBuilder();
            outline.MoveTo(corners[0].X, corners[0].Y);
            foreach (var (x, y) in corners[1..]) outline.LineTo(x, y);
            outline.Close();
            using var path = outline.Detach();
            Canvas.DrawPath(path, paint);
        }
    }
}
