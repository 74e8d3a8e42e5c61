using Poruka.Shell;

namespace Poruka.People.ShowGroup;

/// <summary>The page of a group: what the visitor does there, and the parts of its work that are theirs.</summary>
public sealed record GroupModel(Page Page, Membership Here, IReadOnlyList<GroupArea> Areas);

/// <summary>Where a group's work begins.</summary>
internal static class GroupEndpoint
{
    public const string Address = "/groups/{group}";

    public static void MapGroup(this IEndpointRouteBuilder routes) => routes.MapGet(Address, Show).ForGroup();

    private static IResult Show(HttpContext context)
    {
        var here = Visit.Required(context).Here!;
        var page = Page.Of(context, "People.Group.Title", here.Organisation.Name) with { Entry = NavigationEntry.Home };
        return TypedResults.RazorSlice(GroupPage.Create(new GroupModel(page, here, [.. GroupAreas.All.Where(a => a.IsFor(here))])));
    }
}
