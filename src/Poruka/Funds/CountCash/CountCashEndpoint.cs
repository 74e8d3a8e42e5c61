using System.Data.Common;
using System.Security.Cryptography;
using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds.CountCash;

/// <summary>Cash that was counted.</summary>
internal sealed record CashCount(UInt128 Id, LocalDate Day, Money Amount, AccountClass Kind, CampaignId Campaign, DonorReference Reference, MemberId FirstBy, LocalDate FirstOn, MemberId? SecondBy, LocalDate? SecondOn);

/// <summary>What was counted, and the form for more.</summary>
public sealed record CashListModel(Page Page, string Address, string Back, Table Counts, FormSheet New, string? Said);

/// <summary>One count: the slip for who gave, and the second signature.</summary>
public sealed record CashModel(Page Page, string Address, string Back, Money Amount, string Reference, string First, string? Second, bool IsMine, FormSheet? Sign);

/// <summary>
/// Cash is counted by two: one says how much it is, another counts again and types what they found; the same amount books it. Who
/// gave gets a slip with a reference, which fetches their receipt. In a group of one there is nobody to count again: it is
/// booked at once, and says so.
/// </summary>
internal static class CountCashEndpoint
{
    private static readonly AccountClass[] Kinds = [AccountClass.Gift, AccountClass.Dues, AccountClass.Event];

    public static void MapCountCash(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/funds/{fund}/cash", (HttpContext context, ServeOptions options) => List(context, options)).ForGroup(Role.Treasurer, Role.Trustee);
        routes.MapPost("/groups/{group}/funds/{fund}/cash", (HttpContext context, ServeOptions options) => List(context, options)).ForGroup(Role.Treasurer, Role.Trustee);
        routes.MapGet("/groups/{group}/funds/{fund}/cash/{count}", (string count, HttpContext context, ServeOptions options) => One(context, options, count)).ForGroup(Role.Treasurer, Role.Trustee);
        routes.MapPost("/groups/{group}/funds/{fund}/cash/{count}", (string count, HttpContext context, ServeOptions options) => One(context, options, count)).ForGroup(Role.Treasurer, Role.Trustee);
        routes.MapPost("/groups/{group}/funds/{fund}/cash/{count}/withdraw", Withdraw).ForGroup(Role.Treasurer, Role.Trustee);
    }

