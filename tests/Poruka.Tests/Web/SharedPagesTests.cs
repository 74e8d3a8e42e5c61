using System.Net;
using Poruka.Storage;
using Poruka.Tests.People;

namespace Poruka.Tests.Web;

/// <summary>Pages that are kept for all visitors.</summary>
public sealed class SharedPagesTests(PostgresServer postgres)
{
    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task What_anybody_has_written_stands_on_the_next_page(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        await using var site = await WebSite.Start(test, Program.Pages);
        using var visitor = site.Visit("en");
        // As from another program, and by this one.
        using var other = kind == DatabaseKind.Sqlite ? Database.AtFile(Path.Combine(test.Folder, "poruka.db")) : Database.AtServer(test.Installation.Settings["database"]);
        for (var turn = 0; turn < 20; turn++)
        {
            await visitor.Get("/");
            await visitor.Get("/funds/red-cross");
            using (var connection = (turn % 2 == 0 ? other : test.Database).Open())
            {
                Sql.Run(connection, null, "update organisation set name = @name", ("name", $"Group {turn}"));
                Sql.Run(connection, null, "update fund set name = @name", ("name", $"Fund {turn}"));
            }
            Assert.Equal($"Group {turn}", (await visitor.Get("/")).QuerySelector("h1")!.TextContent.Trim());
            Assert.Equal($"Fund {turn}", (await visitor.Get("/funds/red-cross")).QuerySelector("h1")!.TextContent.Trim());
        }
    }

    [Fact]
    public async Task Each_visitor_has_a_token_of_their_own_and_their_language()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var group = new SampleGroup(test);
        await using var site = await WebSite.Start(test, Program.Pages);
        var tokens = new HashSet<string>();
        for (var number = 0; number < 3; number++)
        {
            using var visitor = site.Visit("en");
            var page = await visitor.Get("/");
            Assert.All(page.QuerySelectorAll("input[name=form-token]"), input => Assert.True(tokens.Add(input.GetAttribute("value")!)));
            using var answer = await visitor.Post(page, "/language", ("language", "uk"));
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
            Assert.Equal("uk", (await visitor.Get("/")).DocumentElement.GetAttribute("lang"));
        }
        Assert.Equal(3, tokens.Count);
        using var asked = site.Visit("ru");
        using var response = await asked.Http.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("no-cache", response.Headers.CacheControl?.ToString());
        Assert.Equal(["ru"], response.Content.Headers.ContentLanguage);
        Assert.Equal(response.Content.Headers.ContentLength, (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length);
        // Whoever is signed in sees their own.
        using var vera = SampleGroup.SignedIn(site, group.Vera);
        Assert.Contains("vera", (await vera.Get("/")).QuerySelector("header")!.TextContent, StringComparison.Ordinal);
        using var stranger = site.Visit("en");
        Assert.DoesNotContain("vera", (await stranger.Get("/")).QuerySelector("header")!.TextContent, StringComparison.Ordinal);
    }
}
