using Poruka.Ledger.Statements;

namespace Poruka.Core.Tests.Statements;

public class SampleFileTests
{
    // File; for each statement: account, opening, lines (day, amount), closing. Worked out by hand from the files.
    public static TheoryData<string, StatementFormat, string> Readable => new()
    {
        {
            "camt/camt053.v2.multi.statement.xml", StatementFormat.Camt053,
            """
            253EURNL26VAYB8060476890 NL26VAYB8060476890 18.15 EUR
              2014-12-31 2015-01-02 8.85 EUR
            = 27.00 EUR
            254EURNL26VAYB8060476890 NL26VAYB8060476890 27.00 EUR
              2014-12-31 2015-01-02 -7.00 EUR
            = 20.00 EUR
            """
        },
        {
            "camt/camt054.v2.xml", StatementFormat.Camt054,
            """
            AAAASESS-FP-ACCR001 CH2801234000123456789 -
              2007-10-18 2007-10-18 -200000.00 SEK
            = -
            """
        },
        {
            "mt940/citi-mt940.txt", StatementFormat.Mt940,
            """
            asdfsdfdsf 123456789 17376.67 USD
              2024-03-12 2024-03-12 -212.39 USD
              2024-03-12 2024-03-12 -369.28 USD
              2024-03-12 2024-03-12 0.00 USD
              2024-03-12 2024-03-12 0.00 USD
              2024-03-12 2024-03-12 -561.08 USD
            = 16233.92 USD
            """
        },
        {
            "mt940/jejik-generic.sta", StatementFormat.Mt940,
            """
            GENERIC 11111111 100.00 EUR
              2011-01-01 2011-01-01 -10.00 EUR
            = 90.00 EUR
            GENERIC 11111111 90.00 EUR
              2011-02-01 2011-02-01 -10.00 EUR
            = 80.00 EUR
            """
        },
        {
            "mt940/jejik-rabobank-iban.sta", StatementFormat.Mt940,
            """
            940S130101 NL71RABO0123456789 1000.00 EUR
              2013-01-01 2013-01-01 -25.00 EUR
              2013-01-02 2013-01-02 -10.00 EUR
            = 965.00 EUR
            940S130101 NL71RABO0123456789 965.00 EUR
              2013-01-08 2013-01-08 -25.00 EUR
              2013-01-09 2013-01-09 -10.00 EUR
            = 930.00 EUR
            """
        },
        {
            "mt940/jejik-sns.sta", StatementFormat.Mt940,
            """
            0000000000 0123456789 1234.56 EUR
              2012-06-08 2012-06-07 -20.00 EUR
              2012-06-08 2012-06-08 -5.00 EUR
            = 1209.56 EUR
            0000000000 0123456789 1209.56 EUR
            = 1209.56 EUR
            """
        },
        {
            "mt940/mBank-mt940.sta", StatementFormat.Mt940,
            """
            ST170119CYC/1 PL29114010810000267002001002 0.40 PLN
              2017-01-19 2017-01-19 0.01 PLN
              2017-01-19 2017-01-19 0.01 PLN
              2017-01-19 2017-01-19 0.01 PLN
            = 0.43 PLN
            """
        },
        {
            "mt940/mBank-mt942.sta", StatementFormat.Mt942,
            """
            ST170119CYC/0001 PL29114010810000267002001002 -
              2017-01-19 2017-01-19 0.01 PLN
              2017-01-19 2017-01-19 0.01 PLN
              2017-01-19 2017-01-19 0.01 PLN
            = -
            """
        },
    };

    // The files that contradict themselves, with the figures that say so. Worked out by hand.
    public static TheoryData<string, StatementProblemKind, int, string, string, string> Contradictory
    {
        get
        {
            const StatementProblemKind currency = StatementProblemKind.BadCurrency, sum = StatementProblemKind.DoesNotAddUp;
            const string closing = "/Document/BkToCstmrStmt/Stmt[1]/Bal[2]/Amt/@Ccy";
            return new()
            {
                // Each opens in EUR, has a line in EUR, and closes in SEK.
                { "camt/camt053.v2.minimal.xml", currency, 60, closing, "SEK", "EUR" },
                { "camt/camt053.v3.xml", currency, 80, closing, "SEK", "EUR" },
                { "camt/camt053.v4.xml", currency, 80, closing, "SEK", "EUR" },
                { "camt/camt053.v8.xml", currency, 80, closing, "SEK", "EUR" },
                // The rest says a closing balance that its lines don't make.
                { "mt940/jejik-abnamro.sta", sum, 27, ":62F:", "876.84 EUR", "3236.28 + 0.00 - 321.44 = 2914.84 EUR" },
                { "mt940/jejik-ing.sta", sum, 26, ":62F:", "3.47 EUR", "0.00 + 4.68 - 50.27 = -45.59 EUR" },
                { "mt940/jejik-knab.sta", sum, 20, ":62F:", "798.98 EUR", "3058.98 + 500.00 - 7260.00 = -3701.02 EUR" },
                { "mt940/jejik-postfinance.sta", sum, 27, ":62F:", "159.60 CHF", "0.00 + 239.30 - 79.90 = 159.40 CHF" },
                { "mt940/jejik-rabobank.sta", sum, 11, ":62F:", "395.82 EUR", "473.17 + 0.00 - 1213.28 = -740.11 EUR" },
                { "mt940/jejik-triodos.sta", sum, 12, ":62F:", "4370.79 EUR", "4975.09 + 0.00 - 715.70 = 4259.39 EUR" },
                { "mt940/mBank-with_newline_in_tnr.sta", sum, 19, ":62F:", "860.17 PLN", "0.46 + 89.00 - 0.00 = 89.46 PLN" },
            };
        }
    }

    [Theory, MemberData(nameof(Readable))]
    public void A_sample_is_read_to_the_figures_in_it(string file, StatementFormat format, string expected)
    {
        var reading = StatementFile.Open(new MemoryStream(Samples.Bytes(file)));
        Assert.Equal(format, reading.Format);
        Assert.Equal(expected, string.Join('\n', reading.Items.Select(Show)));
    }

    [Theory, MemberData(nameof(Contradictory))]
    public void A_sample_that_contradicts_itself_is_refused_with_the_figures(
        string file, StatementProblemKind kind, int line, string field, string found, string expected)
    {
        var items = Samples.Read(Samples.Bytes(file));
        Assert.Equal(new StatementProblem(kind, line, field, found, expected), items[^1]);
        Assert.Single(items.OfType<StatementProblem>());
    }

    [Fact]
    public void No_sample_is_left_out_of_the_tables()
    {
        var expected = Readable.Select(row => row.Data.Item1).Concat(Contradictory.Select(row => row.Data.Item1));
        Assert.Equal(
            Samples.All("camt").Concat(Samples.All("mt940")).Order(StringComparer.Ordinal),
            expected.Order(StringComparer.Ordinal));
    }

    private static string Show(StatementItem item) => item switch
    {
        StatementStart start => $"{start.Id} {start.Account} {start.Opening?.ToString() ?? "-"}",
        StatementLine line => $"  {line.BookedOn:uuuu-MM-dd} {line.ValueOn:uuuu-MM-dd} {line.Amount}",
        StatementEnd end => $"= {end.Closing?.ToString() ?? "-"}",
        _ => item.ToString(),
    };
}
