using Poruka.Shell;
using Poruka.Shell.Forms;

namespace Poruka.People.ExportRoom;

/// <summary>The form for a copy of a room.</summary>
public sealed record ExportRoomModel(Page Page, RoomHead Room, Field Recipients)
{
    /// <summary>The summary of errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], [Recipients]);
}

/// <summary>A copy of a room for one of its keepers: sealed to whom they name, and noted in the room's record.</summary>
internal static class ExportRoomEndpoint
{
    private const string Address = "/rooms/{room}/export", RecipientsField = "recipients";

    public static void MapExportRoom(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, ServeOptions options) => Show(context, options, null)).ForKeeper(proof: true);
        routes.MapPost(Address, Export).ForKeeper(proof: true);
    }

    private static async Task Export(HttpContext context, ServeOptions options)
    {
        var (held, visit) = (HeldRoom.Required(context), Visit.Required(context));
        var typed = context.Request.Form[RecipientsField].ToString();
        if (RoomTar.RecipientsOf(typed) is not { } recipients)
        {
            await Show(context, options, typed).ExecuteAsync(context);
            return;
        }
        using var connection = options.Installation.Database.Open();
        var now = options.Clock.GetCurrentInstant();
        RoomRecord.Add(connection, held, visit.Member.Id, RoomAct.Exported, "", now);
        await Downloads.Send(context, held.Room.Code + ".tar.age", null,
            body => RoomTar.Write(body, recipients, options.Installation, connection, [held], now, context.RequestAborted));
    }

    private static IResult Show(HttpContext context, ServeOptions options, string? wrong)
    {
        using var connection = options.Installation.Database.Open();
        var room = RoomHead.Of(context, connection, HeldRoom.Required(context));
        var page = Page.Of(context, "People.Export.Of", room.Title) with { Entry = NavigationEntry.Home };
        return TypedResults.RazorSlice(ExportRoomPage.Create(new ExportRoomModel(page, room,
            new Field(FieldKind.Lines, RecipientsField, page["People.Export.Recipients"])
            {
                Required = true, Help = page["People.Export.Recipients.Help"], Rows = 3, Value = wrong ?? "",
                Error = wrong is null ? null : page.Text("People.NewRoom.Recipients.Wrong", 8),
            })), wrong is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }
}
