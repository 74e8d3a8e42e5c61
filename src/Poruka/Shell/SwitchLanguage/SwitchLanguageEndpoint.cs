using Poruka.People;

namespace Poruka.Shell.SwitchLanguage;

/// <summary>Keeps the language that somebody chose at the foot of a page.</summary>
public static class SwitchLanguageEndpoint
{
    /// <summary>Where the form posts to.</summary>
    public const string Address = "/language";

    /// <summary>The field with the language's tag; each button of the form gives another.</summary>
    public const string LanguageField = "language";

    /// <summary>The field with the page to come back to.</summary>
    public const string ReturnField = "return";

    /// <summary>Maps it.</summary>
    public static void MapSwitchLanguage(this IEndpointRouteBuilder routes) => routes.MapPost(Address, Store).ForEverybody();

    private static async Task Store(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var language = Languages.OfTag(form[LanguageField].ToString());
        if (language is null)
        {
            await ErrorPages.Write(context, Problem.BadRequest);
            return;
        }
        context.Response.Cookies.Append(Page.LanguageCookie, language.Name, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            MaxAge = TimeSpan.FromDays(365),
            IsEssential = true,
        });
        var back = form[ReturnField].ToString();
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = Addresses.IsLocal(back) ? back : "/";
    }
}
