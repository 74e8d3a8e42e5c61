using Poruka.Shell;
using Poruka.Shell.Forms;

namespace Poruka.People.AddGroup;

/// <summary>The form for another group.</summary>
public sealed record AddGroupModel(Page Page, Field Name);

/// <summary>Makes another group in the installation, with members, rooms and funds of its own; who makes it is its first member.</summary>
internal static class AddGroupEndpoint
{
    public const string Address = "/groups/new";

    private const string NameField = "name";

    public static void MapAddGroup(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => MayMake(context) ? Show(context, "", null) : Refuse()).ForSignedIn();
        routes.MapPost(Address, Make).ForSignedIn(proof: true);
    }

    /// <summary>Whoever administers a group of this installation already: the machine is theirs to share.</summary>
    internal static bool MayMake(HttpContext context) => Visit.Required(context).Memberships.Any(m => m.Is(Role.Administrator));

    private static IResult Make(HttpContext context, ServeOptions options)
    {
        if (!MayMake(context)) return Refuse();
        var visit = Visit.Required(context);
        var name = context.Request.Form[NameField].ToString().Trim();
        if (!Organisation.IsName(name)) return Show(context, name, "People.SetUp.Group.Wrong");
        using var connection = options.Installation.Database.Open();
        using var transaction = connection.BeginTransaction();
        var group = FirstGroup.Make(options.Installation, connection, transaction, name, visit.Member, visit.Keys, options.Clock.GetCurrentInstant().InUtc().Date);
        if (group is null) return Show(context, name, "People.AddGroup.Taken");
        transaction.Commit();
        return TypedResults.Redirect($"/groups/{group.Slug}");
    }

    private static IResult Refuse() => TypedResults.StatusCode(StatusCodes.Status403Forbidden);

    private static IResult Show(HttpContext context, string name, string? problemKey)
    {
        var page = Page.Of(context, "People.AddGroup.Title") with { Entry = NavigationEntry.Home };
        return TypedResults.RazorSlice(AddGroupPage.Create(new AddGroupModel(page, new Field(FieldKind.Line, NameField, page["People.SetUp.Group"])
        {
            Required = true, Help = page["People.AddGroup.Name.Help"], MaxLength = Organisation.MaxNameLength, Value = name,
            Error = problemKey is null ? null : page[problemKey],
        })), problemKey is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }
}
