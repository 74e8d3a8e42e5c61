using Poruka.Shell;

namespace Poruka.People.LeaveGroup;

/// <summary>Why somebody can't leave yet.</summary>
public enum LeaveHindrance
{
    /// <summary>Nothing: they can.</summary>
    None,

    /// <summary>Nobody would be left.</summary>
    LastMember,

    /// <summary>No administrator who may sign in would be left.</summary>
    LastAdministrator,

    /// <summary>Rooms would close for good.</summary>
    HoldsAlone,
}

/// <summary>Leaving a group: what goes with it, and what stands in the way.</summary>
public sealed record LeaveModel(Page Page, Membership Here, LeaveHindrance Hindrance, IReadOnlyList<Room> Alone, bool IsLastGroup);

/// <summary>Leaves a group: keys to its rooms are gone at once, and sessions with them.</summary>
internal static class LeaveEndpoint
{
    public const string Address = "/groups/{group}/leave";

    public static void MapLeave(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, ServeOptions options) => Show(context, options, StatusCodes.Status200OK)).ForGroup();
        routes.MapPost(Address, Leave).ForGroupWithProof();
    }

    private static IResult Leave(HttpContext context, ServeOptions options, Sessions sessions)
    {
        var visit = Visit.Required(context);
        var group = visit.Here!.Organisation;
        var today = options.Clock.GetCurrentInstant().InUtc().Date;
        using (var connection = options.Installation.Database.Open())
        {
            using var transaction = connection.BeginTransaction();
            MemberRows.Hold(connection, transaction, group);
            var all = MemberRows.ListedOf(connection, group, transaction: transaction);
            if (Hindrance(all, visit.Member, Departure.HeldAlone(connection, group, visit.Member.Id, today, transaction)) != LeaveHindrance.None)
                return Show(context, options, StatusCodes.Status409Conflict);
            Departure.Take(connection, transaction, group, visit.Member.Id, today);
            transaction.Commit();
        }
        if (visit.Memberships.Count > 1) return TypedResults.Redirect("/home");
        sessions.EndAllOf(visit.Member.Id);
        Visit.End(context);
        FormGuard.Renew(context);
        SecurityHeaders.ForgetSite(context);
        return TypedResults.Redirect("/");
    }

    private static LeaveHindrance Hindrance(IReadOnlyList<GroupMember> group, Member member, IReadOnlyList<Room> alone)
    {
        var others = group.Where(m => m.Member.Id != member.Id && m.Member.State == MemberState.Active).ToList();
        if (others.Count == 0) return LeaveHindrance.LastMember;
        if (!others.Exists(m => m.Roles.Contains(Role.Administrator))) return LeaveHindrance.LastAdministrator;
        return alone.Count > 0 ? LeaveHindrance.HoldsAlone : LeaveHindrance.None;
    }

    private static IResult Show(HttpContext context, ServeOptions options, int status)
    {
        var visit = Visit.Required(context);
        var here = visit.Here!;
        var page = Page.Of(context, "People.Leave.Title", here.Organisation.Name) with { Entry = NavigationEntry.Home };
        using var connection = options.Installation.Database.Open();
        var alone = Departure.HeldAlone(connection, here.Organisation, visit.Member.Id, page.Today);
        return TypedResults.RazorSlice(LeavePage.Create(new LeaveModel(page, here,
            Hindrance(MemberRows.ListedOf(connection, here.Organisation), visit.Member, alone), alone, visit.Memberships.Count == 1)), status);
    }
}
