using Microsoft.Playwright;
using NodaTime;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.People;

/// <summary>
/// Members in a browser: first run, invitation, enrolment, sign-in, freeze and thaw, new keys by two others, leaving, the way back by
/// the printed key. Without scripts; each page is looked at.
/// </summary>
public sealed class MemberJourneyTests(Browser browser, PostgresServer postgres)
{
    private readonly TestClock _clock = new();

    [Fact]
    public async Task The_journey_goes_without_scripts_and_each_page_is_for_everybody()
    {
        var look = Looks.At("members");
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        const string group = Screen.Group;

        var vera = await Screen.SetUp(site, await browser.Open(site), _clock, look, "first");
        await vera.Look("home");
        await vera.Go(group, "group");
        await vera.Go(group + "/members", "members-one");

        var boris = new Screen(await browser.Open(site), _clock, look);
        await boris.Join(await vera.Invite("treasurer", isLooked: true), "boris");
        var clara = new Screen(await browser.Open(site), _clock, look);
        await clara.Join(await vera.Invite("administrator"), "clara");
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

        // Boris loses passphrase, device and printed key: two others make a link, and he comes back by it, under his name.
        await vera.Go(his + "/renew", "renew");
        await vera.Send(his + "/renew");
        await vera.Look("renew-waits");
        await clara.Page.GotoAsync(his + "/renew");
        await clara.Send(his + "/renew");
        await clara.Look("renewed");
        var link = new Uri((await clara.Page.TextContentAsync("p.secret"))!).AbsolutePath;
        await boris.Page.Context.CloseAsync();
        boris = new Screen(await browser.Open(site), _clock, look);
        await boris.Go(link, "renew-join");
        await boris.Send(link);
        await boris.Enrol("renew");
        Assert.Contains("boris", await boris.Page.TextContentAsync("body"), StringComparison.Ordinal);

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
        await vera.Page.FillAsync("#field-secret-recovery", "0000-" + vera.RecoveryKey[5..]);
        await vera.Send("/recover");
        await vera.Look("recover-wrong");
        await vera.Page.FillAsync("#field-name", "vera");
        await vera.Page.FillAsync("#field-secret-recovery", vera.RecoveryKey);
        await vera.Send("/recover");
        await vera.Enrol(null);
        Assert.Equal(6, await vera.Page.Locator(".rooms a").CountAsync());
        LookedAt.By("members");
        foreach (var screen in (Screen[])[vera, boris, clara]) await screen.Page.Context.CloseAsync();
    }
}
