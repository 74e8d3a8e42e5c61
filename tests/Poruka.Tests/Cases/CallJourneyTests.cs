using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NodaTime;
using OtpNet;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.Cases;

/// <summary>A call for help, its answer and the way back to it, and the donors' pages, in a browser: once without scripts with a picture of each page, once with axe.</summary>
public sealed partial class CallJourneyTests(Browser browser, PostgresServer postgres) : IClassFixture<Browser>
{
    private const string Help = "/help/political-red-cross";

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
                    Path = Path.Combine(Browser.Screenshots, $"calls-{name}-{width}-{(dark ? "night" : "day")}.png"), FullPage = true,
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
        var vera = await browser.Open(scripts: scripts, site: site);
        await SetUp(site, vera);

        var caller = await browser.Open(scripts: scripts, site: site, language: "ru");
        await caller.GotoAsync("/help");
        await look(caller, "form");
        await caller.FillAsync("#field-what", "Вчера вечером забрали моего брата из дома.\nНужен адвокат.");
        await caller.FillAsync("#field-who", "Иван Петров, 1990");
        await caller.FillAsync("#field-where", "Отдел полиции № 5, Псков");
        await caller.Locator("#field-files").SetInputFilesAsync(
        [
            new FilePayload { Name = "повестка.jpg", MimeType = "image/jpeg", Buffer = new byte[20_000] },
            new FilePayload { Name = "протокол.pdf", MimeType = "application/pdf", Buffer = new byte[3_000] },
        ]);
        await caller.ClickAsync($"form[action='{Help}'] button[type=submit]");
        await look(caller, "sent");
        var code = string.Join('-', await caller.Locator(".secret.groups span").AllTextContentsAsync());

        await vera.GotoAsync("/home");
        await look(vera, "home");
        await vera.ClickAsync(".note.warn a[href$='/calls']");
        await look(vera, "list");
        await vera.ClickAsync("tbody th a");
        await look(vera, "call");
        Assert.Contains("повестка.jpg", await vera.TextContentAsync("main"), StringComparison.Ordinal);
        await vera.FillAsync("#field-answer", "Адвокат уже едет. Ничего не подписывайте.");
        await vera.ClickAsync("form[action$='/answer'] button[type=submit]");
        await look(vera, "answered");
        await vera.GotoAsync(new Uri(vera.Url).AbsolutePath + "/shred");
        await look(vera, "shred");

        await caller.GotoAsync("/help/follow-up");
        await caller.FillAsync("#field-secret-code", "0000");
        await caller.ClickAsync("form[action='/help/follow-up'] button[type=submit]");
        await look(caller, "wrong-code");
        await caller.FillAsync("#field-secret-code", code);
        await caller.ClickAsync("form[action='/help/follow-up'] button[type=submit]");
        await look(caller, "thread");
        Assert.Contains("Адвокат уже едет", await caller.TextContentAsync(".thread"), StringComparison.Ordinal);
        await caller.FillAsync("#field-what", "Спасибо.");
        await caller.ClickAsync("form[action='/help/follow-up/add'] button[type=submit]");
        await look(caller, "added");

        string donors;
        using (var connection = test.Database.Open())
            donors = $"/rooms/{Ids.Text(Poruka.People.RoomRows.Find(connection, 1, Poruka.People.RoomKind.Donors)!.Id.Value)}/donors";
        await vera.GotoAsync(donors);
        await look(vera, "donors-empty");
        await vera.GotoAsync(donors + "/new");
        await vera.FillAsync("#field-name", "Щукина Анна");
        await vera.FillAsync("#field-accounts", "DE02 1203 0000 0000 2020 51");
        await vera.ClickAsync($"form[action='{donors}/new'] button[type=submit]");
        await look(vera, "donor");
        await vera.GotoAsync(new Uri(vera.Url).AbsolutePath + "/erase");
        await look(vera, "erase");
        await vera.GotoAsync(donors);
        await vera.FillAsync("#field-name-part", "shchukin");
        await vera.ClickAsync($"form[action='{donors}/search'] button[type=submit]");
        await look(vera, "donors");
        Assert.Contains("Щукина Анна", await vera.TextContentAsync("tbody"), StringComparison.Ordinal);
        await caller.Context.CloseAsync();
        await vera.Context.CloseAsync();
    }

    private async Task SetUp(WebSite site, IPage page)
    {
        Task Send(string action) => page.ClickAsync($"form[action='{action}'] button[type=submit]");
        await page.GotoAsync("/set-up");
        await page.FillAsync("#field-secret-code", site.Options.SetUpCode.Draw());
        await page.FillAsync("#field-group", "Political Red Cross");
        await page.FillAsync("#field-name", "vera");
        await Send("/set-up");
        var words = await page.Locator(".words li").AllTextContentsAsync();
        var number = int.Parse(Digits().Match((await page.TextContentAsync("label[for=field-secret-word]"))!).Value, null);
        await page.FillAsync("#field-secret-word", words[number - 1]);
        await Send("/enrol/word");
        var totp = Base32Encoding.ToBytes((await page.TextContentAsync("code.secret"))!.Replace(" ", "", StringComparison.Ordinal));
        await page.FillAsync("#field-secret-code", new Totp(totp).ComputeTotp(_clock.GetCurrentInstant().ToDateTimeUtc()));
        await Send("/enrol/code");
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
