using System.Data.Common;
using System.Globalization;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Funds.ShareGeneralFund;

/// <summary>A fund in which this one holds a share, and what it may draw.</summary>
public sealed record HeldShare(string Name, string Slug, Money Given, Money Drawn, Money Right);

/// <summary>Shares that others hold in this fund, and those that this one holds.</summary>
public sealed record GeneralModel(Page Page, string Address, string Back, Table Holders, IReadOnlyList<HeldShare> Held, FormSheet? SetShare, FormSheet? Draw, string? Said)
{
    /// <summary>The summary of errors of both forms.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], [.. SetShare?.Fields ?? [], .. Draw?.Fields ?? []]);
}

/// <summary>
/// The fund that groups keep together: its trustees say which fund holds which share; the treasurers of those funds draw within
/// their right without asking, in the books of both at once.
/// </summary>
internal static class GeneralEndpoint
{
    public static void MapGeneralFund(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/funds/{fund}/general", (HttpContext context, ServeOptions options) => Show(context, options, null)).ForGroup(Role.Trustee, Role.Treasurer, Role.Auditor);
        routes.MapPost("/groups/{group}/funds/{fund}/general/share", SetShare).ForGroupWithProof(Role.Trustee);
        routes.MapPost("/groups/{group}/funds/{fund}/general/draw", Draw).ForGroupWithProof(Role.Treasurer);
    }

    private static IResult SetShare(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var input = new FormInput(context, Page.Of(context, "Funds.General.Title"), "Funds.General");
        var share = input.Number("share", 0, 10_000);
        var holder = Others(connection, fund).FirstOrDefault(f => f.Slug == input.Raw("holder"));
        if (holder is null) input.Wrong("holder", "Shell.Form.Missing");
        if (input.IsWrong) return Show(context, options, input);
        GeneralShares.Set(connection, fund, holder!, share);
        return TypedResults.Redirect(FundOfGroup.AddressOf(Visit.Required(context).Here!.Organisation, fund) + "/general?said=Share");
    }

    private static IResult Draw(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var page = Page.Of(context, "Funds.General.Title");
        var input = new FormInput(context, page, "Funds.General");
        var amount = input.Amount("amount", fund.Currency);
        var general = GeneralShares.HeldBy(connection, fund).FirstOrDefault(f => f.Slug == input.Raw("from") && f.Currency == fund.Currency);
        if (general is null) input.Wrong("from", "Shell.Form.Missing");
        if (input.IsWrong || amount is not { } much || general is null) return Show(context, options, input);
        using (var transaction = FundTransaction.Begin(options.Installation.Database, fund.Number, general.Number))
        {
            // Reckoned under the locks of both: what others draw meanwhile is seen.
            var right = RightOf(transaction.Connection, general, fund);
            if (right is null || much.Minor > right.Value.Minor)
            {
                input.Wrong("amount", "Funds.General.BeyondRight");
            }
            else
            {
                LocalExchanges.Book(transaction, general, fund, FundStatementKind.Gift, "draw-" + RequestDesk.DrawReference()[2..], much, page.Today, []);
                transaction.Commit();
            }
        }
        return input.IsWrong ? Show(context, options, input) : TypedResults.Redirect(FundOfGroup.AddressOf(Visit.Required(context).Here!.Organisation, fund) + "/general?said=Drawn");
    }

    private static IResult Show(HttpContext context, ServeOptions options, FormInput? posted)
    {
        var here = Visit.Required(context).Here!;
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var address = FundOfGroup.AddressOf(here.Organisation, fund);
        var page = Page.Of(context, "Funds.General.Title") with { Entry = NavigationEntry.Home, Wide = true, Path = address + "/general" };
        var input = posted ?? new FormInput(context, page, "Funds.General");
        var shares = GeneralShares.In(connection, fund);
        var free = FundOfGroup.Money(connection, fund).Free;
        var all = FundRows.List(connection).ToDictionary(f => f.Number);
        var sum = shares.Values.Sum(s => s.Share);
        var held = GeneralShares.HeldBy(connection, fund).Select(general => (general, GeneralShares.In(connection, general)[fund.Number]))
            .Select(h => new HeldShare(h.general.Name, h.general.Slug, h.Item2.Given, h.Item2.Drawn, RightOf(connection, h.general, fund) ?? Money.Zero(h.general.Currency))).ToList();
        return TypedResults.RazorSlice(GeneralPage.Create(new GeneralModel(page, address + "/general", address,
            new Table(page["Funds.General.Holders"], [new(page["Funds.Others.Fund"]), new(page["Funds.General.share"], true), new(page["Funds.General.Given"], true), new(page["Funds.General.Drawn"], true), new(page["Funds.General.Right"], true)],
                [.. shares.OrderByDescending(s => s.Value.Share).Select(s => (IReadOnlyList<Cell>)[new(all[s.Key].Name), new(string.Create(CultureInfo.InvariantCulture, $"{s.Value.Share} / {sum}")), new(page.Money(s.Value.Given)), new(page.Money(s.Value.Drawn)),
                    new(page.Money(GeneralFund.RightOf(s.Value, shares.Values, free)))])]),
            held,
            here.Is(Role.Trustee) && Others(connection, fund) is { Count: > 0 } others ? new FormSheet(page, address + "/general/share",
            [
                input.Field(FieldKind.Choice, "holder", required: true, choices: [.. others.Select(f => new Choice(f.Slug, f.Name))]),
                input.Field(FieldKind.Line, "share", "1", required: true, maxLength: 5) with { InputMode = "numeric" },
            ], page["Funds.Bail.Save"]) : null,
            here.Is(Role.Treasurer) && held.Count > 0 ? new FormSheet(page, address + "/general/draw",
            [
                input.Field(FieldKind.Choice, "from", required: true, choices: [.. held.Select(h => new Choice(h.Slug, h.Name))]),
                input.Field(FieldKind.Line, "amount", required: true, maxLength: 20) with { InputMode = "decimal" },
            ], page["Funds.General.Draw"]) : null,
            context.Request.Query["said"].ToString() is "Share" or "Drawn" ? page["Funds.General.Said." + context.Request.Query["said"]] : null)), input.IsWrong ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    /// <summary>What a fund may draw; null where it holds no share.</summary>
    private static Money? RightOf(DbConnection connection, Fund general, Fund holder)
    {
        var shares = GeneralShares.In(connection, general);
        return shares.TryGetValue(holder.Number, out var mine) ? GeneralFund.RightOf(mine, shares.Values, FundOfGroup.Money(connection, general).Free) : null;
    }

    private static List<Fund> Others(DbConnection connection, Fund fund) => [.. FundRows.List(connection).Where(f => f.Number != fund.Number && f.Currency == fund.Currency)];
}
