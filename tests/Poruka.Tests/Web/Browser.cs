using System.Text.Json;
using Microsoft.Playwright;
using Poruka.Storage;

namespace Poruka.Tests.Web;

/// <summary>Debian's Chromium over a site with books and a log; started once for all browser tests.</summary>
public sealed class Browser(PostgresServer postgres) : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private static readonly Lazy<string> Axe = new(() =>
    {
        using var reader = new StreamReader(typeof(Browser).Assembly.GetManifestResourceStream("axe.min.js")!);
        return reader.ReadToEnd();
    });

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private SampleLog? _log;

    internal WebSite Site { get; private set; } = null!;

    internal SampleLog Log => _log ?? throw new InvalidOperationException("The site has not started.");

    /// <summary>Where screenshots are left for people to look at.</summary>
    public static string Screenshots { get; } =
        Environment.GetEnvironmentVariable("PORUKA_SCREENSHOTS") ?? Path.Combine(AppContext.BaseDirectory, "screenshots");

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
        {
            Assert.SkipUnless(
                Environment.GetEnvironmentVariable("PORUKA_REQUIRE_BROWSER") == "1",
                $"{Chromium} is not installed (apt-get install chromium); pages are not looked at in a browser.");
            Assert.Fail($"{Chromium} is not installed, and PORUKA_REQUIRE_BROWSER wants it.");
        }
        _log = await SampleLog.Publish(postgres, DatabaseKind.Sqlite, leaves: 300);
        await SampleBooks.Post(_log.Test);
        Site = await WebSite.Start(_log.Test, Poruka.Program.Pages);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--no-first-run", "--disable-dev-shm-usage",
            ],
        });
    }

    /// <summary>A window. Pages see no script engine unless it is asked for.</summary>
    public async Task<IPage> Open(
        int width = 1280, int height = 900, bool dark = false, string language = "en", bool scripts = false, WebSite? site = null)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = (site ?? Site).Address.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = language,
            JavaScriptEnabled = scripts,
            BypassCSP = scripts,
        });
        context.SetDefaultTimeout(30_000);
        return await context.NewPageAsync();
    }

    /// <summary>What axe finds on a page that was opened with scripts: a list of texts.</summary>
    internal static async Task<JsonElement> FaultsOf(IPage page, bool onlySerious = false)
    {
        await page.EvaluateAsync(Axe.Value);
        return await page.EvaluateAsync<JsonElement>("""
            async onlySerious => (await axe.run(document, { resultTypes: ['violations'] })).violations
                .filter(v => !onlySerious || v.impact === 'serious' || v.impact === 'critical')
                .map(v => v.id + ': ' + v.help + ' at ' + v.nodes.map(n => n.target.join(' ')).join(', '))
            """, onlySerious);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (Site is not null) await Site.DisposeAsync();
        _log?.Dispose();
    }
}
