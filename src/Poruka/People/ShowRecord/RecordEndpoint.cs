using NodaTime.Text;
using Poruka.Shell;
using Poruka.Shell.Tables;

namespace Poruka.People.ShowRecord;

/// <summary>The record of a room.</summary>
public sealed record RecordModel(Page Page, RoomHead Room, Table? Lines, Paging Paging);

/// <summary>Who opened what in a room, and when: for its keepers.</summary>
internal static class RecordEndpoint
{
    private const int PerPage = 50;

    private static readonly InstantPattern At = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");

    public static void MapRecord(this IEndpointRouteBuilder routes) => routes.MapGet("/rooms/{room}/record", Show).ForKeeper();

    private static IResult Show(HttpContext context, ServeOptions options)
    {
        var (held, visit) = (HeldRoom.Required(context), Visit.Required(context));
        using var connection = options.Installation.Database.Open();
        var pages = Paging.CountOf((int)RoomRecord.Count(connection, held.Room.Id), PerPage);
        if (Paging.Read(context.Request.Query["page"], pages) is not { } number) return Results.NotFound();
        var room = RoomHead.Of(context, connection, held);
        var page = Page.Of(context, "People.Record.Of", room.Title) with { Entry = NavigationEntry.Home };
        var members = MemberRows.Of(connection, visit.Here!.Organisation);
        var lines = RoomRecord.Read(connection, held, (number - 1) * PerPage, PerPage);
        var table = lines.Count == 0 ? null : new Table(page["People.Record.Title"],
            [new(page["People.Record.At"]), new(page["People.Record.Who"]), new(page["People.Record.Act"]), new(page["People.Record.About"])],
            [
                .. lines.Select(l => (IReadOnlyList<Cell>)
                [
                    new(At.Format(l.At)), new(members.FirstOrDefault(m => m.Id == l.Who)?.Name ?? page["People.Room.Somebody"]),
                    new(page["People.Record.Act." + l.Act]), new(l is { Act: RoomAct.Opened, About: "" } ? page["People.Record.Lists"] : l.About),
                ]),
            ]);
        return TypedResults.RazorSlice(RecordPage.Create(new RecordModel(page, room, table, new Paging(page, room.Address + "/record", number, pages))));
    }
}
