namespace Poruka.Shell.Printing;

/// <summary>A column of a printed table.</summary>
/// <param name="Head">What stands over it.</param>
/// <param name="Share">Its width, as a share of all.</param>
/// <param name="Align">Where its text stands.</param>
public readonly record struct PdfColumn(string Head, float Share, PdfAlign Align = PdfAlign.Left);

/// <summary>The columns of a printed table.</summary>
/// <param name="Columns">The columns.</param>
public sealed record PdfTable(IReadOnlyList<PdfColumn> Columns)
{
    private const float GapMm = 3;
    private const float PadMm = 0.8f;

    internal float[] Lay(float width)
    {
        var shares = Columns.Sum(c => c.Share);
        var room = width - GapMm * (Columns.Count - 1);
        return [.. Columns.Select(c => room * c.Share / shares)];
    }

    internal float HeadHeight(float[] widths, PdfStyle style) => Tallest(Columns.Select(c => c.Head), widths, style, PdfFace.Bold);

    internal float HeightOf(IReadOnlyList<string> row, float[] widths, PdfStyle style) => Tallest(row.Take(Columns.Count), widths, style, PdfFace.Regular);

    internal float Head(PdfPage page, float x, float y, float[] widths, PdfStyle style)
    {
        var height = HeadHeight(widths, style);
        Cells(page, x, y, Columns.Select(c => c.Head), widths, style, PdfFace.Bold);
        page.Line(x, y + height, x + widths.Sum() + GapMm * (widths.Length - 1), y + height, 0.3f);
        return height;
    }

    internal void Row(PdfPage page, float x, float y, IReadOnlyList<string> row, float[] widths, PdfStyle style)
    {
        Cells(page, x, y, row, widths, style, PdfFace.Regular);
        var bottom = y + HeightOf(row, widths, style);
        page.Line(x, bottom, x + widths.Sum() + GapMm * (widths.Length - 1), bottom, 0.1f, 0.6f);
    }

    private void Cells(PdfPage page, float x, float y, IEnumerable<string> texts, float[] widths, PdfStyle style, PdfFace face)
    {
        var column = 0;
        foreach (var text in texts)
        {
            page.Text(x, y + PadMm, widths[column], [new PdfRun(text, face)], style with { Align = Columns[column].Align });
            x += widths[column++] + GapMm;
        }
    }

    private static float Tallest(IEnumerable<string> texts, float[] widths, PdfStyle style, PdfFace face) =>
        texts.Select((text, i) => PdfPage.HeightOf(widths[i], [new PdfRun(text, face)], style)).DefaultIfEmpty(0).Max() + 2 * PadMm;
}
