using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Uploads;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases.FollowUp;

/// <summary>The page that asks for a code.</summary>
public sealed record FollowUpModel(Page Page, Field Code, string? Done);

/// <summary>A call's answers, opened by its code, and the form that adds to it.</summary>
/// <param name="Page">The page.</param>
/// <param name="Messages">The thread: of what was sent, only that it was.</param>
/// <param name="Add">The form's fields; null where the call is closed to more.</param>
/// <param name="Ticket">What tells when the form was opened.</param>
/// <param name="Call">What the form finds the call by: enough to add, not to read.</param>
/// <param name="Wait">How long to wait before sending again, or null.</param>
public sealed record ThreadModel(Page Page, IReadOnlyList<CallMessage> Messages, IReadOnlyList<Field> Add, string Ticket, string Call, string? Wait)
{
    /// <summary>The errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], Add);
}

/// <summary>Who called for help reads the answers with the code, and adds to what they said. The code opens them, and nothing else does.</summary>
internal static class FollowUpEndpoint
{
    public const string Address = "/help/follow-up", AddAddress = "/help/follow-up/add";

    private const string CodeField = "secret-code", TextField = "what", CallField = "call";

    public static void MapFollowUp(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Ask(context, null, null)).ForEverybody();
        routes.MapPost(Address, Open).ForEverybody();
        routes.MapPost(AddAddress, Add).ForEverybody().WithUploads(IncomingCall.MaxBytes, IncomingCall.MaxFiles);
    }

    private static IResult Open(HttpContext context, ServeOptions options)
    {
        context.Response.Headers.CacheControl = "no-store";
        var outcome = FollowUpCode.Read(PostedForm.Secret(context, CodeField), out var code);
        if (code is null) return Ask(context, "Cases.FollowUp.Code." + outcome, null);
        using (code)
        {
            using var connection = options.Installation.Database.Open();
            if (Calls.FindByLookup(connection, code.LookupId) is not { } call
                || RoomRows.Find(connection, call.Organisation, RoomKind.Intake) is not { } room) return Ask(context, "Cases.FollowUp.Code.Unknown", null);
            return Thread(context, Calls.Messages(connection, call, code, room.Id), Convert.ToHexStringLower(code.LookupId), "", default, null);
        }
    }

    private static async Task<IResult> Add(HttpContext context, ServeOptions options)
    {
        context.Response.Headers.CacheControl = "no-store";
        var form = context.Request.Form;
        var lookup = form[CallField].ToString();
        var text = form[TextField].ToString().Trim().ReplaceLineEndings("\n");
        HelpCall? call = null;
        if (lookup.Length == 32 && lookup.All(char.IsAsciiHexDigit))
        {
            using var connection = options.Installation.Database.Open();
            call = Calls.FindByLookup(connection, Convert.FromHexString(lookup));
        }
        if (call is null || IncomingCall.RoomOf(options.Installation.Database, call.Organisation) is not { } into)
        {
            await UploadedFiles.PassOver(context);
            return Ask(context, "Cases.FollowUp.Code.Unknown", null);
        }
        if (text.Length is 0 or > IncomingCall.MaxText)
        {
            await UploadedFiles.PassOver(context);
            return Thread(context, [], lookup, text, default, text.Length == 0 ? "Cases.Help.What.Missing" : "Cases.Help.What.Long");
        }
        var today = options.Clock.GetCurrentInstant().InUtc().Date;
        var outcome = await IncomingCall.Take(context, options, into.Room, call.Id, isNew: false, (connection, transaction, files) =>
            Calls.AddMessage(options.Installation, connection, transaction, into.Room, into.Key, call.Id, today,
                new CallText { What = text, Language = Page.LanguageOf(context.Request).Name }, files));
        return outcome.IsKept ? Ask(context, null, "Cases.FollowUp.Added") : Thread(context, [], lookup, text, outcome, null);
    }

    private static IResult Ask(HttpContext context, string? errorKey, string? doneKey)
    {
        var page = Page.Of(context, "Cases.FollowUp.Title") with { Entry = NavigationEntry.Help, Path = Address };
        return TypedResults.RazorSlice(FollowUpPage.Create(new FollowUpModel(page,
            new Field(FieldKind.Secret, CodeField, page["Cases.FollowUp.Code"])
            {
                Required = true, Help = page["Cases.FollowUp.Code.Help"], MaxLength = 60, AutoComplete = "off", Error = errorKey is null ? null : page[errorKey],
            }, doneKey is null ? null : page[doneKey])), errorKey is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static IResult Thread(
        HttpContext context, IReadOnlyList<CallMessage> messages, string call, string text, SendOutcome outcome, string? textError)
    {
        var page = Page.Of(context, "Cases.FollowUp.Thread") with { Entry = NavigationEntry.Help, Path = Address };
        var (filesError, wait) = IncomingCall.ProblemOf(page, outcome);
        IReadOnlyList<Field> fields =
        [
            new Field(FieldKind.Lines, TextField, page["Cases.FollowUp.Add"])
            {
                Required = true, MaxLength = IncomingCall.MaxText, Value = text, Error = textError is null ? null : page.Text(textError, page.Count(IncomingCall.MaxText)),
            },
            IncomingCall.FilesOf(page, filesError),
        ];
        var ticket = wait is null ? context.RequestServices.GetRequiredService<Patience>().Draw() : context.Request.Form[Patience.Field].ToString();
        var isFine = textError is null && filesError is null && wait is null;
        return TypedResults.RazorSlice(ThreadPage.Create(new ThreadModel(page, messages, fields, ticket, call, wait)),
            isFine ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }
}
