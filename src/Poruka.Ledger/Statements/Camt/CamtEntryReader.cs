using NodaTime;

namespace Poruka.Ledger.Statements;

/// <summary>Reads one <c>Ntry</c> into a <see cref="CamtEntry"/>; all versions of camt in one, as their names never clash.</summary>
internal sealed class CamtEntryReader(CamtXml xml)
{
    // A batch is held until its sum is known; a salary run has hundreds.
    private const int TransactionLimit = 100_000, TextLimit = 1 << 23;

    private readonly CamtNames _n = xml.Names;
    private readonly CamtEntry _entry = new();
    private int _textLength;

    /// <summary>Reads the entry at hand. The result is valid until the next call.</summary>
    public CamtEntry Read()
    {
        _entry.Clear();
        _entry.Line = xml.Line;
        _textLength = 0;
        var entered = xml.Enter();
        while (xml.NextChild(entered))
        {
            var name = xml.Name;
            if (ReferenceEquals(name, _n.Amt)) _entry.Amount = xml.Amount();
            else if (ReferenceEquals(name, _n.CdtDbtInd)) _entry.IsCredit = xml.IsCredit();
            else if (ReferenceEquals(name, _n.Sts)) _entry.Booked = IsBooked();
            else if (ReferenceEquals(name, _n.BookgDt)) _entry.BookedOn = xml.Day();
            else if (ReferenceEquals(name, _n.ValDt)) _entry.ValueOn = xml.Day();
            else if (ReferenceEquals(name, _n.AcctSvcrRef)) _entry.Reference = Reference(xml.CleanText());
            else if (ReferenceEquals(name, _n.NtryDtls)) ReadDetails();
            else if (ReferenceEquals(name, _n.TxDtls)) ReadTransaction(); // version 1 has no NtryDtls
            else if (ReferenceEquals(name, _n.RvslInd)) _entry.Reversal = xml.Flag();
            else if (ReferenceEquals(name, _n.AmtDtls)) ReadAmounts(ref _entry.Amounts);
            else if (ReferenceEquals(name, _n.Chrgs)) ReadCharges(ref _entry.Charges);
            else if (ReferenceEquals(name, _n.AddtlNtryInf)) _entry.Information = Keep(xml.CleanText());
            else xml.Skip();
        }
        if (_entry.Amount is null) throw Missing("Amt");
        if (_entry.IsCredit is null) throw Missing("CdtDbtInd");
        if (_entry.Booked is null) throw Missing("Sts");
        if (_entry.Booked == true && _entry.BookedOn is null && _entry.ValueOn is null) throw Missing("BookgDt");
        return _entry;
    }

    /// <summary>A text of version 2 to 7, a code from 8 on. What is pending or for information is not booked.</summary>
    private bool IsBooked()
    {
        var line = xml.Line;
        var status = xml.TextOrChild(_n.Cd);
        return status.AsSpan().Trim() switch
        {
            "BOOK" => true,
            "PDNG" or "INFO" or "FUTR" => false,
            _ => throw xml.Refuse(StatementProblemKind.BadValue, "", status, "BOOK | PDNG | INFO | FUTR", line),
        };
    }

    private void ReadDetails()
    {
        var entered = xml.Enter();
        while (xml.NextChild(entered))
            if (ReferenceEquals(xml.Name, _n.TxDtls)) ReadTransaction();
            else xml.Skip();
    }

    private void ReadTransaction()
    {
        if (_entry.Count == TransactionLimit)
            throw xml.Refuse(StatementProblemKind.TooLarge, "", "", $"≤ {TransactionLimit}");
        var tx = _entry.Add();
        tx.Line = xml.Line;
        xml.TransactionNumber = _entry.Count;
        var entered = xml.Enter();
        while (xml.NextChild(entered))
        {
            var name = xml.Name;
            if (ReferenceEquals(name, _n.Refs)) ReadReferences(tx);
            else if (ReferenceEquals(name, _n.RltdPties)) ReadParties(tx);
            else if (ReferenceEquals(name, _n.RmtInf)) ReadRemittance(tx);
            else if (ReferenceEquals(name, _n.Amt)) tx.Amounts.Own = xml.Amount();
            else if (ReferenceEquals(name, _n.CdtDbtInd)) tx.IsCredit = xml.IsCredit();
            else if (ReferenceEquals(name, _n.AmtDtls)) ReadAmounts(ref tx.Amounts);
            else if (ReferenceEquals(name, _n.Chrgs)) ReadCharges(ref tx.Charges);
            else if (ReferenceEquals(name, _n.RtrInf)) { tx.Returned = true; xml.Skip(); }
            else if (ReferenceEquals(name, _n.AddtlTxInf)) tx.Information = Keep(xml.CleanText());
            else xml.Skip();
        }
        xml.TransactionNumber = 0;
    }

