using System.Net;
using System.Text;
using System.Xml.Linq;
using NodaTime;
using Poruka.Cases;
using Poruka.Casework;
using Poruka.Publishing;
using Poruka.Storage;
using Poruka.Tests.Web;
using SkiaSharp;

namespace Poruka.Tests.Publishing;

/// <summary>Posts from the draft to the public and back, over HTTP.</summary>
public sealed class PostTests(PostgresServer postgres)
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_post_is_sealed_until_another_than_its_author_has_agreed(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var press = new Press(test, site);
        var post = await press.Write("news", ("title-en", "Two came home canaryword"), ("text-en", "They are **safe**. <script>alert(1)</script>"), ("title-ru", "Двое дома"), ("text-ru", "Они в безопасности."));

        Assert.Empty(Safety.Canaries.InTables(test.Database, ["canaryword"]));
        Assert.Empty(Safety.Canaries.InFiles(test.Folder, ["canaryword"]).Found);
        Assert.DoesNotContain("canaryword", (await press.Public.Get("/news")).Body!.TextContent, StringComparison.Ordinal);

        // Neither the author by themselves, nor anybody before it was read.
        using (var own = await press.Vera_.Post(await press.Reader.Get(post), post + "/agree")) Assert.Equal(HttpStatusCode.BadRequest, own.StatusCode); // another's form
        Assert.Null((await press.Vera_.Get(post)).QuerySelector($"form[action='{post}/publish']"));
        await press.Publish(post);

        var page = await press.Public.Get("/news/two-came-home-canaryword");
        Assert.Equal("Two came home canaryword", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("safe", page.QuerySelector(".post strong")!.TextContent);
        Assert.Null(page.QuerySelector("script"));
        Assert.Equal("Двое дома", (await press.Public.Get("/news/two-came-home-canaryword?lang=ru")).QuerySelector("h1")!.TextContent);
        Assert.Equal("/news/two-came-home-canaryword?lang=ru", page.QuerySelector("article header a")!.GetAttribute("href"));

        // A change waits for a reader again; the public reads the earlier version until then, and then what was put right.
        await press.Edit(post, ("text-en", "They are safe, all three."), ("correction-en", "It said two; they are three."));
        Assert.Contains("They are safe.", (await press.Public.Get("/news/two-came-home-canaryword")).Body!.TextContent, StringComparison.Ordinal);
        _clock.Advance(Duration.FromDays(1));
        press.SignInAgain();
        await press.Publish(post);
        var changed = await press.Public.Get("/news/two-came-home-canaryword");
        Assert.Contains("all three", changed.QuerySelector(".post")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("It said two; they are three.", changed.QuerySelector("#corrections")!.ParentElement!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(changed.QuerySelector("[itemprop=dateModified]"));

        await press.Vera_.Send(await press.Vera_.Get(post + "/withdraw"), post + "/withdraw");
        Assert.Contains("taken back", (await press.Public.Get("/news/two-came-home-canaryword", HttpStatusCode.Gone)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Empty(Safety.Canaries.InTables(test.Database, ["all three"]));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_post_appears_at_its_time(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var press = new Press(test, site);
        await press.PublishNew("news", ("title-en", "Tomorrow"), ("text-en", "It is for tomorrow."), ("fromday", "2026-11-25"), ("fromtime", "09:30"));
        await press.Public.Get("/news/tomorrow", HttpStatusCode.NotFound);
        Assert.DoesNotContain("Tomorrow", await press.Public.Http.GetStringAsync(new Uri("/feeds/en.xml", UriKind.Relative)), StringComparison.Ordinal);
        _clock.Advance(Instant.FromUtc(2026, 11, 25, 9, 31) - _clock.GetCurrentInstant());
        await press.Public.Get("/news/tomorrow");
        Assert.Contains("Tomorrow", await press.Public.Http.GetStringAsync(new Uri("/feeds/en.xml", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_somebody_inside_only_what_was_agreed_to_is_read_and_only_as_long(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var press = new Press(test, site);
        var post = await press.PublishNew("person", Press.Person("Anna Petrovna Larina", "site", "name", "needs"));
        var address = (await press.Public.Get("/people")).QuerySelector(".story a")!.GetAttribute("href")!;
        var page = await press.Public.Get(address);
        Assert.Equal("Anna Petrovna Larina", page.QuerySelector("h1")!.TextContent);
        Assert.Contains("Books and letters", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("library", page.Body.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Colony 7", page.Body.TextContent, StringComparison.Ordinal);
        Assert.Empty(Safety.Canaries.InTables(test.Database, ["Colony 7", "library", "her sister"])); // what isn't agreed to lies nowhere in the clear
        Assert.DoesNotContain("larina", await press.Public.Http.GetStringAsync(new Uri("/feeds/en.xml", UriKind.Relative)), StringComparison.OrdinalIgnoreCase); // the site only

        _clock.Advance(Instant.FromUtc(2027, 5, 2, 1, 0) - _clock.GetCurrentInstant());
        await press.Public.Get(address, HttpStatusCode.Gone);
        Assert.Empty((await press.Public.Get("/people")).QuerySelectorAll(".story"));
        Assert.NotNull(post);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task When_the_risk_in_the_case_changes_the_consents_are_asked_again_and_end_soon(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var press = new Press(test, site);
        using (var connection = test.Database.Open())
        using (var transaction = connection.BeginTransaction())
        {
            Poruka.People.MemberRows.SetRoles(connection, transaction, press.Group.Organisation, press.Group.Vera.Member.Id, Poruka.People.Roles.All);
            transaction.Commit();
        }
        var cases = "/groups/political-red-cross/cases";
        var opened = await press.Submit(cases + "/new", ("name", "Anna Petrovna Larina"), ("zone", "Europe/Kyiv"));
        var code = opened[(opened.LastIndexOf('/') + 1)..];
        var post = await press.Write("person", [.. Press.Person("Anna Petrovna Larina", "all", "name"), ("cases", code)]);
        await press.Publish(post);
        using (var connection = test.Database.Open()) Assert.Empty(PublicPosts.Consents(connection, null)); // the team's room knows that name: it waits for a holder's word
        await press.AllowAll(post);
        await press.Vera_.Send(await press.Vera_.Get(post), post + "/publish");
        using (var connection = test.Database.Open()) Assert.DoesNotContain(PublicPosts.Consents(connection, null), c => c.AskAgain);

        var sheet = $"{cases}/{code}/sheets/basic";
        await press.Submit(sheet, ("risks", "a new charge"));
        using (var connection = test.Database.Open())
        {
            var consent = Assert.Single(PublicPosts.Consents(connection, null));
            Assert.True(consent.AskAgain);
            Assert.Equal(_clock.GetCurrentInstant().InUtc().Date.PlusDays(Publisher.DaysToAskAgain), consent.Until);
        }
        Assert.Contains("ask again by", (await press.Vera_.Get(Press.Desk)).Body!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(post);
    }

    [Fact]
    public async Task Pictures_lose_what_a_camera_notes_and_bombs_are_refused()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var press = new Press(test, site);
        var post = await press.Write("news", ("title-en", "With a picture"), ("text-en", "Look."));
        // An Exif segment with a made-up place behind the first marker.
        var jpeg = Press.Picture();
        byte[] exif = [0xff, 0xe1, 0, 40, .. Encoding.ASCII.GetBytes("Exif\0\0GPS 48.4647 N 35.0462 E canary   ")];
        exif[3] = (byte)(exif.Length - 2);
        Assert.Equal(post, await press.AddPicture(post, [.. jpeg[..2], .. exif, .. jpeg[2..]], "A red sun over a field"));
        Assert.Contains("no JPEG", await press.AddPicture(post, "%PDF-1.7"u8.ToArray(), ""), StringComparison.Ordinal);
        Assert.Contains("more pixels", await press.AddPicture(post, Bomb(30_000, 30_000), ""), StringComparison.Ordinal);
        Assert.Empty(Safety.Canaries.InFiles(test.Folder, ["A red sun over"]).Found);
        await press.Publish(post);
        var page = await press.Public.Get("/news/with-a-picture");
        var image = page.QuerySelector("figure img")!;
        Assert.Equal("A red sun over a field", image.GetAttribute("alt"));
        var shown = await press.Public.Http.GetByteArrayAsync(new Uri(image.GetAttribute("src")!, UriKind.Relative));
        Assert.DoesNotContain("GPS", Encoding.Latin1.GetString(shown), StringComparison.Ordinal);
        Assert.DoesNotContain("Exif", Encoding.Latin1.GetString(shown), StringComparison.Ordinal);
        using var decoded = SKBitmap.Decode(shown);
        Assert.Equal((800, 600), (decoded.Width, decoded.Height));
        var card = await press.Public.Http.GetByteArrayAsync(new Uri("/cards/with-a-picture.en.png", UriKind.Relative));
        using var drawn = SKBitmap.Decode(card);
        Assert.Equal((1200, 630), (drawn.Width, drawn.Height));
    }

    [Fact]
    public async Task Feeds_are_Atom_and_robots_are_asked_to_stay_away_unless_the_group_wants_them()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var press = new Press(test, site);
        await press.PublishNew("news", ("title-en", "First"), ("summary-en", "In short"), ("text-en", "A *text*."), ("title-uk", "Перша"));
        var feed = XDocument.Parse(await press.Public.Http.GetStringAsync(new Uri("/feeds/en.xml", UriKind.Relative))).Root!;
        Assert.Equal(Atom + "feed", feed.Name);
        AtomRules.Check(feed);
        var entry = Assert.Single(feed.Elements(Atom + "entry"));
        Assert.Equal("First", entry.Element(Atom + "title")!.Value);
        Assert.Equal("Перша", XDocument.Parse(await press.Public.Http.GetStringAsync(new Uri("/feeds/uk.xml", UriKind.Relative))).Root!.Element(Atom + "entry")!.Element(Atom + "title")!.Value);
        Assert.Empty(XDocument.Parse(await press.Public.Http.GetStringAsync(new Uri("/feeds/ru.xml", UriKind.Relative))).Root!.Elements(Atom + "entry"));

        Assert.Equal("User-agent: *\nDisallow: /\n", await press.Public.Http.GetStringAsync(new Uri("/robots.txt", UriKind.Relative)));
        var form = Press.Desk + "/site";
        using (var wrong = await press.Vera_.Post(await press.Vera_.Get(form), form, ("accent", "#ffeedd"))) Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode); // can't be read on paper
        using (await press.Vera_.Post(await press.Vera_.Get(form), form, ("accent", "#1d4f7a"), ("line-en", "Nobody alone."), ("searchable", "1")))
        {
        }
        Assert.StartsWith("User-agent: *\nDisallow: /help", await press.Public.Http.GetStringAsync(new Uri("/robots.txt", UriKind.Relative)), StringComparison.Ordinal);
        var front = await press.Public.Get("/");
        Assert.Equal("Nobody alone.", front.QuerySelector(".hero .line")!.TextContent);
        Assert.Contains("#1d4f7a", await press.Public.Http.GetStringAsync(new Uri(front.QuerySelectorAll("link[rel=stylesheet]")[2].GetAttribute("href")!, UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_public_page_with_its_style_sheets_is_less_than_60_kB_on_the_way()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var press = new Press(test, site);
        for (var i = 0; i < 12; i++) await press.PublishNew("news", ("title-en", "News number " + i), ("summary-en", "What happened, in a sentence."), ("text-en", string.Concat(Enumerable.Repeat("Words of a text. ", 400))));
        foreach (var address in (string[])["/", "/news", "/news/news-number-1", "/people"])
        {
            var page = await press.Public.Get(address);
            var bytes = Compressed(Encoding.UTF8.GetBytes(page.DocumentElement.OuterHtml));
            foreach (var link in page.QuerySelectorAll("link[rel=stylesheet]"))
                bytes += Compressed(await press.Public.Http.GetByteArrayAsync(new Uri(link.GetAttribute("href")!, UriKind.Relative)));
            Assert.True(bytes < 60_000, $"{address}: {bytes} bytes");
        }

        static int Compressed(byte[] bytes)
        {
            using var target = new MemoryStream();
            using (var gzip = new System.IO.Compression.GZipStream(target, System.IO.Compression.CompressionLevel.Optimal)) gzip.Write(bytes);
            return target.ToArray().Length;
        }
    }

    /// <summary>A PNG that says it is large, in a few bytes.</summary>
    private static byte[] Bomb(int width, int height)
    {
        var png = Press.Picture(8, 8, SKEncodedImageFormat.Png);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc(png.AsSpan(12, 17)));
        return png;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
