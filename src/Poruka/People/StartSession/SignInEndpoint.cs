using Poruka.Shell;
using Poruka.Vault;

namespace Poruka.People.StartSession;

/// <summary>Signs somebody in, and goes on with what they were about to do.</summary>
internal static class SignInEndpoint
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(AskAgain.SignInAddress, (HttpContext context) =>
            AskAgain.SignIn(context, AskAgain.OfLink(context), "", null)).ForEverybody();
        routes.MapPost(AskAgain.SignInAddress, Try).ForEverybody();
    }

    private static async Task Try(HttpContext context, SignIns signIns, ServeOptions options)
    {
        context.Response.Headers.CacheControl = "no-store";
        var form = context.Request.Form;
        var carried = Carried.Read(form);
        var name = form[AskAgain.NameField].ToString();
        if (name.Length > 2 * Member.MaxNameLength) name = "";
        // Copies, because the spans of a request don't live across a wait; wiped with the request.
        using var passphrase = SecretBytes.Of(PostedForm.Secret(context, AskAgain.PassphraseField));
        using var code = SecretBytes.Of(PostedForm.Secret(context, AskAgain.CodeField));
        var isKnown = DeviceMark.IsOf(options.Installation.Secrets.DeviceKey, context.Request.Cookies[DeviceMark.Cookie], name);
        var (outcome, member, keys) = await signIns.Try(name, passphrase, code, isKnown, context.RequestAborted);
        using (keys)
        {
            if (outcome != SignInOutcome.Let)
            {
                var problem = outcome == SignInOutcome.Busy ? "People.SignIn.Busy" : "People.SignIn.Wrong";
                await AskAgain.SignIn(context, carried, name, problem).ExecuteAsync(context);
                return;
            }
            Visit.End(context);
            Visit.Begin(context, member!, keys!);
        }
        context.Response.Cookies.Append(
            DeviceMark.Cookie, DeviceMark.Make(options.Installation.Secrets.DeviceKey, name), Cookies.ForDevice());
        await carried.GoOn(context);
    }
}
