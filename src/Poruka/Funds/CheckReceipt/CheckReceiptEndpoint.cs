using System.Data.Common;
using System.Text;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using RazorSlices;

namespace Poruka.Funds.CheckReceipt;

/// <summary>What a visitor sees of a checked receipt.</summary>
/// <param name="Verification">What the check found.</param>
/// <param name="Fund">The fund whose log it names; null where none is kept here under that name.</param>
/// <param name="Campaign">The name of the gift's campaign, or null.</param>
/// <param name="AgreesWithLog">Whether the log, as it is kept here now, has the root that the receipt was signed with.</param>
/// <param name="WasReversed">Whether a later entry takes this one back.</param>
public sealed record CheckedReceipt(
    ReceiptVerification Verification, Fund? Fund, string? Campaign, bool AgreesWithLog, bool WasReversed)
{
    /// <summary>Whether all is well.</summary>
    public bool IsGood => Verification.Outcome == ReceiptOutcome.Valid && AgreesWithLog;
}

/// <summary>The page: the form, and above it what was found.</summary>
public sealed record CheckReceiptModel(Page Page, Field File, Field Text, CheckedReceipt? Checked)
{
    /// <summary>The summary of errors.</summary>
    public ErrorSummary Errors => new(Page["Funds.Receipt.Error.Title"], [File, Text]);
}

/// <summary>Checks a receipt and says in plain words what it proves. Nothing of it is kept.</summary>
public static class CheckReceiptEndpoint
{
    /// <summary>Where it is.</summary>
    public const string Address = "/receipts/check";

    /// <summary>The most bytes a receipt may have here; real ones have about 2,000.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The field for a file.</summary>
    public const string FileField = "file";

    /// <summary>The field for pasted text.</summary>
    public const string TextField = "text";

    /// <summary>Maps the form and what it posts to.</summary>
    public static void MapCheckReceipt(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Show(context, "", null, null));
        routes.MapPost(Address, Check);
    }

    private static async Task<IResult> Check(HttpContext context, ServeOptions options)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var text = form[TextField].ToString();
        byte[]? bytes = null;
        if (form.Files.GetFile(FileField) is { Length: > 0 } file)
        {
            if (file.Length > MaxBytes) return Show(context, text, (FileField, "Funds.Receipt.Error.TooLarge"), null);
            bytes = new byte[file.Length];
            await using var stream = file.OpenReadStream();
            await stream.ReadExactlyAsync(bytes, context.RequestAborted);
        }
        else if (!string.IsNullOrWhiteSpace(text))
        {
            // Browsers post line ends as CR LF, and copying adds or drops empty lines around.
            bytes = Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n").Trim() + "\n");
            if (bytes.Length > MaxBytes) return Show(context, "", (TextField, "Funds.Receipt.Error.TooLarge"), null);
        }
        var field = form.Files.GetFile(FileField) is { Length: > 0 } ? FileField : TextField;
        if (bytes is null) return Show(context, text, (FileField, "Funds.Receipt.Error.Nothing"), null);

        if (!TlogProof.TryParse(bytes, out _, out var problem))
            return Show(context, text, (field, $"Funds.Receipt.Problem.{problem}"), null);
        using var connection = options.Installation.Database.Open();
        return Show(context, text, null, Verify(options.Installation, connection, bytes));
    }

    private static RazorSlice Show(HttpContext context, string text, (string Field, string Key)? error, CheckedReceipt? found)
    {
        var page = Page.Of(context, "Funds.Receipt.Title") with { Entry = NavigationEntry.CheckReceipt };
        string? ErrorOf(string field) => error is { } e && e.Field == field ? page.Text(e.Key, MaxBytes / 1024) : null;
        var file = new Field(FieldKind.File, FileField, page["Funds.Receipt.File.Label"])
        {
            Help = page["Funds.Receipt.File.Help"], Accept = ".tlog-proof,.txt,text/plain", Error = ErrorOf(FileField),
        };
        var pasted = new Field(FieldKind.Lines, TextField, page["Funds.Receipt.Text.Label"])
        {
            Help = page["Funds.Receipt.Text.Help"], MaxLength = MaxBytes, Error = ErrorOf(TextField), Value = text,
        };
        return TypedResults.RazorSlice(
            CheckReceiptPage.Create(new CheckReceiptModel(page, file, pasted, found)),
            error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static CheckedReceipt Verify(Installation installation, DbConnection connection, byte[] bytes)
    {
        // The receipt says whose log it is of; the key comes from our own books, never from the receipt.
        var fund = TlogProof.TryParse(bytes, out var proof, out _) && Checkpoint.TryParse(proof!.Checkpoint.Text, out var named)
            ? PublicSums.Funds(connection).FirstOrDefault(f => FundLog.OriginOf(installation, f) == named!.Origin)
            : null;
        if (fund is null)
        {
            // Checked against a key that signed nothing, so that what can be said of its form is said.
            using var nobody = new NoteSigner("nobody", NoteKeyKind.Log, new byte[NoteSigner.SeedSize]);
            return new CheckedReceipt(Receipt.Verify(bytes, nobody.Verifier, [], 0), null, null, false, false);
        }
        using var signer = FundLog.SignerOf(installation, fund);
        var log = new FundLog(connection, fund.Number);
        var found = Receipt.Verify(bytes, signer.Verifier, log.Witnesses(), quorum: 0); // how many signed is shown, and judged by the donor
        if (found is not { Outcome: ReceiptOutcome.Valid, Entry: { } entry, LogSize: { } size, Root: { } root })
            return new CheckedReceipt(found, fund, null, false, false);
        var campaign = entry.Postings.Select(p => p.Campaign).FirstOrDefault(c => c != CampaignId.None);
        return new CheckedReceipt(
            found, fund,
            FundRows.Campaigns(connection, fund.Number).FirstOrDefault(c => c.Id == campaign)?.Name,
            Agrees(log, size, root),
            WasReversed(connection, fund, entry));
    }

    private static bool Agrees(FundLog log, long size, TreeHash root)
    {
        var now = log.Size();
        return size <= now && MerkleTree.Root(size, log.Tiles(now).Node) == root;
    }

    private static bool WasReversed(DbConnection connection, Fund fund, Entry entry)
    {
        var source = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(source, entry.Id.Source);
        return Sql.Number(connection, null, """
            select cast(count(*) as bigint) from reversal r
            join entry e on e.fund = r.fund and e.journal = r.reversed
            join entry_source s on s.source = e.source
            where r.fund = @fund and s.id = @source and e.number = @number
            """, ("fund", fund.Number), ("source", source), ("number", entry.Id.Number)) > 0;
    }
}
