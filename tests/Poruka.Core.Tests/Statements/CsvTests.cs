using System.Text;
using CsCheck;
using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Statements;

namespace Poruka.Core.Tests.Statements;

public class CsvTests
{
    private static readonly CsvProfile Plain = new()
    {
        Booked = CsvColumn.Named("day"), Amount = CsvColumn.Named("amount"), DefaultCurrency = Currency.Eur,
    };

    [Fact]
    public void Every_column_is_read()
    {
        var profile = CsvProfile.Parse(
            """
            # a bank's table
            delimiter = ";"
            decimal = ","
            date = dd.MM.yyyy
            skip = 1
            booked = Buchung
            value = 2
            debit = Soll
            credit = "Haben"
            currency = Währung
            payer = Von
            payee = An
            account = IBAN
            reference = Ref
            end-to-end = "E2E"
            remittance = Zweck, "Zweck 2"
            balance = Saldo
            own-account = "DE89 3704"
            """, out var problem);
        Assert.Null(problem);
        var text =
            """
            Umsätze von gestern
            Buchung;Wert;Soll;Haben;Währung;Von;An;IBAN;Ref;E2E;Zweck;Zweck 2;Saldo
            02.01.2024;03.01.2024;;1.234,50;EUR;Ana;Wir;DE 1;R1;NOTPROVIDED;"für ""Briefe""; viel";mehr;2.234,50

            04.01.2024 10:00;;-34,50;0,00;EUR;Wir;Post;;;E1;Porto;;2200,00
            """;
        Assert.Equal(
            [
                new StatementStart(null, "DE893704", Currency.Eur, new Money(100000, Currency.Eur)),
                new StatementLine
                {
                    BookedOn = new LocalDate(2024, 1, 2), ValueOn = new LocalDate(2024, 1, 3), Amount = new Money(123450, Currency.Eur),
                    CounterpartyName = "Ana", CounterpartyAccount = "DE1", Reference = "R1", Remittance = "für \"Briefe\"; viel mehr", FileLine = 3,
                },
                new StatementLine
                {
                    BookedOn = new LocalDate(2024, 1, 4), Amount = new Money(-3450, Currency.Eur), CounterpartyName = "Post",
                    EndToEndId = "E1", Remittance = "Porto", FileLine = 5,
                },
                new StatementEnd(Currency.Eur, new Money(220000, Currency.Eur)),
            ],
            Samples.Read(text, profile));
    }

    [Theory]
    [InlineData("1.234,56", ',', 123456L)]
    [InlineData("1 234,5", ',', 123450L)]
    [InlineData("1'234.56", '.', 123456L)]
    [InlineData("12,34", '.', null)] // a decimal comma where a point was promised is no thousand
    [InlineData("1234,567", '.', null)]
    [InlineData("12,34-", ',', -1234L)]
    [InlineData("(12,34)", ',', -1234L)]
    [InlineData("+5", '.', 500L)]
    [InlineData("−5 EUR", '.', -500L)]
    [InlineData("--5", '.', null)]
    [InlineData("-0.00", '.', 0L)]
    [InlineData("1.500", '.', 150L)]
    [InlineData("1.505", '.', null)]
    [InlineData("92233720368547758.08", '.', null)]
    [InlineData("five", '.', null)]
    public void Amounts_as_banks_write_them(string cell, char mark, long? minor)
    {
        var items = Samples.Read($"day;amount\n2024-01-01;\"{cell}\"\n", Plain with { DecimalMark = mark, Delimiter = ';' });
        Assert.Equal(minor, items.OfType<StatementLine>().SingleOrDefault()?.Amount.Minor);
        if (minor is null) Assert.Equal((StatementProblemKind.BadAmount, 2, "amount"), Place(items));
    }

    [Theory]
    [InlineData("31.02.2024", "dd.MM.yyyy", null)]
    [InlineData("1.2.2024", "d.M.yyyy", "2024-02-01")]
    [InlineData("11.12.2024", "d.M.yyyy", "2024-12-11")]
    [InlineData("02/29/24", "MM/dd/yy", "2024-02-29")]
    [InlineData("20240229", "yyyyMMdd", "2024-02-29")]
    [InlineData("2024-02-29T23:59:59Z", "yyyy-MM-dd", "2024-02-29")]
    [InlineData("2024-2-29", "yyyy-MM-dd", null)]
    public void Days_as_banks_write_them(string cell, string format, string? day)
    {
        var items = Samples.Read($"day,amount\n{cell},1\n", Plain with { DateFormat = format });
        Assert.Equal(day, items.OfType<StatementLine>().SingleOrDefault() is { } line ? $"{line.BookedOn:uuuu-MM-dd}" : null);
        if (day is null) Assert.Equal((StatementProblemKind.BadDate, 2, "day"), Place(items));
    }

