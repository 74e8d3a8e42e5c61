using System.Globalization;
using System.Text;
using NodaTime;
using Poruka.Shell;
using Poruka.Shell.Printing;
using SkiaSharp;

namespace Poruka.Letters;

/// <summary>A letter that is printed.</summary>
public sealed record PrintedLetter(Addressed To, LetterText Text, string Language)
{
    /// <summary>Pictures of what was written by hand, one on a page, each opened when it is come to.</summary>
    public IReadOnlyList<Func<byte[]?>> Pictures { get; init; } = [];
}

/// <summary>
/// Prints letters, envelopes and labels. The address on a letter's first page stands where the window of a DL envelope is
/// (DIN 5008, form B: 20 to 105 mm from the left, 45 to 90 mm from the top), so one sheet needs no envelope printed.
/// </summary>
internal static class LetterPrint
{
    private const float Margin = 22, FirstTop = 100, Top = 30, Bottom = 275;

    private static readonly PdfStyle Body = new(11.5f), Small = new(8.5f) { Grey = 0.25f };

    /// <summary>How many sheets a text takes.</summary>
    public static int PagesOf(string text)
    {
        if (text.Length == 0) return 0;
        var lines = Lines(text).Count;
        var (first, more) = Room();
        return lines <= first ? 1 : 1 + (lines - first + more - 1) / more;
    }

    /// <summary>How many sheets a letter takes, with its pictures.</summary>
    public static int PagesOf(PrintedLetter letter) => Math.Max(1, PagesOf(Whole(letter.Text)) + letter.Pictures.Count);

