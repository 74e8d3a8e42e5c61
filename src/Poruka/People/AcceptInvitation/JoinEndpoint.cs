using System.Security.Cryptography;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People.AcceptInvitation;

/// <summary>The page behind an invitation.</summary>
/// <param name="Page">The page.</param>
/// <param name="Link">The link's token.</param>
/// <param name="Invitation">The invitation.</param>
/// <param name="Name">The field for a name; null where its bearer has one.</param>
public sealed record JoinModel(Page Page, string Link, Invitation Invitation, Field? Name);

/// <summary>Takes who bears an invitation into the group: with a new name, or as the member who is signed in.</summary>
internal static class JoinEndpoint
{
    public const string Address = "/join/{link}";

    private const string NameField = "name", AsMemberField = "as-member";

    public static void MapJoin(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, string link, ServeOptions options) => Show(context, options, link, "", null)).ForEverybody();
        routes.MapPost(Address, Begin).ForEverybody();
    }

    private static IResult Begin(HttpContext context, string link, ServeOptions options, Enrolments enrolments)
    {
        using var connection = options.Installation.Database.Open();
        var now = options.Clock.GetCurrentInstant();
        var lookup = OneTimeCode.LookupOf(link);
        if (InvitationRows.Find(connection, null, lookup, now) is not { } invitation) return Gone(context);
        if (Visit.Of(context) is { } visit && invitation.Renews is null && context.Request.Form.ContainsKey(AsMemberField))
        {
            using var transaction = connection.BeginTransaction();
            if (InvitationRows.Use(connection, transaction, lookup, now) is null) return Gone(context);
            MemberRows.Join(connection, transaction, invitation.Organisation, visit.Member.Id, now.InUtc().Date);
            MemberRows.SetRoles(connection, transaction, invitation.Organisation, visit.Member.Id, invitation.Roles);
            transaction.Commit();
            return TypedResults.Redirect("/home");
        }
        Enrolment enrolment;
        var words = WordLists.Of(Page.LanguageOf(context.Request));
        if (invitation.Renews is { } renewed)
        {
            if (MemberRows.Find(connection, renewed) is not { State: not MemberState.Left } member) return Gone(context);
            enrolment = new Enrolment(EnrolmentKind.Renew, member.Id, member.Name, MemberKeys.Draw(RandomNumberGenerator.Fill), words, now)
            {
                Invitation = lookup, GroupName = invitation.Organisation.Name,
            };
        }
        else
        {
            var name = Member.Fold(context.Request.Form[NameField].ToString());
            if (!Member.IsName(name)) return Show(context, options, link, name, "People.Name.Wrong");
            if (MemberRows.FindByName(connection, name) is not null) return Show(context, options, link, name, "People.Name.Taken");
            enrolment = new Enrolment(EnrolmentKind.Join, new MemberId(Ids.Draw()), name, MemberKeys.Draw(RandomNumberGenerator.Fill), words, now)
            {
                Invitation = lookup, GroupName = invitation.Organisation.Name,
            };
        }
        return enrolments.TryBegin(context, enrolment) ? TypedResults.Redirect("/enrol") : Show(context, options, link, enrolment.Name, "People.SignIn.Busy");
    }

    private static IResult Show(HttpContext context, ServeOptions options, string link, string name, string? problemKey)
    {
        context.Response.Headers.CacheControl = "no-store";
        using var connection = options.Installation.Database.Open();
        if (InvitationRows.Find(connection, null, OneTimeCode.LookupOf(link), options.Clock.GetCurrentInstant()) is not { } invitation) return Gone(context);
        var page = Page.Of(context, "People.Join.Title", invitation.Organisation.Name);
        var field = invitation.Renews is not null ? null : new Field(FieldKind.Line, NameField, page["People.Name"])
        {
            Required = true, Help = page["People.Name.Help"], MaxLength = Member.MaxNameLength, Value = name, AutoComplete = "username",
            Error = problemKey is null ? null : page[problemKey],
        };
        return TypedResults.RazorSlice(JoinPage.Create(new JoinModel(page, link, invitation, field)),
            problemKey is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static IResult Gone(HttpContext context) => TypedResults.RazorSlice(
        JoinGonePage.Create(Page.Of(context, "People.Join.Gone.Title") with { Path = "/" }), StatusCodes.Status404NotFound);
}
