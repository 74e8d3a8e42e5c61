using System.Diagnostics;
using System.Globalization;
using CsCheck;
using NodaTime;
using Poruka.Shell;
using Poruka.Shell.Printing;
using SkiaSharp;
using Read = UglyToad.PdfPig.PdfDocument;

namespace Poruka.Tests.Printing;

/// <summary>What is printed is real text, the same bytes each time, and needs no more memory for more pages.</summary>
public class PdfTests
{
    private const string Ukrainian = "Їжак з’їв ґудзик — «передача» в СІЗО № 1, 5 кг";
    private const string Russian = "Съешь ещё этих мягких французских булок, да выпей чаю";

    private static readonly LocalDate Day = new(2026, 11, 23);
    private static readonly PdfSetup Setup = new(PdfPaper.A4, Languages.Ukrainian, "Аркуш", Day) { Foot = "Правова інформація" };

    [Fact]
    public void Text_in_Cyrillic_can_be_taken_out_again()
    {
        var bytes = Write(Setup, sheet =>
        {
            sheet.Heading(1, "Заголовок: Ґрунт");
            sheet.Paragraph(Ukrainian);
            sheet.Paragraph([new("жирный ", PdfFace.Bold), new("курсив ", PdfFace.Italic), new(Russian)]);
            sheet.Paragraph("Łódź, Köln, Québec: fi fl ffi");
        });
        using var pdf = Read.Open(bytes);
        var words = string.Join(' ', pdf.GetPage(1).GetWords().Select(w => w.Text));
        foreach (var text in new[] { "Заголовок: Ґрунт", Ukrainian, "жирный курсив " + Russian, "Łódź, Köln, Québec: fi fl ffi", "Правова інформація", "1 / 1" })
            Assert.Contains(text, words, StringComparison.Ordinal);
        Assert.Equal("Аркуш", pdf.Information.Title);
    }

