using System.Security.Cryptography;
using System.Text;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Uploads;
using Poruka.Storage;
using Poruka.Vault;
using Poruka.Vault.Age;

namespace Poruka.Cases.AskForHelp;

/// <summary>The form for a call for help.</summary>
/// <param name="Page">The page.</param>
/// <param name="Group">The group that it goes to.</param>
/// <param name="Fields">The fields, in their order; files last.</param>
/// <param name="Wait">How long to wait before sending again, or null.</param>
/// <param name="Ticket">What tells when the form was opened.</param>
/// <param name="Recipient">The room's age recipient, for those who encrypt by themselves.</param>
public sealed record AskForHelpModel(Page Page, Organisation Group, IReadOnlyList<Field> Fields, string? Wait, string Ticket, string Recipient)
{
    /// <summary>The errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], Fields);
}

/// <summary>The groups that one may turn to.</summary>
public sealed record WhichGroupModel(Page Page, IReadOnlyList<Organisation> Groups);

/// <summary>The code by which answers are read, shown once.</summary>
public sealed record HelpSentModel(Page Page, Organisation Group, IReadOnlyList<string> CodeGroups);

/// <summary>
/// A call for help: somebody was arrested, or needs something. Without an account or a script; sealed in memory to the
/// group's room for what comes in, so that the server can't read it back.
/// </summary>
internal static class AskForHelpEndpoint
{
    public const string Start = "/help", Address = "/help/{group}";

    private const string What = "what", Who = "who", Where = "where", Contact = "contact";

    public static void MapAskForHelp(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Start, Choose).ForEverybody();
        routes.MapGet(Address, (HttpContext context, ServeOptions options, string group) =>
            Find(options, group) is { } to ? Form(context, options, to, new CallText(), default, null) : TypedResults.NotFound()).ForEverybody();
        routes.MapPost(Address, Send).ForEverybody().WithUploads(IncomingCall.MaxBytes, IncomingCall.MaxFiles);
    }

    private static IResult Choose(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        var groups = MemberRows.Organisations(connection);
        if (groups is [var only]) return TypedResults.Redirect($"{Start}/{only.Slug}");
        var page = Page.Of(context, "Cases.Help.Which.Title") with { Entry = NavigationEntry.Help };
        return TypedResults.RazorSlice(WhichGroupPage.Create(new WhichGroupModel(page, groups)));
    }

    private static async Task<IResult> Send(HttpContext context, ServeOptions options, string group)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (Find(options, group) is not { } to || IncomingCall.RoomOf(options.Installation.Database, to.Number) is not { } into)
        {
            await UploadedFiles.PassOver(context);
            return TypedResults.NotFound();
        }
        var text = Read(context.Request.Form, Page.LanguageOf(context.Request).Name);
        if (text.What.Length is 0 or > IncomingCall.MaxText)
        {
            var files = await UploadedFiles.PassOver(context);
            return Form(context, options, to, text, default, text.What.Length == 0 ? "Cases.Help.What.Missing" : "Cases.Help.What.Long", files > 0);
        }
        using var code = FollowUpCode.Draw(RandomNumberGenerator.Fill);
        var call = new HelpCall(Ids.Draw(), to.Number, Calls.DrawCode(), options.Clock.GetCurrentInstant().InUtc().Date, CallState.New, code.PublicKey);
        var outcome = await IncomingCall.Take(context, options, into.Room, call.Id, isNew: true, (connection, transaction, files) =>
            Calls.Add(options.Installation, connection, transaction, into.Room, into.Key, call, code.LookupId, text, files));
        if (!outcome.IsKept) return Form(context, options, to, text, outcome, null);
        using var written = code.ToWritten();
        var page = Page.Of(context, "Cases.Help.Sent.Title") with { Entry = NavigationEntry.Help, Path = Start };
        return TypedResults.RazorSlice(HelpSentPage.Create(new HelpSentModel(page, to, Encoding.ASCII.GetString(written.Span).Split('-'))));
    }

    private static CallText Read(IFormCollection form, string language) => new()
    {
        What = form[What].ToString().Trim().ReplaceLineEndings("\n"),
        Who = Line(form[Who]),
        Where = Line(form[Where]),
        Contact = Line(form[Contact]),
        Language = language,
    };

    private static string Line(string? text)
    {
        var line = (text ?? "").ReplaceLineEndings(" ").Trim();
        return line.Length <= IncomingCall.MaxLine ? line : line[..IncomingCall.MaxLine];
    }

    private static Organisation? Find(ServeOptions options, string slug)
    {
        using var connection = options.Installation.Database.Open();
        return MemberRows.Organisations(connection).FirstOrDefault(o => o.Slug == slug);
    }

    private static IResult Form(
        HttpContext context, ServeOptions options, Organisation to, CallText text, SendOutcome outcome, string? whatError, bool filesPassedOver = false)
    {
        if (IncomingCall.RoomOf(options.Installation.Database, to.Number) is not { } into) return TypedResults.NotFound();
        var page = Page.Of(context, "Cases.Help.Title") with { Entry = NavigationEntry.Help, Path = $"{Start}/{to.Slug}" };
        var (filesError, wait) = IncomingCall.ProblemOf(page, outcome);
        if (filesPassedOver) filesError = page["Cases.Help.Files.Again"];
        IReadOnlyList<Field> fields =
        [
            new Field(FieldKind.Lines, What, page["Cases.Help.What"])
            {
                Required = true, Help = page["Cases.Help.What.Help"], MaxLength = IncomingCall.MaxText, Rows = 8, Value = text.What,
                Error = whatError is null ? null : page.Text(whatError, page.Count(IncomingCall.MaxText)),
            },
            new Field(FieldKind.Line, Who, page["Cases.Help.Who"]) { Help = page["Cases.Help.Who.Help"], MaxLength = IncomingCall.MaxLine, Value = text.Who, AutoComplete = "off" },
            new Field(FieldKind.Line, Where, page["Cases.Help.Where"]) { Help = page["Cases.Help.Where.Help"], MaxLength = IncomingCall.MaxLine, Value = text.Where, AutoComplete = "off" },
            new Field(FieldKind.Line, Contact, page["Cases.Help.Contact"]) { Help = page["Cases.Help.Contact.Help"], MaxLength = IncomingCall.MaxLine, Value = text.Contact, AutoComplete = "off" },
            IncomingCall.FilesOf(page, filesError),
        ];
        var ticket = wait is null ? context.RequestServices.GetRequiredService<Patience>().Draw() : context.Request.Form[Patience.Field].ToString();
        var isNew = whatError is null && filesError is null && wait is null;
        return TypedResults.RazorSlice(AskForHelpPage.Create(new AskForHelpModel(page, to, fields, wait, ticket, new AgeRecipient(into.Key).ToString())),
            isNew ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }
}
