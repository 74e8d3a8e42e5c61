using AngleSharp.Dom;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.People;

/// <summary>Who opened what stands in the room's record, wherever it is opened: donors, calls, letters, cases.</summary>
public sealed class RoomRecordTests(PostgresServer postgres)
{
    private readonly TestClock _clock = new();

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task Donors_that_are_opened_stand_in_the_record_of_their_room_once_in_a_session(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = Group(test);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        var room = RoomHead.AddressOf(group.Room(RoomKind.Donors));
        using (var vera = SampleGroup.SignedIn(site, group.Vera))
        {
            var donor = await vera.Send(await vera.Get(room + "/donors/new"), room + "/donors/new", ("name", "Anna Kowalska"));
            var code = donor.QuerySelector("h1")!.TextContent.Split(' ')[^1];
            for (var i = 0; i < 3; i++) await vera.Get(room + "/donors");
            Assert.Equal([("opened", "what lies here, in lists"), ("opened", code), ("put in", code)], await Record(vera, room));
            Assert.DoesNotContain("Anna", (await vera.Get(room + "/record")).Body!.TextContent, StringComparison.Ordinal);
        }
        _clock.Advance(NodaTime.Duration.FromMinutes(16));
        using var later = SampleGroup.SignedIn(site, group.Vera);
        await later.Get(room + "/donors");
        Assert.Equal(2, (await Record(later, room)).Count(l => l.About == "what lies here, in lists"));
    }

    [Fact]
    public async Task Calls_cases_and_letters_stand_in_the_records_of_their_rooms()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var group = Group(test);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using (var caller = site.Visit("en"))
            await caller.Send(await caller.Get("/help/political-red-cross"), "/help/political-red-cross", ("what", "Anna was arrested."));
        using var vera = SampleGroup.SignedIn(site, group.Vera);
        var intake = RoomHead.AddressOf(group.Room(RoomKind.Intake));
        var link = (await vera.Get(intake + "/calls")).QuerySelector("tbody a")!;
        await vera.Get(link.GetAttribute("href")!);
        Assert.Equal([("opened", link.TextContent), ("opened", "what lies here, in lists")], await Record(vera, intake));

        var cases = group.Organisation.Slug is var slug ? $"/groups/{slug}/cases" : "";
        var (team, letters) = (RoomHead.AddressOf(group.Room(RoomKind.Team)), RoomHead.AddressOf(group.Room(RoomKind.Letters)));
        var form = await vera.Get(cases + "/new");
        await vera.Send(form, cases + "/new", ("name", "Anna"), ("room", team.Split('/')[^1]), ("zone", "Europe/Moscow"), ("country", "ru"), ("how", "unknown"));
        using (var connection = test.Database.Open())
        using (var command = Sql.Command(connection, null, "select code from support_case"))
            if (command.ExecuteScalar() is string code)
            {
                await vera.Get($"{cases}/{code}");
                Assert.Contains(("opened", code), await Record(vera, team));
            }
            else Assert.Fail("No case was opened.");
        await vera.Get($"/groups/{slug}/letters");
        Assert.Contains(("opened", "what lies here, in lists"), await Record(vera, letters));
    }

    private static SampleGroup Group(TestInstallation test)
    {
        var group = new SampleGroup(test);
        using var connection = test.Database.Open();
        using var transaction = connection.BeginTransaction();
        MemberRows.SetRoles(connection, transaction, group.Organisation, group.Vera.Member.Id, Roles.All);
        transaction.Commit();
        return group;
    }

    private static async Task<IReadOnlyList<(string Act, string About)>> Record(Visitor visitor, string room) =>
        [.. (await visitor.Get(room + "/record")).QuerySelectorAll("tbody tr").Select(r => (r.Children[2].TextContent, r.Children[3].TextContent))];
}
