using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Statements;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds.ImportStatement;

/// <summary>An entry of the books with its journal number.</summary>
internal readonly record struct NumberedEntry(long Journal, Entry Entry);

/// <summary>The line that a reversal takes back: its entry, and the one that recognised it later, if one did.</summary>
internal sealed record ReversedLine(IReadOnlyList<NumberedEntry> Entries);

/// <summary>The rows that an import reads and writes beside entries and lines.</summary>
internal sealed class ImportRows(LedgerWriter writer, long fund, byte[] markKey)
{
    // How far back the line that a bank takes back may lie.
    private const int MostDaysBack = 400;

    public long NextImport() =>
        Sql.Number(writer.Connection, writer.Transaction, "select coalesce(max(import), 0) + 1 from statement_import")!.Value;

    public ImportOutcome? FindImport(byte[] hash)
    {
        using var find = Sql.Command(writer.Connection, writer.Transaction,
            "select imported_on, lines from statement_import where fund = @fund and content_hash = @hash",
            ("fund", fund), ("hash", hash));
        using var rows = find.ExecuteReader();
        return rows.Read() ? new ImportOutcome.AlreadyImported(Months.Day(rows.GetInt64(0)), rows.GetInt64(1)) : null;
    }

    public List<ImportAccount> BankAccounts()
    {
        using var find = Sql.Command(writer.Connection, writer.Transaction, """
            select account, number, currency, opening_minor, opening_on,
                cast(exists (select 1 from statement_line l where l.fund = b.fund and l.account = b.account) as int)
            from bank_account b where fund = @fund order by account
            """, ("fund", fund));
        var accounts = new List<ImportAccount>();
        using var rows = find.ExecuteReader();
        while (rows.Read())
        {
            var currency = Currency.Parse(rows.GetString(2));
            accounts.Add(new ImportAccount(
                new BankAccount(Account.FromCode((int)rows.GetInt64(0)), rows.GetString(1), currency),
                rows.IsDBNull(3) ? null : new Money(rows.GetInt64(3), currency),
                rows.IsDBNull(4) ? null : Months.Day(rows.GetInt64(4)), HasLines: rows.GetInt32(5) != 0));
        }
        return accounts;
    }

    public void AddBankAccount(BankAccount account) =>
        FundRows.AddBankAccount(writer.Connection, fund, account, writer.Transaction);

    public void SetOpening(Account account, Money opening, LocalDate day) => Sql.Run(writer.Connection, writer.Transaction,
        "update bank_account set opening_minor = @opening, opening_on = @day where fund = @fund and account = @account",
        ("fund", fund), ("account", (long)account.Code), ("opening", opening.Minor), ("day", (long)Months.DayNumber(day)));

    public long SumOfLines(Account account, LocalDate upTo) => Sql.Number(writer.Connection, writer.Transaction, """
        select cast(coalesce(sum(amount_minor), 0) as bigint) from statement_line
        where fund = @fund and account = @account and day <= @day
        """, ("fund", fund), ("account", (long)account.Code), ("day", (long)Months.DayNumber(upTo)))!.Value;

    public void AddImport(
        long import, byte[] hash, StatementFormat format, long lines, long posted, long firstJournal, LocalDate today)
    {
        Sql.Run(writer.Connection, writer.Transaction, """
            insert into statement_import (import, fund, content_hash, format, lines, posted, first_journal, imported_on)
            values (@import, @fund, @hash, @format, @lines, @posted, @first, @today)
            """, ("import", import), ("fund", fund), ("hash", hash), ("format", format.ToString()), ("lines", lines),
            ("posted", posted), ("first", firstJournal), ("today", (long)Months.DayNumber(today)));
        foreach (var statement in _statements) Write(import, statement);
    }

    private readonly List<StatementInFile> _statements = [];

    /// <summary>Keeps a statement's head, to be written with the import.</summary>
    public void AddStatement(long import, StatementInFile statement)
    {
        if (statement.Account is not null) _statements.Add(statement);
    }

    private void Write(long import, StatementInFile statement) => Sql.Run(writer.Connection, writer.Transaction, """
        insert into bank_statement
            (import, position, account, bank_id, opening_minor, closing_minor, currency, first_day, last_day, lines)
        values (@import, @position, @account, @id, @opening, @closing, @currency, @first, @last, @lines)
        """, ("import", import), ("position", (long)statement.Position),
        ("account", (long)statement.Account!.Bank.Account.Code), ("id", statement.Start.Id),
        ("opening", statement.Start.Opening?.Minor), ("closing", statement.Closing?.Minor),
        ("currency", statement.Account.Bank.Currency.Code),
        ("first", statement.FirstDay is { } first ? (long)Months.DayNumber(first) : null),
        ("last", statement.LastDay is { } last ? (long)Months.DayNumber(last) : null), ("lines", statement.Lines));

