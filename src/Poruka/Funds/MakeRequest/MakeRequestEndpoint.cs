using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;

namespace Poruka.Funds.MakeRequest;

/// <summary>Asks a fund for money: the fixed evidence of practice, sealed to the trustees but for purpose, amount and reference.</summary>
internal static class MakeRequestEndpoint
{
    private const string Case = "case";
    private const int MaxCode = 40;

    public static void MapMakeRequest(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/funds/{fund}/requests/new", (HttpContext context, ServeOptions options) => Form(context, options, null)).ForGroup();
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
        var asked = RequestForm.Read(input, fund, connection, group, isOutside: false);
        if (!Enum.TryParse<RequestOrigin>(input.Raw("origin"), out var origin)) input.Wrong("origin", "Shell.Form.Missing");
        var code = input.Text(Case, maxLength: MaxCode);
        var bound = Bound(connection, fund).FirstOrDefault(c => c.Campaign.Id.ToString() == input.Raw("campaign"))?.Campaign.Id ?? CampaignId.None;
        if (asked?.Purpose == AccountClass.BailPosted && bound != CampaignId.None) input.Wrong("campaign", "Funds.Request.NoBailOfCampaign");
        if (asked is null || input.IsWrong) return Form(context, options, input);

        var now = options.Clock.GetCurrentInstant();
        var draft = new StoredRequest(Ids.Draw(), fund.Number, RequestDesk.DrawReference(), origin, asked.Cost, now.InUtc().Date, new Request
        {
            Rules = RulesRows.Newest(connection, fund), Requester = new DeciderId(visit.Member.Id.Value), Amount = asked.Amount, Purpose = asked.Purpose,
        })
        { Campaign = bound };
        var outcome = RequestDesk.Ask(options.Installation, group, fund, draft, asked.Details with { Case = code }, now);
        if (outcome == RequestOutcome.Done) return TypedResults.Redirect($"{FundOfGroup.AddressOf(group, fund)}/requests/{Ids.Text(draft.Id)}?done=1");
        RequestForm.Refuse(input, outcome);
        return Form(context, options, input);
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

    private static IResult Form(HttpContext context, ServeOptions options, FormInput? posted)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var address = FundOfGroup.AddressOf(Visit.Required(context).Here!.Organisation, fund);
        var page = Page.Of(context, "Funds.Request.New") with { Entry = NavigationEntry.Home };
        var input = posted ?? new FormInput(context, page, "Funds.Request");
        // From the page of a case its code comes along.
        var code = context.Request.Query[Case].ToString() is { Length: > 0 and <= MaxCode } asked ? asked : input.Raw(Case);
        return new FormSheet(page, address + "/requests/new",
        [
            input.Field(FieldKind.Choice, "origin", code.Length > 0 ? nameof(RequestOrigin.Case) : nameof(RequestOrigin.Member), required: true,
                choices: [.. Enum.GetValues<RequestOrigin>().Select(o => new Choice(o.ToString(), page["Funds.Request.Origin." + o]))]),
            .. code.Length > 0 ? new[] { input.Field(FieldKind.Line, Case, code, maxLength: MaxCode) } : [],
            .. RequestForm.Fields(input, page, isOutside: false, Campaigns(input, page, connection, fund)),
        ], page["Funds.Request.Send"])
        {
            Lead = [page["Funds.Request.Lead"], .. RuleSentences.ForAsking(page, fund, RulesRows.Newest(connection, fund))],
            Back = address,
        }.Answer();
    }
}
