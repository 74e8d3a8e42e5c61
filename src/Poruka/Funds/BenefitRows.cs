using System.Data.Common;
using NodaTime;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds;

/// <summary>Somebody who is entitled to a fund's benefits, as the server knows them: by an opaque reference.</summary>
/// <param name="Id">The id; who they are and how they are paid is sealed under it as the details of a request are.</param>
/// <param name="Reference">The opaque reference.</param>
/// <param name="Version">The schedule it is under.</param>
/// <param name="RegisteredBy">Who registered it: nobody decides on requests of their own entering.</param>
/// <param name="From">The first day inside.</param>
/// <param name="Until">The day of release.</param>
/// <param name="ConfirmedBy">Who read the evidence; null: nobody yet, and nothing falls due.</param>
public sealed record Entitlement(UInt128 Id, string Reference, int Version, MemberId RegisteredBy, LocalDate From, LocalDate? Until, MemberId? ConfirmedBy);

/// <summary>Reads and writes schedules and entitlements.</summary>
internal static class BenefitRows
{
    /// <summary>The newest schedule; null where the fund has none.</summary>
    public static BenefitSchedule? Newest(DbConnection connection, Fund fund) => Schedules(connection, fund) is { Count: > 0 } all ? all[^1] : null;

    /// <summary>All versions, the oldest first.</summary>
    public static IReadOnlyList<BenefitSchedule> Schedules(DbConnection connection, Fund fund)
    {
        using var command = Sql.Command(connection, null, "select version, grant_minor, monthly_minor, purpose, most_months from benefit_schedule where fund = @fund order by version", ("fund", fund.Number));
        using var row = command.ExecuteReader();
        var all = new List<BenefitSchedule>();
        while (row.Read())
            all.Add(new BenefitSchedule((int)row.GetInt64(0), Amount(row.GetInt64(1)), Amount(row.GetInt64(2)), (AccountClass)row.GetInt64(3), (int)row.GetInt64(4)));
        return all;

        Money? Amount(long minor) => minor == 0 ? null : new Money(minor, fund.Currency);
    }

    /// <summary>Adds the next version; false where somebody else has added one meanwhile.</summary>
    public static bool TryAdd(DbConnection connection, Fund fund, BenefitSchedule schedule, MemberId by, LocalDate today) => Sql.Run(connection, null, """
        insert into benefit_schedule (fund, version, grant_minor, monthly_minor, purpose, most_months, made_by, made_on)
        values (@fund, @version, @grant, @monthly, @purpose, @months, @by, @today) on conflict (fund, version) do nothing
        """, ("fund", fund.Number), ("version", (long)schedule.Version), ("grant", schedule.Grant?.Minor ?? 0L), ("monthly", schedule.Monthly?.Minor ?? 0L), ("purpose", (long)schedule.Purpose),
        ("months", (long)schedule.MostMonths), ("by", Ids.Bytes(by.Value)), ("today", (long)Months.DayNumber(today))) == 1;

    /// <summary>The entitlements of a fund, those that last first.</summary>
    public static IReadOnlyList<Entitlement> List(DbConnection connection, Fund fund)
    {
        using var command = Sql.Command(connection, null, """
            select entitlement, reference, version, registered_by, from_on, until_on, confirmed_by from entitlement where fund = @fund
            order by case when until_on is null then 0 else 1 end, from_on desc, reference
            """, ("fund", fund.Number));
        using var row = command.ExecuteReader();
        var all = new List<Entitlement>();
        while (row.Read())
            all.Add(new Entitlement(Ids.Read(row.GetFieldValue<byte[]>(0)), row.GetString(1), (int)row.GetInt64(2), new MemberId(Ids.Read(row.GetFieldValue<byte[]>(3))), Months.Day(row.GetInt64(4)),
                row.IsDBNull(5) ? null : Months.Day(row.GetInt64(5)), row.IsDBNull(6) ? null : new MemberId(Ids.Read(row.GetFieldValue<byte[]>(6)))));
        return all;
    }

    public static void Save(DbConnection connection, DbTransaction? transaction, Fund fund, Entitlement entitlement) => Sql.Run(connection, transaction, """
        insert into entitlement (entitlement, fund, reference, version, registered_by, from_on, until_on, confirmed_by)
        values (@id, @fund, @reference, @version, @by, @from, @until, @confirmed)
        on conflict (entitlement) do update set until_on = excluded.until_on, confirmed_by = excluded.confirmed_by
        """, ("id", Ids.Bytes(entitlement.Id)), ("fund", fund.Number), ("reference", entitlement.Reference), ("version", (long)entitlement.Version),
        ("by", Ids.Bytes(entitlement.RegisteredBy.Value)), ("from", (long)Months.DayNumber(entitlement.From)), ("until", entitlement.Until is { } until ? (long)Months.DayNumber(until) : null),
        ("confirmed", entitlement.ConfirmedBy is { } by ? Ids.Bytes(by.Value) : null));

    /// <summary>The numbers of what was turned into requests already.</summary>
    public static HashSet<int> Made(DbConnection connection, UInt128 entitlement)
    {
        using var command = Sql.Command(connection, null, "select number from benefit_request where entitlement = @id", ("id", Ids.Bytes(entitlement)));
        using var row = command.ExecuteReader();
        var made = new HashSet<int>();
        while (row.Read()) made.Add((int)row.GetInt64(0));
        return made;
    }

    /// <summary>Notes that something fell due and became a request.</summary>
    public static void AddMade(DbConnection connection, DbTransaction? transaction, UInt128 entitlement, int number, UInt128 request) => Sql.Run(connection, transaction,
        "insert into benefit_request (entitlement, number, request) values (@id, @number, @request)", ("id", Ids.Bytes(entitlement)), ("number", (long)number), ("request", Ids.Bytes(request)));

    /// <summary>The entitlement that a request came from; null where somebody asked.</summary>
    public static UInt128? EntitlementOf(DbConnection connection, UInt128 request)
    {
        using var command = Sql.Command(connection, null, "select entitlement from benefit_request where request = @request", ("request", Ids.Bytes(request)));
        return command.ExecuteScalar() is byte[] id ? Ids.Read(id) : null;
    }
}
