using Microsoft.Playwright;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;

namespace Poruka.Tests.Cases;

/// <summary>A call for help, its answer and the way back to it, and the donors' pages, in a browser without scripts; each page is looked at.</summary>
public sealed class CallJourneyTests(Browser browser, PostgresServer postgres)
{
    private const string Help = "/help/political-red-cross";

    private readonly TestClock _clock = new();

    [Fact]
    public async Task The_journey_goes_without_scripts_and_each_page_is_for_everybody()
    {
        var look = Looks.At("calls");
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        var vera = await browser.Open(site);
        await Screen.SetUp(site, vera, _clock, null);

        var caller = await browser.Open(site, language: "ru");
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
}
