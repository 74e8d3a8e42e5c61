namespace Poruka.Ledger.Statements;

/// <summary>Turns an entry into lines: one, or one for each transaction of a batch whose amounts make the entry's.</summary>
internal static class CamtLines
{
    /// <summary>Adds the entry's lines to a list. The entry is booked and has all that it must have.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="ownAccount">The statement's account, to tell the two sides of a reversal apart.</param>
    /// <param name="lines">Where the lines go.</param>
    public static void Add(CamtEntry entry, string? ownAccount, List<StatementLine> lines)
    {
        if (entry.Count > 1 && TryOpen(entry, ownAccount, lines)) return;
        var line = new StatementLine
        {
            BookedOn = (entry.BookedOn ?? entry.ValueOn)!.Value,
            ValueOn = entry.ValueOn,
            Amount = entry.Signed,
            Reference = entry.Reference,
            Remittance = entry.Information,
            Reversal = entry.Reversal,
            Charges = Taken(entry.Charges, entry.Amounts, entry.Amounts, entry.Signed),
            Original = entry.Amounts.Foreign(entry.Amount!.Value.Currency),
            FileLine = entry.Line,
        };
        lines.Add(entry.Count switch
        {
            0 => line,
            1 => WithTransaction(line, entry, entry.Transactions[0], ownAccount),
            _ => Joined(line, entry, ownAccount),
        });
    }

    /// <summary>
    /// Opens a batch if its transactions all have an amount in the account's currency and these make the entry's: as
    /// they are, after each one's charges, or after the entry's charges, which are then a line of their own.
    /// </summary>
    private static bool TryOpen(CamtEntry entry, string? ownAccount, List<StatementLine> lines)
    {
        var currency = entry.Amount!.Value.Currency;
        Int128 sum = 0, charges = 0;
        for (var i = 0; i < entry.Count; i++)
        {
            var tx = entry.Transactions[i];
            if (tx.Amounts.In(currency) is not { } amount) return false;
            sum += (tx.IsCredit ?? entry.IsCredit!.Value) ? amount.Minor : -amount.Minor;
            if (tx.Charges.Any) charges += tx.Charges.Sum!.Value.Minor;
        }
        var booked = entry.Signed.Minor;
        var entryCharges = entry.Charges.Any ? entry.Charges.Sum!.Value.Minor : 0;
        var (afterEach, afterAll) = (sum - charges == booked && charges > 0, sum - entryCharges == booked && entryCharges > 0);
        if (sum != booked && !afterEach && !afterAll) return false;

        for (var i = 0; i < entry.Count; i++)
            lines.Add(Opened(entry, entry.Transactions[i], sum != booked && afterEach, ownAccount));
        if (sum != booked && !afterEach)
            lines.Add(new StatementLine
            {
                BookedOn = (entry.BookedOn ?? entry.ValueOn)!.Value,
                ValueOn = entry.ValueOn,
                Amount = new Money(-entryCharges, currency),
                Charges = entry.Charges.Sum,
                Reference = entry.Reference,
                Remittance = entry.Information,
                FileLine = entry.Line,
            });
        return true;
    }

    private static StatementLine Opened(CamtEntry entry, CamtTransaction tx, bool lessCharges, string? ownAccount)
    {
        var gross = tx.Amounts.In(entry.Amount!.Value.Currency)!.Value;
        var isCredit = tx.IsCredit ?? entry.IsCredit!.Value;
        var signed = isCredit ? gross : -gross;
        var amount = lessCharges && tx.Charges.Any ? signed - tx.Charges.Sum!.Value : signed;
        var reversal = entry.Reversal || tx.Returned;
        var other = Counterparty(tx, isCredit, reversal, ownAccount);
        return new StatementLine
        {
            BookedOn = (entry.BookedOn ?? entry.ValueOn)!.Value,
            ValueOn = entry.ValueOn,
            Amount = amount,
            Charges = lessCharges
                ? tx.Charges.Any ? tx.Charges.Sum : null
                : Taken(tx.Charges, tx.Amounts, default, amount),
            CounterpartyName = other.Shown,
            CounterpartyAccount = other.Account,
            Reference = tx.Reference ?? entry.Reference,
            EndToEndId = tx.EndToEndId,
            Remittance = tx.Remittance ?? tx.Information ?? entry.Information,
            Reversal = reversal,
            Original = tx.Amounts.Foreign(amount.Currency),
            FileLine = tx.Line,
        };
    }

