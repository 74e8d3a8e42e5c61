using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Poruka.Funds.CheckReceipt;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Tests.Web;

/// <summary>A site with books and a log.</summary>
public sealed class SamplePages(PostgresServer postgres) : IAsyncLifetime
{
    internal SampleLog Log { get; private set; } = null!;

    internal WebSite Site { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Log = await SampleLog.Publish(postgres, DatabaseKind.Sqlite, leaves: 300);
        await SampleBooks.Post(Log.Test);
        Site = await WebSite.Start(Log.Test, Poruka.Program.Pages);
    }

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        Log.Dispose();
    }
}

public sealed partial class BrowserTests(Browser browser, SamplePages sample) : IClassFixture<SamplePages>
{
    private static readonly string[] Addresses =
    [
        "/", "/funds", "/news", "/people", "/birthdays", "/how-to-help", "/contact", "/newsletter", "/funds/red-cross", "/funds/red-cross?year=2025", "/funds/red-cross?currency=USD", "/funds/red-cross/log",
        "/receipts/check", "/about", "/nothing/here", "/guides", "/guides?q=lawyer", "/guides/ru/someone-arrested", "/guides/de/search",
    ];

    public static TheoryData<string> Pages => [.. Addresses, "receipt: genuine", "receipt: none"];

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_is_for_everybody_on_every_screen_and_paper_with_nothing_from_elsewhere(string what)
    {
        // In Russian, whose words are long; in English the walk over every page comes by.
        var page = await browser.Open(sample.Site, language: "ru");
        var elsewhere = new List<string>();
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(sample.Site.Address.ToString(), StringComparison.Ordinal)) elsewhere.Add(request.Url);
        };
        var blocked = new List<string>();
        page.Console += (_, message) => { if (message.Type == "error") blocked.Add(message.Text); };
        await Go(page, what);
        Assert.Empty(elsewhere);
        Assert.DoesNotContain(blocked, m => m.Contains("Content Security Policy", StringComparison.Ordinal));
        var faults = await Looks.FaultsOf(page, $"{Unsafe().Replace(what, "-").Trim('-')}-ru", byKeyboard: what.StartsWith('/'));
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_first_stop_of_the_keyboard_skips_to_the_content()
    {
        var page = await browser.Open(sample.Site);
        await page.GotoAsync("/receipts/check");
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("#main", await page.Locator(":focus").GetAttributeAsync("href"));
        Assert.True((await page.Locator(":focus").BoundingBoxAsync())!.X >= 0);
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        Assert.True(await page.Locator("main :focus").CountAsync() == 1, await page.Locator(":focus").EvaluateAsync<string>("e => e.outerHTML"));
    }

    [Fact]
    public async Task A_receipt_is_checked_and_the_language_changed_without_scripts()
    {
        var page = await browser.Open(sample.Site, language: "uk");
        await Go(page, "receipt: genuine");
        Assert.Contains("Враховано.", await page.Locator(".note.done").TextContentAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        Assert.Equal("en", await page.Locator("html").GetAttributeAsync("lang"));
        Assert.EndsWith("/receipts/check", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_printed_page_has_no_navigation_and_bears_the_day()
    {
        var page = await browser.Open(sample.Site);
        await page.GotoAsync("/funds/red-cross?year=2025");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.False(await page.Locator("header nav").First.IsVisibleAsync());
        Assert.False(await page.Locator(".languages").IsVisibleAsync());
        Assert.True(await page.Locator(".printed").IsVisibleAsync());
        var background = await page.EvaluateAsync<string>("getComputedStyle(document.documentElement).backgroundColor");
        Assert.Equal("rgb(255, 255, 255)", background);
        foreach (var format in (string[])["A4", "Letter"])
        {
            var pdf = await page.PdfAsync(new PagePdfOptions
            {
                Format = format, PreferCSSPageSize = false, Path = Path.Combine(Browser.Screenshots, $"fund-{format}.pdf"),
            });
            Assert.True(pdf.Length > 1_000);
        }
    }

    [Fact]
    public async Task The_single_file_of_guides_works_with_the_network_gone()
    {
        var file = Path.Combine(Browser.Screenshots, "guides-ru.ru.html");
        using var visitor = sample.Site.Visit("ru");
        await File.WriteAllBytesAsync(file, await visitor.Http.GetByteArrayAsync(new Uri("/guides/ru/offline.html", UriKind.Relative)));
        foreach (var (width, dark) in ((int, bool)[])[(1280, false), (360, true), (320, false)])
        {
            var page = await browser.Open(width: width, dark: dark);
            await page.Context.SetOfflineAsync(true);
            var asked = new List<string>();
            page.Request += (_, request) => asked.Add(request.Url);
            await page.GotoAsync("file://" + file);
            Assert.Single(asked);
            await page.Locator("nav a[href='#search']").ClickAsync();
            if (Browser.TakesPictures) await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"offline-{width}.png") });
            Assert.True(await page.Locator("#search").IsVisibleAsync());
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width);
            await page.Context.CloseAsync();
        }
    }

    [Fact]
    public async Task A_guide_prints_from_the_browser_without_what_is_for_the_screen()
    {
        var page = await browser.Open(sample.Site, language: "ru");
        await page.GotoAsync("/guides/ru/first-48-hours");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.False(await page.Locator("main nav").First.IsVisibleAsync());
        Assert.True(await page.Locator(".step").First.IsVisibleAsync());
        await page.PdfAsync(new PagePdfOptions { Format = "A4", Path = Path.Combine(Browser.Screenshots, "guide-A4.pdf") });
    }

    private async Task Go(IPage page, string what)
    {
        if (what.StartsWith('/'))
        {
            await page.GotoAsync(what);
            return;
        }
        await page.GotoAsync(CheckReceiptEndpoint.Address);
        if (what == "receipt: genuine")
            await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload
            {
                Name = "r.tlog-proof", MimeType = "text/plain", Buffer = sample.Log.Receipt(3).ToBytes(),
            });
        else
            await page.Locator("textarea").FillAsync("what was typed");
        await page.Locator("main form button").ClickAsync();
        await page.Locator(what == "receipt: genuine" ? ".note.done" : ".problems").WaitForAsync();
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Unsafe();
}
