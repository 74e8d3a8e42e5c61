using Poruka.Shell;

namespace Poruka.People.ShowMember;

/// <summary>A member as others of the group see them, and what can be done about them.</summary>
/// <param name="Page">The page.</param>
/// <param name="Here">The visitor's own place in the group.</param>
/// <param name="About">The member.</param>
/// <param name="Speakers">How many others could speak about them.</param>
/// <param name="Steps">What takes two, where it fits them, with the words that were given.</param>
/// <param name="Missing">The rooms that the visitor holds and they don't.</param>
public sealed record ShowMemberModel(
    Page Page, Membership Here, GroupMember About, int Speakers, IReadOnlyList<(JointStep Step, int Words)> Steps, IReadOnlyList<Room> Missing)
{
    /// <summary>Whether it is the visitor's own page.</summary>
    public bool IsOwn => Page.Visit!.Member.Id == About.Member.Id;

    /// <summary>The page's address.</summary>
    public string Address => MemberAddress.Of(Here.Organisation, About.Member);
}

/// <summary>The page of a member within a group.</summary>
internal static class ShowMemberEndpoint
{
    public static void MapShowMember(this IEndpointRouteBuilder routes) => routes.MapGet(MemberAddress.Pattern, (HttpContext context, string member, ServeOptions options) =>
        Show(context, options, member)).ForGroup();

    private static IResult Show(HttpContext context, ServeOptions options, string member)
    {
        var visit = Visit.Required(context);
        var here = visit.Here!;
        using var connection = options.Installation.Database.Open();
        var group = MemberRows.ListedOf(connection, here.Organisation);
        if (MemberAddress.Find(group, member) is not { } about) return Results.NotFound();
        var page = Page.Of(context, "People.Member.Title", about.Member.Name) with { Entry = NavigationEntry.Home };
        var steps = new List<(JointStep, int)>();
        foreach (var step in TwoMembers.Steps)
        {
            var words = WordRows.Of(connection, null, here.Organisation, about.Member.Id, step);
            if (TwoMembers.StateOf(step, about, group, words, page.Today) is JointState.OutOfPlace) continue;
            steps.Add((step, TwoMembers.Living(about, group, words, page.Today).Count));
        }
        var theirs = RoomRows.HeldBy(connection, about.Member.Id, page.Today).Select(r => r.Id).ToHashSet();
        var missing = RoomRows.HeldBy(connection, visit.Member.Id, page.Today)
            .Where(r => r.Organisation == here.Organisation.Number && !theirs.Contains(r.Id));
        return TypedResults.RazorSlice(ShowMemberPage.Create(new ShowMemberModel(
            page, here, about, TwoMembers.Speakers(about, group).Count(), steps, [.. missing])));
    }
}
