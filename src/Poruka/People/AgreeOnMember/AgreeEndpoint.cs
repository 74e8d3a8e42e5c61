using System.Security.Cryptography;
using NodaTime;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People.AgreeOnMember;

/// <summary>Somebody who has spoken.</summary>
public sealed record Speaker(string Name, LocalDate On);

/// <summary>A step that takes two: what it means, who has spoken, and the form for one's own word.</summary>
/// <param name="Page">The page.</param>
/// <param name="Here">The visitor's own place in the group.</param>
/// <param name="About">About whom.</param>
/// <param name="Step">The step.</param>
/// <param name="State">How far it is.</param>
/// <param name="Spoken">Who has spoken.</param>
/// <param name="HasSpoken">Whether the visitor has.</param>
/// <param name="Alone">The rooms that nobody but the member holds: what is lost by it.</param>
public sealed record AgreeModel(
    Page Page, Membership Here, GroupMember About, JointStep Step, JointState State, IReadOnlyList<Speaker> Spoken, bool HasSpoken, IReadOnlyList<Room> Alone)
{
    /// <summary>The member's page.</summary>
    public string MemberPage => MemberAddress.Of(Here.Organisation, About.Member);

    /// <summary>The beginning of the texts' keys.</summary>
    public string Key => "People.Joint." + Step.Word();
}

/// <summary>The link by which somebody gets new keys: shown once, to the second who spoke.</summary>
public sealed record RenewedModel(Page Page, string Back, string Link, string Until);

/// <summary>Freezes, thaws, renews, removes: one gives their word, and with the second's it is done.</summary>
internal static class AgreeEndpoint
{
    private const string Address = MemberAddress.Pattern + "/{step}";

    private static readonly Duration RenewalLasts = Duration.FromDays(3);

    public static void MapAgree(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, string member, string step, ServeOptions options) => Show(context, options, member, step)).ForGroup();
        routes.MapPost(Address, Give).ForGroupWithProof();
        routes.MapPost(Address + "/back", TakeBack).ForGroup();
    }

    private static IResult Give(HttpContext context, string member, string step, ServeOptions options, Sessions sessions)
    {
        var visit = Visit.Required(context);
        var group = visit.Here!.Organisation;
        var now = options.Clock.GetCurrentInstant();
        var today = now.InUtc().Date;
        if (TwoMembers.OfWord(step) is not { } joint) return Results.NotFound();
        string? link = null;
        GroupMember about;
        using (var connection = options.Installation.Database.Open())
        {
            using var transaction = connection.BeginTransaction();
            MemberRows.Hold(connection, transaction, group);
            var all = MemberRows.ListedOf(connection, group, transaction: transaction);
            if (MemberAddress.Find(all, member) is not { } found || found.Member.Id == visit.Member.Id) return Results.NotFound();
            about = found;
            // What doesn't fit, or can't be, is said by the page; the word isn't kept for later.
            if (TwoMembers.StateOf(joint, about, all, [], today) is not JointState.Waits) return Show(context, options, member, step);
            WordRows.Give(connection, transaction, group, about.Member.Id, joint, visit.Member.Id, today);
            var words = WordRows.Of(connection, transaction, group, about.Member.Id, joint);
            if (TwoMembers.StateOf(joint, about, all, words, today) != JointState.Agreed)
            {
                transaction.Commit();
                return TypedResults.Redirect($"{MemberAddress.Of(group, about.Member)}/{step}");
            }
            WordRows.Clear(connection, transaction, group, about.Member.Id, joint);
            switch (joint)
            {
                case JointStep.Freeze:
                    MemberRows.SetState(connection, transaction, about.Member.Id, MemberState.Frozen);
                    InvitationRows.WithdrawAllBy(connection, transaction, about.Member.Id);
                    break;
                case JointStep.Thaw:
                    MemberRows.SetState(connection, transaction, about.Member.Id, MemberState.Active);
                    break;
                case JointStep.Renew:
                    link = OneTimeCode.DrawLink(RandomNumberGenerator.Fill);
                    InvitationRows.Add(connection, transaction, link, group, [], visit.Member.Id, now + RenewalLasts, about.Member.Id);
                    break;
                case JointStep.Remove:
                    Departure.Take(connection, transaction, group, about.Member.Id, today);
                    break;
            }
            transaction.Commit();
        }
        if (joint is JointStep.Freeze or JointStep.Remove) sessions.EndAllOf(about.Member.Id);
        if (joint == JointStep.Remove) return TypedResults.Redirect($"/groups/{group.Slug}/members");
        var back = MemberAddress.Of(group, about.Member);
        if (link is null) return TypedResults.Redirect(back);
        var page = Page.Of(context, "People.Renewed.Title", about.Member.Name) with { Path = back };
        return TypedResults.RazorSlice(RenewedPage.Create(new RenewedModel(
            page, back, Links.Join(context, link), page.Day((now + RenewalLasts).InUtc().Date))));
    }

    private static IResult TakeBack(HttpContext context, string member, string step, ServeOptions options)
    {
        var visit = Visit.Required(context);
        if (TwoMembers.OfWord(step) is not { } joint || Ids.Parse(member) is not { } id) return Results.NotFound();
        using var connection = options.Installation.Database.Open();
        WordRows.TakeBack(connection, null, visit.Here!.Organisation, new MemberId(id), joint, visit.Member.Id);
        return TypedResults.Redirect($"/groups/{visit.Here.Organisation.Slug}/members/{member}");
    }

    private static IResult Show(HttpContext context, ServeOptions options, string member, string step)
    {
        var visit = Visit.Required(context);
        var here = visit.Here!;
        using var connection = options.Installation.Database.Open();
        var group = MemberRows.ListedOf(connection, here.Organisation);
        if (TwoMembers.OfWord(step) is not { } joint || MemberAddress.Find(group, member) is not { } about || about.Member.Id == visit.Member.Id)
            return Results.NotFound();
        var page = Page.Of(context, $"People.Joint.{joint.Word()}.Title", about.Member.Name) with
        {
            Entry = NavigationEntry.Home, Path = $"{MemberAddress.Of(here.Organisation, about.Member)}/{joint.Word()}",
        };
        var words = WordRows.Of(connection, null, here.Organisation, about.Member.Id, joint);
        var living = TwoMembers.Living(about, group, words, page.Today);
        return TypedResults.RazorSlice(AgreePage.Create(new AgreeModel(page, here, about, joint,
            TwoMembers.StateOf(joint, about, group, words, page.Today),
            [.. living.Select(w => new Speaker(group.First(m => m.Member.Id == w.Voter).Member.Name, w.GivenOn))],
            living.Any(w => w.Voter == visit.Member.Id),
            joint is JointStep.Remove or JointStep.Renew ? Departure.HeldAlone(connection, here.Organisation, about.Member.Id, page.Today) : [])));
    }
}