    [Fact]
    public async Task Another_program_reads_the_text_too()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, Write(Setup, sheet => sheet.Paragraph(Ukrainian)), TestContext.Current.CancellationToken);
            using var process = Process.Start(new ProcessStartInfo("pdftotext", [file, "-"]) { RedirectStandardOutput = true })!;
            var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.Contains(Ukrainian, text, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_document_that_carries_its_own_letters_alone_is_small_and_looks_the_same()
    {
        static void Draw(PdfDocument document)
        {
            using var page = document.NewPage(PdfPaper.A4);
            var at = 10f;
            // Letters with marks are composed of others.
            foreach (var face in Enum.GetValues<PdfFace>())
                foreach (var text in (string[])[Ukrainian, Russian, "Łódź, Köln, Québec: ǅ fi fl ffi", "Й Ё Ї й ё ї Ґ ґ Ў"]) at += page.Text(10, at, 180, [new(text, face)], new PdfStyle(14));
        }
        using var whole = new MemoryStream();
        using (var document = new PdfDocument(whole, "Letters", Day))
        {
            Draw(document);
            document.Close();
        }
        using var own = new MemoryStream();
        PdfDocument.Write(own, "Letters", Day, Draw);
        Assert.True(own.Length * 3 < whole.Length, $"{own.Length} of {whole.Length} bytes");
        Assert.Equal(await Drawn(whole.ToArray()), await Drawn(own.ToArray()));

        static async Task<byte[]> Drawn(byte[] pdf)
        {
            using var folder = new Cli.TemporaryFolder();
            await File.WriteAllBytesAsync(folder.File("x.pdf"), pdf, TestContext.Current.CancellationToken);
            using var process = Process.Start("pdftoppm", ["-r", "70", "-singlefile", folder.File("x.pdf"), folder.File("x")]);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return await File.ReadAllBytesAsync(folder.File("x.ppm"), TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Somebody_who_goes_away_while_it_is_written_breaks_the_document_off_and_not_the_program()
    {
        static void Draw(PdfDocument document)
        {
            using var page = document.NewPage(PdfPaper.A4);
            page.Text(10, 10, 180, Ukrainian, new PdfStyle(14));
        }
        using var gone = new GoneStream();
        using var document = new PdfDocument(gone, "Letters", Day);
        var broken = Assert.Throws<IOException>(() =>
        {
            for (var i = 0; i < 1_000; i++) Draw(document);
            document.Close();
        });
        Assert.Equal("Gone.", broken.Message);
        Assert.Equal(1, gone.Writes);
    }

    [Fact]
    public void The_same_sheet_has_the_same_bytes()
    {
        Assert.Equal(Write(Setup, Draw), Write(Setup, Draw));

        static void Draw(PdfSheet sheet)
        {
            sheet.Heading(2, Russian);
            sheet.Table(new PdfTable([new("Кому", 3), new("Листів", 1, PdfAlign.Right)]), [["Іван", "3"], ["Марія", "12"]]);
            sheet.Item("", [new(Ukrainian)]);
            sheet.Item("1.", [new(Russian)]);
            sheet.Marked(() => sheet.Paragraph(Ukrainian));
        }
    }

    [Fact]
    public void Pages_are_numbered_with_how_many_there_are_and_tables_have_their_head_on_each()
    {
        var bytes = Write(Setup, sheet => sheet.Table(
            new PdfTable([new("Кому", 3), new("Скільки", 1, PdfAlign.Right)]),
            Enumerable.Range(1, 150).Select(i => (IReadOnlyList<string>)[$"Рядок {i}", i.ToString(CultureInfo.InvariantCulture)])));
        if (Environment.GetEnvironmentVariable("PORUKA_KEEP") is { } folder) File.WriteAllBytes(Path.Combine(folder, "table.pdf"), bytes);
        using var pdf = Read.Open(bytes);
        Assert.True(pdf.NumberOfPages > 2);
        var rows = new List<string>();
        foreach (var page in pdf.GetPages())
        {
            var words = string.Join(' ', page.GetWords().Select(w => w.Text));
            Assert.Contains($"{page.Number} / {pdf.NumberOfPages}", words, StringComparison.Ordinal);
            Assert.Contains("Скільки", words, StringComparison.Ordinal);
            Assert.Equal((595.0, 842.0), (Math.Round(page.Width), Math.Round(page.Height)));
            rows.AddRange(page.GetWords().Where(w => w.Text == "Рядок").Select(w => w.Text));
        }
        Assert.Equal(150, rows.Count);
    }

    [Fact]
    public void No_line_leaves_the_paper_however_long_a_word_is()
    {
        var bytes = Write(Setup with { Paper = PdfPaper.A7, MarginMm = 6 }, sheet =>
        {
            sheet.Paragraph("https://example.org/" + new string('ж', 400));
            sheet.Item("•", [new(new string('w', 300), PdfFace.Bold)]);
            sheet.Paragraph("и\u0301" + string.Concat(Enumerable.Repeat("а\u0301", 200)));
        });
        using var pdf = Read.Open(bytes);
        foreach (var letter in pdf.GetPages().SelectMany(p => p.Letters))
        {
            Assert.InRange(letter.BoundingBox.Left, 0, PdfPaper.A7.WidthMm * PdfPaper.PointsPerMm);
            Assert.InRange(letter.BoundingBox.Right, 0, (PdfPaper.A7.WidthMm - 5.5) * PdfPaper.PointsPerMm);
            Assert.InRange(letter.BoundingBox.Bottom, 0, PdfPaper.A7.HeightMm * PdfPaper.PointsPerMm);
        }
    }

    [Fact]
    public void Words_break_after_spaces_hyphens_and_slashes_but_numbers_stay_whole()
    {
        Assert.Equal(["раз ", "два-", "три ", "2026-11-23 ", "RU-01"], PdfWrap.Words("раз два-три 2026-11-23 RU-01"));
        Assert.Equal("https:" + "//example.org/путь", string.Concat(PdfWrap.Words("https:" + "//example.org/путь")));
    }

    [Fact]
    public void Lines_hold_every_letter_and_fit() => Gen.Select(
        Gen.OneOf(Gen.String[Gen.Char["абвгґїжz w-/.1 "], 0, 120], Gen.String[0, 60]), Gen.Int[30, 400]).Sample((text, width) =>
        {
            var lines = PdfWrap.Lines([new PdfRun(text), new PdfRun(text, PdfFace.Bold)], 10, width);
            Assert.Equal(Letters(text + text), Letters(string.Concat(lines.SelectMany(l => l.Runs).Select(r => r.Text))));
            // A single letter may be wider than the narrowest column.
            Assert.All(lines, line => Assert.True(line.WidthPt <= width + 0.5f || string.Concat(line.Runs.Select(r => r.Text)).Length < 3));
        }, iter: 500);

    private static string Letters(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c) && !char.IsControl(c) && c != '\u00AD'));

    [Fact]
    public void Pictures_and_turned_text_are_drawn()
    {
        using var bitmap = new SKBitmap(40, 20);
        bitmap.Erase(SKColors.Black);
        using var picture = SKImage.FromBitmap(bitmap);
        using var target = new MemoryStream();
        using (var document = new PdfDocument(target, "Картка", Day))
        {
            using (var page = document.NewPage(PdfPaper.EnvelopeDL))
            {
                Assert.Equal(20, page.Image(10, 10, 40, 40, picture), 0.01f);
                page.Turned(100, 50, 180, () => page.Text(100, 50, 80, "Догори ногами", new PdfStyle(12)));
                page.Box(5, 5, 210, 100);
                page.Line(5, 50, 215, 50, dashed: true);
                page.Fill(5, 5, 5, 5, 0.8f);
            }
            document.Close();
        }
        using var pdf = Read.Open(target.ToArray());
        Assert.Single(pdf.GetPage(1).GetImages());
        Assert.Contains("Догори", string.Concat(pdf.GetPage(1).Letters.Select(l => l.Value)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_few_lines_that_would_stand_alone_on_a_last_page_come_in_before_it()
    {
        int Pages(int lines)
        {
            using var pdf = Read.Open(Write(Setup, sheet => { for (var i = 0; i < lines; i++) sheet.Paragraph(Ukrainian); }));
            return pdf.NumberOfPages;
        }
        var full = Enumerable.Range(1, 100).TakeWhile(lines => Pages(lines) == 1).Last();
        Assert.Equal(1, Pages(full));
        Assert.Equal(2, Pages(full + 1));
        // On one page there are more than the leading of text has room for.
        Assert.True(full * (new PdfStyle(Setup.SizePt).LineMm + 1.8f) > PdfPaper.A4.HeightMm - 2 * Setup.MarginMm - 4, $"{full} lines");
    }

    private static byte[] Write(PdfSetup setup, Action<PdfSheet> draw)
    {
        using var target = new MemoryStream();
        PdfSheet.Write(target, setup, draw);
        return target.ToArray();
    }

    /// <summary>The connection of somebody who has gone.</summary>
    private sealed class GoneStream : MemoryStream
    {
        public int Writes { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Writes++;
            throw new IOException("Gone.");
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
