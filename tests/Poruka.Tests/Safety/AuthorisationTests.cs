using System.Net;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.Safety;

/// <summary>
/// Every route against everybody. What is expected stands in routes.tsv and not in the code, and the pages behind the door are
/// replaced by one that says "let in", so that the door itself answers.
/// </summary>
public sealed class AuthorisationTests(PostgresServer postgres)
{
    /// <summary>What a replaced page answers.</summary>
    private const int LetIn = 299;

    private readonly TestClock _clock = new();

    [Fact]
    public async Task Every_route_stands_in_the_file_with_its_rule_and_the_file_names_no_other()
    {
        await using var site = await WebSite.Start(postgres, Poruka.Program.Pages);
        var routes = site.Routes.SelectMany(RouteRow.LinesOf).Distinct().Order(StringComparer.Ordinal).ToList();
        var file = RouteRow.All.Select(r => r.ToString()).ToList();
        var lacking = routes.Except(file).ToList();
        var leftOver = file.Except(routes).ToList();
        Assert.True(lacking.Count == 0 && leftOver.Count == 0,
            $"tests/Poruka.Tests/Safety/routes.tsv lacks:\n{string.Join('\n', lacking)}\nand has too much:\n{string.Join('\n', leftOver)}");
    }

    [Fact]
    public async Task Everybody_comes_exactly_where_the_file_says()
    {
        var wrong = await Wrong(Replaced, RouteRow.All);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(50)));
    }

    /// <summary>The matrix held against itself: a rule that lets in more, or fewer, than the file says is noticed.</summary>
    [Theory]
    [InlineData("GET", "/home", Audience.Everybody, "", false, "nobody")] // a rule taken away
    [InlineData("GET", "/groups/{group}/cases", Audience.Group, "caseworker,writer", false, "writer")] // a role too many
    [InlineData("GET", "/groups/{group}/cases", Audience.Group, "", false, "auditor")] // any role
    [InlineData("GET", "/groups/{group}/funds", Audience.SignedIn, "", false, "member of another group")]
    [InlineData("GET", "/rooms/{room}", Audience.SignedIn, "", false, "revoked")]
    [InlineData("GET", "/rooms/{room}", Audience.SignedIn, "", false, "lapsed")]
    [InlineData("GET", "/rooms/{room}/record", Audience.Room, "", false, "holder")] // for keepers alone
    [InlineData("POST", "/groups/{group}/rooms/new", Audience.Group, "", false, "not proved")] // without the passphrase again
    [InlineData("POST", "/me/all/end", Audience.Everybody, "", false, "frozen")]
    [InlineData("GET", "/groups/{group}/waiting", Audience.Everybody, "", false, "signed out")]
    [InlineData("GET", "/groups/{group}", Audience.Group, "treasurer", false, "member")] // too narrow
    public async Task A_rule_that_was_changed_is_noticed(string method, string route, Audience audience, string roles, bool proof, string noticedAs)
    {
        var changed = new AccessRule(audience, [.. roles.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(r => Poruka.People.Roles.OfWord(r)!.Value)], proof);
        var rows = RouteRow.All.Where(r => r.Method == method && r.Route == route).ToList();
        Assert.Single(rows);
        var wrong = await Wrong(routes => Replace(routes, builder =>
        {
            if (builder is RouteEndpointBuilder its && "/" + its.RoutePattern.RawText!.TrimStart('/') == route
                && its.Metadata.OfType<HttpMethodMetadata>().Any(m => m.HttpMethods.Contains(method))) its.Metadata.Add(changed);
        }), rows);
        Assert.Contains(wrong, w => w.Contains($" as {noticedAs}:", StringComparison.Ordinal));
    }

    /// <summary>Sends everybody to the addresses of the rows; where somebody comes further, or less far, than the file says.</summary>
    private async Task<List<string>> Wrong(Action<IEndpointRouteBuilder> map, IReadOnlyList<RouteRow> rows)
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, map, clock: _clock);
        using var cast = Cast.Gather(site, test, _clock);
        var wrong = new List<string>();
        foreach (var actor in cast.Actors)
        {
            var form = await actor.Visitor.Get("/about");
            foreach (var row in rows.Where(r => r.Method is "GET" or "POST"))
            {
                using var response = await Ask(actor, form, row, row.AddressFor(cast.Group.Slug, cast.Room));
                var (expected, answer) = (Expected(row, actor), await Answer(response, IsReplaced(row)));
                if (answer != expected) wrong.Add($"{row.Method} {row.Route} as {actor.Name}: {answer}, not {expected}");
            }
        }
        return wrong;
    }

    [Fact]
    public async Task No_form_is_taken_without_its_token_with_a_stale_one_or_with_that_of_somebody_else()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Replaced, clock: _clock);
        using var cast = Cast.Gather(site, test, _clock);
        var mine = cast.Everything.Visitor;
        var theirs = await cast.Actors.First(a => a.Name == "member of another group").Visitor.Get("/about");
        var stale = TokenOf(await mine.Get("/about"));
        ForgetFormCookie(site, mine);
        var fresh = TokenOf(await mine.Get("/about"));
        var wrong = new List<string>();
        // Mail programs post to the one address that is its own proof (RFC 8058).
        foreach (var row in RouteRow.All.Where(r => r.Method == "POST" && r.Route != "/newsletter/leave/{token}"))
        {
            foreach (var (name, token) in ((string, string?)[])[("none", null), ("stale", stale), ("another's", TokenOf(theirs)), ("nonsense", fresh[..^4] + "AAAA")])
            {
                using var content = new FormUrlEncodedContent(token is null ? [] : [KeyValuePair.Create("form-token", token)]);
                using var response = await mine.Http.PostAsync(new Uri(row.AddressFor(cast.Group.Slug, cast.Room), UriKind.Relative), content);
                if (response.StatusCode != HttpStatusCode.BadRequest) wrong.Add($"{row.Route} with {name}: {(int)response.StatusCode}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(50)));
    }

    private static string Expected(RouteRow row, Actor actor)
    {
        if (row.Audience == Audience.Everybody) return "let in";
        if (!actor.IsSignedIn) return "sign in";
        switch (row.Audience)
        {
            case Audience.Group when !actor.IsOfGroup:
            case Audience.Room or Audience.Keeper when !actor.Holds:
                return "nothing here";
            case Audience.Group when row.Roles.Count > 0 && !row.Roles.Any(actor.Roles.Contains):
            case Audience.Keeper when !actor.Keeps:
                return "not yours";
        }
        return row.Proof && !actor.IsProved ? "prove" : "let in";
    }

    private static async Task<string> Answer(HttpResponseMessage response, bool isReplaced)
    {
        var to = response.Headers.Location?.OriginalString ?? "";
        if (to.StartsWith("/sign-in?to=", StringComparison.Ordinal)) return "sign in";
        if (to.StartsWith("/prove?to=", StringComparison.Ordinal)) return "prove";
        // What the shell maps itself isn't replaced: for everybody, whatever it answers.
        if ((int)response.StatusCode == LetIn || !isReplaced) return "let in";
        var body = await response.Content.ReadAsStringAsync();
        return (int)response.StatusCode switch
        {
            200 when body.Contains("action=\"/sign-in\"", StringComparison.Ordinal) && body.Contains("carry-form", StringComparison.Ordinal) => "sign in",
            200 when body.Contains("action=\"/prove\"", StringComparison.Ordinal) && body.Contains("carry-form", StringComparison.Ordinal) => "prove",
            403 => "not yours",
            404 => "nothing here",
            var other => other.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    private static async Task<HttpResponseMessage> Ask(Actor actor, IHtmlDocument form, RouteRow row, string address)
    {
        var uri = new Uri(address, UriKind.Relative);
        if (row.Method == "GET") return await actor.Visitor.Http.GetAsync(uri);
        using var content = new FormUrlEncodedContent([KeyValuePair.Create("form-token", TokenOf(form))]);
        return await actor.Visitor.Http.PostAsync(uri, content);
    }

    private static bool IsReplaced(RouteRow row) => row.Route is not ("/about" or "/language" or "/assets/{version}/{name}");

    private static string TokenOf(IHtmlDocument page) => ((IHtmlInputElement)page.QuerySelector("input[name=form-token]")!).Value;

    private static void ForgetFormCookie(WebSite site, Visitor visitor)
    {
        foreach (Cookie cookie in visitor.Cookies.GetCookies(site.Address)) cookie.Expired = true;
        visitor.SafeCookies.Kept.Remove(Poruka.Shell.FormGuard.Cookie);
    }

    private static void Replaced(IEndpointRouteBuilder routes) => Replace(routes, _ => { });

    private static void Replace(IEndpointRouteBuilder routes, Action<EndpointBuilder> change)
    {
        var all = routes.MapGroup("");
        ((IEndpointConventionBuilder)all).Add(builder => builder.RequestDelegate = context =>
        {
            context.Response.StatusCode = LetIn;
            return Task.CompletedTask;
        });
        // After the route's own: what was added last holds.
        ((IEndpointConventionBuilder)all).Finally(change);
        Poruka.Program.Pages(all);
    }
}
