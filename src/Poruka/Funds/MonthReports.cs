using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Shell.Tables;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds;

/// <summary>A report as its row keeps it.</summary>
public sealed record KeptReport(string Month, string Currency, long Collected, IReadOnlyList<ReportedPurpose> Spent, int? Helped, long AtEnd, long? BailOut, long? BailBack);

/// <summary>A report that somebody has read.</summary>
public sealed record ReadReport(YearMonth Month, KeptReport Report, MemberId FirstReader, LocalDate? PublishedOn);

/// <summary>Makes, keeps and shows the reports of months.</summary>
internal static class MonthReports
{
    /// <summary>The report of a month as the books have it now.</summary>
    public static MonthlyReport Make(DbConnection connection, Fund fund, YearMonth month)
    {
        var payments = new List<(AccountClass, long, int)>();
        using (var command = Sql.Command(connection, null, """
            select account, cast(sum(amount) as bigint), cast(sum(postings) as bigint) from monthly_sum
            where fund = @fund and currency = @currency and month = @month group by account
            """, ("fund", fund.Number), ("currency", (long)fund.Currency.Number), ("month", (long)Months.Of(month.OnDayOfMonth(1)))))
        using (var row = command.ExecuteReader())
            while (row.Read())
                if (Account.FromCode((int)row.GetInt64(0)) is { Kind: AccountKind.Expense } account) payments.Add((account.Class, row.GetInt64(1), (int)row.GetInt64(2)));
        var (first, last) = (month.OnDayOfMonth(1), month.OnDayOfMonth(1).PlusMonths(1).PlusDays(-1));
        var helped = Sql.Number(connection, null, "select cast(count(*) as bigint) from fund_request where fund = @fund and paid_on between @first and @last",
            ("fund", fund.Number), ("first", (long)Months.DayNumber(first)), ("last", (long)Months.DayNumber(last))) ?? 0;
        var bail = BailRows.List(connection, fund);
        var held = bail.Where(b => b.Bail.PostedOn <= last && !(b.SettledOn <= last)).ToList();
        var back = bail.Where(b => b.SettledOn >= first && b.SettledOn <= last && !b.Bail.Returned.IsZero).ToList();
        var groups = payments.GroupBy(p => p.Item1).Select(g => (g.Key, g.Sum(p => p.Item2), g.Sum(p => p.Item3))).ToList();
        return MonthlyReport.Of(PublicSums.Accounts(connection, fund), month, new PublicRounding(fund.RoundingMinor), groups, (int)helped,
            (held.Count, held.Sum(b => b.Bail.Held.Minor)), (back.Count, back.Sum(b => b.Bail.Returned.Minor)));
    }

    /// <summary>Those that were read, the newest first.</summary>
    public static IReadOnlyList<ReadReport> List(DbConnection connection, Fund fund)
    {
        using var command = Sql.Command(connection, null, "select month, body, first_reader, published_on from month_report where fund = @fund order by month desc", ("fund", fund.Number));
        using var row = command.ExecuteReader();
        var reports = new List<ReadReport>();
        while (row.Read())
            reports.Add(new ReadReport(Months.FirstDay(row.GetInt64(0)).ToYearMonth(), JsonSerializer.Deserialize(row.GetString(1), ReportJson.Default.KeptReport)!,
                new MemberId(Ids.Read(row.GetFieldValue<byte[]>(2))), row.IsDBNull(3) ? null : Months.Day(row.GetInt64(3))));
        return reports;
    }

    /// <summary>Keeps what the first reader saw; false where somebody was first.</summary>
    public static bool Keep(DbConnection connection, Fund fund, MonthlyReport report, MemberId reader, LocalDate today, bool publish) => Sql.Run(connection, null, """
        insert into month_report (fund, month, body, first_reader, first_on, second_reader, published_on) values (@fund, @month, @body, @reader, @today, null, @published)
        on conflict (fund, month) do nothing
        """,
        ("fund", fund.Number), ("month", (long)Months.Of(report.Month.OnDayOfMonth(1))), ("reader", Ids.Bytes(reader.Value)), ("today", (long)Months.DayNumber(today)),
        ("published", publish ? (long)Months.DayNumber(today) : null),
        ("body", JsonSerializer.Serialize(new KeptReport(Written.IsoMonth(report.Month), report.Currency, report.Collected, report.Spent, report.Helped, report.AtEnd, report.BailOut, report.BailBack), ReportJson.Default.KeptReport))) == 1;

    /// <summary>Publishes what the first reader saw, by another one's word; false where it is the same one, or was done.</summary>
    public static bool Publish(DbConnection connection, Fund fund, YearMonth month, MemberId reader, LocalDate today) => Sql.Run(connection, null, """
        update month_report set second_reader = @reader, published_on = @today
        where fund = @fund and month = @month and published_on is null and first_reader <> @reader
        """, ("reader", Ids.Bytes(reader.Value)), ("today", (long)Months.DayNumber(today)), ("fund", fund.Number), ("month", (long)Months.Of(month.OnDayOfMonth(1)))) == 1;

    /// <summary>The report as a table.</summary>
    public static Table Show(Page page, KeptReport report, YearMonth month)
    {
        var currency = Currency.Parse(report.Currency);
        string Say(long minor) => page.Money(new Money(minor, currency));
        var rows = new List<IReadOnlyList<Cell>> { new Cell[] { new(page["Funds.Month.Collected"]), new(Say(report.Collected)) } };
        foreach (var purpose in report.Spent)
            rows.Add([new(page.Text("Funds.Month.Spent", purpose.Class == AccountClass.None ? page["Funds.Month.Others"] : page["Funds.Account." + purpose.Class])), new(Say(purpose.Minor))]);
        rows.Add([new(page["Funds.Month.Helped"]), new(report.Helped is { } helped ? page.Text("Funds.Month.About", page.Count(helped)) : page["Funds.Month.Few"])]);
        if (report.BailOut is { } bail) rows.Add([new(page["Funds.Desk.BailOut"]), new(Say(bail))]);
        if (report.BailBack is { } back) rows.Add([new(page["Funds.Month.BailBack"]), new(Say(back))]);
        return new Table(page.Month(month), [new(page["Funds.Others.kind"]), new(page["Funds.Fund.Amount"], true)], rows) { Total = [new(page["Funds.Month.AtEnd"]), new(Say(report.AtEnd))] };
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(KeptReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
