using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;

namespace Poruka.Cases.JoinCases;

/// <summary>
/// Joins a case to another of the same person: somebody without a name to who they turned out to be, or what two opened of one.
/// Asked for by name or code, shown beside one another, and carried out after a second look; for thirty days there is a way back.
/// </summary>
internal static class JoinEndpoint
{
    public const string Address = "/groups/{group}/cases/{case}/join", Apart = "/groups/{group}/cases/{case}/joined/{joined}";

    private const string Other = "other", Sure = "sure", IdField = "id";
    private const int MostShown = 20;

    public static void MapJoinCases(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Ask(context, context.Request.Query["with"].ToString(), null)).ForGroup(Role.Caseworker);
        routes.MapPost(Address, Join).ForGroup(Role.Caseworker);
        routes.MapGet(Apart, AskApart).ForGroup(Role.Caseworker);
        routes.MapPost(Apart, TakeApart).ForGroup(Role.Caseworker);
    }

    private static IResult Ask(HttpContext context, string typed, string? problem)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not { } file) return Results.NotFound();
        var page = Page.Of(context, "Cases.Merge.Title", file.Name ?? file.Row.Code) with { Entry = NavigationEntry.Home, Path = desk.AddressOf(file.Row) + "/join" };
        return new CaseForm(page, desk.AddressOf(file.Row) + "/join", page["Cases.Merge.Look"],
        [
            new(FieldKind.Line, Other, page["Cases.Merge.Other"])
            {
                Required = true, Help = page["Cases.Merge.Other.Help"], MaxLength = 100, AutoComplete = "off", Value = typed, Error = problem is null ? null : page[problem],
            },
        ], desk.AddressOf(file.Row), page["Cases.Show.Back"]) { Lead = page["Cases.Merge.Lead"] }.Show();
    }

    /// <summary>First a name or a code, then one of those found with what is known of both, then it is done.</summary>
    private static IResult Join(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var form = context.Request.Form;
        if (Find(desk, context) is not { } joined) return Results.NotFound();
        var typed = form[Other].ToString().Trim();
        var found = Found(desk, joined.Row, typed);
        if (found.Count == 0) return Ask(context, typed, "Cases.Merge.NoOther");
        if (form[Sure] != "1" || found.Count > 1) return Confirm(context, desk, joined, found);
        if (Ids.Parse(form[IdField]) is not { } id || CaseFile.Read(desk, found[0]) is not { } kept || kept.Open(Section.Basic) is null) return Results.NotFound();
        return CaseMerges.Join(desk, kept, joined, id) ? Results.Redirect(desk.AddressOf(kept.Row)) : Ask(context, typed, "Cases.Merge.NoOther");
    }

    private static IResult Confirm(HttpContext context, CaseDesk desk, CaseFile joined, IReadOnlyList<CaseRow> found)
    {
        var page = Page.Of(context, "Cases.Merge.Title", joined.Name ?? joined.Row.Code) with { Entry = NavigationEntry.Home, Path = desk.AddressOf(joined.Row) + "/join" };
        var heads = desk.HeadsOf([.. found.Select(f => f.Id)]);
        return new CaseForm(page, desk.AddressOf(joined.Row) + "/join", page["Cases.Merge.Submit"],
        [
            new(FieldKind.Choice, Other, page["Cases.Merge.Which"]) { Value = found[0].Code, Choices = [.. found.Select(f => new Choice(f.Code, $"{f.Code}, {heads[f.Id].Name}"))] },
            new(FieldKind.Check, Sure, page["Cases.Merge.Sure"]) { Help = page["Cases.Merge.Sure.Help"], Error = context.Request.Form.ContainsKey(IdField) ? page["Cases.Merge.NotSure"] : null },
        ], desk.AddressOf(joined.Row), page["Cases.Show.Back"])
        {
            // What is known of each stands above the choice: a narrow screen would cut it off in there.
            Lead = page.Text("Cases.Merge.This", Describe(page, joined.Row, joined.Head!)), Details = [.. found.Select(f => Describe(page, f, heads[f.Id]))], Hidden = [(IdField, Ids.Text(Ids.Draw()))],
        }.Show();
    }

    private static string Describe(Page page, CaseRow row, CaseHead head) => string.Join(", ", ((string[])
    [
        head.Name, .. head.Others.Take(2), head.BornOn is { } born ? page.Text("Cases.Merge.Born", page.Day(born)) : "", row.Code,
        page["Cases.Stage." + row.Stage], page.Text("Cases.Merge.Opened", page.Day(row.OpenedOn)),
    ]).Where(t => t.Length > 0));

    private static List<CaseRow> Found(CaseDesk desk, CaseRow not, string typed)
    {
        if (desk.Find(typed.ToUpperInvariant()) is { State: CaseState.Open } byCode && byCode.Id != not.Id && desk.HeadOf(byCode.Id) is not null) return [byCode];
        var rows = CaseRows.Find(desk.Connection, desk.Here.Organisation.Number, CaseNames.Of(desk).Find(desk, typed, MostShown)).Where(r => r.State == CaseState.Open)
            .Select(r => r.MergedInto is { } into ? CaseRows.Find(desk.Connection, into) : r).OfType<CaseRow>().DistinctBy(r => r.Id).Where(r => r.Id != not.Id).ToList();
        var heads = desk.HeadsOf([.. rows.Select(r => r.Id)]);
        return [.. rows.Where(r => heads.ContainsKey(r.Id)).OrderBy(r => r.Code, StringComparer.Ordinal)];
    }

    private static IResult AskApart(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (FindApart(desk, context) is not var (file, merge, code)) return Results.NotFound();
        var page = Page.Of(context, "Cases.Merge.Apart", code) with { Entry = NavigationEntry.Home };
        var address = desk.AddressOf(file.Row);
        return new CaseForm(page, $"{address}/joined/{code}", page["Cases.Merge.Apart.Submit"], [], address, page["Cases.Show.Back"])
        {
            Lead = page["Cases.Merge.Apart.Lead"], Details = [page.Text("Cases.Merge.Apart.Until", CaseTimes.Text(page, merge.At + CaseMerge.TimeToUndo, file.Zone))],
        }.Show();
    }

    private static IResult TakeApart(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (FindApart(desk, context) is not var (file, merge, code)) return Results.NotFound();
        return CaseMerges.TakeApart(desk, file, merge) ? Results.Redirect($"{desk.Address}/{code}") : Results.NotFound();
    }

    private static (CaseFile File, CaseMerge Merge, string Code)? FindApart(CaseDesk desk, HttpContext context) =>
        Find(desk, context) is { } file && file.Joined.FirstOrDefault(j => j.Row.Code == context.GetRouteValue("joined") as string) is { } part
        && CaseMerges.Newest(desk.Connection, part.Row.Id) is { } merge && merge.Kept == file.Row.Id && merge.CanBeUndone(desk.Now) ? (file, merge, part.Row.Code) : null;

    /// <summary>A case that the visitor may write to, and knows whom it is about.</summary>
    private static CaseFile? Find(CaseDesk desk, HttpContext context) =>
        desk.Find(context) is { State: CaseState.Open } row && CaseFile.Read(desk, row) is { Head: not null } file && file.Open(Section.Basic) is not null ? file : null;
}
