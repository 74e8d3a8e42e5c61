using System.Text;
using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Statements;

namespace Poruka.Core.Tests;

public class SheetTests
{
    private static readonly SheetField[] Fields =
    [
        new("name", SheetFieldKind.Text, ["name", "имя", "ім'я"]) { Required = true, MaxLength = 20 },
        new("since", SheetFieldKind.Day, ["since", "дата", "from"]),
        new("amount", SheetFieldKind.Amount, ["amount", "сумма", "сума", "betrag"]) { Required = true },
        new("cadence", SheetFieldKind.Choice, ["cadence", "период"])
        {
            Choices = [new("monthly", ["monthly", "ежемесячно"]), new("yearly", ["yearly", "раз в год"])],
        },
    ];

    [Theory]
    [InlineData("utf-8", ';', "Имя;Дата;Сумма\nАнна;05.03.2026;1 234,50\n")]
    [InlineData("windows-1251", ';', "Имя;Дата;Сумма\r\nАнна;05.03.2026;1234,50\r\n")]
    [InlineData("utf-8", '\t', "Name\tSince\tAmount\nАнна\t2026-03-05\t1234.5\n")]
    [InlineData("utf-16", ',', "Name,Since,Amount\nАнна,2026-03-05,\"1,234.50\"\n")]
    public void A_table_is_read_as_it_was_written(string encoding, char delimiter, string text)
    {
        var bytes = encoding == "utf-16" ? [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)]
            : encoding == "utf-8" ? Encoding.UTF8.GetBytes(text)
            : CodePagesEncodingProvider.Instance.GetEncoding(encoding)!.GetBytes(text);
        Assert.Equal(SheetRefusal.None, SheetTable.Read(bytes, out var table));
        Assert.Equal((encoding, delimiter), (table!.Encoding, table.Delimiter));
        var reading = SheetMapping.Guess(table, Fields).Read(table, Fields, Currency.Eur);
        Assert.Empty(reading.Problems);
        var row = Assert.Single(reading.Rows);
        Assert.Equal("Анна", row.Text("name"));
        Assert.Equal(new LocalDate(2026, 3, 5), row.Day("since"));
        Assert.Equal(new Money(123450, Currency.Eur), row.Amount("amount"));
    }

    [Fact]
    public void Problems_name_line_column_what_was_found_and_what_was_expected()
    {
        const string text = "Name,From,Amount,Cadence\n\"An\nna\",2026-03-05,5,monthly\n,2026-13-05,5,раз в год\nA name beyond all measure,2026-03-06,-5,weekly\n";
        Assert.Equal(SheetRefusal.None, SheetTable.Read(Encoding.UTF8.GetBytes(text), out var table));
        var reading = SheetMapping.Guess(table!, Fields).Read(table!, Fields, Currency.Eur);
        Assert.Equal(
        [
            new SheetProblem(4, "Name", "name", "", SheetExpectation.Something),
            new SheetProblem(4, "From", "since", "2026-13-05", SheetExpectation.Day),
            new SheetProblem(5, "Name", "name", "A name beyond all measure", SheetExpectation.ShorterText),
            new SheetProblem(5, "Amount", "amount", "-5", SheetExpectation.Amount),
            new SheetProblem(5, "Cadence", "cadence", "weekly", SheetExpectation.KnownWord),
        ], reading.Problems);
        Assert.Equal("An\nna", Assert.Single(reading.Rows).Text("name"));
    }

    [Fact]
    public void A_field_that_must_be_there_and_has_no_column_is_told()
    {
        SheetTable.Read("Name,What\nAnna,5\n"u8, out var table);
        var reading = SheetMapping.Guess(table!, Fields).Read(table!, Fields, Currency.Eur);
        Assert.Equal([new SheetProblem(1, "", "amount", "", SheetExpectation.Something)], reading.Problems);
        Assert.Empty(reading.Rows);
    }

    [Theory]
    [InlineData("", SheetRefusal.NoTable)]
    [InlineData("one column\nonly\n", SheetRefusal.NoTable)]
    [InlineData("a,b\0\n1,2\n", SheetRefusal.NoTable)]
    public void What_is_no_table_is_refused(string text, SheetRefusal expected) =>
        Assert.Equal(expected, SheetTable.Read(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void A_table_beyond_the_limit_of_rows_is_refused() => Assert.Equal(SheetRefusal.TooLarge,
        SheetTable.Read(Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", SheetTable.MaxRows + 1))), out _));
}
