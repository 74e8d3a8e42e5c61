using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Cases.ReadCalls;

/// <summary>The calls for help of a group.</summary>
public sealed record CallListModel(Page Page, Table Calls, Paging Paging);

/// <summary>A call, opened.</summary>
public sealed record CallModel(Page Page, string Address, string ListAddress, HelpCall Call, IReadOnlyList<CallMessage> Messages, IReadOnlyList<CallFile> Files, Field Answer, string? Case)
{
    /// <summary>The errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], [Answer]);
}

/// <summary>Asks before a call is destroyed.</summary>
public sealed record ShredCallModel(Page Page, string Address, HelpCall Call);

/// <summary>Who holds the room for what comes in reads the calls, answers, and says how far each is.</summary>
internal static class ReadCallsEndpoint
{
    public const string List = "/rooms/{room}/calls", One = "/rooms/{room}/calls/{call}";

    private const string AnswerField = "answer", StateField = "state";
    private const int PerPage = 50;

    public static void MapReadCalls(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/calls", ToRoom).ForGroup();
        routes.MapGet(List, ShowList).ForRoom();
        routes.MapGet(One, (HttpContext context, ServeOptions options, string call) => Show(context, options, call, "", null)).ForRoom();
        routes.MapPost(One + "/answer", Answer).ForRoom();
        routes.MapPost(One + "/state", SetState).ForRoom();
        routes.MapGet(One + "/shred", AskToShred).ForRoom();
        routes.MapPost(One + "/shred", Shred).ForRoom(proof: true);
        routes.MapGet(One + "/files/{file}", Download).ForRoom();
    }

    private static IResult ToRoom(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        return RoomRows.Find(connection, Visit.Required(context).Here!.Organisation.Number, RoomKind.Intake) is { } room
            ? TypedResults.Redirect(AddressOf(room)) : TypedResults.NotFound();
    }

    private static IResult ShowList(HttpContext context, ServeOptions options)
    {
        if (Held(context) is not { } held) return TypedResults.NotFound();
        using var connection = options.Installation.Database.Open();
        var pages = Paging.CountOf((int)Calls.Count(connection, held.Room.Organisation).All, PerPage);
        if (Paging.Read(context.Request.Query["page"], pages) is not { } number) return TypedResults.NotFound();
        var visit = Visit.Required(context);
        RoomRecord.AddOnce(connection, held, visit.Session, visit.Member.Id, "", options.Clock.GetCurrentInstant());
        var page = Page.Of(context, "Cases.Calls.Title") with { Entry = NavigationEntry.Home, Wide = true };
        var calls = Calls.List(connection, held.Room.Organisation, PerPage, (number - 1) * PerPage);
        var table = new Table(page["Cases.Calls.Caption"],
            [new(page["Cases.Calls.Code"]), new(page["Cases.Calls.State"]), new(page["Cases.Calls.Came"]), new(page["Cases.Calls.Begins"])],
            [.. calls.Select(call => (IReadOnlyList<Cell>)
            [
                new(call.Code, $"{AddressOf(held.Room)}/{Ids.Text(call.Id)}"),
                new(page["Cases.Calls.State." + call.State]),
                new(page.Day(call.CameOn)),
                new(Beginning(Calls.Messages(held, connection, call))),
            ])]);
        return TypedResults.RazorSlice(CallListPage.Create(new CallListModel(page, table, new Paging(page, AddressOf(held.Room), number, pages))));
    }

