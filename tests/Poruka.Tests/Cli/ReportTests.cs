using NodaTime;
using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Tests.Cli;

public sealed class ReportTests(PostgresServer postgres)
{
    private static IEnumerable<string> Lines(string csv) => csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1);

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task Reports_say_what_a_walk_over_all_postings_says(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var books = await GeneratedBooks.PostAsync(test, 300, "0000PorukaR1");
        var cli = new CliRunner(test.Folder);
        var postings = books.Entries.SelectMany(e => e.Postings.Select(p => (e.Day, Posting: p))).ToList();
        var flows = postings.Where(p => p.Posting.Account.Kind is AccountKind.Income or AccountKind.Expense).ToList();
        Assert.Equal(
            Sums(postings, p => "").Order(StringComparer.Ordinal),
            Lines(cli.Do("fund report red-cross --format csv")).Select(Short).Order(StringComparer.Ordinal));
        Assert.Equal(
            Sums(postings.Where(p => p.Day <= new LocalDate(2024, 6, 30)), p => "").Order(StringComparer.Ordinal),
            Lines(cli.Do("fund report red-cross --balance --to 2024-06 --format csv")).Select(Short).Order(StringComparer.Ordinal));
        Assert.Equal(
            Sums(flows.Where(p => p.Day.Year == 2025), p => $"{p.Day.Year}-{p.Day.Month:00},").Order(StringComparer.Ordinal),
            Lines(cli.Do("fund report red-cross --income --from 2025 --to 2025 --format csv")).Select(Short).Order(StringComparer.Ordinal));
        Assert.Equal(
            Sums(flows, p => $"{new[] { "", "parcels", "winter" }[p.Posting.Campaign.Number]},").Order(StringComparer.Ordinal),
            Lines(cli.Do("fund report red-cross --by-campaign --format csv")).Select(Short).Order(StringComparer.Ordinal));

        static IEnumerable<string> Sums(
            IEnumerable<(LocalDate Day, Posting Posting)> postings, Func<(LocalDate Day, Posting Posting), string> lead) => postings
            .GroupBy(p => $"{lead(p)}{p.Posting.Account},{p.Posting.Amount.Currency}")
            .Select(g => $"{g.Key},{g.Sum(p => p.Posting.Amount.Minor)}");

        // The kind and the amount in units follow from what is compared.
        static string Short(string line) => line.Split(',') is [.. var lead, _, var currency, _, var minor]
            ? string.Join(',', [.. lead, currency, minor]) : line;
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task A_register_runs_up_the_balance_by_day_and_pages(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var books = await GeneratedBooks.PostAsync(test, 200, "0000PorukaR2");
        var cli = new CliRunner(test.Folder);
        var cash = new Account(AccountClass.Cash);
        var expected = new List<string>();
        var balances = new Dictionary<Currency, long>();
        foreach (var (entry, journal) in books.Entries.Select((e, i) => (e, i + 1)).OrderBy(e => e.e.Day).ThenBy(e => e.Item2))
            foreach (var amount in entry.Postings.Where(p => p.Account == cash).Select(p => p.Amount))
            {
                balances[amount.Currency] = balances.GetValueOrDefault(amount.Currency) + amount.Minor;
                expected.Add($"{Written.IsoDay(entry.Day)} {journal} {amount.Currency} {amount.Minor} {balances[amount.Currency]}");
            }
        Assert.Equal(expected, Read("--register cash"));
        Assert.Equal(expected.Skip(20).Take(10), Read("--register cash --page 3 --lines 10"));
        Assert.Equal(expected.Where(l => string.CompareOrdinal(l[..10], "2024-02-15") >= 0 && l[..4] == "2024"),
            Read("--register cash --from 2024-02-15 --to 2024"));
        Assert.Empty(Read("--register cash --page 999"));
        Assert.Empty(Read("--register wallet"));
        var page = cli.Run("fund report red-cross --register cash --page 2 --lines 10 --format json").Json;
        Assert.Equal((expected.Count + 9) / 10, page.GetProperty("pages").GetInt32());
        Assert.Equal(10, page.GetProperty("lines").GetArrayLength());

        IEnumerable<string> Read(string options) => Lines(cli.Do($"fund report red-cross {options} --format csv"))
            .Select(l => l.Split(',')).Select(c => $"{c[0]} {c[1]} {c[4]} {c[6]} {c[8]}");
    }

    [Fact]
    public void What_the_fund_has_is_what_it_owes_and_is_worth()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        var cli = new CliRunner(test.Folder);
        Assert.Contains("nothing in the books", cli.Do("fund report red-cross"), StringComparison.Ordinal);
        cli.Do("fund gift red-cross 1234.50 EUR --to bank");
        cli.Do("fund transfer red-cross 200 EUR --from loan-from-fund --to cash");
        Assert.Equal(
            """
            Political Red Cross: balance sheet, EUR

            Account                       Amount
            --------------------------  --------
            assets:bank                 1,234.50
            assets:cash                   200.00
            --------------------------  --------
            What the fund has           1,434.50
            liabilities:loan-from-fund    200.00
            --------------------------  --------
            What the fund owes            200.00
            income less expenses        1,234.50
            --------------------------  --------
            What the fund is worth      1,234.50


            """, cli.Do("fund report red-cross"));
        Assert.Contains("1\u00A0234,50", cli.Do("fund report red-cross --lang uk"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--balance --income", "one report each")]
    [InlineData("--register cash --by-campaign", "one report each")]
    [InlineData("--from 2026-03", "has no beginning")]
    [InlineData("--income --from 2026-03-05", "counts whole months")]
    [InlineData("--to 2026-03-05", "counts whole months")]
    [InlineData("--income --from 2026 --to 2025", "is after --to")]
    public void What_makes_no_report_is_explained(string options, string words)
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        new CliRunner(test.Folder).Refuses($"fund report red-cross {options}", words, ExitCode.WrongUsage);
    }
}
