using AngleSharp.Dom;
using NodaTime;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;

namespace Poruka.Tests.Cases;

/// <summary>Names are found as a session may read them, and what was opened stands in the rooms' records.</summary>
public sealed class CaseSearchTests(PostgresServer postgres)
{
    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_name_is_found_in_any_alphabet_by_any_spelling_and_as_it_stands_now(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Хрущёв Сергей\nSerge Chrust"), ("zone", "Europe/Moscow"));
        await crew.OpenCase(vera, ("look", "grey coat"), ("zone", "Europe/Moscow"));
        foreach (var typed in new[] { "khrushchev", "ХРУЩЕВ", "sergey khru", "serge chr", "СЕРГЕЙ" }) Assert.Equal(["Хрущёв Сергей"], await Found(vera, crew, typed));
        Assert.Equal(["Хрущёв Сергей"], await Found(vera, crew, address[(address.LastIndexOf('/') + 1)..].ToLowerInvariant()));
        Assert.Equal(["Unnamed: grey coat"], await Found(vera, crew, "grey"));
        Assert.Empty(await Found(vera, crew, "Сидоров"));
        Assert.Empty(await Found(vera, crew, ""));

        // What is written afterwards is found at once, what stood there before no more.
        var basic = address + "/sheets/basic";
        await Crew.Post(vera, await vera.Browser.Get(basic), basic, ("names", "Ілля Ткач"));
        Assert.Empty(await Found(vera, crew, "khrushchev"));
        Assert.Equal(["Ілля Ткач"], await Found(vera, crew, "Ilia Tkach"));
        await crew.OpenCase(vera, ("name", "Anna Petrova"), ("zone", "Europe/Moscow"));
        Assert.Equal(["Anna Petrova"], await Found(vera, crew, "анна"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Nobody_finds_a_name_in_a_room_that_they_do_not_hold_nor_one_that_was_taken_from_them_since(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var olga = await crew.Join("olga", Role.Caseworker);
        var address = await crew.OpenCase(vera, ("name", "Anna Petrova"), ("zone", "Europe/Moscow"));
        Assert.Empty(await Found(olga, crew, "anna"));
        crew.Grant(vera, olga, crew.Team());
        Assert.Equal(["Anna Petrova"], await Found(olga, crew, "anna"));

        var few = crew.MakeRoom(vera, "Few");
        await Crew.Post(vera, await vera.Browser.Get(address + "/rooms/basic"), address + "/rooms/basic", ("room", Ids.Text(few.Value)));
        Assert.Empty(await Found(olga, crew, "anna"));
        Assert.Equal(["Anna Petrova"], await Found(vera, crew, "anna"));
        // And back; then the room itself is taken away while her session keeps the name.
        await Crew.Post(vera, await vera.Browser.Get(address + "/rooms/basic"), address + "/rooms/basic", ("room", Ids.Text(crew.Team().Value)));
        Assert.Equal(["Anna Petrova"], await Found(olga, crew, "anna"));
        using (var connection = crew.Test.Database.Open())
        {
            var (team, member) = (crew.Team(), MemberRows.FindByName(connection, "olga")!.Id);
            using var transaction = connection.BeginTransaction();
            RoomRows.Revoke(connection, transaction, team, member);
            transaction.Commit();
        }
        Assert.Empty(await Found(olga, crew, "anna"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_opened_which_case_stands_in_the_record_of_each_of_its_rooms_once_in_a_session(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var olga = await crew.Join("olga", Role.Caseworker);
        crew.Grant(vera, olga, crew.Team());
        var health = crew.MakeRoom(vera, "Health");
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        await Crew.Post(vera, await vera.Browser.Get(address + "/rooms/health"), address + "/rooms/health", ("room", Ids.Text(health.Value)));
        var code = address[(address.LastIndexOf('/') + 1)..];
        for (var i = 0; i < 3; i++)
        {
            await olga.Browser.Get(address);
            await olga.Browser.Get(crew.Address);
        }
        var team = await Record(vera, crew.Team());
        Assert.Single(team, l => l.Who == "olga" && l.About == code);
        Assert.Single(team, l => l.Who == "olga" && l.About == "what lies here, in lists");
        Assert.DoesNotContain(await Record(vera, health), l => l.Who == "olga");
        await vera.Browser.Get(address);
        Assert.Single(await Record(vera, health), l => l.Who == "vera" && l.About == code);

        // Another session is another opening.
        await olga.SignIn();
        await olga.Browser.Get(address);
        Assert.Equal(2, (await Record(vera, crew.Team())).Count(l => l.Who == "olga" && l.About == code));
    }

    private static async Task<string[]> Found(Person who, Crew crew, string typed) =>
        [.. (await who.Browser.Send(await who.Browser.Get(crew.Address), crew.Address + "/search", ("name", typed))).QuerySelectorAll("tbody th").Select(c => c.TextContent.Trim())];

    private static async Task<IReadOnlyList<(string Who, string About)>> Record(Person keeper, Vault.RoomId room) =>
        [.. (await keeper.Browser.Get($"/rooms/{Ids.Text(room.Value)}/record")).QuerySelectorAll("tbody tr")
            .Select(r => (r.QuerySelectorAll("td")[0].TextContent.Trim(), r.QuerySelectorAll("td")[2].TextContent.Trim()))];
}
