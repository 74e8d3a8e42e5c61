using Poruka.Shell;

namespace Poruka.People.ChangeRoles;

/// <summary>What a member does in the group, to be changed.</summary>
public sealed record ChangeRolesModel(Page Page, Membership Here, GroupMember About, RoleChoices Roles)
{
    /// <summary>The address of the form.</summary>
    public string Address => MemberAddress.Of(Here.Organisation, About.Member) + "/roles";
}

/// <summary>Gives a member other roles. A group always keeps an administrator who may sign in.</summary>
internal static class ChangeRolesEndpoint
{
    private const string Address = MemberAddress.Pattern + "/roles";

    public static void MapChangeRoles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, string member, ServeOptions options) =>
            Show(context, options, member, null, null)).ForGroup(Role.Administrator);
        routes.MapPost(Address, Store).ForGroupWithProof(Role.Administrator);
    }

    private static IResult Store(HttpContext context, string member, ServeOptions options)
    {
        var here = Visit.Required(context).Here!;
        var roles = RoleChoices.Read(context.Request.Form);
        using (var connection = options.Installation.Database.Open())
        {
            using var transaction = connection.BeginTransaction();
            MemberRows.Hold(connection, transaction, here.Organisation);
            var group = MemberRows.ListedOf(connection, here.Organisation, transaction: transaction);
            if (MemberAddress.Find(group, member) is not { } about) return Results.NotFound();
            if (HasAdministrator(group, about, roles))
            {
                MemberRows.SetRoles(connection, transaction, here.Organisation, about.Member.Id, roles);
                transaction.Commit();
                return TypedResults.Redirect(MemberAddress.Of(here.Organisation, about.Member));
            }
        }
        return Show(context, options, member, roles, "People.Roles.LastAdministrator");
    }

    private static bool HasAdministrator(IReadOnlyList<GroupMember> group, GroupMember changed, IReadOnlyList<Role> roles) =>
        group.Any(m => m.Member.State == MemberState.Active
            && (m.Member.Id == changed.Member.Id ? roles : m.Roles).Contains(Role.Administrator));

    private static IResult Show(HttpContext context, ServeOptions options, string member, IReadOnlyList<Role>? chosen, string? problemKey)
    {
        var here = Visit.Required(context).Here!;
        using var connection = options.Installation.Database.Open();
        if (MemberAddress.Find(MemberRows.ListedOf(connection, here.Organisation), member) is not { } about) return Results.NotFound();
        var page = Page.Of(context, "People.Roles.Title", about.Member.Name) with { Entry = NavigationEntry.Home };
        return TypedResults.RazorSlice(
            ChangeRolesPage.Create(new ChangeRolesModel(page, here, about,
                new RoleChoices(page, chosen ?? about.Roles, problemKey is null ? null : page[problemKey]))),
            problemKey is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }
}