    /// <summary>The first sign that our faces lack: printed, it would be a question mark. Null where they have all.</summary>
    public static string? Unprintable(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format) && !PdfFont.Of(PdfFace.Regular).Has(rune.Value)) return rune.ToString();
        return null;
    }

    /// <summary>Letters one after the other; on each page the name, and the number where the facility wants it.</summary>
    public static void Letters(Stream target, string title, LocalDate day, IEnumerable<PrintedLetter> letters)
    {
        using var document = new PdfDocument(target, title, day);
        foreach (var letter in letters) Letter(document, letter, day);
        document.Close();
    }

    /// <summary>An envelope for each letter.</summary>
    public static void Envelopes(Stream target, string title, LocalDate day, PdfPaper paper, IEnumerable<Addressed> letters)
    {
        using var document = new PdfDocument(target, title, day);
        foreach (var to in letters)
        {
            using var page = document.NewPage(paper);
            page.Text(12, 12, paper.WidthMm * 0.4f, to.Return, new PdfStyle(9));
            var left = paper.WidthMm * 0.48f;
            var text = string.Join('\n', AddressLines(to));
            page.Text(left, paper.HeightMm * 0.5f, paper.WidthMm - left - 10, text, Fitting(text, new PdfStyle(12), paper.WidthMm - left - 10, paper.HeightMm * 0.5f - 8));
        }
        document.Close();
    }

    /// <summary>Labels: three in a row, eight rows of A4 or ten of Letter.</summary>
    public static void Labels(Stream target, string title, LocalDate day, bool isLetter, IEnumerable<Addressed> letters)
    {
        var paper = isLetter ? PdfPaper.Letter : PdfPaper.A4;
        var (rows, width, height, left, top, pitch) = isLetter ? (10, 66.7f, 25.4f, 4.8f, 12.7f, 69.85f) : (8, 70f, 37.125f, 0f, 0f, 70f);
        using var document = new PdfDocument(target, title, day);
        foreach (var sheet in letters.Chunk(3 * rows))
        {
            using var page = document.NewPage(paper);
            for (var i = 0; i < sheet.Length; i++)
            {
                var text = string.Join('\n', AddressLines(sheet[i]));
                page.Text(left + i % 3 * pitch + 5, top + i / 3 * height + 3, width - 9, text, Fitting(text, new PdfStyle(10), width - 9, height - 4));
            }
        }
        document.Close();
    }

    /// <summary>Name and number first, then the address as its post wants it, then the country for who carries it there.</summary>
    public static IEnumerable<string> AddressLines(Addressed to)
    {
        yield return to.Number.Length > 0 ? $"{to.Name}, {to.Number}" : to.Name;
        foreach (var line in to.Address.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) yield return line;
        if (CountryName(to.Country) is { } country && !to.Address.Contains(country, StringComparison.OrdinalIgnoreCase)) yield return country;
    }

    /// <summary>In Latin capitals: the first post office that reads it is ours (Universal Postal Convention, article 17).</summary>
    private static string? CountryName(string country)
    {
        if (country.Length != 2) return null;
        try
        {
            return new RegionInfo(country).EnglishName.ToUpperInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static void Letter(PdfDocument document, PrintedLetter letter, LocalDate day)
    {
        var text = Whole(letter.Text);
        var lines = text.Length == 0 ? [] : Lines(text);
        var written = PagesOf(text);
        var (first, more) = Room();
        var pages = PagesOf(letter);
        var paper = PdfPaper.A4;
        var width = paper.WidthMm - 2 * Margin;
        for (var (number, at) = (1, 0); number <= pages; number++)
        {
            using var page = document.NewPage(paper);
            var mark = letter.To.Name + (letter.To.Number.Length > 0 && letter.To.Marking != (int)PageMarking.Name ? " · " + letter.To.Number : "")
                + string.Create(CultureInfo.InvariantCulture, $" · {number}/{pages}");
            page.Text(paper.WidthMm - Margin - 90, 14, 90, mark, Small with { Align = PdfAlign.Right });
            var y = number == 1 ? FirstTop : Top;
            if (number == 1) Head(page, letter, day);
            if (number <= written)
                for (var count = number == 1 ? first : more; at < lines.Count && count > 0; at++, count--, y += Body.LineMm) page.Line(Margin, y, width, lines[at], Body);
            else if (number - written <= letter.Pictures.Count && letter.Pictures[number - written - 1]() is { } bytes)
            {
                using var picture = SKImage.FromEncodedData(bytes);
                if (picture is not null) page.Image(Margin, y, width, Bottom - y, picture);
            }
        }
    }

    private static void Head(PdfPage page, PrintedLetter letter, LocalDate day)
    {
        page.Text(Margin, 14, 90, letter.To.Return, Small);
        var address = string.Join('\n', AddressLines(letter.To));
        page.Text(Margin + 3, 50, 78, address, Fitting(address, new PdfStyle(11), 78, 39));
        var language = CultureInfo.GetCultures(CultureTypes.NeutralCultures).FirstOrDefault(c => c.Name == letter.Language) ?? CultureInfo.InvariantCulture;
        page.Text(page.Paper.WidthMm - Margin - 70, 90, 70, Written.Day(language, day), Body with { Align = PdfAlign.Right });
    }

    /// <summary>What is too much for its place is set smaller rather than cut.</summary>
    private static PdfStyle Fitting(string text, PdfStyle style, float width, float height)
    {
        while (style.SizePt > 5.5f && PdfPage.HeightOf(width, [new PdfRun(text)], style) > height) style = style with { SizePt = style.SizePt - 0.5f };
        return style;
    }

    /// <summary>What is written and how it is signed.</summary>
    private static string Whole(LetterText text) =>
        text.Printed.Length > 0 && text.Signature.Length > 0 ? text.Printed + "\n\n" + text.Signature : text.Printed;

    private static (int First, int More) Room() => ((int)((Bottom - FirstTop) / Body.LineMm), (int)((Bottom - Top) / Body.LineMm));

    private static IReadOnlyList<PdfLine> Lines(string text) => PdfWrap.Lines([new PdfRun(text)], Body.SizePt, (PdfPaper.A4.WidthMm - 2 * Margin) * PdfPaper.PointsPerMm);
}
