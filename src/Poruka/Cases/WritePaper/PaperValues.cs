using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Poruka.Casework;

namespace Poruka.Cases.WritePaper;

/// <summary>What a case knows of the fields of a document: from what the writer may read, and nothing else.</summary>
internal static class PaperValues
{
    /// <summary>The values, by the fields' names; what is not known, or lies in a room that the writer doesn't hold, is not there.</summary>
    public static Dictionary<string, string> Of(CaseDesk desk, CaseFile file, Paper paper)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["today"] = Day(paper, desk.Today) };
        void Put(string field, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value)) values[field] = value.Trim();
        }
        if (file.Open(Section.Basic)?.Sheet is { } basic)
        {
            Put("person", basic.Get("names").Split('\n')[0] is { Length: > 0 } written ? written : file.Name);
            if (LocalDatePattern.Iso.Parse(basic.Get("born")).TryGetValue(default, out var born)) Put("born", Day(paper, born));
        }
        if (file.Open(Section.Legal)?.Sheet is { } legal)
            foreach (var field in new[] { "case-number", "authority", "court", "lawyer" }) Put(field, legal.Get(field));
        if (file.Open(Section.Health)?.Sheet is { } health)
            foreach (var field in new[] { "conditions", "medicines", "allergies", "doctor", "urgent" }) Put(field, health.Get(field));
        // The timeline has only facts whose room the writer holds.
        if (Standing.Of(file.Timeline, desk.Now).Now is not { } stay) return values;
        var facility = Storage.Ids.Parse(stay.Facility) is { } id ? FacilityRows.Find(desk.Connection, desk.Here.Organisation.Number, new FacilityId(id)) : null;
        Put("place", facility?.Name ?? stay.Place);
        Put("place-address", facility?.Address);
        // A day that is uncertain is left to the writer: nothing is made up in a paper for a court.
        if (stay.From is { Earliest: { } from, Latest: { } to } && from.InZone(file.Zone).Date == to.InZone(file.Zone).Date) Put("since", Day(paper, from.InZone(file.Zone).Date));
        return values;
    }

    /// <summary>A day as it is written in the document's language.</summary>
    public static string Day(Paper paper, LocalDate day) => LocalDatePattern.Create(paper.Language switch
    {
        "en" when paper.Country.Slug == "us" => "MMMM d, uuuu",
        "de" => "d. MMMM uuuu",
        "ru" => "d MMMM uuuu 'г.'",
        "uk" => "d MMMM uuuu 'р.'",
        "be" => "d MMMM uuuu 'г.'",
        "pl" => "d MMMM uuuu 'r.'",
        _ => "d MMMM uuuu",
    }, CultureInfo.GetCultureInfo(paper.Language)).Format(day);
}
