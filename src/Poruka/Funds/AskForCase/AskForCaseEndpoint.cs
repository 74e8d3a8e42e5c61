using Poruka.Cases;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.AskForCase;

/// <summary>The funds that a case may ask.</summary>
public sealed record WhichFundModel(Page Page, string Back, IReadOnlyList<(string Name, string Address)> Funds);

/// <summary>From a case to a request: its code goes along, and nothing else of it.</summary>
internal static class AskForCaseEndpoint
{
    public static void MapAskForCase(this IEndpointRouteBuilder routes) => routes.MapGet("/groups/{group}/cases/{case}/fund", Choose).ForGroup(Role.Caseworker);

    private static IResult Choose(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (desk.Find(context) is not { State: CaseState.Open } row) return Results.NotFound();
        var funds = FundOfGroup.List(desk.Connection, desk.Here.Organisation)
            .Select(fund => (fund.Name, Address: $"{FundOfGroup.AddressOf(desk.Here.Organisation, fund)}/requests/new?case={row.Code}")).ToList();
        if (funds is [var only]) return TypedResults.Redirect(only.Address);
        var page = Page.Of(context, "Funds.FromCase") with { Entry = NavigationEntry.Home };
        return TypedResults.RazorSlice(WhichFundPage.Create(new WhichFundModel(page, desk.AddressOf(row), funds)));
    }
}
