using Poruka.Cases.OpenWill;
using Poruka.Cases.RecordArrest;
using Poruka.Cases.WriteWill;

namespace Poruka.Cases;

/// <summary>The pages of arrest wills.</summary>
internal static class WillPages
{
    /// <summary>Maps them.</summary>
    public static void MapWillPages(this IEndpointRouteBuilder routes)
    {
        routes.MapWriteWill();
        routes.MapRecordArrest();
        routes.MapOpenWill();
    }
}
