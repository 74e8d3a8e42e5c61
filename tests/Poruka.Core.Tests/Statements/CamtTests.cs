using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Statements;

namespace Poruka.Core.Tests.Statements;

public class CamtTests
{
    private const string Iban = "DE89370400440532013000";

    private static string Document(string inner, string version = "053.001.08", string message = "BkToCstmrStmt") =>
        $"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.{version}\"><{message}>{inner}</{message}></Document>";

    private static string Statement(string inner, string currency = "<Ccy>EUR</Ccy>") => Document(
        $"<Stmt><Id>S</Id><Acct><Id><IBAN>{Iban}</IBAN></Id>{currency}</Acct>{inner}</Stmt>");

    private static string Balance(string type, string amount, string day = "2024-01-01", string mark = "CRDT", string sub = "", string ccy = "EUR") =>
        $"<Bal><Tp><CdOrPrtry><Cd>{type}</Cd></CdOrPrtry>{sub}</Tp><Amt Ccy=\"{ccy}\">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>";

    private static string Entry(
        string amount = "10.00", string mark = "CRDT", string inner = "", string before = "", string status = "<Sts>BOOK</Sts>",
        string booked = "<BookgDt><Dt>2024-01-02</Dt></BookgDt>", string ccy = "EUR") =>
        $"<Ntry><Amt Ccy=\"{ccy}\">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd>{before}{status}{booked}{inner}</Ntry>";

    private static string Tx(string inner) => $"<NtryDtls>{inner}</NtryDtls>";

    private static StatementLine Line(string entry) => Samples.Line(Statement(entry));

    [Theory]
    [InlineData("053.001.02", "BkToCstmrStmt", "Stmt", "<Sts>BOOK</Sts>", "<Nm>Ana</Nm>")]
    [InlineData("053.001.08", "BkToCstmrStmt", "Stmt", "<Sts><Cd>BOOK</Cd></Sts>", "<Pty><Nm>Ana</Nm></Pty>")]
    [InlineData("053.001.13", "BkToCstmrStmt", "Stmt", "<Sts><Cd>BOOK</Cd></Sts>", "<Agt><FinInstnId><Nm>Ana</Nm></FinInstnId></Agt>")]
    [InlineData("052.001.06", "BkToCstmrAcctRpt", "Rpt", "<Sts>BOOK</Sts>", "<Nm>Ana</Nm>")]
    [InlineData("054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn", "<Sts><Cd>BOOK</Cd></Sts>", "<Pty><Nm>Ana</Nm></Pty>")]
    public void Each_message_and_version_gives_the_same_line(string version, string message, string report, string status, string party)
    {
        var entry = Entry(status: status, inner: Tx($"<TxDtls><RltdPties><Dbtr>{party}</Dbtr></RltdPties></TxDtls>"));
        var line = Samples.Line(Document($"<{report}><Id>S</Id><Acct><Id><IBAN>{Iban}</IBAN></Id></Acct>{entry}</{report}>", version, message));
        Assert.Equal(new Money(1000, Currency.Eur), line.Amount);
        Assert.Equal("Ana", line.CounterpartyName);
        Assert.Equal(new LocalDate(2024, 1, 2), line.BookedOn);
    }

    [Fact]
    public void Version_1_has_its_number_in_the_message_and_transactions_right_in_the_entry()
    {
        var xml = $"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.01\"><BkToCstmrStmtV01><Stmt><Id>S</Id>" +
            $"<Bal><Tp><Cd>OPBD</Cd></Tp><Amt Ccy=\"EUR\">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2008-01-01</Dt></Dt></Bal>" +
            Entry(inner: "<TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs></TxDtls>") + "</Stmt></BkToCstmrStmtV01></Document>";
        var items = Samples.Read(xml);
        Assert.Equal(new Money(100, Currency.Eur), Assert.IsType<StatementStart>(items[0]).Opening);
        Assert.Equal("E1", Assert.IsType<StatementLine>(items[1]).EndToEndId);
    }

