using System.Globalization;
using System.Text;
using CsCheck;
using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Statements;

namespace Poruka.Core.Tests.Statements;

/// <summary>A generated statement, printed into each format and read back, is the same statement.</summary>
public class RoundTripTests
{
    private sealed record Line(LocalDate Day, long Minor, string Name, string Account, string Reference, string EndToEnd, string Text);

    private sealed record Statement(string Account, Currency Currency, long Opening, Line[] Lines)
    {
        public long Closing => Opening + Lines.Sum(line => line.Minor);
    }

    private static readonly Gen<LocalDate> Day =
        Gen.Int[0, 20_000].Select(days => new LocalDate(1990, 1, 1).PlusDays(days));

    private static Gen<Statement> Statements(string alphabet, string account, Currency[] currencies)
    {
        var word = Gen.String[Gen.Char[alphabet], 1, 30].Where(text => text.Trim().Length > 0).Select(text => text.Trim());
        var number = Gen.String[Gen.Char["ABC0123456789"], 1, 16].Where(text => text is not ("NONREF" or "NOTPROVIDED"));
        var line = Gen.Select(Day, Gen.Long[-10_000_000, 10_000_000], word, number, number, number, word)
            .Select((day, minor, name, from, reference, end, text) => new Line(day, minor, name, from, reference, end, text));
        return Gen.Select(Gen.Long[-1_000_000_000, 1_000_000_000], Gen.OneOf(currencies), line.Array[0, 6])
            .Select((opening, currency, lines) => new Statement(account, currency, opening, lines));
    }

    private static readonly Currency[] Currencies = [Currency.Eur, Currency.Parse("JPY"), Currency.Parse("KWD"), Currency.Parse("RUB")];

    [Fact]
    public void Camt() => Statements("aЯż <&>\"'.,;:?/+-=", "DE89370400440532013000", Currencies).Sample(statement =>
    {
        var (start, lines, end) = Read(PrintCamt(statement), null);
        Check(statement, start, lines, end);
        Assert.Equal(
            statement.Lines.Select(line => (line.Name, line.Account, line.Reference, line.EndToEnd, line.Text)),
            lines.Select(line => (line.CounterpartyName!, line.CounterpartyAccount!, line.Reference!, line.EndToEndId!, line.Remittance!)));
    });

    [Fact]
    public void Mt940() => Statements("aЯż <&>\"'.,;:+=", "DE89370400440532013000", Currencies).Sample(statement =>
    {
        var (start, lines, end) = Read(PrintMt940(statement), null);
        Check(statement, start, lines, end);
        Assert.Equal(
            statement.Lines.Select(line => (line.Name, line.Account, line.Reference, line.EndToEnd, line.Text)),
            lines.Select(line => (line.CounterpartyName!, line.CounterpartyAccount!, line.Reference!, line.EndToEndId!, line.Remittance!)));
    });

    [Fact]
    public void OneC() => Statements("aЯ <&>\"'.,;:+-=", "40703810100000000001", [Currency.Parse("RUB")]).Sample(statement =>
    {
        var (start, lines, end) = Read(PrintOneC(statement), null);
        Check(statement, start, lines, end);
        Assert.Equal(
            statement.Lines.Select(line => (line.Name, "X" + line.Account, line.Reference, line.Text)),
            lines.Select(line => (line.CounterpartyName!, line.CounterpartyAccount!, line.Reference!, line.Remittance!)));
    });

    [Fact]
    public void Csv() => Statements("aЯż <&>\"'.,;:?/+-=\n", "DE89370400440532013000", Currencies).Sample(statement =>
    {
        var profile = CsvProfile.Parse(
            "delimiter = \";\"\ndecimal = \",\"\nbooked = day\namount = amount\ncurrency = ccy\nname = name\naccount = iban\n" +
            "reference = ref\nend-to-end = e2e\nremittance = text\nbalance = balance\nown-account = DE89370400440532013000", out _)!;
        var (start, lines, end) = Read(PrintCsv(statement), profile);
        if (lines.Count == 0) return; // a table without rows says neither currency nor balance
        Check(statement, start, lines, end);
        Assert.Equal(
            statement.Lines.Select(line => (line.Name.Replace('\n', ' '), line.Account, line.Reference, line.EndToEnd, line.Text.Replace('\n', ' '))),
            lines.Select(line => (line.CounterpartyName!, line.CounterpartyAccount!, line.Reference!, line.EndToEndId!, line.Remittance!)));
    });

    private static (StatementStart, List<StatementLine>, StatementEnd) Read(string text, CsvProfile? profile)
    {
        var items = Samples.Read(text, profile);
        Assert.True(items[^1] is StatementEnd, $"{items[^1]}\n{text}");
        return ((StatementStart)items[0], items.OfType<StatementLine>().ToList(), (StatementEnd)items[^1]);
    }

    private static void Check(Statement statement, StatementStart start, List<StatementLine> lines, StatementEnd end)
    {
        Assert.Equal((statement.Account, statement.Currency), (start.Account, start.Currency));
        Assert.Equal(new Money(statement.Closing, statement.Currency), end.Closing);
        if (start.Opening is { } opening) Assert.Equal(statement.Opening, opening.Minor);
        Assert.Equal(
            statement.Lines.Select(line => (line.Day, new Money(line.Minor, statement.Currency))),
            lines.Select(line => (line.BookedOn, line.Amount)));
    }

    private static string Units(long minor, Currency currency) => new Money(Math.Abs(minor), currency).ToUnits();

