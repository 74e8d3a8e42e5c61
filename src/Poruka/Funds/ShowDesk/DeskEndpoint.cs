using NodaTime;
using NodaTime.Text;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Funds.ShowDesk;

/// <summary>A fund of the group, and how many of its requests wait.</summary>
public sealed record FundLine(Fund Fund, FundMoney Money, int Waiting);

/// <summary>The funds of a group.</summary>
public sealed record GroupFundsModel(Page Page, Organisation Group, IReadOnlyList<FundLine> Funds, bool MayDecide);

/// <summary>The desk of a fund: its money and its requests.</summary>
public sealed record DeskModel(Page Page, Organisation Group, Fund Fund, FundMoney Money, Table Requests, bool MayDecide, bool MayPay, IReadOnlyList<Account> Accounts,
    IReadOnlyDictionary<Account, Money> Balances, Field? Away)
{
    /// <summary>The address that the fund's pages begin with.</summary>
    public string Address => FundOfGroup.AddressOf(Group, Fund);
}

/// <summary>Where work on a group's funds begins.</summary>
internal static class DeskEndpoint
{
    public static void MapDesk(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/funds", List).ForGroup();
        routes.MapGet("/groups/{group}/funds/{fund}", Show).ForGroup();
        routes.MapPost("/groups/{group}/funds/{fund}/away", Away).ForGroup(Role.Trustee);
    }

    private static IResult List(HttpContext context, ServeOptions options)
    {
        var here = Visit.Required(context).Here!;
        var page = Page.Of(context, "Funds.Desk.Title") with { Entry = NavigationEntry.Home };
        using var connection = options.Installation.Database.Open();
        var funds = FundOfGroup.List(connection, here.Organisation).Select(fund => new FundLine(fund, FundOfGroup.Money(connection, fund),
            RequestRows.InStates(connection, fund, RequestState.Submitted, RequestState.Open, RequestState.Vote).Count)).ToList();
        return TypedResults.RazorSlice(GroupFundsPage.Create(new GroupFundsModel(page, here.Organisation, funds, MayDecide(here))));
    }

    /// <summary>A trustee says until when they are away, or that they are back: without them the others go on.</summary>
    private static IResult Away(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var today = options.Clock.GetCurrentInstant().InUtc().Date;
        var until = LocalDatePattern.Iso.Parse(context.Request.Form["until"].ToString()) is { Success: true, Value: var day } && day >= today && day <= today.PlusYears(1) ? day : (LocalDate?)null;
        RequestRows.SetAway(connection, visit.Here!.Organisation, visit.Member.Id, until);
        return TypedResults.Redirect(FundOfGroup.AddressOf(visit.Here.Organisation, fund));
    }

    private static IResult Show(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        var here = visit.Here!;
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var page = Page.Of(context, "Funds.Fund.Title", fund.Name) with { Entry = NavigationEntry.Home, Wide = true };
        var sums = PublicSums.Of(connection, fund);
        var requests = RequestRows.Since(connection, fund, page.Today.PlusYears(-1)).Reverse()
            // Members see their own; who decides, pays or checks sees all.
            .Where(r => MayDecide(here) || r.Request.Requester.Value == visit.Member.Id.Value).ToList();
        var address = FundOfGroup.AddressOf(here.Organisation, fund);
        // What adds up to what is at hand; what courts and other funds have stands below it.
        var balances = sums.Where(s => s.Account.Class is AccountClass.Bank or AccountClass.Cash or AccountClass.Wallet && s.Amount.Currency == fund.Currency)
            .GroupBy(s => s.Account).OrderBy(g => g.Key)
            .ToDictionary(g => g.Key, g => g.Aggregate(Money.Zero(fund.Currency), (total, s) => total + s.Amount));
        return TypedResults.RazorSlice(DeskPage.Create(new DeskModel(page, here.Organisation, fund, FundOfGroup.Money(connection, fund),
            new Table(page["Funds.Desk.Requests"],
                [new(page["Funds.Request.Reference"]), new(page["Funds.Request.purpose"]), new(page["Funds.Fund.Amount"], true), new(page["Funds.Request.State"]), new(page["Funds.Request.MadeOn"])],
                [.. requests.Select(r => (IReadOnlyList<Cell>)[new(r.Reference, $"{address}/requests/{Ids.Text(r.Id)}"), new(page["Funds.Account." + r.Request.Purpose]),
                    new(page.Money(r.Request.Amount)), new(RequestWords.State(page, r.Request)), new(page.Day(r.MadeOn))])]),
            MayDecide(here), here.Is(Role.Treasurer), [.. balances.Keys], balances,
            here.Is(Role.Trustee) ? new Field(FieldKind.Day, "until", page["Funds.Desk.Away"])
            {
                Help = page["Funds.Desk.Away.Help"], Value = RequestRows.AwayUntil(connection, here.Organisation, visit.Member.Id, page.Today) is { } until ? Written.IsoDay(until) : "",
            } : null)));
    }

    private static bool MayDecide(Membership here) => here.Is(Role.Trustee) || here.Is(Role.Treasurer) || here.Is(Role.Auditor);
}
