using System.Diagnostics;
using System.Text;
using CsCheck;
using Poruka.Ledger;
using Poruka.Ledger.Statements;

namespace Poruka.Core.Tests.Statements;

/// <summary>
/// Mutates good files: a reader never throws, always ends, ends with an end or one problem, and what it accepts adds up.
/// Each good file for two seconds; with <c>PORUKA_FUZZ_SECONDS</c> each reader for so many, which its files share.
/// </summary>
public class FuzzTests
{
    private static readonly int SecondsOfReader =
        int.TryParse(Environment.GetEnvironmentVariable("PORUKA_FUZZ_SECONDS"), out var seconds) ? seconds : 0;

    private static readonly CsvProfile Profile = CsvProfile.Parse(
        "delimiter = \";\"\ndecimal = \",\"\nbooked = day\namount = amount\ncurrency = ccy\nremittance = text\nbalance = balance", out _)!;

    private const string Table =
        "day;amount;ccy;text;balance\n2024-01-01;1.234,50;EUR;\"a;\"\"b\"\"\";2.234,50\n2024-01-02;-34,50;EUR;c;2.200,00\n";

    private const string OneC =
        "1CClientBankExchange\r\nВерсияФормата=1.02\r\nКодировка=Windows\r\nСекцияРасчСчет\r\nРасчСчет=40703810100000000001\r\n" +
        "НачальныйОстаток=1.00\r\nВсегоПоступило=2.00\r\nКонечныйОстаток=3.00\r\nКонецРасчСчет\r\nСекцияДокумент=П\r\nНомер=1\r\n" +
        "Дата=01.02.2024\r\nСумма=2.00\r\nПлательщикСчет=2\r\nПолучательСчет=40703810100000000001\r\nНазначениеПлатежа=x\r\n" +
        "КонецДокумента\r\nКонецФайла\r\n";

    private static readonly string[] Pieces =
    [
        "<", ">", "</", "/>", "<Ntry>", "</Ntry>", "<TxDtls>", "<Amt Ccy=\"USD\">", "<![CDATA[", "]]>", "<!--", "&amp;", "&#0;", "&x;", "<!DOCTYPE a>",
        ":20:", ":61:", ":86:", ":60F:", ":60M:", ":62F:", ":62M:", ":90C:", ":34F:", "-\n", "-}", "?20", "/REMI/", "EREF+", "TYT.:", "//", "{4:",
        "СекцияДокумент=", "КонецДокумента", "СекцияРасчСчет", "КонецФайла", "=", "\n", "\r", "\r\n", ";", "\"", ",", ".", "-", "+", "0", "9",
        "99999999999999999999", "2024-02-31", "240231", "31.02.2024", "EUR", "XXX", "JPY", "\0", "\u0001", " ", "\t", "\uFEFF", "😀", "я",
    ];

    private static readonly Gen<Func<byte[], byte[]>> Mutation = Gen.OneOf(
        Gen.Select(Gen.Int, Gen.Byte, (at, value) => (Func<byte[], byte[]>)(bytes => Splice(bytes, at, 1, [value]))),
        Gen.Select(Gen.Int, Gen.Int[1, 40], (at, length) => (Func<byte[], byte[]>)(bytes => Splice(bytes, at, length, []))),
        Gen.Select(Gen.Int, Gen.OneOf(Pieces), (at, piece) => (Func<byte[], byte[]>)(bytes => Splice(bytes, at, 0, Encoding.UTF8.GetBytes(piece)))),
        Gen.Select(Gen.Int, Gen.Int, Gen.Int[1, 300], (from, to, length) => (Func<byte[], byte[]>)(bytes => Splice(bytes, to, 0, Slice(bytes, from, length)))),
        Gen.Int.Select(at => (Func<byte[], byte[]>)(bytes => bytes[..At(bytes, at)])));

    [Theory]
    [InlineData("camt/camt053.v2.multi.statement.xml")]
    [InlineData("camt/camt053.v8.xml")]
    [InlineData("camt/camt054.v2.xml")]
    public void A_mutated_camt_file_never_throws(string file) => Fuzz(Samples.Bytes(file), null, files: 3);

