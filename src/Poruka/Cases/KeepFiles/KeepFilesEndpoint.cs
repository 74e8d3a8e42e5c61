using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Shell.Uploads;
using Poruka.Storage;

namespace Poruka.Cases.KeepFiles;

/// <summary>A file in a list.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Detail">Its section, its size, who put it in and when.</param>
/// <param name="Note">What it is; may be empty.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Until">Until when it can be put back; null where it is there.</param>
public sealed record FileLine(string Name, string Detail, string Note, string Address, string? Until);

/// <summary>The files of a case.</summary>
public sealed record CaseFilesModel(
    Page Page, string Address, string Case, string CaseAddress, IReadOnlyList<FileLine> Files, IReadOnlyList<FileLine> Gone, Paging Paging, bool CanWrite,
    IReadOnlyList<Field> Fields, Empty Nothing)
{
    /// <summary>The summary of errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], Fields);
}

/// <summary>Files of a case: put in, saved, taken away, put back, destroyed.</summary>
internal static class KeepFilesEndpoint
{
    public const string Address = "/groups/{group}/cases/{case}/files";

    private const string SectionField = "section", NoteField = "note", FileField = "file", OneFile = Address + "/{file}";
    private const int PerPage = 50;

    public static void MapKeepFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Show(context, null)).ForGroup(Role.Caseworker);
        routes.MapPost(Address, Add).ForGroup(Role.Caseworker).WithUploads(CaseFiles.MaxUpload, CaseFiles.MaxAtOnce);
        routes.MapGet(OneFile, Open).ForGroup(Role.Caseworker);
        routes.MapGet(OneFile + "/delete", (HttpContext context) => Ask(context, forGood: false)).ForGroup(Role.Caseworker);
        routes.MapPost(OneFile + "/delete", (HttpContext context) => Turn(context, gone: true)).ForGroup(Role.Caseworker);
        routes.MapPost(OneFile + "/back", (HttpContext context) => Turn(context, gone: false)).ForGroup(Role.Caseworker);
        routes.MapGet(OneFile + "/shred", (HttpContext context) => Ask(context, forGood: true)).ForGroup(Role.Caseworker);
        routes.MapPost(OneFile + "/shred", Shred).ForGroup(Role.Caseworker);
    }

    private static async Task<IResult> Add(HttpContext context, CancellationToken aborted)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not { Row.State: CaseState.Open } file
            || !Enum.TryParse<Section>(context.Request.Form[SectionField], ignoreCase: true, out var section) || file.Open(section) is not { } view) return Results.NotFound();
        var left = CaseFiles.MaxOfCase - CaseFiles.Count(desk.Connection, file.Row.Id);
        using var files = new ArrivedFiles(desk.Installation, view.Held!.Room);
        var outcome = await files.TakeAsync(context, CaseFiles.MaxUpload, desk.Today);
        if (outcome != UploadOutcome.Taken) return Show(context, page => outcome.Text(page, CaseFiles.MaxUpload, CaseFiles.MaxAtOnce));
        if (files.All.Count == 0) return Show(context, page => page["Cases.Files.None"]);
        if (files.All.Count > left) return Show(context, page => page.Text("Cases.Files.TooMany", page.Count(CaseFiles.MaxOfCase)));
        var note = context.Request.Form[NoteField].ToString().ReplaceLineEndings("\n").Trim();
        if (note.Length > CaseFiles.MaxNote) note = note[..CaseFiles.MaxNote];
        foreach (var (one, name) in files.All)
        {
            if (!CaseFiles.TryAdd(desk, file.Row, view, one, name, note)) return Show(context, page => page["Cases.Files.Moved"]);
            files.KeepNext();
        }
        return TypedResults.Redirect(desk.AddressOf(file.Row) + "/files");
    }

    private static async Task Open(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not { } file || CaseFiles.Find(desk, file, context.GetRouteValue("file") as string) is not { } found
            || StoredFiles.Open(desk.Installation, desk.Connection, found.Held, found.Row.Stored) is not { } opened)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        using (opened)
        {
            RoomRecord.Add(desk.Connection, found.Held, desk.Visit.Member.Id, RoomAct.OpenedFile, found.Head.Name, desk.Now);
            await Downloads.Send(context, found.Head.Name, found.Head.Size, body => opened.Contents.CopyToAsync(body, context.RequestAborted));
        }
    }

    private static IResult Ask(HttpContext context, bool forGood)
    {
        var desk = CaseDesk.Of(context);
        if (FindToWrite(desk, context) is not var (file, found)) return Results.NotFound();
        var key = forGood ? "Cases.Files.Shred." : "Cases.Files.Delete.";
        var page = Page.Of(context, key + "Title", found.Head.Name) with { Entry = NavigationEntry.Home };
        return TypedResults.RazorSlice(ConfirmPage.Create(new ConfirmModel(page,
            forGood ? [page[key + "What"], page["People.Delete.Backups"]] : [page.Plural(key + "What", CaseFiles.DaysToPutBack)],
            page[key + "Do"], desk.AddressOf(file.Row) + "/files", page["Cases.Files.Back"])));
    }

    private static IResult Turn(HttpContext context, bool gone)
    {
        var desk = CaseDesk.Of(context);
        if (FindToWrite(desk, context) is not var (file, found)) return Results.NotFound();
        CaseFiles.SetGone(desk, found, gone);
        return TypedResults.Redirect(desk.AddressOf(file.Row) + "/files");
    }

    private static IResult Shred(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        // Only what was taken away before: two steps, so that no slip of the finger destroys evidence.
        if (FindToWrite(desk, context) is not var (file, found) || found.Row.GoneOn is null) return Results.NotFound();
        RoomRecord.Add(desk.Connection, found.Held, desk.Visit.Member.Id, RoomAct.Shredded, found.Head.Name, desk.Now);
        CaseFiles.Destroy(desk.Installation, desk.Connection, found.Row.Id);
        return TypedResults.Redirect(desk.AddressOf(file.Row) + "/files");
    }

    private static IResult Show(HttpContext context, Func<Page, string?>? error)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not { } file) return Results.NotFound();
        var address = desk.AddressOf(file.Row);
        var name = file.Name ?? file.Row.Code;
        var all = CaseFiles.Of(desk, file);
        var there = all.Where(f => f.Row.GoneOn is null).ToList();
        var pages = Paging.CountOf(there.Count, PerPage);
        if (Paging.Read(context.Request.Query["page"], pages) is not { } number) return Results.NotFound();
        var page = Page.Of(context, "Cases.Files.Title", name) with { Entry = NavigationEntry.Home, Path = address + "/files" };
        var open = file.Sections.Where(s => s.Held is not null).ToList();
        var canWrite = file.Row.State == CaseState.Open && open.Count > 0;
        var posted = context.Request.HasFormContentType ? context.Request.Form : null;
        return TypedResults.RazorSlice(CaseFilesPage.Create(new CaseFilesModel(page, address + "/files", name, address,
            [.. there.Skip((number - 1) * PerPage).Take(PerPage).Select(f => Line(page, address, f))],
            [.. all.Where(f => f.Row.GoneOn is not null).Select(f => Line(page, address, f))], new Paging(page, address + "/files", number, pages), canWrite,
            [
                new(FieldKind.Choice, SectionField, page["Cases.Files.Section"])
                {
                    Help = page["Cases.Files.Section.Help"], Value = posted?[SectionField].ToString() ?? CaseRows.Word(Section.Legal),
                    Choices = [.. open.Select(s => new Choice(CaseRows.Word(s.Section), $"{page["Cases.Section." + s.Section]} ({s.Room.Code})"))],
                },
                new(FieldKind.Line, NoteField, page["Cases.Files.Note"]) { Help = page["Cases.Files.Note.Help"], MaxLength = CaseFiles.MaxNote, Value = posted?[NoteField].ToString() ?? "" },
                new(FieldKind.File, FileField, page["Cases.Files.File"])
                {
                    Required = true, Several = true, Help = page.Text("Cases.Files.File.Help", CaseFiles.MaxAtOnce, CaseFiles.MaxUpload >> 20), Error = error?.Invoke(page),
                },
            ], new Empty(page["Cases.Files.Empty"], page["Cases.Files.Empty.First"]))), error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static FileLine Line(Page page, string address, OpenCaseFile file) => new(file.Head.Name,
        string.Join(" · ", page["Cases.Section." + file.Row.Section], Sizes.Written(page, file.Head.Size), file.Head.By, page.Day(file.Row.MadeOn)),
        file.Head.Note, $"{address}/files/{Ids.Text(file.Row.Id)}",
        file.Row.GoneOn is { } gone ? page.Text("Cases.Files.Until", page.Day(gone.PlusDays(CaseFiles.DaysToPutBack))) : null);

    private static CaseFile? Find(CaseDesk desk, HttpContext context) =>
        desk.Find(context) is { } row && CaseFile.Read(desk, row) is var file && file.Sections.Any(s => s.Held is not null) ? file : null;

    private static (CaseFile File, OpenCaseFile Found)? FindToWrite(CaseDesk desk, HttpContext context) =>
        Find(desk, context) is { Row.State: CaseState.Open } file && CaseFiles.Find(desk, file, context.GetRouteValue("file") as string) is { } found ? (file, found) : null;
}
