using NodaTime;
using Poruka.Shell;

namespace Poruka.People;

/// <summary>
/// Holds each request against the rule of its route. Who isn't signed in is asked to, and what they posted is carried out
/// afterwards; who may not know that there is something is told that there is nothing.
/// </summary>
internal static class Gate
{
    public static async Task Check(HttpContext context, RequestDelegate next)
    {
        // No route: the pages "nothing here" and "asked in another way" are for everybody.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            await next(context);
            return;
        }
        var rule = endpoint.Metadata.GetMetadata<AccessRule>()
            ?? throw new InvalidOperationException($"The route {endpoint.RoutePattern.RawText} has no rule of access.");
        if (Visit.Of(context) is not null || rule.Audience != Audience.Everybody) context.Response.Headers.CacheControl = "no-store";
        if (rule.Audience == Audience.Everybody)
        {
            await next(context);
            return;
        }
        if (Visit.Of(context) is not { } visit)
        {
            await AskAgain.ToSignIn(context);
            return;
        }
        try
        {
            if (IsLetIn(context, visit, rule) is { } problem) await ErrorPages.Write(context, problem);
            else if (rule.Proof && !context.RequestServices.GetRequiredService<Sessions>().IsProved(visit.Session)) await AskAgain.ForProof(context);
            else await next(context);
        }
        catch (SessionOverException) when (!context.Response.HasStarted)
        {
            // Ended from elsewhere while this was on its way: as if it had come a moment later.
            context.Features.Set<Visit>(null);
            await AskAgain.ToSignIn(context);
        }
    }

    /// <summary>Refuses to start a server with a route that nobody decided about.</summary>
    public static void MustKnow(IEnumerable<EndpointDataSource> routes)
    {
        foreach (var endpoint in routes.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
            if (endpoint.Metadata.GetMetadata<AccessRule>() is null)
                throw new InvalidOperationException($"The route {endpoint.RoutePattern.RawText} has no rule of access.");
    }

    private static Problem? IsLetIn(HttpContext context, Visit visit, AccessRule rule)
    {
        switch (rule.Audience)
        {
            case Audience.Group:
                visit.Here = visit.Memberships.FirstOrDefault(m => m.Organisation.Slug == (string?)context.GetRouteValue(AccessRules.GroupPart));
                if (visit.Here is null) return Problem.NotFound;
                return rule.Roles.Count == 0 || rule.Roles.Any(visit.Here.Is) ? null : Problem.NotYours;
            case Audience.Room or Audience.Keeper:
                var options = context.RequestServices.GetRequiredService<ServeOptions>();
                var today = context.RequestServices.GetRequiredService<IClock>().GetCurrentInstant().InUtc().Date;
                var room = HeldRoom.Find(options.Installation, visit, (string?)context.GetRouteValue(AccessRules.RoomPart), today);
                if (room is null) return Problem.NotFound;
                context.Response.RegisterForDispose(room);
                context.Features.Set(room);
                visit.Here = visit.Memberships.FirstOrDefault(m => m.Organisation.Number == room.Room.Organisation);
                return rule.Audience == Audience.Keeper && !room.IsKeeper ? Problem.NotYours : null;
            default:
                return null;
        }
    }
}
