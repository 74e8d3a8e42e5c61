using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Uploads;
using Poruka.Storage;
using Poruka.Vault.Age;

namespace Poruka.People;

/// <summary>
/// What waits at the door: the address that somebody was on the way to and, where it was a form, its fields. They
/// ride along on the page that asks to sign in, or for the passphrase again, and are carried out after it.
/// </summary>
/// <param name="Address">The local address.</param>
/// <param name="Fields">The fields of a form; null where it was only a page.</param>
public sealed record Carried(string Address, IReadOnlyList<KeyValuePair<string, string>>? Fields)
{
    /// <summary>The field with the address.</summary>
    public const string AddressField = "carry-to";

    /// <summary>What the names of carried fields begin with.</summary>
    public const string FieldPrefix = "carry:";

    /// <summary>Says that a form is carried, though it may have no fields.</summary>
    public const string FormField = "carry-form";

    /// <summary>The field with the id of a file that is kept meanwhile.</summary>
    public const string FileField = "carry-file";

    /// <summary>The files of the form that are kept, sealed to the member.</summary>
    public IReadOnlyList<UInt128> Files { get; init; } = [];

    /// <summary>Whether it had files that could not be kept.</summary>
    public bool HasLostFiles { get; init; }

    /// <summary>What a request that is stopped at the door was about to do; files that it brings are kept for a member who is known.</summary>
    public static async Task<Carried> Of(HttpContext context)
    {
        var request = context.Request;
        var address = request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
        if (HttpMethods.IsGet(request.Method)) return new Carried(address, null);
        IReadOnlyList<UInt128>? kept = [];
        if (UploadedFiles.Of(context) is not null && Visit.PublicKeyOfLast(context) is { } publicKey)
            kept = await context.RequestServices.GetRequiredService<CarriedFiles>().Hold(context, publicKey);
        else if (await UploadedFiles.PassOver(context) > 0)
            kept = null;
        // Now, since fields may stand behind the files.
        return new Carried(address,
        [
            .. from field in request.Form
               where field.Key != FormGuard.TokenField
               from value in field.Value
               select KeyValuePair.Create(field.Key, value ?? ""),
        ]) { Files = kept ?? [], HasLostFiles = kept is null };
    }

    /// <summary>What a form of the door brings back.</summary>
    public static Carried Read(IFormCollection form)
    {
        var address = form[AddressField].ToString();
        if (!Addresses.IsLocal(address)) return new Carried("/", null);
        return new Carried(address, form.ContainsKey(FormField)
            ? [
                .. from field in form
                   where field.Key.StartsWith(FieldPrefix, StringComparison.Ordinal)
                   from value in field.Value
                   select KeyValuePair.Create(field.Key[FieldPrefix.Length..], value ?? ""),
            ]
            : null) { Files = [.. form[FileField].Select(Ids.Parse).OfType<UInt128>().Take(100)] };
    }

    /// <summary>Goes on: to the page, or carries the form out as if it had been posted now.</summary>
    public async Task GoOn(HttpContext context)
    {
        if (Fields is null)
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = Address;
            return;
        }
        var fields = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        foreach (var (name, value) in Fields) fields[name] = StringValues.Concat(fields.GetValueOrDefault(name), value);
        context.Features.Set<IFormFeature>(new FormFeature(new FormCollection(fields)));
        if (Files.Count > 0 && Visit.Of(context) is { } visit)
            UploadedFiles.Bring(context, context.RequestServices.GetRequiredService<CarriedFiles>()
                .Open(Files, visit.Member.PublicKey, () => new AgeIdentity(visit.Keys.AgreementKey)));
        await Replay.Run(context, Address);
    }
}

/// <summary>The page that asks who it is.</summary>
/// <param name="Page">The page.</param>
/// <param name="Name">The field for the name.</param>
/// <param name="Passphrase">The field for the passphrase.</param>
/// <param name="Code">The field for the code of the second factor.</param>
/// <param name="Carried">What waits.</param>
/// <param name="Problem">What was wrong with the last try, or null.</param>
public sealed record SignInModel(Page Page, Field Name, Field Passphrase, Field Code, Carried Carried, string? Problem);

/// <summary>The page that asks for the passphrase again.</summary>
public sealed record ProofModel(Page Page, Field Passphrase, Carried Carried, string? Problem);

/// <summary>Asks at the door.</summary>
internal static class AskAgain
{
    /// <summary>Where signing in is.</summary>
    public const string SignInAddress = "/sign-in";

    /// <summary>Where the passphrase is asked for again.</summary>
    public const string ProofAddress = "/prove";

    public const string NameField = "name", PassphraseField = "secret-passphrase", CodeField = "secret-code";

    /// <summary>Asks to sign in: a page leads there, a form stays in the page that asks.</summary>
    public static Task ToSignIn(HttpContext context) => Ask(context, SignInAddress, carried => SignIn(context, carried, "", null));

    /// <summary>Asks for the passphrase again.</summary>
    public static Task ForProof(HttpContext context) => Ask(context, ProofAddress, carried => Proof(context, carried, null));

    /// <summary>The page that asks who it is.</summary>
    public static IResult SignIn(HttpContext context, Carried carried, string name, string? problemKey)
    {
        var page = Page.Of(context, "People.SignIn.Title") with { Path = SignInAddress };
        var problem = problemKey is null ? null : page[problemKey];
        return TypedResults.RazorSlice(SignInPage.Create(new SignInModel(page,
            new Field(FieldKind.Line, NameField, page["People.SignIn.Name"]) { Required = true, Value = name, MaxLength = Member.MaxNameLength, AutoComplete = "username" },
            PassphraseOf(page),
            new Field(FieldKind.Line, CodeField, page["People.SignIn.Code"])
            {
                Required = true, Help = page["People.SignIn.Code.Help"], MaxLength = 8, AutoComplete = "one-time-code", InputMode = "numeric",
            }, carried, problem)),
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden);
    }

    /// <summary>The page that asks for the passphrase again.</summary>
    public static IResult Proof(HttpContext context, Carried carried, string? problemKey)
    {
        var page = Page.Of(context, "People.Proof.Title") with { Path = "/" };
        var problem = problemKey is null ? null : page[problemKey];
        return TypedResults.RazorSlice(ProofPage.Create(new ProofModel(page, PassphraseOf(page), carried, problem)),
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden);
    }

    private static Field PassphraseOf(Page page) => new(FieldKind.Secret, PassphraseField, page["People.SignIn.Passphrase"])
    {
        Required = true, Help = page["People.SignIn.Passphrase.Help"], MaxLength = 200, AutoComplete = "current-password",
    };

    private static async Task Ask(HttpContext context, string address, Func<Carried, IResult> page)
    {
        var carried = await Carried.Of(context);
        if (carried.Fields is null)
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = $"{address}?to={Uri.EscapeDataString(carried.Address)}";
            return;
        }
        await page(carried).ExecuteAsync(context);
    }

    /// <summary>The address that a link to the door carries.</summary>
    public static Carried OfLink(HttpContext context)
    {
        var to = context.Request.Query["to"].ToString();
        return new Carried(Addresses.IsLocal(to) ? to : "/home", null);
    }
}
