using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Funds.HelpOtherFunds;

/// <summary>What passed between this fund and others.</summary>
public sealed record OthersModel(Page Page, string Address, string Back, string OurKey, Table Exchanged, Table Plans, FormSheet Give, FormSheet Hear, FormSheet Peer, string? Said, string Answer, bool IsRefused)
{
    /// <summary>The summary of errors of all forms.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], [.. Give.Fields, .. Hear.Fields, .. Peer.Fields]);
}

/// <summary>
/// Gifts and loans between funds: of this installation, in the books of both at once; of others, by statements that are signed here,
/// carried as text, and countersigned there.
/// </summary>
internal static class OthersEndpoint
{
    public static void MapOthers(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/funds/{fund}/others", (HttpContext context, ServeOptions options) => Show(context, options, null, null, "", false)).ForGroup(Role.Treasurer, Role.Trustee, Role.Auditor);
        routes.MapPost("/groups/{group}/funds/{fund}/others/give", Give).ForGroupWithProof(Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/others/hear", Hear).ForGroup(Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/others/peer", AddPeer).ForGroupWithProof(Role.Treasurer);
    }

    private static IResult Give(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var page = Page.Of(context, "Funds.Others.Title");
        var input = new FormInput(context, page, "Funds.Others");
        var amount = input.Amount("amount", fund.Currency);
        var day = input.Day("day", required: true);
        if (!Enum.TryParse<FundStatementKind>(input.Raw("kind"), out var kind)) input.Wrong("kind", "Shell.Form.Missing");
        var reference = input.Text("reference", required: true, Entry.MaxWordLength);
        if (reference.Length > 0 && !Entry.IsWord(reference)) input.Wrong("reference", "Funds.Others.NoWord");
        var months = input.Number("instalments", 0, 120);
        var to = input.Raw("to");
        var local = FundRows.List(connection).FirstOrDefault(f => f.Slug == to && f.Number != fund.Number && f.Currency == fund.Currency);
        if (local is null && Exchange.Peers(connection, fund).All(p => p.Name != to)) input.Wrong("to", "Shell.Form.Missing");
        if (amount?.Minor > FundOfGroup.Money(connection, fund).Free.Minor) input.Wrong("amount", "Funds.Others.NotFree");
        if (input.IsWrong || amount is not { } much || day is not { } on) return Show(context, options, input, null, "", true);
        var plan = kind == FundStatementKind.Loan ? Plan(much, on, months) : [];
        if (local is not null)
        {
            // Both books in one transaction: one without the other can't be.
            using var transaction = FundTransaction.Begin(options.Installation.Database, fund.Number, local.Number);
            LocalExchanges.Book(transaction, fund, local, kind, reference, much, on, plan);
            transaction.Commit();
            return Show(context, options, null, "Funds.Others.InBoth", "", false);
        }
        var said = Exchange.Say(options.Installation, fund, to, (from, number, previous) => new FundStatement(from, to, number, previous, kind, reference, much, on, plan));
        return Show(context, options, null, "Funds.Others.Carry", Encoding.UTF8.GetString(said.Note.ToBytes()), false);
    }

    private static IResult Hear(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        // Browsers post lines with two characters at their end; the note has one.
        var note = context.Request.Form["note"].ToString().ReplaceLineEndings("\n").Trim('\n') + "\n";
        var heard = Exchange.Hear(options.Installation, fund, Encoding.UTF8.GetBytes(note));
        var isRefused = heard.Outcome is not (ExchangeOutcome.Accepted or ExchangeOutcome.AlreadyHere or ExchangeOutcome.Waits);
        return Show(context, options, null, "Funds.Others.Heard." + heard.Outcome, Encoding.UTF8.GetString(heard.Answer), isRefused,
            heard.Missing.Count > 0 ? string.Join(", ", heard.Missing.Take(20).Select(n => n.ToString(CultureInfo.InvariantCulture))) : null);
    }

    private static IResult AddPeer(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var page = Page.Of(context, "Funds.Others.Title");
        var input = new FormInput(context, page, "Funds.Others");
        if (!NoteVerifier.TryParse(input.Raw("key"), out var key, out _) || key!.Kind != NoteKeyKind.Log) input.Wrong("key", "Funds.Others.NoKey");
        else if (!Exchange.AddPeer(connection, fund, key)) input.Wrong("key", "Funds.Others.OtherKey");
        return Show(context, options, input.IsWrong ? input : null, input.IsWrong ? null : "Funds.Others.PeerAdded", "", input.IsWrong);
    }

    /// <summary>Something that was done, for what is still owed of it.</summary>
    private sealed record ToRepay(string Other, bool IsOurs, FundStatementKind Kind, string Reference, Money Amount, ImmutableArray<Instalment> Plan);

    /// <summary>The parts of loans with a plan, by what was paid back under the same reference in the other direction.</summary>
    private static Table Plans(Page page, List<ToRepay> all) => new(page["Funds.Others.Plan"],
        [new(page["Funds.Others.Fund"]), new(page["Funds.Request.Reference"]), new(page["Funds.Others.Part"]), new(page["Funds.Fund.Amount"], true), new(page["Funds.Others.Paid"], true), new(page["Funds.Request.State"])],
        [
            .. all.Where(l => l.Kind == FundStatementKind.Loan && l.Plan.Length > 0).SelectMany(loan =>
            {
                var repaid = all.Where(r => r.Kind == FundStatementKind.Repayment && r.IsOurs != loan.IsOurs && r.Other == loan.Other && r.Reference == loan.Reference)
                    .Aggregate(Money.Zero(loan.Amount.Currency), (sum, r) => sum + r.Amount);
                return LoanBook.Stand(loan.Plan, repaid, page.Today).Select(s => (IReadOnlyList<Cell>)[new(loan.Other), new(loan.Reference), new(page.Day(s.Part.On)), new(page.Money(s.Part.Amount)), new(page.Money(s.Paid)),
                    new(page["Funds.Others.Part." + s.State])]);
            }),
        ]);

