using Poruka.Ledger;
using Poruka.People;
using Poruka.Publishing;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;

namespace Poruka.Funds.EditFund;

/// <summary>What the public reads of a fund: its name, its purpose, and whether it has a page at all.</summary>
internal static class EditFundEndpoint
{
    private const string Address = "/groups/{group}/funds/{fund}/about";
    private const int MaxName = 100, MaxPurpose = 500;

    public static void MapEditFund(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, ServeOptions options) => Show(context, options)).ForGroup(Role.Trustee, Role.Treasurer);
        routes.MapPost(Address, (HttpContext context, ServeOptions options) => Show(context, options)).ForGroup(Role.Trustee, Role.Treasurer);
    }

    private static IResult Show(HttpContext context, ServeOptions options)
    {
        var group = Visit.Required(context).Here!.Organisation;
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var page = Page.Of(context, "Funds.About.Title") with { Entry = NavigationEntry.Home };
        var (desk, address) = (FundOfGroup.AddressOf(group, fund), $"{FundOfGroup.AddressOf(group, fund)}/about");
        var guarded = new GuardedForm(context, GuardDesk.Of(context), OutgoingKind.Fund, FundWords.ItemOf(fund));
        var input = new FormInput(context, page, "Funds.About", guarded.Typed);
        if (HttpMethods.IsPost(context.Request.Method))
        {
            var wanted = fund with { Name = input.Text("name", required: true, MaxName), Purpose = input.Text("purpose", maxLength: MaxPurpose), IsPublic = input.Check("public") };
            var cases = GuardedForm.ReadCases(input, connection, group);
            if (!input.IsWrong)
            {
                if (guarded.Ask(context.Request.Form, WordsOf(connection, fund, wanted), fund.IsPublic ? FundWords.Of(fund) : "", cases, address) is { } waits) return waits;
                using var transaction = connection.BeginTransaction();
                FundRows.SetWords(connection, transaction, wanted);
                if (!guarded.TryGoOut(connection, transaction)) return guarded.Waits();
                transaction.Commit();
                guarded.WentOut();
                return TypedResults.Redirect(address + "?said=Saved");
            }
        }
        return new FormSheet(page, address,
        [
            input.Field(FieldKind.Line, "name", fund.Name, required: true, maxLength: MaxName),
            input.Field(FieldKind.Lines, "purpose", fund.Purpose, maxLength: MaxPurpose) with { Rows = 3 },
            input.Field(FieldKind.Check, "public", fund.IsPublic ? "1" : ""),
            GuardedForm.Cases(input, page),
        ], page["Funds.Bail.Save"])
        { Lead = [page["Funds.About.Lead"]], Back = desk, Said = context.Request.Query["said"] == "Saved" ? page["Funds.Campaign.Saved"] : null }.Answer();
    }

    /// <summary>What the public would read; of a fund that it didn't know of, its campaigns too.</summary>
    private static string WordsOf(System.Data.Common.DbConnection connection, Fund before, Fund wanted) =>
        !wanted.IsPublic ? "" : before.IsPublic ? FundWords.Of(wanted) : FundWords.All(connection, wanted);
}
