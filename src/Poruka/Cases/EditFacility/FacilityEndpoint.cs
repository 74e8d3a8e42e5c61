using System.Globalization;
using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Cases.EditFacility;

/// <summary>The list of facilities.</summary>
public sealed record FacilitiesModel(Page Page, string Address, string Back, Table? Facilities, Paging Paging, Empty Nothing);

/// <summary>Facilities: what anybody may know of them, and when somebody last made sure.</summary>
internal static class FacilityEndpoint
{
    public const string Address = "/groups/{group}/facilities";

    private const string Name = "name", Others = "other-names", Country = "country", PostAddress = "address", Phones = "phones", Rules = "rules", Zone = "zone",
        Verified = "verified", Doubt = "doubt", VersionField = "version";
    private const int PerPage = 100;

    public static void MapFacilities(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, List).ForGroup(Role.Caseworker, Role.Coordinator);
        routes.MapGet(Address + "/new", (HttpContext context) => Show(context, null, null)).ForGroup(Role.Caseworker, Role.Coordinator);
        routes.MapPost(Address + "/new", Save).ForGroup(Role.Caseworker, Role.Coordinator);
        routes.MapGet(Address + "/{facility}", (HttpContext context) => Find(context) is { } found ? Show(context, found, null) : Results.NotFound()).ForGroup(Role.Caseworker, Role.Coordinator);
        routes.MapPost(Address + "/{facility}", Save).ForGroup(Role.Caseworker, Role.Coordinator);
    }

    private static IResult List(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var all = FacilityRows.Of(desk.Connection, desk.Here.Organisation.Number);
        var pages = Paging.CountOf(all.Count, PerPage);
        if (Paging.Read(context.Request.Query["page"], pages) is not { } number) return Results.NotFound();
        var page = Page.Of(context, "Cases.Facilities.Title") with { Entry = NavigationEntry.Home, Wide = true };
        var address = AddressOf(desk);
        var rows = all.Skip((number - 1) * PerPage).Take(PerPage).Select(f => (IReadOnlyList<Cell>)
            [new(f.Name, $"{address}/{f.Id}"), new(page["Cases.Country." + (f.Country.Length == 0 ? "another" : f.Country)]), new(Checked(page, f, desk.Today))]).ToList();
        return TypedResults.RazorSlice(FacilitiesPage.Create(new FacilitiesModel(page, address, $"/groups/{desk.Here.Organisation.Slug}",
            rows.Count == 0 ? null : new Table(page.Plural("Cases.Facilities.Count", all.Count), [new(page["Cases.Facilities.Name"]), new(page["Cases.Sheet.country"]), new(page["Cases.Facilities.Checked"])], rows),
            new Paging(page, address, number, pages), new Empty(page["Cases.Facilities.Empty"], page["Cases.Facilities.Empty.First"]))));
    }

    private static string Checked(Page page, Facility facility, LocalDate today) => facility switch
    {
        { InDoubt: true } => page["Cases.Facilities.InDoubt"],
        { VerifiedOn: null } => page["Cases.Facilities.Never"],
        { VerifiedOn: { } day } => page.Text(facility.IsStale(today) ? "Cases.Facilities.Stale" : "Cases.Facilities.CheckedOn", page.Day(day)),
    };

    private static IResult Save(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var form = context.Request.Form;
        var isNew = context.GetRouteValue("facility") is null;
        var earlier = isNew ? null : Find(context);
        if (!isNew && earlier is null) return Results.NotFound();
        if (Given(form[Name]).Length is 0 or > Facility.MaxName || CaseFields.ZoneOf(form[Zone].ToString()) is null) return Show(context, earlier, form);
        var facility = new Facility(earlier?.Id ?? new FacilityId(Ids.Parse(form["id"]) ?? Ids.Draw()), Given(form[Country]), Given(form[Name]), Given(form[Others]), Given(form[PostAddress]),
            Given(form[Phones]), Given(form[Rules]), Given(form[Zone]), form[Verified] == "1" ? desk.Today : earlier?.VerifiedOn, form[Doubt] == "1",
            long.TryParse(form[VersionField], out var version) ? version : 1);
        if (isNew)
        {
            if (FacilityRows.Find(desk.Connection, desk.Here.Organisation.Number, facility.Id) is null) FacilityRows.Add(desk.Connection, null, desk.Here.Organisation.Number, facility);
        }
        else if (!FacilityRows.TryChange(desk.Connection, null, desk.Here.Organisation.Number, facility)) return Show(context, Find(context), form, isConflict: true);
        return Results.Redirect(AddressOf(desk));
    }

    private static IResult Show(HttpContext context, Facility? facility, IFormCollection? form, bool isConflict = false)
    {
        var desk = CaseDesk.Of(context);
        var page = Page.Of(context, facility is null ? "Cases.Facilities.New" : "Cases.Facilities.Of", facility?.Name) with { Entry = NavigationEntry.Home };
        string? Theirs(string name, string now) => isConflict && Given(form![name]) != now ? page.Text("Cases.SheetEdit.Theirs", now.Length > 0 ? now : page["Cases.SheetEdit.Nothing"]) : null;
        Field Of(FieldKind kind, string name, string now, int rows, int length) => new(kind, name, page["Cases.Facilities.Field." + name])
        {
            Value = form?[name].ToString() ?? now, Rows = rows, MaxLength = length, Error = Theirs(name, now),
            Help = Texts.Has(page.Language, $"Cases.Facilities.Field.{name}.Help") ? page[$"Cases.Facilities.Field.{name}.Help"] : null,
        };
        var zone = form?[Zone].ToString() ?? facility?.Zone ?? CaseFields.UsualZone(desk.Language);
        var address = AddressOf(desk);
        return new CaseForm(page, facility is null ? address + "/new" : $"{address}/{facility.Id}", page["Cases.Facilities.Save"],
        [
            Of(FieldKind.Line, Name, facility?.Name ?? "", 1, Facility.MaxName) with { Required = true, Error = form is not null && Given(form[Name]).Length == 0 ? page["Cases.Facilities.NoName"] : Theirs(Name, facility?.Name ?? "") },
            Of(FieldKind.Lines, Others, facility?.OtherNames ?? "", 2, Facility.MaxText),
            CaseFields.Country(page, form?[Country].ToString() ?? facility?.Country ?? ""),
            Of(FieldKind.Lines, PostAddress, facility?.Address ?? "", 5, Facility.MaxText), Of(FieldKind.Lines, Phones, facility?.Phones ?? "", 3, Facility.MaxText),
            Of(FieldKind.Lines, Rules, facility?.Rules ?? "", 8, Facility.MaxText), CaseFields.Zone(page, zone, form is not null && CaseFields.ZoneOf(zone) is null),
            new(FieldKind.Check, Verified, page["Cases.Facilities.Field.verified"]) { Help = facility is null ? null : Checked(page, facility with { InDoubt = false }, desk.Today), Value = form?[Verified].ToString() ?? "" },
            new(FieldKind.Check, Doubt, page["Cases.Facilities.Field.doubt"]) { Value = form?[Doubt].ToString() ?? (facility is { InDoubt: true } ? "1" : "") },
        ], address, page["Cases.Facilities.Back"])
        {
            Lead = page["Cases.Facilities.Lead"], Warning = isConflict ? page["Cases.SheetEdit.Conflict"] : null,
            Hidden = [(VersionField, (facility?.Version ?? 1).ToString(CultureInfo.InvariantCulture)), ("id", form?["id"] is { Count: > 0 } id ? id.ToString() : Ids.Text(Ids.Draw()))],
        }.Show();
    }

    private static Facility? Find(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        return Ids.Parse(context.GetRouteValue("facility") as string) is { } id ? FacilityRows.Find(desk.Connection, desk.Here.Organisation.Number, new FacilityId(id)) : null;
    }

    private static string AddressOf(CaseDesk desk) => $"/groups/{desk.Here.Organisation.Slug}/facilities";

    private static string Given(string? text) => (text ?? "").Replace("\r\n", "\n", StringComparison.Ordinal).Trim() is var t && t.Length > Facility.MaxText ? t[..Facility.MaxText] : t;
}
