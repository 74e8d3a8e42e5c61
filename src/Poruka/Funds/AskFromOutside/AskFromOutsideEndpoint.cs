using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Uploads;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds.AskFromOutside;

/// <summary>The form by which another group asks a fund.</summary>
/// <param name="Page">The page.</param>
/// <param name="Fund">The fund.</param>
/// <param name="Rules">What its rules say to who asks.</param>
/// <param name="Fields">The fields, files last; null where so many requests lie unread that none is taken now.</param>
/// <param name="Ticket">What tells when the form was opened.</param>
/// <param name="Wait">How long to wait before sending again, or null.</param>
public sealed record OutsideFormModel(Page Page, Fund Fund, IReadOnlyList<string> Rules, IReadOnlyList<Field>? Fields, string Ticket, string? Wait)
{
    /// <summary>The errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], Fields ?? []);
}

/// <summary>The code by which the request is followed, shown once, and its reference.</summary>
public sealed record OutsideSentModel(Page Page, Fund Fund, string Reference, IReadOnlyList<string> CodeGroups);

/// <summary>
/// Another group asks a fund, where its rules have it so: without an account or a script. What it is about is sealed in memory to the
/// trustees' room, as with every request, and files while they come; a code that is shown once finds it again.
/// </summary>
internal static class AskFromOutsideEndpoint
{
    /// <summary>Whom somebody asks, and what for; nothing where none is taken now or something is wrong, which the input says then.</summary>
    private sealed record Asking(Fund Fund, Organisation Group, Room Room, FundRules Rules, FormInput? Input, AskedMoney? Asked);

    public static void MapAskFromOutside(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/funds/{slug}/ask", (string slug, HttpContext context, ServeOptions options) => Form(context, options, slug, null));
        routes.MapPost("/funds/{slug}/ask", (string slug, HttpContext context, ServeOptions options) => Send(context, options, slug)).WithUploads(OutsideFiles.MostBytes, OutsideFiles.Most);
    }

    private static async Task<IResult> Send(HttpContext context, ServeOptions options, string slug)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (Read(context, options, slug) is not { } asking)
        {
            await UploadedFiles.PassOver(context);
            return Results.NotFound();
        }
        var patience = context.RequestServices.GetRequiredService<Patience>();
        var ticket = context.Request.Form[Patience.Field].ToString();
        // A ticket that is none, or was used: as if the form had been opened now.
        var wait = asking.Asked is null ? Duration.Zero : patience.WaitOf(ticket) ?? patience.WaitOf(ticket = patience.Draw())!.Value;
        if (asking.Asked is not { } asked || wait > Duration.Zero)
        {
            var passedOver = await UploadedFiles.PassOver(context);
            return Form(context, options, slug, asking.Input, wait, Again(passedOver));
        }

        using var code = FollowUpCode.Draw(RandomNumberGenerator.Fill);
        var (installation, now) = (options.Installation, options.Clock.GetCurrentInstant());
        var draft = new StoredRequest(Ids.Draw(), asking.Fund.Number, RequestDesk.DrawReference(), RequestOrigin.Outside, asked.Cost, now.InUtc().Date, new Request
        {
            Rules = asking.Rules, Requester = OutsideRequests.Nobody, Amount = asked.Amount, Purpose = asked.Purpose,
        });
        using var files = new ArrivedFiles(installation, asking.Room, draft.Id, isNew: true);
        var taken = await OutsideFiles.TakeAsync(context, options, files, draft.MadeOn);
        if (taken != UploadOutcome.Taken) return Form(context, options, slug, asking.Input, filesError: p => OutsideFiles.ProblemOf(p, taken));
        if (!patience.TryUse(ticket)) return Form(context, options, slug, asking.Input, Duration.FromMinutes(1), Again(files.All.Count));
        var outcome = RequestDesk.Ask(installation, asking.Group, asking.Fund, draft, asked.Details, now, transaction =>
        {
            OutsideRequests.Add(transaction.Connection, transaction.Transaction, draft.Id, code);
            OutsideFiles.Add(options, transaction, asking.Room, draft.Id, files);
        });
        if (outcome != RequestOutcome.Done)
        {
            RequestForm.Refuse(asking.Input!, outcome);
            return Form(context, options, slug, asking.Input, filesError: Again(files.All.Count));
        }
        files.Keep();
        using var written = code.ToWritten();
        var page = Page.Of(context, "Cases.Help.Sent.Title") with { Entry = NavigationEntry.Funds };
        return TypedResults.RazorSlice(OutsideSentPage.Create(new OutsideSentModel(page, asking.Fund, draft.Reference, Encoding.ASCII.GetString(written.Span).Split('-'))));
    }

    /// <summary>Reads the fields before the files; null where the fund can't be asked.</summary>
    private static Asking? Read(HttpContext context, ServeOptions options, string slug)
    {
        using var connection = options.Installation.Database.Open();
        if (PublicSums.Fund(connection, slug) is not { } fund || OutsideRequests.GroupOf(connection, fund) is not { } group
            || RoomRows.Find(connection, group.Number, RoomKind.Trustees) is not { } room) return null;
        var asking = new Asking(fund, group, room, RulesRows.Newest(connection, fund), null, null);
        if (OutsideRequests.IsFull(connection, fund)) return asking;
        var input = new FormInput(context, Page.Of(context, "Funds.Ask.Title", fund.Name), "Funds.Request");
        return asking with { Input = input, Asked = RequestForm.Read(input, fund, connection, group, isOutside: true) };
    }

    /// <summary>Says that files have to be chosen again, where there were any: browsers don't keep them.</summary>
    private static Func<Page, string?>? Again(int files) => files > 0 ? p => p["Cases.Help.Files.Again"] : null;

    private static IResult Form(
        HttpContext context, ServeOptions options, string slug, FormInput? posted, Duration wait = default, Func<Page, string?>? filesError = null)
    {
        using var connection = options.Installation.Database.Open();
        if (PublicSums.Fund(connection, slug) is not { } fund || OutsideRequests.GroupOf(connection, fund) is null) return Results.NotFound();
        var page = Page.Of(context, "Funds.Ask.Title", fund.Name) with { Entry = NavigationEntry.Funds, Path = $"/funds/{fund.Slug}/ask" };
        var input = posted ?? new FormInput(context, page, "Funds.Request");
        Field[]? fields = OutsideRequests.IsFull(connection, fund) ? null :
        [
            .. RequestForm.Fields(input, page, isOutside: true),
            OutsideFiles.FieldOf(page, page["Funds.Ask.Files"], filesError?.Invoke(page)),
        ];
        var ticket = wait > Duration.Zero ? context.Request.Form[Patience.Field].ToString() : context.RequestServices.GetRequiredService<Patience>().Draw();
        return TypedResults.RazorSlice(OutsideFormPage.Create(new OutsideFormModel(page, fund, RuleSentences.ForAsking(page, fund, RulesRows.Newest(connection, fund)), fields, ticket,
            wait > Duration.Zero ? page.Plural("Cases.Help.Wait", (long)Math.Ceiling(wait.TotalMinutes)) : null)),
            fields is null ? StatusCodes.Status503ServiceUnavailable : posted is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }
}
