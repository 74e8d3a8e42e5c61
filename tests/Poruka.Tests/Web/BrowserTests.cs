using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Poruka.Funds.CheckReceipt;
using Poruka.Shell;

namespace Poruka.Tests.Web;

public sealed partial class BrowserTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly string[] Addresses =
    [
        "/", "/funds", "/news", "/people", "/birthdays", "/how-to-help", "/contact", "/newsletter", "/funds/red-cross", "/funds/red-cross?year=2025", "/funds/red-cross?currency=USD", "/funds/red-cross/log",
        "/receipts/check", "/about", "/nothing/here", "/guides", "/guides?q=lawyer", "/guides/ru/someone-arrested", "/guides/de/search",
    ];

    public static TheoryData<string> Pages => [.. Addresses, "receipt: genuine", "receipt: none"];

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_has_no_fault_that_axe_knows(string what)
    {
        foreach (var (width, dark, language) in ((int, bool, string)[])[(1280, false, "en"), (360, true, "ru")])
        {
            var page = await browser.Open(width, dark: dark, language: language, scripts: true);
            await Go(page, what);
            var faults = await Browser.FaultsOf(page);
            Assert.True(faults.GetArrayLength() == 0, $"{what}, {width} px, dark: {dark}: {faults}");
            await page.Context.CloseAsync();
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_fits_from_320_px_to_wide_by_day_and_by_night_without_scripts(string what)
    {
        Directory.CreateDirectory(Browser.Screenshots);
        foreach (var (width, dark, language) in ((int, bool, string)[])
                 [(1280, false, "en"), (1280, true, "ru"), (360, true, "ru"), (320, false, "uk")])
        {
            var page = await browser.Open(width, dark: dark, language: language);
            var elsewhere = new List<string>();
            page.Request += (_, request) =>
            {
                if (!request.Url.StartsWith(browser.Site.Address.ToString(), StringComparison.Ordinal)) elsewhere.Add(request.Url);
            };
            var blocked = new List<string>();
            page.Console += (_, message) => { if (message.Type == "error") blocked.Add(message.Text); };
            await Go(page, what);
            var name = $"{Unsafe().Replace(what, "-").Trim('-')}-{width}-{(dark ? "night" : "day")}-{language}.png";
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, name), FullPage = true });

            Assert.Empty(elsewhere);
            Assert.DoesNotContain(blocked, m => m.Contains("Content Security Policy", StringComparison.Ordinal));
            var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(wide <= width, $"{what} is {wide} px wide on {width} px.");
            foreach (var target in await page.Locator("header a, main button, .languages button, .paging a").AllAsync())
                Assert.True((await target.BoundingBoxAsync())!.Height >= 44, $"{what}: {await target.TextContentAsync()} is too small to hit.");
            await page.Context.CloseAsync();
        }
    }

    [Fact]
    public async Task The_keyboard_reaches_the_content_first_and_everything_in_reading_order()
    {
        var page = await browser.Open();
        await page.GotoAsync("/receipts/check");
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("#main", await page.Locator(":focus").GetAttributeAsync("href"));
        Assert.True((await page.Locator(":focus").BoundingBoxAsync())!.X >= 0);
        var last = -1f;
        for (var i = 0; i < 4; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var box = (await page.Locator(":focus").BoundingBoxAsync())!;
            var middle = box.Y + box.Height / 2; // what stands in one line may be of several heights
            Assert.True(middle >= last - 20, $"Focus goes back up to {await page.Locator(":focus").TextContentAsync()}.");
            last = middle;
        }
    }

    [Fact]
    public async Task A_receipt_is_checked_and_the_language_changed_without_scripts()
    {
        var page = await browser.Open(language: "uk");
        await Go(page, "receipt: genuine");
        Assert.Contains("Враховано.", await page.Locator(".note.done").TextContentAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        Assert.Equal("en", await page.Locator("html").GetAttributeAsync("lang"));
        Assert.EndsWith("/receipts/check", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_printed_page_has_no_navigation_and_bears_the_day()
    {
        Directory.CreateDirectory(Browser.Screenshots);
        var page = await browser.Open();
        await page.GotoAsync("/funds/red-cross?year=2025");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.False(await page.Locator("header nav").IsVisibleAsync());
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
        Directory.CreateDirectory(Browser.Screenshots);
        var file = Path.Combine(Browser.Screenshots, "guides-ru.ru.html");
        using var visitor = browser.Site.Visit("ru");
        await File.WriteAllBytesAsync(file, await visitor.Http.GetByteArrayAsync(new Uri("/guides/ru/offline.html", UriKind.Relative)));
        foreach (var (width, dark) in ((int, bool)[])[(1280, false), (360, true), (320, false)])
        {
            var page = await browser.Open(width, dark: dark);
            await page.Context.SetOfflineAsync(true);
            var asked = new List<string>();
            page.Request += (_, request) => asked.Add(request.Url);
            await page.GotoAsync("file://" + file);
            Assert.Single(asked);
            await page.Locator("nav a[href='#search']").ClickAsync();
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"offline-{width}.png") });
            Assert.True(await page.Locator("#search").IsVisibleAsync());
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width);
            await page.Context.CloseAsync();
        }
    }

    [Fact]
    public async Task A_guide_prints_from_the_browser_without_what_is_for_the_screen()
    {
        Directory.CreateDirectory(Browser.Screenshots);
        var page = await browser.Open(language: "ru");
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
                Name = "r.tlog-proof", MimeType = "text/plain", Buffer = browser.Log.Receipt(3).ToBytes(),
            });
        else
            await page.Locator("textarea").FillAsync("what was typed");
        await page.Locator("main form button").ClickAsync();
        await page.Locator(what == "receipt: genuine" ? ".note.done" : ".problems").WaitForAsync();
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Unsafe();
}
