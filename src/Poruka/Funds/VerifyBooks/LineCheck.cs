using System.Data.Common;
using System.Globalization;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Funds.VerifyBooks;

/// <summary>
/// Holds the kept bank lines against their entries, and each statement's closing balance against opening and lines.
/// </summary>
internal static class LineCheck
{
    public static void Run(DbConnection connection, long fund, Findings findings)
    {
        CheckAmounts(connection, fund, findings);
        CheckClosings(connection, fund, findings);
    }

    private static void CheckAmounts(DbConnection connection, long fund, Findings findings)
    {
        using var find = Sql.Command(connection, null, """
            select l.account, l.journal, l.amount_minor, e.bytes from statement_line l
            left join entry e on e.fund = l.fund and e.journal = l.journal where l.fund = @fund
            """, ("fund", fund));
        using var rows = find.ExecuteReader();
        while (rows.Read())
        {
            var (account, journal, amount) = (rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2));
            var posted = rows.IsDBNull(3) ? null : Posted(rows.GetFieldValue<byte[]>(3), account);
            if (posted != amount)
                findings.Add(FindingKind.LineWrong, $"entry {Show(journal)}", posted is { } p ? Show(p) : "", Show(amount));
        }
    }

    private static long? Posted(byte[] bytes, long account)
    {
        try
        {
            var entry = new EntryReader(bytes);
            while (entry.TryReadPosting(out var posting))
                if (posting.Account.Code == account) return posting.Amount.Minor;
        }
        catch (FormatException)
        {
            // The walk over the entries says so.
        }
        return null;
    }

    /// <summary>
    /// A statement drawn within a day may be followed by more lines of that day: the latest that covers the day counts.
    /// </summary>
    private static void CheckClosings(DbConnection connection, long fund, Findings findings)
    {
        using var find = Sql.Command(connection, null, """
            select s.account, s.closing_minor, s.last_day, b.opening_minor,
                cast((select coalesce(sum(l.amount_minor), 0) from statement_line l
                    where l.fund = b.fund and l.account = b.account and l.day <= s.last_day) as bigint)
            from bank_statement s
            join statement_import i on i.import = s.import
            join bank_account b on b.fund = i.fund and b.account = s.account
            where i.fund = @fund and s.closing_minor is not null and s.last_day is not null and b.opening_minor is not null
                and not exists (select 1 from bank_statement t join statement_import j on j.import = t.import
                    where j.fund = i.fund and t.account = s.account and t.first_day <= s.last_day and t.last_day >= s.last_day
                        and (t.import > s.import or t.import = s.import and t.position > s.position))
            order by s.account, s.last_day
            """, ("fund", fund));
        using var rows = find.ExecuteReader();
        while (rows.Read())
        {
            var (closing, lines) = (rows.GetInt64(1), rows.GetInt64(3) + rows.GetInt64(4));
            if (closing != lines)
                findings.Add(FindingKind.StatementGap,
                    $"{Account.FromCode((int)rows.GetInt64(0))} {Months.Day(rows.GetInt64(2)):uuuu-MM-dd}", Show(closing), Show(lines));
        }
    }

    private static string Show(long number) => number.ToString(CultureInfo.InvariantCulture);
}
