using System.Security.Cryptography;
using NodaTime;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People.InviteMember;

/// <summary>The open invitations, and the form for a new one.</summary>
public sealed record InvitationsModel(Page Page, Membership Here, IReadOnlyList<OpenInvitation> Open, RoleChoices Roles, Field Days)
{
    /// <summary>The page's address.</summary>
    public string Address => $"/groups/{Here.Organisation.Slug}/invitations";
}

/// <summary>A new link, shown once.</summary>
public sealed record InvitedModel(Page Page, string Back, string Link, IReadOnlyList<Role> Roles, string Until);

/// <summary>Invites into a group, by a link that works once.</summary>
internal static class InviteEndpoint
{
    /// <summary>How many invitations of a group may be open.</summary>
    public const int MaxOpen = 50;

    /// <summary>How many days an invitation may last.</summary>
    public const int MaxDays = 14;

    private const string Address = "/groups/{group}/invitations", DaysField = "days", LookupField = "invitation";

    private static readonly int[] Days = [1, 3, 7, MaxDays];

    public static void MapInvite(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, ServeOptions options) =>
            Show(context, options, [Role.Member], 3, null, null)).ForGroup(Role.Administrator);
        routes.MapPost(Address, Make).ForGroupWithProof(Role.Administrator);
        routes.MapPost(Address + "/withdraw", Withdraw).ForGroup(Role.Administrator);
    }

    private static IResult Make(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        var group = visit.Here!.Organisation;
        var form = context.Request.Form;
        var roles = RoleChoices.Read(form);
        var now = options.Clock.GetCurrentInstant();
        if (!int.TryParse(form[DaysField], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var days)
            || !Days.Contains(days))
            return Show(context, options, roles, 3, null, "People.Invite.Days.Wrong");
        if (roles.Count == 0) return Show(context, options, roles, days, "People.Invite.NoRole", null);
        var link = OneTimeCode.DrawLink(RandomNumberGenerator.Fill);
        var until = now + Duration.FromDays(days);
        using (var connection = options.Installation.Database.Open())
        {
            InvitationRows.Sweep(connection, now);
            if (InvitationRows.Of(connection, group, now).Count >= MaxOpen) return Show(context, options, roles, days, "People.Invite.TooMany", null);
            InvitationRows.Add(connection, null, link, group, roles, visit.Member.Id, until, null);
        }
        var back = $"/groups/{group.Slug}/invitations";
        var page = Page.Of(context, "People.Invited.Title") with { Entry = NavigationEntry.Home, Path = back };
        return TypedResults.RazorSlice(InvitedPage.Create(new InvitedModel(
            page, back, Links.Join(context, link), roles, page.Day(until.InUtc().Date))));
    }

    private static IResult Withdraw(HttpContext context, ServeOptions options)
    {
        var group = Visit.Required(context).Here!.Organisation;
        if (Ids.Parse(context.Request.Form[LookupField]) is not { } lookup) return Results.NotFound();
        using var connection = options.Installation.Database.Open();
        InvitationRows.Withdraw(connection, group, Ids.Bytes(lookup));
        return TypedResults.Redirect($"/groups/{group.Slug}/invitations");
    }

    private static IResult Show(HttpContext context, ServeOptions options, IReadOnlyList<Role> roles, int days, string? rolesKey, string? daysKey)
    {
        var here = Visit.Required(context).Here!;
        var page = Page.Of(context, "People.Invite.Title", here.Organisation.Name) with
        {
            Entry = NavigationEntry.Home, Path = $"/groups/{here.Organisation.Slug}/invitations",
        };
        using var connection = options.Installation.Database.Open();
        return TypedResults.RazorSlice(
            InvitationsPage.Create(new InvitationsModel(page, here,
                InvitationRows.Of(connection, here.Organisation, options.Clock.GetCurrentInstant()),
                new RoleChoices(page, roles, rolesKey is null ? null : page[rolesKey]),
                new Field(FieldKind.Choice, DaysField, page["People.Invite.Days"])
                {
                    Help = page["People.Invite.Days.Help"], Value = days.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    Error = daysKey is null ? null : page[daysKey],
                    Choices = [.. Days.Select(d => new Choice(d.ToString(System.Globalization.CultureInfo.InvariantCulture), page.Plural("People.Days", d)))],
                })),
            (rolesKey ?? daysKey) is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }
}