    private void ReadReferences(CamtTransaction tx)
    {
        var entered = xml.Enter();
        while (xml.NextChild(entered))
            if (ReferenceEquals(xml.Name, _n.EndToEndId))
                tx.EndToEndId = xml.CleanText() is { } id && id is not ("NOTPROVIDED" or "NONREF") ? Keep(id) : null;
            else if (ReferenceEquals(xml.Name, _n.AcctSvcrRef)) tx.Reference = Reference(xml.CleanText());
            else xml.Skip();
    }

    private void ReadParties(CamtTransaction tx)
    {
        var entered = xml.Enter();
        while (xml.NextChild(entered))
        {
            var name = xml.Name;
            if (ReferenceEquals(name, _n.Dbtr)) tx.Debtor.Name = ReadName();
            else if (ReferenceEquals(name, _n.DbtrAcct)) tx.Debtor.Account = Keep(ReadAccount());
            else if (ReferenceEquals(name, _n.UltmtDbtr)) tx.Debtor.Ultimate = ReadName();
            else if (ReferenceEquals(name, _n.Cdtr)) tx.Creditor.Name = ReadName();
            else if (ReferenceEquals(name, _n.CdtrAcct)) tx.Creditor.Account = Keep(ReadAccount());
            else if (ReferenceEquals(name, _n.UltmtCdtr)) tx.Creditor.Ultimate = ReadName();
            else xml.Skip();
        }
    }

    /// <summary><c>Nm</c>; <c>Pty/Nm</c> from version 8 on; <c>Agt/FinInstnId/Nm</c> where a bank is the party.</summary>
    private string? ReadName()
    {
        string? name = null;
        var entered = xml.Enter();
        while (xml.NextChild(entered))
            if (ReferenceEquals(xml.Name, _n.Nm)) name = Keep(xml.CleanText()) ?? name;
            else if (ReferenceEquals(xml.Name, _n.Pty) || ReferenceEquals(xml.Name, _n.Agt)
                || ReferenceEquals(xml.Name, _n.FinInstnId)) name = ReadName() ?? name;
            else xml.Skip();
        return name;
    }

    /// <summary>The number of an account: <c>Id/IBAN</c> or <c>Id/Othr/Id</c>, without spaces.</summary>
    public string? ReadAccount()
    {
        string? account = null;
        var entered = xml.Enter();
        while (xml.NextChild(entered))
            if (ReferenceEquals(xml.Name, _n.Id)) account = ReadAccountId() ?? account;
            else xml.Skip();
        return account;
    }

    /// <summary>The <c>Id</c> of an account, whose element is at hand.</summary>
    public string? ReadAccountId()
    {
        string? account = null;
        var entered = xml.Enter();
        while (xml.NextChild(entered))
            if (ReferenceEquals(xml.Name, _n.Iban)) account = StatementText.Account(xml.Text()) ?? account;
            else if (ReferenceEquals(xml.Name, _n.Othr)) account ??= ReadOther();
            else xml.Skip();
        return account;
    }

    private string? ReadOther()
    {
        string? account = null;
        var entered = xml.Enter();
        while (xml.NextChild(entered))
            if (ReferenceEquals(xml.Name, _n.Id)) account = StatementText.Account(xml.Text());
            else xml.Skip();
        return account;
    }

    /// <summary>Free texts, references of the payee and additions to them, in the file's order.</summary>
    private void ReadRemittance(CamtTransaction tx)
    {
        var entered = xml.Enter();
        while (xml.NextChild(entered))
            if (ReferenceEquals(xml.Name, _n.Ustrd)) Append(tx, xml.CleanText());
            else if (ReferenceEquals(xml.Name, _n.Strd)) ReadStructured(tx);
            else xml.Skip();
    }

    private void ReadStructured(CamtTransaction tx)
    {
        var entered = xml.Enter();
        while (xml.NextChild(entered))
            if (ReferenceEquals(xml.Name, _n.AddtlRmtInf)) Append(tx, xml.CleanText());
            else if (ReferenceEquals(xml.Name, _n.CdtrRefInf))
            {
                var reference = xml.Enter();
                while (xml.NextChild(reference))
                    if (ReferenceEquals(xml.Name, _n.Ref)) Append(tx, xml.CleanText());
                    else xml.Skip();
            }
            else xml.Skip();
    }

