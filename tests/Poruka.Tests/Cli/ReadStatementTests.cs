using Poruka.Funds;
using Poruka.Ledger.Statements;
using Poruka.Shell;

namespace Poruka.Tests.Cli;

public sealed class ReadStatementTests
{
    private static IEnumerable<string> Files => Directory.GetFiles(Samples.Path("camt"), "*.xml")
        .Concat(Directory.GetFiles(Samples.Path("mt940")).Where(f => !f.EndsWith(".md", StringComparison.Ordinal)));

    [Fact]
    public void The_json_has_the_shape_that_is_promised()
    {
        using var folder = new TemporaryFolder();
        var result = new CliRunner(folder.Path).Run($"statement read {Samples.Path("camt/camt053.v2.multi.statement.xml")} --json");
        Assert.Equal(ExitCode.Done, result.Exit);
        Assert.Equal(["format", "statements"], result.Json.EnumerateObject().Select(p => p.Name));
        Assert.Equal("camt.053", result.Json.GetProperty("format").GetString());
        var statement = result.Json.GetProperty("statements")[0];
        Assert.Equal(["id", "account", "currency", "openingMinor", "closingMinor", "lines"], statement.EnumerateObject().Select(p => p.Name));
        Assert.All(statement.GetProperty("lines").EnumerateArray(), line => Assert.Equal(
            ["bookedOn", "valueOn", "amountMinor", "currency", "counterpartyName", "counterpartyAccount", "reference", "endToEndId",
                "remittance", "reversal"], line.EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public void Every_sample_is_read_with_its_sums_right_or_refused_with_place_and_reason()
    {
        using var folder = new TemporaryFolder();
        var cli = new CliRunner(folder.Path);
        var read = 0;
        foreach (var file in Files)
        {
            var result = cli.Run($"statement read {file} --json");
            if (result.Exit == ExitCode.Refused)
            {
                Assert.Equal("", result.Out);
                Assert.StartsWith(file + ":", result.Error, StringComparison.Ordinal);
                Assert.True(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length >= 3, result.Error);
                continue;
            }
            Assert.Equal(ExitCode.Done, result.Exit);
            read++;
            foreach (var statement in result.Json.GetProperty("statements").EnumerateArray())
                if (statement.GetProperty("openingMinor").ValueKind == System.Text.Json.JsonValueKind.Number
                    && statement.GetProperty("closingMinor").ValueKind == System.Text.Json.JsonValueKind.Number)
                    Assert.Equal(statement.GetProperty("closingMinor").GetInt64(), statement.GetProperty("openingMinor").GetInt64()
                        + statement.GetProperty("lines").EnumerateArray().Sum(l => l.GetProperty("amountMinor").GetInt64()));
            Assert.Contains(result.Json.GetProperty("format").GetString()!, cli.Do($"statement read {file}"), StringComparison.Ordinal);
        }
        Assert.True(read >= 5, $"Only {read} samples were read.");
    }

    [Fact]
    public void A_file_that_is_not_there_or_no_statement_is_told_so()
    {
        using var folder = new TemporaryFolder();
        var cli = new CliRunner(folder.Path);
        cli.Refuses("statement read nowhere.xml", "There is no file nowhere.xml.");
        File.WriteAllBytes(folder.File("noise"), [0, 1, 2, 3, 0x1B, (byte)'[', (byte)'2', (byte)'J']);
        var result = cli.Run($"statement read {folder.File("noise")}");
        Assert.Equal(ExitCode.Refused, result.Exit);
        Assert.DoesNotContain('\u001B', result.Error);
        cli.Refuses($"statement read {folder.File("noise")} --csv-profile nowhere.profile", "There is no file nowhere.profile.");
    }

    [Fact]
    public void Every_problem_is_worded_in_every_language_with_place_finding_and_advice()
    {
        foreach (var kind in Enum.GetValues<StatementProblemKind>())
            foreach (var language in Languages.All)
            {
                var words = StatementProblems.Describe(language, "june.xml", new StatementProblem(kind, 12, ":61:", "31\u001B February", "YYMMDD"));
                var lines = words.Split('\n');
                Assert.Equal(4, lines.Length);
                Assert.StartsWith("june.xml:12: :61: ", lines[0], StringComparison.Ordinal);
                Assert.Contains("31  February", lines[1], StringComparison.Ordinal);
                Assert.Contains("YYMMDD", lines[2], StringComparison.Ordinal);
                Assert.EndsWith(kind == StatementProblemKind.UnknownFormat ? lines[3][^1..] : ".", lines[3], StringComparison.Ordinal);
                var brief = StatementProblems.Describe(language, "june.xml", new StatementProblem(kind, 0, "", "", ""));
                Assert.StartsWith("june.xml: ", brief, StringComparison.Ordinal);
                Assert.Equal(2, brief.Split('\n').Length);
            }
    }
}
