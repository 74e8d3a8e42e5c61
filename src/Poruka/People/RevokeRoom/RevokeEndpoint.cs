using Poruka.Shell;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People.RevokeRoom;

/// <summary>Takes a room from somebody: it gets a new key, of which they get nothing.</summary>
internal static class RevokeEndpoint
{
    private const string Address = "/rooms/{room}/holders/{member}/revoke";

    public static void MapRevoke(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, Ask).ForKeeper();
        routes.MapPost(Address, Revoke).ForKeeper(proof: true);
        routes.MapPost("/rooms/{room}/renew", Renew).ForKeeper(proof: true);
    }

    private static IResult Ask(HttpContext context, string member, ServeOptions options)
    {
        var held = HeldRoom.Required(context);
        using var connection = options.Installation.Database.Open();
        if (Find(context, connection, held, member) is not { } who) return Results.NotFound();
        var room = RoomHead.Of(context, connection, held);
        var name = MemberRows.Find(connection, who)?.Name ?? "";
        var page = Page.Of(context, "People.Revoke.Title", name) with { Entry = NavigationEntry.Home };
        return TypedResults.RazorSlice(ConfirmPage.Create(new ConfirmModel(page,
            [page.Text("People.Revoke.What", room.Title), page["People.Revoke.Known"]], page["People.Revoke.Do"], room.Address + "/holders", page["People.Holders.Title"])));
    }

    private static IResult Revoke(HttpContext context, string member, ServeOptions options)
    {
        var (held, visit) = (HeldRoom.Required(context), Visit.Required(context));
        using var connection = options.Installation.Database.Open();
        if (Find(context, connection, held, member) is not { } who) return Results.NotFound();
        return Begin(connection, options, held, visit, who, RoomAct.Revoked, MemberRows.Find(connection, who)?.Name ?? "");
    }

    private static IResult Renew(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        return Begin(connection, options, HeldRoom.Required(context), Visit.Required(context), null, RoomAct.Renewed, "");
    }

    /// <summary>Where another keeper was faster, the page that shows how things are now is the answer.</summary>
    private static IResult Begin(
        System.Data.Common.DbConnection connection, ServeOptions options, HeldRoom held, Visit visit, MemberId? without, RoomAct act, string about)
    {
        var now = options.Clock.GetCurrentInstant();
        using var renewed = RoomRenewal.Begin(options.Installation, connection, held, visit.Member, visit.Keys, without, now.InUtc().Date);
        if (renewed is not null) RoomRecord.Add(connection, renewed, visit.Member.Id, act, about, now);
        return TypedResults.Redirect(RoomHead.AddressOf(held.Room) + "/holders");
    }

    private static MemberId? Find(HttpContext context, System.Data.Common.DbConnection connection, HeldRoom held, string address) =>
        Ids.Parse(address) is { } id && id != Visit.Required(context).Member.Id.Value
            && RoomRows.GrantOf(connection, held.Room, new MemberId(id)) is not null ? new MemberId(id) : null;
}
