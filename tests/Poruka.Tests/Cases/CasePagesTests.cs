using System.Net;
using AngleSharp.Dom;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.Cases;

/// <summary>Cases as those who look after them see them.</summary>
public sealed class CasePagesTests(PostgresServer postgres)
{
    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_case_is_opened_found_by_name_and_written_on(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var empty = await vera.Browser.Get(crew.Address);
        Assert.Contains("Open the first case", empty.Body!.TextContent, StringComparison.Ordinal);

        var address = await crew.OpenCase(vera, ("name", "Анна Петрова\nAnna Petrova"), ("day", "2026-11-23"), ("time", "10:15"), ("zone", "Europe/Moscow"), ("country", "ru"),
            ("place", "Police unit 5"), ("source", "Witness"), ("text", "Taken with a banner."));
        var page = await vera.Browser.Get(address);
        Assert.Equal("Анна Петрова", page.QuerySelector("h1")!.TextContent);
        Assert.Contains("held at Police unit 5 since 23 November 2026, 10:15", page.QuerySelector(".lead")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Source: a witness. Reported. Written down by vera.", page.QuerySelector("#timeline")!.TextContent, StringComparison.Ordinal);

        await Crew.Write(vera, address, "need", ("need", "Parcel"), ("text", "warm clothes"));
        await Crew.Write(vera, address, "transferred", ("place", "SIZO-1"), ("how", "between"), ("day", "2026-11-23"), ("time", "20:00"), ("later-day", "2026-11-24"), ("later-time", "06:00"), ("source", "Lawyer"));
        page = await vera.Browser.Get(address);
        Assert.Contains("held at SIZO-1", page.QuerySelector(".lead")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Parcel: warm clothes", page.Body!.TextContent, StringComparison.Ordinal);

        // The need is met: the link leads to the fact that says so.
        var met = page.QuerySelectorAll("a").Single(a => a.TextContent == "It is met").GetAttribute("href")!;
        await Crew.Post(vera, await vera.Browser.Get(met), met.Split("&about")[0], ("text", "given to the unit"));
        page = await vera.Browser.Get(address);
        Assert.DoesNotContain("Needed now", page.QuerySelectorAll("h2").Select(h => h.TextContent));

        var list = await vera.Browser.Get(crew.Address);
        Assert.Equal("Анна Петрова", list.QuerySelector("tbody th")!.TextContent.Trim());
        var found = await vera.Browser.Send(list, crew.Address + "/search", ("name", "петр"));
        Assert.Single(found.QuerySelectorAll("tbody tr"));
        var nobody = await vera.Browser.Send(list, crew.Address + "/search", ("name", "Сидоров"));
        Assert.Empty(nobody.QuerySelectorAll("tbody tr"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_section_is_seen_by_who_holds_its_room_and_known_to_others_only_where_that_was_allowed(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var olga = await crew.Join("olga", Role.Caseworker);
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        var nothing = await olga.Browser.Get(address);
        Assert.DoesNotContain("Anna", nothing.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Equal(4, nothing.QuerySelectorAll("main section .note").Length); // four sections in a room that she doesn't hold

        crew.Grant(vera, olga, crew.Team());
        var health = crew.MakeRoom(vera, "Health");
        var sheet = await vera.Browser.Get(address + "/sheets/health");
        await Crew.Post(vera, sheet, address + "/sheets/health", ("conditions", "diabetes"));
        await Crew.Write(vera, address, "health", ("text", "asked for a doctor"), ("section", "Health"));
        Assert.Contains("diabetes", (await olga.Browser.Get(address)).Body!.TextContent, StringComparison.Ordinal);

        await Crew.Post(vera, await vera.Browser.Get(address + "/rooms/health"), address + "/rooms/health", ("room", Ids.Text(health.Value)));
        Assert.Contains("diabetes", (await vera.Browser.Get(address)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("asked for a doctor", (await vera.Browser.Get(address)).Body!.TextContent, StringComparison.Ordinal);
        var known = await olga.Browser.Get(address);
        Assert.Equal("Anna", known.QuerySelector("h1")!.TextContent);
        Assert.NotNull(known.QuerySelector("#Health .note"));
        Assert.DoesNotContain("diabetes", known.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("asked for a doctor", known.Body!.TextContent, StringComparison.Ordinal);

        var room = await vera.Browser.Get(address + "/rooms/health");
        using (var hidden = await vera.Browser.Http.PostAsync(new Uri(address + "/rooms/health", UriKind.Relative), new FormUrlEncodedContent(
            [new("form-token", room.QuerySelector("input[name=form-token]")!.GetAttribute("value")!), new("room", Ids.Text(health.Value))])))
            Assert.Equal(HttpStatusCode.Redirect, hidden.StatusCode);
        Assert.Null((await olga.Browser.Get(address)).QuerySelector("#Health"));
        using var direct = await olga.Browser.Http.GetAsync(new Uri(address + "/sheets/health", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, direct.StatusCode);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_saves_second_sees_what_the_first_wrote_and_keeps_their_own_text(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var olga = await crew.Join("olga", Role.Caseworker);
        crew.Grant(vera, olga, crew.Team());
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        var (first, second) = (await vera.Browser.Get(address + "/sheets/legal"), await olga.Browser.Get(address + "/sheets/legal"));
        await Crew.Post(vera, first, address + "/sheets/legal", ("lawyer", "Vera’s lawyer"), ("court", "Court 1"));
        using var response = await Crew.Submit(olga, second, address + "/sheets/legal", ("lawyer", "Olga’s lawyer"), ("court", "Court 1"));
        var conflict = await Visitor.Read(response, HttpStatusCode.BadRequest);
        Assert.Contains("Vera’s lawyer", conflict.QuerySelector("#field-lawyer-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Olga’s lawyer", conflict.QuerySelector("#field-lawyer")!.TextContent.Trim());
        Assert.Null(conflict.QuerySelector("#field-court-error"));
        await Crew.Post(olga, conflict, address + "/sheets/legal", ("lawyer", "Vera’s lawyer, Olga’s lawyer"));
        Assert.Contains("Vera’s lawyer, Olga’s lawyer", (await vera.Browser.Get(address)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_correction_takes_the_place_of_a_fact_and_a_second_press_writes_it_once()
    {
        var (crew, vera) = await Crew.Start(DatabaseKind.Sqlite, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("look", "red jacket, tall"), ("how", "unknown"), ("zone", "Europe/Moscow"));
        Assert.Equal("Unnamed: red jacket, tall", (await vera.Browser.Get(address)).QuerySelector("h1")!.TextContent);
        var form = await vera.Browser.Get(address + "/facts/new?kind=note");
        for (var press = 0; press < 2; press++) await Crew.Post(vera, form, address + "/facts/new?kind=note", ("text", "seen at unit 5"));
        var page = await vera.Browser.Get(address);
        Assert.Equal(2, page.QuerySelectorAll(".timeline > li").Length);
        var correct = page.QuerySelectorAll(".timeline > li").Single(l => l.TextContent.Contains("unit 5", StringComparison.Ordinal)).QuerySelector("a")!.GetAttribute("href")!;
        await Crew.Post(vera, await vera.Browser.Get(correct), correct, ("text", "seen at unit 7"), ("certainty", "Confirmed"));
        page = await vera.Browser.Get(address);
        Assert.Contains("unit 5", page.QuerySelector(".timeline .replaced")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Confirmed", page.QuerySelectorAll(".timeline > li").Single(l => l.TextContent.Contains("unit 7", StringComparison.Ordinal)).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_a_case_lies_open_on_the_disk()
    {
        var (crew, vera) = await Crew.Start(DatabaseKind.Sqlite, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "CanaryName"), ("look", "CanaryLook"), ("place", "CanaryPlace"), ("text", "CanaryText"), ("zone", "Europe/Moscow"));
        await Crew.Post(vera, await vera.Browser.Get(address + "/sheets/health"), address + "/sheets/health", ("conditions", "CanaryIllness"));
        await vera.Browser.Send(await vera.Browser.Get(crew.Address), crew.Address + "/search", ("name", "CanaryName"));
        foreach (var file in Directory.EnumerateFiles(crew.Test.Folder, "*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            Assert.True(bytes.AsSpan().IndexOf("Canary"u8) < 0, file);
        }
    }
}
