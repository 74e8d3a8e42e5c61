using System.Text;
using Poruka.Cases;
using Poruka.Shell;
using Poruka.Vault;

namespace Poruka.People.ShowHome;

/// <summary>A room as its holder sees it.</summary>
/// <param name="Room">The room.</param>
/// <param name="Name">Its name, opened; empty where it is named after its kind.</param>
/// <param name="Holders">How many hold it.</param>
/// <param name="NewCalls">In the room for what comes in: how many calls nobody has read.</param>
public sealed record RoomLine(Room Room, string Name, int Holders, long NewCalls);

/// <summary>A group with what the visitor may open of it.</summary>
public sealed record GroupPart(Membership Membership, IReadOnlyList<RoomLine> Rooms, IReadOnlyList<Room> Offline);

/// <summary>The first page after signing in.</summary>
public sealed record HomeModel(Page Page, IReadOnlyList<GroupPart> Groups);

/// <summary>The groups of who is signed in, and the rooms that they hold.</summary>
internal static class HomeEndpoint
{
    public const string Address = "/home";

    public static void MapHome(this IEndpointRouteBuilder routes) => routes.MapGet(Address, Show).ForSignedIn();

    private static IResult Show(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        var page = Page.Of(context, "People.Home.Title") with { Entry = NavigationEntry.Home };
        using var connection = options.Installation.Database.Open();
        var held = RoomRows.HeldBy(connection, visit.Member.Id, page.Today);
        var groups = new List<GroupPart>();
        foreach (var membership in visit.Memberships)
        {
            var rooms = new List<RoomLine>();
            foreach (var room in held.Where(r => r.Organisation == membership.Organisation.Number).OrderBy(r => r.Kind))
            {
                using var open = HeldRoom.Open(options.Installation, connection, visit.Member.Id, () => visit.Keys, room.Id, page.Today);
                if (open is null) continue;
                var name = open.Read(connection, RoomRows.NameOf(room.Id)) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
                rooms.Add(new RoomLine(room, name, RoomRows.Grants(connection, room).Count(g => g.Grant.LastDay is null || g.Grant.LastDay >= page.Today),
                    room.Kind == RoomKind.Intake ? Calls.Count(connection, room.Organisation).New : 0));
            }
            groups.Add(new GroupPart(membership, rooms, RoomRows.Offline(connection, membership.Organisation.Number)));
        }
        return TypedResults.RazorSlice(HomePage.Create(new HomeModel(page, groups)));
    }
}
