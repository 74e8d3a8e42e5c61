using System.Collections.Concurrent;
using System.Globalization;
using Poruka.Casework;
using Poruka.Shell;

namespace Poruka.Guides;

/// <summary>
/// Guides, rules, calendars, countries and practice facts, as loaded: those of the program, and those of the folder
/// <c>content</c> beside an installation in their place. A file of that folder with a fault is left out, and ours stands.
/// <code>
/// var library = GuideLibrary.Of(options.Installation.Folder);
/// var guide = library.Compose(country, Situation.Search, language);
/// var deadline = Deadline.Of(library.Rule(id)!.Rule, moment, library.Setting(country, null, today));
/// </code>
/// </summary>
/// <remarks>Immutable once loaded; thread-safe.</remarks>
public sealed class GuideLibrary
{
    private static readonly ConcurrentDictionary<string, Lazy<GuideLibrary>> Loaded = new(StringComparer.Ordinal);

    private readonly Dictionary<(Country, Situation, string), ReadGuide> _guides = [];
    private readonly List<ReadPaper> _papers = [];
    private readonly Dictionary<RuleId, WrittenRule> _rules = [];
    private readonly Dictionary<Country, BusinessCalendar> _calendars = [];

    private GuideLibrary(IReadOnlyDictionary<string, ContentFile> files, List<ContentFault> faults)
    {
        foreach (var file in files.Values.OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            if (file.Path == SettingFiles.Countries) Countries = SettingFiles.ReadCountries(file, faults);
            else if (file.Path == SettingFiles.Practice) Practice = SettingFiles.ReadPractice(file, faults);
            else if (file.Path.StartsWith("rules/", StringComparison.Ordinal)) RulesFile.Read(file, _rules, faults);
            else if (file.Path.StartsWith("calendars/", StringComparison.Ordinal))
            {
                if (SettingFiles.ReadCalendar(file, faults) is { } calendar) _calendars[calendar.Country] = calendar;
            }
            else if (file.Path.StartsWith(PaperFile.Folder, StringComparison.Ordinal))
            {
                if (PaperFile.Read(file, faults) is { } paper) _papers.Add(paper);
            }
            else if (file.Path.StartsWith(GuideFile.Folder, StringComparison.Ordinal) && GuideFile.Read(file, faults) is { } guide)
                _guides[(guide.Guide.Country, guide.Guide.Situation, guide.Guide.Language)] = guide;
        }
        GuideCheck.Across(this, faults);
        PaperFile.Across(this, faults);
    }

    /// <summary>The countries, in the order in which they are offered; any is not among them.</summary>
    public IReadOnlyList<KnownCountry> Countries { get; } = [];

    /// <summary>What experienced groups do, by id.</summary>
    public IReadOnlyDictionary<string, PracticeFact> Practice { get; } = new Dictionary<string, PracticeFact>();

    /// <summary>All guides.</summary>
    public IEnumerable<ReadGuide> Guides => _guides.Values;

    /// <summary>Templates of documents.</summary>
    public IReadOnlyList<ReadPaper> Papers => _papers;

    /// <summary>All rules.</summary>
    public IReadOnlyDictionary<RuleId, WrittenRule> Rules => _rules;

    /// <summary>The library of an installation.</summary>
    /// <param name="installation">Its folder; null for what came with the program alone.</param>
    public static GuideLibrary Of(string? installation = null)
    {
        var folder = installation is null ? "" : Path.Combine(installation, "content");
        return Loaded.GetOrAdd(folder, static key => new Lazy<GuideLibrary>(() => Sound(key))).Value;
    }

    /// <summary>Reads files and notes what is wrong with them.</summary>
    public static (GuideLibrary Library, IReadOnlyList<ContentFault> Faults) Read(IReadOnlyDictionary<string, ContentFile> files)
    {
        var faults = new List<ContentFault>();
        var library = new GuideLibrary(files, faults);
        return (library, [.. faults.OrderBy(f => f.Path, StringComparer.Ordinal).ThenBy(f => f.Line)]);
    }

    /// <summary>A guide as its file holds it, or null.</summary>
    public Guide? Find(Country country, Situation situation, CultureInfo language) =>
        _guides.TryGetValue((country, situation, language.Name), out var guide) ? guide.Guide : null;

    /// <summary>The general guide with what a country adds; null where the situation has none.</summary>
    public ComposedGuide? Compose(Country country, Situation situation, CultureInfo language) =>
        Find(Country.Any, situation, language) is { } general
            ? ComposedGuide.Of(general, country, country.IsAny ? null : Find(country, situation, language))
            : null;

    /// <summary>A rule with its words, or null.</summary>
    public WrittenRule? Rule(RuleId id) => _rules.GetValueOrDefault(id);

    /// <summary>A country, or null.</summary>
    public KnownCountry? Known(Country country) => Countries.FirstOrDefault(c => c.Country == country);

    /// <summary>The working days of a country; weekends alone where nobody listed its holidays.</summary>
    public BusinessCalendar Calendar(Country country) =>
        _calendars.TryGetValue(country, out var calendar) ? calendar : BusinessCalendar.Weekends(country);

    /// <summary>Where and under what law terms of a country run.</summary>
    /// <param name="country">The country.</param>
    /// <param name="zone">The zone of the place; null for the country's usual one.</param>
    /// <param name="today">The day.</param>
    public DeadlineSetting Setting(Country country, NodaTime.DateTimeZone? zone, NodaTime.LocalDate today)
    {
        var known = Known(country);
        return new DeadlineSetting(
            zone ?? known?.Zone ?? NodaTime.DateTimeZone.Utc, Calendar(country), known?.Conditions ?? LawConditions.None, today);
    }

    /// <summary>The name of a country in a language.</summary>
    public string NameOf(Country country, CultureInfo language) => Known(country) is { } known
        ? known.Name[language.Name]
        : country.IsAny ? Texts.Get(language, "Guides.Country.Any") : country.Slug;

    /// <summary>What is loaded when files of the folder that have a fault are left out, once and again until none has.</summary>
    private static GuideLibrary Sound(string folder)
    {
        var files = new Dictionary<string, ContentFile>(folder.Length == 0 ? ContentFiles.Ours() : ContentFiles.WithFolder(folder), StringComparer.Ordinal);
        var ours = ContentFiles.Ours();
        while (true)
        {
            var (library, faults) = Read(files);
            var wrong = faults.Select(f => f.Path).Distinct().Where(path => files.TryGetValue(path, out var file) && !file.IsOurs).ToList();
            if (wrong.Count == 0) return library;
            foreach (var path in wrong)
                if (ours.TryGetValue(path, out var file)) files[path] = file;
                else files.Remove(path);
        }
    }
}
