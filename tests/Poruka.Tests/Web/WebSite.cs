using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Tests.Web;

/// <summary>The real server on a free port of the loopback, over the books of an installation.</summary>
public sealed class WebSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IDisposable? _installation;

    private WebSite(WebApplication app, ServeOptions options, IDisposable? installation)
    {
        (_app, _installation, Options) = (app, installation, options);
        Address = WebServer.AddressOf(app);
    }

    public Uri Address { get; }

    internal ServeOptions Options { get; }

    /// <summary>What the server works with.</summary>
    internal T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public IReadOnlyList<RouteEndpoint> Routes =>
        [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()];

    /// <summary>Starts over an installation of its own, which goes with it.</summary>
    public static Task<WebSite> Start(PostgresServer postgres, Action<IEndpointRouteBuilder> map)
    {
        var installation = new TestInstallation(DatabaseKind.Sqlite, postgres);
        return Start(installation, map, installation);
    }

    /// <summary>Starts over an installation that its maker disposes.</summary>
    internal static async Task<WebSite> Start(
        TestInstallation test, Action<IEndpointRouteBuilder> map, IDisposable? disposeToo = null, IClock? clock = null,
        Func<ServeOptions, ServeOptions>? change = null)
    {
        var options = new ServeOptions(new Uri("http://127.0.0.1:0"), test.Installation, clock ?? SystemClock.Instance)
        {
            Cost = new PassphraseCost(8 * 1024, 1), // the least that the derivation takes: these tests are about what is around it
        };
        if (change is not null) options = change(options);
        var app = WebServer.Build(options, map);
        await app.StartAsync();
        return new WebSite(app, options, disposeToo);
    }

    /// <summary>A visitor with a browser's cookies; redirects are not followed.</summary>
    public Visitor Visit(string? acceptLanguage = null) => new(Address, acceptLanguage);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _installation?.Dispose();
    }
}

public sealed class Visitor : IDisposable
{
    private static readonly HtmlParser Parser = new();

    public Visitor(Uri address, string? acceptLanguage)
    {
        SafeCookies = new SafeCookies(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies, UseProxy = false });
        Http = new HttpClient(SafeCookies) { BaseAddress = address };
        if (acceptLanguage is not null) Http.DefaultRequestHeaders.Add("Accept-Language", acceptLanguage);
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Cookies that a browser keeps for safe ways, of which the loopback is one to it.</summary>
    internal SafeCookies SafeCookies { get; }

    public HttpClient Http { get; }

    /// <summary>Posts a form and follows to the page that it leads to.</summary>
    public async Task<IHtmlDocument> Send(IHtmlDocument page, string action, params (string Name, string Value)[] fields)
    {
        using var response = await Post(page, action, fields);
        if (response.StatusCode is HttpStatusCode.SeeOther or HttpStatusCode.Redirect)
            return await Get(response.Headers.Location!.OriginalString);
        return await Read(response, response.StatusCode);
    }

    public async Task<IHtmlDocument> Get(string address, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await Http.GetAsync(new Uri(address, UriKind.Relative));
        return await Read(response, expected);
    }

    /// <summary>Posts a form of a page as a browser would: every field with the value that the page gave it.</summary>
    public async Task<HttpResponseMessage> Post(IHtmlDocument page, string action, params (string Name, string Value)[] fields)
    {
        var form = page.QuerySelectorAll<IHtmlFormElement>("form")
            .Where(f => f.GetAttribute("action") == action).MaxBy(f => fields.Count(x => f.Elements[x.Name] is not null))!;
        var values = form.QuerySelectorAll<IHtmlInputElement>("input[type=hidden]")
            .ToDictionary(i => i.Name!, i => i.Value);
        foreach (var (name, value) in fields) values[name] = value;
        using HttpContent content = form.GetAttribute("enctype") == "multipart/form-data"
            ? Multipart(values)
            : new FormUrlEncodedContent(values);
        return await Http.PostAsync(new Uri(action, UriKind.Relative), content);
    }

    public static async Task<IHtmlDocument> Read(HttpResponseMessage response, HttpStatusCode expected)
    {
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        return Parser.ParseDocument(await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => Http.Dispose();

    private static MultipartFormDataContent Multipart(Dictionary<string, string> values)
    {
        var content = new MultipartFormDataContent();
        foreach (var (name, value) in values) content.Add(new StringContent(value), name);
        return content;
    }
}

/// <summary>Keeps cookies that are for safe ways only, and sends them over the loopback as browsers do.</summary>
internal sealed class SafeCookies(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    public Dictionary<string, string> Kept { get; } = new(StringComparer.Ordinal);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Kept.Count > 0) request.Headers.Add("Cookie", Kept.Select(c => $"{c.Key}={c.Value}"));
        var response = await base.SendAsync(request, cancellationToken);
        if (!response.Headers.TryGetValues("Set-Cookie", out var set)) return response;
        foreach (var cookie in set)
        {
            if (!cookie.Contains("secure", StringComparison.OrdinalIgnoreCase)) continue;
            var (name, value) = (cookie[..cookie.IndexOf('=', StringComparison.Ordinal)], cookie.Split(';')[0].Split('=', 2)[1]);
            if (value.Length == 0) Kept.Remove(name);
            else Kept[name] = value;
        }
        return response;
    }
}
