using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;

namespace Poruka.Cases.ListCases;

/// <summary>The list of cases.</summary>
public sealed record ListCasesModel(Page Page, string Address, Table? Cases, Paging Paging, Field Search, CaseState State, string? Found, Empty Nothing);

/// <summary>
/// The cases of a group: codes, stages and what is due, with names where the visitor may know them. Names are searched in
/// memory, after they are opened; no index of them lies anywhere.
/// </summary>
internal static class ListCasesEndpoint
{
    public const string Address = "/groups/{group}/cases";

    private const int PerPage = 50, MostSearched = 20_000, MostFound = 100;

    public static void MapListCases(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, Show).ForGroup(Role.Caseworker);
        routes.MapPost(Address + "/search", Search).ForGroup(Role.Caseworker);
    }

    private static IResult Show(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var state = context.Request.Query["state"] == "closed" ? CaseState.Closed : CaseState.Open;
        var count = CaseRows.Count(desk.Connection, desk.Here.Organisation.Number, state);
        var pages = Paging.CountOf((int)count, PerPage);
        if (Paging.Read(context.Request.Query["page"], pages) is not { } number) return Results.NotFound();
        var page = PageOf(context, desk);
        var rows = CaseRows.Page(desk.Connection, desk.Here.Organisation.Number, state, PerPage, (number - 1) * PerPage);
        var address = desk.Address + (state == CaseState.Closed ? "?state=closed" : "");
        return View(page, desk, rows.Select(r => (r, desk.NameOf(r))), page.Plural("Cases.List.Count", count), new Paging(page, address, number, pages), "", state, null);
    }

    /// <summary>By POST, so that a name stands in no address, history or log.</summary>
    private static IResult Search(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var page = PageOf(context, desk) with { Path = desk.Address };
        var text = context.Request.Form["name"].ToString().Trim();
        var words = Duplicates.Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = words.Length == 0 ? [] : new[] { CaseState.Open, CaseState.Closed }
            .SelectMany(s => CaseRows.Page(desk.Connection, desk.Here.Organisation.Number, s, MostSearched, 0))
            .Select(r => (Row: r, Name: desk.NameOf(r)))
            .Where(c => c.Row.Code.Equals(text, StringComparison.OrdinalIgnoreCase) || (c.Name is { } name && IsLike(Duplicates.Fold(name), words)))
            .Take(MostFound).ToList();
        return View(page, desk, found, page.Plural("Cases.List.Found", found.Count), new Paging(page, desk.Address, 1, 1), text, CaseState.Open,
            found.Count == 0 ? page["Cases.List.NotFound"] : null);
    }

    private static bool IsLike(string name, string[] words)
    {
        var parts = name.Split(' ');
        return words.All(w => parts.Any(p => p.StartsWith(w, StringComparison.Ordinal)));
    }

    private static Page PageOf(HttpContext context, CaseDesk desk) =>
        Page.Of(context, "Cases.List.Title", desk.Here.Organisation.Name) with { Entry = NavigationEntry.Home, Wide = true };

    private static IResult View(
        Page page, CaseDesk desk, IEnumerable<(CaseRow Row, string? Name)> rows, string caption, Paging paging, string searched, CaseState state, string? found)
    {
        var cells = rows.Select(r => (IReadOnlyList<Cell>)
        [
            new(r.Name is { Length: > 0 } name ? name : r.Row.Code, desk.AddressOf(r.Row)),
            new(r.Row.Code),
            new(page["Cases.Stage." + r.Row.Stage] + (r.Row.Whereabouts == Whereabouts.Unknown ? ", " + page["Cases.Whereabouts.Unknown"] : "")),
            new(r.Row.NextDue is { } due ? CaseTimes.Due(page, due, desk.Now, NodaTime.DateTimeZone.Utc) : "–"),
            new(r.Row.Needs == 0 ? "–" : page.Count(r.Row.Needs)),
        ]).ToList();
        return TypedResults.RazorSlice(ListCasesPage.Create(new ListCasesModel(page, desk.Address,
            cells.Count == 0 ? null : new Table(caption,
                [new(page["Cases.List.Who"]), new(page["Cases.List.Code"]), new(page["Cases.List.Stage"]), new(page["Cases.List.Due"]), new(page["Cases.List.Needs"], true)], cells),
            paging, new Field(FieldKind.Line, "name", page["Cases.List.Search"]) { Help = page["Cases.List.Search.Help"], Value = searched, MaxLength = 100, AutoComplete = "off" },
            state, found, new Empty(page["Cases.List.Empty"], page["Cases.List.Empty.First"]))));
    }
}
