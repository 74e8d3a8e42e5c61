using Poruka.Publishing.AwaitWords;
using Poruka.Publishing.BringWord;
using Poruka.Publishing.GiveWord;

namespace Poruka.Publishing;

/// <summary>The pages of the disclosure guard, and its run with each page that somebody opens.</summary>
internal static class GuardPages
{
    /// <summary>Maps them.</summary>
    public static void MapGuardPages(this IEndpointRouteBuilder routes)
    {
        // Behind the gate of the pages, which was put in before, and before the page itself.
        if (routes is IApplicationBuilder application) application.Use(GuardDuty.Check);
        routes.MapAwaitWords();
        routes.MapGiveWord();
        routes.MapBringWord();
    }
}