    [Fact]
    public void Prefixes_and_envelopes_do_not_matter()
    {
        var xml = "<e:Envelope xmlns:e=\"urn:e\"><e:Body><c:Document xmlns:c=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">" +
            "<c:BkToCstmrStmt><c:Stmt><c:Id>S</c:Id><c:Ntry><c:Amt Ccy=\"EUR\">1</c:Amt><c:CdtDbtInd>DBIT</c:CdtDbtInd>" +
            "<c:Sts><c:Cd>BOOK</c:Cd></c:Sts><c:ValDt><c:Dt>2024-02-29</c:Dt></c:ValDt></c:Ntry></c:Stmt></c:BkToCstmrStmt>" +
            "</c:Document></e:Body></e:Envelope>";
        var line = Samples.Line(xml);
        Assert.Equal(new Money(-100, Currency.Eur), line.Amount);
        Assert.Equal(new LocalDate(2024, 2, 29), line.BookedOn); // no booking date: the value date
    }

    [Fact]
    public void Only_booked_entries_count()
    {
        var lines = Samples.Lines(Statement(
            Entry("1", status: "<Sts>PDNG</Sts>") + Entry("2", status: "<Sts><Cd>INFO</Cd></Sts>") + Entry("4")));
        Assert.Equal([400], lines.Select(line => line.Amount.Minor));
    }

    [Fact]
    public void The_day_of_a_date_with_a_time_is_the_one_written_there() =>
        Assert.Equal(
            new LocalDate(2024, 3, 1),
            Line(Entry(booked: "<BookgDt><DtTm>2024-03-01T00:30:00+02:00</DtTm></BookgDt>")).BookedOn);

    [Fact]
    public void Remittance_is_all_free_texts_then_references_in_the_order_of_the_file()
    {
        var line = Line(Entry(inner: Tx(
            "<TxDtls><RmtInf><Ustrd> for </Ustrd><Ustrd>bail\nand\tletters</Ustrd><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf>" +
            "<AddtlRmtInf>thanks</AddtlRmtInf></Strd></RmtInf><AddtlTxInf>no</AddtlTxInf></TxDtls>")));
        Assert.Equal("for bail and letters RF18 thanks", line.Remittance);
        Assert.Equal("entry", Line(Entry(inner: "<AddtlNtryInf>entry</AddtlNtryInf>")).Remittance);
    }

    [Fact]
    public void Not_provided_is_no_reference()
    {
        var line = Line(Entry(inner: "<AcctSvcrRef>NONREF</AcctSvcrRef>" + Tx("<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs></TxDtls>")));
        Assert.Null(line.EndToEndId);
        Assert.Null(line.Reference);
    }

    [Theory]
    [InlineData("CRDT", "", "D", "DE1")]
    [InlineData("DBIT", "", "C", "DE2")]
    [InlineData("CRDT", "<RvslInd>true</RvslInd>", "C", "DE2")] // our debit came back: the creditor is the other side
    [InlineData("DBIT", "<RvslInd>true</RvslInd>", "D", "DE1")]
    public void The_counterparty_is_the_other_side(string mark, string reversal, string name, string account)
    {
        var line = Line(Entry(mark: mark, before: reversal, inner: Tx(
            "<TxDtls><RltdPties><Dbtr><Nm>D</Nm></Dbtr><DbtrAcct><Id><IBAN>DE 1</IBAN></Id></DbtrAcct>" +
            "<Cdtr><Nm>C</Nm></Cdtr><CdtrAcct><Id><Othr><Id>DE2</Id></Othr></Id></CdtrAcct></RltdPties></TxDtls>")));
        Assert.Equal((name, account, reversal.Length > 0), (line.CounterpartyName, line.CounterpartyAccount, line.Reversal));
    }

    [Fact]
    public void The_own_side_is_never_the_counterparty_of_a_return()
    {
        var line = Line(Entry(inner: Tx(
            $"<TxDtls><RltdPties><Dbtr><Nm>Them</Nm></Dbtr><Cdtr><Nm>Us</Nm></Cdtr><CdtrAcct><Id><IBAN>{Iban}</IBAN></Id></CdtrAcct>" +
            "</RltdPties><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls>")));
        Assert.Equal(("Them", true), (line.CounterpartyName, line.Reversal));
    }

    [Fact]
    public void The_ultimate_debtor_stands_in_for_a_missing_name() =>
        Assert.Equal("U", Line(Entry(inner: Tx("<TxDtls><RltdPties><UltmtDbtr><Pty><Nm>U</Nm></Pty></UltmtDbtr></RltdPties></TxDtls>"))).CounterpartyName);

