using NodaTime;
using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases.RecordMassArrest;

/// <summary>The days on which many were taken.</summary>
public sealed record MassListModel(Page Page, string Address, string Back, Table? Actions, Paging Paging, Empty Nothing);

/// <summary>
/// Writes down, on one page and from a phone, that many were taken: where, when, and one line for each of them. Each gets a case of
/// their own, and all stand on one board.
/// </summary>
internal static class MassArrestEndpoint
{
    public const string Address = "/groups/{group}/cases/boards";

    private const string Title = "title", Place = "place", RoomField = "room", IdField = "id";
    private const int PerPage = 50;

    public static void MapMassArrest(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, List).ForGroup(Role.Caseworker);
        routes.MapGet(Address + "/new", (HttpContext context) => Show(context, null)).ForGroup(Role.Caseworker);
        routes.MapPost(Address + "/new", Record).ForGroup(Role.Caseworker);
    }

    private static IResult List(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var pages = Paging.CountOf((int)MassActionRows.Count(desk.Connection, desk.Here.Organisation.Number), PerPage);
        if (Paging.Read(context.Request.Query["page"], pages) is not { } number) return Results.NotFound();
        var page = Page.Of(context, "Cases.Mass.List") with { Entry = NavigationEntry.Home, Wide = true };
        var address = desk.Address + "/boards";
        var actions = MassActionRows.Page(desk.Connection, desk.Here.Organisation.Number, PerPage, (number - 1) * PerPage);
        var bodies = MassActionRows.BodiesOf(desk, [.. actions.Select(a => a.Id)]);
        var rows = actions.Select(a => (IReadOnlyList<Cell>)
        [
            new(bodies.GetValueOrDefault(a.Id)?.Title ?? a.Code, $"{address}/{a.Code}"), new(page.Day(a.MadeOn)), new(page.Count(a.Board.Arrested)),
            new(page.Count(a.Board.Released)), new(page.Count(a.Board.Held)), new(page.Count(a.Board.Unknown)),
        ]).ToList();
        return TypedResults.RazorSlice(MassListPage.Create(new MassListModel(page, address, desk.Address,
            rows.Count == 0 ? null : new Table(page["Cases.Mass.List"],
                [new(page["Cases.Mass.What"]), new(page["Cases.Mass.Day"]), new(page["Cases.Mass.Arrested"], true), new(page["Cases.Mass.Released"], true), new(page["Cases.Mass.Held"], true), new(page["Cases.Mass.Unknown"], true)], rows),
            new Paging(page, address, number, pages), new Empty(page["Cases.Mass.Empty"], page["Cases.Mass.Empty.First"]))));
    }

    private static IResult Record(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var form = context.Request.Form;
        if (Ids.Parse(form[IdField]) is not { } id) return Show(context, form);
        if (MassActionRows.Find(desk.Connection, id) is { } there)
            return there.Organisation == desk.Here.Organisation.Number ? Results.Redirect($"{desk.Address}/boards/{there.Code}") : Results.NotFound();
        var zone = CaseFields.ZoneOf(form["zone"].ToString());
        var page = Page.Of(context, "Cases.Mass.New");
        MomentFields.Read(page, form, zone ?? DateTimeZone.Utc, out var moment);
        var room = Ids.Parse(form[RoomField]) is { } roomId ? desk.Room(new RoomId(roomId)) : null;
        var people = MassForm.Read(form, mayBeNone: true);
        if (moment is null || zone is null || room is null || people is null || Given(form[Title]).Length == 0) return Show(context, form);
        var action = new MassAction(id, desk.Here.Organisation.Number, DrawCode(), desk.Today, default);
        var body = new MassActionBody(Given(form[Title]), Given(form[Place]), moment.Value, zone.Id, form["country"].ToString());
        var first = Ids.Draw();
        // Salts of many come with one wait for the disk.
        desk.Installation.Shred.Make([id, .. people.Select((_, i) => first + (ulong)i)]);
        using var transaction = desk.Connection.BeginTransaction();
        MassActionRows.Add(desk, transaction, room, id, action.Code, body);
        MassActionRows.AddPeople(desk, transaction, room, action, body, first, people, MassForm.SourceOf(form));
        transaction.Commit();
        return Results.Redirect($"{desk.Address}/boards/{action.Code}");
    }

    private static IResult Show(HttpContext context, IFormCollection? form)
    {
        var desk = CaseDesk.Of(context);
        var page = Page.Of(context, "Cases.Mass.New") with { Entry = NavigationEntry.Home, Path = desk.Address + "/boards/new" };
        string Value(string name) => form?[name].ToString() ?? "";
        var zoneText = form is null ? CaseFields.UsualZone(desk.Language) : Value("zone");
        var zone = CaseFields.ZoneOf(zoneText);
        var moments = form is null ? MomentFields.For(page, desk.Now.InZone(zone!)) : MomentFields.Read(page, form, zone ?? DateTimeZone.Utc, out _);
        var many = MassForm.Fields(page, form, form is not null && MassForm.Read(form, mayBeNone: true) is null);
        return new CaseForm(page, desk.Address + "/boards/new", page["Cases.Mass.Submit"],
        [
            new(FieldKind.Line, Title, page["Cases.Mass.Title"])
            {
                Required = true, Help = page["Cases.Mass.Title.Help"], MaxLength = 120, Value = Value(Title), Error = form is not null && Given(Value(Title)).Length == 0 ? page["Cases.Mass.NoTitle"] : null,
            },
            .. many, new(FieldKind.Line, Place, page["Cases.Mass.Place"]) { Help = page["Cases.Mass.Place.Help"], MaxLength = 200, Value = Value(Place) },
            .. moments.Fields, CaseFields.Country(page, Value("country")), CaseFields.Zone(page, zoneText, zone is null),
            NewCase.Room(page, desk.RoomsToChoose(), Value(RoomField)),
        ], desk.Address + "/boards", page["Cases.Mass.Back"])
        {
            Lead = page["Cases.Mass.Lead"], Hidden = [(IdField, form?[IdField] is { Count: > 0 } id ? id.ToString() : Ids.Text(Ids.Draw()))],
        }.Show();
    }

    private static string Given(string? text) => (text ?? "").ReplaceLineEndings(" ").Trim() is var t && t.Length > 200 ? t[..200] : t;

    /// <summary>A code such as B-7K2M9Q: no letters that are taken for one another.</summary>
    private static string DrawCode() => "B-" + System.Security.Cryptography.RandomNumberGenerator.GetString("23456789ABCDEFGHJKMNPQRSTVWXYZ", 6);
}
