using System.Text;
using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Statements;

namespace Poruka.Core.Tests.Statements;

public class OneCTests
{
    private const string Own = "40703810100000000001", Other = "40817810200000000002";

    private static string File(string documents, string section = "", string encoding = "Windows") =>
        $"""
        1CClientBankExchange
        ВерсияФормата=1.03
        Кодировка={encoding}
        Отправитель=Банк
        ДатаНачала=01.01.2024
        РасчСчет={Own}
        СекцияРасчСчет
        ДатаНачала=01.01.2024
        РасчСчет={Own}
        {(section.Length > 0 ? section : "НачальныйОстаток=100.00\nВсегоПоступило=50.00\nВсегоСписано=20.00\nКонечныйОстаток=130.00")}
        КонецРасчСчет
        {documents}
        КонецФайла

        """;

    private const string In =
        $"""
        СекцияДокумент=Платежное поручение
        Номер=17
        Дата=09.01.2024
        Сумма=50.00
        ПлательщикСчет={Other}
        Плательщик=ИНН 770000000000 Иванова Анна Петровна
        ПолучательСчет={Own}
        Получатель=Фонд
        ДатаПоступило=10.01.2024
        НазначениеПлатежа=Пожертвование на письма
        КонецДокумента
        """;

    private const string Out =
        $"""
        СекцияДокумент=Платежное поручение
        Номер=18
        Дата=11.01.2024
        Сумма=20,00
        ПлательщикСчет=30101810000000000000
        ПлательщикРасчСчет={Own}
        Плательщик1=Фонд
        ДатаСписано=12.01.2024
        ПолучательСчет={Other}
        Получатель1=Адвокат
        НазначениеПлатежа1=Договор
        НазначениеПлатежа2=от 1 января
        КонецДокумента
        """;

    public static TheoryData<string, string> Encodings => new()
    {
        { "utf-8", "UTF-8" }, { "utf-8-bom", "Windows" }, { "windows-1251", "Windows" }, { "ibm866", "DOS" },
    };

    [Theory, MemberData(nameof(Encodings))]
    public void A_file_is_read_in_each_encoding(string encoding, string declared)
    {
        StatementFile.Detect([]); // makes the code pages known
        var text = File(In + "\n" + Out, encoding: declared).Replace("\n", "\r\n", StringComparison.Ordinal);
        byte[] bytes = encoding switch
        {
            "utf-8" => Encoding.UTF8.GetBytes(text),
            "utf-8-bom" => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)],
            _ => CodePagesEncodingProvider.Instance.GetEncoding(encoding)!.GetBytes(text),
        };
        Assert.Equal(StatementFormat.OneC, StatementFile.Detect(bytes));
        var items = Samples.Read(bytes);
        var rub = Currency.Parse("RUB");
        Assert.Equal(
            [
                new StatementStart(null, Own, rub, new Money(10000, rub)),
                new StatementLine
                {
                    BookedOn = new LocalDate(2024, 1, 10), Amount = new Money(5000, rub), CounterpartyName = "Иванова Анна Петровна",
                    CounterpartyAccount = Other, Reference = "17", Remittance = "Пожертвование на письма", FileLine = 15,
                },
                new StatementLine
                {
                    BookedOn = new LocalDate(2024, 1, 12), Amount = new Money(-2000, rub), CounterpartyName = "Адвокат",
                    CounterpartyAccount = Other, Reference = "18", Remittance = "Договор от 1 января", FileLine = 26,
                },
                new StatementEnd(rub, new Money(13000, rub)),
            ],
            items);
    }

    [Fact]
    public void Sections_of_days_are_one_statement()
    {
        var text = File(
            $"СекцияРасчСчет\nРасчСчет={Own}\nНачальныйОстаток=150\nВсегоСписано=20\nВсегоПоступило=0\nКонечныйОстаток=130\nКонецРасчСчет\n{In}\n{Out}",
            "НачальныйОстаток=100\nВсегоПоступило=50\nВсегоСписано=0\nКонечныйОстаток=150");
        Assert.Equal(new Money(13000, Currency.Parse("RUB")), Assert.IsType<StatementEnd>(Samples.Read(text)[^1]).Closing);
    }

    [Fact]
    public void A_transfer_between_two_accounts_of_the_file_is_a_line_in_both()
    {
        var text = File(
            $"СекцияРасчСчет\nРасчСчет={Other}\nНачальныйОстаток=50\nКонечныйОстаток=0\nКонецРасчСчет\n{In}",
            "НачальныйОстаток=100\nКонечныйОстаток=150");
        var items = Samples.Read(text);
        Assert.Equal([5000, -5000], items.OfType<StatementLine>().Select(line => line.Amount.Minor));
        Assert.Equal([Own, Other], items.OfType<StatementStart>().Select(start => start.Account!));
    }

    public static TheoryData<string, StatementProblemKind, string> Wrong => new()
    {
        { File(In), StatementProblemKind.DoesNotAddUp, "ВсегоСписано" },
        { File(In, "НачальныйОстаток=1.00\nКонечныйОстаток=1.00"), StatementProblemKind.DoesNotAddUp, "КонечныйОстаток" },
        { File(In).Replace("10.01.2024", "31.02.2024", StringComparison.Ordinal), StatementProblemKind.BadDate, "ДатаПоступило" },
        { File(In).Replace("=50.00\nП", "=-50.00\nП", StringComparison.Ordinal), StatementProblemKind.BadAmount, "Сумма" },
        { File(In).Replace("=50.00\nП", "=92233720368547758.08\nП", StringComparison.Ordinal), StatementProblemKind.BadAmount, "Сумма" },
        { File(In).Replace("Сумма", "Summa", StringComparison.Ordinal), StatementProblemKind.MissingField, "Сумма" },
        { File(In).Replace($"ПолучательСчет={Own}", $"ПолучательСчет={Other}", StringComparison.Ordinal), StatementProblemKind.BadValue, "ПлательщикСчет | ПолучательСчет" },
        { File(In).Replace("40703810", "40703999", StringComparison.Ordinal), StatementProblemKind.BadCurrency, "РасчСчет" },
        { File(In).Replace("КонецФайла", "", StringComparison.Ordinal), StatementProblemKind.Truncated, "КонецДокумента" },
        { File(In).Replace("КонецДокумента\n", "", StringComparison.Ordinal), StatementProblemKind.Malformed, "КонецФайла" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void What_is_wrong_is_located(string text, StatementProblemKind kind, string field)
    {
        var problem = Samples.Problem(text);
        Assert.Equal((kind, field), (problem.Kind, problem.Field));
        Assert.True(problem.FileLine > 0);
    }
}
