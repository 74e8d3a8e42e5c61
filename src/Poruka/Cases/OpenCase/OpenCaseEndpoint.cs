using NodaTime;
using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases.OpenCase;

/// <summary>Opens a case: a name or, where nobody knows it, how the person looked; when, where, who says so.</summary>
internal static class OpenCaseEndpoint
{
    public const string Address = "/groups/{group}/cases/new";

    private const string Name = "name", Look = "look", Place = "place", Text = "text", RoomField = "room";

    public static void MapOpenCase(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Show(context, null)).ForGroup(Role.Caseworker);
        routes.MapPost(Address, Open).ForGroup(Role.Caseworker);
    }

    private static IResult Open(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var form = context.Request.Form;
        var zone = CaseFields.ZoneOf(form["zone"].ToString()) ?? DateTimeZone.Utc;
        var page = PageOf(context, desk);
        MomentFields.Read(page, form, zone, out var moment);
        var (name, look) = (form[Name].ToString().Trim(), form[Look].ToString().Trim());
        var room = Ids.Parse(form[RoomField]) is { } id ? desk.Room(new RoomId(id)) : null;
        if (moment is null || room is null || (name.Length == 0 && look.Length == 0) || CaseFields.ZoneOf(form["zone"].ToString()) is null) return Show(context, form);
        var basic = new Sheet();
        foreach (var (field, value) in new[] { ("names", name), ("look", look), ("zone", zone.Id), ("country", form["country"].ToString()) })
            if (value.Length > 0) basic[field] = value;
        using var transaction = desk.Connection.BeginTransaction();
        // A person without a name is called by how they looked, until somebody knows.
        var file = CaseBook.Open(desk, transaction, room, name.Length > 0 ? name.Split('\n')[0].Trim() : page.Text("Cases.Unnamed", look.Length > 60 ? look[..60] + "…" : look), basic);
        CaseBook.Put(desk, transaction, file,
        [
            CaseBook.NewFact(Section.Basic, FactKind.Detained, moment.Value, form[Text].ToString().Trim()) with
            {
                Place = form[Place].ToString().Trim(), Event = CaseEvent.Detention,
                Source = Enum.TryParse<SourceKind>(form["source"], out var kind) ? kind : SourceKind.Unnamed,
            },
        ]);
        transaction.Commit();
        return Results.Redirect(desk.AddressOf(file.Row));
    }

    private static Page PageOf(HttpContext context, CaseDesk desk) => Page.Of(context, "Cases.Open.Title") with { Entry = NavigationEntry.Home, Path = desk.Address + "/new" };

    private static IResult Show(HttpContext context, IFormCollection? form)
    {
        var desk = CaseDesk.Of(context);
        var page = PageOf(context, desk);
        var rooms = desk.RoomsToChoose();
        string Value(string name) => form?[name].ToString() ?? "";
        var zoneText = form is null ? CaseFields.UsualZone(desk.Language) : Value("zone");
        var zone = CaseFields.ZoneOf(zoneText) ?? DateTimeZone.Utc;
        var moments = form is null ? MomentFields.For(page, desk.Now.InZone(zone)) : MomentFields.Read(page, form, zone, out _);
        var nameless = form is not null && Value(Name).Trim().Length == 0 && Value(Look).Trim().Length == 0;
        return new CaseForm(page, desk.Address + "/new", page["Cases.Open.Submit"],
        [
            new(FieldKind.Lines, Name, page["Cases.Sheet.names"]) { Help = page["Cases.Open.Name.Help"], Rows = 2, MaxLength = 400, Value = Value(Name), Error = nameless ? page["Cases.Open.NoName"] : null },
            new(FieldKind.Lines, Look, page["Cases.Sheet.look"]) { Help = page["Cases.Open.Look.Help"], Rows = 2, MaxLength = 1_000, Value = Value(Look) },
            .. moments.Fields,
            new(FieldKind.Line, Place, page["Cases.Fact.Place"]) { Help = page["Cases.Open.Place.Help"], MaxLength = 200, Value = Value(Place) },
            CaseFields.Country(page, form is null ? "" : Value("country")), CaseFields.Zone(page, zoneText, form is not null && CaseFields.ZoneOf(zoneText) is null),
            CaseFields.Source(page, form is null ? SourceKind.Unnamed.ToString() : Value("source")),
            new(FieldKind.Lines, Text, page["Cases.Fact.Text"]) { Help = page["Cases.Open.Text.Help"], Rows = 4, MaxLength = Fact.MaxText, Value = Value(Text) },
            new(FieldKind.Choice, RoomField, page["Cases.Room"])
            {
                Help = page["Cases.Room.Help"], Choices = [.. rooms.Select(r => new Choice(Ids.Text(r.Room.Id.Value), $"{r.Name} ({r.Room.Code})"))], Value = Value(RoomField),
                Error = rooms.Count == 0 ? page["Cases.Room.None"] : null,
            },
        ], desk.Address, page["Cases.List.Back"]) { Lead = page["Cases.Open.Lead"] }.Show();
    }
}
