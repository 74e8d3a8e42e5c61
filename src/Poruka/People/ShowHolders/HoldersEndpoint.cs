using NodaTime;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.People.ShowHolders;

/// <summary>Somebody who holds a room, or held it until a day.</summary>
/// <param name="Id">Their id, in addresses.</param>
/// <param name="Name">Their name.</param>
/// <param name="IsKeeper">Whether they keep it.</param>
/// <param name="LastDay">The last day, or null.</param>
/// <param name="IsOver">Whether that day is over.</param>
/// <param name="IsFrozen">Whether they may not sign in.</param>
/// <param name="IsYou">Whether it is the visitor.</param>
/// <param name="GivenBy">Who gave it to them.</param>
/// <param name="Since">When.</param>
public sealed record HolderLine(
    string Id, string Name, bool IsKeeper, LocalDate? LastDay, bool IsOver, bool IsFrozen, bool IsYou, string GivenBy, LocalDate Since);

/// <summary>Who holds a room.</summary>
public sealed record HoldersModel(Page Page, RoomHead Room, IReadOnlyList<HolderLine> Holders, int Living, bool MayGrant);

/// <summary>Shows to all who hold a room who else does.</summary>
internal static class HoldersEndpoint
{
    public static void MapHolders(this IEndpointRouteBuilder routes) => routes.MapGet("/rooms/{room}/holders", Show).ForRoom();

    private static IResult Show(HttpContext context, ServeOptions options)
    {
        var (held, visit) = (HeldRoom.Required(context), Visit.Required(context));
        using var connection = options.Installation.Database.Open();
        var room = RoomHead.Of(context, connection, held);
        var page = Page.Of(context, "People.Holders.Of", room.Title) with { Entry = NavigationEntry.Home };
        var members = MemberRows.Of(connection, visit.Here!.Organisation);
        var grants = RoomRows.Grants(connection, held.Room);
        var lines = from grant in grants
                    let member = members.FirstOrDefault(m => m.Id == grant.Grant.To)
                    let name = member?.Name ?? page["People.Room.Somebody"]
                    orderby grant.Grant.LastDay < page.Today, name
                    select new HolderLine(Ids.Text(grant.Grant.To.Value), name, grant.IsKeeper, grant.Grant.LastDay, grant.Grant.LastDay < page.Today,
                        member is not { State: MemberState.Active }, grant.Grant.To == visit.Member.Id,
                        members.FirstOrDefault(m => m.Id == grant.Grant.Granter)?.Name ?? page["People.Room.Somebody"], grant.GrantedOn);
        return TypedResults.RazorSlice(HoldersPage.Create(new HoldersModel(page, room, [.. lines],
            RoomGrants.Living(connection, held.Room, members, page.Today),
            held.IsKeeper && members.Any(m => m.State == MemberState.Active && m.Id != visit.Member.Id))));
    }
}
