using System.Text;
using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Statements;

namespace Poruka.Core.Tests.Statements;

public class MtTests
{
    private static string Statement(string lines, string closing = "C240131EUR10,00", string opening = "C240101EUR0,00") =>
        $":20:S\n:25:123\n:28C:1/1\n:60F:{opening}\n{lines}\n:62F:{closing}\n-\n";

    private static StatementLine Line(string line) => Samples.Line(Statement(line));

    private static StatementLine Detailed(string details) => Line(":61:2401020102C10,NTRFNONREF\n:86:" + details);

    [Theory]
    [InlineData(":61:2401020103C10,00NTRFREF1//BANK1", 1000, "2024-01-03", "2024-01-02", "BANK1", false)]
    [InlineData(":61:240102C10,NTRFREF1", 1000, "2024-01-02", "2024-01-02", "REF1", false)]
    [InlineData(":61:240102    CR10,00NMSCNONREF//", 1000, "2024-01-02", "2024-01-02", null, false)]
    [InlineData(":61:2401020102RD10,0S103NONREF", 1000, "2024-01-02", "2024-01-02", null, true)]
    [InlineData(":61:2401020102CR000000000010,00F012X", 1000, "2024-01-02", "2024-01-02", "X", false)]
    [InlineData(":61:2401011231C10,00NTRFNONREF", 1000, "2023-12-31", "2024-01-01", null, false)] // entry date before New Year
    [InlineData(":61:2312310102C10,00NTRFNONREF", 1000, "2024-01-02", "2023-12-31", null, false)]
    public void Lines_of_many_banks(string line, long minor, string booked, string value, string? reference, bool reversal)
    {
        var read = Line(line);
        Assert.Equal(
            (minor, booked, value, reference, reversal),
            (read.Amount.Minor, $"{read.BookedOn:uuuu-MM-dd}", $"{read.ValueOn:uuuu-MM-dd}", read.Reference, read.Reversal));
    }

    [Fact]
    public void A_reversed_credit_goes_out()
    {
        var line = Samples.Line(Statement(":61:2401020102RC10,00NTRFNONREF", "D240131EUR10,00"));
        Assert.Equal((-1000, true), (line.Amount.Minor, line.Reversal));
    }

    [Theory]
    [InlineData("166?00GUTSCHRIFT?20EREF+ABC-1?21SVWZ+For a letters fund, Ja?22nuary?30BANKDEFF?31DE02120300000000202051?32ANA ANIC?33 B", "ANA ANIC B", "DE02120300000000202051", "For a letters fund, January", "ABC-1")]
    [InlineData("000>100987654321\n>20ALGEMENE TUSSENREKENING KOS>21TEN VAN 01-10-2010 TOT EN M\n>22ET 31-12-2010>310390123456", null, "0390123456", "ALGEMENE TUSSENREKENING KOSTEN VAN 01-10-2010 TOT EN MET 31-12-2010", null)]
    [InlineData("020~00~20darowizna~21na listy~32Jan~38PL61109010140000071219812874", "Jan", "PL61109010140000071219812874", "darowizna na listy", null)]
    [InlineData("/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/\nJ. Jansen/REMI/gift/EREF/NOTPROVIDED", "J. Jansen", "NL91ABNA0417164300", "gift", null)]
    [InlineData("/EREF/E1/BENM//NAME/X/REMI//ISDT/2013-07-11", "X", null, null, "E1")]
    [InlineData("/CNTP/NL32INGB0000012345/INGBNL2A/ING BV/AMSTERDAM/REMI/USTD//thanks/", "ING BV", "NL32INGB0000012345", "thanks", null)]
    [InlineData("911 T; Z RACH.: 56114010810000267002001001; OD: JAN NOWAK  \nUL. X; TYT.: PRZELEW   ; \nTNR: 1.2", "JAN NOWAK", "56114010810000267002001001", "PRZELEW", null)]
    [InlineData("EREF+E2 SVWZ+Purpose IBAN+DE02120300000000202051", null, "DE02120300000000202051", "Purpose", "E2")]
    [InlineData("just\n  words \n:12:30 o'clock\n-but no end", null, null, "just words :12:30 o'clock -but no end", null)]
    [InlineData("/PT/FT/unknown codes are text", null, null, "/PT/FT/unknown codes are text", null)]
    public void Details_of_many_banks(string details, string? name, string? account, string? remittance, string? endToEnd)
    {
        var line = Detailed(details);
        Assert.Equal((name, account, remittance, endToEnd), (line.CounterpartyName, line.CounterpartyAccount, line.Remittance, line.EndToEndId));
    }

    [Fact]
    public void A_row_as_wide_as_swift_allows_goes_on_without_a_blank()
    {
        var wide = new string('a', 65);
        Assert.Equal(wide + "b c", Detailed($"{wide}\nb\nc").Remittance);
    }

    [Fact]
    public void Several_detail_fields_are_joined() => Assert.Equal("a b", Detailed("a\n:86:b").Remittance);

    [Fact]
    public void Pages_are_one_statement()
    {
        var items = Samples.Read(
            ":20:A\n:25:1\n:28C:7/1\n:60F:C240101EUR1,\n:61:240101C1,NTRFX\n:62M:C240101EUR2,\n-\n" +
            ":20:B\n:25:1\n:28C:7/2\n:60M:C240101EUR2,\n:61:240101C1,NTRFX\n:62F:C240101EUR3,\n-\n");
        Assert.Equal(4, items.Count);
        Assert.Equal(new Money(100, Currency.Eur), Assert.IsType<StatementStart>(items[0]).Opening);
        Assert.Equal(new Money(300, Currency.Eur), Assert.IsType<StatementEnd>(items[3]).Closing);
    }

