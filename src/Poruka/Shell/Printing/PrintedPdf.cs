namespace Poruka.Shell.Printing;

/// <summary>Prints the blocks of a document on paper.</summary>
public static class PrintedPdf
{
    private const float AddressMm = 78;

    /// <summary>Writes a document.</summary>
    /// <param name="target">Takes the bytes; left open.</param>
    /// <param name="setup">The paper.</param>
    /// <param name="blocks">The text.</param>
    public static void Write(Stream target, PdfSetup setup, IReadOnlyList<PrintedBlock> blocks) => PdfSheet.Write(target, setup, sheet =>
    {
        foreach (var block in blocks)
            switch (block.Kind)
            {
                case PrintedKind.Title:
                    sheet.Space(5);
                    sheet.Keep(4 * sheet.Body.LineMm);
                    sheet.Paragraph([new PdfRun(block.Text, PdfFace.Bold)], sheet.Body with { SizePt = setup.SizePt * 1.2f, Align = PdfAlign.Centre });
                    sheet.Space(3);
                    break;
                case PrintedKind.Heading:
                    sheet.Heading(2, block.Text);
                    break;
                case PrintedKind.Address:
                    sheet.Indented(AddressMm, () => sheet.Paragraph(block.Text));
                    break;
                case PrintedKind.Paragraph:
                    sheet.Paragraph(block.Text);
                    break;
                case PrintedKind.Item:
                    sheet.Item(block.Mark, [new PdfRun(block.Text)]);
                    break;
                case PrintedKind.NewPage:
                    sheet.NewPage();
                    break;
            }
    });
}
