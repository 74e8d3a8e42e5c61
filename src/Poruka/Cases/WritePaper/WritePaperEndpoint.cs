using System.Globalization;
using System.Security.Cryptography;
using Poruka.Casework;
using Poruka.Guides;
using Poruka.People;
using Poruka.Publishing;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Printing;
using Poruka.Storage;

namespace Poruka.Cases.WritePaper;

/// <summary>Templates that fit a case: those of its country, and those for any.</summary>
public sealed record PaperListModel(Page Page, string Address, string CaseAddress, IReadOnlyList<(string Heading, string? Note, IReadOnlyList<PaperLine> Lines)> Parts);

/// <summary>A template in a list.</summary>
public sealed record PaperLine(string Title, string About, string Language, string Address);

/// <summary>Documents from templates: filled in from what the writer may read, to print, to go on writing, or to keep with the case.</summary>
internal static class WritePaperEndpoint
{
    public const string Address = "/groups/{group}/cases/{case}/papers";

    private const string OnePaper = Address + "/{country}/{kind}/{language}", Pdf = "pdf", Docx = "docx", KeepPdf = "keep-pdf", KeepDocx = "keep-docx";
    private const string Form = "as", SheetField = "sheet", SectionField = "keep-in", LookedField = "looked";
    private const int MaxLine = 300, MaxLines = 6_000;

    private static readonly string[] Forms = [Pdf, Docx, KeepPdf, KeepDocx];