    [Fact]
    public void A_batch_is_opened_into_transactions_that_sum_to_it()
    {
        var lines = Samples.Lines(Statement(Entry("10.00", inner: Tx(
            "<TxDtls><Amt Ccy=\"EUR\">7.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls>" +
            "<TxDtls><AmtDtls><TxAmt><Amt Ccy=\"EUR\">3.00</Amt></TxAmt></AmtDtls></TxDtls>"))));
        Assert.Equal([700, 300], lines.Select(line => line.Amount.Minor));
    }

    [Fact]
    public void A_batch_is_opened_after_each_transactions_charges()
    {
        var lines = Samples.Lines(Statement(Entry("9.50", inner: Tx(
            "<TxDtls><Amt Ccy=\"EUR\">7.00</Amt><Chrgs><Amt Ccy=\"EUR\">0.20</Amt></Chrgs></TxDtls>" +
            "<TxDtls><Amt Ccy=\"EUR\">3.00</Amt><Chrgs><Rcrd><Amt Ccy=\"EUR\">0.30</Amt></Rcrd></Chrgs></TxDtls>"))));
        Assert.Equal([680, 270], lines.Select(line => line.Amount.Minor));
        Assert.Equal([20, 30], lines.Select(line => line.Charges!.Value.Minor));
    }

    [Fact]
    public void Charges_of_a_whole_batch_are_a_line_of_their_own()
    {
        var lines = Samples.Lines(Statement(Entry("9.50", inner:
            "<Chrgs><TtlChrgsAndTaxAmt Ccy=\"EUR\">0.50</TtlChrgsAndTaxAmt></Chrgs>" +
            Tx("<TxDtls><Amt Ccy=\"EUR\">7.00</Amt></TxDtls><TxDtls><Amt Ccy=\"EUR\">3.00</Amt></TxDtls>"))));
        Assert.Equal([700, 300, -50], lines.Select(line => line.Amount.Minor));
        Assert.Equal(new Money(50, Currency.Eur), lines[2].Charges);
    }

    [Fact]
    public void A_batch_whose_transactions_do_not_sum_stays_one_line_with_all_texts()
    {
        var line = Line(Entry("10.00", inner: Tx(
            "<TxDtls><Amt Ccy=\"EUR\">7.00</Amt><RmtInf><Ustrd>a</Ustrd></RmtInf></TxDtls>" +
            "<TxDtls><Amt Ccy=\"EUR\">7.00</Amt><RmtInf><Ustrd>b</Ustrd></RmtInf></TxDtls>")));
        Assert.Equal((1000, "a b"), (line.Amount.Minor, line.Remittance));
    }

    [Fact]
    public void One_transaction_never_overrides_the_entrys_amount_and_a_foreign_one_is_kept_as_original()
    {
        var line = Line(Entry("9.00", inner: Tx(
            "<TxDtls><Amt Ccy=\"EUR\">105.750</Amt><AmtDtls><InstdAmt><Amt Ccy=\"PLN\">40.00</Amt></InstdAmt></AmtDtls></TxDtls>")));
        Assert.Equal((900, new Money(4000, Currency.Parse("PLN"))), (line.Amount.Minor, line.Original));
    }

    [Theory]
    [InlineData("<Chrgs><Amt Ccy=\"EUR\">0.50</Amt></Chrgs>", 50)]
    [InlineData("<Chrgs><Rcrd><Amt Ccy=\"EUR\">0.50</Amt><ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>", 50)]
    [InlineData("<Chrgs><Rcrd><Amt Ccy=\"EUR\">0.50</Amt><ChrgInclInd>false</ChrgInclInd></Rcrd></Chrgs>", null)]
    [InlineData("<Chrgs><Amt Ccy=\"USD\">0.50</Amt></Chrgs>", null)]
    [InlineData("<AmtDtls><TxAmt><Amt Ccy=\"EUR\">10.00</Amt></TxAmt></AmtDtls><Chrgs><Amt Ccy=\"EUR\">0.50</Amt></Chrgs>", null)] // the gross amount says no
    [InlineData("<AmtDtls><TxAmt><Amt Ccy=\"EUR\">10.50</Amt></TxAmt></AmtDtls><Chrgs><Amt Ccy=\"EUR\">0.50</Amt></Chrgs>", 50)]
    public void Charges_are_those_taken_out_of_the_amount(string inner, int? charges) =>
        Assert.Equal(charges, (int?)Line(Entry("10.00", inner: inner)).Charges?.Minor);

