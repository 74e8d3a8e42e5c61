using System.Text;
using Poruka.Ledger;
using Poruka.Ledger.Statements;

namespace Poruka.Core.Tests.Statements;

/// <summary>What measures memory runs alone.</summary>
[CollectionDefinition(nameof(MeasuresMemory), DisableParallelization = true)]
public class MeasuresMemory;

/// <summary>Files made to hurt: each gives a located error or a right reading, within little memory.</summary>
[Collection(nameof(MeasuresMemory))]
public class HostileTests
{
    private const string Open =
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><Stmt><Id>S</Id>";
    private const string Close = "</Stmt></BkToCstmrStmt></Document>";
    private const string Entry =
        "<Ntry><Amt Ccy=\"EUR\">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2024-01-02</Dt></BookgDt></Ntry>";

    [Theory]
    [InlineData("<!DOCTYPE Document [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + Open + "&x;" + Close)]
    [InlineData("<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\">]><lolz>&b;</lolz>")]
    [InlineData("<!DOCTYPE Document SYSTEM \"http://example.org/x.dtd\">" + Open + Close)]
    [InlineData(Open + "<AddtlStmtInf>&x;</AddtlStmtInf>" + Close)]
    public void Document_types_and_entities_are_forbidden(string xml)
    {
        var problem = Samples.Problem(xml);
        Assert.Equal(StatementProblemKind.ForbiddenXml, problem.Kind);
        Assert.True(problem.FileLine > 0);
    }

    public static TheoryData<string, string, string> Gigabytes => new()
    {
        { "spaces before an element", Open, " " },
        { "spaces in a text that is read", Open + "<Ntry><Amt Ccy=\"EUR\">", " " },
        { "spaces in a text that is passed over", Open + "<AddtlStmtInf>", " " },
        { "spaces in an attribute", Open + "<X a=\"", " " },
        { "a name", Open + "<X", "x" },
        { "a comment", Open + "<!--", " " },
        { "CDATA", Open + "<AddtlStmtInf><![CDATA[", " " },
        { "depth", Open, "<a>" },
        { "attributes", Open + "<X", " a0=\"\"" },
        { "spaces in a tag of MT940", ":20:S\n:25:1\n:60F:C240101EUR0,\n:61:240101C1,NTRFX\n:86:", " " },
        { "rows in a tag of MT940", ":20:S\n:25:1\n:60F:C240101EUR0,\n:61:240101C1,NTRFX\n:86:", "x\n" },
        { "rows before any tag of MT940", ":20:S\n:60F:C240101EUR0,\n:62F:C240101EUR0,\n-\n", "x\n" },
        { "spaces in 1C", "1CClientBankExchange\nКодировка=UTF-8\n", " " },
        { "rows in a section of 1C", "1CClientBankExchange\nСекцияДокумент=x\nНазначениеПлатежа=x\n", "x\n" },
        { "keys in a section of 1C", "1CClientBankExchange\nСекцияДокумент=x\n", "k#=v\n" },
        { "spaces in a table", "day,amount\n2024-01-01,1\n2024-01-01,", " " },
        { "a quoted cell", "day,amount\n2024-01-01,1\n2024-01-01,\"", "\n" },
        { "nothing but spaces", " ", " " },
        { "nothing but zeros", "\0", "\0" },
    };

    [Theory, MemberData(nameof(Gigabytes))]
    public void A_gigabyte_of_it_is_refused_within_little_memory(string what, string start, string repeated)
    {
        using var stream = new EndlessStream(start, repeated, 1L << 30);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var profile = start.StartsWith("day", StringComparison.Ordinal) ? "booked = day\namount = amount\ndefault-currency = EUR" : null;
        var last = StatementFile.Read(stream, profile is null ? null : CsvProfile.Parse(profile, out _)).Last();
        Assert.True(Assert.IsType<StatementProblem>(last).FileLine > 0, $"{what}: {last}");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 150L << 20); // all of it, garbage included
    }

    [Fact]
    public void Endless_new_names_are_refused()
    {
        var xml = Open + string.Concat(Enumerable.Range(0, 100_000).Select(n => $"<n{n}/>")) + Close;
        Assert.Equal(StatementProblemKind.TooLarge, Samples.Problem(xml).Kind);
    }

    [Fact]
    public void A_deep_file_is_refused_at_the_depth_that_is_too_much()
    {
        var depth = 1_000_000;
        var xml = Open + string.Concat(Enumerable.Repeat("<a>", depth)) + string.Concat(Enumerable.Repeat("</a>", depth)) + Close;
        Assert.Equal(StatementProblemKind.TooLarge, Samples.Problem(xml).Kind);
    }

    [Theory]
    [InlineData(Open + "<Ntry><NtryDtls><TxDtls><RltdPties><Dbtr>", "<Pty>", 1_000_000)] // read, not passed over
    [InlineData("<e>", "<e>", 1_000_000)]
    [InlineData("<e>", "<e>", 60)] // an envelope that leaves no room for the message
    public void Depth_counts_everywhere(string start, string repeated, int depth)
    {
        var xml = start + string.Concat(Enumerable.Repeat(repeated, depth)) + Open + Entry + Close;
        var problem = Samples.Problem(xml);
        Assert.Equal(StatementProblemKind.TooLarge, problem.Kind);
        Assert.Equal(1, problem.FileLine);
    }

    [Theory]
    [InlineData(Open + "<Ntry></Stmt>")]
    [InlineData(Open + "<Ntry><Amt Ccy=EUR>")]
    [InlineData(Open + "<1>")]
    [InlineData(Open + Close + "<Document/>")]
    public void What_is_not_well_formed_is_told_from_what_was_cut_off(string xml) =>
        Assert.Equal(StatementProblemKind.Malformed, Samples.Problem(xml + new string(' ', 100) + Close).Kind);

    [Fact]
    public void A_million_lines_stay_in_memory_bounds()
    {
        using var stream = new EndlessStream(Open, Entry, 200L << 20);
        var count = 0L;
        foreach (var item in StatementFile.Read(stream))
            if (++count % 200_000 == 0) Assert.InRange(GC.GetTotalMemory(forceFullCollection: true), 0, 100L << 20);
        Assert.True(count > 1_000_000);
    }

    // A file cut off anywhere: never an exception, never taken for the whole where the format lets one know.
    [Theory]
    [InlineData("camt/camt053.v2.multi.statement.xml")]
    [InlineData("camt/camt054.v2.xml")]
    [InlineData("mt940/mBank-mt940.sta")]
    [InlineData("mt940/mBank-mt942.sta")]
    [InlineData("mt940/jejik-rabobank-iban.sta")]
    [InlineData("mt940/citi-mt940.txt")]
    public void Truncated_at_each_byte_a_file_gives_a_problem_or_a_right_beginning(string file) => CheckPrefixes(Samples.Bytes(file), null);

    [Fact]
    public void A_1c_file_is_whole_only_with_its_end()
    {
        const string own = "40703810100000000001";
        var text = $"1CClientBankExchange\nКодировка=Windows\nСекцияРасчСчет\nРасчСчет={own}\nНачальныйОстаток=1.00\nКонечныйОстаток=3.00\n" +
            $"КонецРасчСчет\nСекцияДокумент=П\nНомер=1\nДата=01.02.2024\nСумма=2.00\nПлательщикСчет=2\nПолучательСчет={own}\nКонецДокумента\nКонецФайла\n";
        var bytes = Encoding.UTF8.GetBytes(text);
        CheckPrefixes(bytes, null);
        Assert.All(Enumerable.Range(0, bytes.Length - 1), length => Assert.IsType<StatementProblem>(Samples.Read(bytes[..length])[^1]));
    }

    [Fact]
    public void A_table_with_balances_shows_most_of_what_was_cut_off()
    {
        var profile = CsvProfile.Parse("booked = day\namount = amount\nbalance = balance\ndefault-currency = EUR", out _)!;
        CheckPrefixes(Encoding.UTF8.GetBytes("day,amount,balance\n2024-01-01,12.50,12.50\n2024-01-02,-2.25,10.25\n"), profile);
    }

    /// <summary>Every prefix gives the whole file's items up to some point: then a problem, or a statement's end.</summary>
    private static void CheckPrefixes(byte[] bytes, CsvProfile? profile)
    {
        var whole = Samples.Read(bytes, profile);
        Assert.IsNotType<StatementProblem>(whole[^1]);
        for (var length = 0; length < bytes.Length; length++)
        {
            var items = Samples.Read(bytes[..length], profile);
            Assert.NotEmpty(items);
            if (items[^1] is StatementProblem problem)
            {
                Assert.True(problem.FileLine > 0, $"{length}: {problem}");
                continue;
            }
            // Without a problem: whole statements, but for the text that ends the last line and digits that add up.
            Assert.IsType<StatementEnd>(items[^1]);
            if (bytes[0] == '<') Assert.Equal(whole, items);
            var lines = items.OfType<StatementLine>().ToList();
            var expected = whole.OfType<StatementLine>().Take(lines.Count).ToList();
            Assert.Equal(expected.ConvertAll(line => line.BookedOn), lines.ConvertAll(line => line.BookedOn));
            if (profile is null) Assert.Equal(expected.ConvertAll(line => line.Amount), lines.ConvertAll(line => line.Amount));
        }
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("windows-1251", true)]
    [InlineData("klingon", false)]
    [InlineData("utf-7", false)]
    public void Xml_is_read_in_the_encoding_that_it_declares(string name, bool known)
    {
        StatementFile.Detect([]);
        var encoding = known ? CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name) : Encoding.UTF8;
        var text = $"<?xml version=\"1.0\" encoding=\"{name}\"?>{Open}{Entry.Replace("</Ntry>", "<AddtlNtryInf>Дар</AddtlNtryInf></Ntry>", StringComparison.Ordinal)}{Close}";
        byte[] bytes = [.. name.StartsWith("utf-16", StringComparison.Ordinal) ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
        var items = Samples.Read(bytes);
        if (known) Assert.Equal("Дар", Assert.IsType<StatementLine>(items[1]).Remittance);
        else Assert.Equal(StatementProblemKind.BadEncoding, Assert.IsType<StatementProblem>(items[^1]).Kind);
    }

    [Theory]
    [InlineData("<?xml version=\"1.0СекцияРасчСчет\" encoding=\"UTF-8\"?>\n<D\u001f")]
    [InlineData("<?xml version=\"1.0КонецФайла\" encoding=\"UTF-8\"?>\n<Document ")]
    public void Xml_with_other_letters_in_its_declaration_is_refused(string text)
    {
        var problem = Samples.Problem(Encoding.UTF8.GetBytes(text));
        Assert.Equal((StatementProblemKind.Malformed, 1), (problem.Kind, problem.FileLine));
    }

    [Fact]
    public void Xml_with_bytes_that_are_no_utf_8_is_refused()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Open + Entry + "<AddtlStmtInf>"), 0xFF, 0xC0, .. Encoding.UTF8.GetBytes("</AddtlStmtInf>" + Close)];
        Assert.Equal(StatementProblemKind.BadEncoding, Samples.Problem(bytes).Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("%PDF-1.7")]
    [InlineData("{\"a\": 1}")]
    [InlineData("<html><body>Your session has expired</body></html>")]
    public void What_is_no_statement_is_of_unknown_format(string text)
    {
        Assert.Null(StatementFile.Open(new MemoryStream(Encoding.UTF8.GetBytes(text))).Format);
        Assert.Equal(StatementProblemKind.UnknownFormat, Samples.Problem(text).Kind);
    }

    [Fact]
    public void What_was_found_is_shown_short_and_on_one_line()
    {
        var problem = Samples.Problem(Open + Entry.Replace("1.00", "1\u0007\n".Replace("\u0007", "", StringComparison.Ordinal) + new string('9', 500), StringComparison.Ordinal) + Close);
        Assert.Equal(StatementProblemKind.BadAmount, problem.Kind);
        Assert.InRange(problem.Found.Length, 1, 80);
        Assert.DoesNotContain('\n', problem.Found);
    }

    /// <summary>A stream of a start and then the same again and again; <c>#</c> is replaced by a running number.</summary>
    private sealed class EndlessStream(string start, string repeated, long length) : Stream
    {
        private readonly byte[] _block = Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(0, 65_536 / repeated.Length + 1).Select(
                n => repeated.Replace("#", n.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal))));
        private ReadOnlyMemory<byte> _rest = Encoding.UTF8.GetBytes(start);
        private long _left = length;

        public override int Read(Span<byte> buffer)
        {
            if (_rest.IsEmpty) _rest = _block;
            var count = (int)Math.Min(Math.Min(buffer.Length, _rest.Length), _left);
            _rest.Span[..count].CopyTo(buffer);
            _rest = _rest[count..];
            _left -= count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
