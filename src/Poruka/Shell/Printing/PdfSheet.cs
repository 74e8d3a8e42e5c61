using System.Globalization;
using NodaTime;
using SkiaSharp;

namespace Poruka.Shell.Printing;

/// <summary>What a sheet is printed on, and what stands at its foot.</summary>
/// <param name="Paper">The paper.</param>
/// <param name="Language">The language that the day is written in.</param>
/// <param name="Title">Its title.</param>
/// <param name="Day">The day that stands in the foot.</param>
public sealed record PdfSetup(PdfPaper Paper, CultureInfo Language, string Title, LocalDate Day)
{
    /// <summary>The margin on each side.</summary>
    public float MarginMm { get; init; } = 18;

    /// <summary>The size of text, in points.</summary>
    public float SizePt { get; init; } = 10.5f;

    /// <summary>What stands in the foot before the day; may be empty.</summary>
    public string Foot { get; init; } = "";

    /// <summary>Whether there is a foot: day and page numbers.</summary>
    public bool HasFoot { get; init; } = true;
}

/// <summary>
/// Text that flows over pages: headings, paragraphs, lists, tables, pictures; each page has the day and "3 / 12" in its
/// foot. Pages go to the stream as they fill, so that a thousand of them need no more memory than one.
/// <code>
/// PdfSheet.Write(stream, new PdfSetup(PdfPaper.A4, language, "Letters of May", today), sheet =>
/// {
///     sheet.Heading(1, "Letters of May");
///     sheet.Paragraph("To be posted on Monday.");
///     sheet.Table(new PdfTable([new("To", 3), new("Pages", 1, PdfAlign.Right)]), rows);
/// });
/// </code>
/// The drawing is called twice, first to count the pages: it must do the same each time. Where the last page would have a few lines
/// alone, all of it is set a little closer, if that saves the page.
/// </summary>
public sealed class PdfSheet
{
    // A last page that is filled less than this share is a sheet of paper for nothing.
    private const float FewLines = 0.15f;

    private readonly PdfDocument _document;
    private readonly PdfSetup _setup;
    private readonly int _total;
    private readonly float _closeness;
    private PdfPage _page;
    private float _left;
    private int _marked;

    private PdfSheet(PdfDocument document, PdfSetup setup, int total, float closeness)
    {
        (_document, _setup, _total, _closeness, _left) = (document, setup, total, closeness, setup.MarginMm);
        Body = new PdfStyle(setup.SizePt);
        Body = Body with { Leading = Body.Leading * closeness };
        _page = document.NewPage(setup.Paper);
        Y = setup.MarginMm;
    }

    /// <summary>How text is set.</summary>
    public PdfStyle Body { get; }

    /// <summary>How what is less important is set.</summary>
    public PdfStyle Small => Body with { SizePt = _setup.SizePt - 1.5f, Grey = 0.25f };

    /// <summary>The page that is being filled, to draw on beside the flow.</summary>
    public PdfPage Page => _page;

    /// <summary>Where the flow is, from the top of the page, in millimetres.</summary>
    public float Y { get; private set; }

    /// <summary>Where the column begins, in millimetres.</summary>
    public float Left => _left;

    /// <summary>How wide the column is, in millimetres.</summary>
    public float Width => _setup.Paper.WidthMm - _setup.MarginMm - _left;

    private float Bottom => _setup.Paper.HeightMm - _setup.MarginMm - (_setup.HasFoot ? 4 : 0);

    /// <summary>Writes a whole document.</summary>
    /// <param name="target">Takes the bytes; left open.</param>
    /// <param name="setup">The paper and the foot.</param>
    /// <param name="draw">Fills it; called twice, or some times more.</param>
    public static void Write(Stream target, PdfSetup setup, Action<PdfSheet> draw)
    {
        var (counted, closeness) = Lay(setup, draw);
        using (counted)
        {
            using var document = new PdfDocument(target, setup.Title, setup.Day, counted);
            Fill(document, setup, counted.Pages, closeness, draw);
            document.Close();
        }
    }

