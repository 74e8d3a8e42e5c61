using NodaTime;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.People.ShowNote;

/// <summary>A note.</summary>
public sealed record NoteModel(Page Page, RoomHead Room, string Id, string Text, string By, LocalDate On, bool MayDelete);

/// <summary>Opens a note; that it was opened stands in the room's record first.</summary>
internal static class ShowNoteEndpoint
{
    public static void MapShowNote(this IEndpointRouteBuilder routes) => routes.MapGet("/rooms/{room}/notes/{item}", Show).ForRoom();

    private static IResult Show(HttpContext context, string item, ServeOptions options)
    {
        var (held, visit) = (HeldRoom.Required(context), Visit.Required(context));
        using var connection = options.Installation.Database.Open();
        if (RoomItems.Find(connection, held.Room.Id, item) is not { IsFile: false } note
            || RoomItems.HeadOf(connection, held, note) is not { } head
            || RoomItems.TextOf(connection, held, note) is not { } text) return Results.NotFound();
        RoomRecord.Add(connection, held, visit.Member.Id, RoomAct.OpenedNote, head.Title, options.Clock.GetCurrentInstant());
        var page = Page.Of(context, "People.Room.Title", head.Title) with { Entry = NavigationEntry.Home };
        var by = MemberRows.Of(connection, visit.Here!.Organisation).FirstOrDefault(m => Ids.Text(m.Id.Value) == head.By);
        return TypedResults.RazorSlice(NotePage.Create(new NoteModel(page, RoomHead.Of(context, connection, held), item, text,
            by?.Name ?? page["People.Room.Somebody"], note.MadeOn, held.IsKeeper || by?.Id == visit.Member.Id)));
    }
}
