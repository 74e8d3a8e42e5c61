using System.Text.Json;
using Microsoft.Playwright;
using SkiaSharp;

[assembly: AssemblyFixture(typeof(Poruka.Tests.Web.Browser))]

namespace Poruka.Tests.Web;

/// <summary>Debian's Chromium without windows of its own, each of which would be pages too; started once, by the first test that opens a page.</summary>
public sealed class Browser : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium-headless-shell";

    private static readonly Lazy<string> Axe = new(() =>
    {
        using var reader = new StreamReader(typeof(Browser).Assembly.GetManifestResourceStream("axe.min.js")!);
        return reader.ReadToEnd();
    });

    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Chromium)>> _started = new(Start);

    /// <summary>Where what tests print is left for people to look at; pictures of pages too where PORUKA_SCREENSHOTS names a folder.</summary>
    public static string Screenshots { get; } =
        Directory.CreateDirectory(Environment.GetEnvironmentVariable("PORUKA_SCREENSHOTS") ?? Path.Combine(AppContext.BaseDirectory, "screenshots")).FullName;

    /// <summary>Whether pictures of pages are wanted: they take longer than all that is looked at.</summary>
    public static bool TakesPictures { get; } = Environment.GetEnvironmentVariable("PORUKA_SCREENSHOTS") is not null;

    /// <summary>A window whose pages have no script engine; what tests evaluate in them goes by the debugger.</summary>
    /// <param name="site">Whose addresses are short; null for none.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="dark">Whether it is night.</param>
    /// <param name="language">Which language is asked for.</param>
    /// <param name="member">Whose session goes on in it; null for a visitor.</param>
    public async Task<IPage> Open(WebSite? site = null, int width = 1280, int height = 900, bool dark = false, string language = "en", Visitor? member = null)
    {
        var context = await (await _started.Value).Chromium.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = site?.Address.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = language,
            JavaScriptEnabled = false,
        });
        context.SetDefaultTimeout(30_000);
        if (member is not null)
            await context.AddCookiesAsync(member.SafeCookies.Kept.Select(c => new Cookie { Name = c.Key, Value = c.Value, Domain = "127.0.0.1", Path = "/", Secure = true, HttpOnly = true }));
        return await context.NewPageAsync();
    }

    /// <summary>What axe finds on a page: a list of texts.</summary>
    /// <param name="page">The page.</param>
    /// <param name="rules">The rules to look by; none for all.</param>
    internal static async Task<JsonElement> FaultsOf(IPage page, params string[] rules)
    {
        // A page without scripts has no timers: what axe puts off is done next.
        await page.EvaluateAsync("() => { window.setTimeout = (work, _, ...given) => { Promise.resolve().then(() => work(...given)); return 1; }; }");
        if (!await page.EvaluateAsync<bool>("'axe' in window")) await page.EvaluateAsync(Axe.Value);
        return await page.EvaluateAsync<JsonElement>("""
            async rules => (await axe.run(document, { resultTypes: ['violations'], preload: false, ...(rules.length > 0 && { runOnly: rules }) })).violations
                .map(v => v.id + ': ' + v.help + ' at ' + v.nodes.map(n => n.target.join(' ')).join(', '))
            """, rules);
    }

    /// <summary>Which pages stand in the documents, and the names of their pictures there.</summary>
    private static readonly Dictionary<string, string> DocImages = new(StringComparer.Ordinal)
    {
        ["members-first-sheet"] = "sheet", ["members-members"] = "members", ["rooms-full"] = "room", ["calls-form"] = "call", ["case-03-board"] = "board",
        ["case-06-case-with-tasks"] = "case", ["fund-end"] = "treasurer", ["fund-request"] = "request", ["fund-end-reserve"] = "reserve", ["letters-plan"] = "letters",
        ["public-desk-post"] = "press", ["guard-found"] = "guard", ["members-account"] = "account", ["demo-help"] = "onion", ["demo-front"] = "front", ["demo-fund"] = "fund", ["demo-guide"] = "guide",
    };

    /// <summary>
    /// Takes the picture of a page that stands in the documents, where PORUKA_DOC_IMAGES names docs/images: as much as a window of 1280 by 880
    /// shows, as WebP.
    /// </summary>
    public static async Task PictureForDocs(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("PORUKA_DOC_IMAGES") is not { } folder || !DocImages.TryGetValue(name, out var file)) return;
        await page.SetViewportSizeAsync(1280, 880);
        await page.EvaluateAsync("() => { document.activeElement?.blur(); window.scrollTo(0, 0); }"); // who went through it by keyboard is at its end
        using var picture = SKBitmap.Decode(await page.ScreenshotAsync());
        using var written = File.Create(Path.Combine(folder, file + ".webp"));
        using var pixels = picture.PeekPixels();
        Assert.True(pixels.Encode(written, new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, 72)));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_started.IsValueCreated || !_started.Value.IsCompletedSuccessfully) return;
        var (playwright, chromium) = await _started.Value;
        await chromium.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> Start()
    {
        if (!File.Exists(Chromium))
        {
            Assert.SkipUnless(
                Environment.GetEnvironmentVariable("PORUKA_REQUIRE_BROWSER") == "1",
                $"{Chromium} is not installed (apt-get install chromium-headless-shell); pages are not looked at in a browser.");
            Assert.Fail($"{Chromium} is not installed, and PORUKA_REQUIRE_BROWSER wants it.");
        }
        var playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--no-first-run", "--disable-dev-shm-usage",
            ],
        }));
    }
}
