using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Funds.MatchLines;

/// <summary>The rows of bank lines that matching reads and writes.</summary>
internal sealed class LineRows(LedgerWriter writer, long fund)
{
    /// <summary>The lines that wait; what they say of payers only where the keys of their imports are at hand.</summary>
    public List<WaitingLine> Waiting(LineKeys? keys)
    {
        using var find = Sql.Command(writer.Connection, writer.Transaction, """
            select l.journal, l.account, l.day, l.amount_minor, l.detail, b.currency, l.import, l.identity from statement_line l
            join bank_account b on b.fund = l.fund and b.account = l.account
            where l.fund = @fund and l.is_waiting = 1
                and not exists (select 1 from reversal r where r.fund = l.fund and r.reversed = l.journal)
            order by l.journal
            """, ("fund", fund));
        var waiting = new List<WaitingLine>();
        using var rows = find.ExecuteReader();
        while (rows.Read())
            waiting.Add(new WaitingLine(
                new JournalNumber(rows.GetInt64(0)), Account.FromCode((int)rows.GetInt64(1)),
                LineKeys.Read(keys, rows.GetInt64(6), Ids.Read(rows.GetFieldValue<byte[]>(7)), rows.GetFieldValue<byte[]>(4),
                    Months.Day(rows.GetInt64(2)), new Money(rows.GetInt64(3), Currency.Parse(rows.GetString(5)))),
                Recognition: null, IsSealed: keys is null && !LineDetail.SealedPart(rows.GetFieldValue<byte[]>(4)).IsEmpty));
        return waiting;
    }

    /// <summary>The line of an entry; null where the entry is no bank line's.</summary>
    public KeptLine? Find(long journal)
    {
        if (EntryOrNull(journal) is not { } entry) return null;
        // By account and day, as the lines are ordered.
        using var find = Sql.Command(writer.Connection, writer.Transaction, """
            select recognised_by from statement_line
            where fund = @fund and account = @account and day = @day and journal = @journal
            """, ("fund", fund), ("account", (long)entry.Postings[0].Account.Code),
            ("day", (long)Months.DayNumber(entry.Day)), ("journal", journal));
        using var rows = find.ExecuteReader();
        return rows.Read() ? new KeptLine(entry, rows.IsDBNull(0) ? null : rows.GetInt64(0)) : null;
    }

    public Entry Entry(long journal) =>
        EntryOrNull(journal) ?? throw new InvalidDataException($"The entry {journal} of a bank line is missing.");

    /// <summary>Takes note of the entry that put a line where it belongs; none where its own entry does.</summary>
    public void Recognised(Entry booked, long journal, long? by) => Sql.Run(writer.Connection, writer.Transaction, """
        update statement_line set is_waiting = 0, recognised_by = @by
        where fund = @fund and account = @account and day = @day and journal = @journal
        """, ("by", by), ("fund", fund), ("account", (long)booked.Postings[0].Account.Code),
        ("day", (long)Months.DayNumber(booked.Day)), ("journal", journal));

    private Entry? EntryOrNull(long journal)
    {
        using var find = Sql.Command(writer.Connection, writer.Transaction,
            "select bytes from entry where fund = @fund and journal = @journal", ("fund", fund), ("journal", journal));
        return find.ExecuteScalar() is byte[] bytes ? EntryFormat.Read(bytes) : null;
    }
}

/// <summary>A kept line: its entry, and the journal number of the one that recognised it later.</summary>
internal sealed record KeptLine(Entry Booked, long? RecognisedBy);
