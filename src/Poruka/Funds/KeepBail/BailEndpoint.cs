using System.Globalization;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Funds.KeepBail;

/// <summary>A country whose law keeps bail off.</summary>
/// <param name="Country">Its two letters.</param>
/// <param name="ClearedOn">When the group recorded that a lawyer cleared it.</param>
public sealed record BailCountry(string Country, NodaTime.LocalDate? ClearedOn);

/// <summary>The bail of a fund.</summary>
public sealed record BailModel(Page Page, string Address, string Back, Table Held, Table Settled, string? Turns, IReadOnlyList<BailCountry> Countries, bool MayClear, string? Said);

/// <summary>What courts hold and when it is expected back; returned, forfeited, a fee; and the switch by country.</summary>
internal static class BailEndpoint
{
    private const string ConditionsNote = "bail-conditions", HearingsNote = "bail-hearings", HeldField = "held";
    private const int LongText = 2_000;

    private static readonly string[] Countries = ["PL", "GB"];

    public static void MapBail(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/funds/{fund}/bail", (HttpContext context, ServeOptions options) => List(context, options, null)).ForGroup(Role.Trustee, Role.Treasurer, Role.Auditor);
        routes.MapPost("/groups/{group}/funds/{fund}/bail/clear", Clear).ForGroupWithProof(Role.Trustee);
        routes.MapGet("/groups/{group}/funds/{fund}/bail/{bail}", (string bail, HttpContext context, ServeOptions options) => One(context, options, bail)).ForGroup(Role.Treasurer);
        routes.MapPost("/groups/{group}/funds/{fund}/bail/{bail}", (string bail, HttpContext context, ServeOptions options) => One(context, options, bail)).ForGroup(Role.Treasurer);
    }

    private static IResult Clear(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        var country = context.Request.Form["country"].ToString();
        if (BailCountries.ReasonFor(country) == BailReason.None || context.Request.Form["lawyer"] != "1") return List(context, options, "Funds.Bail.NotCleared");
        BailSwitch.Clear(connection, visit.Here!.Organisation, country, visit.Member.Id, options.Clock.GetCurrentInstant().InUtc().Date);
        return List(context, options, "Funds.Bail.Cleared");
    }

    private static IResult List(HttpContext context, ServeOptions options, string? said)
    {
        var here = Visit.Required(context).Here!;
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var address = FundOfGroup.AddressOf(here.Organisation, fund);
        var page = Page.Of(context, "Funds.Bail.Title") with { Entry = NavigationEntry.Home, Wide = true, Path = address + "/bail" };
        var all = BailRows.List(connection, fund);
        Column[] Columns(string amount, string day) => [new(page["Funds.Request.Reference"]), new(page[amount], true), new(page["Funds.Bail.PostedOn"]), new(page[day]), new(page["Funds.Request.State"])];
        IReadOnlyList<Cell> Row(StoredBail b) =>
        [
            new(b.Reference, here.Is(Role.Treasurer) ? $"{address}/bail/{Ids.Text(b.Id)}" : null), new(page.Money(b.SettledOn is null ? b.Bail.Held : b.Bail.Amount)), new(page.Day(b.Bail.PostedOn)),
            new(b.SettledOn is { } settled ? page.Day(settled) : b.Bail.DueOn is { } due ? page.Day(due) + (due < page.Today ? " " + page["Funds.Bail.Overdue"] : "") : page["Funds.Bail.NoDay"]),
            new(page["Funds.Bail.State." + b.Bail.State]),
        ];
        var held = all.Where(b => b.SettledOn is null).ToList();
        var turns = Bail.Turns([.. all.Select(b => (b.Bail.Amount, b.Bail.PostedOn, b.SettledOn))]);
        return TypedResults.RazorSlice(BailPage.Create(new BailModel(page, address + "/bail", address,
            new Table(page["Funds.Bail.Calendar"], Columns("Funds.Bail.Held", "Funds.Bail.due"), [.. held.Select(Row)])
            {
                Total = held.Count == 0 ? null : [new(page["Funds.Fund.Total"]), new(page.Money(held.Aggregate(Money.Zero(fund.Currency), (sum, b) => sum + b.Bail.Held))), new(""), new(""), new("")],
            },
            new Table(page["Funds.Bail.SettledTitle"], Columns("Funds.Fund.Amount", "Funds.Bail.SettledOn"), [.. all.Where(b => b.SettledOn is not null).Reverse().Take(100).Select(Row)]),
            turns is { } times ? page.Text("Funds.Bail.Turns", times.ToString("0.0", page.Language)) : null,
            [.. Countries.Select(c => new BailCountry(c, BailSwitch.ClearedOn(connection, here.Organisation, c)))], here.Is(Role.Trustee), said is null ? null : page[said])));
    }

