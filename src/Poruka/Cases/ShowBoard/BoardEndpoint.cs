using System.Text.Json;
using NodaTime;
using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Cases.ShowBoard;

/// <summary>Somebody on a board, as far as the visitor may know them.</summary>
/// <param name="Code">The case's code.</param>
/// <param name="Name">What they are called; the code where the visitor may not know.</param>
/// <param name="Where">Where they are.</param>
/// <param name="Address">The case's page.</param>
/// <param name="Join">Where somebody without a name is joined to a case with one; null for who has one.</param>
/// <param name="CanMark">Whether the visitor may write of them.</param>
public sealed record BoardLine(string Code, string Name, string Where, string Address, string? Join, bool CanMark);

/// <summary>The board of a day on which many were taken.</summary>
public sealed record BoardModel(
    Page Page, string Address, string Back, string Lead, string Sum, IReadOnlyList<BoardLine> Lines, Table Printed, Paging Paging,
    IReadOnlyList<Field> MarkFields, IReadOnlyList<Field> AddFields, string Id, bool CanAdd)
{
    /// <summary>The errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], [.. MarkFields, .. AddFields]);
}

/// <summary>
/// The board: arrested = released + held + unknown. From here the same thing is written of many at once: who came out, who was taken
/// where; and more people are added.
/// </summary>
internal static class BoardEndpoint
{
    public const string Address = "/groups/{group}/cases/boards/{board}";

    private const string Who = "who", What = "what", Place = "place", IdField = "id";
    private const int PerPage = 50;

    private static readonly string[] Marks = ["", "released", "held", "transferred"];

