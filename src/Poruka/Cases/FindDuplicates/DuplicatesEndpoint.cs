using System.Globalization;
using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Tables;

namespace Poruka.Cases.FindDuplicates;

/// <summary>Cases that may be of one person.</summary>
public sealed record DuplicatesModel(Page Page, string Back, Table? Pairs, Paging Paging, Empty Nothing);

/// <summary>Shows pairs of cases whose names, spellings and birth dates are alike, as far as the visitor may read them. A person decides.</summary>
internal static class DuplicatesEndpoint
{
    public const string Address = "/groups/{group}/cases/alike";

    private const int PerPage = 25;

    public static void MapFindDuplicates(this IEndpointRouteBuilder routes) => routes.MapGet(Address, Show).ForGroup(Role.Caseworker);

    private static IResult Show(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var page = Page.Of(context, "Cases.Alike.Title") with { Entry = NavigationEntry.Home, Wide = true };
        var candidates = CaseNames.Of(desk).Alike(desk);
        // So many are looked at closely, those of the rarest names first; who joins some of them sees the next.
        const int Most = 75;
        var some = candidates.Take(2 * Most).ToList();
        var ids = some.SelectMany(p => new[] { p.A, p.B }).Distinct().ToList();
        var rows = CaseRows.Find(desk.Connection, desk.Here.Organisation.Number, ids).Where(r => r is { State: CaseState.Open, MergedInto: null }).ToDictionary(r => r.Id);
        var heads = desk.HeadsOf([.. rows.Keys]);
        var pairs = some.Where(p => heads.ContainsKey(p.A) && heads.ContainsKey(p.B))
            .Select(p => (p.A, p.B, Score: Duplicates.Score(Traits(heads[p.A]), Traits(heads[p.B])))).Where(p => p.Score >= Duplicates.WorthALook)
            .OrderByDescending(p => p.Score).ThenBy(p => rows[p.A].Code, StringComparer.Ordinal).Take(Most).ToList();
        var pages = Paging.CountOf(pairs.Count, PerPage);
        if (Paging.Read(context.Request.Query["page"], pages) is not { } number) return Results.NotFound();
        var cells = pairs.Skip((number - 1) * PerPage).Take(PerPage).Select(p =>
        {
            // The younger case is joined to the older one, unless that has no name.
            var (older, younger) = heads[p.A].IsUnnamed != heads[p.B].IsUnnamed
                ? heads[p.A].IsUnnamed ? (rows[p.B], rows[p.A]) : (rows[p.A], rows[p.B])
                : (rows[p.A].OpenedOn, rows[p.A].Code).CompareTo((rows[p.B].OpenedOn, rows[p.B].Code)) <= 0 ? (rows[p.A], rows[p.B]) : (rows[p.B], rows[p.A]);
            return (IReadOnlyList<Cell>)
            [
                new(Describe(page, older, heads[older.Id]), desk.AddressOf(older)), new(Describe(page, younger, heads[younger.Id]), desk.AddressOf(younger)),
                new(page.Text("Cases.Alike.Score", p.Score.ToString(CultureInfo.InvariantCulture))), new(page["Cases.Alike.Join"], $"{desk.AddressOf(younger)}/join?with={older.Code}"),
            ];
        }).ToList();
        return TypedResults.RazorSlice(DuplicatesPage.Create(new DuplicatesModel(page, desk.Address,
            cells.Count == 0 ? null : new Table(page.Plural("Cases.Alike.Count", pairs.Count),
                [new(page["Cases.Alike.One"]), new(page["Cases.Alike.Other"]), new(page["Cases.Alike.How"]), new(page["Cases.Alike.Do"])], cells),
            new Paging(page, desk.Address + "/alike", number, pages), new Empty(page["Cases.Alike.Empty"], page["Cases.Alike.Empty.First"]))));
    }

    private static PersonTraits Traits(CaseHead head) => new([.. head.Names], head.BornOn, []);

    private static string Describe(Page page, CaseRow row, CaseHead head) =>
        string.Join(", ", ((string[])[head.Name, .. head.Others.Take(2), head.BornOn is { } born ? page.Day(born) : "", row.Code]).Where(t => t.Length > 0));
}
