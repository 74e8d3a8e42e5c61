using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Poruka.Shell;

namespace Poruka.Publishing.ExportSite;

/// <summary>
/// The public site as files: fetched from a server of its own that shows no forms, in every language, from link to link, and then joined
/// by ways that work from a folder.
/// </summary>
/// <param name="http">Asks that server.</param>
/// <param name="before">What lies in the mirror's folder at a path; null where nothing does.</param>
internal sealed partial class MirrorPages(HttpClient http, Func<string, byte[]?> before)
{
    private const int MostPages = 50_000;

    private static readonly HtmlParser Parser = new();

    private readonly Dictionary<MirrorAddress, Fetched> _fetched = [];
    private readonly Queue<MirrorAddress> _waiting = new();
    private readonly HashSet<MirrorAddress> _seen = [];

    /// <summary>What an address answered.</summary>
    private sealed record Fetched(string File, string MediaType, byte[] Bytes);

    /// <summary>All files by their paths.</summary>
    public async Task<SortedDictionary<string, byte[]>> Make(CancellationToken stop)
    {
        foreach (var language in Languages.All)
            foreach (var path in (string[])["/", $"/feeds/{language.Name}.xml"]) Wait(new MirrorAddress(path, language.Name));
        Wait(new MirrorAddress("/robots.txt", "en"));
        while (_waiting.TryDequeue(out var address))
        {
            stop.ThrowIfCancellationRequested();
            if (_fetched.Count > MostPages) throw new InvalidDataException("The site has more pages than a mirror takes.");
            await Fetch(address, stop);
        }
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (address, page) in _fetched)
            files[page.File] = page.MediaType switch
            {
                "text/html" when !address.IsPaper => Encoding.UTF8.GetBytes(Joined(address, page)),
                "application/atom+xml" => JoinedFeed(address, page),
                _ => page.Bytes,
            };
        files["index.html"] = Encoding.UTF8.GetBytes(Entrance());
        return files;
    }

    private void Wait(MirrorAddress address)
    {
        if (address.CanBeFile && _seen.Add(address)) _waiting.Enqueue(address);
    }

    private async Task Fetch(MirrorAddress address, CancellationToken stop)
    {
        if (address.IsPaper && await Unchanged(address, stop) is { } paper)
        {
            _fetched[address] = paper;
            return;
        }
        using var response = await Ask(address, "", stop);
        if (response.StatusCode != HttpStatusCode.OK) return;
        var type = response.Content.Headers.ContentType?.MediaType ?? "application/octet-stream";
        var page = new Fetched(address.FileOf(type), type, await response.Content.ReadAsByteArrayAsync(stop));
        _fetched[address] = page;
        if (type == "text/html" && !address.IsPaper)
            using (var document = Parser.ParseDocument(Encoding.UTF8.GetString(page.Bytes)))
                foreach (var link in Links(document)) Follow(link, address);
        else if (type == "text/css")
            foreach (Match match in StyleLink().Matches(Encoding.UTF8.GetString(page.Bytes)))
                Follow(address.Path[..(address.Path.LastIndexOf('/') + 1)] + match.Groups[1].Value, address);
    }

    /// <summary>A paper as it lies in the folder, where nothing but the day would be another today.</summary>
    private async Task<Fetched?> Unchanged(MirrorAddress address, CancellationToken stop)
    {
        var file = address.FileOf("");
        if (before(file) is not { } old || MadeOn().Match(Encoding.Latin1.GetString(old)) is not { Success: true } day) return null;
        using var response = await Ask(address, $"{day.Groups["y"].Value}-{day.Groups["m"].Value}-{day.Groups["d"].Value}", stop);
        return response.StatusCode == HttpStatusCode.OK && (await response.Content.ReadAsByteArrayAsync(stop)).AsSpan().SequenceEqual(old) ? new Fetched(file, "", old) : null;
    }

    private async Task<HttpResponseMessage> Ask(MirrorAddress address, string madeOn, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address.Path, UriKind.Relative));
        request.Headers.Add("Accept-Language", address.Language);
        if (madeOn.Length > 0) request.Headers.Add(ServeOptions.MadeOnHeader, madeOn);
        return await http.SendAsync(request, stop);
    }

    private void Follow(string link, MirrorAddress on)
    {
        if (MirrorAddress.Of(link, on) is { } address) Wait(address);
    }

    private static IEnumerable<string> Links(IDocument document)
    {
        foreach (var element in document.QuerySelectorAll("a[href], link[href], img[src], source[srcset], img[srcset]"))
        {
            if (element.LocalName == "link" && element.GetAttribute("rel") == "canonical") continue;
            if (element.GetAttribute("href") is { } href) yield return href;
            if (element.GetAttribute("src") is { } src) yield return src;
            foreach (var one in (element.GetAttribute("srcset") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) yield return one.Split(' ')[0];
        }
    }

    private string Joined(MirrorAddress address, Fetched page)
    {
        using var document = Parser.ParseDocument(Encoding.UTF8.GetString(page.Bytes));
        // Nothing can be posted to a file; what only a form did is left out.
        foreach (var form in document.QuerySelectorAll("form").ToList()) form.Remove();
        Join(document, address, page.File);
        return document.ToHtml();
    }

    private void Join(IParentNode root, MirrorAddress address, string file)
    {
        foreach (var element in root.QuerySelectorAll("a[href], link[href], img[src], source[srcset], img[srcset]").ToList())
        {
            if (element.GetAttribute("srcset") is { } set)
                element.SetAttribute("srcset", string.Join(", ", set.Split(',', StringSplitOptions.TrimEntries).Select(one => one.Split(' ', 2) is var parts
                    ? string.Join(' ', parts.Skip(1).Prepend(WayTo(parts[0], address, file) ?? parts[0])) : one)));
            foreach (var name in (string[])["href", "src"])
            {
                if (element.GetAttribute(name) is not { } link || MirrorAddress.Of(link, address) is null) continue;
                if (WayTo(link, address, file) is { } way) element.SetAttribute(name, way);
                else if (element.LocalName == "link") element.Remove();
                else Unlink(element);
            }
        }
    }

    /// <summary>What needs a server is words here.</summary>
    private static void Unlink(IElement element)
    {
        element.RemoveAttribute("href");
        element.RemoveAttribute("role");
        if (element.ClassList.Contains("button")) element.Remove();
        else if (element.ParentElement is { LocalName: "li", ChildElementCount: 1 } item && item.Closest("nav") is not null) item.Remove();
    }

    private string? WayTo(string link, MirrorAddress on, string file)
    {
        if (MirrorAddress.Of(link, on) is not { } address) return null;
        var fragment = link.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? link[at..] : "";
        if (!_fetched.TryGetValue(address, out var target)) return null;
        return target.File == file && fragment.Length > 0 ? fragment : MirrorAddress.Way(file, target.File) + fragment;
    }

    private byte[] JoinedFeed(MirrorAddress address, Fetched page)
    {
        XNamespace atom = "http://www.w3.org/2005/Atom";
        var feed = XDocument.Parse(Encoding.UTF8.GetString(page.Bytes));
        foreach (var link in feed.Descendants(atom + "link"))
            if (WayTo(link.Attribute("href")!.Value, address, page.File) is { } way) link.SetAttributeValue("href", way);
        foreach (var content in feed.Descendants(atom + "content"))
        {
            using var document = Parser.ParseDocument(content.Value);
            Join(document.Body!, address, page.File);
            content.Value = document.Body!.InnerHtml;
        }
        return Encoding.UTF8.GetBytes(feed.Declaration + "\n" + feed);
    }

    /// <summary>The first page of the folder: which language.</summary>
    private string Entrance()
    {
        using var front = Parser.ParseDocument(Encoding.UTF8.GetString(_fetched[new MirrorAddress("/", "en")].Bytes));
        var name = WebUtility.HtmlEncode(front.QuerySelector("h1")?.TextContent ?? "");
        var styles = string.Concat(front.QuerySelectorAll("link[rel=stylesheet]").Select(l => $"<link rel=\"stylesheet\" href=\"{l.GetAttribute("href")!.TrimStart('/')}\">"));
        var links = string.Concat(Languages.All.Select(l => $"<li><a href=\"{l.Name}/index.html\" lang=\"{l.Name}\" hreflang=\"{l.Name}\">{Texts.Get(l, "Shell.Language.Own")}</a></li>"));
        return $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
            + $"<meta name=\"color-scheme\" content=\"light dark\"><title>{name}</title>{styles}</head><body class=\"column\"><main><h1>{name}</h1><ul class=\"funds\">{links}</ul></main></body></html>\n";
    }

    // As PDF (ISO 32000-1, 7.9.4) and our pages write a day.
    [GeneratedRegex(@"(/CreationDate \(D:|name=""made-on"" content="")(?<y>\d{4})-?(?<m>\d{2})-?(?<d>\d{2})")]
    private static partial Regex MadeOn();

    [GeneratedRegex(@"url\([""']?(?!data:)([^)""']+)[""']?\)")]
    private static partial Regex StyleLink();
}
