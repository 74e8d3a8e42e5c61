using System.Globalization;
using System.Text;

namespace Poruka.Bench;

/// <summary>Bank statements of a size that banks rarely give, the same for the same seed.</summary>
internal static class StatementGenerator
{
    private const int Months = 60;

    private static readonly string[] GivenNames =
        ["Sofja", "Lew", "Emma", "Rosa", "Vera", "Jan", "Olha", "Piotr", "Marija", "Ahmet", "Élise", "Björn", "Zoë", "Ihor"];

    private static readonly string[] FamilyNames =
        ["Figner", "Kropotkin", "Goldman", "Peškova", "Luxemburg", "Nowak", "Kovalenko", "O'Neill", "Müller & Söhne", "d'Arc"];

    private static readonly string[] Texts =
        ["Gift for the solidarity fund", "Monthly dues", "For parcels, thank you", "Legal costs campaign", "Donation"];

    /// <summary>A camt.053 file of monthly statements: about 650 bytes a transaction.</summary>
    public static void WriteCamt(string path, int transactions)
    {
        var random = new Random(3);
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        file.WriteLine("""<?xml version="1.0" encoding="UTF-8"?>""");
        file.WriteLine("""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>""");
        file.WriteLine("<GrpHdr><MsgId>BENCH</MsgId><CreDtTm>2026-07-01T06:00:00</CreDtTm></GrpHdr>");
        long balance = 1_000_000;
        for (var month = 0; month < Months; month++)
        {
            var lines = transactions / Months + (month < transactions % Months ? 1 : 0);
            balance = WriteStatement(file, random, 2021 + (6 + month) / 12, (6 + month) % 12 + 1, lines, balance);
        }
        file.WriteLine("</BkToCstmrStmt></Document>");
    }

    /// <summary>A table with headings.</summary>
    public static void WriteCsv(string path, int rows)
    {
        var random = new Random(4);
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        file.WriteLine("Booking date,Amount,Currency,Name,IBAN,Reference,Remittance");
        for (var row = 0; row < rows; row++)
        {
            var day = new DateOnly(2021, 7, 1).AddDays((int)((long)row * 1_825 / rows));
            var minor = Amount(random);
            file.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{day:yyyy-MM-dd},{minor / 100m:0.00},EUR,{Name(random)},{Iban(random)},B{row:D9},{Texts[random.Next(Texts.Length)]} {row}"));
        }
    }

    private static long WriteStatement(StreamWriter file, Random random, int year, int month, int lines, long balance)
    {
        var amounts = new long[lines];
        for (var i = 0; i < lines; i++) amounts[i] = Amount(random);
        var closing = balance + amounts.Sum();
        var days = DateTime.DaysInMonth(year, month);
        var first = new DateOnly(year, month, 1);
        file.WriteLine($"<Stmt><Id>S{year}{month:D2}</Id><CreDtTm>{first.AddMonths(1):yyyy-MM-dd}T05:00:00</CreDtTm>"
            + "<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct>");
        WriteBalance(file, "OPBD", balance, first);
        WriteBalance(file, "CLBD", closing, first.AddDays(days - 1));
        for (var i = 0; i < lines; i++) WriteEntry(file, random, amounts[i], first.AddDays((int)((long)i * days / lines)), year * 100 + month, i);
        file.WriteLine("</Stmt>");
        return closing;
    }

    private static void WriteBalance(StreamWriter file, string code, long minor, DateOnly day) => file.WriteLine(
        $"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{Units(minor)}</Amt>"
        + $"<CdtDbtInd>{(minor < 0 ? "DBIT" : "CRDT")}</CdtDbtInd><Dt><Dt>{day:yyyy-MM-dd}</Dt></Dt></Bal>");

    private static void WriteEntry(StreamWriter file, Random random, long minor, DateOnly day, int statement, int number)
    {
        var (side, party) = minor < 0 ? ("DBIT", "Cdtr") : ("CRDT", "Dbtr");
        file.WriteLine($"<Ntry><Amt Ccy=\"EUR\">{Units(minor)}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
            + $"<BookgDt><Dt>{day:yyyy-MM-dd}</Dt></BookgDt><ValDt><Dt>{day:yyyy-MM-dd}</Dt></ValDt>"
            + $"<AcctSvcrRef>R{statement}{number:D7}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd>"
            + "<SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls>"
            + $"<Refs><EndToEndId>E{random.NextInt64(1_000_000_000_000):D12}</EndToEndId></Refs>"
            + $"<Amt Ccy=\"EUR\">{Units(minor)}</Amt><CdtDbtInd>{side}</CdtDbtInd>"
            + $"<RltdPties><{party}><Pty><Nm>{Name(random).Replace("&", "&amp;", StringComparison.Ordinal)}</Nm></Pty></{party}>"
            + $"<{party}Acct><Id><IBAN>{Iban(random)}</IBAN></Id></{party}Acct></RltdPties>"
            + $"<RmtInf><Ustrd>{Texts[random.Next(Texts.Length)]} {random.Next(100_000)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>");
    }

    private static long Amount(Random random) =>
        random.Next(10) == 0 ? -random.Next(100, 80_000) : random.Next(3) == 0 ? random.Next(100, 200_000) : 500 * random.Next(1, 21);

    private static string Units(long minor) => (Math.Abs(minor) / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Name(Random random) =>
        $"{GivenNames[random.Next(GivenNames.Length)]} {FamilyNames[random.Next(FamilyNames.Length)]}";

    private static string Iban(Random random) => $"DE{random.NextInt64(100_000_000_000_000_000, 999_999_999_999_999_999):D18}00";
}
