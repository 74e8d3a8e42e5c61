using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds.FollowRequest;

/// <summary>The page that asks for a code.</summary>
public sealed record AskedCodeModel(Page Page, Field Code, string? Done);

/// <summary>Where a request stands, opened by its code, and what its group can do now.</summary>
/// <param name="Page">The page.</param>
/// <param name="Fund">The fund that was asked.</param>
/// <param name="Stored">The request.</param>
/// <param name="Standing">What it waits for.</param>
/// <param name="Question">What the fund asks back; null where it asks nothing.</param>
/// <param name="Note">The field for an answer or for evidence; null where neither is wanted.</param>
/// <param name="Acts">What can be done.</param>
/// <param name="Lookup">What the form finds the request by.</param>
public sealed record AskedModel(Page Page, Fund Fund, StoredRequest Stored, IReadOnlyList<string> Standing, string? Question, Field? Note, IReadOnlyList<RequestAct> Acts, string Lookup);

/// <summary>A group that asked without an account sees where its request stands, answers what it was asked, brings evidence, or takes it back.</summary>
internal static class FollowRequestEndpoint
{
    private const string Address = "/requests/mine", CodeField = "secret-code", NoteField = "note", LookupField = "request";
    private const int LongText = 8_000;

    public static void MapFollowRequest(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Ask(context, null, null));
        routes.MapPost(Address, Open);
        routes.MapPost(Address + "/act", Act);
    }

    private static IResult Open(HttpContext context, ServeOptions options)
    {
        context.Response.Headers.CacheControl = "no-store";
        var outcome = FollowUpCode.Read(PostedForm.Secret(context, CodeField), out var code);
        if (code is null) return Ask(context, "Funds.Asked.Code." + outcome, null);
        using (code)
        {
            using var connection = options.Installation.Database.Open();
            if (OutsideRequests.Find(connection, code.LookupId) is not { } found || RoomRows.Find(connection, found.Group.Number, RoomKind.Trustees) is not { } room)
                return Ask(context, "Funds.Asked.Code.Unknown", null);
            var page = Page.Of(context, "Funds.Request.Title", found.Stored.Reference) with { Entry = NavigationEntry.Funds };
            var request = found.Stored.Request;
            var acts = ActsOf(request);
            return TypedResults.RazorSlice(AskedPage.Create(new AskedModel(page, found.Fund, found.Stored, Standing(page, request),
                request.State == RequestState.Draft ? OutsideRequests.QuestionOf(found, room.Id, code) : null,
                acts.Any(a => a is RequestAct.Submit or RequestAct.Evidence)
                    ? new Field(FieldKind.Lines, NoteField, page[request.State == RequestState.Paid ? "Funds.Request.Note.Evidence" : "Funds.Asked.Answer"]) { Rows = 5, MaxLength = LongText, Required = true } : null,
                acts, Convert.ToHexStringLower(code.LookupId))));
        }
    }

    private static IResult Act(HttpContext context, ServeOptions options)
    {
        context.Response.Headers.CacheControl = "no-store";
        var form = context.Request.Form;
        var lookup = form[LookupField].ToString();
        using var connection = options.Installation.Database.Open();
        if (lookup.Length != 32 || !lookup.All(char.IsAsciiHexDigit) || OutsideRequests.Find(connection, Convert.FromHexString(lookup)) is not { } found
            || RoomRows.Find(connection, found.Group.Number, RoomKind.Trustees) is not { } room) return Ask(context, "Funds.Asked.Code.Unknown", null);
        if (!Enum.TryParse<RequestAct>(form["act"], out var act) || !ActsOf(found.Stored.Request).Contains(act)) return Ask(context, "Funds.Request.Outcome.NotNow", null);
        var note = form[NoteField].ToString().Trim();
        if (note.Length > LongText) note = note[..LongText];
        var done = RequestDesk.Do(options.Installation, found.Group, found.Fund, found.Stored.Id, act, new MemberId(OutsideRequests.Nobody.Value), options.Clock.GetCurrentInstant());
        if (done?.Outcome != RequestOutcome.Done) return Ask(context, "Funds.Request.Outcome." + (done?.Outcome ?? RequestOutcome.NotNow), null);
        if (note.Length > 0 && RequestSecrets.NoteOf(act) is { } name)
            RequestSecrets.PutNote(options.Installation, connection, null, room, RoomRows.PublicKeyOf(connection, room), found.Stored.Id, name, note);
        if (act == RequestAct.Submit) OutsideRequests.AskBack(connection, room, found.Stored.Id, "");
        return Ask(context, null, "Funds.Asked.Added");
    }

    private static IReadOnlyList<RequestAct> ActsOf(Request request) => request.State switch
    {
        RequestState.Draft => [RequestAct.Submit, RequestAct.Withdraw],
        RequestState.Submitted or RequestState.Open or RequestState.Vote or RequestState.Approved => [RequestAct.Withdraw],
        RequestState.Paid => [RequestAct.Evidence],
        _ => [],
    };

    /// <summary>By when something happens: no names, no counts, no sums of the fund.</summary>
    private static IReadOnlyList<string> Standing(Page page, Request request) =>
    [
        .. request is { State: RequestState.Open, WindowEnds: { } window } ? new[] { page.Text("Funds.Request.WindowUntil", RequestWords.At(page, window)) } : [],
        .. request is { State: RequestState.Submitted or RequestState.Open, Lapses: { } lapses } ? new[] { page.Text("Funds.Request.LapsesOn", page.Day(lapses.InUtc().Date)) } : [],
    ];

    private static IResult Ask(HttpContext context, string? errorKey, string? doneKey)
    {
        var page = Page.Of(context, "Funds.Asked.Title") with { Entry = NavigationEntry.Funds, Path = Address };
        return TypedResults.RazorSlice(AskedCodePage.Create(new AskedCodeModel(page,
            new Field(FieldKind.Secret, CodeField, page["Funds.Asked.Code"])
            {
                Required = true, Help = page["Funds.Asked.Code.Help"], MaxLength = 60, AutoComplete = "off", Error = errorKey is null ? null : page[errorKey],
            }, doneKey is null ? null : page[doneKey])), errorKey is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }
}
