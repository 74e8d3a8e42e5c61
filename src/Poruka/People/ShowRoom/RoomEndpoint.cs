using System.Security.Cryptography;
using Poruka.Shell;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.People.ShowRoom;

/// <summary>The page of a room.</summary>
/// <param name="Page">The page.</param>
/// <param name="Room">The room.</param>
/// <param name="Items">What lies in it; null where nothing does.</param>
/// <param name="Paging">The way between pages.</param>
/// <param name="Living">How many can open it today.</param>
/// <param name="IsDue">Whether somebody has left who knew its key.</param>
/// <param name="Progress">How far it is sealed to its newest key; null where all is, or for who doesn't keep it.</param>
public sealed record RoomModel(Page Page, RoomHead Room, Table? Items, Paging Paging, int Living, bool IsDue, RenewalProgress? Progress);

/// <summary>What lies in a room, the newest first. A keeper's visit seals some more of it to the newest key.</summary>
internal static class RoomEndpoint
{
    public const string Address = "/rooms/{room}";

    private const int PerPage = 25;

    public static void MapRoom(this IEndpointRouteBuilder routes) => routes.MapGet(Address, Show).ForRoom();

    private static async Task<IResult> Show(HttpContext context, ServeOptions options)
    {
        var (held, visit) = (HeldRoom.Required(context), Visit.Required(context));
        using var connection = options.Installation.Database.Open();
        var pages = Paging.CountOf((int)RoomItems.Count(connection, held.Room.Id), PerPage);
        if (Paging.Read(context.Request.Query["page"], pages) is not { } number) return Results.NotFound();
        var head = RoomHead.Of(context, connection, held);
        var page = Page.Of(context, "People.Room.Title", head.Title) with { Entry = NavigationEntry.Home };
        var progress = held.IsKeeper ? await Continue(options.Installation, connection, held, context.RequestAborted) : null;
        var members = MemberRows.Of(connection, visit.Here!.Organisation);
        string NameOf(string id) => members.FirstOrDefault(m => Ids.Text(m.Id.Value) == id)?.Name ?? page["People.Room.Somebody"];
        var items = RoomItems.List(connection, held.Room.Id, (number - 1) * PerPage, PerPage);
        var table = items.Count == 0 ? null : new Table(page["People.Room.Items"],
            [new(page["People.Room.What"]), new(page["People.Room.By"]), new(page["People.Room.On"]), new(page["People.Room.Size"], Number: true)],
            [
                .. items.Select(item =>
                {
                    var (title, by, size) = RowOf(page, connection, held, item);
                    return (IReadOnlyList<Cell>)
                    [
                        new(title, $"{head.Address}/{(item.IsFile ? "files" : "notes")}/{Ids.Text(item.Id)}"),
                        new(by.Length > 0 ? NameOf(by) : ""), new(page.Day(item.MadeOn)), new(item.IsFile ? Sizes.Written(page, size) : ""),
                    ];
                }),
            ]);
        return TypedResults.RazorSlice(RoomPage.Create(new RoomModel(page, head, table, new Paging(page, head.Address, number, pages),
            RoomGrants.Living(connection, held.Room, members, page.Today), held.IsKeeper && RoomRenewal.IsDue(connection, held.Room.Id), progress)));
    }

    /// <summary>One that was changed from outside is named as such, and keeps nobody from the others.</summary>
    private static (string Title, string By, long Size) RowOf(Page page, System.Data.Common.DbConnection connection, HeldRoom held, RoomItem item)
    {
        try
        {
            return RoomItems.HeadOf(connection, held, item) is { } head ? (head.Title, head.By, head.Size) : (page["People.Room.Gone"], "", 0);
        }
        catch (CryptographicException)
        {
            return (page["People.Room.Damaged"], "", 0);
        }
    }

    private static async Task<RenewalProgress?> Continue(
        Installation installation, System.Data.Common.DbConnection connection, HeldRoom held, CancellationToken stop)
    {
        var progress = RoomRenewal.ProgressOf(connection, held.Room);
        if (!progress.IsDone) progress = await RoomRenewal.Continue(installation, connection, held, stop);
        return progress.IsDone ? null : progress;
    }
}