    [Theory]
    [InlineData("mt940/mBank-mt940.sta")]
    [InlineData("mt940/mBank-mt942.sta")]
    [InlineData("mt940/jejik-triodos.sta")]
    [InlineData("mt940/jejik-rabobank-iban.sta")]
    public void A_mutated_mt940_file_never_throws(string file) => Fuzz(Samples.Bytes(file), null, files: 4);

    [Fact]
    public void A_mutated_1c_file_never_throws() => Fuzz(Encoding.UTF8.GetBytes(OneC), null);

    [Fact]
    public void A_mutated_table_never_throws() => Fuzz(Encoding.UTF8.GetBytes(Table), Profile);

    [Fact]
    public void A_mutated_table_can_be_guessed() => Fuzz(Encoding.UTF8.GetBytes(Table), null);

    [Fact]
    public void A_mutated_profile_never_throws() => Run(Encoding.UTF8.GetBytes(Profile.Print()), bytes =>
    {
        var profile = CsvProfile.Parse(Encoding.UTF8.GetString(bytes), out var problem);
        Assert.Equal(profile is null, problem is not null);
        if (profile is not null) Assert.Equal(profile, CsvProfile.Parse(profile.Print(), out _));
    });

    private static void Fuzz(byte[] good, CsvProfile? profile, int files = 1) => Run(good, bytes => Check(Samples.Read(bytes, profile)), files);

    /// <param name="files">How many good files the reader has, this one among them.</param>
    private static void Run(byte[] good, Action<byte[]> check, int files = 1)
    {
        var seconds = SecondsOfReader == 0 ? 2 : (double)SecondsOfReader / files;
        var clock = Stopwatch.StartNew();
        var mutated = Mutation.Array[1, 6].Select(mutations => mutations.Aggregate(good, (bytes, mutate) => mutate(bytes)));
        do mutated.Sample(check, iter: 200, threads: 1, print: bytes => Convert.ToBase64String(bytes));
        while (clock.Elapsed.TotalSeconds < seconds);
    }

    private static void Check(List<StatementItem> items)
    {
        Assert.NotEmpty(items);
        StatementStart? open = null;
        Int128 sum = 0;
        Currency? currency = null;
        for (var i = 0; i < items.Count; i++)
            switch (items[i])
            {
                case StatementStart start:
                    Assert.Null(open);
                    (open, sum, currency) = (start, start.Opening?.Minor ?? 0, start.Currency);
                    break;
                case StatementLine line:
                    Assert.NotNull(open);
                    currency ??= line.Amount.Currency;
                    Assert.Equal(currency, line.Amount.Currency);
                    Assert.True(line.FileLine > 0);
                    Assert.True(line.Charges is not { Minor: < 0 });
                    sum += line.Amount.Minor;
                    break;
                case StatementEnd end:
                    Assert.NotNull(open);
                    if (open.Opening is not null && end.Closing is { } closing) Assert.Equal(closing.Minor, sum);
                    open = null;
                    break;
                case StatementProblem problem:
                    Assert.Equal(items.Count - 1, i);
                    Assert.InRange(problem.Found.Length, 0, 80);
                    Assert.NotEmpty(problem.Expected);
                    open = null;
                    break;
            }
        Assert.Null(open);
    }

    private static int At(byte[] bytes, int at) => bytes.Length == 0 ? 0 : (int)((uint)at % (uint)(bytes.Length + 1));

    private static byte[] Slice(byte[] bytes, int from, int length) => bytes.AsSpan(At(bytes, from)) is var rest ? rest[..Math.Min(length, rest.Length)].ToArray() : [];

    private static byte[] Splice(byte[] bytes, int at, int removed, byte[] added)
    {
        var from = At(bytes, at);
        return [.. bytes[..from], .. added, .. bytes[Math.Min(bytes.Length, from + removed)..]];
    }
}
