using System.Security.Cryptography;
using NodaTime;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Vault;

namespace Poruka.People.RecoverAccount;

/// <summary>The form for the recovery key.</summary>
public sealed record RecoverModel(Page Page, Field Name, Field Key, string? Problem);

/// <summary>
/// Takes the printed recovery key for a new passphrase and second factor. A wrong key, an unknown name and a frozen member
/// get the same answer at the same cost; the key's 160 bits aren't guessed, so the limit on tries is for the machine's sake.
/// </summary>
internal static class RecoverEndpoint
{
    public const string Address = "/recover";

    private const string NameField = "name", KeyField = "secret-recovery";

    public static void MapRecover(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Show(context, "", null)).ForEverybody();
        routes.MapPost(Address, Try).ForEverybody();
    }

    private static IResult Try(HttpContext context, ServeOptions options, Enrolments enrolments, RecoveryTries tries)
    {
        var name = Member.Fold(context.Request.Form[NameField].ToString());
        if (name.Length > Member.MaxNameLength) name = "";
        var now = options.Clock.GetCurrentInstant();
        var isKnown = DeviceMark.IsOf(options.Installation.Secrets.DeviceKey, context.Request.Cookies[DeviceMark.Cookie], name);
        if (!tries.Take(isKnown, now)) return Show(context, name, "People.SignIn.Busy");
        Member? member;
        MemberLock? its;
        using (var connection = options.Installation.Database.Open())
        {
            member = MemberRows.FindByName(connection, name);
            its = MemberRows.LockOf(connection, member?.Id ?? default);
        }
        // Whatever was typed: as many bytes are read, one key is derived and one opening tried.
        var outcome = WrittenCode.Read(PostedForm.Secret(context, KeyField), RecoveryKey.Size, out var typed);
        using var key = typed ?? new SecretBytes(RecoveryKey.Size);
        using var encryption = RecoveryKey.EncryptionKey(key.Span);
        var @sealed = its?.KeysRecovery is { Length: > 0 } stored ? stored : RandomNumberGenerator.GetBytes(DecoySize);
        var keys = MemberKeys.TryOpen(encryption.Span, member?.Id ?? default, SignIns.RecoveryPurpose, default, @sealed);
        if (keys is null || outcome != WrittenCodeOutcome.Read || member is not { State: MemberState.Active })
        {
            keys?.Dispose();
            return Show(context, name, "People.Recover.Wrong");
        }
        var enrolment = new Enrolment(EnrolmentKind.Relock, member.Id, member.Name, keys, WordLists.Of(Page.LanguageOf(context.Request)), now);
        return enrolments.TryBegin(context, enrolment) ? TypedResults.Redirect("/enrol") : Show(context, name, "People.SignIn.Busy");
    }

    /// <summary>As long as the keys sealed under a recovery key are.</summary>
    private static readonly int DecoySize = DecoyLength();

    private static int DecoyLength()
    {
        using var keys = MemberKeys.Draw(RandomNumberGenerator.Fill);
        return keys.SealUnder(RandomNumberGenerator.GetBytes(32), default, SignIns.RecoveryPurpose, default, RandomNumberGenerator.Fill).Length;
    }

    private static IResult Show(HttpContext context, string name, string? problemKey)
    {
        context.Response.Headers.CacheControl = "no-store";
        var page = Page.Of(context, "People.Recover.Title") with { Path = Address };
        return TypedResults.RazorSlice(RecoverPage.Create(new RecoverModel(page,
            new Field(FieldKind.Line, NameField, page["People.SignIn.Name"]) { Required = true, Value = name, MaxLength = Member.MaxNameLength, AutoComplete = "username" },
            new Field(FieldKind.Secret, KeyField, page["People.Recover.Key"])
            {
                Required = true, Help = page["People.Recover.Key.Help"], MaxLength = 80, AutoComplete = "off",
            }, problemKey is null ? null : page[problemKey])),
            problemKey is null ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden);
    }
}
