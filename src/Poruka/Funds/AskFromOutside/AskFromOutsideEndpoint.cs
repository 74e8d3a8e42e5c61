using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds.AskFromOutside;

/// <summary>The form by which another group asks a fund.</summary>
/// <param name="Page">The page.</param>
/// <param name="Fund">The fund.</param>
/// <param name="Rules">What its rules say to who asks.</param>
/// <param name="Fields">The fields; null where so many requests lie unread that none is taken now.</param>
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
/// trustees' room, as with every request; a code that is shown once finds it again.
/// </summary>
internal static class AskFromOutsideEndpoint
{
    private const string Asker = "asker";
    private const int MaxAsker = 1_000;

    public static void MapAskFromOutside(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/funds/{slug}/ask", (string slug, HttpContext context, ServeOptions options) => Form(context, options, slug, null, Duration.Zero));
        routes.MapPost("/funds/{slug}/ask", (string slug, HttpContext context, ServeOptions options) => Send(context, options, slug));
    }

    private static IResult Send(HttpContext context, ServeOptions options, string slug)
    {
        context.Response.Headers.CacheControl = "no-store";
        using var connection = options.Installation.Database.Open();
        if (PublicSums.Fund(connection, slug) is not { } fund || OutsideRequests.GroupOf(connection, fund) is not { } group) return Results.NotFound();
        if (OutsideRequests.IsFull(connection, fund)) return Form(context, options, slug, null, Duration.Zero);
        var input = new FormInput(context, Page.Of(context, "Funds.Ask.Title", fund.Name), "Funds.Request");
        var asker = input.Text(Asker, required: true, MaxAsker);
        var asked = RequestForm.Read(input, fund);
        if (asked?.Purpose == AccountClass.BailPosted && BailSwitch.IsOff(connection, group, asked.Details.Country)) input.Wrong("purpose", "Funds.Bail.Off." + asked.Details.Country);
        if (asked is null || input.IsWrong) return Form(context, options, slug, input, Duration.Zero);
        var patience = context.RequestServices.GetRequiredService<Patience>();
        var ticket = context.Request.Form[Patience.Field].ToString();
        // A ticket that is none, or was used: as if the form had been opened now.
        var wait = patience.WaitOf(ticket) ?? patience.WaitOf(ticket = patience.Draw())!.Value;
        if (wait > Duration.Zero || !patience.TryUse(ticket)) return Form(context, options, slug, input, wait > Duration.Zero ? wait : Duration.FromMinutes(1));

        using var code = FollowUpCode.Draw(RandomNumberGenerator.Fill);
        var now = options.Clock.GetCurrentInstant();
        var draft = new StoredRequest(Ids.Draw(), fund.Number, RequestDesk.DrawReference(), RequestOrigin.Outside, asked.Cost, now.InUtc().Date, new Request
        {
            Rules = RulesRows.Newest(connection, fund), Requester = OutsideRequests.Nobody, Amount = asked.Amount, Purpose = asked.Purpose,
        });
        var outcome = RequestDesk.Ask(options.Installation, group, fund, draft, asked.Details with { Asker = asker }, now,
            transaction => OutsideRequests.Add(transaction.Connection, transaction.Transaction, draft.Id, code));
        if (outcome != RequestOutcome.Done)
        {
            RequestForm.Refuse(input, outcome);
            return Form(context, options, slug, input, Duration.Zero);
        }
        using var written = code.ToWritten();
        var page = Page.Of(context, "Cases.Help.Sent.Title") with { Entry = NavigationEntry.Funds };
        return TypedResults.RazorSlice(OutsideSentPage.Create(new OutsideSentModel(page, fund, draft.Reference, Encoding.ASCII.GetString(written.Span).Split('-'))));
    }

    private static IResult Form(HttpContext context, ServeOptions options, string slug, FormInput? posted, Duration wait)
    {
        using var connection = options.Installation.Database.Open();
        if (PublicSums.Fund(connection, slug) is not { } fund || OutsideRequests.GroupOf(connection, fund) is null) return Results.NotFound();
        var page = Page.Of(context, "Funds.Ask.Title", fund.Name) with { Entry = NavigationEntry.Funds, Path = $"/funds/{fund.Slug}/ask" };
        var input = posted ?? new FormInput(context, page, "Funds.Request");
        Field[]? fields = OutsideRequests.IsFull(connection, fund) ? null : [input.Field(FieldKind.Lines, Asker, required: true, maxLength: MaxAsker, label: page["Funds.Ask.Group"]) with { Rows = 2 }, .. RequestForm.Fields(input, page)];
        var ticket = wait > Duration.Zero ? context.Request.Form[Patience.Field].ToString() : context.RequestServices.GetRequiredService<Patience>().Draw();
        return TypedResults.RazorSlice(OutsideFormPage.Create(new OutsideFormModel(page, fund, RuleSentences.ForAsking(page, fund, RulesRows.Newest(connection, fund)), fields, ticket,
            wait > Duration.Zero ? page.Plural("Cases.Help.Wait", (long)Math.Ceiling(wait.TotalMinutes)) : null)),
            posted is null && fields is not null ? StatusCodes.Status200OK : fields is null ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status400BadRequest);
    }
}
