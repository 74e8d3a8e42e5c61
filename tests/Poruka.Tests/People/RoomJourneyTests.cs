using Microsoft.Playwright;
using NodaTime;
using Poruka.Storage;
using Poruka.Tests.Web;
using Poruka.Vault.Age;

namespace Poruka.Tests.People;

/// <summary>
/// Rooms in a browser: made, filled, given until a day, read, taken back with a new key that reaches what lies there bit by bit, their
/// record, copies of one and of all by two, and an offline room. Without scripts; each page is looked at.
/// </summary>
public sealed class RoomJourneyTests(Browser browser, PostgresServer postgres)
{
    private readonly TestClock _clock = new();

    [Fact]
    public async Task The_journey_goes_without_scripts_and_each_page_is_for_everybody()
    {
        var look = Looks.At("rooms");
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        const string group = Screen.Group;
        async Task<Screen> Join(Screen by, string name, string role)
        {
            var screen = new Screen(await browser.Open(site), _clock, look);
            await screen.Join(await by.Invite(role), name);
            return screen;
        }
        var vera = await Screen.SetUp(site, await browser.Open(site), _clock, look);
        var boris = await Join(vera, "boris", "caseworker");
        var clara = await Join(vera, "clara", "administrator");
        await vera.Go(group + "/waiting", "waiting");

        // A room for named people, and what lies in it.
        await vera.Go(group + "/rooms/new", "new");
        await vera.Page.SelectOptionAsync("#field-kind", "named");
        await vera.Send(group + "/rooms/new");
        await vera.Look("new-wrong");
        await vera.Page.FillAsync("#field-name", "The trial of 1896");
        await vera.Send(group + "/rooms/new");
        await vera.Look("empty");
        var room = new Uri(vera.Page.Url).AbsolutePath;
        await vera.Go(room + "/notes/new", "note-new");
        await vera.Page.FillAsync("#field-title", "What the lawyer says");
        await vera.Page.FillAsync("#field-text", "The hearing is public.\nWrite down who sits on the bench.");
        await vera.Send(room + "/notes/new");
        await vera.Go(room + "/files/new", "files-new");
        await vera.Page.Locator("#field-file").SetInputFilesAsync(
        [
            .. Enumerable.Range(1, 5).Select(i => new FilePayload { Name = $"протокол-{i}.pdf", MimeType = "application/pdf", Buffer = new byte[i * 20_000] }),
        ]);
        await vera.Send(room + "/files/new");
        await vera.Look("full");
        Assert.Equal(6, await vera.Page.Locator("tbody tr").CountAsync());

        // Boris has it until a day, Clara keeps it too.
        await vera.Go(room + "/holders", "holders-one");
        await Grant(vera, room, "boris", "2026-12-01", isKeeper: false);
        await Grant(vera, room, "clara", "", isKeeper: true);
        await vera.Look("holders");
        await boris.Go("/home", "home");
        await boris.Page.GotoAsync(room);
        await boris.Page.ClickAsync("tbody a:has-text('lawyer')");
        await boris.Look("note");
        Assert.Contains("The hearing is public.", await boris.Page.TextContentAsync(".written"), StringComparison.Ordinal);
        await boris.Page.GotoAsync(room);
        await boris.Page.ClickAsync("tbody a:has-text('протокол-5')");
        await boris.Look("file");
        var file = await boris.Page.RunAndWaitForDownloadAsync(() => boris.Page.ClickAsync("main a[href$='/contents']"));
        Assert.Equal(100_000, new FileInfo(await file.PathAsync()).Length);
        await vera.Go(room + "/record", "record");

        // Taken back: a new key, which reaches what lies in the room bit by bit.
        await vera.Page.GotoAsync(room + "/holders");
        await vera.Page.ClickAsync("li:has-text('boris') a[href$='/revoke']");
        await vera.Look("revoke");
        await vera.Send(new Uri(vera.Page.Url).AbsolutePath);
        await vera.Look("holders-after");
        await vera.Go(room, "progress");
        Assert.Contains("are sealed to the newest key", await vera.Page.TextContentAsync("main"), StringComparison.Ordinal);
        await vera.Send(room + "/seal-anew");
        await vera.Look("sealed");
        Assert.DoesNotContain("are sealed to the newest key", await vera.Page.TextContentAsync("main"), StringComparison.Ordinal);
        await boris.Go(room, "taken-back");
        Assert.Equal(0, await boris.Page.Locator("tbody").CountAsync());

        // A copy of the room; and of everything, which takes two.
        var recipient = new AgeIdentity(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)).Recipient.ToString();
        await vera.Go(room + "/export", "copy");
        await vera.Page.FillAsync("#field-recipients", recipient);
        var copy = await vera.Page.RunAndWaitForDownloadAsync(() => vera.Send(room + "/export"));
        Assert.EndsWith(".tar.age", copy.SuggestedFilename, StringComparison.Ordinal);
        await vera.Go(group + "/export", "all");
        await vera.Page.FillAsync("#field-recipients", recipient);
        await vera.Send(group + "/export");
        await vera.Look("all-waits");
        Assert.Equal(0, await vera.Page.Locator("form[action$='/take']").CountAsync());
        await clara.Go(group + "/export", "all-agree");
        await clara.Page.ClickAsync("form[action$='/agree'] button[type=submit]");
        await clara.Look("all-agreed");
        await vera.Go(group + "/export", "all-ready");
        var all = await vera.Page.RunAndWaitForDownloadAsync(() => vera.Send(group + "/export/take"));
        Assert.StartsWith("age-encryption.org/v1", await File.ReadAllTextAsync(await all.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await vera.Go(room + "/record", "record-copies");

        // What is written for a day ends with it.
        await Grant(vera, room, "boris", "2026-11-23", isKeeper: false);
        await boris.Page.GotoAsync(room);
        Assert.Equal(1, await boris.Page.Locator("tbody").CountAsync());
        _clock.Advance(Duration.FromDays(1));
        await boris.SignIn("boris");
        await boris.Page.GotoAsync(room);
        Assert.Equal(0, await boris.Page.Locator("tbody").CountAsync());
        await vera.SignIn("vera");
        await vera.Go(room + "/holders", "holders-over");
        Assert.Contains("was until 23 November 2026", await vera.Page.TextContentAsync("main"), StringComparison.Ordinal);

        // An offline room: everybody puts in, nobody here takes out.
        await vera.Page.GotoAsync(group + "/rooms/new");
        await vera.Page.SelectOptionAsync("#field-kind", "offline");
        await vera.Page.FillAsync("#field-recipients", recipient);
        await vera.Send(group + "/rooms/new");
        await vera.Look("offline-empty");
        await boris.Go(new Uri(vera.Page.Url).AbsolutePath + "/put", "offline-put");
        await boris.Page.FillAsync("#field-text", "Where she can stay.");
        await boris.Page.ClickAsync("main form button[type=submit]");
        await boris.Look("offline");
        Assert.DoesNotContain("Where she can stay", await boris.Page.TextContentAsync("main"), StringComparison.Ordinal);
        await vera.Page.GotoAsync(new Uri(vera.Page.Url).AbsolutePath);
        await vera.Page.Locator("main a[href$='/delete']").First.ClickAsync();
        await vera.Look("offline-delete");
        LookedAt.By("rooms");
        foreach (var screen in (Screen[])[vera, boris, clara]) await screen.Page.Context.CloseAsync();
    }

    private static async Task Grant(Screen by, string room, string name, string lastDay, bool isKeeper)
    {
        await by.Page.GotoAsync(room + "/holders/new");
        if (isKeeper) await by.Look("grant");
        await by.Page.SelectOptionAsync("#field-member", new SelectOptionValue { Label = name });
        await by.Page.FillAsync("#field-last-day", lastDay);
        if (isKeeper) await by.Page.CheckAsync("input[name=keeper]");
        await by.Send(room + "/holders/new");
    }
}
