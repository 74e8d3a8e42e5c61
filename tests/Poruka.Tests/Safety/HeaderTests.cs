using System.Net;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.Safety;

/// <summary>Every page as it really is, asked for by nobody and by somebody who may all: its headers and cookies, and that none breaks.</summary>
public sealed class HeaderTests(PostgresServer postgres)
{
    private readonly TestClock _clock = new();

    [Theory, InlineData("nobody"), InlineData("everything")]
    public async Task Every_page_has_the_strict_headers_keeps_nothing_of_members_and_breaks_on_no_address(string who)
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var cast = Cast.Gather(site, test, _clock);
        var actor = cast.Actors.First(a => a.Name == who);
        var wrong = new List<string>();
        foreach (var row in RouteRow.All.Where(r => r.Method == "GET"))
        {
            using var response = await actor.Visitor.Http.GetAsync(new Uri(row.AddressFor(cast.Group.Slug, cast.Room), UriKind.Relative));
            void Must(bool holds, string what)
            {
                if (!holds) wrong.Add($"GET {row.Route} as {who}: {what} ({(int)response.StatusCode})");
            }

            Must((int)response.StatusCode < 500, "breaks");
            foreach (var (name, value) in Strict)
                Must(response.Headers.TryGetValues(name, out var values) && values.SequenceEqual([value]), $"{name} is not as it must be");
            Must(!response.Headers.Contains("Server") && !response.Headers.Contains("X-Powered-By"), "names its server");
            // Assets are the same for all; of the rest nothing that a member sees is kept.
            if ((actor.IsSignedIn || row.Audience != Audience.Everybody) && !row.Route.StartsWith("/assets/", StringComparison.Ordinal))
                Must(response.Headers.CacheControl is { NoStore: true }, "may be kept by the browser");
            if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
                foreach (var cookie in cookies)
                {
                    Must(cookie.Contains("httponly", StringComparison.OrdinalIgnoreCase), "a cookie that scripts may read");
                    Must(cookie.Contains("samesite=", StringComparison.OrdinalIgnoreCase), "a cookie that other sites send");
                    Must(!cookie.StartsWith("__Host-", StringComparison.Ordinal) || cookie.Contains("secure", StringComparison.OrdinalIgnoreCase), "a cookie for unsafe ways");
                }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(50)));
    }

    [Fact]
    public async Task Signing_out_has_the_browser_forget_what_it_saw_but_not_that_it_is_known()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var cast = Cast.Gather(site, test, _clock);
        var visitor = cast.Everything.Visitor;
        using var response = await visitor.Post(await visitor.Get("/home"), "/sign-out");
        Assert.Equal("\"cache\", \"storage\"", Assert.Single(response.Headers.GetValues("Clear-Site-Data")));
        Assert.True(response.Headers.CacheControl is { NoStore: true });
        Assert.Contains(response.Headers.GetValues("Set-Cookie"), c => c.StartsWith(Visit.Cookie + "=;", StringComparison.Ordinal));
        using var after = await visitor.Http.GetAsync(new Uri("/home", UriKind.Relative));
        Assert.Equal(HttpStatusCode.SeeOther, after.StatusCode);
    }

    private static readonly (string Name, string Value)[] Strict =
    [
        ("Content-Security-Policy", SecurityHeaders.ContentSecurityPolicy), ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
    ];
}
