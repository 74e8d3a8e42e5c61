using System.Data.Common;
using System.Security.Cryptography;
using NodaTime;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>A pledge as stored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Donor">Who pledged.</param>
/// <param name="Reference">The word in their payments by which they are known.</param>
/// <param name="IsDues">Dues of a member, else gifts.</param>
/// <param name="Campaign">The campaign, or none.</param>
/// <param name="Pledge">The pledge.</param>
/// <param name="RemindedOn">When they were reminded last.</param>
public sealed record StoredPledge(UInt128 Id, DonorId Donor, string Reference, bool IsDues, CampaignId Campaign, Pledge Pledge, LocalDate? RemindedOn);

/// <summary>Reads and writes pledges.</summary>
internal static class PledgeRows
{
    private const string ReferenceLetters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Draws the word by which the payments of a pledge are known.</summary>
    public static string DrawReference() => "P" + RandomNumberGenerator.GetString(ReferenceLetters, 9);

    /// <summary>A pledge of any fund; null where it is gone.</summary>
    public static StoredPledge? Find(DbConnection connection, UInt128 pledge) =>
        Sql.Number(connection, null, "select fund from pledge where pledge = @pledge", ("pledge", Ids.Bytes(pledge))) is { } number
            && FundRows.List(connection).FirstOrDefault(f => f.Number == number) is { } fund ? List(connection, fund).FirstOrDefault(p => p.Id == pledge) : null;

    public static IReadOnlyList<StoredPledge> List(DbConnection connection, Fund fund)
    {
        using var command = Sql.Command(connection, null, """
            select pledge, donor, reference, kind, campaign, amount_minor, every_months, first_on, paused_since, paused_until, ends_on, reminded_on
            from pledge where fund = @fund order by first_on, reference
            """, ("fund", fund.Number));
        using var row = command.ExecuteReader();
        var all = new List<StoredPledge>();
        while (row.Read())
            all.Add(new StoredPledge(Ids.Read(row.GetFieldValue<byte[]>(0)), new DonorId(Ids.Read(row.GetFieldValue<byte[]>(1))), row.GetString(2), row.GetString(3) == "dues",
                new CampaignId((int)row.GetInt64(4)),
                new Pledge(new Money(row.GetInt64(5), fund.Currency), (int)row.GetInt64(6), Months.Day(row.GetInt64(7)), Day(row, 8), Day(row, 9), Day(row, 10)), Day(row, 11)));
        return all;
    }

    public static void Save(DbConnection connection, DbTransaction? transaction, Fund fund, StoredPledge stored) => Sql.Run(connection, transaction, """
        insert into pledge (pledge, fund, donor, reference, kind, campaign, amount_minor, every_months, first_on, paused_since, paused_until, ends_on, reminded_on)
        values (@pledge, @fund, @donor, @reference, @kind, @campaign, @amount, @every, @first, @since, @until, @ends, @reminded)
        on conflict (pledge) do update set amount_minor = excluded.amount_minor, every_months = excluded.every_months, paused_since = excluded.paused_since,
            paused_until = excluded.paused_until, ends_on = excluded.ends_on, reminded_on = excluded.reminded_on
        """,
        ("pledge", Ids.Bytes(stored.Id)), ("fund", fund.Number), ("donor", Ids.Bytes(stored.Donor.Value)), ("reference", stored.Reference), ("kind", stored.IsDues ? "dues" : "gift"),
        ("campaign", (long)stored.Campaign.Number), ("amount", stored.Pledge.Amount.Minor), ("every", (long)stored.Pledge.EveryMonths), ("first", Number(stored.Pledge.FirstOn)),
        ("since", Number(stored.Pledge.PausedSince)), ("until", Number(stored.Pledge.PausedUntil)), ("ends", Number(stored.Pledge.EndsOn)), ("reminded", Number(stored.RemindedOn)));

    public static bool Delete(DbConnection connection, DbTransaction transaction, UInt128 pledge) =>
        Sql.Run(connection, transaction, "delete from pledge where pledge = @pledge", ("pledge", Ids.Bytes(pledge))) == 1;

    /// <summary>
    /// What came from each donor of a fund since a day of theirs, by what their entries say: the income of each gift that is
    /// known to be theirs, and what recognised it later.
    /// </summary>
    public static Dictionary<DonorId, List<(LocalDate Day, long Minor)>> Received(DbConnection connection, Fund fund)
    {
        using var command = Sql.Command(connection, null, """
            select g.donor, e.bytes from donor_gift g join entry e on e.fund = g.fund and e.journal = g.journal
            where g.fund = @fund and not exists (select 1 from reversal r where r.fund = g.fund and r.reversed = g.journal)
            """, ("fund", fund.Number));
        using var row = command.ExecuteReader();
        var received = new Dictionary<DonorId, List<(LocalDate, long)>>();
        while (row.Read())
        {
            var entry = EntryFormat.Read(row.GetFieldValue<byte[]>(1));
            // The money itself, wherever it was put later.
            var minor = entry.Postings.Where(p => p.Account.Kind == AccountKind.Asset && p.Amount.Currency == fund.Currency).Sum(p => p.Amount.Minor);
            var donor = new DonorId(Ids.Read(row.GetFieldValue<byte[]>(0)));
            if (!received.TryGetValue(donor, out var gifts)) received[donor] = gifts = [];
            gifts.Add((entry.Day, minor));
        }
        return received;
    }

    private static LocalDate? Day(DbDataReader row, int column) => row.IsDBNull(column) ? null : Months.Day(row.GetInt64(column));

    private static object? Number(LocalDate? day) => day is { } some ? (long)Months.DayNumber(some) : null;
}
