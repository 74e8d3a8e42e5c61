using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using NodaTime;
using Poruka.Ledger;
using Poruka.People;

namespace Poruka.Shell;

/// <summary>Which entry of the navigation a page belongs to.</summary>
public enum NavigationEntry
{
    /// <summary>None.</summary>
    None,

    /// <summary>The funds.</summary>
    Funds,

    /// <summary>Checking a receipt.</summary>
    CheckReceipt,

    /// <summary>About Poruka.</summary>
    About,

    /// <summary>What a member works with.</summary>
    Home,

    /// <summary>A member's own account.</summary>
    Account,

    /// <summary>Asking for help.</summary>
    Help,

    /// <summary>The guides.</summary>
    Guides,

    /// <summary>News.</summary>
    News,

    /// <summary>People inside.</summary>
    People,

    /// <summary>How to help.</summary>
    How,
}

/// <summary>
/// What every page knows: its language, title, address, and how things are written. A part of each page's model, so that
/// templates depend on nothing else.
/// </summary>
/// <param name="Language">The language.</param>
/// <param name="Title">The title, as it stands in the browser's tab.</param>
/// <param name="Path">The local address, with its query, to which changing the language comes back.</param>
/// <param name="FormToken">The token that each form of the page carries.</param>
/// <param name="Today">The day, for the foot of a printed sheet.</param>
public sealed record Page(CultureInfo Language, string Title, string Path, string FormToken, LocalDate Today)
{
    /// <summary>The cookie that holds the language somebody chose.</summary>
    public const string LanguageCookie = "poruka-language";

    /// <summary>Where in the navigation it is.</summary>
    public NavigationEntry Entry { get; init; }

    /// <summary>Who is signed in, or null.</summary>
    public Visit? Visit { get; init; }

    /// <summary>How the site looks.</summary>
    public SiteLook Look { get; init; } = SiteLook.Plain;

    /// <summary>What its head says to feeds and search engines, where it is a page for the public.</summary>
    public PageHead? Head { get; init; }

    /// <summary>Whether it is made for a mirror: a file, to which nothing can be posted.</summary>
    public bool IsFile { get; init; }

    /// <summary>Whether it is wide: tables rather than text.</summary>
    public bool Wide { get; init; }

    /// <summary>The text of a key.</summary>
    public string this[string key] => Texts.Get(Language, key);

    /// <summary>The text of a key, filled in.</summary>
    public string Text(string key, params ReadOnlySpan<object?> arguments) => Texts.Get(Language, key, arguments);

    /// <summary>What languages are called that are given by their codes.</summary>
    public string NamesOf(params IEnumerable<string> languages) => Texts.NamesOf(Language, languages);

    /// <summary>The text for a count.</summary>
    public string Plural(string key, long count, params ReadOnlySpan<object?> more) =>
        Texts.Plural(Language, key, count, more);

    /// <summary>An amount with its currency.</summary>
    public string Money(Money money, bool wholeUnits = false) => Written.Money(Language, money, wholeUnits);

    /// <summary>A day.</summary>
    public string Day(LocalDate day) => Written.Day(Language, day);

    /// <summary>A month.</summary>
    public string Month(YearMonth month) => Written.Month(Language, month);

    /// <summary>A count.</summary>
    public string Count(long count) => Written.Count(Language, count);

    /// <summary>Makes the page of a request and marks its response with the language.</summary>
    /// <param name="context">The request.</param>
    /// <param name="titleKey">The key of the title.</param>
    /// <param name="arguments">What is filled into the title.</param>
    public static Page Of(HttpContext context, string titleKey, params ReadOnlySpan<object?> arguments)
    {
        var language = LanguageOf(context.Request);
        var headers = context.Response.Headers;
        headers.ContentLanguage = language.Name;
        headers.Vary = "Accept-Language, Cookie";
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        var request = context.Request;
        return new Page(
            language,
            Texts.Get(language, titleKey, arguments),
            request.Path.ToUriComponent() + WithoutLanguage(request.QueryString.ToUriComponent()),
            tokens.RequestToken ?? throw new InvalidOperationException("Antiforgery gave no token."),
            context.RequestServices.GetRequiredService<IClock>().GetCurrentInstant().InUtc().Date)
        {
            Visit = Visit.Of(context),
            Look = context.RequestServices.GetRequiredService<SiteLooks>().Read(context),
            IsFile = context.RequestServices.GetRequiredService<ServeOptions>().IsMirror,
        };
    }

    /// <summary>The language that an address asked for is no part of where one comes back to after choosing another.</summary>
    private static string WithoutLanguage(string query) => query is "?lang=en" or "?lang=ru" or "?lang=uk" ? "" : query;

    /// <summary>The language of a request: what the address asks for, else the cookie, else what the browser asks for.</summary>
    public static CultureInfo LanguageOf(HttpRequest request) =>
        (request.Query["lang"] is [{ } asked] ? Languages.OfTag(asked) : null) ?? (request.Cookies[LanguageCookie] is { } chosen ? Languages.OfTag(chosen) : null)
        ?? Languages.OfAcceptLanguage(request.Headers.AcceptLanguage.ToString());
}
