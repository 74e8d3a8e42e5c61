using NodaTime;
using Poruka.Letters;
using Poruka.Shell.Printing;
using PdfDocument = UglyToad.PdfPig.PdfDocument;

namespace Poruka.Tests.Letters;

/// <summary>What goes to the printer: whole, in its window, the same each time.</summary>
public sealed class LetterPrintTests
{
    private const double PointsPerMm = 72 / 25.4;

    private static readonly LocalDate Day = new(2026, 11, 23);

    private static readonly Addressed Anna = new(
        "Анна Ильина", "1987-А", "ФКУ ИК-2 УФСИН России по Владимирской области\nул. Победы, 1\nг. Покров, Петушинский район\nВладимирская обл.\n601120", "RU",
        (int)PageMarking.NameAndNumber, "Political Red Cross\nPO box 12\n10115 Berlin, Germany", "ИК-2");

    [Fact]
    public void The_address_hits_the_window_of_a_DL_envelope_and_nothing_is_cut()
    {
        using (var longer = Letters([new PrintedLetter(Anna with { Address = Anna.Address + "\nотряд 4\nкорпус 12\nвторой этаж\nпоследняя дверь" }, new LetterText("Да"), "ru")]))
            Assert.Contains("RUSSIA", WindowOf(longer));
        using var pdf = Letters([Letter(string.Join("\n\n", Enumerable.Repeat("Привіт! Їжак, ґанок, є. Здравствуйте, объём, ёлка. Hello.", 60)))]);
        Assert.True(pdf.NumberOfPages > 1);
        var window = WindowOf(pdf);
        foreach (var word in new[] { "Анна", "601120", "RUSSIA" }) Assert.Contains(word, window);
        foreach (var page in pdf.GetPages())
        {
            Assert.Contains("1987-А", page.GetWords().Select(w => w.Text));
            Assert.All(page.GetWords(), w => Assert.True(w.BoundingBox.Left >= 0 && w.BoundingBox.Right <= page.Width && w.BoundingBox.Bottom > 20 && w.BoundingBox.Top <= page.Height, w.Text));
        }
    }

    [Fact]
    public void A_thousand_letters_and_their_envelopes_print_the_same_twice()
    {
        var letters = Enumerable.Range(1, 1_000).Select(i => new PrintedLetter(Anna with { Number = $"{i}" }, Letter($"Здравствуйте, {i}").Text, "ru")).ToList();
        var (once, twice) = (Print(letters), Print(letters));
        Assert.Equal(once, twice);
        using var pdf = PdfDocument.Open(once);
        Assert.Equal(1_000, pdf.NumberOfPages);
        var envelopes = new MemoryStream();
        LetterPrint.Envelopes(envelopes, "Envelopes", Day, PdfPaper.EnvelopeDL, letters.Select(l => l.To));
        using var printed = PdfDocument.Open(envelopes.ToArray());
        Assert.Equal(1_000, printed.NumberOfPages);
        Keep("letters-envelope.pdf", envelopes.ToArray());
    }

    [Theory]
    [InlineData(false, 24, 3)]
    [InlineData(true, 30, 2)]
    public void Labels_fill_their_sheets(bool isLetter, int perSheet, int sheets)
    {
        var labels = new MemoryStream();
        LetterPrint.Labels(labels, "Labels", Day, isLetter, Enumerable.Repeat(Anna, 60));
        Keep($"letters-labels-{perSheet}.pdf", labels.ToArray());
        using var pdf = PdfDocument.Open(labels.ToArray());
        Assert.Equal(sheets, pdf.NumberOfPages);
        Assert.Equal(perSheet, pdf.GetPage(1).GetWords().Count(w => w.Text == "601120"));
    }

    /// <summary>The words that are whole in the window. DIN 5008, form B: 20 to 105 mm from the left, 45 to 90 mm from the top.</summary>
    private static List<string> WindowOf(PdfDocument pdf)
    {
        var page = pdf.GetPage(1);
        return [.. page.GetWords().Where(w => w.BoundingBox.Left / PointsPerMm > 20 && w.BoundingBox.Right / PointsPerMm < 105
            && (page.Height - w.BoundingBox.Top) / PointsPerMm > 45 && (page.Height - w.BoundingBox.Bottom) / PointsPerMm < 90).Select(w => w.Text)];
    }

    private static PrintedLetter Letter(string text) => new(Anna, new LetterText(text) { Signature = "Лена" }, "ru");

    private static byte[] Print(IEnumerable<PrintedLetter> letters)
    {
        var bytes = new MemoryStream();
        LetterPrint.Letters(bytes, "Letters", Day, letters);
        return bytes.ToArray();
    }

    private static PdfDocument Letters(IReadOnlyList<PrintedLetter> letters)
    {
        var bytes = Print(letters);
        Keep("letters-letter.pdf", bytes);
        return PdfDocument.Open(bytes);
    }

    /// <summary>Left beside the screenshots for people to look at.</summary>
    private static void Keep(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Web.Browser.Screenshots);
        File.WriteAllBytes(Path.Combine(Web.Browser.Screenshots, name), bytes);
    }
}