    [Fact]
    public void A_page_that_does_not_go_on_where_the_last_one_ended_is_refused() =>
        Assert.Equal(StatementProblemKind.DoesNotAddUp, Samples.Problem(
            ":20:A\n:25:1\n:28C:7/1\n:60F:C240101EUR1,\n:62M:C240101EUR1,\n-\n:20:B\n:25:1\n:28C:7/2\n:60M:C240101EUR2,\n").Kind);

    [Fact]
    public void Swift_blocks_and_carriage_returns_are_passed_over()
    {
        var text = "{1:F01ABNANL2AXXXX0000000000}{2:O9400000000000}{4:\r\n" +
            Statement(":61:240102C10,NTRFX").Replace("\n", "\r\n", StringComparison.Ordinal).Replace("-\r\n", "-}{5:}\r\n", StringComparison.Ordinal);
        Assert.Equal(1000, Samples.Line(text).Amount.Minor);
        Assert.Equal(1000, Samples.Line(text.Replace("\r\n", "\r", StringComparison.Ordinal)).Amount.Minor);
    }

    [Fact]
    public void A_line_that_is_no_utf_8_is_read_as_windows_1252()
    {
        var bytes = Encoding.Latin1.GetBytes(Statement(":61:240102C10,NTRFX\n:86:Grüße"));
        Assert.Equal("Grüße", Assert.IsType<StatementLine>(Samples.Read(bytes)[1]).Remittance);
    }

    [Fact]
    public void The_currency_behind_an_accounts_number_is_no_part_of_it() =>
        Assert.Equal("NL91ABNA0417164300", Assert.IsType<StatementStart>(Samples.Read(
            ":20:S\n:25:NL91 ABNA 0417 1643 00EUR\n:60F:C240101EUR0,\n:62F:C240101EUR0,\n")[0]).Account);

    [Theory]
    [InlineData(":61:240231C1,NTRFX", StatementProblemKind.BadDate, ":61:")]
    [InlineData(":61:2401020231C1,NTRFX", StatementProblemKind.BadDate, ":61:")]
    [InlineData(":61:240102X1,NTRFX", StatementProblemKind.BadValue, ":61:")]
    [InlineData(":61:240102C92233720368547758,08NTRFX", StatementProblemKind.BadAmount, ":61:")]
    [InlineData(":61:240102C1,005NTRFX", StatementProblemKind.BadAmount, ":61:")]
    [InlineData(":61:240102C1.00NTRFX", StatementProblemKind.BadAmount, ":61:")]
    [InlineData(":61:240102C1,00", StatementProblemKind.Malformed, ":61:")]
    [InlineData(":60F:C240101EUR0,", StatementProblemKind.Malformed, ":60F:")]
    [InlineData(":20:T", StatementProblemKind.MissingField, ":20:")]
    public void What_is_wrong_is_located(string line, StatementProblemKind kind, string field)
    {
        var problem = Samples.Problem(Statement(line));
        Assert.Equal((kind, field, 5), (problem.Kind, problem.Field, problem.FileLine));
    }

    [Fact]
    public void A_negative_zero_is_zero() =>
        Assert.Equal(0, Samples.Line(Statement(":61:240102D-0,00NTRFX", "D240131EUR0,")).Amount.Minor);

    [Theory]
    [InlineData(":90D:0EUR0,\n:90C:1EUR1,\n", null)]
    [InlineData("-\n", null)]
    [InlineData(":90C:2EUR1,\n", StatementProblemKind.DoesNotAddUp)]
    [InlineData(":90C:1EUR2,\n", StatementProblemKind.DoesNotAddUp)]
    [InlineData(":90D:1EUR1,\n", StatementProblemKind.DoesNotAddUp)]
    [InlineData("", StatementProblemKind.Truncated)]
    [InlineData(":90D:0EUR0,\n", StatementProblemKind.Truncated)]
    public void An_interim_report_is_checked_by_its_totals_and_must_end(string end, StatementProblemKind? kind)
    {
        var items = Samples.Read($":20:R\n:25:1\n:28C:1\n:34F:EUR0,\n:13D:2401011200+0100\n:61:240101C1,NTRFX\n{end}");
        Assert.Equal(kind, (items[^1] as StatementProblem)?.Kind);
    }

    [Theory]
    [InlineData(":34F:EURD0,\n:34F:EURC0,\n:61:240101C1,NTRFX\n:34F:EUR0,\n:61:240101C1,NTRFX\n", null)]
    [InlineData(":34F:EURD0,\n:34F:PLNC0,\n:61:240101C1,NTRFX\n", 4)]
    [InlineData(":34F:EUR0,\n:61:240101C1,NTRFX\n:34F:PLN0,\n:61:240101C1,NTRFX\n", 5)]
    public void A_report_is_in_one_currency(string lines, int? refusedAt)
    {
        var problem = Samples.Read($":20:R\n:25:1\n{lines}-\n")[^1] as StatementProblem;
        Assert.Equal((refusedAt is null ? null : StatementProblemKind.BadCurrency, refusedAt), (problem?.Kind, problem?.FileLine));
    }

    [Fact]
    public void What_is_only_expected_is_not_booked() =>
        Assert.Single(Samples.Lines(":20:R\n:25:1\n:34F:EUR0,\n:61:240101EC5,NTRFX\n:61:240101C1,NTRFX\n:90C:1EUR1,\n-\n"));
}