    /// <summary>A heading, kept with what follows.</summary>
    /// <param name="level">1 is the title, 2 a part, 3 a step.</param>
    /// <param name="text">The heading.</param>
    /// <param name="lines">How many lines of what follows are kept with it: more where that begins with another heading or a label.</param>
    public void Heading(int level, string text, int lines = 3)
    {
        var style = Body with { SizePt = _setup.SizePt * level switch { 1 => 1.75f, 2 => 1.35f, _ => 1.1f }, Leading = 1.25f };
        PdfRun[] runs = [new(text, level < 3 ? PdfFace.Heading : PdfFace.Bold)];
        var height = PdfPage.HeightOf(Width, runs, style);
        if (Y > _setup.MarginMm) Space(level switch { 1 => 6, 2 => 5, _ => 2.5f });
        Keep(height + lines * Body.LineMm);
        Flow(runs, style);
        Space(level < 3 ? 2 : 0.8f);
    }

    /// <summary>A paragraph.</summary>
    public void Paragraph(string text, PdfStyle? style = null) => Paragraph([new PdfRun(text)], style);

    /// <summary>A paragraph of several faces.</summary>
    public void Paragraph(IReadOnlyList<PdfRun> runs, PdfStyle? style = null)
    {
        Flow(runs, style ?? Body);
        Space(1.8f);
    }

    /// <summary>An item of a list.</summary>
    /// <param name="mark">What stands before it: "•", "1."; empty for a box to tick.</param>
    /// <param name="runs">The text.</param>
    /// <param name="style">How it is set; null for text.</param>
    public void Item(string mark, IReadOnlyList<PdfRun> runs, PdfStyle? style = null)
    {
        var set = style ?? Body;
        Keep(Math.Min(2 * set.LineMm, PdfPage.HeightOf(Width - 6, runs, set)));
        if (mark.Length > 0) _page.Text(_left, Y, 6, mark, set);
        else _page.Box(_left, Y + set.LineMm * 0.22f, set.SizePt * 0.28f, set.SizePt * 0.28f);
        Indented(6, () => Flow(runs, set));
        Space(0.8f);
    }

    /// <summary>What stands further to the right.</summary>
    public void Indented(float mm, Action draw)
    {
        _left += mm;
        draw();
        _left -= mm;
    }

    /// <summary>What stands apart, with a line down its left; a label that it begins with doesn't stand alone at a page's foot.</summary>
    public void Marked(Action draw)
    {
        Keep(4 * Body.LineMm);
        _marked++;
        Indented(4, draw);
        _marked--;
        Space(1.5f);
    }

    /// <summary>Empty room; none at the top of a page.</summary>
    public void Space(float mm)
    {
        if (Y > _setup.MarginMm) Y = Math.Min(Y + mm * _closeness, Bottom);
    }

    /// <summary>A line across the column.</summary>
    public void Rule()
    {
        Keep(4);
        _page.Line(_left, Y + 1.5f, _left + Width, Y + 1.5f, 0.2f, 0.5f);
        Y += 4;
    }

    /// <summary>Begins a new page where there is less room than this; never for what no page could hold.</summary>
    public void Keep(float mm)
    {
        if (Y + mm > Bottom && Y > _setup.MarginMm) NewPage();
    }

    /// <summary>Moves the flow down, past what was drawn beside it.</summary>
    public void Advance(float mm) => Y += mm;

    /// <summary>A picture, as wide as the column at most.</summary>
    public void Image(SKImage picture, float widthMm, float heightMm)
    {
        var scale = Math.Min(Math.Min(widthMm, Width) / picture.Width, heightMm / picture.Height);
        Keep(picture.Height * scale);
        Y += _page.Image(_left, Y, picture.Width * scale, picture.Height * scale, picture);
        Space(2);
    }

