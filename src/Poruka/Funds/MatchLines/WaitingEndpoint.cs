using System.Data.Common;
using System.Globalization;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Funds.MatchLines;

/// <summary>The list of lines that wait.</summary>
public sealed record WaitingModel(Page Page, string Address, string Back, Table Lines, int Fitting, Paging Paging, string? Said);

/// <summary>One line, and where it is put in parts; null where it is already.</summary>
public sealed record LineModel(FormSheet Sheet, string? InParts);

/// <summary>Lines that nobody recognised yet: all that fits at once, or one by one, whole or in parts.</summary>
internal static class WaitingEndpoint
{
    private const int PerPage = 50, PartCount = 4;
    private const string MeetsPayment = "payment";

    private static readonly AccountClass[] Places =
    [
        AccountClass.Gift, AccountClass.Dues, AccountClass.Grant, AccountClass.Event, AccountClass.Interest, AccountClass.Legal, AccountClass.Medical, AccountClass.Parcel,
        AccountClass.Family, AccountClass.Relocation, AccountClass.Letters, AccountClass.BankFees, AccountClass.RunningCosts, AccountClass.Cash, AccountClass.Wallet, AccountClass.BailPosted,
    ];

    public static void MapWaitingLines(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/funds/{fund}/waiting", (HttpContext context, ServeOptions options) => List(context, options, apply: false)).ForGroup(Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/waiting", (HttpContext context, ServeOptions options) => List(context, options, apply: true)).ForGroup(Role.Treasurer);
        routes.MapGet("/groups/{group}/funds/{fund}/waiting/{line:long}", (long line, HttpContext context, ServeOptions options) => One(context, options, line)).ForGroup(Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/waiting/{line:long}", (long line, HttpContext context, ServeOptions options) => One(context, options, line)).ForGroup(Role.Treasurer);
    }