    public static void MapWritePaper(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, List).ForGroup(Role.Caseworker);
        routes.MapGet(OnePaper, (HttpContext context) => Show(context, null)).ForGroup(Role.Caseworker);
        routes.MapPost(OnePaper, Make).ForGroup(Role.Caseworker);
    }

    private static IResult List(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not { } file) return Results.NotFound();
        var page = Page.Of(context, "Cases.Papers.Title", file.Name ?? file.Row.Code) with { Entry = NavigationEntry.Home };
        var address = desk.AddressOf(file.Row);
        var library = GuideLibrary.Of(desk.Installation.Folder);
        var parts = new List<(string, string?, IReadOnlyList<PaperLine>)>();
        if (!file.Country.IsAny)
        {
            var own = Lines(address, library, file.Country).ToList();
            parts.Add((library.NameOf(file.Country, page.Language), own.Count == 0 ? page["Cases.Papers.NoneOfCountry"] : null, own));
        }
        // First those in the reader's language: the body that gets the document may want another.
        parts.Add((page["Cases.Papers.Any"], page["Cases.Papers.Any.What"], [.. Lines(address, library, Country.Any).OrderBy(l => l.Language != NameOf(page.Language.Name))]));
        return TypedResults.RazorSlice(PaperListPage.Create(new PaperListModel(page, address + "/papers", address, parts)));
    }

    private static IEnumerable<PaperLine> Lines(string address, GuideLibrary library, Country country) =>
        from read in library.Papers
        let paper = read.Paper
        where paper.Country == country
        orderby paper.Kind, paper.Language
        select new PaperLine(paper.Title, paper.About, NameOf(paper.Language), $"{address}/papers/{paper.Country.Slug}/{paper.Kind.Slug()}/{paper.Language}");

    private static string NameOf(string language) => CultureInfo.GetCultureInfo(language).NativeName;

    private static IResult Show(HttpContext context, IFormCollection? form, IReadOnlyList<string>? foreign = null)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not { } file || PaperOf(desk, context) is not { } paper) return Results.NotFound();
        var page = Page.Of(context, "Cases.Papers.One", paper.Title) with { Entry = NavigationEntry.Home };
        var guardDesk = GuardDesk.Of(context);
        context.Response.OnCompleted(() =>
        {
            GuardNames.Of(guardDesk, desk.Here.Organisation.Number).Prepare(guardDesk);
            return Task.CompletedTask;
        });
        var library = GuideLibrary.Of(desk.Installation.Folder);
        var address = desk.AddressOf(file.Row);
        var known = form is null ? PaperValues.Of(desk, file, paper) : [];
        var fields = paper.Used.Select(name => FieldOf(page, paper, name, form?[name].ToString() ?? known.GetValueOrDefault(name, ""))).ToList();
        var open = file.Sections.Where(s => s.Held is not null).ToList();
        var canKeep = file.Row.State == CaseState.Open && open.Count > 0;
        fields.Add(new(FieldKind.Choice, Form, page["Cases.Papers.As"])
        {
            Value = form?[Form].ToString() ?? Pdf, Choices = [.. Forms.Where(f => canKeep || f is Pdf or Docx).Select(f => new Choice(f, page["Cases.Papers.As." + f]))],
        });
        if (canKeep)
            fields.Add(new(FieldKind.Choice, SectionField, page["Cases.Papers.Keep"])
            {
                Help = page["Cases.Papers.Keep.Help"], Value = form?[SectionField].ToString() ?? CaseRows.Word(paper.Section),
                Choices = [.. open.Select(s => new Choice(CaseRows.Word(s.Section), $"{page["Cases.Section." + s.Section]} ({s.Room.Code})"))],
            });
        fields.Add(new(FieldKind.Check, SheetField, page["Cases.Papers.WithSheet"]) { Help = page["Cases.Papers.WithSheet.Help"], Value = form is null ? "1" : form[SheetField].ToString() });
        if (foreign is not null)
            fields.Insert(0, new(FieldKind.Check, LookedField, page["Cases.Papers.Looked"]) { Error = page.Text("Cases.Papers.Foreign", string.Join("; ", foreign)) });
        return new CaseForm(page, context.Request.Path, page["Cases.Papers.Make"], fields, address + "/papers", page["Cases.Papers.Back"])
        {
            Lead = paper.About, Warning = page["Cases.Papers.Lawyer"],
            Details = [page["Cases.Papers.Blank"], .. PaperBlocks.RestsOn(page, library, paper), page.Text("Cases.Papers.Reviewed", paper.Title, page.Day(paper.Reviewed))],
        }.Show();
    }

    private static Field FieldOf(Page page, Paper paper, string name, string value)
    {
        if (paper.Fields.FirstOrDefault(f => f.Name == name) is { } own)
            return new(own.Lines > 1 ? FieldKind.Lines : FieldKind.Line, name, own.Label)
            {
                Help = own.Help.Length > 0 ? own.Help : null, Rows = own.Lines, Value = value, MaxLength = own.Lines > 1 ? MaxLines : MaxLine, AutoComplete = "off",
            };
        var lines = PaperFields.LinesOf(name);
        return new(lines > 1 ? FieldKind.Lines : FieldKind.Line, name, page["Cases.Papers.Field." + name])
        {
            Rows = lines, Value = value, MaxLength = lines > 1 ? MaxLines : MaxLine, AutoComplete = "off",
            Help = Texts.Has(page.Language, $"Cases.Papers.Field.{name}.Help") ? page[$"Cases.Papers.Field.{name}.Help"] : null,
        };
    }

    private static async Task<IResult> Make(HttpContext context, CancellationToken stop)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not { } file || PaperOf(desk, context) is not { } paper) return Results.NotFound();
        var form = context.Request.Form;
        var values = paper.Used.ToDictionary(name => name, name => Within(form[name].ToString()), StringComparer.Ordinal);
        var page = Page.Of(context, "Cases.Papers.One", paper.Title);
        if (form[LookedField] != "1" && PaperGuard.Look(GuardDesk.Of(context), desk, file, string.Join("\n\n", values.Values)) is { Count: > 0 } foreign) return Show(context, form, foreign);
        var empty = paper.Used.Where(name => values[name].Length == 0 && !paper.IsOptional(name)).Select(name => FieldOf(page, paper, name, "").Label).ToList();
        var blocks = PaperBlocks.Of(page, GuideLibrary.Of(desk.Installation.Folder), paper, values, empty, form[SheetField] == "1");
        var chosen = form[Form].ToString();
        var isWord = chosen is Docx or KeepDocx;
        var language = CultureInfo.GetCultureInfo(paper.Language);
        using var bytes = new MemoryStream();
        try
        {
            if (isWord) WordFile.Write(bytes, language, paper.Title, desk.Today, blocks);
            else PrintedPdf.Write(bytes, new PdfSetup(PdfPaper.A4, language, paper.Title, desk.Today) { SizePt = 11.5f, MarginMm = 20, HasFoot = false }, blocks);
            var name = paper.Title + (isWord ? ".docx" : ".pdf");
            if (chosen is Pdf or Docx) return TypedResults.File(bytes.ToArray(), isWord ? "application/vnd.openxmlformats-officedocument.wordprocessingml.document" : "application/pdf", name);
            if (file.Row.State != CaseState.Open || !Enum.TryParse<Section>(form[SectionField], ignoreCase: true, out var section) || file.Open(section) is not { } view
                || CaseFiles.Count(desk.Connection, file.Row.Id) >= CaseFiles.MaxOfCase) return Show(context, form);
            bytes.Position = 0;
            var stored = (await StoredFiles.Seal(desk.Installation, view.Held!.Room, Ids.Draw(), bytes, CaseFiles.MaxUpload, desk.Today, stop))!;
            if (CaseFiles.TryAdd(desk, file.Row, view, stored, name, page.Text("Cases.Papers.Note", page.Day(desk.Today)))) return TypedResults.Redirect(desk.AddressOf(file.Row) + "/files");
            StoredFiles.Discard(desk.Installation, stored.Id);
            desk.Installation.Shred.Destroy(stored.Subject);
            return Show(context, form);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes.GetBuffer());
        }
    }

    private static string Within(string text) => text.ReplaceLineEndings("\n").Trim() is var trimmed && trimmed.Length > MaxLines ? trimmed[..MaxLines] : trimmed;

    private static Paper? PaperOf(CaseDesk desk, HttpContext context)
    {
        if (!Country.TryParse(context.GetRouteValue("country") as string, out var country) || !PaperSlugs.TryParse(context.GetRouteValue("kind") as string, out var kind)) return null;
        var language = context.GetRouteValue("language") as string;
        return GuideLibrary.Of(desk.Installation.Folder).Papers.Select(p => p.Paper).FirstOrDefault(p => p.Country == country && p.Kind == kind && p.Language == language);
    }

    private static CaseFile? Find(CaseDesk desk, HttpContext context) =>
        desk.Find(context) is { } row && CaseFile.Read(desk, row) is var file && file.Sections.Any(s => s.Held is not null) ? file : null;
}
