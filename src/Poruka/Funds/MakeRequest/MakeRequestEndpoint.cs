using NodaTime;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;

namespace Poruka.Funds.MakeRequest;

/// <summary>Asks a fund for money: the fixed evidence of practice, sealed to the trustees but for purpose, amount and reference.</summary>
internal static class MakeRequestEndpoint
{
    private const int LongText = 8_000;

    public static void MapMakeRequest(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/funds/{fund}/requests/new", (HttpContext context, ServeOptions options) => Form(context, options, null, null)).ForGroup();
        routes.MapPost("/groups/{group}/funds/{fund}/requests/new", Send).ForGroup();
    }

    private static IResult Send(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        var group = visit.Here!.Organisation;
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var page = Page.Of(context, "Funds.Request.New");
        var input = new FormInput(context, page, "Funds.Request");
        var amount = input.Amount("amount", fund.Currency);
        var cost = input.Amount("cost", fund.Currency);
        var since = input.Day("since");
        var details = new RequestDetails
        {
            What = input.Text("what", required: true, LongText), Stage = input.Text("stage", maxLength: LongText), Others = input.Text("others", maxLength: LongText),
            Consent = input.Text("consent", required: true, LongText), Bills = input.Text("bills", maxLength: LongText),
            Payee = input.Text("payee", required: true, 70), Account = input.Text("account", maxLength: 60), Street = input.Text("street", maxLength: 70),
            PostCode = input.Text("postcode", maxLength: 16), Town = input.Text("town", maxLength: 35), Country = input.Text("country", maxLength: 2).ToUpperInvariant(),
            Remittance = input.Text("remittance", maxLength: 140),
        };
        if (!Enum.TryParse<AccountClass>(input.Raw("purpose"), out var purpose) || !RequestWords.Purposes.Contains(purpose)) input.Wrong("purpose", "Shell.Form.Missing");
        if (!Enum.TryParse<RequestOrigin>(input.Raw("origin"), out var origin)) input.Wrong("origin", "Shell.Form.Missing");
        if (purpose == AccountClass.BailPosted && BailSwitch.IsOff(connection, group, details.Country)) input.Wrong("purpose", "Funds.Bail.Off." + details.Country);
        var bound = Bound(connection, fund).FirstOrDefault(c => c.Campaign.Id.ToString() == input.Raw("campaign"))?.Campaign.Id ?? CampaignId.None;
        if (bound != CampaignId.None && purpose == AccountClass.BailPosted) input.Wrong("campaign", "Funds.Request.NoBailOfCampaign");
        if (input.IsWrong || amount is not { } asked || cost is not { } whole) return Form(context, options, input, null);

        var now = options.Clock.GetCurrentInstant();
        var room = RoomRows.Find(connection, group.Number, RoomKind.Trustees)!;
        var key = RoomRows.PublicKeyOf(connection, room);
        var stored = new StoredRequest(Ids.Draw(), fund.Number, RequestDesk.DrawReference(), origin,
            new RequestedCost(whole.Minor, input.Check("hardship"), since), now.InUtc().Date, new Request
            {
                Rules = RulesRows.Newest(connection, fund), Requester = new DeciderId(visit.Member.Id.Value), Amount = asked, Purpose = purpose,
            })
        { Campaign = bound };
        using var transaction = FundTransaction.Begin(options.Installation.Database, fund.Number);
        RequestRows.Save(transaction.Connection, transaction.Transaction, stored);
        RequestSecrets.Put(options.Installation, transaction.Connection, transaction.Transaction, room, key, stored.Id, details);
        var (outcome, sent) = RequestDesk.Do(transaction, group, fund, stored.Id, RequestAct.Submit, visit.Member.Id, now)!.Value;
        if (outcome != RequestOutcome.Done)
        {
            input.Wrong(outcome == RequestOutcome.TooLate ? "since" : "amount", "Funds.Request.Outcome." + outcome);
            return Form(context, options, input, null);
        }
        RequestNotices.Tell(options.Installation, transaction.Connection, transaction.Transaction, group, RequestState.Draft, sent, visit.Member.Id, now);
        transaction.Commit();
        return TypedResults.Redirect($"{FundOfGroup.AddressOf(group, fund)}/requests/{Ids.Text(stored.Id)}?done=1");
    }

