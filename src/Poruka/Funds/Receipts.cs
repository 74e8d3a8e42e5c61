using System.Data.Common;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>What came of asking for a receipt.</summary>
public abstract record ReceiptIssue
{
    private ReceiptIssue() { }

    /// <summary>The receipt.</summary>
    public sealed record Issued(TlogProof Proof, JournalNumber Journal, Money Amount) : ReceiptIssue;

    /// <summary>No entry of the fund has this reference or number.</summary>
    public sealed record NotFound : ReceiptIssue;

    /// <summary>The entry is in the books; its leaf goes out with the next batch.</summary>
    public sealed record NotYetPublished(JournalNumber Journal) : ReceiptIssue;

    /// <summary>What opens the leaf was erased: no receipt can be made any more.</summary>
    public sealed record Erased(JournalNumber Journal) : ReceiptIssue;
}

/// <summary>Makes a receipt: the proof that one entry's leaf is in the log, with what opens it.</summary>
public static class Receipts
{
    /// <summary>The receipt for the gift that bears a donor's reference.</summary>
    public static ReceiptIssue ByReference(Installation installation, Fund fund, DonorReference reference)
    {
        using var connection = installation.Database.Open();
        return Openings.JournalOf(connection, null, fund.Number, reference) is { } found ? Issue(connection, fund, found) : new ReceiptIssue.NotFound();
    }

    /// <summary>The receipt for an entry by its journal number.</summary>
    public static ReceiptIssue ByJournal(Installation installation, Fund fund, JournalNumber journal)
    {
        using var connection = installation.Database.Open();
        return Issue(connection, fund, journal.Value);
    }

    private static ReceiptIssue Issue(DbConnection connection, Fund fund, long journal)
    {
        var number = new JournalNumber(journal);
        if (Load(connection, fund.Number, journal) is not { } row) return new ReceiptIssue.NotFound();
        if (row.Opening is not { } opening) return new ReceiptIssue.Erased(number);
        var log = new FundLog(connection, fund.Number);
        if (row.LogIndex is not { } index || log.LatestCheckpoint() is not { } note
            || !Checkpoint.TryParse(note.Text, out var checkpoint)) return new ReceiptIssue.NotYetPublished(number);
        var proof = Receipt.Issue(opening, new LogIndex(index), note, log.Tiles(checkpoint!.Size).Node);
        return new ReceiptIssue.Issued(proof, number, AmountOf(EntryFormat.Read(opening.Entry.Span)));
    }

    /// <summary>What came in: the sum on the fund's own accounts.</summary>
    private static Money AmountOf(Entry entry)
    {
        var first = entry.Postings[0].Amount;
        return entry.Postings.Where(p => p.Account.Kind == AccountKind.Asset && p.Amount.Currency == first.Currency)
            .Aggregate(Money.Zero(first.Currency), (sum, posting) => sum + posting.Amount);
    }

    private static (Opening? Opening, long? LogIndex)? Load(DbConnection connection, long fund, long journal)
    {
        using var find = Sql.Command(connection, null, """
            select e.bytes, o.blinding, o.reference, p.log_index from entry e
            left join opening o on o.fund = e.fund and o.journal = e.journal
            left join log_place p on p.fund = e.fund and p.journal = e.journal
            where e.fund = @fund and e.journal = @journal
            """, ("fund", fund), ("journal", journal));
        using var rows = find.ExecuteReader();
        if (!rows.Read()) return null;
        var reference = rows.IsDBNull(2) ? [] : rows.GetFieldValue<byte[]>(2);
        var opening = rows.IsDBNull(1) ? null : new Opening(
            rows.GetFieldValue<byte[]>(1), rows.GetFieldValue<byte[]>(0),
            reference.Length == 0 ? null : new DonorReference(reference));
        return (opening, rows.IsDBNull(3) ? null : rows.GetInt64(3));
    }
}
