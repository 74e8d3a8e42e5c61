using System.Net;
using NodaTime;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.People;

/// <summary>One's own account: sessions, a new passphrase, and the way back with the printed key.</summary>
public sealed class AccountTests(PostgresServer postgres)
{
    private readonly TestClock _clock = new();

    [Fact]
    public async Task Sessions_are_listed_with_this_one_marked_and_end_elsewhere_and_everywhere()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var elsewhere = await vera.SignInElsewhere();
        var mine = await vera.Browser.Get("/me");
        Assert.Equal(2, mine.QuerySelectorAll(".areas li").Length);
        Assert.Single(mine.QuerySelectorAll(".areas strong"));
        mine = await vera.Browser.Send(mine, "/me/others/end");
        Assert.Single(mine.QuerySelectorAll(".areas li"));
        Assert.Equal(HttpStatusCode.SeeOther, await Ask(elsewhere));

        using var again = await vera.SignInElsewhere();
        using (var out_ = await vera.Browser.Post(await vera.Browser.Get("/me"), "/me/all/end"))
            Assert.Equal("\"cache\", \"storage\"", Assert.Single(out_.Headers.GetValues("Clear-Site-Data")));
        Assert.Equal(HttpStatusCode.SeeOther, await Ask(again));
        Assert.Equal(HttpStatusCode.SeeOther, await Ask(vera.Browser));
    }

    [Fact]
    public async Task A_new_passphrase_asks_for_the_old_one_keeps_the_rooms_and_ends_the_old_one()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        _clock.Advance(Duration.FromMinutes(6));
        var (name, old) = (vera.Name, vera.Passphrase);
        var asked = await vera.Browser.Send(await vera.Browser.Get("/me"), "/me/lock");
        Assert.NotNull(asked.QuerySelector("form[action='/prove']"));
        await vera.Enrol(await vera.Prove(asked));
        Assert.NotEqual(old, vera.Passphrase);
        Assert.Equal(6, (await vera.Browser.Get("/home")).QuerySelectorAll(".rooms a").Length);
        Assert.Equal(name, vera.Name);
        await vera.SignIn();
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task The_printed_key_gives_a_new_passphrase_once_and_the_rooms_stay_open(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        var printed = vera.RecoveryKey;
        using var lost = await Person.Recover(site, _clock, "Vera", printed.ToLowerInvariant());
        Assert.Equal(6, (await lost.Browser.Get("/home")).QuerySelectorAll(".rooms a").Length);
        Assert.Equal(HttpStatusCode.SeeOther, await Ask(vera.Browser));
        await vera.SignIn(HttpStatusCode.Forbidden);
        await lost.SignIn();
        using var again = site.Visit("en");
        using var used = await again.Post(await again.Get("/recover"), "/recover", ("name", "vera"), ("secret-recovery", printed));
        Assert.Equal(HttpStatusCode.Forbidden, used.StatusCode);
    }

    [Fact]
    public async Task An_unknown_name_a_wrong_key_and_a_frozen_member_get_the_same_answer()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var other = await Person.Join(site, _clock, await vera.Invite("member"), "other");
        var answers = new List<string>
        {
            await Answer(site, "nobody", vera.RecoveryKey),
            await Answer(site, "vera", other.RecoveryKey),
            await Answer(site, "vera", "no key at all"),
        };
        using (var connection = test.Database.Open())
            MemberRows.SetState(connection, null, MemberRows.FindByName(connection, "vera")!.Id, MemberState.Frozen);
        answers.Add(await Answer(site, "vera", vera.RecoveryKey));
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Strangers_who_use_the_tries_up_keep_no_known_browser_out()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        for (var i = 0; i < RecoveryTries.PerMinute; i++) await Answer(site, "vera", "wrong");
        Assert.Contains("Too many", await Answer(site, "vera", vera.RecoveryKey), StringComparison.Ordinal);
        await vera.Browser.Send(await vera.Browser.Get("/me"), "/sign-out");
        var sheet = await vera.Browser.Send(await vera.Browser.Get("/recover"), "/recover", ("name", "vera"), ("secret-recovery", vera.RecoveryKey));
        Assert.Equal("Your sheet", sheet.QuerySelector("h1")!.TextContent);
    }

    private static async Task<HttpStatusCode> Ask(Visitor visitor)
    {
        using var response = await visitor.Http.GetAsync(new Uri("/home", UriKind.Relative));
        return response.StatusCode;
    }

    private static async Task<string> Answer(WebSite site, string name, string key)
    {
        using var visitor = site.Visit("en");
        using var response = await visitor.Post(await visitor.Get("/recover"), "/recover", ("name", name), ("secret-recovery", key));
        var page = await Visitor.Read(response, HttpStatusCode.Forbidden);
        foreach (var token in page.QuerySelectorAll("input[name=form-token], #field-name")) token.SetAttribute("value", "");
        return page.DocumentElement.OuterHtml;
    }
}
