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
        // Not "cookies": the mark of the device stays, so that strangers can't keep its owner out.
        context.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/sign-in";
    }
}