    private void Append(CamtTransaction tx, string? text)
    {
        tx.Remittance = StatementText.Join(tx.Remittance, Keep(text));
        if (tx.Remittance?.Length > StatementText.FieldLimit)
            throw xml.Refuse(StatementProblemKind.TooLarge, "RmtInf", tx.Remittance, $"≤ {StatementText.FieldLimit}");
    }

    /// <summary>Each of the three has an <c>Amt</c> within, and may have an exchange rate, which is not needed here.</summary>
    private void ReadAmounts(ref CamtAmounts amounts)
    {
        var entered = xml.Enter();
        while (xml.NextChild(entered))
            if (ReferenceEquals(xml.Name, _n.InstdAmt)) amounts.Instructed = ReadInnerAmount();
            else if (ReferenceEquals(xml.Name, _n.TxAmt)) amounts.Underlying = ReadInnerAmount();
            else if (ReferenceEquals(xml.Name, _n.CntrValAmt)) amounts.CounterValue = ReadInnerAmount();
            else xml.Skip();
    }

    private Money? ReadInnerAmount()
    {
        Money? amount = null;
        var entered = xml.Enter();
        while (xml.NextChild(entered))
            if (ReferenceEquals(xml.Name, _n.Amt)) amount = xml.Amount();
            else xml.Skip();
        return amount;
    }

    /// <summary>
    /// Version 2 has one amount in each <c>Chrgs</c>, later versions have records. A record that says it is not included
    /// was not taken from this entry; one in another currency can't have been.
    /// </summary>
    private void ReadCharges(ref CamtCharges charges)
    {
        Money? total = null;
        CamtChargeRecord direct = default;
        var any = false;
        var entered = xml.Enter();
        while (xml.NextChild(entered))
            if (ReferenceEquals(xml.Name, _n.TtlChrgsAndTaxAmt)) total = xml.Amount();
            else if (ReferenceEquals(xml.Name, _n.Rcrd))
            {
                CamtChargeRecord record = default;
                var inner = xml.Enter();
                while (xml.NextChild(inner)) record.Read(xml);
                any = true;
                AddCharge(ref charges, record);
            }
            else
            {
                any |= ReferenceEquals(xml.Name, _n.Amt);
                direct.Read(xml);
            }
        if (direct.Amount is not null) AddCharge(ref charges, direct);
        else if (!any && total is not null) AddCharge(ref charges, new CamtChargeRecord { Amount = total });
    }

    private void AddCharge(ref CamtCharges charges, CamtChargeRecord record)
    {
        if (record.Amount is not { } amount || record.Included == false) return;
        if (_entry.Amount is not { } booked || amount.Currency != booked.Currency) return;
        var sum = (Int128)(charges.Sum?.Minor ?? 0) + (record.IsRefund ? -amount.Minor : amount.Minor);
        if (Int128.Abs(sum) > long.MaxValue)
            throw xml.Refuse(StatementProblemKind.BadAmount, "", amount.ToString(), $"≤ {long.MaxValue}");
        charges.Sum = new Money((long)sum, amount.Currency);
        charges.Stated |= record.Included == true;
    }

    /// <summary>Banks write NONREF where they have none.</summary>
    private string? Reference(string? text) => text is null or "NONREF" or "NOTPROVIDED" ? null : Keep(text);

    /// <summary>Counts what is held for one entry.</summary>
    private string? Keep(string? text)
    {
        if (text is null) return null;
        _textLength += text.Length;
        return _textLength <= TextLimit
            ? text
            : throw xml.Refuse(StatementProblemKind.TooLarge, "", text, $"≤ {TextLimit}");
    }

    private StatementRefusal Missing(string field) =>
        xml.Refuse(StatementProblemKind.MissingField, field, "", field, _entry.Line);
}

/// <summary>One charge as read.</summary>
internal struct CamtChargeRecord
{
    public Money? Amount;
    public bool IsRefund;
    public bool? Included;

    public void Read(CamtXml xml)
    {
        var names = xml.Names;
        if (ReferenceEquals(xml.Name, names.Amt)) Amount = xml.Amount();
        else if (ReferenceEquals(xml.Name, names.CdtDbtInd)) IsRefund = xml.IsCredit();
        else if (ReferenceEquals(xml.Name, names.ChrgInclInd)) Included = xml.Flag();
        else xml.Skip();
    }
}
