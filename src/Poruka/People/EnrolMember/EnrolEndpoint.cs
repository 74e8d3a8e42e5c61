using System.Data.Common;
using System.Text;
using NodaTime;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People.EnrolMember;

/// <summary>The sheet: passphrase and recovery key, and the field for one of the words.</summary>
public sealed record SheetModel(Page Page, Enrolment Enrolment, IReadOnlyList<string> RecoveryGroups, Field Word, string? Problem);

/// <summary>The second factor: its code as a picture and as letters, and the field for what the device shows.</summary>
public sealed record FactorModel(Page Page, string Picture, string Secret, Field Code, string? Problem);

/// <summary>Takes somebody from the sheet with their passphrase to their first session. Nothing is stored before the end.</summary>
internal static class EnrolEndpoint
{
    public const string Address = "/enrol";

    private const string WordField = "secret-word", CodeField = "secret-code";

    public static void MapEnrol(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, Enrolments enrolments) => Show(context, enrolments, null)).ForEverybody();
        routes.MapPost(Address + "/word", GiveWord).ForEverybody();
        routes.MapPost(Address + "/code", GiveCode).ForEverybody();
        routes.MapPost(Address + "/cancel", Cancel).ForEverybody();
    }

    private static IResult Show(HttpContext context, Enrolments enrolments, string? problemKey)
    {
        context.Response.Headers.CacheControl = "no-store";
        // The connection ends with the page: what the server's buffers held of it is given back, and wiped.
        context.Response.Headers.Connection = "close";
        if (enrolments.Of(context) is not { } enrolment) return Gone(context);
        return enrolment.IsWordGiven ? Factor(context, enrolment, problemKey) : Sheet(context, enrolment, problemKey);
    }

    private static IResult Sheet(HttpContext context, Enrolment enrolment, string? problemKey)
    {
        var page = Page.Of(context, "People.Sheet.Title") with { Path = Address };
        using var written = WrittenCode.Write(enrolment.RecoveryKey.Span);
        string[] groups = [.. Encoding.ASCII.GetString(written.Span).Split('-')];
        return TypedResults.RazorSlice(EnrolSheetPage.Create(new SheetModel(page, enrolment, groups,
            new Field(FieldKind.Secret, WordField, page.Text("People.Sheet.Word", page.Count(enrolment.AskedWord + 1)))
            {
                Required = true, Help = page["People.Sheet.Word.Help"], MaxLength = 40, AutoComplete = "off",
            }, problemKey is null ? null : page[problemKey])), StatusOf(problemKey));
    }

    private static IResult Factor(HttpContext context, Enrolment enrolment, string? problemKey)
    {
        var page = Page.Of(context, "People.Factor.Title") with { Path = Address };
        var issuer = enrolment.GroupName.Length > 0 ? enrolment.GroupName : "Poruka";
        return TypedResults.RazorSlice(EnrolFactorPage.Create(new FactorModel(page,
            QrPicture.Of(SecondFactor.Address(enrolment.Totp.Span, issuer, enrolment.Name)),
            string.Join(' ', SecondFactor.Written(enrolment.Totp.Span).Chunk(4).Select(c => new string(c))),
            new Field(FieldKind.Line, CodeField, page["People.Factor.Code"])
            {
                Required = true, Help = page["People.Factor.Code.Help"], MaxLength = 8, AutoComplete = "one-time-code", InputMode = "numeric",
            }, problemKey is null ? null : page[problemKey])), StatusOf(problemKey));
    }

    private static IResult Gone(HttpContext context) => TypedResults.RazorSlice(
        EnrolGonePage.Create(Page.Of(context, "People.Enrol.Gone.Title") with { Path = "/" }), StatusCodes.Status404NotFound);

    private static IResult GiveWord(HttpContext context, Enrolments enrolments)
    {
        if (enrolments.Of(context) is not { } enrolment) return Gone(context);
        if (!enrolment.IsAskedWord(PostedForm.Secret(context, WordField))) return Show(context, enrolments, "People.Sheet.Word.Wrong");
        enrolment.IsWordGiven = true;
        return TypedResults.Redirect(Address);
    }

    private static IResult Cancel(HttpContext context, Enrolments enrolments)
    {
        enrolments.End(context);
        return TypedResults.Redirect("/");
    }

    private static async Task<IResult> GiveCode(HttpContext context, Enrolments enrolments, SignIns signIns, Sessions sessions, ServeOptions options, SetUpCode setUp)
    {
        if (enrolments.Of(context) is not { IsWordGiven: true } enrolment) return Gone(context);
        var now = options.Clock.GetCurrentInstant();
        if (SecondFactor.StepOf(enrolment.Totp.Span, PostedForm.Secret(context, CodeField), now) is not { } step)
            return Show(context, enrolments, "People.Factor.Code.Wrong");
        using var passphrase = enrolment.Passphrase.ToBytes();
        var its = await signIns.Lock(enrolment.Member, enrolment.Keys, passphrase, enrolment.RecoveryKey, enrolment.Totp, context.RequestAborted);
        if (its is null) return Show(context, enrolments, "People.SignIn.Busy");
        Member? member;
        using (var connection = options.Installation.Database.Open())
        {
            member = Store(options.Installation, connection, enrolment, its, now);
            if (member is not null) MemberRows.TryUseStep(connection, member.Id, step);
        }
        if (member is null)
        {
            enrolments.End(context);
            return TypedResults.RazorSlice(EnrolGonePage.Create(Page.Of(context, "People.Enrol.Late.Title") with { Path = "/" }), StatusCodes.Status409Conflict);
        }
        if (enrolment.Kind == EnrolmentKind.SetUp) setUp.End();
        sessions.EndAllOf(member.Id);
        Visit.Begin(context, member, enrolment.Keys);
        context.Response.Cookies.Append(DeviceMark.Cookie, DeviceMark.Make(options.Installation.Secrets.DeviceKey, member.Name), Cookies.ForDevice());
        enrolments.End(context);
        return TypedResults.Redirect("/home");
    }

    /// <summary>Stores all in one transaction; null where somebody else was faster: the name is taken, the invitation used.</summary>
    private static Member? Store(Installation installation, DbConnection connection, Enrolment enrolment, MemberLock its, Instant now)
    {
        var today = now.InUtc().Date;
        using var transaction = connection.BeginTransaction();
        var member = new Member(enrolment.Member, enrolment.Name, MemberState.Active, today, enrolment.Keys.PublicKey, enrolment.Keys.VerifyingKey);
        switch (enrolment.Kind)
        {
            case EnrolmentKind.SetUp:
                if (!MemberRows.IsEmpty(connection, transaction) || !MemberRows.TryAdd(connection, transaction, member, its)) return null;
                FirstGroup.Make(installation, connection, transaction, enrolment.GroupName, member, enrolment.Keys, today);
                break;
            case EnrolmentKind.Join:
                if (InvitationRows.Use(connection, transaction, enrolment.Invitation!, now) is not { } invitation
                    || !MemberRows.TryAdd(connection, transaction, member, its)) return null;
                MemberRows.Join(connection, transaction, invitation.Organisation, member.Id, today);
                MemberRows.SetRoles(connection, transaction, invitation.Organisation, member.Id, invitation.Roles);
                break;
            case EnrolmentKind.Renew:
                if (InvitationRows.Use(connection, transaction, enrolment.Invitation!, now) is not { } renewal || renewal.Renews != member.Id) return null;
                MemberRows.ChangeLock(connection, transaction, member, its);
                MemberRows.SetState(connection, transaction, member.Id, MemberState.Active);
                // Their old grants open with keys that are gone, or that somebody else has: holders grant the rooms anew.
                foreach (var membership in MemberRows.MembershipsOf(connection, member.Id, transaction))
                    Departure.LoseKeys(connection, transaction, membership.Organisation, member.Id, today);
                break;
            case EnrolmentKind.Relock:
                // Frozen or removed since they began.
                if (MemberRows.Find(connection, member.Id, transaction) is not { State: MemberState.Active }) return null;
                MemberRows.ChangeLock(connection, transaction, member, its);
                break;
        }
        transaction.Commit();
        return member;
    }

    private static int StatusOf(string? problemKey) => problemKey is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
}