    [Fact]
    public void A_word_gives_the_direction()
    {
        var profile = Plain with { Direction = CsvColumn.Named("af bij"), DebitWords = "Af", CreditWords = "Bij" };
        Assert.Equal([-100, 200], Samples.Lines("day,amount,Af Bij\n2024-01-01,1,af\n2024-01-01,2,Bij\n", profile).Select(line => line.Amount.Minor));
        Assert.Equal(StatementProblemKind.BadValue, Samples.Problem("day,amount,Af Bij\n2024-01-01,1,maybe\n", profile).Kind);
    }

    [Theory]
    [InlineData("1,11 2,13 -3,10", 10, 10)] // oldest first
    [InlineData("-3,10 2,13 1,11", null, 10)] // newest first: what was before is known only at the end
    [InlineData("1,11", 10, 11)]
    [InlineData("1, 2,13 -3,", 10, 10)] // not every row has one
    public void Running_balances_are_checked_in_either_order(string rows, int? opening, int closing)
    {
        var items = Samples.Read(Rows(rows), Plain with { Balance = CsvColumn.Named("balance") });
        Assert.Equal(opening * 100L, Assert.IsType<StatementStart>(items[0]).Opening?.Minor);
        Assert.Equal(closing * 100L, Assert.IsType<StatementEnd>(items[^1]).Closing?.Minor);
        Assert.Equal(rows.Split(' ').Length, items.OfType<StatementLine>().Count());
    }

    [Theory]
    [InlineData("1,11 2,14", 3)]
    [InlineData("1,11 2,13 3,15", 4)]
    public void A_balance_that_does_not_run_is_refused(string rows, int line) =>
        Assert.Equal(
            (StatementProblemKind.DoesNotAddUp, line, "balance"),
            Place(Samples.Read(Rows(rows), Plain with { Balance = CsvColumn.Named("balance") })));

    [Fact]
    public void Missing_headings_fields_and_currencies_are_located()
    {
        Assert.Equal((StatementProblemKind.MissingField, 1, "amount"), Place(Samples.Read("day,sum\n2024-01-01,1\n", Plain)));
        Assert.Equal((StatementProblemKind.MissingField, 2, "amount"), Place(Samples.Read("day,amount\n2024-01-01\n", Plain)));
        Assert.Equal((StatementProblemKind.MissingField, 0, "currency | default-currency"), Place(Samples.Read("day,amount\n", Plain with { DefaultCurrency = null })));
        Assert.Equal(
            (StatementProblemKind.BadCurrency, 3, "ccy"),
            Place(Samples.Read("day,amount,ccy\n2024-01-01,1,EUR\n2024-01-01,1,USD\n", Plain with { Currency = CsvColumn.Named("ccy") })));
    }

    [Fact]
    public void Wrong_bytes_open_quotes_and_endless_rows_are_refused()
    {
        Assert.Equal(StatementProblemKind.BadEncoding, Samples.Problem([.. "day,amount\n2024-01-01,1\n"u8, 0xFF, (byte)'\n'], Plain).Kind);
        Assert.Equal(StatementProblemKind.Malformed, Samples.Problem("day,amount\n\"2024-01-01,1\n", Plain).Kind);
        Assert.Equal(StatementProblemKind.TooLarge, Samples.Problem("day,amount\n" + new string('x', 2_000_000), Plain).Kind);
    }

    [Fact]
    public void A_table_in_windows_1251_is_guessed()
    {
        var text = "Выписка по счету;;;;\r\nДата операции;Сумма;Валюта;Контрагент;Назначение платежа\r\n" +
            "31.01.2024;1 000,50;RUB;Иванова Анна;Пожертвование\r\n01.02.2024;-200,00;RUB;Почта России;Марки\r\n";
        var bytes = CodePagesEncodingProvider.Instance.GetEncoding("windows-1251")!.GetBytes(text);
        var guess = CsvProfile.Guess(bytes);
        Assert.Equal(
            new CsvProfile
            {
                Encoding = "windows-1251", Delimiter = ';', DecimalMark = ',', DateFormat = "dd.MM.yyyy", SkipRows = 1,
                Booked = CsvColumn.Named("Дата операции"), Amount = CsvColumn.Named("Сумма"), Currency = CsvColumn.Named("Валюта"),
                Name = CsvColumn.Named("Контрагент"), Remittance = new CsvColumns(CsvColumn.Named("Назначение платежа")),
            },
            guess.Profile);
        Assert.Equal(["booked", "amount", "currency", "name", "remittance"], guess.Columns.Select(column => column.Key));
        Assert.Equal(StatementFormat.Csv, StatementFile.Detect(bytes));
        Assert.Equal([100050, -20000], Samples.Read(bytes).OfType<StatementLine>().Select(line => line.Amount.Minor));
    }