    [Fact]
    public void The_first_days_opening_and_the_last_days_closing_count()
    {
        var items = Samples.Read(Statement(
            Balance("CLBD", "30", "2024-01-02") + Balance("OPBD", "20", "2024-01-02") + Balance("OPBD", "10", "2024-01-01") +
            Balance("CLBD", "20", "2024-01-01") + Entry() + Entry()));
        Assert.Equal(new Money(3000, Currency.Eur), Assert.IsType<StatementEnd>(items[^1]).Closing);
    }

    [Fact]
    public void Interim_balances_of_a_day_close_nothing_but_those_of_a_page_do()
    {
        var page = "<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>";
        Assert.Null(Assert.IsType<StatementEnd>(Samples.Read(Statement(Balance("OPBD", "1") + Balance("ITBD", "5") + Entry()))[^1]).Closing);
        Assert.Equal(
            StatementProblemKind.DoesNotAddUp,
            Samples.Problem(Statement(page + Balance("OPBD", "1") + Balance("ITBD", "5") + Entry())).Kind);
        Assert.IsType<StatementEnd>(Samples.Read(Statement(page + Balance("ITBD", "1") + Balance("ITBD", "11") + Entry()))[^1]);
    }

    [Fact]
    public void A_closing_balance_that_lines_do_not_make_is_refused_with_the_sum()
    {
        var problem = Samples.Problem(Statement(Balance("PRCD", "1.00", mark: "DBIT") + Balance("CLBD", "8.00") + Entry() + Entry("0.5", "DBIT")));
        Assert.Equal(
            (StatementProblemKind.DoesNotAddUp, "/Document/BkToCstmrStmt/Stmt[1]/Bal[2]/Amt", "8.00 EUR", "-1.00 + 10.00 - 0.50 = 8.50 EUR"),
            (problem.Kind, problem.Field, problem.Found, problem.Expected));
    }

    public static TheoryData<string, StatementProblemKind, string> Wrong => new()
    {
        { Entry("-1.00"), StatementProblemKind.BadAmount, "Ntry[1]/Amt" },
        { Entry("1.005"), StatementProblemKind.BadAmount, "Ntry[1]/Amt" },
        { Entry("1,00"), StatementProblemKind.BadAmount, "Ntry[1]/Amt" },
        { Entry("92233720368547758.08"), StatementProblemKind.BadAmount, "Ntry[1]/Amt" },
        { Entry(ccy: "EUX"), StatementProblemKind.BadCurrency, "Ntry[1]/Amt/@Ccy" },
        { Entry(ccy: "PLN"), StatementProblemKind.BadCurrency, "Ntry[1]/Amt/@Ccy" },
        { Entry(mark: "CREDIT"), StatementProblemKind.BadValue, "Ntry[1]/CdtDbtInd" },
        { Entry(status: "<Sts>MAYB</Sts>"), StatementProblemKind.BadValue, "Ntry[1]/Sts" },
        { Entry(status: ""), StatementProblemKind.MissingField, "Ntry[1]/Sts" },
        { Entry(booked: ""), StatementProblemKind.MissingField, "Ntry[1]/BookgDt" },
        { Entry() + Entry(booked: "<BookgDt><Dt>2024-02-31</Dt></BookgDt>"), StatementProblemKind.BadDate, "Ntry[2]/BookgDt/Dt" },
        {
            Entry(inner: Tx("<TxDtls/><TxDtls><AmtDtls><InstdAmt><Amt Ccy=\"EUR\">x</Amt></InstdAmt></AmtDtls></TxDtls>")),
            StatementProblemKind.BadAmount, "Ntry[1]/NtryDtls/TxDtls[2]/AmtDtls/InstdAmt/Amt"
        },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void What_is_wrong_is_located(string entries, StatementProblemKind kind, string field)
    {
        var problem = Samples.Problem(Statement(entries));
        Assert.Equal((kind, "/Document/BkToCstmrStmt/Stmt[1]/" + field, 1), (problem.Kind, problem.Field, problem.FileLine));
    }

    [Theory]
    [InlineData("-0.00", 0)]
    [InlineData("0", 0)]
    [InlineData("105.750", 10575)]
    [InlineData("92233720368547758.07", long.MaxValue)]
    [InlineData("  5.1\n", 510)]
    public void Amounts_that_are_fine(string amount, long minor) => Assert.Equal(minor, Line(Entry(amount)).Amount.Minor);
}
