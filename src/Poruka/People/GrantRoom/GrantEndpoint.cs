using NodaTime;
using NodaTime.Text;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People.GrantRoom;

/// <summary>The form for giving a room to somebody.</summary>
public sealed record GrantModel(Page Page, RoomHead Room, Field Member, Field LastDay, Field Keeper)
{
    /// <summary>The summary of errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], [Member, LastDay, Keeper]);
}

/// <summary>Gives a room to a member until a day, or changes what they have.</summary>
internal static class GrantEndpoint
{
    private const string Address = "/rooms/{room}/holders/new", MemberField = "member", DayField = "last-day", KeeperField = "keeper";

    public static void MapGrant(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, ServeOptions options) =>
            Show(context, options, context.Request.Query[MemberField].ToString(), "", false, null, null)).ForKeeper();
        routes.MapPost(Address, Give).ForKeeper(proof: true);
    }

    private static IResult Give(HttpContext context, ServeOptions options)
    {
        var (held, visit) = (HeldRoom.Required(context), Visit.Required(context));
        var form = context.Request.Form;
        var (member, day, keeper) = (form[MemberField].ToString(), form[DayField].ToString().Trim(), form[KeeperField] == "1");
        var now = options.Clock.GetCurrentInstant();
        var today = now.InUtc().Date;
        LocalDate? lastDay = null;
        if (day.Length > 0)
        {
            if (!LocalDatePattern.Iso.Parse(day).TryGetValue(default, out var read) || read < today || read > today.PlusYears(10))
                return Show(context, options, member, day, keeper, null, "People.Grant.Day.Wrong");
            lastDay = read;
        }
        using var connection = options.Installation.Database.Open();
        var to = new MemberId(Ids.Parse(member) ?? 0);
        var outcome = RoomGrants.Give(connection, held, visit.Here!.Organisation, to, lastDay, keeper, visit.Member, visit.Keys, today);
        if (outcome != GrantingOutcome.Given) return Show(context, options, member, day, keeper, "People.Grant." + outcome, null);
        RoomRecord.Add(connection, held, visit.Member.Id, RoomAct.Granted, MemberRows.Find(connection, to)!.Name, now);
        return TypedResults.Redirect(RoomHead.AddressOf(held.Room) + "/holders");
    }

    private static IResult Show(HttpContext context, ServeOptions options, string member, string day, bool keeper, string? memberError, string? dayError)
    {
        var (held, visit) = (HeldRoom.Required(context), Visit.Required(context));
        using var connection = options.Installation.Database.Open();
        var room = RoomHead.Of(context, connection, held);
        var page = Page.Of(context, "People.Grant.Title") with { Entry = NavigationEntry.Home, Path = room.Address + "/holders/new" };
        var grants = RoomRows.Grants(connection, held.Room);
        var choices = MemberRows.Of(connection, visit.Here!.Organisation)
            .Where(m => m.State == MemberState.Active && m.Id != visit.Member.Id)
            .Select(m => new Choice(Ids.Text(m.Id.Value), grants.Any(g => g.Grant.To == m.Id && !(g.Grant.LastDay < page.Today))
                ? page.Text("People.Grant.HasIt", m.Name) : m.Name));
        return TypedResults.RazorSlice(GrantPage.Create(new GrantModel(page, room,
            new Field(FieldKind.Choice, MemberField, page["People.Grant.Member"])
            {
                Required = true, Value = member, Choices = [.. choices], Error = memberError is null ? null : page[memberError],
            },
            new Field(FieldKind.Day, DayField, page["People.Grant.Day"])
            {
                Help = page["People.Grant.Day.Help"], Value = day, Error = dayError is null ? null : page[dayError],
            },
            new Field(FieldKind.Check, KeeperField, page["People.Grant.Keeper"]) { Help = page["People.Grant.Keeper.Help"], Value = keeper ? "1" : "" })),
            (memberError ?? dayError) is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }
}
