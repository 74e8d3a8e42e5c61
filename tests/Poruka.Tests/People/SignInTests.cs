using System.Net;
using NodaTime;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.People;

/// <summary>From an empty installation to a member who comes and goes.</summary>
public sealed class SignInTests(PostgresServer postgres)
{
    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task The_first_member_sets_the_group_up_signs_out_and_in_again(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        var home = await vera.Browser.Get("/home");
        Assert.Equal(["The team", "Calls for help", "Donors", "Letters", "The fund’s trustees", "Not yet published"], home.QuerySelectorAll(".rooms a").Select(a => a.TextContent));

        var login = await vera.Browser.Send(home, "/sign-out");
        Assert.Equal("Sign in", login.QuerySelector("h1")!.TextContent);
        using (var after = await vera.Browser.Http.GetAsync(new Uri("/home", UriKind.Relative)))
            Assert.Equal("/sign-in?to=%2Fhome", after.Headers.Location!.OriginalString);

        Assert.Equal("Your rooms", (await vera.SignIn()).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task Nobody_sets_the_group_up_twice_or_without_the_code()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        site.Options.SetUpCode.Draw();
        using var stranger = site.Visit("en");
        var page = await stranger.Get("/set-up");
        var again = await stranger.Send(page, "/set-up", ("secret-code", "0000-0000-0000-0000-00"), ("group", "Somebody"), ("name", "mallory"));
        Assert.NotNull(again.QuerySelector("#field-secret-code-error"));
        Assert.Equal("Somebody", again.QuerySelector("#field-group")!.GetAttribute("value"));

        using var vera = await Person.SetUp(site, _clock, "vera");
        Assert.Null((await stranger.Get("/set-up")).QuerySelector("form[action='/set-up']"));
    }

    [Fact]
    public async Task A_wrong_name_passphrase_or_code_and_a_frozen_member_get_the_same_answer()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        var answers = new List<string>
        {
            await Answer(site, "vera", "wrong words here", vera.NextCode()),
            await Answer(site, "vera", vera.Passphrase, "000000"),
            await Answer(site, "fritz", vera.Passphrase, vera.NextCode()),
        };
        using (var connection = test.Database.Open())
            MemberRows.SetState(connection, null, MemberRows.FindByName(connection, "vera")!.Id, MemberState.Frozen);
        answers.Add(await Answer(site, "vera", vera.Passphrase, vera.NextCode()));
        Assert.Single(answers.Distinct());
        // And the session that was open is over.
        using var after = await vera.Browser.Http.GetAsync(new Uri("/home", UriKind.Relative));
        Assert.Equal(HttpStatusCode.SeeOther, after.StatusCode);
    }

    [Fact]
    public async Task A_code_works_once()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        var code = vera.NextCode();
        Assert.Equal(HttpStatusCode.SeeOther, await Try(site, "vera", vera.Passphrase, code));
        Assert.Equal(HttpStatusCode.Forbidden, await Try(site, "vera", vera.Passphrase, code));
    }

    [Fact]
    public async Task After_five_wrong_codes_no_code_is_right_until_a_quarter_of_an_hour_has_passed()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        for (var i = 0; i < SignIns.MaxWrongCodes; i++)
            Assert.Equal(HttpStatusCode.Forbidden, await Try(site, "vera", vera.Passphrase, "000000"));
        Assert.Equal(HttpStatusCode.Forbidden, await Try(site, "vera", vera.Passphrase, vera.NextCode()));
        _clock.Advance(Duration.FromMinutes(15));
        Assert.Equal(HttpStatusCode.SeeOther, await Try(site, "vera", vera.Passphrase, vera.NextCode()));
    }

    [Fact]
    public async Task A_session_ends_after_a_quarter_of_an_hour_unused_and_after_eight_hours_in_any_case()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        for (var minutes = 0; minutes < 8 * 60; minutes += 10)
        {
            _clock.Advance(Duration.FromMinutes(10));
            await vera.Browser.Get("/home");
        }
        _clock.Advance(Duration.FromMinutes(10));
        using (var over = await vera.Browser.Http.GetAsync(new Uri("/home", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.SeeOther, over.StatusCode);
        await vera.SignIn();
        _clock.Advance(Duration.FromMinutes(16));
        using var idle = await vera.Browser.Http.GetAsync(new Uri("/home", UriKind.Relative));
        Assert.Equal(HttpStatusCode.SeeOther, idle.StatusCode);
    }

    private static async Task<HttpStatusCode> Try(WebSite site, string name, string passphrase, string code)
    {
        using var visitor = site.Visit("en");
        using var response = await visitor.Post(await visitor.Get("/sign-in"), "/sign-in",
            ("name", name), ("secret-passphrase", passphrase), ("secret-code", code));
        return response.StatusCode;
    }

    /// <summary>The answer to a try, without what is new in each: the form's token, and the name that was typed.</summary>
    private static async Task<string> Answer(WebSite site, string name, string passphrase, string code)
    {
        using var visitor = site.Visit("en");
        using var response = await visitor.Post(await visitor.Get("/sign-in"), "/sign-in",
            ("name", name), ("secret-passphrase", passphrase), ("secret-code", code));
        var page = await Visitor.Read(response, HttpStatusCode.Forbidden);
        foreach (var token in page.QuerySelectorAll("input[name=form-token], #field-name")) token.SetAttribute("value", "");
        return page.DocumentElement.OuterHtml;
    }
}
