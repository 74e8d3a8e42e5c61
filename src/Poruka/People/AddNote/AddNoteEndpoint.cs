using Poruka.Shell;
using Poruka.Shell.Forms;

namespace Poruka.People.AddNote;

/// <summary>The form for a note: of a room, or of an offline room.</summary>
public sealed record AddNoteModel(Page Page, string Room, string Back, string Lead, Field Title, Field Text)
{
    /// <summary>The summary of errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], [Title, Text]);
}

/// <summary>Puts a note into a room.</summary>
internal static class AddNoteEndpoint
{
    private const string Address = "/rooms/{room}/notes/new", TitleField = "title", TextField = "text";

    public static void MapAddNote(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, ServeOptions options) => Show(context, options, "", "", false)).ForRoom();
        routes.MapPost(Address, Add).ForRoom();
    }

    private static IResult Add(HttpContext context, ServeOptions options)
    {
        var (held, visit) = (HeldRoom.Required(context), Visit.Required(context));
        var form = context.Request.Form;
        var (title, text) = (form[TitleField].ToString().Trim(), form[TextField].ToString().ReplaceLineEndings("\n").Trim());
        if (title.Length is 0 or > RoomItems.MaxTitle || text.Length is 0 or > RoomItems.MaxText) return Show(context, options, title, text, true);
        using var connection = options.Installation.Database.Open();
        var now = options.Clock.GetCurrentInstant();
        RoomItems.AddNote(connection, held, visit.Member.Id, title, text, now.InUtc().Date);
        RoomRecord.Add(connection, held, visit.Member.Id, RoomAct.PutIn, title, now);
        return TypedResults.Redirect(RoomHead.AddressOf(held.Room));
    }

    private static IResult Show(HttpContext context, ServeOptions options, string title, string text, bool tried)
    {
        using var connection = options.Installation.Database.Open();
        var head = RoomHead.Of(context, connection, HeldRoom.Required(context));
        var page = Page.Of(context, "People.Note.New") with { Entry = NavigationEntry.Home };
        return TypedResults.RazorSlice(AddNotePage.Create(new AddNoteModel(page, head.Title, head.Address, page["People.Note.Lead"],
            new Field(FieldKind.Line, TitleField, page["People.Note.Title"])
            {
                Required = true, MaxLength = RoomItems.MaxTitle, Value = title, AutoComplete = "off",
                Error = tried && title.Length is 0 or > RoomItems.MaxTitle ? page.Text("People.Note.Title.Wrong", RoomItems.MaxTitle) : null,
            },
            new Field(FieldKind.Lines, TextField, page["People.Note.Text"])
            {
                Required = true, MaxLength = RoomItems.MaxText, Value = text, Rows = 14,
                Error = tried && text.Length is 0 or > RoomItems.MaxText ? page.Text("People.Note.Text.Wrong", page.Count(RoomItems.MaxText)) : null,
            })), tried ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }
}
