using Poruka.Ledger.Transparency;
using Poruka.Shell;
using Poruka.Shell.Forms;

namespace Poruka.Funds.FetchReceipt;

/// <summary>
/// Hands out a gift's receipt to who has its reference: 80 bits that stand on the payment and nowhere in public. No account, no
/// name; nothing is kept of who came.
/// </summary>
public static class FetchReceiptEndpoint
{
    /// <summary>Where it is.</summary>
    public const string Address = "/receipts/mine";

    private const string Reference = "reference";

    /// <summary>Maps the form and what it posts to.</summary>
    public static void MapFetchReceipt(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Show(context, null));
        routes.MapPost(Address, (HttpContext context, ServeOptions options) => Fetch(context, options));
    }

    private static IResult Fetch(HttpContext context, ServeOptions options)
    {
        if (!DonorReference.TryParse(context.Request.Form[Reference].ToString(), out var reference)) return Show(context, "Funds.Mine.NoReference");
        using var connection = options.Installation.Database.Open();
        var waits = false;
        foreach (var fund in PublicSums.Funds(connection))
            switch (Receipts.ByReference(options.Installation, fund, reference))
            {
                case ReceiptIssue.Issued issued:
                    context.Response.Headers.CacheControl = "no-store";
                    return TypedResults.File(issued.Proof.ToBytes(), "application/octet-stream", "gift.tlog-proof");
                case ReceiptIssue.NotYetPublished:
                    waits = true;
                    break;
                default: break;
            }
        return Show(context, waits ? "Funds.Mine.NotYet" : "Funds.Mine.NotThere");
    }

    private static IResult Show(HttpContext context, string? error)
    {
        var page = Page.Of(context, "Funds.Mine.Title") with { Entry = NavigationEntry.CheckReceipt };
        var input = new FormInput(context, page, "Funds.Mine");
        if (error is not null) input.Wrong(Reference, error);
        return new FormSheet(page, Address, [input.Field(FieldKind.Line, Reference, required: true, maxLength: 40) with { AutoComplete = "off" }], page["Funds.Mine.Fetch"])
        {
            Lead = [page["Funds.Mine.Lead"], page["Funds.Mine.Care"]], Back = "/receipts/check",
        }.Answer();
    }
}
