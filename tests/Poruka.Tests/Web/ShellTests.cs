using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Poruka.Shell;
using Poruka.People;
using Poruka.Shell.SwitchLanguage;

namespace Poruka.Tests.Web;

public sealed class ShellTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Faulty = "/test/fault/{name}";

    private WebSite _site = null!;

    public async ValueTask InitializeAsync() => _site = await WebSite.Start(postgres, routes =>
    {

        // A page of ours that breaks: the message and the path are what must not be logged or shown.
        routes.MapGet(Faulty, (RequestDelegate)(_ => throw new InvalidOperationException("the secret of the message"))).ForEverybody();
    });

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("GET", "/about", 200)]
    [InlineData("HEAD", "/about", 200)]
    [InlineData("GET", "/nothing/here", 404)]
    [InlineData("GET", "/language", 405)]
    [InlineData("DELETE", "/about", 405)]
    [InlineData("POST", "/language", 400)]
    [InlineData("GET", "/test/fault/anna", 500)]
    [InlineData("GET", "/assets/0/pico.css", 200)]
    [InlineData("GET", "/assets/0/nothing.css", 404)]
    [InlineData("GET", "/assets/0/..%2f..%2fetc%2fpasswd", 404)]
    public async Task The_strict_headers_stand_on_every_response(string method, string path, int status)
    {
        using var visitor = _site.Visit();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await visitor.Http.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
        AssertStrict(response);
    }

    [Theory]
    [InlineData("/nothing/here", HttpStatusCode.NotFound)]
    [InlineData("/language", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/test/fault/anna", HttpStatusCode.InternalServerError)]
    public async Task Errors_are_pages_in_the_language_of_the_visitor(string path, HttpStatusCode status)
    {
        foreach (var language in Languages.All)
        {
            using var visitor = _site.Visit(language.Name);
            var page = await visitor.Get(path, status);
            Assert.Equal(language.Name, page.DocumentElement.GetAttribute("lang"));
            Assert.NotNull(page.QuerySelector("main h1"));
            Assert.NotNull(page.QuerySelector("main a[href='/']"));
            Assert.DoesNotContain("secret", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_fault_is_logged_without_its_message_and_without_the_path()
    {
        var before = Console.Error;
        using var log = new StringWriter();
        Console.SetError(log);
        try
        {
            var site = await WebSite.Start(postgres, routes => routes.MapGet(
                Faulty, (RequestDelegate)(_ => throw new InvalidOperationException("the secret of the message"))).ForEverybody());
            using var visitor = site.Visit();
            var page = await visitor.Get("/test/fault/anna", HttpStatusCode.InternalServerError);
            await site.DisposeAsync();
            var text = log.ToString();
            var reference = page.QuerySelector("main p.quiet")!.TextContent.Split(' ')[^1];
            Assert.Contains(reference, text, StringComparison.Ordinal);
            Assert.Contains("System.InvalidOperationException", text, StringComparison.Ordinal);
            Assert.Contains(Faulty, text, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
            Assert.DoesNotContain("anna", text, StringComparison.Ordinal);
            Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
        }
        finally
        {
            Console.SetError(before);
        }
    }

    [Fact]
    public async Task The_language_follows_the_browser_until_one_is_chosen()
    {
        using var visitor = _site.Visit("uk-UA, en;q=0.5");
        var page = await visitor.Get("/about?x=1");
        Assert.Equal("uk", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("Українська", page.QuerySelector(".languages [aria-pressed=true]")!.TextContent);

        using var response = await visitor.Post(page, SwitchLanguageEndpoint.Address, (SwitchLanguageEndpoint.LanguageField, "ru"));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal("/about?x=1", response.Headers.Location?.OriginalString);
        AssertStrict(response);

        using var chosen = await visitor.Http.GetAsync(new Uri("/about", UriKind.Relative));
        Assert.Equal("ru", Assert.Single(chosen.Content.Headers.ContentLanguage));
        Assert.Equal("Accept-Language, Cookie", string.Join(", ", chosen.Headers.Vary));
        var cookie = visitor.Cookies.GetCookies(_site.Address)[Page.LanguageCookie]!;
        Assert.True(cookie.HttpOnly);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("evil")]
    [InlineData("/\r\nSet-Cookie: a=b")]
    [InlineData("")]
    public async Task Choosing_a_language_never_leads_elsewhere(string back)
    {
        using var visitor = _site.Visit();
        var page = await visitor.Get("/about");
        using var response = await visitor.Post(
            page, SwitchLanguageEndpoint.Address, (SwitchLanguageEndpoint.LanguageField, "ru"), (SwitchLanguageEndpoint.ReturnField, back));
        Assert.Equal("/", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task An_unknown_language_is_refused()
    {
        using var visitor = _site.Visit();
        var page = await visitor.Get("/about");
        using var response = await visitor.Post(page, SwitchLanguageEndpoint.Address, (SwitchLanguageEndpoint.LanguageField, "xx"));
        await Visitor.Read(response, HttpStatusCode.BadRequest);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_form_without_its_token_or_with_that_of_another_visitor_changes_nothing()
    {
        using var stranger = _site.Visit();
        using var visitor = _site.Visit();
        var foreign = await stranger.Get("/about");
        var own = await visitor.Get("/about");
        var token = TokenOf(own);
        Assert.NotEqual("", token);
        foreach (var wrong in (string[])["", "x", token[..^4], TokenOf(foreign)])
        {
            using var response = await visitor.Post(
                own, SwitchLanguageEndpoint.Address, (SwitchLanguageEndpoint.LanguageField, "ru"), (FormGuard.TokenField, wrong));
            var page = await Visitor.Read(response, HttpStatusCode.BadRequest);
            Assert.Contains("run out", page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
            Assert.Null(visitor.Cookies.GetCookies(_site.Address)[Page.LanguageCookie]);
        }
    }

    [Fact]
    public async Task More_than_a_page_takes_is_refused_calmly()
    {
        using var visitor = _site.Visit();
        var page = await visitor.Get("/about");
        using var response = await visitor.Post(
            page, SwitchLanguageEndpoint.Address, (SwitchLanguageEndpoint.LanguageField, new string('x', 5_000_000)));
        await Visitor.Read(response, HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Many_fields_are_refused_calmly()
    {
        using var visitor = _site.Visit();
        var page = await visitor.Get("/about");
        using var response = await visitor.Post(
            page, SwitchLanguageEndpoint.Address, [.. Enumerable.Range(0, 10_000).Select(i => ($"f{i}", "x"))]);
        await Visitor.Read(response, HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Style_sheets_are_kept_for_a_year_and_asked_for_by_their_tag()
    {
        using var visitor = _site.Visit();
        var page = await visitor.Get("/about");
        var sheets = page.QuerySelectorAll("link[rel=stylesheet]").Select(l => l.GetAttribute("href")!).ToList();
        Assert.Equal(2, sheets.Count);
        foreach (var sheet in sheets)
        {
            foreach (var encoding in (string?[])[null, "gzip", "br"])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, sheet);
                if (encoding is not null) request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));
                using var response = await visitor.Http.SendAsync(request);
                Assert.Equal("public, max-age=31536000, immutable", response.Headers.GetValues("Cache-Control").Single());
                Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
                Assert.Equal("text/css; charset=utf-8", response.Content.Headers.ContentType!.ToString());
                AssertStrict(response);

                using var again = new HttpRequestMessage(HttpMethod.Get, sheet);
                if (encoding is not null) again.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));
                again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
                using var unchanged = await visitor.Http.SendAsync(again);
                Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
                AssertStrict(unchanged);
            }
        }
    }

    [Fact]
    public async Task A_page_with_its_style_sheets_is_under_60_kB()
    {
        using var visitor = _site.Visit("ru");
        visitor.Http.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        var html = (await visitor.Http.GetByteArrayAsync(new Uri("/about", UriKind.Relative))).Length;
        var css = 0;
        foreach (var name in (string[])["pico.css", "poruka.css", "mark.svg"])
            css += (await visitor.Http.GetByteArrayAsync(new Uri(Assets.Address(name), UriKind.Relative))).Length;
        Assert.InRange(html + css, 1, 60_000);
    }

    internal static string TokenOf(IHtmlDocument page) =>
        page.QuerySelector($"input[name={FormGuard.TokenField}]")!.GetAttribute("value")!;

    internal static void AssertStrict(HttpResponseMessage response)
    {
        Assert.Equal(
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("same-origin", response.Headers.GetValues("Cross-Origin-Opener-Policy").Single());
        Assert.Equal("same-origin", response.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.False(response.Headers.Contains("Server"));
        Assert.False(response.Headers.Contains("X-Powered-By"));
    }
}
