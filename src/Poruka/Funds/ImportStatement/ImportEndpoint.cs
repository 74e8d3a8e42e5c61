using System.Security.Cryptography;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Shell.Uploads;
using Poruka.Storage;

namespace Poruka.Funds.ImportStatement;

/// <summary>The page of a file that was looked at and is not posted yet, or was posted just now.</summary>
public sealed record ImportPageModel(Page Page, string? ConfirmAddress, string WaitingAddress, string Back, string Summary, IReadOnlyList<string> Accounts, Table Lines, bool KnowsDonors);

/// <summary>The treasurer gives the bank's file, sees each line and where it would go, and confirms.</summary>
internal static class ImportEndpoint
{
    private const string What = "statement", FileField = "file";
    private const int ShownLines = 200;

    public static void MapImportStatement(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/funds/{fund}/statements", (HttpContext context, ServeOptions options) => Start(context, options, null)).ForGroup(Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/statements", Take).ForGroup(Role.Treasurer).WithUploads(HeldUploads.MaxBytes, maxFiles: 1);
        routes.MapGet("/groups/{group}/funds/{fund}/statements/{held}", (string held, HttpContext context, ServeOptions options, HeldUploads uploads) =>
            Look(context, options, uploads, held, post: false)).ForGroup(Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/statements/{held}", (string held, HttpContext context, ServeOptions options, HeldUploads uploads) =>
            Look(context, options, uploads, held, post: true)).ForGroup(Role.Treasurer);
    }

    private static IResult Start(HttpContext context, ServeOptions options, string? error)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var page = Page.Of(context, "Funds.Import.Title") with { Entry = NavigationEntry.Home };
        var address = FundOfGroup.AddressOf(Visit.Required(context).Here!.Organisation, fund);
        return TypedResults.RazorSlice(ImportStartPage.Create(new FormSheet(page, address + "/statements",
            [new Field(FieldKind.File, FileField, page["Funds.Import.File"]) { Help = page["Funds.Import.File.Help"], Required = true, Error = error }], page["Shell.Sheet.Look"])
        {
            Lead = [page["Funds.Import.Lead"]], Back = address,
        }), error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> Take(HttpContext context, ServeOptions options, HeldUploads uploads)
    {
        using var given = new MemoryStream();
        var outcome = await UploadedFiles.TakeAsync(context, (file, stop) => file.Contents.CopyToAsync(given, stop));
        var page = Page.Of(context, "Funds.Import.Title");
        if (outcome.Text(page, HeldUploads.MaxBytes, 1) is { } refused) return Start(context, options, refused);
        if (given.Length == 0) return Start(context, options, page["Shell.Form.Missing"]);
        var id = uploads.Keep(Visit.Required(context), What, given.ToArray());
        return TypedResults.Redirect($"{context.Request.Path}/{Ids.Text(id)}");
    }

    private static IResult Look(HttpContext context, ServeOptions options, HeldUploads uploads, string held, bool post)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var address = FundOfGroup.AddressOf(visit.Here!.Organisation, fund);
        if (uploads.Find(visit, What, held) is not { } bytes) return TypedResults.Redirect(address + "/statements");
        var page = Page.Of(context, "Funds.Import.Title") with { Entry = NavigationEntry.Home, Wide = true };
        using var donors = Donors.OpenFor(context, options, connection, Donors.RoomOf(connection, fund.Number), fund);
        using var payers = donors is null ? null : KnownPayers.Open(donors, connection);
        var seen = new List<SeenLine>();
        var outcome = ImportStatement.Run(options.Installation, fund, () => new MemoryStream(bytes, writable: false),
            new ImportOptions(page.Today, DryRun: !post, Seen: line => { if (seen.Count < ShownLines) seen.Add(line); }) { Payers = payers }, null, context.RequestAborted);
        if (outcome is not ImportOutcome.Imported { Summary: var summary })
        {
            uploads.Drop(held);
            return Start(context, options, Say(page, outcome));
        }
        if (post)
        {
            uploads.Drop(held);
            CryptographicOperations.ZeroMemory(bytes);
        }
        return TypedResults.RazorSlice(ImportPage.Create(new ImportPageModel(page, post ? null : $"{address}/statements/{held}", address + "/waiting", address,
            page.Text(post ? "Funds.Import.Done" : "Funds.Import.Would", StatementProblems.NameOf(summary.Format), summary.Lines, summary.Posted, summary.Recognised, summary.Waiting, summary.AlreadyThere),
            [.. summary.Accounts.Where(a => a.HasGap).Select(a => page.Text("Funds.Import.Gap", a.Number, page.Money(a.BankSays!.Value), page.Money(a.LinesSay!.Value)))],
            Lines(page, seen), donors is not null)));
    }

    private static string Say(Page page, ImportOutcome outcome) => outcome switch
    {
        ImportOutcome.AlreadyImported already => page.Text("Funds.Import.Already", page.Day(already.On), already.Lines),
        ImportOutcome.Refused refused => StatementProblems.Describe(page.Language, page["Funds.Import.File"], refused.Problem),
        ImportOutcome.WhichAccount which => page.Text("Funds.Import.WhichAccount", which.Currency.Code),
        ImportOutcome.SumTooLarge => page["Shell.Form.NoAmount"],
        _ => throw new InvalidOperationException($"{outcome} can't come of this."),
    };

    private static Table Lines(Page page, IReadOnlyList<SeenLine> seen) => new(page["Funds.Import.Lines"],
        [new(page["Funds.Import.Day"]), new(page["Funds.Import.Payer"]), new(page["Funds.Import.Text"]), new(page["Funds.Fund.Amount"], true), new(page["Funds.Import.Fate"])],
        [.. seen.Select(s => (IReadOnlyList<Cell>)[new(page.Day(s.Line.BookedOn)), new(StatementProblems.Plain(s.Line.CounterpartyName)), new(StatementProblems.Plain(s.Line.Remittance)),
            new(page.Money(s.Line.Amount)), new(s.Recognition is { } to ? $"{page["Funds.Import.Fate." + s.Fate]}: {page["Funds.Account." + to.Account.Class]}" : page["Funds.Import.Fate." + s.Fate])])]);
}
