using Microsoft.Playwright;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;

namespace Poruka.Tests.Web;

/// <summary>Another group asks a fund in a browser without scripts, comes back with its code, and answers with a paper; each page is looked at.</summary>
public sealed class OutsideJourneyTests(Browser browser, PostgresServer postgres)
{
    private const string Fund = "/groups/political-red-cross/funds/red-cross", Ask = "/funds/red-cross/ask", Mine = "/requests/mine";

    private const string Answer = "form[enctype] button[type=submit]";

    private readonly TestClock _clock = new();

    [Theory, InlineData("en"), InlineData("uk")]
    public async Task A_question_is_answered_by_the_code_without_scripts_and_each_page_is_for_everybody(string language)
    {
        var look = Looks.At("outside-" + language);
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Trustee);
        await OutsidePagesTests.TakeOutside(test, vera);

        var page = await browser.Open(site, language: language);
        await page.GotoAsync("/funds/red-cross");
        await page.ClickAsync($"main a[href='{Ask}']");
        await look(page, "form");
        await page.FillAsync("#field-asker", "Winter circle, known from the strike of 1896");
        await page.SelectOptionAsync("#field-purpose", "Legal");
        await page.FillAsync("#field-amount", "a lot");
        await page.FillAsync("#field-cost", "300");
        await page.FillAsync("#field-what", "A lawyer for one who is held.");
        await page.FillAsync("#field-consent", "She signed the letter.");
        await page.FillAsync("#field-payee", "Anna Kowalska");
        await page.FillAsync("#field-country", "DE");
        await Send(page, Ask);
        await look(page, "wrong");
        await page.FillAsync("#field-amount", "300");
        await Send(page, Ask);
        await look(page, "sent");
        var code = string.Join('-', await page.Locator("p.groups span").AllTextContentsAsync());

        var address = (await vera.Browser.Get(Fund)).QuerySelectorAll("tbody th a").Single().GetAttribute("href")!;
        await vera.Browser.Send(await vera.Browser.Get(address), address, ("act", "SendBack"), ("note", "Which court, and on which day?"));

        await page.GotoAsync(Mine);
        await page.FillAsync("#field-secret-code", code);
        await Send(page, Mine);
        Assert.Contains("Which court, and on which day?", await page.TextContentAsync("main"), StringComparison.Ordinal);
        await look(page, "question");
        // Nothing was written or chosen yet.
        await page.ClickAsync(Answer);
        await look(page, "nothing");
        await page.FillAsync("#field-note", "The city court, on 4 December.");
        await page.Locator("#field-files").SetInputFilesAsync([new FilePayload { Name = "summons.pdf", MimeType = "application/pdf", Buffer = new byte[3_000] }]);
        await page.ClickAsync(Answer);
        await look(page, "answered");
        var read = await vera.Browser.Get(address);
        Assert.Contains("The city court, on 4 December.", read.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("summons.pdf", (await vera.Browser.Get(address + "/files")).QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    private static Task Send(IPage page, string address) => page.ClickAsync($"main form[action='{address}'] button[type=submit]");
}
