using System.Net;
using NodaTime;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.People;

/// <summary>Members come, change what they do, are frozen and thawed, get new keys, leave and are removed.</summary>
public sealed class MembersTests(PostgresServer postgres)
{
    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task An_invitation_is_shown_once_listed_used_once_and_gives_its_role(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        var link = await vera.Invite("treasurer");
        var open = await vera.Browser.Get(vera.Group + "/invitations");
        Assert.Contains("treasurer · until 26 November 2026", Words(Assert.Single(open.QuerySelectorAll(".areas li p:first-child")).TextContent), StringComparison.Ordinal);
        Assert.DoesNotContain(link[6..], open.DocumentElement.OuterHtml, StringComparison.Ordinal);

        using var boris = await Person.Join(site, _clock, link, "boris");
        var members = await vera.Browser.Get(vera.Group + "/members");
        Assert.Equal(["boris", "vera"], members.QuerySelectorAll("tbody th a").Select(a => a.TextContent));
        Assert.Equal("treasurer", members.QuerySelector("tbody td")!.TextContent.Trim());
        using var late = site.Visit("en");
        await late.Get(link, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_invitation_that_is_withdrawn_or_ran_out_lets_nobody_in()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var stranger = site.Visit("en");
        var withdrawn = await vera.Invite("member");
        var page = await vera.Browser.Get(vera.Group + "/invitations");
        page = await vera.Browser.Send(page, vera.Group + "/invitations/withdraw");
        Assert.Empty(page.QuerySelectorAll(".areas li"));
        await stranger.Get(withdrawn, HttpStatusCode.NotFound);
        var old = await vera.Invite("member");
        await stranger.Get(old);
        _clock.Advance(Duration.FromDays(3));
        await stranger.Get(old, HttpStatusCode.NotFound);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_last_administrator_stays_one_until_there_is_another(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var boris = await Person.Join(site, _clock, await vera.Invite("member"), "boris");
        var own = vera.PageOf(test, "vera") + "/roles";
        var refused = await vera.Browser.Send(await vera.Browser.Get(own), own, ("role", "treasurer"));
        Assert.Contains("without an administrator", refused.QuerySelector(".problems")!.TextContent, StringComparison.Ordinal);
        var his = vera.PageOf(test, "boris") + "/roles";
        await vera.Browser.Send(await vera.Browser.Get(his), his, ("role", "administrator"));
        var changed = await vera.Browser.Send(await vera.Browser.Get(own), own, ("role", "treasurer"));
        Assert.Equal("vera", changed.QuerySelector("h1")!.TextContent);
        await vera.Browser.Get(vera.Group + "/invitations", HttpStatusCode.Forbidden);
        await boris.Browser.Get(vera.Group + "/invitations");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Two_freeze_a_member_who_is_out_at_once_and_two_thaw_them(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var boris = await Person.Join(site, _clock, await vera.Invite("administrator"), "boris");
        var tooFew = await vera.Browser.Get(vera.PageOf(test, "boris") + "/freeze");
        Assert.Null(tooFew.QuerySelector("main form"));
        using var clara = await Person.Join(site, _clock, await vera.Invite("writer"), "clara");
        var invited = await boris.Invite("member");

        var freeze = vera.PageOf(test, "boris") + "/freeze";
        var waits = await vera.Speak(freeze);
        Assert.Contains("It waits for a second one.", waits.Body!.TextContent, StringComparison.Ordinal);
        await boris.Browser.Get("/home");
        await clara.Speak(freeze);
        using (var out_ = await boris.Browser.Http.GetAsync(new Uri("/home", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.SeeOther, out_.StatusCode);
        await boris.SignIn(HttpStatusCode.Forbidden);
        // What he was perhaps made to open is closed.
        using (var stranger = site.Visit("en")) await stranger.Get(invited, HttpStatusCode.NotFound);

        var thaw = vera.PageOf(test, "boris") + "/thaw";
        await clara.Speak(thaw);
        await clara.Speak(thaw + "/back", thaw);
        await vera.Speak(thaw);
        await boris.SignIn(HttpStatusCode.Forbidden);
        await clara.Speak(thaw);
        await boris.SignIn();
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Two_give_new_keys_which_open_no_room_and_end_the_old_ones(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var boris = await Person.Join(site, _clock, await vera.Invite("administrator"), "boris");
        using var clara = await Person.Join(site, _clock, await vera.Invite("administrator"), "clara");
        var renew = vera.PageOf(test, "vera") + "/renew";
        await boris.Speak(renew);
        var link = (await clara.Speak(renew)).QuerySelector("p.secret")!.TextContent;
        using var again = await Person.Renew(site, _clock, new Uri(link).PathAndQuery);
        Assert.Equal("vera", again.Name);
        Assert.Empty((await again.Browser.Get("/home")).QuerySelectorAll(".rooms"));
        await vera.SignIn(HttpStatusCode.Forbidden);
        await again.SignIn();
        using var connection = test.Database.Open();
        Assert.Equal(6, Sql.Number(connection, null, "select cast(count(*) as bigint) from epoch_due"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_leaves_or_is_removed_has_no_keys_left_and_their_rooms_get_a_new_epoch(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var boris = await Person.Join(site, _clock, await vera.Invite("administrator"), "boris");
        using var clara = await Person.Join(site, _clock, await vera.Invite("administrator"), "clara");
        // Vera alone holds the rooms: nobody may close them for good by leaving.
        var leave = await vera.Browser.Get(vera.Group + "/leave");
        Assert.Null(leave.QuerySelector("main form"));

        var hers = await clara.Browser.Get(vera.Group + "/leave");
        using (var left = await clara.Browser.Post(hers, vera.Group + "/leave"))
        {
            Assert.Equal("/", left.Headers.Location!.OriginalString);
            Assert.Equal("\"cache\", \"storage\"", Assert.Single(left.Headers.GetValues("Clear-Site-Data")));
        }
        await clara.SignIn(HttpStatusCode.Forbidden);

        using var dina = await Person.Join(site, _clock, await vera.Invite("member"), "dina");
        var remove = vera.PageOf(test, "vera") + "/remove";
        var lost = await boris.Browser.Get(remove);
        Assert.Contains("what is in them is lost", lost.QuerySelector(".note.warn")!.TextContent, StringComparison.Ordinal);
        await boris.Speak(remove);
        await dina.Speak(remove);
        await vera.SignIn(HttpStatusCode.Forbidden);
        using var connection = test.Database.Open();
        Assert.Equal(0, Sql.Number(connection, null, "select cast(count(*) as bigint) from room_grant"));
        Assert.Equal(6, Sql.Number(connection, null, "select cast(count(*) as bigint) from epoch_due"));
        Assert.Equal(0, Sql.Number(connection, null, "select cast(coalesce(max(length(keys_sealed) + length(keys_recovery)), 0) as bigint) from member where state = 'left'"));
        var names = await boris.Browser.Get(vera.Group + "/members");
        Assert.Equal(["boris", "dina"], names.QuerySelectorAll("tbody th a").Select(a => a.TextContent));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Another_group_has_members_of_its_own_and_a_member_may_belong_to_both(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var boris = await Person.Join(site, _clock, await vera.Invite("member"), "boris");
        await boris.Browser.Get("/groups/new", HttpStatusCode.Forbidden);
        var form = await vera.Browser.Get("/groups/new");
        var group = await vera.Browser.Send(form, "/groups/new", ("name", "Новая взаимопомощь"));
        Assert.Equal("Новая взаимопомощь", group.QuerySelector("h1")!.TextContent);
        await boris.Browser.Get("/groups/group/members", HttpStatusCode.NotFound);

        var link = await vera.Invite("writer", "/groups/group");
        var join = await boris.Browser.Get(link);
        await boris.Browser.Send(join, link, ("as-member", "1"));
        Assert.Equal(["vera", "boris"], (await boris.Browser.Get("/groups/group/members")).QuerySelectorAll("tbody th a").Select(a => a.TextContent).OrderDescending());
        Assert.Equal(2, (await boris.Browser.Get("/home")).QuerySelectorAll("section h2 a").Length);
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
