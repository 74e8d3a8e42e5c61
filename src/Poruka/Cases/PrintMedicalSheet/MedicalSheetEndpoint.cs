using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Printing;

namespace Poruka.Cases.PrintMedicalSheet;

/// <summary>
/// The medical sheet as PDF, to be sent to a facility and sent again after each transfer: who it is, where, illnesses, medicines as
/// prescribed, doctor, what is urgent. Nothing about charges.
/// </summary>
internal static class MedicalSheetEndpoint
{
    public const string Address = "/groups/{group}/cases/{case}/medical-sheet.pdf";

    private static readonly string[] Fields = ["urgent", "conditions", "medicines", "allergies", "doctor"];

    public static void MapMedicalSheet(this IEndpointRouteBuilder routes) => routes.MapGet(Address, Show).ForGroup(Role.Caseworker);

    private static IResult Show(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (desk.Find(context) is not { } row || CaseFile.Read(desk, row) is not { } file || file.Open(Section.Health) is not { } health || file.Open(Section.Basic) is not { } basic)
            return Results.NotFound();
        var page = Page.Of(context, "Cases.Medical.Title");
        var standing = Standing.Of(file.Timeline, desk.Now);
        using var stream = new MemoryStream();
        PdfSheet.Write(stream, new PdfSetup(PdfPaper.A4, page.Language, page.Title, page.Today), sheet =>
        {
            sheet.Heading(1, page.Title);
            Line(sheet, page["Cases.Sheet.names"], basic.Sheet.Get("names"));
            if (NodaTime.Text.LocalDatePattern.Iso.Parse(basic.Sheet.Get("born")).TryGetValue(default, out var born)) Line(sheet, page["Cases.Sheet.born"], page.Day(born));
            if (standing.Now is { Place.Length: > 0 } now) Line(sheet, page["Cases.Medical.Place"], now.Place);
            foreach (var field in Fields) Line(sheet, page["Cases.Sheet." + field], health.Sheet.Get(field));
            var observed = file.Timeline.Holding().Where(f => f is { Kind: FactKind.Health, Certainty: not Certainty.Doubtful, Text.Length: > 0 }).ToList();
            if (observed.Count > 0) sheet.Heading(2, page["Cases.Medical.Observed"]);
            foreach (var fact in observed) Line(sheet, CaseTimes.Text(page, fact.At, file.Zone), fact.Text);
            sheet.Space(4);
            sheet.Paragraph(page["Cases.Medical.Ask"]);
        });
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{row.Code}-medical.pdf\"";
        return Results.Bytes(stream.ToArray(), "application/pdf");
    }

    private static void Line(PdfSheet sheet, string label, string text)
    {
        if (text.Trim().Length == 0) return;
        sheet.Heading(3, label);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries)) sheet.Paragraph(line);
    }
}
