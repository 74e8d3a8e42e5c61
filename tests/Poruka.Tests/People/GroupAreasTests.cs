using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.People;

/// <summary>The list of a group's areas against the routes, and what a member sees of it.</summary>
public sealed class GroupAreasTests(PostgresServer postgres)
{
    private readonly TestClock _clock = new();

    [Fact]
    public async Task Every_area_has_a_page_that_lets_in_the_same_roles()
    {
        await using var site = await WebSite.Start(postgres, Poruka.Program.Pages);
        foreach (var area in GroupAreas.All)
        {
            var route = Assert.Single(site.Routes, r => r.RoutePattern.RawText == "/groups/{group}/" + area.Path
                && r.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.HttpMethodMetadata>()!.HttpMethods.Contains("GET"));
            var rule = route.Metadata.GetMetadata<AccessRule>()!;
            Assert.Equal(Audience.Group, rule.Audience);
            Assert.True(area.Roles.Order().SequenceEqual(rule.Roles.Order()), $"{area.Path} is shown to others than its page lets in.");
        }
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task A_member_finds_the_areas_from_home(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        var home = await vera.Browser.Get("/home");
        var group = await vera.Browser.Get(home.QuerySelector("section h2 a")!.GetAttribute("href")!);
        Assert.Equal("Political Red Cross", group.QuerySelector("h1")!.TextContent);
        var members = await vera.Browser.Get(Assert.Single(group.QuerySelectorAll(".areas a"), a => a.TextContent == "Members").GetAttribute("href")!);
        Assert.Equal(["vera", "administrator, member", "may sign in", "23 November 2026"],
            members.QuerySelectorAll("tbody tr:first-child > *").Select(c => c.TextContent.Trim()));
    }
}
