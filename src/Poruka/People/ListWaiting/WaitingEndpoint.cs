using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.People.ListWaiting;

/// <summary>A room that a role works with.</summary>
/// <param name="Title">The room.</param>
/// <param name="Address">Where the visitor grants it; null where they don't keep it.</param>
public sealed record SuggestedRoom(string Title, string? Address);

/// <summary>A member who does something in the group and can open nothing of it.</summary>
public sealed record WaitingMember(string Name, string Roles, IReadOnlyList<SuggestedRoom> Rooms);

/// <summary>Who waits for rooms.</summary>
public sealed record WaitingModel(Page Page, Organisation Group, IReadOnlyList<WaitingMember> Members);

/// <summary>Members with a role who hold nothing yet, and what that role works with: a role opens no room by itself.</summary>
internal static class WaitingEndpoint
{
    public static void MapWaiting(this IEndpointRouteBuilder routes) => routes.MapGet("/groups/{group}/waiting", Show).ForGroup();

    private static IResult Show(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        var group = visit.Here!.Organisation;
        var page = Page.Of(context, "People.Waiting.Title") with { Entry = NavigationEntry.Home };
        using var connection = options.Installation.Database.Open();
        var kept = RoomRows.HeldBy(connection, visit.Member.Id, page.Today)
            .Where(r => RoomRows.GrantOf(connection, r, visit.Member.Id) is { IsKeeper: true }).Select(r => r.Id).ToHashSet();
        var waiting = new List<WaitingMember>();
        foreach (var member in MemberRows.Of(connection, group).Where(m => m.State == MemberState.Active))
        {
            var roles = MemberRows.MembershipsOf(connection, member.Id).FirstOrDefault(m => m.Organisation.Number == group.Number)?.Roles ?? [];
            if (roles.Count == 0 || RoomRows.HeldBy(connection, member.Id, page.Today).Any(r => r.Organisation == group.Number)) continue;
            waiting.Add(new WaitingMember(member.Name, string.Join(", ", roles.Select(r => page["People.Role." + r.Word()])),
            [
                .. roles.SelectMany(KindsOf).Distinct().Order()
                    .Select(kind => (Kind: kind, Room: RoomOf(connection, group, kind)))
                    .Where(r => r.Room is not null)
                    .Select(r => new SuggestedRoom(page["People.Room.Kind." + r.Kind], kept.Contains(r.Room!.Id)
                        ? $"{RoomHead.AddressOf(r.Room)}/holders/new?member={Ids.Text(member.Id.Value)}" : null)),
            ]));
        }
        return TypedResults.RazorSlice(WaitingPage.Create(new WaitingModel(page, group, waiting)));
    }

    /// <summary>The team's first room, or the one of another kind.</summary>
    private static Room? RoomOf(System.Data.Common.DbConnection connection, Organisation group, RoomKind kind) => RoomRows.Find(connection, group.Number, kind);

    /// <summary>What a role works with: the least that it can be done with.</summary>
    private static RoomKind[] KindsOf(Role role) => role switch
    {
        Role.Caseworker => [RoomKind.Team, RoomKind.Intake],
        Role.Trustee => [RoomKind.Team, RoomKind.Trustees],
        Role.Treasurer => [RoomKind.Team, RoomKind.Donors],
        Role.Coordinator => [RoomKind.Team, RoomKind.Letters],
        Role.Administrator or Role.Member => [RoomKind.Team],
        // They work with pages that are made for them, and need no room for that.
        Role.Auditor or Role.Writer => [],
    };
}
