using System.Globalization;
using System.ServiceModel.Syndication;
using System.Text;
using System.Xml;
using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Publishing.FeedSite;

/// <summary>What programs read of the site: feeds, the map, the wish about search engines; and the pictures of its pages.</summary>
internal static class FeedEndpoints
{
    private const int MostEntries = 50;

    public static void MapFeedSite(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").ForEverybody();
        open.MapGet("/feeds/{language}.xml", Feed);
        open.MapGet("/sitemap.xml", Map);
        open.MapGet("/robots.txt", Robots);
        open.MapGet("/pictures/{picture}.jpg", Picture);
        open.MapGet("/cards/{slug}.{language}.png", Card);
        open.MapGet("/site/{version}/style.css", (ServeOptions options) => Look(options, look => Results.Text(look.Style, "text/css")));
        open.MapGet("/site/{version}/sign.png", Sign);
    }

    /// <summary>An Atom feed (RFC 4287) of news in a language; nothing in it that somebody inside didn't agree to see spread.</summary>
    private static IResult Feed(string language, HttpContext context, ServeOptions options)
    {
        if (Languages.All.FirstOrDefault(l => l.Name == language) is not { } culture) return Results.NotFound();
        using var connection = options.Installation.Database.Open();
        var page = Page.Of(context, "Publishing.News.Title") with { Language = culture };
        var reader = new SiteReader(connection, options, page, Medium.Spread);
        var name = page.Look.Name.Length > 0 ? page.Look.Name : Texts.Get(culture, "Shell.Name");
        var feed = new SyndicationFeed(name, reader.Line(), null)
        {
            Id = "urn:poruka:" + options.Installation.LogName + ":" + language, Language = language,
            LastUpdatedTime = DateTimeOffset.UnixEpoch, // of the newest entry, below: what hasn't changed is the same bytes
        };
        feed.Authors.Add(new SyndicationPerson { Name = name });
        feed.Links.Add(new SyndicationLink(Address(reader.Site, "/news"), "alternate", null, "text/html", 0));
        feed.Links.Add(new SyndicationLink(Address(reader.Site, $"/feeds/{language}.xml"), "self", null, "application/atom+xml", 0));
        var items = new List<SyndicationItem>();
        foreach (var row in PublicPosts.List(connection, reader.Now, Medium.Spread, PostKind.News, PostKind.Campaign, PostKind.Newsletter, PostKind.Person).Take(MostEntries))
        {
            if (!row.Post.Texts.ContainsKey(language)) continue;
            var view = reader.View(row, reader.Site);
            if (view.Title.Length == 0) continue;
            var item = new SyndicationItem
            {
                Id = Urn(row.Id), Title = new TextSyndicationContent(view.Title), PublishDate = row.FromAt.ToDateTimeOffset(), LastUpdatedTime = row.ChangedAt.ToDateTimeOffset(),
                Content = new TextSyndicationContent(view.Html, TextSyndicationContentKind.Html),
            };
            if (view.Summary.Length > 0) item.Summary = new TextSyndicationContent(view.Summary);
            item.Links.Add(new SyndicationLink(Address(reader.Site, $"{row.Path}?lang={language}"), "alternate", null, "text/html", 0));
            if (item.LastUpdatedTime > feed.LastUpdatedTime) feed.LastUpdatedTime = item.LastUpdatedTime;
            items.Add(item);
        }
        feed.Items = items;
        context.Response.Headers.CacheControl = "no-cache";
        return Xml("application/atom+xml", xml => new Atom10FeedFormatter(feed).WriteTo(xml));
    }