    public static void MapBoard(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Show(context, null, null)).ForGroup(Role.Caseworker);
        routes.MapPost(Address + "/people", Add).ForGroup(Role.Caseworker);
        routes.MapPost(Address + "/mark", Mark).ForGroup(Role.Caseworker);
    }

    private static IResult Show(HttpContext context, IFormCollection? mark, IFormCollection? add)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not { } action) return Results.NotFound();
        var pages = Paging.CountOf(action.Board.Arrested, PerPage);
        if (Paging.Read(context.Request.Query["page"], pages) is not { } number) return Results.NotFound();
        var body = MassActionRows.BodiesOf(desk, [action.Id]).GetValueOrDefault(action.Id);
        var address = $"{desk.Address}/boards/{action.Code}";
        var page = Page.Of(context, "Cases.Mass.Board", body?.Title ?? action.Code) with { Entry = NavigationEntry.Home, Wide = true, Path = address };
        var zone = body?.InZone ?? DateTimeZone.Utc;
        var lines = Lines(page, desk, action, zone, (number - 1) * PerPage);
        var moments = mark is null ? MomentFields.For(page, desk.Now.InZone(zone)) : MomentFields.Read(page, mark, zone, out _);
        return TypedResults.RazorSlice(BoardPage.Create(new BoardModel(page, address, desk.Address + "/boards",
            body is null ? page["Cases.Mass.NotHeld"] : page.Text("Cases.Mass.Where", CaseTimes.Text(page, body.At, zone), body.Place.Length > 0 ? body.Place : page["Cases.Show.NoPlace"]),
            MassForm.Sentence(page, action.Board), lines,
            new Table(MassForm.Sentence(page, action.Board), [new(page["Cases.List.Who"]), new(page["Cases.List.Code"]), new(page["Cases.Mass.Whereabouts"])],
                [.. lines.Select(l => (IReadOnlyList<Cell>)[new(l.Name), new(l.Code), new(l.Where)])]),
            new Paging(page, address, number, pages),
            [
                new(FieldKind.Choice, What, page["Cases.Mass.Mark.What"])
                {
                    Value = mark?[What].ToString() ?? "", Choices = [.. Marks.Select(m => new Choice(m, page["Cases.Mass.Mark." + (m.Length == 0 ? "none" : m)]))],
                    Error = mark is null ? null : mark[What].ToString().Length == 0 ? page["Cases.Mass.Mark.NoWhat"] : mark[Who].Count == 0 ? page["Cases.Mass.Mark.NoWho"] : null,
                },
                new(FieldKind.Line, Place, page["Cases.Fact.Place"]) { Help = page["Cases.Mass.Mark.Place.Help"], MaxLength = 200, Value = mark?[Place].ToString() ?? "" },
                .. moments.Fields,
            ], MassForm.Fields(page, add, add is not null), Ids.Text(Ids.Draw()), body is not null)),
            mark is null && add is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    /// <summary>The people on a page of the board, with where they are as far as the visitor may read it.</summary>
    private static List<BoardLine> Lines(Page page, CaseDesk desk, MassAction action, DateTimeZone zone, int skip)
    {
        var ids = MassActionRows.People(desk.Connection, action.Id, PerPage, skip);
        var rows = CaseRows.Find(desk.Connection, action.Organisation, ids).ToDictionary(r => r.Id);
        var heads = desk.HeadsOf(ids);
        var facts = new Dictionary<CaseId, List<Fact>>();
        foreach (var (field, contents) in desk.OpenAll(CaseRows.Facts(desk.Connection, ids)))
            if (JsonSerializer.Deserialize(contents, CaseJson.Default.Fact) is { } fact)
            {
                if (!facts.TryGetValue(new CaseId(field.Subject), out var list)) facts[new CaseId(field.Subject)] = list = [];
                list.Add(fact);
            }
        var lines = new List<BoardLine>();
        foreach (var id in ids)
        {
            if (!rows.TryGetValue(id, out var row)) continue;
            var head = heads.GetValueOrDefault(id);
            var standing = Standing.Of(Timeline.Of(facts.GetValueOrDefault(id) ?? []), desk.Now);
            var where = standing.Now is { } now && row.Whereabouts == Whereabouts.Held
                ? now.Place.Length > 0 ? page.Text("Cases.Show.HeldAt", now.Place, CaseTimes.Text(page, now.From, zone)) : page["Cases.Show.HeldSomewhere"]
                : page["Cases.Whereabouts." + row.Whereabouts];
            lines.Add(new BoardLine(row.Code, head?.Name ?? row.Code, where, desk.AddressOf(row), head is { IsUnnamed: true } ? desk.AddressOf(row) + "/join" : null,
                head is not null && row.State == CaseState.Open));
        }
        return lines;
    }

    private static IResult Add(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var form = context.Request.Form;
        if (Find(desk, context) is not { } action || MassActionRows.BodiesOf(desk, [action.Id]).GetValueOrDefault(action.Id) is not { } body
            || MassActionRows.RoomOf(desk, action.Id) is not { } room || Ids.Parse(form[IdField]) is not { } first) return Results.NotFound();
        if (MassForm.Read(form, mayBeNone: false) is not { } people) return Show(context, null, form);
        // Sent twice, as by a second press of the button: they are there already.
        if (CaseRows.Find(desk.Connection, new CaseId(first)) is null)
        {
            desk.Installation.Shred.Make(people.Select((_, i) => first + (ulong)i));
            using var transaction = desk.Connection.BeginTransaction();
            MassActionRows.AddPeople(desk, transaction, room, action, body, first, people, MassForm.SourceOf(form));
            transaction.Commit();
        }
        return Results.Redirect($"{desk.Address}/boards/{action.Code}");
    }

    private static IResult Mark(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var form = context.Request.Form;
        if (Find(desk, context) is not { } action || Ids.Parse(form[IdField]) is not { } id) return Results.NotFound();
        var zone = MassActionRows.BodiesOf(desk, [action.Id]).GetValueOrDefault(action.Id)?.InZone ?? DateTimeZone.Utc;
        MomentFields.Read(Page.Of(context, "Cases.Mass.List"), form, zone, out var moment);
        if (moment is null || form[Who].Count is 0 or > PerPage || !Marks.Skip(1).Contains(form[What].ToString()) || !Enum.TryParse<FactKind>(form[What], ignoreCase: true, out var kind))
            return Show(context, form, null);
        var place = form[Place].ToString().Trim() is var p && p.Length > 200 ? p[..200] : p;
        foreach (var code in form[Who])
        {
            if (code is null || desk.Find(code) is not { State: CaseState.Open } row || CaseFile.Read(desk, row) is not { } file || file.Open(Section.Basic) is null) continue;
            // One id for each of them: what is sent twice stands there once.
            var fact = CaseBook.NewFact(Section.Basic, kind, moment.Value, "") with { Id = new FactId(id ^ row.Id.Value), Place = kind == FactKind.Released ? "" : place, Source = SourceKind.Member };
            if (file.Timeline.Facts.All(f => f.Id != fact.Id)) CaseBook.Record(desk, file, [fact]);
        }
        return Results.Redirect($"{desk.Address}/boards/{action.Code}");
    }

    private static MassAction? Find(CaseDesk desk, HttpContext context) =>
        context.GetRouteValue("board") is string code ? MassActionRows.Find(desk.Connection, desk.Here.Organisation.Number, code) : null;
}
