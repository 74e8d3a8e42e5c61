using Microsoft.Playwright;
using NodaTime;
using OtpNet;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.People;

/// <summary>
/// Members in a browser: first run, invitation, enrolment, sign-in, freeze and thaw, leaving, recovery. Once without scripts,
/// with a picture of each page, and once with axe looking at each.
/// </summary>
public sealed class MemberJourneyTests(Browser browser, PostgresServer postgres) : IClassFixture<Browser>
{
    private readonly TestClock _clock = new();

    [Fact]
    public async Task The_journey_goes_without_scripts_and_fits_every_width()
    {
        Directory.CreateDirectory(Browser.Screenshots);
        await Journey(scripts: false, async (page, name) =>
        {
            foreach (var (width, dark) in ((int, bool)[])[(1280, false), (360, true), (320, false)])
            {
                await page.SetViewportSizeAsync(width, 900);
                await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
                await page.ScreenshotAsync(new PageScreenshotOptions
                {
                    Path = Path.Combine(Browser.Screenshots, $"members-{name}-{width}-{(dark ? "night" : "day")}.png"), FullPage = true,
                });
                var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
                Assert.True(wide <= width, $"{name} is {wide} wide at {width}.");
            }
            await page.SetViewportSizeAsync(1280, 900);
        });
    }

    [Fact]
    public async Task No_page_of_the_journey_has_a_fault_that_axe_knows()
    {
        await Journey(scripts: true, async (page, name) =>
        {
            var faults = await Browser.FaultsOf(page);
            Assert.True(faults.GetArrayLength() == 0, $"{name}: {faults}");
        });
    }

    private async Task Journey(bool scripts, Func<IPage, string, Task> look)
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        const string group = "/groups/political-red-cross";

        var vera = new Screen(await browser.Open(scripts: scripts, site: site), _clock, look);
        await vera.Go("/set-up", "set-up");
        await vera.Page.FillAsync("#field-secret-code", site.Options.SetUpCode.Draw());
        await vera.Page.FillAsync("#field-group", "Political Red Cross");
        await vera.Page.FillAsync("#field-name", "vera");
        await vera.Send("/set-up");
        await vera.Enrol("first");
        await vera.Look("home");
        await vera.Go(group, "group");
        await vera.Go(group + "/members", "members-one");

        var boris = await Join(site, vera, "boris", "treasurer", scripts, look);
        var clara = await Join(site, vera, "clara", "administrator", scripts, null);
        await vera.Go(group + "/members", "members");
        await vera.Page.ClickAsync("tbody th a:has-text('boris')");
        await vera.Look("member");
        var his = new Uri(vera.Page.Url).AbsolutePath;
        await vera.Go(his + "/roles", "roles");
        await vera.Go(his + "/remove", "remove");
        await vera.Go(his + "/freeze", "freeze");
        await vera.Send(his + "/freeze");
        await vera.Look("freeze-waits");
        await clara.Go(his + "/freeze", "freeze-second");
        await clara.Send(his + "/freeze");
        await clara.Look("frozen");
        await boris.Page.GotoAsync("/home");
        Assert.Contains("/sign-in", boris.Page.Url, StringComparison.Ordinal);
        await boris.SignIn("boris");
        await boris.Look("sign-in-refused");
        foreach (var screen in (Screen[])[vera, clara])
        {
            await screen.Page.GotoAsync(his + "/thaw");
            await screen.Send(his + "/thaw");
        }
        await boris.SignIn("boris");
        Assert.EndsWith("/home", boris.Page.Url, StringComparison.Ordinal);

        await boris.Go("/me", "account");
        _clock.Advance(Duration.FromMinutes(6));
        await boris.Send("/me/lock");
        await boris.Look("prove");
        await boris.Go(group + "/leave", "leave");
        await boris.Send(group + "/leave");
        await boris.Page.FillAsync("#field-secret-passphrase", boris.Passphrase);
        await boris.Send("/prove");
        Assert.Equal("/", new Uri(boris.Page.Url).AbsolutePath);

        await vera.Go("/groups/new", "another-group");
        await vera.Go("/me", "account-first");
        await vera.Send("/me/all/end");
        await vera.Page.GotoAsync("/recover");
        await vera.Look("recover");
        await vera.Page.FillAsync("#field-name", "vera");
        await vera.Page.FillAsync("#field-secret-recovery", vera.RecoveryKey);
        await vera.Send("/recover");
        await vera.Enrol(null);
        Assert.Equal(6, await vera.Page.Locator(".rooms a").CountAsync());
        foreach (var screen in (Screen[])[vera, boris, clara]) await screen.Page.Context.CloseAsync();
    }

    private async Task<Screen> Join(WebSite site, Screen vera, string name, string role, bool scripts, Func<IPage, string, Task>? look)
    {
        const string invitations = "/groups/political-red-cross/invitations";
        await vera.Page.GotoAsync(invitations);
        if (look is not null) await vera.Look("invitations");
        await vera.Page.CheckAsync($"input[name=role][value={role}]");
        await vera.Send(invitations);
        if (look is not null) await vera.Look("invited");
        var link = (await vera.Page.TextContentAsync("p.secret"))!;
        var screen = new Screen(await browser.Open(scripts: scripts, site: site), _clock, look);
        await screen.Go(new Uri(link).AbsolutePath, "join");
        await screen.Page.FillAsync("#field-name", name);
        await screen.Send(new Uri(link).AbsolutePath);
        await screen.Enrol(null);
        return screen;
    }

    /// <summary>Somebody before a browser, who notes what it shows.</summary>
    private sealed class Screen(IPage page, TestClock clock, Func<IPage, string, Task>? look)
    {
        private byte[] _totp = [];

        public IPage Page => page;

        public string Passphrase { get; private set; } = "";

        public string RecoveryKey { get; private set; } = "";

        public Task Look(string name) => look?.Invoke(page, name) ?? Task.CompletedTask;

        public async Task Go(string address, string name)
        {
            await page.GotoAsync(address);
            await Look(name);
        }

        public Task Send(string action) => page.ClickAsync($"form[action='{action}'] button[type=submit]");

        public async Task Enrol(string? name)
        {
            if (name is not null) await Look(name + "-sheet");
            var words = await page.Locator(".words li").AllTextContentsAsync();
            Passphrase = string.Join(' ', words);
            RecoveryKey = string.Join('-', await page.Locator(".groups span").AllTextContentsAsync());
            var label = (await page.TextContentAsync("label[for=field-secret-word]"))!;
            await page.FillAsync("#field-secret-word", words[int.Parse(new string([.. label.Where(char.IsAsciiDigit)]), null) - 1]);
            await Send("/enrol/word");
            if (name is not null) await Look(name + "-factor");
            _totp = Base32Encoding.ToBytes((await page.TextContentAsync("code.secret"))!.Replace(" ", "", StringComparison.Ordinal));
            await page.FillAsync("#field-secret-code", Code());
            await Send("/enrol/code");
            Assert.EndsWith("/home", page.Url, StringComparison.Ordinal);
        }

        public async Task SignIn(string name)
        {
            clock.Advance(Duration.FromSeconds(30));
            await page.GotoAsync("/sign-in");
            await page.FillAsync("#field-name", name);
            await page.FillAsync("#field-secret-passphrase", Passphrase);
            await page.FillAsync("#field-secret-code", Code());
            await Send("/sign-in");
        }

        private string Code() => new Totp(_totp).ComputeTotp(clock.GetCurrentInstant().ToDateTimeUtc());
    }
}