    /// <summary>The campaigns that have money bound to them.</summary>
    private static List<StoredCampaign> Bound(System.Data.Common.DbConnection connection, Fund fund)
    {
        var sums = PublicSums.Of(connection, fund);
        return [.. CampaignRows.List(connection, fund).Where(c => c.Terms.IsRestricted && CampaignProgress.Of(c.Campaign.Id, fund.Currency, sums).Left.Minor > 0)];
    }

    private static IEnumerable<Field> Campaigns(FormInput input, Page page, System.Data.Common.DbConnection connection, Fund fund) => Bound(connection, fund) is { Count: > 0 } bound
        ? [input.Field(FieldKind.Choice, "campaign", "0", choices: [new("0", page["Funds.Request.FreeMoney"]), .. bound.Select(c => new Choice(c.Campaign.Id.ToString(), c.Campaign.Name))])]
        : [];

    private static IResult Form(HttpContext context, ServeOptions options, FormInput? posted, string? said)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var group = Visit.Required(context).Here!.Organisation;
        var address = FundOfGroup.AddressOf(group, fund);
        var page = Page.Of(context, "Funds.Request.New") with { Entry = NavigationEntry.Home };
        var input = posted ?? new FormInput(context, page, "Funds.Request");
        var rules = RulesRows.Newest(connection, fund);
        return new FormSheet(page, address + "/requests/new",
        [
            input.Field(FieldKind.Choice, "origin", nameof(RequestOrigin.Member), required: true,
                choices: [.. Enum.GetValues<RequestOrigin>().Select(o => new Choice(o.ToString(), page["Funds.Request.Origin." + o]))]),
            input.Field(FieldKind.Choice, "purpose", nameof(AccountClass.Legal), required: true,
                choices: [.. RequestWords.Purposes.Select(p => new Choice(p.ToString(), page["Funds.Account." + p]))]),
            input.Field(FieldKind.Line, "amount", required: true, maxLength: 20) with { InputMode = "decimal" },
            input.Field(FieldKind.Line, "cost", required: true, maxLength: 20) with { InputMode = "decimal" },
            .. Campaigns(input, page, connection, fund),
            input.Field(FieldKind.Check, "hardship"),
            input.Field(FieldKind.Day, "since"),
            input.Field(FieldKind.Lines, "what", required: true, maxLength: LongText),
            input.Field(FieldKind.Lines, "stage", maxLength: LongText) with { Rows = 3 },
            input.Field(FieldKind.Lines, "others", maxLength: LongText) with { Rows = 2 },
            input.Field(FieldKind.Lines, "consent", required: true, maxLength: LongText) with { Rows = 2 },
            input.Field(FieldKind.Lines, "bills", maxLength: LongText) with { Rows = 3 },
            input.Field(FieldKind.Line, "payee", required: true, maxLength: 70),
            input.Field(FieldKind.Line, "account", maxLength: 60),
            input.Field(FieldKind.Line, "street", maxLength: 70),
            input.Field(FieldKind.Line, "postcode", maxLength: 16),
            input.Field(FieldKind.Line, "town", maxLength: 35),
            input.Field(FieldKind.Line, "country", maxLength: 2),
            input.Field(FieldKind.Line, "remittance", maxLength: 140),
        ], page["Funds.Request.Send"])
        {
            Lead = [page["Funds.Request.Lead"], .. RuleSentences.ForAsking(page, fund, rules)],
            Said = said, Back = address,
        }.Answer();
    }
}
