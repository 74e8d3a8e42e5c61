using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Poruka.Funds.ExportFund;
using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Tests.Cli;

public sealed class ExportTests(PostgresServer postgres)
{
    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task The_real_hledger_agrees_to_the_minor_unit(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var folder = new TemporaryFolder();
        var books = await GeneratedBooks.PostAsync(test, 300, "0000PorukaE1");
        var journal = folder.File("export.journal");
        new CliRunner(test.Folder).Do($"fund export red-cross --to hledger --output {journal}");
        Assert.Equal([journal], Directory.GetFiles(folder.Path));
        Program("hledger", "-f", journal, "check", "--strict");
        // One line an account and a commodity, amounts without grouping.
        var balance = Program("hledger", "-f", journal, "balance", "--flat", "--no-total", "--empty", "--layout=tidy", "-O", "csv");
        var found = balance.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Replace("\"", "", StringComparison.Ordinal).Split(','))
            .Where(c => c[^2].Length > 0).ToDictionary(c => (c[0], c[^2]), c => c[^1]);
        foreach (var ((account, currency), minor) in books.Balances)
            Assert.Equal(minor, Minor(found.GetValueOrDefault((account.Name, currency.Code), "0"), currency));
        Assert.Equal(books.Balances.Count(b => b.Value != 0), found.Count(f => decimal.Parse(f.Value, CultureInfo.InvariantCulture) != 0));
        // Campaigns are tags.
        var restricted = Program("hledger", "-f", journal, "balance", "income", "tag:campaign=parcels", "cur:EUR", "-N", "-O", "csv");
        Assert.Contains("income:", restricted, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task The_real_beancount_finds_nothing_wrong_and_agrees(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var folder = new TemporaryFolder();
        var books = await GeneratedBooks.PostAsync(test, 300, "0000PorukaE2");
        var ledger = folder.File("export.beancount");
        File.WriteAllText(ledger, new CliRunner(test.Folder).Do("fund export red-cross --to beancount"));
        Assert.Equal("", Program("bean-check", ledger));
        var found = Program("bean-query", "-f", "csv", ledger, "select account, currency, sum(position) group by account, currency")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(',', StringSplitOptions.TrimEntries))
            .ToDictionary(c => (c[0], c[1]), c => c[2]);
        Assert.Equal(books.Balances.Count, found.Count);
        foreach (var ((account, currency), minor) in books.Balances)
            Assert.Equal(minor, Minor(found[(BeancountExport.Capitals(account), currency.Code)], currency));
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task Csv_and_json_hold_every_posting(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var books = await GeneratedBooks.PostAsync(test, 100, "0000PorukaE3");
        var cli = new CliRunner(test.Folder);
        var expected = books.Entries.SelectMany((e, i) => e.Postings.Select(p =>
            $"{i + 1},{e.Id},{Written.IsoDay(e.Day)},{p.Account},{Slug(p.Campaign)},{p.Amount.Currency},{p.Amount.Minor}")).ToList();
        var csv = cli.Do("fund export red-cross --to csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(','));
        Assert.Equal(expected, csv.Select(c => $"{c[0]},{c[1]},{c[2]},{c[4]},{c[5]},{c[6]},{c[8]}"));
        var json = JsonDocument.Parse(cli.Do("fund export red-cross --to json")).RootElement;
        Assert.Equal(expected, json.GetProperty("entries").EnumerateArray().SelectMany(e => e.GetProperty("postings").EnumerateArray().Select(p =>
            $"{e.GetProperty("journal")},{e.GetProperty("id")},{e.GetProperty("day")},{p.GetProperty("account")},"
            + $"{(p.TryGetProperty("campaign", out var c) ? c.GetString() : "")},{p.GetProperty("currency")},{p.GetProperty("amountMinor")}")));
        Assert.Contains(json.GetProperty("entries").EnumerateArray(), e => e.TryGetProperty("reverses", out _));
        Assert.Contains(json.GetProperty("entries").EnumerateArray(), e => e.TryGetProperty("rate", out _));

        static string Slug(CampaignId campaign) => new[] { "", "parcels", "winter" }[campaign.Number];
    }

    [Fact]
    public void An_empty_fund_makes_files_that_the_programs_accept()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var folder = new TemporaryFolder();
        var cli = new CliRunner(test.Folder);
        cli.Do($"fund export red-cross --to beancount --output {folder.File("a.beancount")}");
        cli.Do($"fund export red-cross --to hledger --output {folder.File("a.journal")}");
        Program("bean-check", folder.File("a.beancount"));
        Program("hledger", "-f", folder.File("a.journal"), "check");
        Assert.Equal(0, JsonDocument.Parse(cli.Do("fund export red-cross --to json")).RootElement.GetProperty("entries").GetArrayLength());
        cli.Refuses($"fund export red-cross --to csv --output {folder.File("nowhere/a.csv")}", "can’t be used");
    }

    private static long Minor(string units, Currency currency)
    {
        Assert.True(Money.TryParse(units.Split(' ')[0], currency, out var money, out var problem), $"{units} {currency}: {problem}");
        return money.Minor;
    }

    private static string Program(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{name} {string.Join(' ', arguments)}\n{error.Result}{output}");
        return output;
    }
}
