using System.Net;
using AngleSharp.Html.Dom;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;

namespace Poruka.Tests.Funds;

/// <summary>A treasurer who holds the donors' room keeps it.</summary>
public sealed class DonorPagesTests(PostgresServer postgres)
{
    private readonly TestClock _clock = new();

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task A_donor_is_added_found_by_another_spelling_changed_and_erased(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        var address = await AddressOf(test);
        var list = await vera.Browser.Get(address);
        Assert.NotNull(list.QuerySelector("section.note"));
        var form = await vera.Browser.Get(address + "/new");
        var missing = await vera.Browser.Send(form, address + "/new", ("name", " "), ("contact", "by post"));
        Assert.NotNull(missing.QuerySelector("#field-name-error"));
        Assert.Contains("by post", missing.QuerySelector("#field-contact")!.TextContent, StringComparison.Ordinal);
        var donor = await vera.Browser.Send(missing, address + "/new",
            ("name", "Щукин Сергей"), ("accounts", "DE02 1203 0000 0000 2020 51\nDE75512108001245126199"), ("usually", "dues"));
        Assert.NotNull(donor.QuerySelector(".note.done"));
        Assert.Contains("DE75512108001245126199", donor.QuerySelector("#field-accounts")!.TextContent, StringComparison.Ordinal);

        list = await vera.Browser.Get(address);
        var found = await vera.Browser.Send(list, address + "/search", ("name-part", "shchuk"));
        var one = found.QuerySelector("tbody a")!;
        Assert.Equal("Щукин Сергей", one.TextContent);
        Assert.Empty((await vera.Browser.Send(list, address + "/search", ("name-part", "nobody"))).QuerySelectorAll("tbody a"));
        var at = one.GetAttribute("href")!;
        donor = await vera.Browser.Send(await vera.Browser.Get(at), at, ("name", "Сергей Щукин"), ("accounts", ""), ("usually", "gift"));
        Assert.Equal("Сергей Щукин", donor.QuerySelector("#field-name")!.GetAttribute("value"));
        list = await vera.Browser.Send(await vera.Browser.Get(at + "/erase"), at + "/erase");
        Assert.NotNull(list.QuerySelector("section.note"));
        await vera.Browser.Get(at, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_pages_of_another_room_are_no_donors()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        string team;
        using (var connection = test.Database.Open())
            team = Ids.Text(Poruka.People.RoomRows.Find(connection, 1, Poruka.People.RoomKind.Letters)!.Id.Value);
        await vera.Browser.Get($"/rooms/{team}/donors", HttpStatusCode.NotFound);
        await vera.Browser.Get($"/rooms/{team}/calls", HttpStatusCode.NotFound);
    }

    private static Task<string> AddressOf(TestInstallation test)
    {
        using var connection = test.Database.Open();
        return Task.FromResult($"/rooms/{Ids.Text(Poruka.People.RoomRows.Find(connection, 1, Poruka.People.RoomKind.Donors)!.Id.Value)}/donors");
    }
}
