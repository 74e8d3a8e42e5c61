using NodaTime;

namespace Poruka.Ledger.Statements;

/// <summary>A balance as read, with its place for errors.</summary>
internal sealed record CamtBalance(Money Amount, LocalDate? On, bool Interim, int Line, string Path);

/// <summary>
/// Finds a statement's booked opening and closing balance among all that a bank writes there.
/// </summary>
/// <remarks>
/// Opening: <c>OPBD</c>, else <c>PRCD</c> (which is the closing balance of the statement before); closing: <c>CLBD</c>.
/// A statement over several days may have these of each day: the first day's opening and the last day's closing count.
/// Pages have interim ones (<c>SubTp</c> <c>INTM</c>, or <c>ITBD</c> in a paged camt.053), which close the page.
/// <c>ITBD</c> of a day that is not over, and available, forward and expected balances, are no booked balance of the
/// statement and are passed over.
/// </remarks>
internal sealed class CamtBalances(CamtXml xml)
{
    private readonly CamtNames _n = xml.Names;
    private StatementFormat _format;
    private bool _paged;
    private CamtBalance? _opening, _closing, _previous, _interimFirst, _interimLast;

    public CamtBalance? Opening => _opening ?? _previous ?? (_paged && HasTwoInterims ? _interimFirst : null);

    public CamtBalance? Closing => _closing ?? (_paged && (HasTwoInterims || _opening is not null) ? _interimLast : null);

    private bool HasTwoInterims => !ReferenceEquals(_interimFirst, _interimLast);

    public void Begin(StatementFormat format)
    {
        (_format, _paged) = (format, false);
        (_opening, _closing, _previous, _interimFirst, _interimLast) = (null, null, null, null, null);
        xml.BalanceNumber = 0;
    }

    /// <summary>Reads <c>StmtPgntn</c>: a page that is neither first nor last, or one of the two, has interim balances.</summary>
    public void ReadPages()
    {
        var (first, last) = (true, true);
        var entered = xml.Enter();
        while (xml.NextChild(entered))
            if (ReferenceEquals(xml.Name, _n.PgNb)) first = xml.Text().Trim() is "1" or "00001" or "";
            else if (ReferenceEquals(xml.Name, _n.LastPgInd)) last = xml.Flag();
            else xml.Skip();
        _paged = _format == StatementFormat.Camt053 && !(first && last);
    }

    /// <summary>Reads a <c>Bal</c>. The first booked balance decides the currency, where the account does not.</summary>
    public void Read(ref Currency? currency, bool afterEntries)
    {
        xml.BalanceNumber++;
        var (type, subtype, line, path) = ("", "", xml.Line, "");
        Money? amount = null;
        bool? isCredit = null;
        LocalDate? on = null;
        var entered = xml.Enter();
        while (xml.NextChild(entered))
        {
            var name = xml.Name;
            if (ReferenceEquals(name, _n.Tp)) ReadType(ref type, ref subtype);
            else if (type is not ("OPBD" or "CLBD" or "PRCD" or "ITBD")) xml.Skip();
            else if (ReferenceEquals(name, _n.Amt))
            {
                (line, path) = (xml.Line, xml.Place());
                amount = xml.Amount();
                CheckCurrency(amount.Value.Currency, ref currency, line);
            }
            else if (ReferenceEquals(name, _n.CdtDbtInd)) isCredit = xml.IsCredit();
            else if (ReferenceEquals(name, _n.Dt)) on = xml.Day();
            else xml.Skip();
        }
        if (type is not ("OPBD" or "CLBD" or "PRCD" or "ITBD")) return;
        if (amount is not { } money) throw xml.Refuse(StatementProblemKind.MissingField, "Amt", "", "Amt");
        if (isCredit is not { } credit) throw xml.Refuse(StatementProblemKind.MissingField, "CdtDbtInd", "", "CdtDbtInd");
        if (afterEntries && type is ("OPBD" or "PRCD"))
            throw xml.Refuse(StatementProblemKind.Malformed, "", type, "Bal, Ntry", line);
        Keep(type, new CamtBalance(credit ? money : -money, on, subtype == "INTM", line, path));
    }

    /// <summary><c>Tp/CdOrPrtry/Cd</c>, in version 1 <c>Tp/Cd</c>; and <c>Tp/SubTp/Cd</c>.</summary>
    private void ReadType(ref string type, ref string subtype)
    {
        var entered = xml.Enter();
        while (xml.NextChild(entered))
            if (ReferenceEquals(xml.Name, _n.CdOrPrtry)) type = xml.TextOrChild(_n.Cd).Trim();
            else if (ReferenceEquals(xml.Name, _n.Cd)) type = xml.Text().Trim();
            else if (ReferenceEquals(xml.Name, _n.SubTp)) subtype = xml.TextOrChild(_n.Cd).Trim();
            else xml.Skip();
    }

    /// <summary>
    /// An account is in one currency. A booked balance in another than the account's (or the balance's before it) can
    /// never be the sum of the lines, so the file contradicts itself.
    /// </summary>
    private void CheckCurrency(Currency found, ref Currency? currency, int line)
    {
        currency ??= found;
        if (found != currency)
            throw xml.Refuse(StatementProblemKind.BadCurrency, "@Ccy", found.Code, currency.Value.Code, line);
    }

    private void Keep(string type, CamtBalance balance)
    {
        switch (type)
        {
            case "OPBD":
                if (_opening is null || Earlier(balance, _opening)) _opening = balance;
                break;
            case "PRCD":
                if (_previous is null || Earlier(balance, _previous)) _previous = balance;
                break;
            case "CLBD":
                if (_closing is null || !Earlier(balance, _closing)) _closing = balance;
                break;
            default:
                _interimFirst ??= balance;
                _interimLast = balance;
                break;
        }
    }

    /// <summary>By day; on the same day the interim balance is between the opening and the closing one.</summary>
    private static bool Earlier(CamtBalance left, CamtBalance right) =>
        left.On is { } l && right.On is { } r && l != r ? l < r : !left.Interim && right.Interim;
}