    private static IResult Show(HttpContext context, ServeOptions options, string id, string answer, string? errorKey)
    {
        using var connection = options.Installation.Database.Open();
        if (Held(context) is not { } held || Find(connection, held, id) is not { } call) return TypedResults.NotFound();
        var visit = Visit.Required(context);
        RoomRecord.AddOnce(connection, held, visit.Session, visit.Member.Id, call.Code, options.Clock.GetCurrentInstant());
        var page = Page.Of(context, "Cases.Call.Title", call.Code) with { Entry = NavigationEntry.Home, Path = $"{AddressOf(held.Room)}/{id}" };
        return TypedResults.RazorSlice(CallPage.Create(new CallModel(page, page.Path, AddressOf(held.Room), call,
            Calls.Messages(held, connection, call), Calls.Files(held, connection, call),
            new Field(FieldKind.Lines, AnswerField, page["Cases.Call.Answer"])
            {
                Required = true, Help = page["Cases.Call.Answer.Help"], MaxLength = IncomingCall.MaxText, Value = answer,
                Error = errorKey is null ? null : page[errorKey],
            }, visit.Here is { } here && here.Is(Role.Caseworker) ? $"/groups/{here.Organisation.Slug}/cases/from-call/{id}" : null)), errorKey is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static IResult Answer(HttpContext context, ServeOptions options, string call)
    {
        var answer = context.Request.Form[AnswerField].ToString().Trim().ReplaceLineEndings("\n");
        if (answer.Length is 0 or > IncomingCall.MaxText) return Show(context, options, call, answer, "Cases.Call.Answer.Missing");
        return Change(context, options, call, (held, connection, transaction, found) =>
            Calls.Answer(held, connection, transaction, found, answer, options.Clock.GetCurrentInstant().InUtc().Date));
    }

    private static IResult SetState(HttpContext context, ServeOptions options, string call) =>
        Calls.StateOf(context.Request.Form[StateField]) is { } state && state != CallState.New
            ? Change(context, options, call, (_, connection, transaction, found) => Calls.SetState(connection, transaction, found.Id, state))
            : TypedResults.BadRequest();

    private static IResult AskToShred(HttpContext context, ServeOptions options, string call)
    {
        using var connection = options.Installation.Database.Open();
        if (Held(context) is not { } held || Find(connection, held, call) is not { } found) return TypedResults.NotFound();
        var page = Page.Of(context, "Cases.Call.Shred.Title", found.Code) with { Entry = NavigationEntry.Home };
        return TypedResults.RazorSlice(ShredCallPage.Create(new ShredCallModel(page, $"{AddressOf(held.Room)}/{call}", found)));
    }

    private static IResult Shred(HttpContext context, ServeOptions options, string call)
    {
        using var connection = options.Installation.Database.Open();
        if (Held(context) is not { } held || Find(connection, held, call) is not { } found) return TypedResults.NotFound();
        RoomRecord.Add(connection, held, Visit.Required(context).Member.Id, RoomAct.Shredded, found.Code, options.Clock.GetCurrentInstant());
        Calls.Shred(options.Installation, connection, found);
        return SeeOther(AddressOf(held.Room));
    }

    private static async Task<IResult> Download(HttpContext context, ServeOptions options, string call, string file)
    {
        using var connection = options.Installation.Database.Open();
        if (Held(context) is not { } held || Find(connection, held, call) is not { } found || Ids.Parse(file) is not { } id
            || Calls.Files(held, connection, found).FirstOrDefault(f => f.Id == id) is not { } wanted) return TypedResults.NotFound();
        using var opened = StoredFiles.Open(options.Installation, connection, held, id);
        if (opened is null) return TypedResults.NotFound();
        RoomRecord.Add(connection, held, Visit.Required(context).Member.Id, RoomAct.OpenedFile, $"{found.Code}: {wanted.Name}", options.Clock.GetCurrentInstant());
        var response = context.Response;
        response.ContentType = "application/octet-stream"; // never shown in the browser: it may be anything
        var disposition = new Microsoft.Net.Http.Headers.ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(wanted.Name);
        response.Headers.ContentDisposition = disposition.ToString();
        await opened.Contents.CopyToAsync(response.Body, context.RequestAborted);
        return TypedResults.Empty;
    }

    private static IResult Change(
        HttpContext context, ServeOptions options, string id,
        Action<HeldRoom, System.Data.Common.DbConnection, System.Data.Common.DbTransaction, HelpCall> change)
    {
        using var connection = options.Installation.Database.Open();
        if (Held(context) is not { } held || Find(connection, held, id) is not { } call) return TypedResults.NotFound();
        using (var transaction = connection.BeginTransaction())
        {
            change(held, connection, transaction, call);
            transaction.Commit();
        }
        return SeeOther($"{AddressOf(held.Room)}/{id}");
    }

    private static HelpCall? Find(System.Data.Common.DbConnection connection, HeldRoom held, string id) =>
        Ids.Parse(id) is { } call ? Calls.Find(connection, held.Room.Organisation, call) : null;

    private static HeldRoom? Held(HttpContext context) =>
        context.Features.Get<HeldRoom>() is { Room.Kind: RoomKind.Intake } held ? held : null;

    private static string AddressOf(Room room) => $"/rooms/{Ids.Text(room.Id.Value)}/calls";

    private static string Beginning(IReadOnlyList<CallMessage> messages)
    {
        const int Length = 60;
        var text = (messages is [var first, ..] ? first.Text?.What ?? "" : "").ReplaceLineEndings(" ");
        return text.Length <= Length ? text : text[..(Length - 1)].TrimEnd() + "…";
    }

    private static IResult SeeOther(string address) => new SeeOtherResult(address);

    /// <summary>Leads to a page after a form, by GET.</summary>
    private sealed class SeeOtherResult(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }
}