    private static IResult List(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        var group = visit.Here!.Organisation;
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund) return Results.NotFound();
        var address = FundOfGroup.AddressOf(group, fund);
        var page = Page.Of(context, "Funds.Cash.Title") with { Entry = NavigationEntry.Home, Path = address + "/cash" };
        var input = new FormInput(context, page, "Funds.Cash");
        if (HttpMethods.IsPost(context.Request.Method) && Count(options, connection, fund, input, visit, page.Today) is { } made)
            return TypedResults.Redirect($"{address}/cash/{Ids.Text(made)}");
        var names = MemberRows.Of(connection, group).ToDictionary(m => m.Id, m => m.Name);
        return TypedResults.RazorSlice(CashListPage.Create(new CashListModel(page, address + "/cash", address,
            new Table(page["Funds.Cash.Counted"], [new(page["Funds.Cash.day"]), new(page["Funds.Account.Cash"]), new(page["Funds.Fund.Amount"], true), new(page["Funds.Cash.First"]), new(page["Funds.Cash.Second"])],
                [.. Counts(connection, fund).Take(200).Select(c => (IReadOnlyList<Cell>)[new(page.Day(c.Day), $"{address}/cash/{Ids.Text(c.Id)}"), new(page["Funds.Account." + c.Kind]), new(page.Money(c.Amount)),
                    new(names.GetValueOrDefault(c.FirstBy, "–")), new(c.SecondBy is { } second ? second == c.FirstBy ? page["Funds.Cash.Alone"] : names.GetValueOrDefault(second, "–") : page["Funds.Cash.Waits"])])]),
            new FormSheet(page, address + "/cash",
            [
                input.Field(FieldKind.Line, "amount", required: true, maxLength: 20) with { InputMode = "decimal" },
                input.Field(FieldKind.Day, "day", Written.IsoDay(page.Today), required: true),
                input.Field(FieldKind.Choice, "kind", nameof(AccountClass.Gift), choices: [.. Kinds.Select(k => new Choice(k.ToString(), page["Funds.Account." + k]))]),
                input.Field(FieldKind.Choice, "campaign", "0", choices: [new("0", "–"), .. CampaignRows.List(connection, fund).Where(c => c.ClosedOn is null).Select(c => new Choice(c.Campaign.Id.ToString(), c.Campaign.Name))]),
            ], page["Funds.Cash.Sign"]), context.Request.Query["withdrawn"] == "1" ? page["Funds.Cash.Withdrawn"] : null)), input.IsWrong ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    private static UInt128? Count(ServeOptions options, DbConnection connection, Fund fund, FormInput input, Visit visit, LocalDate today)
    {
        var amount = input.Amount("amount", fund.Currency);
        var day = input.Day("day", required: true);
        if (day > today) input.Wrong("day", "Funds.Pay.NoDay");
        if (!Enum.TryParse<AccountClass>(input.Raw("kind"), out var kind) || !Kinds.Contains(kind)) input.Wrong("kind", "Shell.Form.Missing");
        var campaign = CampaignRows.List(connection, fund).FirstOrDefault(c => c.Campaign.Id.ToString() == input.Raw("campaign"))?.Campaign.Id ?? CampaignId.None;
        if (input.IsWrong || amount is not { } much || day is not { } on) return null;
        var count = new CashCount(Ids.Draw(), on, much, kind, campaign, GiftReference.Draw(WaysToPay.GiftKey(options.Installation.Secrets), fund.Id, campaign, RandomNumberGenerator.Fill), visit.Member.Id, today, null, null);
        using var transaction = FundTransaction.Begin(options.Installation.Database, fund.Number);
        Save(transaction.Connection, transaction.Transaction, fund, count);
        if (MemberRows.CountOf(transaction.Connection, visit.Here!.Organisation) == 1) Book(transaction, fund, count, visit.Member.Id, today);
        transaction.Commit();
        return count.Id;
    }

    private static IResult One(HttpContext context, ServeOptions options, string id)
    {
        var visit = Visit.Required(context);
        var group = visit.Here!.Organisation;
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund || Find(connection, fund, id) is not { } count) return Results.NotFound();
        var address = FundOfGroup.AddressOf(group, fund);
        var page = Page.Of(context, "Funds.Cash.One") with { Entry = NavigationEntry.Home };
        var input = new FormInput(context, page, "Funds.Cash");
        var isMine = count.FirstBy == visit.Member.Id;
        if (HttpMethods.IsPost(context.Request.Method) && count.SecondBy is null)
        {
            var again = input.Amount("again", fund.Currency);
            if (isMine) input.Wrong("again", "Funds.Cash.NeedsAnother");
            else if (again is { } found && found != count.Amount) input.Wrong("again", "Funds.Cash.Differs");
            if (!input.IsWrong)
            {
                using var transaction = FundTransaction.Begin(options.Installation.Database, fund.Number);
                // Looked at again under the lock: somebody else may have signed, or it was withdrawn.
                if (Find(transaction.Connection, fund, id) is { SecondBy: null } still) Book(transaction, fund, still, visit.Member.Id, page.Today);
                transaction.Commit();
                return TypedResults.Redirect($"{address}/cash/{id}");
            }
        }
        var names = MemberRows.Of(connection, group).ToDictionary(m => m.Id, m => m.Name);
        return TypedResults.RazorSlice(CashPage.Create(new CashModel(page, $"{address}/cash/{id}", address + "/cash", count.Amount, count.Reference.ToString(),
            page.Text("Funds.Cash.SignedBy", names.GetValueOrDefault(count.FirstBy, "–"), page.Day(count.FirstOn)),
            count.SecondBy is not { } second ? null : second == count.FirstBy ? page["Funds.Cash.Alone"] : page.Text("Funds.Cash.SignedBy", names.GetValueOrDefault(second, "–"), page.Day(count.SecondOn!.Value)),
            isMine, isMine || count.SecondBy is not null ? null
                : new FormSheet(page, $"{address}/cash/{id}", [input.Field(FieldKind.Line, "again", required: true, maxLength: 20) with { InputMode = "decimal", AutoComplete = "off" }], page["Funds.Cash.Sign"]))),
            input.IsWrong ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    /// <summary>Who counted first takes it back while nobody has signed a second time.</summary>
    private static IResult Withdraw(string count, HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        if (FundOfGroup.Find(connection, context) is not { } fund || Find(connection, fund, count) is not { } found || found.FirstBy != visit.Member.Id) return Results.NotFound();
        Sql.Run(connection, null, "delete from cash_count where count_id = @id and second_by is null", ("id", Ids.Bytes(found.Id)));
        return TypedResults.Redirect($"{FundOfGroup.AddressOf(visit.Here!.Organisation, fund)}/cash?withdrawn=1");
    }

    private static void Book(FundTransaction transaction, Fund fund, CashCount count, MemberId by, LocalDate today)
    {
        var entry = Booking.Income(fund.Id, new EntryId(count.Id, 0), count.Day, new Account(AccountClass.Cash), new Account(count.Kind), count.Amount, count.Campaign);
        if (transaction.Post(fund, entry, count.Reference.ToArray()) is not PostOutcome.Posted) throw new InvalidOperationException("Counted cash was not booked.");
        Save(transaction.Connection, transaction.Transaction, fund, count with { SecondBy = by, SecondOn = today });
    }

    private static CashCount? Find(DbConnection connection, Fund fund, string id) => Ids.Parse(id) is { } key ? Counts(connection, fund).FirstOrDefault(c => c.Id == key) : null;

    private static List<CashCount> Counts(DbConnection connection, Fund fund)
    {
        using var command = Sql.Command(connection, null, """
            select count_id, day, amount_minor, kind, campaign, reference, first_by, first_on, second_by, second_on from cash_count
            where fund = @fund order by case when second_by is null then 0 else 1 end, day desc, count_id
            """, ("fund", fund.Number));
        using var row = command.ExecuteReader();
        var all = new List<CashCount>();
        while (row.Read())
            all.Add(new CashCount(Ids.Read(row.GetFieldValue<byte[]>(0)), Months.Day(row.GetInt64(1)), new Money(row.GetInt64(2), fund.Currency), (AccountClass)row.GetInt64(3),
                new CampaignId((int)row.GetInt64(4)), new DonorReference(row.GetFieldValue<byte[]>(5)), new MemberId(Ids.Read(row.GetFieldValue<byte[]>(6))), Months.Day(row.GetInt64(7)),
                row.IsDBNull(8) ? null : new MemberId(Ids.Read(row.GetFieldValue<byte[]>(8))), row.IsDBNull(9) ? null : Months.Day(row.GetInt64(9))));
        return all;
    }

    private static void Save(DbConnection connection, DbTransaction? transaction, Fund fund, CashCount count) => Sql.Run(connection, transaction, """
        insert into cash_count (count_id, fund, day, amount_minor, kind, campaign, reference, first_by, first_on, second_by, second_on)
        values (@id, @fund, @day, @amount, @kind, @campaign, @reference, @first, @firstOn, @second, @secondOn)
        on conflict (count_id) do update set second_by = excluded.second_by, second_on = excluded.second_on
        """,
        ("id", Ids.Bytes(count.Id)), ("fund", fund.Number), ("day", (long)Months.DayNumber(count.Day)), ("amount", count.Amount.Minor), ("kind", (long)count.Kind),
        ("campaign", (long)count.Campaign.Number), ("reference", count.Reference.ToArray()), ("first", Ids.Bytes(count.FirstBy.Value)), ("firstOn", (long)Months.DayNumber(count.FirstOn)),
        ("second", count.SecondBy is { } second ? Ids.Bytes(second.Value) : null), ("secondOn", count.SecondOn is { } on ? (long)Months.DayNumber(on) : null));
}