    /// <summary>The one transaction says who and why; how much is the entry's to say.</summary>
    private static StatementLine WithTransaction(
        StatementLine line, CamtEntry entry, CamtTransaction tx, string? ownAccount)
    {
        var reversal = entry.Reversal || tx.Returned;
        var other = Counterparty(tx, entry.IsCredit!.Value, reversal, ownAccount);
        return line with
        {
            CounterpartyName = other.Shown,
            CounterpartyAccount = other.Account,
            Reference = tx.Reference ?? line.Reference,
            EndToEndId = tx.EndToEndId,
            Remittance = tx.Remittance ?? tx.Information ?? line.Remittance,
            Reversal = reversal,
            Charges = tx.Charges.Any
                ? Taken(tx.Charges, tx.Amounts, entry.Amounts, line.Amount)
                : Taken(entry.Charges, tx.Amounts, entry.Amounts, line.Amount),
            Original = tx.Amounts.Foreign(line.Amount.Currency) ?? line.Original,
        };
    }

    /// <summary>A batch that can't be opened: what all its transactions have in common, and all their texts.</summary>
    private static StatementLine Joined(StatementLine line, CamtEntry entry, string? ownAccount)
    {
        var transactions = entry.Transactions.Take(entry.Count).ToList();
        var returned = transactions.TrueForAll(tx => tx.Returned);
        var sides = transactions.ConvertAll(
            tx => Counterparty(tx, entry.IsCredit!.Value, entry.Reversal || returned, ownAccount));
        var texts = transactions.Select(tx => tx.Remittance ?? tx.Information).Where(text => text is not null);
        var remittance = string.Join(' ', texts);
        return line with
        {
            CounterpartyName = Common(sides.ConvertAll(side => side.Shown)),
            CounterpartyAccount = Common(sides.ConvertAll(side => side.Account)),
            Reference = line.Reference ?? Common(transactions.ConvertAll(tx => tx.Reference)),
            EndToEndId = Common(transactions.ConvertAll(tx => tx.EndToEndId)),
            Remittance = remittance.Length switch
            {
                0 => line.Remittance,
                > StatementText.FieldLimit => remittance[..StatementText.FieldLimit],
                _ => remittance,
            },
            Reversal = entry.Reversal || returned,
        };
    }

    private static string? Common(List<string?> texts) => texts.TrueForAll(text => text == texts[0]) ? texts[0] : null;

    /// <summary>
    /// The other side: the debtor of what came in, the creditor of what went out. A reversal or return moves the money
    /// back but keeps the parties of the payment that it undoes (ISO 20022, RltdPties of an R-transaction), so there it
    /// is the other way round; unless that party's account is the statement's own, or nothing is said of it.
    /// </summary>
    private static CamtParty Counterparty(CamtTransaction tx, bool isCredit, bool reversal, string? ownAccount)
    {
        var (usual, flipped) = isCredit ? (tx.Debtor, tx.Creditor) : (tx.Creditor, tx.Debtor);
        if (!reversal || flipped.IsEmpty) return usual;
        return flipped.Account is { } account && account == ownAccount ? usual : flipped;
    }

    /// <summary>
    /// The charges, if they were taken out of this amount: the file says so, or the gross amount that it names proves it,
    /// or nothing speaks against it.
    /// </summary>
    private static Money? Taken(CamtCharges charges, CamtAmounts named, CamtAmounts alsoNamed, Money amount)
    {
        if (!charges.Any) return null;
        var sum = charges.Sum!.Value;
        if (charges.Stated || (Int128)amount.Minor + sum.Minor > long.MaxValue) return sum;
        var gross = Absolute(amount + sum);
        var net = Absolute(amount);
        var proved = named.Names(gross) || alsoNamed.Names(gross);
        var disproved = named.Names(net) || alsoNamed.Names(net);
        return proved || !disproved ? sum : null;
    }

    private static Money Absolute(Money money) => money.Minor < 0 ? -money : money;
}