    /// <summary>Equal parts a month; the last takes what doesn't divide.</summary>
    private static ImmutableArray<Instalment> Plan(Money amount, NodaTime.LocalDate from, int months) => months == 0 ? [] :
    [
        .. Enumerable.Range(1, months).Select(i => new Instalment(from.PlusMonths(i),
            new Money(i < months ? amount.Minor / months : amount.Minor - amount.Minor / months * (months - 1), amount.Currency))).Where(i => i.Amount.Minor > 0),
    ];

    private static IResult Show(HttpContext context, ServeOptions options, FormInput? posted, string? said, string answer, bool isRefused, string? missing = null)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var address = FundOfGroup.AddressOf(Visit.Required(context).Here!.Organisation, fund);
        var page = Page.Of(context, "Funds.Others.Title") with { Entry = NavigationEntry.Home, Wide = true, Path = address + "/others" };
        var input = posted ?? new FormInput(context, page, "Funds.Others");
        using var signer = FundLog.SignerOf(options.Installation, fund);
        var peers = Exchange.Peers(connection, fund);
        var rows = new List<IReadOnlyList<Cell>>();
        var loans = new List<ToRepay>();
        var names = FundRows.List(connection).ToDictionary(f => f.Number, f => f.Name);
        foreach (var local in LocalExchanges.Of(connection, fund))
        {
            var isOurs = local.From == fund.Number;
            var other = names.GetValueOrDefault(isOurs ? local.To : local.From, "–");
            rows.Add([new(other), new(page[isOurs ? "Funds.Others.WeSaid" : "Funds.Others.TheySaid"]), new(page["Funds.Others.Kind." + local.Kind]), new(page.Money(local.Amount)), new(page.Day(local.Day)), new(page["Funds.Others.Both.Books"])]);
            loans.Add(new ToRepay(other, isOurs, local.Kind, local.Reference, local.Amount, local.Plan));
        }
        foreach (var (peer, _) in peers)
            foreach (var isOurs in new[] { true, false })
                foreach (var exchanged in Exchange.Read(connection, fund, isOurs ? signer.Verifier.Name : peer, isOurs ? peer : signer.Verifier.Name, isOurs).Accepted)
                {
                    loans.Add(new ToRepay(peer, isOurs, exchanged.Statement.Kind, exchanged.Statement.Reference, exchanged.Statement.Amount, exchanged.Statement.Plan));
                    rows.Add([new(peer), new(page[isOurs ? "Funds.Others.WeSaid" : "Funds.Others.TheySaid"]), new(page["Funds.Others.Kind." + exchanged.Statement.Kind]), new(page.Money(exchanged.Statement.Amount)),
                        new(page.Day(exchanged.Statement.Day)), new(page[exchanged.Note.Signatures.Length > 1 ? "Funds.Others.Both.Signed" : "Funds.Others.One.Signed"])]);
                }
        return TypedResults.RazorSlice(OthersPage.Create(new OthersModel(page, address + "/others", address, signer.Verifier.ToString(),
            new Table(page["Funds.Others.Exchanged"], [new(page["Funds.Others.Fund"]), new(page["Funds.Others.Who"]), new(page["Funds.Others.kind"]), new(page["Funds.Fund.Amount"], true), new(page["Funds.Import.Day"]), new(page["Funds.Others.Signed"])], rows), Plans(page, loans),
            new FormSheet(page, address + "/others/give",
            [
                input.Field(FieldKind.Choice, "to", required: true, choices: [.. FundRows.List(connection).Where(f => f.Number != fund.Number && f.Currency == fund.Currency).Select(f => new Choice(f.Slug, f.Name)), .. peers.Select(p => new Choice(p.Name, p.Name))]),
                input.Field(FieldKind.Choice, "kind", nameof(FundStatementKind.Loan), choices: [.. Enum.GetValues<FundStatementKind>().Select(k => new Choice(k.ToString(), page["Funds.Others.Kind." + k]))]),
                input.Field(FieldKind.Line, "amount", required: true, maxLength: 20) with { InputMode = "decimal" },
                input.Field(FieldKind.Line, "reference", required: true, maxLength: Entry.MaxWordLength),
                input.Field(FieldKind.Line, "instalments", "0", required: true, maxLength: 3) with { InputMode = "numeric" },
                input.Field(FieldKind.Day, "day", Written.IsoDay(page.Today), required: true),
            ], page["Funds.Others.GiveButton"]),
            new FormSheet(page, address + "/others/hear", [new Field(FieldKind.Lines, "note", page["Funds.Others.note"]) { Required = true, MaxLength = 100_000 }], page["Funds.Others.HearButton"]),
            new FormSheet(page, address + "/others/peer", [input.Field(FieldKind.Line, "key", required: true, maxLength: 300)], page["Funds.Others.AddPeer"]),
            said is null ? null : missing is null ? page[said] : $"{page[said]} {missing}", answer, isRefused)), isRefused ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }
}
