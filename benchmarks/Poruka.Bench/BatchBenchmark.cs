using NodaTime;
using Poruka.Letters;
using Poruka.Shell.Printing;
using SkiaSharp;

namespace Poruka.Bench;

/// <summary>A batch of a thousand letters with their envelopes, as it goes to the printer: every third has a page written by hand.</summary>
internal static class BatchBenchmark
{
    private const int Letters = 1_000;

    public static IEnumerable<Figure> Run(BenchOptions options)
    {
        var picture = Handwriting();
        var letters = Enumerable.Range(1, Letters).Select(i => new PrintedLetter(
            new Addressed($"Анна Ильина {i}", $"{i}-А", "ФКУ ИК-2 УФСИН России по Владимирской области\nул. Победы, 1\nг. Покров\n601120", "RU", 2, "PO box 12\n10115 Berlin", "ИК-2"),
            new LetterText(string.Join("\n\n", Enumerable.Repeat("Здравствуйте! Я живу у реки и пеку хлеб. Що ви читаєте? How are you?", 12))) { Signature = "Лена" }, "ru")
        {
            Pictures = i % 3 == 0 ? [() => picture] : [],
        }).ToList();
        Print(letters.Take(10).ToList());
        var seconds = new List<double>();
        var mebibytes = 0.0;
        for (var turn = 0; turn < 3; turn++)
            mebibytes = Math.Max(mebibytes, Megabytes.Of(Processes.GrowthOf(() => seconds.Add(Turns.Seconds(() => Print(letters))))));
        yield return new Figure($"{Letters:N0} letters and envelopes as PDF", Turns.Median(seconds), "s", Goal: Goal.AtMost(10), Note: "a third with a scan of A5 at 200 dots an inch");
        yield return new Figure("its memory", mebibytes, "MiB", Goal: Goal.AtMost(300), Note: "at its peak, beside what the process held before; the server holds 40");
        using var sent = new PdfOutput(Stream.Null);
        LetterPrint.Letters(sent, "Letters", new LocalDate(2026, 11, 23), letters);
        yield return new Figure("bytes of the letters", Megabytes.Of(sent.Length), "MiB");
    }

    private static void Print(IReadOnlyList<PrintedLetter> letters)
    {
        // As the server does it: page by page to who asked.
        using var bytes = new PdfOutput(Stream.Null);
        LetterPrint.Letters(bytes, "Letters", new LocalDate(2026, 11, 23), letters);
        using var envelopes = new PdfOutput(Stream.Null);
        LetterPrint.Envelopes(envelopes, "Envelopes", new LocalDate(2026, 11, 23), PdfPaper.EnvelopeDL, letters.Select(l => l.To));
        if (bytes.Length < 100_000 || envelopes.Length < 10_000) throw new InvalidOperationException("Little was printed.");
    }

    private static byte[] Handwriting()
    {
        using var surface = SKSurface.Create(new SKImageInfo(1_165, 1_653));
        surface.Canvas.Clear(SKColors.White);
        using var paint = new SKPaint { Color = SKColors.DarkBlue, StrokeWidth = 3, IsAntialias = true };
        for (var y = 80; y < 1_600; y += 60)
            for (var x = 80; x < 1_080; x += 16) surface.Canvas.DrawLine(x, y + x % 48 / 4, x + 16, y + (x + 16) % 48 / 4, paint);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, 82);
        return data.ToArray();
    }
}