    private static IResult Map(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        var look = SiteLook.Read(connection);
        var site = SiteReader.SiteAddress(options.Installation);
        // A map holds whole addresses, and is for those who were asked in.
        if (site.Length == 0 || !look.IsSearchable) return Results.NotFound();
        var rows = PublicPosts.List(connection, options.Clock.GetCurrentInstant(), Medium.Site, Enum.GetValues<PostKind>());
        return Xml("application/xml", xml =>
        {
            xml.WriteStartElement("urlset", "http://www.sitemaps.org/schemas/sitemap/0.9");
            foreach (var path in (string[])["/", "/news", "/people", "/guides", "/funds", "/how-to-help", "/contact"]) Entry(path, null);
            foreach (var row in rows.Where(r => r.Kind is not (PostKind.How or PostKind.Contact))) Entry(row.Path, row.ChangedAt);
            xml.WriteEndElement();

            void Entry(string path, Instant? changed)
            {
                xml.WriteStartElement("url");
                xml.WriteElementString("loc", site + path);
                if (changed is { } at) xml.WriteElementString("lastmod", Written.IsoDay(at.InUtc().Date));
                xml.WriteEndElement();
            }
        });
    }

    private static IResult Robots(ServeOptions options) => Look(options, look =>
    {
        var site = options.IsMirror ? "" : SiteReader.SiteAddress(options.Installation);
        return Results.Text(look.IsSearchable
            ? "User-agent: *\nDisallow: /help\nDisallow: /write\nDisallow: /sign-in\n" + (site.Length > 0 ? $"Sitemap: {site}/sitemap.xml\n" : "")
            : "User-agent: *\nDisallow: /\n", "text/plain");
    });

    private static IResult Picture(string picture, HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (Ids.Parse(picture) is not { } id || PublicPosts.Picture(connection, options.Clock.GetCurrentInstant(), id) is not { } jpeg) return Results.NotFound();
        // Not for long: a consent may end.
        context.Response.Headers.CacheControl = "public, max-age=600";
        return Results.Bytes(jpeg, "image/jpeg");
    }

    private static IResult Card(string slug, string language, HttpContext context, ServeOptions options)
    {
        if (Languages.All.FirstOrDefault(l => l.Name == language) is not { } culture) return Results.NotFound();
        using var connection = options.Installation.Database.Open();
        var page = Page.Of(context, "Publishing.News.Title") with { Language = culture };
        if (new SiteReader(connection, options, page, Medium.Spread).Find(slug) is not { Row.State: "public" } post || post.Title.Length == 0) return Results.NotFound();
        var look = page.Look;
        context.Response.Headers.CacheControl = "public, max-age=600";
        return Results.Bytes(SocialCard.Draw(post.Title, post.Row.Group, look.Colour, SignOf(connection)), "image/png");
    }

    private static IResult Sign(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (SignOf(connection) is not { } png) return Results.NotFound();
        context.Response.Headers.CacheControl = "public, max-age=86400";
        return Results.Bytes(png, "image/png");
    }

    private static byte[]? SignOf(System.Data.Common.DbConnection connection) => Sql.List(connection, null,
        "select s.sign from organisation o left join site s on s.organisation = o.organisation order by o.organisation limit 1",
        row => row.IsDBNull(0) ? null : row.GetFieldValue<byte[]>(0)).FirstOrDefault();

    private static IResult Look(ServeOptions options, Func<SiteLook, IResult> answer)
    {
        using var connection = options.Installation.Database.Open();
        return answer(SiteLook.Read(connection));
    }

    private static Uri Address(string site, string path) => site.Length > 0 ? new Uri(site + path) : new Uri(path, UriKind.Relative);

    /// <summary>An id as a UUID, which says nothing more (RFC 4122, section 3).</summary>
    private static string Urn(UInt128 id)
    {
        var digits = Ids.Text(id);
        return $"urn:uuid:{digits[..8]}-{digits[8..12]}-{digits[12..16]}-{digits[16..20]}-{digits[20..]}";
    }

    private static IResult Xml(string contentType, Action<XmlWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true })) write(xml);
        return Results.Bytes(bytes.ToArray(), contentType + "; charset=utf-8");
    }
}