    /// <summary>The references given to donors whose gifts have not come yet.</summary>
    public Dictionary<DonorReference, CampaignId> GivenReferences()
    {
        using var find = Sql.Command(writer.Connection, writer.Transaction,
            "select reference, campaign from given_reference where fund = @fund", ("fund", fund));
        var given = new Dictionary<DonorReference, CampaignId>();
        using var rows = find.ExecuteReader();
        while (rows.Read())
            given[new DonorReference(rows.GetFieldValue<byte[]>(0))] = new CampaignId((int)rows.GetInt64(1));
        return given;
    }

    public void TakeReference(DonorReference reference) => Sql.Run(writer.Connection, writer.Transaction,
        "delete from given_reference where fund = @fund and reference = @reference",
        ("fund", fund), ("reference", reference.ToArray()));

    /// <summary>Whether a leaf in the books bears the reference already.</summary>
    public bool IsUsed(DonorReference reference) => Openings.JournalOf(writer.Connection, writer.Transaction, fund, reference) is not null;

    public void NoLongerWaits(long journal) => Sql.Run(writer.Connection, writer.Transaction,
        "update statement_line set is_waiting = 0 where fund = @fund and journal = @journal and is_waiting = 1",
        ("fund", fund), ("journal", journal));

    /// <summary>
    /// The line that a reversal takes back: the latest of the opposite amount with the same end-to-end id or the same
    /// reference, or (where lines aren't sealed) with the same other side and text, whose entry nothing reversed yet.
    /// </summary>
    public ReversedLine? FindReversed(BankAccount account, StatementLine reversal)
    {
        writer.Flush();
        var day = Months.DayNumber(reversal.BookedOn);
        var candidates = new List<(long Journal, long? RecognisedBy, StatementLine Line, bool HasReference)>();
        using (var find = Sql.Command(writer.Connection, writer.Transaction, """
            select day, journal, recognised_by, detail from statement_line
            where fund = @fund and account = @account and day between @from and @to and amount_minor = @amount
            order by day desc, journal desc
            """, ("fund", fund), ("account", (long)account.Account.Code), ("from", (long)day - MostDaysBack),
            ("to", (long)day), ("amount", -reversal.Amount.Minor)))
        {
            using var rows = find.ExecuteReader();
            while (rows.Read())
            {
                var detail = rows.GetFieldValue<byte[]>(3);
                candidates.Add((rows.GetInt64(1), rows.IsDBNull(2) ? null : rows.GetInt64(2),
                    LineDetail.Read(detail, Months.Day(rows.GetInt64(0)), -reversal.Amount), LineDetail.HasReferenceOf(markKey, detail, reversal)));
            }
        }
        foreach (var (journal, recognisedBy, line, hasReference) in candidates)
        {
            if (line.Reversal || !IsTakenBackBy(line, reversal, hasReference) || writer.ReversedBy(fund, journal) is not null) continue;
            var entries = new List<NumberedEntry> { new(journal, Entry(journal)) };
            if (recognisedBy is { } by && writer.ReversedBy(fund, by) is null) entries.Add(new(by, Entry(by)));
            // Charges may differ between the line and its reversal: then it isn't the mirror, and waits for a person.
            return new ReversedLine(entries);
        }
        return null;
    }

    private static bool IsTakenBackBy(StatementLine line, StatementLine reversal, bool hasReference) =>
        reversal.Charges is null or { IsZero: true } && (hasReference || Same(line.EndToEndId, reversal.EndToEndId)
            || Same(line.Reference, reversal.Reference)
            || Same(line.CounterpartyAccount, reversal.CounterpartyAccount) && Same(line.Remittance, reversal.Remittance));

    private static bool Same(string? one, string? other) => one is { Length: > 0 } && one == other;

    private Entry Entry(long journal)
    {
        using var find = Sql.Command(writer.Connection, writer.Transaction,
            "select bytes from entry where fund = @fund and journal = @journal", ("fund", fund), ("journal", journal));
        return EntryFormat.Read((byte[])find.ExecuteScalar()!);
    }
}
