using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;

namespace Poruka.Cases.ListCases;

/// <summary>The list of cases.</summary>
public sealed record ListCasesModel(Page Page, string Address, Table? Cases, Paging Paging, Field Search, CaseState State, string? Found, Empty Nothing);

/// <summary>
/// The cases of a group: codes, stages and what is due, with names where the visitor may know them. Names are searched in the
/// session's memory (<see cref="CaseNames"/>); no index of them lies on a disk.
/// </summary>
internal static class ListCasesEndpoint
{
    public const string Address = "/groups/{group}/cases";

    // From so many cases on the names are made ready behind the list, before somebody searches.
    private const int PerPage = 50, MostFound = 100, Many = 1_000;

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
        var rows = CaseRows.Page(desk.Connection, desk.Here.Organisation.Number, state, count, PerPage, (number - 1) * PerPage);
        var address = desk.Address + (state == CaseState.Closed ? "?state=closed" : "");
        if (count >= Many)
            context.Response.OnCompleted(() =>
            {
                CaseNames.Of(desk).Prepare(desk);
                return Task.CompletedTask;
            });
        return View(page, desk, rows, desk.HeadsOf([.. rows.Select(r => r.Id)]), page.Plural("Cases.List.Count", count), new Paging(page, address, number, pages), "", state, null);
    }

    /// <summary>By POST, so that a name stands in no address, history or log.</summary>
    private static IResult Search(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var page = PageOf(context, desk) with { Path = desk.Address };
        var text = context.Request.Form["name"].ToString().Trim();
        var rows = CaseRows.Find(desk.Connection, desk.Here.Organisation.Number, CaseNames.Of(desk).Find(desk, text, MostFound));
        // Opened anew: what the visitor no longer holds is not found, however lately its name was kept.
        var heads = desk.HeadsOf([.. rows.Select(r => r.Id)]).ToDictionary();
        var found = Found(desk, rows.Where(r => heads.ContainsKey(r.Id)));
        if (desk.Find(text.ToUpperInvariant()) is { } byCode) found = [byCode, .. found.Where(f => f.Id != byCode.Id)];
        foreach (var (id, head) in desk.HeadsOf([.. found.Select(f => f.Id).Where(id => !heads.ContainsKey(id))])) heads[id] = head;
        return View(page, desk, found, heads, page.Plural("Cases.List.Found", found.Count), new Paging(page, desk.Address, 1, 1), text, CaseState.Open,
            found.Count == 0 ? page["Cases.List.NotFound"] : null);
    }

    /// <summary>What was found, each once: a case that was joined to another is that other.</summary>
    private static List<CaseRow> Found(CaseDesk desk, IEnumerable<CaseRow> rows) =>
    [
        .. rows.Select(r => r.MergedInto is { } kept ? CaseRows.Find(desk.Connection, kept) : r).OfType<CaseRow>()
            .DistinctBy(r => r.Id).OrderBy(r => r.State).ThenBy(r => r.NextDue ?? NodaTime.Instant.MaxValue).ThenBy(r => r.Code, StringComparer.Ordinal),
    ];

    private static Page PageOf(HttpContext context, CaseDesk desk) =>
        Page.Of(context, "Cases.List.Title", desk.Here.Organisation.Name) with { Entry = NavigationEntry.Home, Wide = true };

    private static IResult View(
        Page page, CaseDesk desk, IReadOnlyList<CaseRow> rows, IReadOnlyDictionary<CaseId, CaseHead> heads, string caption, Paging paging,
        string searched, CaseState state, string? found)
    {
        var zones = desk.ZonesOf([.. rows.Where(r => r.NextDue is not null).Select(r => r.Id)]);
        var cells = rows.Select(r => (IReadOnlyList<Cell>)
        [
            new(heads.GetValueOrDefault(r.Id)?.Name ?? r.Code, desk.AddressOf(r)),
            new(r.Code),
            new(page["Cases.Stage." + r.Stage] + (r.Whereabouts == Whereabouts.Unknown ? ", " + page["Cases.Whereabouts.Unknown"] : "")),
            new(r.NextDue is { } due ? CaseTimes.InList(zones.GetValueOrDefault(r.Id), zone => CaseTimes.Due(page, due, desk.Now, zone)) : "–"),
            new(r.Needs == 0 ? "–" : page.Count(r.Needs)),
        ]).ToList();
        return TypedResults.RazorSlice(ListCasesPage.Create(new ListCasesModel(page, desk.Address,
            cells.Count == 0 ? null : new Table(caption,
                [new(page["Cases.List.Who"]), new(page["Cases.List.Code"]), new(page["Cases.List.Stage"]), new(page["Cases.List.Due"]), new(page["Cases.List.Needs"], true)], cells),
            paging, new Field(FieldKind.Line, "name", page["Cases.List.Search"]) { Help = page["Cases.List.Search.Help"], Value = searched, MaxLength = 100, AutoComplete = "off" },
            state, found, new Empty(page["Cases.List.Empty"], page["Cases.List.Empty.First"]))));
    }
}
