using Poruka.Shell;
using Poruka.Shell.Tables;

namespace Poruka.People.ListMembers;

/// <summary>The members of a group.</summary>
public sealed record ListMembersModel(Page Page, Membership Here, Table Members, Paging Paging, long Count);

/// <summary>Who belongs to a group, what they do in it, and since when.</summary>
internal static class ListMembersEndpoint
{
    public const string Address = "/groups/{group}/members";

    private const int PerPage = 50;

    public static void MapListMembers(this IEndpointRouteBuilder routes) => routes.MapGet(Address, Show).ForGroup();

    private static IResult Show(HttpContext context, ServeOptions options)
    {
        var here = Visit.Required(context).Here!;
        using var connection = options.Installation.Database.Open();
        var count = MemberRows.CountOf(connection, here.Organisation);
        var pages = Paging.CountOf((int)count, PerPage);
        if (Paging.Read(context.Request.Query["page"], pages) is not { } number) return Results.NotFound();
        var page = Page.Of(context, "People.Members.Of", here.Organisation.Name) with { Entry = NavigationEntry.Home, Wide = true };
        var listed = MemberRows.ListedOf(connection, here.Organisation, PerPage, (number - 1) * PerPage);
        var address = $"/groups/{here.Organisation.Slug}/members";
        var table = new Table(page.Plural("People.Members.Count", count),
            [new(page["People.Members.Name"]), new(page["People.Members.Roles"]), new(page["People.Members.State"]), new(page["People.Members.Since"])],
            [.. listed.Select(m => (IReadOnlyList<Cell>)
            [
                new(m.Member.Name, MemberAddress.Of(here.Organisation, m.Member)),
                new(string.Join(", ", m.Roles.Select(r => page["People.Role." + r.Word()]))),
                new(page["People.Members.State." + MemberRows.Word(m.Member.State)]),
                new(page.Day(m.JoinedOn)),
            ])]);
        return TypedResults.RazorSlice(ListMembersPage.Create(new ListMembersModel(page, here, table, new Paging(page, address, number, pages), count)));
    }
}
