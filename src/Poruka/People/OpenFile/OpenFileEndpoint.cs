using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.People.OpenFile;

/// <summary>Opens a file of a room; that it was opened stands in the room's record first.</summary>
internal static class OpenFileEndpoint
{
    public static void MapOpenFile(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/rooms/{room}/files/{item}", Show).ForRoom();
        routes.MapGet("/rooms/{room}/files/{item}/contents", Open).ForRoom();
    }

    private static IResult Show(HttpContext context, string item, ServeOptions options)
    {
        var (held, visit) = (HeldRoom.Required(context), Visit.Required(context));
        using var connection = options.Installation.Database.Open();
        if (RoomItems.Find(connection, held.Room.Id, item) is not { IsFile: true } file
            || RoomItems.HeadOf(connection, held, file) is not { } head) return Results.NotFound();
        var page = Page.Of(context, "People.Room.Title", head.Title) with { Entry = NavigationEntry.Home };
        var by = MemberRows.Of(connection, visit.Here!.Organisation).FirstOrDefault(m => Ids.Text(m.Id.Value) == head.By);
        return TypedResults.RazorSlice(FilePage.Create(new FileModel(page, RoomHead.Of(context, connection, held), item,
            by?.Name ?? page["People.Room.Somebody"], file.MadeOn, Sizes.Written(page, head.Size), held.IsKeeper || by?.Id == visit.Member.Id)));
    }

    private static async Task Open(HttpContext context, string item, ServeOptions options)
    {
        var (held, visit) = (HeldRoom.Required(context), Visit.Required(context));
        using var connection = options.Installation.Database.Open();
        if (RoomItems.Find(connection, held.Room.Id, item) is not { IsFile: true } file
            || RoomItems.HeadOf(connection, held, file) is not { } head
            || RoomItems.FileOf(connection, file) is not { } stored
            || StoredFiles.Open(options.Installation, connection, held, stored.Id) is not { } opened)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        using (opened)
        {
            RoomRecord.Add(connection, held, visit.Member.Id, RoomAct.OpenedFile, head.Title, options.Clock.GetCurrentInstant());
            await Downloads.Send(context, head.Title, stored.ContentsSize, body => opened.Contents.CopyToAsync(body, context.RequestAborted));
        }
    }
}
