using System.Net;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;

namespace Poruka.Tests.Safety;

/// <summary>Two at the same moment.</summary>
public sealed class RaceTests(PostgresServer postgres)
{
    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Of_two_who_use_an_invitation_at_once_one_joins(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        var link = await vera.Invite("member");
        Person[] two = [await Person.Begin(site, _clock, link, "boris"), await Person.Begin(site, _clock, link, "clara")];
        var answers = await Task.WhenAll(two.Select(p => p.Finish()));
        Assert.Equal([HttpStatusCode.Found, HttpStatusCode.Conflict], answers.Order());
        Assert.Equal(2, (await vera.Browser.Get(vera.Group + "/members")).QuerySelectorAll("tbody tr").Length);
        foreach (var person in two) person.Dispose();
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_code_that_is_used_many_times_at_once_lets_one_in(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        var code = vera.NextCode();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var visitor = site.Visit("en");
            using var response = await visitor.Post(await visitor.Get("/sign-in"), "/sign-in",
                ("name", "vera"), ("secret-passphrase", vera.Passphrase), ("secret-code", code));
            return response.StatusCode;
        }));
        Assert.Single(answers, HttpStatusCode.SeeOther);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_two_second_words_at_once_one_makes_the_link(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var boris = await Person.Join(site, _clock, await vera.Invite("administrator"), "boris");
        using var clara = await Person.Join(site, _clock, await vera.Invite("administrator"), "clara");
        using var dina = await Person.Join(site, _clock, await vera.Invite("administrator"), "dina");
        var renew = vera.PageOf(test, "vera") + "/renew";
        await boris.Speak(renew);
        var pages = await Task.WhenAll(clara.Speak(renew), dina.Speak(renew));
        Assert.Single(pages, p => p.QuerySelector("p.secret") is not null);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Two_administrators_who_drop_each_other_at_once_leave_one(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var boris = await Person.Join(site, _clock, await vera.Invite("administrator"), "boris");
        var (hers, his) = (vera.PageOf(test, "vera") + "/roles", vera.PageOf(test, "boris") + "/roles");
        var (herForm, hisForm) = (await boris.Browser.Get(hers), await vera.Browser.Get(his));
        await Task.WhenAll(boris.Browser.Send(herForm, hers, ("role", "member")), vera.Browser.Send(hisForm, his, ("role", "member")));
        using var connection = test.Database.Open();
        Assert.Equal(1, Sql.Number(connection, null, "select cast(count(*) as bigint) from member_role where role = 'administrator'"));
    }

    [Fact]
    public async Task Who_is_frozen_while_they_read_comes_no_further()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        var frozen = 0;
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var after = new List<HttpStatusCode>();
            for (var i = 0; i < 200 && after.Count < 10; i++)
            {
                var isFrozen = Volatile.Read(ref frozen) == 1;
                using var response = await vera.Browser.Http.GetAsync(new Uri("/home", UriKind.Relative));
                Assert.True((int)response.StatusCode < 400, $"{response.StatusCode}: the keys were wiped while it was on its way");
                if (isFrozen) after.Add(response.StatusCode);
            }
            return after;
        })).ToArray();
        await vera.Browser.Get("/home");
        using (var connection = test.Database.Open())
            MemberRows.SetState(connection, null, MemberRows.FindByName(connection, "vera")!.Id, MemberState.Frozen);
        Volatile.Write(ref frozen, 1);
        foreach (var after in await Task.WhenAll(readers)) Assert.All(after, status => Assert.Equal(HttpStatusCode.SeeOther, status));
    }
}
