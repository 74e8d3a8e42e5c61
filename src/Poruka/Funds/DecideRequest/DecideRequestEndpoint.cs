using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;

namespace Poruka.Funds.DecideRequest;

/// <summary>A line of what was done.</summary>
public sealed record ActLine(string When, string Who, string What);

/// <summary>The page of a request.</summary>
public sealed record RequestModel(Page Page, string Address, string FundAddress, string CasesAddress, StoredRequest Stored, RequestDetails? Details, bool HoldsRoom,
    IReadOnlyList<RequestButton> Buttons, IReadOnlyList<string> Standing, IReadOnlyList<ActLine> Acts, int Files, string Evidence, string Answer, string? Campaign, string? Said, bool IsRefused, Field Note);

/// <summary>Shows a request to who decides, and does what they decide.</summary>
internal static class DecideRequestEndpoint
{
    public static void MapDecideRequest(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/funds/{fund}/requests/{request}", (string request, HttpContext context, ServeOptions options) =>
            Show(context, options, request, null)).ForGroup();
        routes.MapPost("/groups/{group}/funds/{fund}/requests/{request}", (string request, HttpContext context, ServeOptions options) =>
            Act(context, options, request)).ForGroup();
    }

    private static IResult Act(HttpContext context, ServeOptions options, string request)
    {
        var visit = Visit.Required(context);
        var group = visit.Here!.Organisation;
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund || Ids.Parse(request) is not { } id || RequestRows.Find(connection, fund, id) is not { } stored
            || !RequestDesk.Sees(visit, stored)) return Results.NotFound();
        var note = context.Request.Form["note"].ToString().ReplaceLineEndings("\n").Trim();
        if (!Enum.TryParse<RequestAct>(context.Request.Form["act"], out var act) || act is RequestAct.Pay or RequestAct.Look || !RequestButtons.MayTry(visit, stored, act))
            return Show(context, options, request, RequestOutcome.NotNow, note: note);
        if (RequestButtons.NeedsKey(act))
        {
            using var held = HeldRoom.OfKind(options.Installation, connection, visit, RoomKind.Trustees, options.Clock.GetCurrentInstant().InUtc().Date);
            if (held is null) return Show(context, options, request, null, "Funds.Request.NeedsKey", note);
        }
        if (note.Length > RequestForm.LongText) return Show(context, options, request, null, "Shell.Form.TooLong", note);
        var room = RoomRows.Find(connection, group.Number, RoomKind.Trustees);
        var done = RequestDesk.Do(options.Installation, group, fund, id, act, visit.Member.Id, options.Clock.GetCurrentInstant(), beside: transaction =>
        {
            if (room is null) return;
            RequestSecrets.PutNoteOf(options.Installation, transaction, room, id, act, note);
            // Who has no account reads the question with their code.
            if (act == RequestAct.SendBack && note.Length > 0) OutsideRequests.AskBack(transaction.Connection, transaction.Transaction, room, id, note);
        });
        return done is null ? Results.NotFound() : Show(context, options, request, done.Value.Outcome, note: note);
    }

    private static IResult Show(HttpContext context, ServeOptions options, string request, RequestOutcome? outcome, string? refusal = null, string note = "")
    {
        var visit = Visit.Required(context);
        var group = visit.Here!.Organisation;
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund || Ids.Parse(request) is not { } id || RequestRows.Find(connection, fund, id) is not { } stored
            || !RequestDesk.Sees(visit, stored)) return Results.NotFound();
        var page = Page.Of(context, "Funds.Request.Title", stored.Reference) with { Entry = NavigationEntry.Home };
        using var room = HeldRoom.OfKind(options.Installation, connection, visit, RoomKind.Trustees, page.Today);
        if (room is not null) RoomRecord.AddOnce(connection, room, visit.Session, visit.Member.Id, stored.Reference, options.Clock.GetCurrentInstant());
        var panel = RequestRows.Panel(connection, group, page.Today);
        var isRefused = refusal is not null || outcome is not (null or RequestOutcome.Done or RequestOutcome.Approved or RequestOutcome.WentToVote or RequestOutcome.Ratified or RequestOutcome.AlreadyDone);
        var said = refusal is not null ? page[refusal] : outcome is { } some ? page["Funds.Request.Outcome." + some] : context.Request.Query["done"] == "1" ? page["Funds.Request.Sent"] : null;
        var address = FundOfGroup.AddressOf(group, fund);
        string Note(string name) => room is null ? "" : RequestSecrets.ReadNote(connection, room, id, name);
        return TypedResults.RazorSlice(RequestPage.Create(new RequestModel(page, $"{address}/requests/{Ids.Text(id)}", address, $"/groups/{group.Slug}/cases", stored,
            room is null ? null : RequestSecrets.Read(connection, room, id), room is not null, [.. RequestButtons.Of(visit, stored, panel, room is not null)],
            RequestStanding.Say(page, stored.Request, panel, stored.Campaign == CampaignId.None ? FundOfGroup.Money(connection, fund).Free : CampaignProgress.Of(stored.Campaign, fund.Currency, PublicSums.Of(connection, fund)).Left, options.Clock.GetCurrentInstant()),
            Acts(page, connection, group, id), RequestFiles.List(connection, id).Count, Note(RequestSecrets.EvidenceNote), Note(RequestSecrets.AnswerNote),
            FundRows.Campaigns(connection, fund.Number).FirstOrDefault(c => c.Id == stored.Campaign)?.Name, said, isRefused,
            new Field(FieldKind.Lines, "note", page["Funds.Request.Note." + (stored.Request.State == RequestState.Paid ? "Evidence" : "Answer")]) { Rows = 3, MaxLength = RequestForm.LongText, Value = isRefused ? note : "" })),
            isRefused ? StatusCodes.Status409Conflict : StatusCodes.Status200OK);
    }

    /// <summary>What was done. Who voted how is nobody's business before the close, and not after it; that somebody voted is no secret.</summary>
    private static List<ActLine> Acts(Page page, System.Data.Common.DbConnection connection, Organisation group, UInt128 request)
    {
        var names = MemberRows.Of(connection, group).ToDictionary(m => m.Id.Value, m => m.Name);
        return
        [
            .. RequestRows.Acts(connection, request).Select(a => new ActLine(RequestWords.At(page, a.At), names.GetValueOrDefault(a.By.Value, page[a.Act == nameof(RequestAct.Look) ? "Funds.Request.Clock" : "Funds.Request.Origin.Outside"]),
                page["Funds.Request.Did." + (a.Act is nameof(RequestAct.VoteYes) or nameof(RequestAct.VoteNo) or nameof(RequestAct.Abstain) ? "Voted" : a.Act)]
                + (a.Outcome is nameof(RequestOutcome.Approved) or nameof(RequestOutcome.WentToVote) or nameof(RequestOutcome.Ratified) ? " " + page["Funds.Request.Outcome." + a.Outcome] : ""))),
        ];
    }
}