    /// <summary>A table; its head stands again on each page, and no row is cut that a page can hold.</summary>
    public void Table(PdfTable table, IEnumerable<IReadOnlyList<string>> rows)
    {
        var columns = table.Lay(Width);
        Keep(table.HeadHeight(columns, Small) + 3 * Body.LineMm);
        Y += table.Head(_page, _left, Y, columns, Small);
        foreach (var row in rows)
        {
            var height = table.HeightOf(row, columns, Body);
            if (Y + height > Bottom && Y > _setup.MarginMm + table.HeadHeight(columns, Small))
            {
                NewPage();
                Y += table.Head(_page, _left, Y, columns, Small);
            }
            table.Row(_page, _left, Y, row, columns, Body);
            Y += height;
        }
        Space(3);
    }

    /// <summary>Ends the page and begins another.</summary>
    public void NewPage()
    {
        Foot();
        _page.Dispose();
        _page = _document.NewPage(_setup.Paper);
        Y = _setup.MarginMm;
    }

    /// <summary>The document as it is counted, for its pages and its letters, and how close its lines are.</summary>
    private static (PdfDocument Counted, float Closeness) Lay(PdfSetup setup, Action<PdfSheet> draw)
    {
        var counted = new PdfDocument();
        var last = Fill(counted, setup, 0, 1, draw);
        if (counted.Pages is > 1 and < 50 && last > 0 && last < (setup.Paper.HeightMm - 2 * setup.MarginMm) * FewLines)
            foreach (var closer in new[] { 0.97f, 0.94f, 0.9f })
            {
                var tried = new PdfDocument();
                Fill(tried, setup, 0, closer, draw);
                var isShorter = tried.Pages < counted.Pages;
                (isShorter ? counted : tried).Dispose();
                if (isShorter) return (tried, closer);
            }
        return (counted, 1);
    }

    /// <summary>Draws all of it; how far down the last page it goes.</summary>
    private static float Fill(PdfDocument document, PdfSetup setup, int total, float closeness, Action<PdfSheet> draw)
    {
        var sheet = new PdfSheet(document, setup, total, closeness);
        draw(sheet);
        sheet.Foot();
        sheet._page.Dispose();
        return sheet.Y - setup.MarginMm;
    }

    /// <summary>Sets lines down the page and over to the next, and leaves no single line of a paragraph alone.</summary>
    private void Flow(IReadOnlyList<PdfRun> runs, PdfStyle style)
    {
        var lines = PdfWrap.Lines(runs, style.SizePt, Width * PdfPaper.PointsPerMm);
        for (var i = 0; i < lines.Count; i++)
        {
            var left = lines.Count - i;
            var fits = (int)((Bottom - Y + 0.01f) / style.LineMm);
            var alone = i == 0 && fits == 1 && left > 1;
            var widow = left == 2 && fits == 1 && i > 1;
            if ((fits < 1 || alone || widow) && Y > _setup.MarginMm) NewPage();
            if (_marked > 0) _page.Line(_left - 2.5f, Y, _left - 2.5f, Y + style.LineMm, 0.6f, 0.35f);
            _page.Line(_left, Y, Width, lines[i], style);
            Y += style.LineMm;
        }
    }

    private void Foot()
    {
        if (!_setup.HasFoot) return;
        var style = Small with { SizePt = 8 };
        var y = _setup.Paper.HeightMm - _setup.MarginMm + 1;
        var width = _setup.Paper.WidthMm - 2 * _setup.MarginMm;
        var day = Written.Day(_setup.Language, _setup.Day);
        var foot = _setup.Foot.Length == 0 ? day : $"{_setup.Foot} · {day}";
        if (PdfPage.WidthOf(foot, PdfFace.Regular, style.SizePt) > width - 20) foot = day; // on small paper the day alone
        _page.Text(_setup.MarginMm, y, width - 20, foot, style);
        _page.Text(_setup.MarginMm, y, width, $"{_document.Pages} / {Math.Max(_total, _document.Pages)}", style with { Align = PdfAlign.Right });
    }
}
