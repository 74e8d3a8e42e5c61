using System.Globalization;
using NodaTime;
using Poruka.Casework;
using Poruka.Shell;
using Poruka.Shell.Forms;

namespace Poruka.Cases;

/// <summary>A field of a section's sheet.</summary>
/// <param name="Name">Its name in the sheet; its texts are <c>Cases.Sheet.name</c>.</param>
/// <param name="Kind">How it is filled in.</param>
/// <param name="Rows">How many rows it has.</param>
internal sealed record SheetField(string Name, FieldKind Kind = FieldKind.Line, int Rows = 3);

/// <summary>Fields that several pages of cases have, and which fields each section's sheet has.</summary>
internal static class CaseFields
{
    private static readonly string[] Countries = ["", "ru", "ua", "by", "de", "gb-eaw", "pl", "us"];

    /// <summary>The fields of a section's sheet, in order.</summary>
    public static IReadOnlyList<SheetField> Of(Section section) => section switch
    {
        Section.Basic =>
        [
            new("names", FieldKind.Lines, 2), new("pseudonym"), new("born", FieldKind.Day), new("languages"), new("look", FieldKind.Lines, 2),
            new("country", FieldKind.Choice), new("zone"), new("contacts", FieldKind.Lines, 4), new("wish-publicity", FieldKind.Lines, 2),
            new("wish-lawyer", FieldKind.Lines, 2), new("wish-letters", FieldKind.Lines, 2), new("wish-bail", FieldKind.Lines, 2), new("risks", FieldKind.Lines, 3),
        ],
        Section.Legal => [new("case-number"), new("authority", FieldKind.Lines, 2), new("court", FieldKind.Lines, 2), new("lawyer", FieldKind.Lines, 3), new("defence", FieldKind.Lines, 6)],
        Section.Health =>
        [
            new("conditions", FieldKind.Lines, 4), new("medicines", FieldKind.Lines, 4), new("allergies", FieldKind.Lines, 2), new("doctor", FieldKind.Lines, 3),
            new("urgent", FieldKind.Lines, 3), new("health-consent", FieldKind.Lines, 2),
        ],
        Section.Family => [new("family", FieldKind.Lines, 4), new("children", FieldKind.Lines, 3), new("home", FieldKind.Lines, 3), new("family-needs", FieldKind.Lines, 3)],
        Section.Relocation => [new("relocation", FieldKind.Lines, 8)],
    };

    /// <summary>A zone of the tz database, or null.</summary>
    public static DateTimeZone? ZoneOf(string id) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(id.Trim());

    /// <summary>The zone that somebody of a language most likely means; they can write another.</summary>
    public static string UsualZone(CultureInfo language) => language.TwoLetterISOLanguageName switch { "ru" => "Europe/Moscow", "uk" => "Europe/Kyiv", _ => "Etc/UTC" };

    public static Field Country(Page page, string value) => new(FieldKind.Choice, "country", page["Cases.Sheet.country"])
    {
        Help = page["Cases.Sheet.country.Help"], Value = value, Choices = [.. Countries.Select(c => new Choice(c, page["Cases.Country." + (c.Length == 0 ? "another" : c)]))],
    };

    public static Field Zone(Page page, string value, bool wrong) => new(FieldKind.Line, "zone", page["Cases.Sheet.zone"])
    {
        Help = page["Cases.Sheet.zone.Help"], Value = value, MaxLength = 60, Error = wrong ? page["Cases.Sheet.zone.Wrong"] : null,
    };

    public static Field Source(Page page, string value) => new(FieldKind.Choice, "source", page["Cases.Fact.Source"])
    {
        Value = value, Choices = [.. Enum.GetValues<SourceKind>().Select(s => new Choice(s.ToString(), page["Cases.Source." + s]))],
    };
}
