using Poruka.Cases.AskForHelp;
using Poruka.Cases.FollowUp;
using Poruka.Cases.ReadCalls;

namespace Poruka.Cases;

/// <summary>The pages of calls for help.</summary>
internal static class CallPages
{
    /// <summary>Maps them.</summary>
    public static void MapCallPages(this IEndpointRouteBuilder routes)
    {
        routes.MapAskForHelp();
        routes.MapFollowUp();
        routes.MapReadCalls();
    }
}