    private static string PrintCamt(Statement statement)
    {
        var xml = new StringBuilder("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><Stmt><Id>1</Id>");
        xml.Append(CultureInfo.InvariantCulture, $"<Acct><Id><IBAN>{statement.Account}</IBAN></Id><Ccy>{statement.Currency}</Ccy></Acct>");
        Balance("OPBD", statement.Opening);
        Balance("CLBD", statement.Closing);
        foreach (var line in statement.Lines)
        {
            var side = line.Minor < 0 ? "Cdtr" : "Dbtr";
            xml.Append("<Ntry>");
            Amount(line.Minor);
            xml.Append(CultureInfo.InvariantCulture, $"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{line.Day:uuuu-MM-dd}</Dt></BookgDt><AcctSvcrRef>{line.Reference}</AcctSvcrRef>");
            xml.Append(CultureInfo.InvariantCulture, $"<NtryDtls><TxDtls><Refs><EndToEndId>{line.EndToEnd}</EndToEndId></Refs><RltdPties><{side}><Pty><Nm>{Escape(line.Name)}</Nm></Pty></{side}>");
            xml.Append(CultureInfo.InvariantCulture, $"<{side}Acct><Id><Othr><Id>{line.Account}</Id></Othr></Id></{side}Acct></RltdPties><RmtInf><Ustrd>{Escape(line.Text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>");
        }
        return xml.Append("</Stmt></BkToCstmrStmt></Document>").ToString();

        void Balance(string type, long minor)
        {
            xml.Append(CultureInfo.InvariantCulture, $"<Bal><Tp><CdOrPrtry><Cd>{type}</Cd></CdOrPrtry></Tp>");
            Amount(minor);
            xml.Append("<Dt><Dt>2024-01-01</Dt></Dt></Bal>");
        }
        void Amount(long minor) => xml.Append(
            CultureInfo.InvariantCulture,
            $"<Amt Ccy=\"{statement.Currency}\">{Units(minor, statement.Currency)}</Amt><CdtDbtInd>{(minor < 0 ? "DBIT" : "CRDT")}</CdtDbtInd>");
        static string Escape(string text) => System.Security.SecurityElement.Escape(text);
    }

    private static string PrintMt940(Statement statement)
    {
        var text = new StringBuilder($":20:1\r\n:25:{statement.Account}\r\n:28C:1/1\r\n:60F:{Balance(statement.Opening)}\r\n");
        foreach (var line in statement.Lines)
        {
            text.Append(CultureInfo.InvariantCulture, $":61:{line.Day.Year % 100:00}{line.Day:MMdd}{line.Day:MMdd}{(line.Minor < 0 ? 'D' : 'C')}{Comma(line.Minor)}NTRFNONREF//{line.Reference}\r\n");
            text.Append(CultureInfo.InvariantCulture, $":86:/EREF/{line.EndToEnd}/IBAN/{line.Account}/NAME/{line.Name}/REMI/{line.Text}\r\n");
        }
        return text.Append(CultureInfo.InvariantCulture, $":62F:{Balance(statement.Closing)}\r\n-\r\n").ToString();

        string Balance(long minor) => $"{(minor < 0 ? 'D' : 'C')}240101{statement.Currency}{Comma(minor)}";
        string Comma(long minor)
        {
            var units = Units(minor, statement.Currency).Replace('.', ',');
            return units.Contains(',', StringComparison.Ordinal) ? units : units + ",";
        }
    }

    private static string PrintOneC(Statement statement)
    {
        var (into, outOf) = (statement.Lines.Where(line => line.Minor > 0).Sum(line => line.Minor), statement.Lines.Where(line => line.Minor < 0).Sum(line => line.Minor));
        var text = new StringBuilder($"1CClientBankExchange\r\nВерсияФормата=1.02\r\nКодировка=Windows\r\nСекцияРасчСчет\r\nРасчСчет={statement.Account}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"НачальныйОстаток={new Money(statement.Opening, statement.Currency).ToUnits()}\r\nВсегоПоступило={Units(into, statement.Currency)}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"ВсегоСписано={Units(outOf, statement.Currency)}\r\nКонечныйОстаток={new Money(statement.Closing, statement.Currency).ToUnits()}\r\nКонецРасчСчет\r\n");
        foreach (var line in statement.Lines)
        {
            var (payer, payee) = line.Minor < 0 ? (statement.Account, "X" + line.Account) : ("X" + line.Account, statement.Account);
            text.Append(CultureInfo.InvariantCulture, $"СекцияДокумент=Платежное поручение\r\nНомер={line.Reference}\r\nДата={line.Day:dd.MM.uuuu}\r\nСумма={Units(line.Minor, statement.Currency)}\r\n");
            text.Append(CultureInfo.InvariantCulture, $"ПлательщикСчет={payer}\r\nПолучательСчет={payee}\r\nПлательщик1={line.Name}\r\nПолучатель1={line.Name}\r\nНазначениеПлатежа={line.Text}\r\nКонецДокумента\r\n");
        }
        return text.Append("КонецФайла\r\n").ToString();
    }

    private static string PrintCsv(Statement statement)
    {
        var text = new StringBuilder("day;amount;ccy;name;iban;ref;e2e;text;balance\n");
        var balance = statement.Opening;
        foreach (var line in statement.Lines)
        {
            balance += line.Minor;
            text.Append(CultureInfo.InvariantCulture, $"{line.Day:uuuu-MM-dd};{Comma(line.Minor)};{statement.Currency};{Quote(line.Name)};{line.Account};{line.Reference};{line.EndToEnd};{Quote(line.Text)};{Comma(balance)}\n");
        }
        return text.ToString();

        string Comma(long minor) => new Money(minor, statement.Currency).ToUnits().Replace('.', ',');
        static string Quote(string cell) => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
