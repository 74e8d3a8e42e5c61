using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Poruka.Casework;

namespace Poruka.Guides;

/// <summary>A country that guides know.</summary>
/// <param name="Country">The country.</param>
/// <param name="Zone">The zone in which its terms are counted, where a place has none of its own.</param>
/// <param name="Prefix">How the ids of its rules begin.</param>
/// <param name="Conditions">What holds there now.</param>
/// <param name="Name">Its name, in each language.</param>
public sealed record KnownCountry(
    Country Country, DateTimeZone Zone, string Prefix, LawConditions Conditions, IReadOnlyDictionary<string, string> Name);

/// <summary>What experienced groups do, with where it was read.</summary>
public sealed record PracticeFact(string Id, string Source, IReadOnlyDictionary<string, string> Text);

/// <summary>Reads <c>countries.yaml</c>, <c>practice.yaml</c> and <c>calendars/*.yaml</c>.</summary>
public static class SettingFiles
{
    public const string Countries = "countries.yaml";
    public const string Practice = "practice.yaml";

    public static IReadOnlyList<KnownCountry> ReadCountries(ContentFile file, List<ContentFault> faults)
    {
        if (YamlFields.Parse(file.Path, file.Text, faults) is not { } head) return [];
        var known = new List<KnownCountry>();
        foreach (var item in head.Items("countries"))
        {
            item.Name = item.Text("slug") ?? "";
            if (!Country.TryParse(item.Name, out var country) || country.IsAny) item.Fault("slug", ContentFaultKind.NoId, item.Name);
            var zoneName = item.Text("zone");
            var zone = zoneName is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(zoneName);
            if (zone is null) item.Fault("zone", ContentFaultKind.NotOneOf, zoneName ?? "", "IANA");
            var prefix = item.Text("rules");
            var conditions = item.OneOf("conditions", false, ("none", LawConditions.None), ("martial-law", LawConditions.MartialLaw));
            var name = item.Languages("name");
            item.NothingElse();
            if (country.IsAny || zone is null || prefix is null || name is null) continue;
            if (known.Any(k => k.Country == country)) item.Fault("slug", ContentFaultKind.Twice, country.Slug);
            else known.Add(new KnownCountry(country, zone, prefix, conditions ?? LawConditions.None, name));
        }
        head.NothingElse();
        return known;
    }

    public static IReadOnlyDictionary<string, PracticeFact> ReadPractice(ContentFile file, List<ContentFault> faults)
    {
        var facts = new Dictionary<string, PracticeFact>(StringComparer.Ordinal);
        if (YamlFields.Parse(file.Path, file.Text, faults) is not { } head) return facts;
        head.Day("reviewed");
        foreach (var item in head.Items("facts"))
        {
            item.Name = item.Text("id") ?? "";
            var isId = item.Name.Length is 2 or 3 && item.Name[0] is >= 'A' and <= 'Z' && item.Name.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
            if (!isId) item.Fault("id", ContentFaultKind.NoId, item.Name);
            var source = item.Text("source");
            var text = item.Languages("text");
            item.NothingElse();
            if (isId && source is not null && text is not null && !facts.TryAdd(item.Name, new PracticeFact(item.Name, source, text)))
                item.Fault("id", ContentFaultKind.Twice, item.Name);
        }
        head.NothingElse();
        return facts;
    }

    public static BusinessCalendar? ReadCalendar(ContentFile file, List<ContentFault> faults)
    {
        if (YamlFields.Parse(file.Path, file.Text, faults) is not { } head) return null;
        var name = Path.GetFileNameWithoutExtension(file.Path);
        head.MustBe("country", name);
        if (!Country.TryParse(name, out var country)) head.Fault("country", ContentFaultKind.NoId, name);
        head.Text("source");
        head.Day("reviewed");
        var (first, last) = Years(head);
        var without = head.OneOf("without", false, ("none", LawConditions.None), ("martial-law", LawConditions.MartialLaw));
        var holidays = Days(head, "holidays", needed: true);
        var worked = Days(head, "worked", needed: false);
        head.NothingElse();
        return new BusinessCalendar(country, first, last, holidays, worked, without ?? LawConditions.None);
    }

    /// <summary>The years that are complete: <c>2025-2028</c>; year 1 where none is.</summary>
    private static (int First, int Last) Years(YamlFields head)
    {
        if (head.Text("complete", needed: false) is not { } text) return (1, 1);
        if (text is [_, _, _, _, '-', _, _, _, _]
            && int.TryParse(text[..4], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(text[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var last) && first <= last) return (first, last);
        head.Fault("complete", ContentFaultKind.NoDay, text);
        return (1, 1);
    }

    /// <summary>Days off for all: those with regions in brackets count as working days.</summary>
    private static List<LocalDate> Days(YamlFields head, string field, bool needed)
    {
        var days = new List<LocalDate>();
        foreach (var (text, _) in head.List(field, needed))
            if (text.Length < 10 || !LocalDatePattern.Iso.Parse(text[..10]).TryGetValue(default, out var day)) head.Fault(field, ContentFaultKind.NoDay, text);
            else if (!text.EndsWith(']')) days.Add(day);
        return days;
    }
}
