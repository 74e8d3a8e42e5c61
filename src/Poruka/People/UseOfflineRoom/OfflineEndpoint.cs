using System.Data.Common;
using System.Text;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Shell.Uploads;
using Poruka.Storage;

namespace Poruka.People.UseOfflineRoom;

/// <summary>Something that lies in an offline room: its number, a day and a size are all that the server knows.</summary>
public sealed record OfflineItem(string Name, string Day, string Size, string Address);

/// <summary>The page of an offline room.</summary>
public sealed record OfflineModel(
    Page Page, string Address, IReadOnlyList<string> Recipients, IReadOnlyList<OfflineItem> Items, Paging Paging, bool MayDelete);

/// <summary>The form for what goes into an offline room.</summary>
public sealed record OfflinePutModel(Page Page, string Address, string Code, Field Text, Field File)
{
    /// <summary>The summary of errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], [Text, File]);
}

/// <summary>
/// An offline room: the server holds the public half alone. Each member of the group may put in and take the sealed files along;
/// whoever has the secret half opens them on a machine of their own.
/// </summary>
internal static class OfflineEndpoint
{
    private const string Address = "/groups/{group}/offline/{offline}", TextField = "text", FileField = "file";
    private const int PerPage = 25, MaxFiles = 10;

    public static void MapOffline(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, Show).ForGroup();
        routes.MapGet(Address + "/put", (HttpContext context, string offline, ServeOptions options) => ShowPut(context, options, offline, "", null, null)).ForGroup();
        routes.MapPost(Address + "/put", Put).ForGroup().WithUploads(RoomItems.MaxUpload, MaxFiles);
        routes.MapGet(Address + "/items/{item}", Take).ForGroup();
        routes.MapGet(Address + "/items/{item}/delete", AskDelete).ForGroup(Role.Administrator);
        routes.MapPost(Address + "/items/{item}/delete", Delete).ForGroupWithProof(Role.Administrator);
    }

    private static IResult Show(HttpContext context, string offline, ServeOptions options)
    {
        var here = Visit.Required(context).Here!;
        using var connection = options.Installation.Database.Open();
        if (Find(connection, here, offline) is not { } room) return Results.NotFound();
        var pages = Paging.CountOf((int)RoomItems.Count(connection, room.Id), PerPage);
        if (Paging.Read(context.Request.Query["page"], pages) is not { } number) return Results.NotFound();
        var page = Page.Of(context, "People.Offline.Title", room.Code) with { Entry = NavigationEntry.Home };
        var address = RoomHead.OfflineAddressOf(here.Organisation, room);
        var items = from item in RoomItems.List(connection, room.Id, (number - 1) * PerPage, PerPage)
                    let size = RoomItems.FileOf(connection, item)?.Size ?? 0
                    select new OfflineItem(NameOf(room, item), page.Day(item.MadeOn), Sizes.Written(page, size), $"{address}/items/{Ids.Text(item.Id)}");
        return TypedResults.RazorSlice(OfflinePage.Create(new OfflineModel(
            page, address, room.Recipient.Split(' '), [.. items], new Paging(page, address, number, pages), here.Is(Role.Administrator))));
    }

    private static async Task<IResult> Put(HttpContext context, string offline, ServeOptions options)
    {
        var here = Visit.Required(context).Here!;
        Room? room;
        using (var connection = options.Installation.Database.Open()) room = Find(connection, here, offline);
        if (room is null) return Results.NotFound();
        var today = options.Clock.GetCurrentInstant().InUtc().Date;
        var text = context.Request.Form[TextField].ToString().ReplaceLineEndings("\n").Trim();
        var stored = new List<(StoredFile File, bool IsFile)>();
        var (outcome, kept) = (UploadOutcome.BrokenOff, false);
        try
        {
            outcome = await UploadedFiles.TakeAsync(context, async (upload, stop) =>
            {
                if (await SealedZip.Seal(options.Installation, room, upload, today, stop) is { } file) stored.Add((file, true));
            });
            if (outcome == UploadOutcome.Taken && text.Length is > 0 and <= RoomItems.MaxText
                && await StoredFiles.Seal(options.Installation, room, Ids.Draw(), new MemoryStream(Encoding.UTF8.GetBytes(text)), long.MaxValue, today, context.RequestAborted) is { } note)
                stored.Add((note, false));
            if (outcome == UploadOutcome.Taken && text.Length <= RoomItems.MaxText)
            {
                using var connection = options.Installation.Database.Open();
                foreach (var (file, isFile) in stored) RoomItems.AddSealed(connection, file, isFile, today);
                kept = true;
            }
        }
        finally
        {
            if (!kept)
                foreach (var (file, _) in stored)
                {
                    StoredFiles.Discard(options.Installation, file.Id);
                    options.Installation.Shred.Destroy(file.Subject);
                }
        }
        if (outcome != UploadOutcome.Taken) return ShowPut(context, options, offline, text, null, p => outcome.Text(p, RoomItems.MaxUpload, MaxFiles));
        if (text.Length > RoomItems.MaxText) return ShowPut(context, options, offline, text, p => p.Text("People.Note.Text.Wrong", p.Count(RoomItems.MaxText)), null);
        if (stored.Count == 0) return ShowPut(context, options, offline, text, p => p["People.Offline.Nothing"], null);
        return TypedResults.Redirect(RoomHead.OfflineAddressOf(here.Organisation, room));
    }

    /// <summary>Gives out the age file as it lies in the room.</summary>
    private static async Task Take(HttpContext context, string offline, string item, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (Find(connection, Visit.Required(context).Here!, offline) is not { } room
            || RoomItems.Find(connection, room.Id, item) is not { } found
            || RoomItems.FileOf(connection, found) is not { } file
            || StoredFiles.OpenSealed(options.Installation, file) is not { } opened)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        using (opened) await Downloads.Send(context, NameOf(room, found), null, body => opened.Contents.CopyToAsync(body, context.RequestAborted));
    }

    private static IResult AskDelete(HttpContext context, string offline, string item, ServeOptions options)
    {
        var here = Visit.Required(context).Here!;
        using var connection = options.Installation.Database.Open();
        if (Find(connection, here, offline) is not { } room || RoomItems.Find(connection, room.Id, item) is not { } found) return Results.NotFound();
        var page = Page.Of(context, "People.Delete.Title", NameOf(room, found)) with { Entry = NavigationEntry.Home };
        return TypedResults.RazorSlice(ConfirmPage.Create(new ConfirmModel(page,
            [page["People.Delete.What"], page["People.Delete.Backups"]], page["People.Delete.Do"],
            RoomHead.OfflineAddressOf(here.Organisation, room), page.Text("People.Room.Back", room.Code))));
    }

    private static IResult Delete(HttpContext context, string offline, string item, ServeOptions options)
    {
        var here = Visit.Required(context).Here!;
        using var connection = options.Installation.Database.Open();
        if (Find(connection, here, offline) is not { } room || RoomItems.Find(connection, room.Id, item) is not { } found) return Results.NotFound();
        Shredding.Run(options.Installation, found.Id);
        return TypedResults.Redirect(RoomHead.OfflineAddressOf(here.Organisation, room));
    }

    private static IResult ShowPut(
        HttpContext context, ServeOptions options, string offline, string text, Func<Page, string?>? textError, Func<Page, string?>? fileError)
    {
        var here = Visit.Required(context).Here!;
        using var connection = options.Installation.Database.Open();
        if (Find(connection, here, offline) is not { } room) return Results.NotFound();
        var page = Page.Of(context, "People.Offline.Put", room.Code) with { Entry = NavigationEntry.Home };
        return TypedResults.RazorSlice(OfflinePutPage.Create(new OfflinePutModel(page, RoomHead.OfflineAddressOf(here.Organisation, room), room.Code,
            new Field(FieldKind.Lines, TextField, page["People.Note.Text"]) { MaxLength = RoomItems.MaxText, Value = text, Rows = 10, Error = textError?.Invoke(page) },
            new Field(FieldKind.File, FileField, page["People.File.File"])
            {
                Several = true, Help = page.Text("People.File.Help", MaxFiles, RoomItems.MaxUpload >> 20), Error = fileError?.Invoke(page),
            })), textError is null && fileError is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    /// <summary>What a browser saves it as: a note is text, a file is a zip with the file and its name.</summary>
    private static string NameOf(Room room, RoomItem item) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{room.Code}-{item.Number:0000}.{(item.IsFile ? "zip" : "txt")}.age");

    private static Room? Find(DbConnection connection, Membership here, string address) =>
        Ids.Parse(address) is { } id && RoomRows.Find(connection, new Vault.RoomId(id)) is { Kind: RoomKind.Offline } room
            && room.Organisation == here.Organisation.Number ? room : null;
}
