using System.Data.Common;
using Poruka.Casework;
using Poruka.Guides;
using Poruka.Ledger.Statements;
using Poruka.People;
using Poruka.Shell.Sheets;
using Poruka.Storage;
using TableField = Poruka.Ledger.Statements.SheetField;

namespace Poruka.Cases.ImportFacilities;

/// <summary>Facilities from a table.</summary>
internal static class ImportFacilitiesEndpoint
{
    public static void MapImportFacilities(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/groups/{group}/facilities/import").ForGroup(Role.Caseworker, Role.Coordinator).MapSheet(new FacilitySheet());
}

/// <summary>A table of prisons, police units, hospitals.</summary>
internal sealed class FacilitySheet() : SheetKind("facility")
{
    public override string TitleKey => "Cases.Facilities.Import";

    public override string LabelKey(string field) => field switch
    {
        "country" or "zone" => "Cases.Sheet." + field,
        "checked" => "Cases.Facilities.Checked",
        _ => "Cases.Facilities.Field." + field,
    };

    public override IReadOnlyList<TableField> Fields(HttpContext context) =>
    [
        Text("name", Facility.MaxName, "name", "название", "учреждение", "назва", "установа") with { Required = true },
        Text("other-names", Facility.MaxText, "other names", "другие названия", "інші назви"),
        Text("country", 16, "country", "страна", "країна"),
        Text("address", Facility.MaxText, "address", "адрес", "адреса"),
        Text("phones", Facility.MaxText, "phones", "phone", "телефон", "телефоны", "телефони"),
        Text("rules", Facility.MaxText, "rules", "visits", "правила", "передачи", "передачі"),
        Text("zone", 60, "zone", "time zone", "часовой пояс", "часовий пояс"),
        new("checked", SheetFieldKind.Day, ["checked", "verified", "проверено", "перевірено"]),
    ];

    public override SheetWriter Open(HttpContext context, DbConnection connection, DbTransaction transaction) => new Writer(context, connection, transaction);

    private static TableField Text(string name, int length, params string[] words) => new(name, SheetFieldKind.Text, words) { MaxLength = length };

    private sealed class Writer(HttpContext context, DbConnection connection, DbTransaction transaction) : SheetWriter
    {
        // On a connection of its own: the caller's is in its transaction.
        private readonly CaseDesk _desk = CaseDesk.Of(context);
        private HashSet<string>? _there;

        private long Organisation => _desk.Here.Organisation.Number;

        public override SheetProblem? Check(SheetRow row, Func<string, string> columnOf)
        {
            _there ??= [.. FacilityRows.Of(_desk.Connection, Organisation).Select(f => f.Name.ToLowerInvariant())];
            if (row.Text("country") is { Length: > 0 } country && Library.Known(CountryOf(country)) is null)
                return new SheetProblem(row.Line, columnOf("country"), "country", country, SheetExpectation.KnownWord);
            if (row.Text("zone") is { Length: > 0 } zone && CaseFields.ZoneOf(zone) is null)
                return new SheetProblem(row.Line, columnOf("zone"), "zone", zone, SheetExpectation.KnownWord);
            return _there.Add(row.Text("name").ToLowerInvariant()) ? null : new SheetProblem(row.Line, columnOf("name"), "name", row.Text("name"), SheetExpectation.New);
        }

        public override UInt128 Make(SheetRow row)
        {
            var country = CountryOf(row.Text("country"));
            var zone = row.Text("zone") is { Length: > 0 } written ? written : Library.Known(country)?.Zone.Id ?? CaseFields.UsualZone(_desk.Language);
            var id = new FacilityId(Ids.Draw());
            FacilityRows.Add(connection, transaction, Organisation, new Facility(id, country.IsAny ? "" : country.Slug, row.Text("name"), Lines(row, "other-names"), Lines(row, "address"),
                Lines(row, "phones"), Lines(row, "rules"), zone, row.Day("checked"), false, 1), Ids.Bytes(_desk.Visit.Member.Id.Value));
            return id.Value;
        }

        /// <summary>Only what nobody changed since.</summary>
        public override bool TakeBack(UInt128 made) => Sql.Run(connection, transaction,
            "delete from facility where facility = @facility and organisation = @organisation and version = 1 and in_doubt = 0",
            ("facility", Ids.Bytes(made)), ("organisation", Organisation)) == 1;

        private GuideLibrary Library => GuideLibrary.Of(_desk.Installation.Folder);

        /// <summary>A country by its slug, or by its name in any of our languages; any where it is none that is known.</summary>
        private Country CountryOf(string text)
        {
            var word = text.Trim().ToLowerInvariant();
            return Library.Countries.FirstOrDefault(c => c.Country.Slug == word || c.Name.Values.Any(n => string.Equals(n, word, StringComparison.OrdinalIgnoreCase)))?.Country ?? Country.Any;
        }

        private static string Lines(SheetRow row, string field) => row.Text(field).Replace("; ", "\n", StringComparison.Ordinal);
    }
}
