using RazorSlices;

namespace Poruka.Shell.ShowAbout;

/// <summary>What Poruka is, and what it protects from whom (SECURITY.md's table, in short).</summary>
public static class AboutEndpoint
{
    /// <summary>Maps the page.</summary>
    public static void MapAbout(this IEndpointRouteBuilder routes) => routes.MapGet("/about", Show);

    private static RazorSlice<Page> Show(HttpContext context) =>
        AboutPage.Create(Page.Of(context, "Shell.About.Title") with { Entry = NavigationEntry.About, Wide = true });
}
