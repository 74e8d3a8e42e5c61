using System.Text;
using Poruka.Shell;

namespace Poruka.Publishing.ExportSite;

/// <summary>An address of the site in a language, and the file that it becomes.</summary>
/// <param name="Path">The path and what is asked of it, without the language.</param>
/// <param name="Language">The language that it is asked for in.</param>
internal readonly record struct MirrorAddress(string Path, string Language)
{
    // What a file can be. All else wants a server: forms, sign-in, receipts.
    private static readonly string[] Kept =
        ["/news", "/people", "/birthdays", "/pages", "/newsletter", "/how-to-help", "/contact", "/guides", "/funds", "/about", "/feeds", "/pictures", "/site", "/assets", "/robots.txt"];

    /// <summary>Whether it can be a file.</summary>
    public bool CanBeFile
    {
        get
        {
            var path = Path.Split('?')[0];
            // A reference to give by is drawn for one reader.
            if (path.EndsWith("/give", StringComparison.Ordinal)) return false;
            return path == "/" || Kept.Any(k => path == k || path.StartsWith(k + "/", StringComparison.Ordinal))
                && !path.StartsWith("/newsletter/leave", StringComparison.Ordinal) && !path.StartsWith("/newsletter/confirm", StringComparison.Ordinal);
        }
    }

    /// <summary>Whether it bears the day on which it was made: a PDF, or all guides in one file.</summary>
    public bool IsPaper => Path.Split('?')[0] is var path && (path.EndsWith(".pdf", StringComparison.Ordinal) || path.EndsWith("/offline.html", StringComparison.Ordinal));

    /// <summary>The address of a link that stands on a page of ours; null where it leads elsewhere.</summary>
    public static MirrorAddress? Of(string link, MirrorAddress on)
    {
        var address = link.Split('#')[0];
        if (address.Length == 0) return on;
        if (address[0] == '?') address = on.Path.Split('?')[0] + address;
        if (address.StartsWith("//", StringComparison.Ordinal) || address.Split('/')[0].Contains(':', StringComparison.Ordinal)) return null;
        // Beside the page that it stands on.
        if (address[0] != '/') address = new Uri(new Uri("http://mirror" + on.Path.Split('?')[0]), address).PathAndQuery;
        var (path, query) = address.Split('?', 2) is [var before, var after] ? (before, after) : (address, "");
        var (language, rest) = (on.Language, new List<string>());
        var isChart = path.EndsWith(".svg", StringComparison.Ordinal);
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
            if (!isChart && part.StartsWith("lang=", StringComparison.Ordinal) && Languages.All.Any(l => l.Name == part[5..])) language = part[5..];
            else rest.Add(part);
        return new MirrorAddress(rest.Count == 0 ? path : path + "?" + string.Join('&', rest), language);
    }

    /// <summary>The file, with <c>/</c> between its folders. Pages and papers are there in each language, the rest once.</summary>
    public string FileOf(string mediaType)
    {
        var (path, query) = Path.Split('?', 2) is [var before, var after] ? (before, after) : (Path, "");
        var name = new StringBuilder(path.Trim('/'));
        if (IsPaper) return $"{Language}/{(query.Length == 0 ? name : name.Insert(name.ToString().LastIndexOf('.'), Suffix(query)))}";
        if (mediaType == "text/html") return $"{Language}/{(name.Length == 0 ? "index" : name)}{Suffix(query)}.html";
        var dot = path.LastIndexOf('.');
        if (query.Length > 0) name.Insert(dot > path.LastIndexOf('/') ? dot - 1 : name.Length, Suffix(query));
        return name.ToString();
    }

    /// <summary>The way from one file to another.</summary>
    public static string Way(string from, string to)
    {
        var (a, b) = (from.Split('/'), to.Split('/'));
        var same = 0;
        while (same < a.Length - 1 && same < b.Length - 1 && a[same] == b[same]) same++;
        return string.Concat(Enumerable.Repeat("../", a.Length - 1 - same)) + string.Join('/', b[same..].Select(Uri.EscapeDataString));
    }

    private static string Suffix(string query) => query.Length == 0 ? "" : "-" + string.Concat(query.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
}
