using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.People.DeleteItem;

/// <summary>Destroys a note or a file: for a keeper of the room, and for who put it in.</summary>
internal static class DeleteItemEndpoint
{
    private const string Address = "/rooms/{room}/items/{item}/delete";

    public static void MapDeleteItem(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, Ask).ForRoom();
        routes.MapPost(Address, Delete).ForRoom();
    }

    private static IResult Ask(HttpContext context, string item, ServeOptions options)
    {
        var held = HeldRoom.Required(context);
        using var connection = options.Installation.Database.Open();
        if (Find(context, connection, held, item) is not var (_, head)) return Results.NotFound();
        var room = RoomHead.Of(context, connection, held);
        var page = Page.Of(context, "People.Delete.Title", head.Title) with { Entry = NavigationEntry.Home };
        return TypedResults.RazorSlice(ConfirmPage.Create(new ConfirmModel(page,
            [page["People.Delete.What"], page["People.Delete.Backups"]], page["People.Delete.Do"], room.Address, page.Text("People.Room.Back", room.Title))));
    }

    private static IResult Delete(HttpContext context, string item, ServeOptions options)
    {
        var held = HeldRoom.Required(context);
        using var connection = options.Installation.Database.Open();
        if (Find(context, connection, held, item) is not var (found, head)) return Results.NotFound();
        RoomRecord.Add(connection, held, Visit.Required(context).Member.Id, RoomAct.Shredded, head.Title, options.Clock.GetCurrentInstant());
        Shredding.Run(options.Installation, found.Id);
        return TypedResults.Redirect(RoomHead.AddressOf(held.Room));
    }

    private static (RoomItem Item, ItemHead Head)? Find(HttpContext context, System.Data.Common.DbConnection connection, HeldRoom held, string address) =>
        RoomItems.Find(connection, held.Room.Id, address) is { } item && RoomItems.HeadOf(connection, held, item) is { } head
            && (held.IsKeeper || head.By == Ids.Text(Visit.Required(context).Member.Id.Value)) ? (item, head) : null;
}
