using NodaTime;

namespace Poruka.Ledger.Statements;

/// <summary>An <c>Ntry</c> as read, before it is turned into lines.</summary>
internal sealed class CamtEntry
{
    public Money? Amount;
    public bool? IsCredit;
    public bool Reversal;
    public bool? Booked;
    public LocalDate? BookedOn, ValueOn;
    public string? Reference, Information;
    public CamtAmounts Amounts;
    public CamtCharges Charges;
    public int Line;

    /// <summary>The transactions; only the first <see cref="Count"/> count, the rest is kept for use again.</summary>
    public List<CamtTransaction> Transactions { get; } = [];

    public int Count;

    public Money Signed => IsCredit == true ? Amount!.Value : -Amount!.Value;

    public void Clear()
    {
        (Amount, IsCredit, Booked, BookedOn, ValueOn, Reference, Information) = (null, null, null, null, null, null, null);
        (Reversal, Amounts, Charges, Line, Count) = (false, default, default, 0, 0);
        if (Transactions.Count > 16) Transactions.RemoveRange(16, Transactions.Count - 16);
    }

    public CamtTransaction Add()
    {
        if (Count == Transactions.Count) Transactions.Add(new CamtTransaction());
        var transaction = Transactions[Count++];
        transaction.Clear();
        return transaction;
    }
}

/// <summary>A <c>TxDtls</c> as read.</summary>
internal sealed class CamtTransaction
{
    public bool? IsCredit;
    public bool Returned;
    public CamtParty Debtor, Creditor;
    public string? Reference, EndToEndId, Remittance, Information;
    public CamtAmounts Amounts;
    public CamtCharges Charges;
    public int Line;

    public void Clear()
    {
        (IsCredit, Returned, Debtor, Creditor) = (null, false, default, default);
        (Reference, EndToEndId, Remittance, Information) = (null, null, null, null);
        (Amounts, Charges, Line) = (default, default, 0);
    }
}

/// <summary>One side of a transaction.</summary>
internal struct CamtParty
{
    public string? Name, Ultimate, Account;

    public readonly bool IsEmpty => Name is null && Ultimate is null && Account is null;

    public readonly string? Shown => Name ?? Ultimate;
}

/// <summary>The amounts that a transaction (or an entry's <c>AmtDtls</c>) names beside the booked one.</summary>
internal struct CamtAmounts
{
    /// <summary><c>Amt</c> of the transaction itself (version 3 and later).</summary>
    public Money? Own;

    /// <summary><c>AmtDtls</c>: what was instructed, the underlying transaction's, and its value in the account's currency.</summary>
    public Money? Instructed, Underlying, CounterValue;

    /// <summary>What the transaction did in the account's currency, if anything says so.</summary>
    public readonly Money? In(Currency currency) =>
        Of(Own, currency) ?? Of(Underlying, currency) ?? Of(CounterValue, currency) ?? Of(Instructed, currency);

    /// <summary>The amount in the currency it was sent in, if that is another.</summary>
    public readonly Money? Foreign(Currency currency) =>
        NotOf(Instructed, currency) ?? NotOf(Own, currency) ?? NotOf(Underlying, currency) ?? NotOf(CounterValue, currency);

    /// <summary>Whether one of the amounts is exactly this.</summary>
    public readonly bool Names(Money money) =>
        Own == money || Instructed == money || Underlying == money || CounterValue == money;

    private static Money? Of(Money? money, Currency currency) => money?.Currency == currency ? money : null;

    private static Money? NotOf(Money? money, Currency currency) =>
        money is { IsZero: false } some && some.Currency != currency ? money : null;
}

/// <summary>Charges as read: their sum in the account's currency, and whether the file says that they are in the amount.</summary>
internal struct CamtCharges
{
    public Money? Sum;
    public bool Stated;

    public readonly bool Any => Sum is { Minor: > 0 };
}
