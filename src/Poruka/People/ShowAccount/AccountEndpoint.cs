using NodaTime;
using Poruka.Shell;
using Poruka.Vault;

namespace Poruka.People.ShowAccount;

/// <summary>A session of one's own, as the list shows it.</summary>
/// <param name="Label">What it is called; it opens nothing.</param>
/// <param name="Started">How long ago it began.</param>
/// <param name="Seen">How long ago it was last used.</param>
/// <param name="IsThis">Whether it is the one that shows this page.</param>
public sealed record SessionLine(string Label, Duration Started, Duration Seen, bool IsThis);

/// <summary>One's own account.</summary>
public sealed record AccountModel(Page Page, IReadOnlyList<SessionLine> Sessions, bool IsBusy);

/// <summary>Who is signed in as me, a new passphrase, and the way out everywhere.</summary>
internal static class AccountEndpoint
{
    public const string Address = "/me";

    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, Sessions sessions, ServeOptions options) => Show(context, sessions, options, isBusy: false)).ForSignedIn();
        routes.MapPost(Address + "/others/end", EndOthers).ForSignedIn();
        routes.MapPost(Address + "/all/end", EndAll).ForSignedIn();
        routes.MapPost(Address + "/lock", ChangeLock).ForSignedIn(proof: true);
    }

    private static IResult EndOthers(HttpContext context, Sessions sessions)
    {
        var visit = Visit.Required(context);
        sessions.EndAllOf(visit.Member.Id, but: visit.Session);
        return TypedResults.Redirect(Address);
    }

    private static IResult EndAll(HttpContext context, Sessions sessions)
    {
        sessions.EndAllOf(Visit.Required(context).Member.Id);
        Visit.End(context);
        FormGuard.Renew(context);
        SecurityHeaders.ForgetSite(context);
        return TypedResults.Redirect(AskAgain.SignInAddress);
    }

    /// <summary>Begins with a new sheet: passphrase, recovery key and second factor are new, keys and rooms stay.</summary>
    private static IResult ChangeLock(HttpContext context, Sessions sessions, Enrolments enrolments, ServeOptions options)
    {
        var visit = Visit.Required(context);
        using var plain = visit.Keys.ToSecret();
        var enrolment = new Enrolment(EnrolmentKind.Relock, visit.Member.Id, visit.Member.Name, MemberKeys.FromSecret(plain.Span),
            WordLists.Of(Page.LanguageOf(context.Request)), options.Clock.GetCurrentInstant())
        {
            GroupName = visit.Memberships.Count > 0 ? visit.Memberships[0].Organisation.Name : "",
        };
        return enrolments.TryBegin(context, enrolment) ? TypedResults.Redirect("/enrol") : Show(context, sessions, options, isBusy: true);
    }

    private static IResult Show(HttpContext context, Sessions sessions, ServeOptions options, bool isBusy)
    {
        var visit = Visit.Required(context);
        var page = Page.Of(context, "People.Me.Title") with { Entry = NavigationEntry.Account, Path = Address };
        var now = options.Clock.GetCurrentInstant();
        return TypedResults.RazorSlice(AccountPage.Create(new AccountModel(page,
            [.. sessions.Of(visit.Member.Id).Select(s => new SessionLine(s.Label, now - s.StartedAt, now - s.SeenAt, s == visit.Session))], isBusy)));
    }
}
