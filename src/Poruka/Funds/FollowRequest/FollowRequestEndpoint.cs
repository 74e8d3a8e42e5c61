using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Uploads;
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
/// <param name="Question">What the fund asks back; null where it asks nothing, or the code wasn't given just now.</param>
/// <param name="HasQuestion">Whether it asks something.</param>
/// <param name="Fields">The fields for an answer or for evidence, in words and as files; none where neither is wanted.</param>
/// <param name="Acts">What can be done.</param>
/// <param name="Lookup">What the form finds the request by.</param>
public sealed record AskedModel(
    Page Page, Fund Fund, StoredRequest Stored, IReadOnlyList<string> Standing, string? Question, bool HasQuestion, IReadOnlyList<Field> Fields, IReadOnlyList<RequestAct> Acts, string Lookup)
{
    /// <summary>The errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], Fields);
}

/// <summary>A group that asked without an account sees where its request stands, answers what it was asked, brings evidence, or takes it back.</summary>
internal static class FollowRequestEndpoint
{
    private const string Address = "/requests/mine", CodeField = "secret-code", NoteField = "note", LookupField = "request";

    public static void MapFollowRequest(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Ask(context, null, null));
        routes.MapPost(Address, Open);
        routes.MapPost(Address + "/act", Act).WithUploads(OutsideFiles.MostBytes, OutsideFiles.Most);
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
            var question = found.Stored.Request.State == RequestState.Draft ? OutsideRequests.QuestionOf(found, room.Id, code) : null;
            return Show(context, found, Convert.ToHexStringLower(code.LookupId), question, "", _ => (null, null));
        }
    }

    private static async Task<IResult> Act(HttpContext context, ServeOptions options)
    {
        context.Response.Headers.CacheControl = "no-store";
        var form = context.Request.Form;
        var lookup = form[LookupField].ToString();
        FoundOutside? found = null;
        Room? room = null;
        if (lookup.Length == 32 && lookup.All(char.IsAsciiHexDigit))
        {
            using var connection = options.Installation.Database.Open();
            found = OutsideRequests.Find(connection, Convert.FromHexString(lookup));
            room = found is null ? null : RoomRows.Find(connection, found.Group.Number, RoomKind.Trustees);
        }
        if (found is null || room is null || !Enum.TryParse<RequestAct>(form["act"], out var act) || !ActsOf(found.Stored.Request).Contains(act))
        {
            await UploadedFiles.PassOver(context);
            return Ask(context, found is null || room is null ? "Funds.Asked.Code.Unknown" : "Funds.Request.Outcome.NotNow", null);
        }
        var note = form[NoteField].ToString().ReplaceLineEndings("\n").Trim();
        if (note.Length > RequestForm.LongText)
        {
            var passedOver = await UploadedFiles.PassOver(context);
            return Show(context, found, lookup, null, note, p => (p["Shell.Form.TooLong"], passedOver > 0 ? p["Cases.Help.Files.Again"] : null));
        }
        var (id, now) = (found.Stored.Id, options.Clock.GetCurrentInstant());
        using var files = new ArrivedFiles(options.Installation, room, id);
        if (act == RequestAct.Withdraw) await UploadedFiles.PassOver(context);
        else
        {
            var taken = await OutsideFiles.TakeAsync(context, options, files, now.InUtc().Date);
            if (taken != UploadOutcome.Taken) return Show(context, found, lookup, null, note, p => (null, OutsideFiles.ProblemOf(p, taken)));
            if (note.Length == 0 && files.All.Count == 0) return Show(context, found, lookup, null, note, p => (p["Funds.Asked.Nothing"], null));
        }
        var done = RequestDesk.Do(options.Installation, found.Group, found.Fund, id, act, new MemberId(OutsideRequests.Nobody.Value), now, beside: transaction =>
        {
            RequestSecrets.PutNoteOf(options.Installation, transaction, room, id, act, note);
            OutsideFiles.Add(options, transaction, room, id, files);
            if (act == RequestAct.Submit) OutsideRequests.AskBack(transaction.Connection, transaction.Transaction, room, id, "");
        });
        if (done?.Outcome != RequestOutcome.Done) return Ask(context, "Funds.Request.Outcome." + (done?.Outcome ?? RequestOutcome.NotNow), null);
        files.Keep();
        return Ask(context, null, "Funds.Asked.Added");
    }

    /// <summary>Shows a request; the question that was asked back only to who has just given the code.</summary>
    private static IResult Show(
        HttpContext context, FoundOutside found, string lookup, string? question, string note, Func<Page, (string? Note, string? Files)> errors)
    {
        var page = Page.Of(context, "Funds.Request.Title", found.Stored.Reference) with { Entry = NavigationEntry.Funds, Path = Address };
        var (noteError, filesError) = errors(page);
        var request = found.Stored.Request;
        var acts = ActsOf(request);
        Field[] fields = acts.Any(a => a is RequestAct.Submit or RequestAct.Evidence)
            ?
            [
                new Field(FieldKind.Lines, NoteField, page[request.State == RequestState.Paid ? "Funds.Request.Note.Evidence" : "Funds.Asked.Answer"]) { Rows = 5, MaxLength = RequestForm.LongText, Value = note, Error = noteError },
                OutsideFiles.FieldOf(page, page["Funds.Ask.Files"], filesError),
            ] : [];
        return TypedResults.RazorSlice(AskedPage.Create(new AskedModel(page, found.Fund, found.Stored, Standing(page, request), question, request.State == RequestState.Draft && found.Question.Length > 0, fields, acts, lookup)),
            noteError is null && filesError is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
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
