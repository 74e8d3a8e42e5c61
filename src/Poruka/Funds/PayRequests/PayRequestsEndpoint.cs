using System.Data.Common;
using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;

namespace Poruka.Funds.PayRequests;

/// <summary>A request to be paid, with its payee where the room is held.</summary>
public sealed record PayLine(StoredRequest Stored, RequestDetails? Details, string? Iban);

/// <summary>The list of what is to be paid.</summary>
public sealed record PayModel(Page Page, string Address, string Back, IReadOnlyList<PayLine> Lines, bool HoldsRoom, Field From, Field Day, string? Said, string? Wrong);

/// <summary>From reserved money to a file for the bank, a plain list, and the note that it was paid.</summary>
internal static class PayRequestsEndpoint
{
    private const string OnStatement = "statement";

    public static void MapPayRequests(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/funds/{fund}/payments", (HttpContext context, ServeOptions options) => Show(context, options, null, null)).ForGroup(Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/payments/file", (HttpContext context, ServeOptions options) => Download(context, options, sepa: true)).ForGroupWithProof(Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/payments/list", (HttpContext context, ServeOptions options) => Download(context, options, sepa: false)).ForGroupWithProof(Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/payments/paid", Pay).ForGroupWithProof(Role.Treasurer);
    }

    private static IResult Pay(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        var group = visit.Here!.Organisation;
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var form = context.Request.Form;
        var now = options.Clock.GetCurrentInstant();
        var today = now.InUtc().Date;
        if (LocalDatePattern.Iso.Parse(form["day"].ToString()) is not { Success: true, Value: var day } || day > today || day < today.PlusYears(-1))
            return Show(context, options, null, "Funds.Pay.NoDay");
        Account from;
        if (form["from"] == OnStatement) from = new Account(AccountClass.Unrecognised);
        else if (!int.TryParse(form["from"], NumberStyles.None, CultureInfo.InvariantCulture, out var code) || !IsAccount(code, out from)) return Show(context, options, null, "Funds.Pay.NoAccount");
        var paid = 0;
        foreach (var chosen in Chosen(context))
            if (RequestDesk.Do(options.Installation, group, fund, chosen, RequestAct.Pay, visit.Member.Id, now, (from, day)) is { Outcome: var outcome })
            {
                if (outcome == RequestOutcome.Done) paid++;
                else if (outcome == RequestOutcome.NeedsAnother) return Show(context, options, null, "Funds.Request.Outcome.NeedsAnother");
            }
        return Show(context, options, paid, paid == 0 ? "Funds.Pay.None" : null);
    }

    private static IResult Download(HttpContext context, ServeOptions options, bool sepa)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var chosen = Chosen(context).ToHashSet();
        var lines = Lines(context, options, connection, fund, out _).Where(l => chosen.Contains(l.Stored.Id) && l.Details is not null).ToList();
        if (lines.Count == 0) return Show(context, options, null, "Funds.Pay.None");
        var now = options.Clock.GetCurrentInstant();
        if (!sepa) return TypedResults.File(Plain(lines), "text/csv; charset=utf-8", $"payments-{Written.IsoDay(now.InUtc().Date)}.csv");
        var payer = FundRows.BankAccounts(connection, fund.Number).Select(a => Iban.Parse(a.Number)).FirstOrDefault(i => i is not null);
        if (payer is null) return Show(context, options, null, "Funds.Pay.NoIban");
        if (fund.Currency != Currency.Eur || lines.Exists(l => l.Iban is null)) return Show(context, options, null, "Funds.Pay.NotSepa");
        var id = "P" + InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss").Format(now) + "-" + Ids.Text(Ids.Draw())[..12];
        using var file = new MemoryStream();
        new SepaTransferList(id, now, now.InUtc().Date, fund.Name, payer,
            [.. lines.Select(l => new SepaTransfer(l.Stored.Reference, l.Stored.Request.Amount, l.Details!.Payee, l.Iban!,
                new PaymentAddress(l.Details.Street, l.Details.PostCode, l.Details.Town, l.Details.Country),
                l.Details.Remittance.Length > 0 ? l.Details.Remittance : l.Stored.Reference))]).Write(file);
        return TypedResults.File(file.ToArray(), "application/xml", id + ".xml");
    }

    /// <summary>One line for each payment, for banks that take no file and for who types them.</summary>
    private static byte[] Plain(IReadOnlyList<PayLine> lines)
    {
        var text = new StringBuilder("reference,amount,currency,payee,account,address,remittance\n");
        foreach (var line in lines)
        {
            var d = line.Details!;
            string[] cells = [line.Stored.Reference, line.Stored.Request.Amount.ToUnits(), line.Stored.Request.Amount.Currency.Code, d.Payee, d.Account,
                string.Join(", ", new[] { d.Street, $"{d.PostCode} {d.Town}".Trim(), d.Country }.Where(s => s.Length > 0)), d.Remittance];
            text.AppendJoin(',', cells.Select(Quoted)).Append('\n');
        }
        return [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    /// <summary>A cell that a spreadsheet does not take for a formula.</summary>
    private static string Quoted(string cell) =>
        "\"" + (cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' ? "'" : "") + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static IResult Show(HttpContext context, ServeOptions options, int? paid, string? wrong)
    {
        var group = Visit.Required(context).Here!.Organisation;
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var address = FundOfGroup.AddressOf(group, fund);
        var page = Page.Of(context, "Funds.Pay.Title") with { Entry = NavigationEntry.Home, Wide = true, Path = address + "/payments" };
        var lines = Lines(context, options, connection, fund, out var holds);
        var input = new FormInput(context, page, "Funds.Pay");
        var accounts = new List<Choice> { new(OnStatement, page["Funds.Pay.OnStatement"]) };
        foreach (var account in new[] { AccountClass.Bank, AccountClass.Cash, AccountClass.Wallet })
            accounts.Add(new Choice(new Account(account).Code.ToString(CultureInfo.InvariantCulture), page["Funds.Account." + account]));
        return TypedResults.RazorSlice(PayPage.Create(new PayModel(page, address + "/payments", address, lines, holds,
            input.Field(FieldKind.Choice, "from", OnStatement, choices: accounts), input.Field(FieldKind.Day, "day", Written.IsoDay(page.Today)),
            paid is > 0 ? page.Plural("Funds.Pay.Done", paid.Value) : null, wrong is null ? null : page[wrong])),
            wrong is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static List<PayLine> Lines(HttpContext context, ServeOptions options, DbConnection connection, Fund fund, out bool holds)
    {
        var visit = Visit.Required(context);
        var today = options.Clock.GetCurrentInstant().InUtc().Date;
        using var room = HeldRoom.OfKind(options.Installation, connection, visit, RoomKind.Trustees, today);
        holds = room is not null;
        if (room is not null) RoomRecord.AddOnce(connection, room, visit.Session, visit.Member.Id, fund.Slug, options.Clock.GetCurrentInstant());
        var lines = new List<PayLine>();
        foreach (var stored in RequestRows.InStates(connection, fund, RequestState.Approved))
        {
            var details = room is null ? null : RequestSecrets.Read(connection, room, stored.Id);
            lines.Add(new PayLine(stored, details, details is null ? null : Iban.Parse(details.Account)));
        }
        return lines;
    }

    private static IEnumerable<UInt128> Chosen(HttpContext context) => context.Request.Form["request"].Select(Ids.Parse).OfType<UInt128>().Distinct().Take(500);

    private static bool IsAccount(int code, out Account account)
    {
        account = default;
        foreach (var known in new[] { AccountClass.Bank, AccountClass.Cash, AccountClass.Wallet })
            if (new Account(known).Code == code)
            {
                account = new Account(known);
                return true;
            }
        return false;
    }
}
