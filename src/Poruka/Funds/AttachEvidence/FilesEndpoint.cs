using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Shell.Uploads;
using Poruka.Storage;

namespace Poruka.Funds.AttachEvidence;

/// <summary>The files of a request, and the form for more.</summary>
public sealed record RequestFilesModel(Page Page, string Address, string Back, Table? Files, int Count, Field? File);

/// <summary>
/// Bills, decisions and receipts of a request: who asks (another group with its form) and who decides put them in, each sealed to the trustees' room as it
/// comes; who holds that room opens them, which stands in its record first.
/// </summary>
internal static class FilesEndpoint
{
    private const string Address = "/groups/{group}/funds/{fund}/requests/{request}/files", FileField = "file";
    private const int MaxFiles = 10;
    private const long MaxBytes = 32L << 20;

    public static void MapAttachEvidence(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (string request, HttpContext context, ServeOptions options) => Show(context, options, request, null)).ForGroup();
        routes.MapPost(Address, Add).ForGroup().WithUploads(MaxBytes, MaxFiles);
        routes.MapGet(Address + "/{file}", Open).ForGroup();
    }

    private static async Task<IResult> Add(string request, HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        var today = options.Clock.GetCurrentInstant().InUtc().Date;
        StoredRequest? found;
        Room? room;
        using (var connection = options.Installation.Database.Open())
        {
            found = Find(connection, context, visit, request);
            room = RoomRows.Find(connection, visit.Here!.Organisation.Number, RoomKind.Trustees);
        }
        if (found is null || room is null) return Results.NotFound();
        if (!Takes(found)) return Show(context, options, request, p => p["Funds.Request.Outcome.NotNow"]);
        using var files = new ArrivedFiles(options.Installation, room, found.Id);
        var outcome = await files.TakeAsync(context, MaxBytes, today);
        if (outcome != UploadOutcome.Taken) return Show(context, options, request, p => outcome.Text(p, MaxBytes, MaxFiles));
        if (files.All.Count == 0) return Show(context, options, request, p => p["People.File.None"]);
        using (var connection = options.Installation.Database.Open())
        {
            using var transaction = connection.BeginTransaction();
            RequestFiles.Add(options.Installation, connection, transaction, room, found.Id, files.All, visit.Member.Id);
            transaction.Commit();
        }
        files.Keep();
        return TypedResults.Redirect(context.Request.Path.Value!);
    }

    private static IResult Show(HttpContext context, ServeOptions options, string request, Func<Page, string?>? error)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        if (Find(connection, context, visit, request) is not { } stored) return Results.NotFound();
        var page = Page.Of(context, "Funds.Files.Title", stored.Reference) with { Entry = NavigationEntry.Home };
        var address = context.Request.Path.Value!;
        using var room = Held(context, options, connection);
        var files = RequestFiles.List(connection, stored.Id);
        var names = MemberRows.Of(connection, visit.Here!.Organisation).ToDictionary(m => m.Id, m => m.Name);
        return TypedResults.RazorSlice(RequestFilesPage.Create(new RequestFilesModel(page, address, address[..address.LastIndexOf('/')],
            room is null || files.Count == 0 ? null : new Table(page.Plural("Funds.Files.Count", files.Count), [new(page["Funds.Files.Name"]), new(page["Funds.Files.By"]), new(page["Funds.Files.On"])],
                [.. files.Select(f => (IReadOnlyList<Cell>)[new(RequestFiles.NameOf(connection, room, f.Id) ?? "–", $"{address}/{Ids.Text(f.Id)}"), new(f.By.Value == OutsideRequests.Nobody.Value ? page["Funds.Request.Origin.Outside"] : names.GetValueOrDefault(f.By, "–")), new(page.Day(f.On))])]),
            files.Count,
            Takes(stored) ? new Field(FieldKind.File, FileField, page["Funds.Files.File"]) { Required = true, Several = true, Help = page.Text("People.File.Help", MaxFiles, MaxBytes >> 20), Error = error?.Invoke(page) } : null)),
            error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static async Task Open(string request, string file, HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        if (Find(connection, context, visit, request) is not { } stored || Ids.Parse(file) is not { } id || RequestFiles.List(connection, stored.Id).All(f => f.Id != id)
            || Held(context, options, connection) is not { } room)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        using (room)
        {
            using var opened = StoredFiles.Open(options.Installation, connection, room, id);
            if (opened is null)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }
            var name = RequestFiles.NameOf(connection, room, id) ?? stored.Reference;
            RoomRecord.Add(connection, room, visit.Member.Id, RoomAct.OpenedFile, stored.Reference, options.Clock.GetCurrentInstant());
            await Downloads.Send(context, name, opened.File.ContentsSize, body => opened.Contents.CopyToAsync(body, context.RequestAborted));
        }
    }

    /// <summary>Whether anything may still be put to a request.</summary>
    private static bool Takes(StoredRequest stored) => !stored.Request.IsOver;

    private static StoredRequest? Find(System.Data.Common.DbConnection connection, HttpContext context, Visit visit, string request) =>
        FundOfGroup.Find(connection, context) is { } fund && Ids.Parse(request) is { } id && RequestRows.Find(connection, fund, id) is { } stored && RequestDesk.Sees(visit, stored) ? stored : null;

    private static HeldRoom? Held(HttpContext context, ServeOptions options, System.Data.Common.DbConnection connection)
    {
        var visit = Visit.Required(context);
        return HeldRoom.OfKind(options.Installation, connection, visit, RoomKind.Trustees, options.Clock.GetCurrentInstant().InUtc().Date);
    }
}
