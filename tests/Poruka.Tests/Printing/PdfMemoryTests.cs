using NodaTime;
using Poruka.Shell;
using Poruka.Shell.Printing;
using Poruka.Tests.Safety;

namespace Poruka.Tests.Printing;

/// <summary>Printing more pages needs no more memory. Nothing else runs meanwhile: memory is the process's.</summary>
[Collection(nameof(Alone))]
public class PdfMemoryTests
{
    private const string Ukrainian = "Їжак з’їв ґудзик — «передача» в СІЗО № 1, 5 кг";
    private const string Russian = "Съешь ещё этих мягких французских булок, да выпей чаю";

    private static readonly PdfSetup Setup = new(PdfPaper.A4, Languages.Ukrainian, "Аркуш", new LocalDate(2026, 11, 23)) { Foot = "Правова інформація" };

    [Fact]
    public void A_thousand_pages_need_little_memory()
    {
        var counting = new PdfOutput(Stream.Null);
        PdfSheet.Write(counting, Setup, Draw); // what is loaded once is loaded
        GC.Collect();
        var kept = GC.GetTotalMemory(true);
        counting = new PdfOutput(Stream.Null);
        long most = 0;
        PdfSheet.Write(counting, Setup, sheet =>
        {
            for (var page = 0; page < 1_000; page++)
            {
                Draw(sheet);
                sheet.NewPage();
                if (page % 250 == 0) most = Math.Max(most, GC.GetTotalMemory(true) - kept);
            }
        });
        Assert.True(counting.Length > 500_000);
        Assert.InRange(most, 0, 24_000_000);

        static void Draw(PdfSheet sheet)
        {
            sheet.Heading(2, Russian);
            for (var i = 0; i < 8; i++) sheet.Paragraph(Ukrainian + ". " + Russian);
        }
    }
}
