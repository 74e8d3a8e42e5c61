using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Uploads;
using Poruka.Storage;

namespace Poruka.People.AddFile;

/// <summary>The form for files: of a room, or of an offline room.</summary>
public sealed record AddFileModel(Page Page, string Room, string Back, string Lead, Field File)
{
    /// <summary>The summary of errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], [File]);
}

/// <summary>Puts files into a room: each is sealed as it comes.</summary>
internal static class AddFileEndpoint
{
    private const string Address = "/rooms/{room}/files/new";

    /// <summary>How many files at once.</summary>
    public const int MaxFiles = 10;

    internal const string FileField = "file";

    public static void MapAddFile(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, ServeOptions options) => Show(context, options, null)).ForRoom();
        routes.MapPost(Address, Add).ForRoom().WithUploads(RoomItems.MaxUpload, MaxFiles);
    }

    private static async Task<IResult> Add(HttpContext context, ServeOptions options)
    {
        var (held, visit) = (HeldRoom.Required(context), Visit.Required(context));
        var now = options.Clock.GetCurrentInstant();
        var today = now.InUtc().Date;
        using var files = new ArrivedFiles(options.Installation, held.Room);
        var outcome = await files.TakeAsync(context, RoomItems.MaxUpload, today);
        if (outcome != UploadOutcome.Taken) return Show(context, options, p => outcome.Text(p, RoomItems.MaxUpload, MaxFiles));
        if (files.All.Count == 0) return Show(context, options, p => p["People.File.None"]);
        using var connection = options.Installation.Database.Open();
        foreach (var (file, name) in files.All)
        {
            RoomItems.AddFile(connection, held, file, visit.Member.Id, name, today);
            files.KeepNext();
            RoomRecord.Add(connection, held, visit.Member.Id, RoomAct.PutIn, name, now);
        }
        return TypedResults.Redirect(RoomHead.AddressOf(held.Room));
    }

    private static IResult Show(HttpContext context, ServeOptions options, Func<Page, string?>? error)
    {
        using var connection = options.Installation.Database.Open();
        var head = RoomHead.Of(context, connection, HeldRoom.Required(context));
        var page = Page.Of(context, "People.File.New") with { Entry = NavigationEntry.Home };
        return TypedResults.RazorSlice(
            AddFilePage.Create(new AddFileModel(page, head.Title, head.Address, page["People.File.Lead"], FieldOf(page, error?.Invoke(page)))),
            error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    internal static Field FieldOf(Page page, string? error) => new(FieldKind.File, FileField, page["People.File.File"])
    {
        Required = true, Several = true, Help = page.Text("People.File.Help", MaxFiles, RoomItems.MaxUpload >> 20), Error = error,
    };
}
