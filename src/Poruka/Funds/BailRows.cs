using System.Data.Common;
using NodaTime;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>Bail as stored, with the reference of its request.</summary>
public sealed record StoredBail(UInt128 Id, string Reference, Bail Bail, LocalDate? SettledOn);

/// <summary>Reads and writes bail. Changes are made under the fund's lock only.</summary>
internal static class BailRows
{
    /// <summary>Every bail of a fund: what is held first, by the day it is expected back.</summary>
    public static IReadOnlyList<StoredBail> List(DbConnection connection, Fund fund)
    {
        using var command = Sql.Command(connection, null, """
            select b.bail, r.reference, r.amount_minor, r.currency, b.posted_on, b.due_on, b.returned_minor, b.forfeited_minor, b.fee_minor, b.settled_on
            from bail b join fund_request r on r.request = b.bail where b.fund = @fund
            order by case when b.settled_on is null then 0 else 1 end, coalesce(b.due_on, 999999), b.posted_on
            """, ("fund", fund.Number));
        using var row = command.ExecuteReader();
        var all = new List<StoredBail>();
        while (row.Read())
        {
            var currency = Currency.Parse(row.GetString(3));
            all.Add(new StoredBail(Ids.Read(row.GetFieldValue<byte[]>(0)), row.GetString(1),
                new Bail(new Money(row.GetInt64(2), currency), Months.Day(row.GetInt64(4)), row.IsDBNull(5) ? null : Months.Day(row.GetInt64(5)),
                    new Money(row.GetInt64(6), currency), new Money(row.GetInt64(7), currency), new Money(row.GetInt64(8), currency)),
                row.IsDBNull(9) ? null : Months.Day(row.GetInt64(9))));
        }
        return all;
    }

    /// <summary>Notes bail that was posted; once for each request.</summary>
    public static void Add(DbConnection connection, DbTransaction? transaction, Fund fund, UInt128 request, LocalDate postedOn) => Sql.Run(connection, transaction, """
        insert into bail (bail, fund, posted_on, due_on, returned_minor, forfeited_minor, fee_minor, settled_on)
        values (@bail, @fund, @posted, null, 0, 0, 0, null) on conflict (bail) do nothing
        """, ("bail", Ids.Bytes(request)), ("fund", fund.Number), ("posted", (long)Months.DayNumber(postedOn)));

    public static void Save(DbConnection connection, DbTransaction? transaction, StoredBail stored) => Sql.Run(connection, transaction, """
        update bail set due_on = @due, returned_minor = @returned, forfeited_minor = @forfeited, fee_minor = @fee, settled_on = @settled where bail = @bail
        """,
        ("bail", Ids.Bytes(stored.Id)), ("due", Day(stored.Bail.DueOn)), ("returned", stored.Bail.Returned.Minor), ("forfeited", stored.Bail.Forfeited.Minor),
        ("fee", stored.Bail.Fee.Minor), ("settled", Day(stored.SettledOn)));

    private static object? Day(LocalDate? day) => day is { } some ? (long)Months.DayNumber(some) : null;
}