    private static IResult List(HttpContext context, ServeOptions options, bool apply)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var page = Page.Of(context, "Funds.Waiting.Title") with { Entry = NavigationEntry.Home, Wide = true };
        var address = FundOfGroup.AddressOf(Visit.Required(context).Here!.Organisation, fund);
        using var donors = Donors.OpenFor(context, options, connection, Donors.RoomOf(connection, fund.Number), fund);
        var lines = MatchLines.Run(options.Installation, fund, apply, donors);
        var said = apply ? page.Plural("Funds.Waiting.Applied", lines.Count(l => l.Recognition is not null)) : context.Request.Query["done"] == "1" ? page["Funds.Waiting.Put"] : null;
        if (apply) lines = [.. lines.Where(l => l.Recognition is null)];
        var current = int.TryParse(context.Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, Paging.CountOf(lines.Count, PerPage)) : 1;
        return TypedResults.RazorSlice(WaitingPage.Create(new WaitingModel(page, address + "/waiting", address,
            new Table(page.Plural("Funds.Waiting.Count", lines.Count),
                [new(page["Funds.Import.Day"]), new(page["Funds.Import.Payer"]), new(page["Funds.Import.Text"]), new(page["Funds.Fund.Amount"], true), new(page["Funds.Waiting.Proposed"])],
                [.. lines.Skip((current - 1) * PerPage).Take(PerPage).Select(l => (IReadOnlyList<Cell>)[new(page.Day(l.Line.BookedOn), string.Create(CultureInfo.InvariantCulture, $"{address}/waiting/{l.Journal.Value}")),
                    new(l.IsSealed ? page["Funds.Waiting.Sealed"] : StatementProblems.Plain(l.Line.CounterpartyName)), new(StatementProblems.Plain(l.Line.Remittance ?? l.Line.Reference)), new(page.Money(l.Line.Amount)),
                    new(l.Recognition is { } to ? page["Funds.Account." + to.Account.Class] : "–")])]),
            lines.Count(l => l.Recognition is not null), new Paging(page, address + "/waiting", current, Paging.CountOf(lines.Count, PerPage)), said)));
    }

    private static IResult One(HttpContext context, ServeOptions options, long journal)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var page = Page.Of(context, "Funds.Waiting.One") with { Entry = NavigationEntry.Home };
        var address = FundOfGroup.AddressOf(Visit.Required(context).Here!.Organisation, fund);
        using var donors = Donors.OpenFor(context, options, connection, Donors.RoomOf(connection, fund.Number), fund);
        if (MatchLines.Run(options.Installation, fund, apply: false, donors).FirstOrDefault(l => l.Journal.Value == journal) is not { } line)
            return HttpMethods.IsPost(context.Request.Method) ? TypedResults.Redirect(address + "/waiting") : Results.NotFound();
        var input = new FormInput(context, page, "Funds.Waiting");
        var campaigns = FundRows.Campaigns(connection, fund.Number);
        var asks = donors is not null && LinePayer.IsAsked(line);
        if (HttpMethods.IsPost(context.Request.Method))
        {
            var payer = asks ? LinePayer.Read(input, donors!, connection, line) : null;
            using var index = payer is null ? null : DonorIndex.Open(donors!, connection);
            Donor? giver = null;
            if (Put(options, fund, line, input, campaigns, payer, page.Today,
                payer is null ? null : (within, transaction) => giver = LinePayer.Keep(payer, donors!, index!, within, transaction, fund, line, page.Today)))
            {
                if (giver is not null) RoomRecord.Add(connection, donors!, Visit.Required(context).Member.Id, RoomAct.PutIn, giver.Code, options.Clock.GetCurrentInstant());
                return TypedResults.Redirect(address + "/waiting?done=1");
            }
        }

        // Noted before the bank showed it: what was paid, and bail or a loan that came back.
        List<Choice> places = [new("", "–"), new(MeetsPayment, page["Funds.Waiting.MeetsPayment"]), .. Places.Select(p => new Choice(p.ToString(), page["Funds.Account." + p]))];
        List<Field> fields = asks ? [.. LinePayer.Fields(input, page, donors!, connection, line)] : [];
        // One place is the rule; several are asked for.
        var inParts = context.Request.Query.ContainsKey("parts") || HttpMethods.IsPost(context.Request.Method) && context.Request.Form.ContainsKey("to2");
        for (var i = 1; i <= (inParts ? PartCount : 1); i++)
        {
            fields.Add(input.Field(FieldKind.Choice, $"to{i}", i == 1 ? line.Recognition?.Account.Class.ToString() ?? "" : "", choices: places, label: inParts ? null : page["Funds.Waiting.Place"]));
            if (campaigns.Count > 0)
                fields.Add(input.Field(FieldKind.Choice, $"campaign{i}", choices: [new("0", "–"), .. campaigns.Select(c => new Choice(c.Id.ToString(), c.Name))], label: inParts ? null : page["Funds.Pledge.campaign"]));
            if (inParts) fields.Add(input.Field(FieldKind.Line, $"part{i}", maxLength: 20) with { InputMode = "decimal" });
        }
        var at = string.Create(CultureInfo.InvariantCulture, $"{address}/waiting/{journal}");
        var sheet = new FormSheet(page, at, fields, page["Funds.Waiting.Save"])
        {
            Lead = [$"{page.Day(line.Line.BookedOn)}: {page.Money(line.Line.Amount)}",
                line.IsSealed ? page["Funds.Waiting.Sealed"] : string.Join(" · ", new[] { StatementProblems.Plain(line.Line.CounterpartyName), StatementProblems.Plain(line.Line.Remittance) }.Where(s => s.Length > 0)),
                .. inParts ? new[] { page["Funds.Waiting.Parts"] } : []],
            Back = address + "/waiting",
        };
        return TypedResults.RazorSlice(LinePage.Create(new LineModel(sheet, inParts ? null : at + "?parts=1")), sheet.Errors.Any ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    /// <summary>
    /// Puts the line where the form says, or where the payments of its payer belong, and keeps who the payer is in the same transaction; false where something is wrong with it.
    /// </summary>
    private static bool Put(ServeOptions options, Fund fund, WaitingLine line, FormInput input, IReadOnlyList<Campaign> campaigns, SaidPayer? payer, NodaTime.LocalDate today,
        Action<DbConnection, DbTransaction?>? keep)
    {
        var parts = new List<(Recognition To, Money Amount)>();
        var rest = line.Line.Amount + (line.Line.Charges ?? Money.Zero(line.Line.Amount.Currency));
        var (sign, open) = (rest.Minor < 0 ? -1 : 1, false);
        for (var i = 1; i <= PartCount; i++)
        {
            var place = input.Raw($"to{i}");
            if (place.Length == 0) continue;
            if (place == MeetsPayment) return Told(input, MatchLines.Split(options.Installation, fund, line.Journal, [], keep));
            if (!Enum.TryParse<AccountClass>(place, out var to) || !Places.Contains(to)) { input.Wrong($"to{i}", "Shell.Form.Missing"); continue; }
            var campaign = int.TryParse(input.Raw($"campaign{i}"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && campaigns.Any(c => c.Id.Number == number) ? new CampaignId(number) : CampaignId.None;
            var amount = input.Amount($"part{i}", rest.Currency, required: false);
            if (amount is null && open) input.Wrong($"part{i}", "Shell.Form.Missing");
            open |= amount is null;
            parts.Add((new Recognition(new Account(to), campaign), amount is { } some ? new Money(some.Minor * sign, rest.Currency) : Money.Zero(rest.Currency)));
        }
        if (parts.Count == 0 && payer is not null)
        {
            open = true;
            parts.Add((new Recognition(payer.Details.Income), Money.Zero(rest.Currency)));
        }
        if (parts.Count == 0) input.Wrong("to1", "Shell.Form.Missing");
        if (input.IsWrong) return false;
        // A part without an amount is what the others leave.
        var left = parts.Aggregate(rest, (money, part) => money - part.Amount);
        parts = [.. parts.Select(p => p.Amount.IsZero ? (p.To, left) : p)];
        return Told(input, parts.Count == 1 && (open || parts[0].Amount == rest)
            ? MatchLines.Assign(options.Installation, fund, line.Journal, parts[0].To, today, keep)
            : MatchLines.Split(options.Installation, fund, line.Journal, parts, keep));
    }

    private static bool Told(FormInput input, AssignOutcome outcome)
    {
        if (outcome is AssignOutcome.Assigned or AssignOutcome.AlreadyThere) return true;
        var (field, key) = outcome is AssignOutcome.DoesNotAddUp ? ("part1", "Funds.Waiting.DoesNotAddUp") : ("to1", "Funds.Waiting.Gone");
        input.Wrong(field, key);
        return false;
    }
}
