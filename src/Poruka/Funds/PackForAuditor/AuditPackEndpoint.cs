using System.Data.Common;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.PackForAuditor;

/// <summary>What is in the pack, before it is taken.</summary>
public sealed record AuditPackModel(Page Page, string Address, string Back);

/// <summary>
/// One archive for who audits a fund: the books in every format, the public log with its key, what checking them found, the
/// rules by version, and what was decided by reference. No payee, no donor, nothing that is sealed.
/// </summary>
internal static class AuditPackEndpoint
{
    public static void MapAuditPack(this IEndpointRouteBuilder routes, AuditParts parts)
    {
        routes.MapGet("/groups/{group}/funds/{fund}/audit", (HttpContext context, ServeOptions options) => Show(context, options)).ForGroup(Role.Auditor, Role.Treasurer, Role.Trustee);
        routes.MapPost("/groups/{group}/funds/{fund}/audit", (HttpContext context, ServeOptions options) => Pack(context, options, parts)).ForGroupWithProof(Role.Auditor, Role.Treasurer, Role.Trustee);
    }

    private static IResult Show(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var address = FundOfGroup.AddressOf(Visit.Required(context).Here!.Organisation, fund);
        return TypedResults.RazorSlice(AuditPackPage.Create(new AuditPackModel(Page.Of(context, "Funds.Audit.Title") with { Entry = NavigationEntry.Home }, address + "/audit", address)));
    }

    private static async Task<IResult> Pack(HttpContext context, ServeOptions options, AuditParts parts)
    {
        Fund? fund;
        using (var connection = options.Installation.Database.Open()) fund = FundOfGroup.Find(connection, context);
        if (fund is null) return Results.NotFound();
        var name = string.Create(CultureInfo.InvariantCulture, $"{fund.Slug}-audit-{Written.IsoDay(options.Clock.GetCurrentInstant().InUtc().Date)}.zip");
        // Archives are written without waiting; the server takes that only where it is told so.
        if (context.Features.Get<IHttpBodyControlFeature>() is { } control) control.AllowSynchronousIO = true;
        await Downloads.Send(context, name, null, body =>
        {
            using var zip = new ZipArchive(body, ZipArchiveMode.Create, leaveOpen: true);
            Fill(zip, options.Installation, fund, parts, context.RequestAborted);
            return Task.CompletedTask;
        });
        return TypedResults.Empty;
    }

    private static void Fill(ZipArchive zip, Installation installation, Fund fund, AuditParts parts, CancellationToken stop)
    {
        foreach (var format in (ReadOnlySpan<string>)["hledger", "beancount", "csv", "json"])
            using (var entry = zip.CreateEntry("books/" + format switch { "hledger" => "books.journal", "beancount" => "books.beancount", "csv" => "books.csv", _ => "books.json" }).Open())
                parts.Export(installation, fund, format, entry, stop);
        using var connection = installation.Database.Open();
        var log = new FundLog(connection, fund.Number);
        using var signer = FundLog.SignerOf(installation, fund);
        Text(zip, "log/key", signer.Verifier + "\n");
        if (log.LatestCheckpoint() is { } note && Checkpoint.TryParse(note.Text, out var checkpoint))
        {
            foreach (var path in TilePath.ForGrowth(0, checkpoint!.Size)) Bytes(zip, "log/" + path, log.ReadTile(path));
            Bytes(zip, "log/checkpoint", note.ToBytes());
        }
        var found = parts.Verify(installation, fund, stop);
        Text(zip, "verify.txt", found.Count == 0 ? "sound: every sum, leaf, tile and checkpoint follows from the entries\n" : string.Concat(found.Select(line => line + "\n")));
        foreach (var rules in RulesRows.All(connection, fund))
            Text(zip, string.Create(CultureInfo.InvariantCulture, $"rules/version-{rules.Rules.Version}.json"), System.Text.Json.JsonSerializer.Serialize(rules.Rules, RulesJson.Default.FundRules) + "\n");
        Text(zip, "requests.csv", Requests(connection, fund));
        Text(zip, "bail.csv", Bails(connection, fund));
        Text(zip, "README.txt", Readme(fund));
    }

    /// <summary>What was decided on each request, by reference. Members stand by number: who asked and who approved are two, which is what an audit asks.</summary>
    private static string Requests(DbConnection connection, Fund fund)
    {
        var text = new StringBuilder("reference;made;purpose;amount;currency;state;way;ratified;rules;campaign;benefit;requester;approvals;objections;conflicts;votes;paid;acts\n");
        var numbers = new Dictionary<UInt128, int>();
        string Who(UInt128 member)
        {
            if (!numbers.TryGetValue(member, out var number)) numbers[member] = number = numbers.Count + 1;
            return number.ToString(CultureInfo.InvariantCulture);
        }
        foreach (var stored in RequestRows.Since(connection, fund, new NodaTime.LocalDate(1970, 1, 1)))
        {
            var r = stored.Request;
            var acts = RequestRows.Acts(connection, stored.Id).Select(a => $"{a.At} {a.Act} {a.Outcome}");
            text.Append(CultureInfo.InvariantCulture, $"{stored.Reference};{Written.IsoDay(stored.MadeOn)};{r.Purpose};{r.Amount.ToUnits()};{r.Amount.Currency.Code};{r.State};{r.Way};{r.Ratified};{r.Rules.Version};{stored.Campaign};{(r.IsBenefit ? 1 : 0)};")
                .Append(CultureInfo.InvariantCulture, $"{Who(r.Requester.Value)};{string.Join(' ', r.Approvals.Select(a => Who(a.Value)))};{r.Objections.Count};{r.Conflicts.Count};{(r.State == RequestState.Vote ? 0 : r.Votes.Count)};")
                .Append(CultureInfo.InvariantCulture, $"{(stored.PaidOn is { } paid ? Written.IsoDay(paid) : "")};{string.Join(", ", acts)}\n");
        }
        return text.ToString();
    }

    private static string Bails(DbConnection connection, Fund fund)
    {
        var text = new StringBuilder("reference;posted;amount;returned;forfeited;fee;expected;settled\n");
        foreach (var stored in BailRows.List(connection, fund))
            text.Append(CultureInfo.InvariantCulture, $"{stored.Reference};{Written.IsoDay(stored.Bail.PostedOn)};{stored.Bail.Amount.ToUnits()};{stored.Bail.Returned.ToUnits()};{stored.Bail.Forfeited.ToUnits()};{stored.Bail.Fee.ToUnits()};")
                .Append(CultureInfo.InvariantCulture, $"{(stored.Bail.DueOn is { } due ? Written.IsoDay(due) : "")};{(stored.SettledOn is { } settled ? Written.IsoDay(settled) : "")}\n");
        return text.ToString();
    }

    private static string Readme(Fund fund) => $"""
        Auditor's pack of the fund "{fund.Slug}"

        books/        every entry, in four formats. hledger -f books/books.journal balance
        log/          the public log: tiles, the last checkpoint, and the key that it is signed with.
                      poruka log audit --folder log --key log/key
        verify.txt    what came of recomputing all sums, leaves, tiles and checkpoints when this was made
        rules/        the rules by which requests were decided, each version as it was in force
        requests.csv  each request by its reference, which stands in its entries too; members by number
        bail.csv      what courts held, gave back and kept

        Payees, donors, bills and what requests are about are sealed and not in here: a trustee shows them.

        """;

    private static void Text(ZipArchive zip, string name, string text) => Bytes(zip, name, Encoding.UTF8.GetBytes(text));

    private static void Bytes(ZipArchive zip, string name, byte[] bytes)
    {
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(bytes);
    }
}
