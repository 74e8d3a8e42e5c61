using System.Collections.Concurrent;
using Poruka.Tests.Safety;

namespace Poruka.Tests.Web;

/// <summary>
/// That every page is looked at. <see cref="EveryPageTests"/> looks at what forms lead to; what they don't lead to belongs to a journey, which says at its
/// end that it has looked at it (<see cref="By"/>). What is neither must be a file, or something else that nobody reads as a page.
/// </summary>
internal static class LookedAt
{
    private static readonly ConcurrentDictionary<string, byte> Seen = new(StringComparer.Ordinal), ByKeyboard = new(StringComparer.Ordinal);

    /// <summary>The routes that only a journey comes to.</summary>
    public static IReadOnlyDictionary<string, string[]> Journeys { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["guard"] = [Group + "/guard/{ask}", Group + "/guard/{ask}/{code}"],
        ["letters"] =
        [
            Letters + "/batches/{batch}", Letters + "/batches/{batch}/electronic", Letters + "/letters/{letter}", Letters + "/plans/{plan}", Letters + "/replies/{reply}", Group + "/my-letters/letters/{letter}",
            Group + "/my-letters/replies/{reply}",
        ],
        ["members"] = ["/enrol", "/join/{link}", "/set-up"],
        ["public"] = ["/news/{slug}", "/people/{slug}", "/pages/{slug}", "/newsletter/{slug}", "/newsletter/confirm/{token}", "/newsletter/leave/{token}", Group + "/press/{post}/send"],
        ["rooms"] = [Group + "/offline/{offline}", Group + "/offline/{offline}/put", Group + "/offline/{offline}/items/{item}/delete"],
        ["case"] = [Group + "/cases/{case}/joined/{joined}"],
        ["wills"] = [Group + "/wills/{will}"],
        ["fund"] = [Fund + "/bail/{bail}", Fund + "/statements/{held}", Fund + "/waiting/{line:long}"],
    };

    /// <summary>What nobody reads as a page: files to keep or to print, pictures, feeds, what machines ask for; and ways that lead on at once.</summary>
    public static IReadOnlySet<string> NoPages { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "/assets/{version}/{name}", "/site/{version}/sign.png", "/site/{version}/style.css", "/pictures/{picture}.jpg", "/cards/{slug}.{language}.png",
        "/funds/{slug}/chart.svg", Fund + "/reserve.svg", Fund + "/years/{year:int}", Letters + "/statistics/{chart}.svg", Group + "/press/{post}/pictures/{file}.jpg",
        "/calendar/{link}/due.ics", Letters + "/birthdays/calendar.ics", "/feeds/{language}.xml", "/sitemap.xml", "/robots.txt", "/health", "/ready", "/metrics",
        "/funds/{slug}/log/checkpoint", "/funds/{slug}/log/tile/{**path}",
        "/guides/{country}/offline.html", "/guides/{country}/{situation}/card.pdf", "/guides/{country}/{situation}/print.pdf", Group + "/cases/{case}/medical-sheet.pdf",
        "/me/will/print.pdf", Letters + "/birthdays/poster.pdf", Letters + "/evening/cards.pdf", Letters + "/evening/pack.pdf",
        Letters + "/batches/{batch}/{file}", Letters + "/batches/{batch}/electronic/letters.txt", Letters + "/letters/{letter}/files/{file}", Letters + "/replies/{reply}/files/{file}",
        Group + "/my-letters/replies/{reply}/scans/{number}", Group + "/cases/{case}/files/{file}", Fund + "/requests/{request}/files/{file}", Group + "/guard/{ask}/{code}/text.age",
        Group + "/offline/{offline}/items/{item}", "/rooms/{room}/calls/{call}/files/{file}", "/rooms/{room}/donors/{donor}/receipts/{fund}/{journal}", "/rooms/{room}/files/{item}/contents",
        // They lead on: to the group's room for calls, or for donors, and to whom a publication is about.
        Group + "/calls", Group + "/donors", Letters + "/publications/{publication}",
    };

    private const string Group = "/groups/{group}", Letters = Group + "/letters", Fund = Group + "/funds/{fund}";

    private static readonly string[] Routes = [.. RouteRow.All.Where(r => r.Method == "GET").Select(r => r.Route)];

    /// <summary>The routes of pages of which nobody says that they were looked at.</summary>
    public static IEnumerable<string> Lacking(IEnumerable<string> walked)
    {
        var known = walked.Select(r => r.TrimEnd('/')).Concat(Journeys.Values.SelectMany(r => r)).Concat(NoPages).ToHashSet(StringComparer.Ordinal);
        return Routes.Where(r => !known.Contains(r.Length > 1 ? r.TrimEnd('/') : r) && !(r == "/" && known.Contains("")));
    }

    /// <summary>Notes that a page was looked at.</summary>
    public static void Note(string address) => Seen.TryAdd(RouteOf(new Uri(address).AbsolutePath), 0);

    /// <summary>Notes that a page is gone through by keyboard; whether it is the first of its route.</summary>
    public static bool NoteByKeyboard(string address) => ByKeyboard.TryAdd(RouteOf(new Uri(address).AbsolutePath), 0);

    /// <summary>Fails where a journey hasn't come to what it stands for.</summary>
    public static void By(string journey)
    {
        var left = Journeys[journey].Where(r => !Seen.ContainsKey(r)).ToList();
        Assert.True(left.Count == 0, $"The journey {journey} hasn't looked at:\n{string.Join('\n', left)}");
    }

    private static string RouteOf(string path)
    {
        var parts = path.Trim('/').Split('/');
        return Routes.Where(route => Fits(route.Trim('/').Split('/'), parts)).MaxBy(route => route.Split('/').Count(part => !part.Contains('{', StringComparison.Ordinal))) ?? path;
    }

    private static bool Fits(string[] route, string[] parts) =>
        route.Length == parts.Length && route.Zip(parts).All(p => p.First.Contains('{', StringComparison.Ordinal) || p.First == p.Second);
}
