using Poruka.Shell;
using Poruka.Vault;

namespace Poruka.People.GiveProof;

/// <summary>Takes the passphrase again before what needs it, and goes on with that.</summary>
internal static class ProveEndpoint
{
    public static void MapProve(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(AskAgain.ProofAddress, (HttpContext context) =>
            AskAgain.Proof(context, AskAgain.OfLink(context), null)).ForSignedIn();
        routes.MapPost(AskAgain.ProofAddress, Try).ForSignedIn();
    }

    private static async Task Try(HttpContext context, SignIns signIns, Sessions sessions)
    {
        var visit = Visit.Required(context);
        var carried = Carried.Read(context.Request.Form);
        using var passphrase = SecretBytes.Of(PostedForm.Secret(context, AskAgain.PassphraseField));
        if (await signIns.Proves(visit.Member, passphrase, context.RequestAborted) is not true and var proves)
        {
            await AskAgain.Proof(context, carried, proves is null ? "People.SignIn.Busy" : "People.Proof.Wrong").ExecuteAsync(context);
            return;
        }
        sessions.Prove(visit.Session);
        await carried.GoOn(context);
    }
}
