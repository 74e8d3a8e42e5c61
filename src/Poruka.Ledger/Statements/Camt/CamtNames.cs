using System.Xml;

namespace Poruka.Ledger.Statements;

/// <summary>
/// The names of one file, each kept once, so that names are compared by reference. There can be no more than
/// <see cref="CountLimit"/>: camt has a few hundred, and a file with endless new names must not fill the memory.
/// </summary>
internal sealed class BoundedNames : XmlNameTable
{
    private const int CountLimit = 4_096, Slots = 16_384, LengthLimit = 4_096;

    private readonly string?[] _slots = new string?[Slots];
    private int _count;

    public override string Add(char[] array, int offset, int length) => Find(array.AsSpan(offset, length), null, true)!;

    public override string Add(string array) => Find(array, array, true)!;

    public override string? Get(char[] array, int offset, int length) => Find(array.AsSpan(offset, length), null, false);

    public override string? Get(string array) => Find(array, array, false);

    private string? Find(ReadOnlySpan<char> name, string? whole, bool add)
    {
        if (name.IsEmpty) return "";
        // Length, first, middle and last letter tell the names of camt well apart; a bad file only gets slower,
        // and no more than the limits on count and length allow.
        var hash = name.Length * 0x9E37 + name[0] * 0x1F + name[^1] * 0x3E5 + name[name.Length / 2] * 0x61;
        for (var slot = hash & (Slots - 1); ; slot = (slot + 1) & (Slots - 1))
        {
            var known = _slots[slot];
            if (known is null)
            {
                if (!add) return null;
                if (_count == CountLimit || name.Length > LengthLimit) throw new TooManyNamesException();
                _count++;
                return _slots[slot] = whole ?? new string(name);
            }
            if (known.Length == name.Length && name.SequenceEqual(known)) return known;
        }
    }
}

/// <summary>A file has more different names than any statement.</summary>
internal sealed class TooManyNamesException : Exception;

/// <summary>The names of camt that are read, in a file's own table: comparable by reference.</summary>
internal sealed class CamtNames(XmlNameTable table)
{
    public readonly string
        Acct = table.Add("Acct"), AcctSvcrRef = table.Add("AcctSvcrRef"), AddtlNtryInf = table.Add("AddtlNtryInf"),
        AddtlRmtInf = table.Add("AddtlRmtInf"), AddtlTxInf = table.Add("AddtlTxInf"), Agt = table.Add("Agt"),
        Amt = table.Add("Amt"), AmtDtls = table.Add("AmtDtls"), Bal = table.Add("Bal"), BookgDt = table.Add("BookgDt"),
        Ccy = table.Add("Ccy"), Cd = table.Add("Cd"), CdOrPrtry = table.Add("CdOrPrtry"),
        CdtDbtInd = table.Add("CdtDbtInd"), Cdtr = table.Add("Cdtr"), CdtrAcct = table.Add("CdtrAcct"),
        CdtrRefInf = table.Add("CdtrRefInf"), ChrgInclInd = table.Add("ChrgInclInd"), Chrgs = table.Add("Chrgs"),
        CntrValAmt = table.Add("CntrValAmt"), Dbtr = table.Add("Dbtr"), DbtrAcct = table.Add("DbtrAcct"),
        Dt = table.Add("Dt"), DtTm = table.Add("DtTm"), EndToEndId = table.Add("EndToEndId"),
        FinInstnId = table.Add("FinInstnId"), Iban = table.Add("IBAN"), Id = table.Add("Id"),
        InstdAmt = table.Add("InstdAmt"), LastPgInd = table.Add("LastPgInd"), Nm = table.Add("Nm"),
        Ntry = table.Add("Ntry"), NtryDtls = table.Add("NtryDtls"), Othr = table.Add("Othr"),
        PgNb = table.Add("PgNb"), Pty = table.Add("Pty"), Rcrd = table.Add("Rcrd"), Ref = table.Add("Ref"),
        Refs = table.Add("Refs"), RltdPties = table.Add("RltdPties"), RmtInf = table.Add("RmtInf"),
        RtrInf = table.Add("RtrInf"), RvslInd = table.Add("RvslInd"), StmtPgntn = table.Add("StmtPgntn"),
        Strd = table.Add("Strd"), Sts = table.Add("Sts"), SubTp = table.Add("SubTp"), Tp = table.Add("Tp"),
        TtlChrgsAndTaxAmt = table.Add("TtlChrgsAndTaxAmt"), TxAmt = table.Add("TxAmt"), TxDtls = table.Add("TxDtls"),
        UltmtCdtr = table.Add("UltmtCdtr"), UltmtDbtr = table.Add("UltmtDbtr"), Ustrd = table.Add("Ustrd"),
        ValDt = table.Add("ValDt");
}
