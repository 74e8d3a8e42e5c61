using System.Xml.Linq;
using AngleSharp.Html.Parser;
using Microsoft.Playwright;
using Poruka.Storage;
using Poruka.Tests.Cli;
using Poruka.Tests.Web;

namespace Poruka.Tests.Publishing;

/// <summary>The site as files in a folder.</summary>
public sealed class MirrorTests(PostgresServer postgres, Browser browser)
{
    private readonly TestClock _clock = new();

    [Fact]
    public async Task A_mirror_opens_from_a_folder_with_the_network_off_and_a_second_export_writes_only_what_changed()
    {
        using var log = await SampleLog.Publish(postgres, DatabaseKind.Sqlite, leaves: 300);
        var test = log.Test;
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var press = new Press(test, site);
        var post = await press.Write("news", ("title-en", "With a picture"), ("summary-en", "Look."), ("text-en", "A [guide](/guides) and a [fund](/funds/red-cross)."), ("title-ru", "Со снимком"));
        await press.AddPicture(post, Press.Picture(), "A red sun");
        await press.Publish(post);
        await press.PublishNew("person", Press.Person("Anna Petrovna Larina", "all", "name", "story", "birthday"));
        using var folder = new TemporaryFolder();
        var mirror = folder.File("mirror");
        var cli = new CliRunner(test.Folder);
        using (await press.Vera_.Post(await press.Vera_.Get(Press.Desk + "/site"), Press.Desk + "/site", ("searchable", "1"), ("recipient", ""))) { }
        var export = $"site export {mirror} --address https://copy.example";
        Assert.DoesNotContain(" 0 written", cli.Do(export), StringComparison.Ordinal);
        // A week later as well: papers that bear the day of their making are made anew where anything else has changed.
        Assert.Contains(": 0 written, 0 taken away", new CliRunner(test.Folder) { DaysLater = 7 }.Do(export), StringComparison.Ordinal);
        foreach (var paper in (string[])["print.pdf", "card.pdf"])
            foreach (var language in (string[])["en", "ru", "uk"])
                Assert.StartsWith("%PDF", File.ReadAllText(Path.Combine(mirror, language, "guides", "ru", "search", paper))[..4], StringComparison.Ordinal);
        var map = XDocument.Load(Path.Combine(mirror, "sitemap.xml")).Root!.Descendants("{http://www.sitemaps.org/schemas/sitemap/0.9}loc").Select(l => new Uri(l.Value)).ToList();
        Assert.Contains(new Uri("https://copy.example/ru/news/with-a-picture.html"), map);
        Assert.All(map, l => Assert.True(File.Exists(Path.Combine(mirror, Uri.UnescapeDataString(l.AbsolutePath).TrimStart('/'))), l.ToString()));
        Assert.Contains("Sitemap: https://copy.example/sitemap.xml", await File.ReadAllTextAsync(Path.Combine(mirror, "robots.txt")), StringComparison.Ordinal);

        // Every link of every file leads to a file that is there.
        var (pages, links) = (0, 0);
        foreach (var file in Directory.EnumerateFiles(mirror, "*.html", SearchOption.AllDirectories))
        {
            pages++;
            using var document = new HtmlParser().ParseDocument(await File.ReadAllTextAsync(file));
            Assert.Empty(document.QuerySelectorAll("form, script"));
            // What leads to a paper leads to it here too, and what was drawn for one reader isn't here.
            Assert.All(document.QuerySelectorAll("#paper ~ ul a"), a => Assert.True(a.HasAttribute("href"), file));
            Assert.DoesNotContain("give.html", document.DocumentElement.OuterHtml, StringComparison.Ordinal);
            foreach (var element in document.QuerySelectorAll("[href], [src], [srcset]"))
                foreach (var link in new[] { element.GetAttribute("href"), element.GetAttribute("src"), element.GetAttribute("srcset")?.Split(' ')[0] }.OfType<string>())
                {
                    if (link.StartsWith("https:", StringComparison.Ordinal) || link.StartsWith('#')) continue;
                    links++;
                    Assert.False(link.StartsWith('/'), $"{file}: {link}");
                    var target = Path.Combine(Path.GetDirectoryName(file)!, Uri.UnescapeDataString(link.Split('#')[0]));
                    Assert.True(File.Exists(target), $"{Path.GetRelativePath(mirror, file)}: {link}");
                }
        }
        Assert.True(pages > 60 && links > 1_000, $"{pages} pages, {links} links");
        foreach (var feed in Directory.EnumerateFiles(Path.Combine(mirror, "feeds"), "*.xml"))
        {
            var root = XDocument.Load(feed).Root!;
            AtomRules.Check(root);
            foreach (var link in root.Descendants("{http://www.w3.org/2005/Atom}link"))
                Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(feed)!, link.Attribute("href")!.Value)), link.ToString());
        }

        // Signatures: the mirror's own, and those of the log in it.
        var key = cli.Do($"site key").Trim();
        Assert.StartsWith("Genuine", cli.Do($"site verify {mirror} --key {key}"), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(mirror, "funds", "red-cross", "log", "checkpoint")));
        cli.Do($"log audit --folder {Path.Combine(mirror, "funds", "red-cross", "log")} --key {cli.Do($"log key red-cross").Trim()}");
        var changed = Path.Combine(mirror, "en", "index.html");
        var before = await File.ReadAllTextAsync(changed);
        await File.WriteAllTextAsync(changed, before.Replace("Look", "Lock", StringComparison.Ordinal));
        cli.Refuses($"site verify {mirror} --key {key}", "en/index.html is another than was signed.");
        await File.WriteAllTextAsync(changed, before);
        await File.WriteAllTextAsync(Path.Combine(mirror, "en", "more.html"), "");
        cli.Refuses($"site verify {mirror} --key {key}", "en/more.html was not signed.");
        File.Delete(Path.Combine(mirror, "en", "more.html"));

        // In a browser, from the folder, without a network.
        var page = await browser.Open();
        await page.Context.SetOfflineAsync(true);
        var failed = new List<string>();
        page.RequestFailed += (_, request) => failed.Add(request.Url);
        await page.GotoAsync(new Uri(Path.Combine(mirror, "index.html")).ToString());
        await page.ClickAsync("a[lang=ru]");
        await page.ClickAsync("main .story a");
        Assert.Equal("Со снимком", await page.TextContentAsync("h1"));
        Assert.True(await page.Locator("figure img").EvaluateAsync<bool>("i => i.naturalWidth === 800"));
        await page.ClickAsync("footer .languages a[lang=en]");
        Assert.Equal("With a picture", await page.TextContentAsync("h1"));
        await page.ClickAsync(".post a >> text=guide");
        await page.ClickAsync("header a.mark");
        await page.ClickAsync("header nav a >> text=Funds");
        await page.ClickAsync("main h2 a");
        Assert.Empty(failed);
        await page.Context.CloseAsync();

        // One post more: its pages and the lists that show it, and no others.
        await press.PublishNew("news", ("title-en", "One more"), ("text-en", "Words."));
        var more = cli.Do(export);
        var written = int.Parse(more.Split(": ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(written, 5, 25);
    }
}
