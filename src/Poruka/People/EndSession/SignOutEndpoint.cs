namespace Poruka.People.EndSession;

/// <summary>Signs out: the session's keys are gone at once, and the browser forgets what it saw.</summary>
internal static class SignOutEndpoint
{
    public const string Address = "/sign-out";

    public static void MapSignOut(this IEndpointRouteBuilder routes) => routes.MapPost(Address, SignOut).ForEverybody();

    private static void SignOut(HttpContext context)
    {
        Visit.End(context);
        Shell.FormGuard.Renew(context);
        Shell.SecurityHeaders.ForgetSite(context);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/sign-in";
    }
}
