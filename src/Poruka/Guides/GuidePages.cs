using Poruka.Guides.ExportGuides;
using Poruka.Guides.ListGuides;
using Poruka.Guides.PrintGuide;
using Poruka.Guides.ShowGuide;
using Poruka.People;

namespace Poruka.Guides;

/// <summary>The pages of guides, for everybody.</summary>
public static class GuidePages
{
    /// <summary>Maps them.</summary>
    public static void MapGuidePages(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").ForEverybody();
        open.MapListGuides();
        open.MapShowGuide();
        open.MapPrintGuide();
        open.MapOfflineGuides();
    }
}