    [Fact]
    public void A_table_without_headings_and_a_false_balance_are_guessed()
    {
        var bare = CsvProfile.Guess("2024-01-01,12.50,Ana,gift\n2024-01-02,-3.00,Post,stamps\n"u8).Profile;
        Assert.Equal((CsvColumn.Numbered(1), CsvColumn.Numbered(2), false), (bare?.Booked, bare?.Amount, bare?.HasHeader));
        var balance = CsvProfile.Guess("Date,Amount,Balance\n2024-01-01,1.00,7\n2024-01-02,1.00,9\n"u8);
        Assert.NotNull(balance.Profile);
        Assert.Null(balance.Profile.Balance);
        Assert.Null(CsvProfile.Guess("Dear all,\nhow are you, and when\n"u8).Profile);
    }

    [Theory]
    [InlineData("booked = 1\namount = 2\n", 0, "currency | default-currency")]
    [InlineData("booked = 1\nbooked = 2\n", 2, "booked")]
    [InlineData("\n\ncolour = 1", 3, "colour")]
    [InlineData("date = \"dd.MM\"", 1, "date")]
    [InlineData("delimiter = \";;\"", 1, "delimiter")]
    [InlineData("booked = \"day", 1, "booked")]
    [InlineData("booked = 0", 1, "booked")]
    [InlineData("encoding = klingon", 1, "encoding")]
    [InlineData("words", 1, "")]
    public void A_wrong_profile_is_located(string text, int line, string key)
    {
        Assert.Null(CsvProfile.Parse(text, out var problem));
        Assert.Equal((line, key), (problem!.Line, problem.Key));
    }

    [Fact]
    public void A_printed_profile_is_read_back_equal()
    {
        var name = Gen.String[Gen.Char["aя\"\\#=, \t\n\r;1"], 1, 12].Where(text => !string.IsNullOrWhiteSpace(text));
        var column = Gen.OneOf(name.Select(CsvColumn.Named), Gen.Int[1, 1000].Select(CsvColumn.Numbered));
        var maybe = Gen.OneOf(Gen.Const((CsvColumn?)null), column.Select(some => (CsvColumn?)some));
        var gen =
            from columns in maybe.Array[13]
            from booked in column
            from texts in column.Array[0, 3]
            from word in name
            from delimiter in Gen.Char[",;\t|~"]
            from quote in Gen.Char["\"'\0"]
            from skip in Gen.Int[0, 1000]
            from flag in Gen.Bool
            select new CsvProfile
            {
                Encoding = flag ? "windows-1251" : "utf-8", Delimiter = delimiter, Quote = quote, DecimalMark = flag ? ',' : '.',
                DateFormat = flag ? "dd.MM.yyyy" : "yy/M/d", SkipRows = skip, Reversed = flag, DebitWords = word, CreditWords = word + "|x",
                Booked = booked, Value = columns[0], Amount = columns[1] ?? booked, Debit = columns[2], Credit = columns[3],
                Direction = columns[4], Currency = columns[5], Name = columns[6], Payer = columns[7], Payee = columns[8],
                Account = columns[9], Reference = columns[10], EndToEnd = columns[11], Balance = columns[12],
                Remittance = new CsvColumns(texts), DefaultCurrency = Currency.Eur, OwnAccount = flag ? word : null,
            };
        gen.Sample(profile =>
        {
            var read = CsvProfile.Parse(profile.Print(), out var problem);
            Assert.Null(problem);
            Assert.Equal(profile, read);
        });
    }

    private static string Rows(string rows) => "day,amount,balance\n" + string.Concat(rows.Split(' ').Select(row => $"2024-01-01,{row}\n"));

    private static (StatementProblemKind, int, string) Place(List<StatementItem> items)
    {
        var problem = Assert.IsType<StatementProblem>(items[^1]);
        return (problem.Kind, problem.FileLine, problem.Field);
    }
}
