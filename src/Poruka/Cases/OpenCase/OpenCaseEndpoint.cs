using Poruka.People;
using Poruka.Shell;

namespace Poruka.Cases.OpenCase;

/// <summary>Opens a case: a name or, where nobody knows it, how the person looked; when, where, who says so.</summary>
internal static class OpenCaseEndpoint
{
    public const string Address = "/groups/{group}/cases/new";

    public static void MapOpenCase(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Show(context, null)).ForGroup(Role.Caseworker);
        routes.MapPost(Address, Open).ForGroup(Role.Caseworker);
    }

    private static IResult Show(HttpContext context, IFormCollection? form)
    {
        var desk = CaseDesk.Of(context);
        var page = Page.Of(context, "Cases.Open.Title") with { Entry = NavigationEntry.Home, Path = desk.Address + "/new" };
        var given = new NewCase(desk, page, form);
        return new CaseForm(page, desk.Address + "/new", page["Cases.Open.Submit"], given.Fields(), desk.Address, page["Cases.List.Back"])
        {
            Lead = page["Cases.Open.Lead"], Hidden = [given.Hidden],
        }.Show();
    }

    private static IResult Open(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var form = context.Request.Form;
        var given = new NewCase(desk, Page.Of(context, "Cases.Open.Title"), form);
        // Sent twice, as by a second press of the button: it is open already.
        if (CaseRows.Find(desk.Connection, given.Id) is { } there) return there.Organisation == desk.Here.Organisation.Number ? Results.Redirect(desk.AddressOf(there)) : Results.NotFound();
        if (!given.IsComplete) return Show(context, form);
        using var transaction = desk.Connection.BeginTransaction();
        var file = given.Open(transaction);
        transaction.Commit();
        return Results.Redirect(desk.AddressOf(file.Row));
    }
}