    private static IResult One(HttpContext context, ServeOptions options, string bail)
    {
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund || Ids.Parse(bail) is not { } id || BailRows.List(connection, fund).FirstOrDefault(b => b.Id == id) is not { } stored) return Results.NotFound();
        var address = FundOfGroup.AddressOf(Visit.Required(context).Here!.Organisation, fund);
        var page = Page.Of(context, "Funds.Bail.One", stored.Reference) with { Entry = NavigationEntry.Home };
        var input = new FormInput(context, page, "Funds.Bail");
        var visit = Visit.Required(context);
        var trustees = RoomRows.Find(connection, visit.Here!.Organisation.Number, RoomKind.Trustees);
        using var room = trustees is null ? null : HeldRoom.Open(options.Installation, connection, visit.Member.Id, () => visit.Keys, trustees.Id, page.Today);
        var (conditions, hearings) = room is null ? ("", "") : (RequestSecrets.ReadNote(connection, room, id, ConditionsNote), RequestSecrets.ReadNote(connection, room, id, HearingsNote));
        if (HttpMethods.IsPost(context.Request.Method) && Settle(options, fund, stored, input, page.Today))
        {
            // Only who reads what stands there writes it anew.
            if (room is not null)
                foreach (var (name, before, now) in new[] { (ConditionsNote, conditions, input.Text("conditions", maxLength: LongText)), (HearingsNote, hearings, input.Text("hearings", maxLength: LongText)) })
                    if (now != before) RequestSecrets.PutNote(options.Installation, connection, null, trustees!, RoomRows.PublicKeyOf(connection, trustees!), id, name, now);
            return TypedResults.Redirect(address + "/bail");
        }
        if (room is not null) RoomRecord.AddOnce(connection, room, visit.Session, visit.Member.Id, stored.Reference, options.Clock.GetCurrentInstant());
        return new FormSheet(page, $"{address}/bail/{bail}",
        [
            input.Field(FieldKind.Day, "due", stored.Bail.DueOn is { } due ? Written.IsoDay(due) : ""),
            input.Field(FieldKind.Line, "returned", maxLength: 20) with { InputMode = "decimal" },
            input.Field(FieldKind.Choice, "to", nameof(AccountClass.Unrecognised), choices:
            [
                new(nameof(AccountClass.Unrecognised), page["Funds.Pay.OnStatement"]), .. new[] { AccountClass.Bank, AccountClass.Cash, AccountClass.Wallet }.Select(a => new Choice(a.ToString(), page["Funds.Account." + a])),
            ]),
            input.Field(FieldKind.Line, "forfeited", maxLength: 20) with { InputMode = "decimal" },
            input.Field(FieldKind.Line, "fee", stored.Bail.Fee.IsZero ? "" : stored.Bail.Fee.ToUnits(), maxLength: 20) with { InputMode = "decimal" },
            input.Field(FieldKind.Day, "day", Written.IsoDay(page.Today), required: true),
            .. room is null ? Array.Empty<Field>() :
            [
                input.Field(FieldKind.Lines, "conditions", conditions, maxLength: LongText) with { Rows = 3 }, input.Field(FieldKind.Lines, "hearings", hearings, maxLength: LongText) with { Rows = 3 },
            ],
        ], page["Funds.Bail.Save"])
        {
            Lead = [page.Text("Funds.Bail.HeldOf", page.Money(stored.Bail.Held), page.Money(stored.Bail.Amount), page.Day(stored.Bail.PostedOn)), page["Funds.Bail.State." + stored.Bail.State], .. room is null ? [page["Funds.Bail.Sealed"]] : Array.Empty<string>()],
            Back = address + "/bail", Hidden = [(HeldField, stored.Bail.Held.Minor.ToString(CultureInfo.InvariantCulture))],
        }.Answer();
    }

    /// <summary>Books what came back or is lost, and keeps the day on which it is expected; false where something is wrong.</summary>
    private static bool Settle(ServeOptions options, Fund fund, StoredBail seen, FormInput input, NodaTime.LocalDate today)
    {
        var day = input.Day("day", required: true);
        var due = input.Day("due");
        var returned = input.Amount("returned", fund.Currency, required: false);
        var forfeited = input.Amount("forfeited", fund.Currency, required: false);
        var fee = input.Amount("fee", fund.Currency, required: false);
        AccountClass[] places = [AccountClass.Unrecognised, AccountClass.Bank, AccountClass.Cash, AccountClass.Wallet];
        if (!Enum.TryParse<AccountClass>(input.Raw("to"), out var to) || !places.Contains(to)) input.Wrong("to", "Shell.Form.Missing");
        if (day > today) input.Wrong("day", "Funds.Pay.NoDay");
        if (!long.TryParse(input.Raw(HeldField), NumberStyles.None, CultureInfo.InvariantCulture, out var held)) held = -1;
        if (input.IsWrong) return false;
        var outcome = BailDesk.Settle(options.Installation, fund, seen.Id, new BailNews(day!.Value, returned, new Account(to), forfeited, fee ?? Money.Zero(fund.Currency), due, new Money(held, fund.Currency)))!.Value;
        if (outcome.Returned != BailOutcome.Done) input.Wrong("returned", "Funds.Bail.Outcome." + outcome.Returned);
        if (outcome.Forfeited != BailOutcome.Done) input.Wrong("forfeited", "Funds.Bail.Outcome." + outcome.Forfeited);
        return !input.IsWrong;
    }
}
