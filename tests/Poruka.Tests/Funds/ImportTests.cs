using Poruka.Funds.ImportStatement;
using Poruka.Funds.VerifyBooks;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Tests.Funds;

public sealed class ImportTests(PostgresServer postgres)
{
    private static ImportSummary Import(TestInstallation test, string path, ImportOptions? options = null)
    {
        var outcome = ImportStatement.Run(
            test.Installation, test.Fund, path, options ?? new ImportOptions(TestInstallation.Today), null, CancellationToken.None);
        return Assert.IsType<ImportOutcome.Imported>(outcome).Summary;
    }

    private static void AssertSound(TestInstallation test)
    {
        var report = VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None);
        Assert.Empty(report.Findings);
    }

    private static string Write(TestInstallation test, string name, string text)
    {
        var path = Path.Combine(test.Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Mt940(string opening, string closing, params string[] lines) =>
        $":20:TEST\n:25:DE02120300000000202051\n:28C:1/1\n:60F:{opening}\n{string.Concat(lines.Select(l => l + "\n"))}:62F:{closing}\n-\n";

    private static string Gift(string day, string amount, string text) =>
        $":61:{day}C{amount}NTRFNONREF\n:86:{text}";

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void Opening_and_entries_make_closing_for_each_sample_that_adds_up(DatabaseKind kind)
    {
        foreach (var name in (string[])["mt940/mBank-mt940.sta", "mt940/citi-mt940.txt", "mt940/jejik-sns.sta",
            "mt940/jejik-generic.sta", "mt940/jejik-rabobank-iban.sta"])
        {
            using var test = new TestInstallation(kind, postgres);
            var summary = Import(test, Samples.Path(name));
            var account = Assert.Single(summary.Accounts);
            Assert.True(account.BankSays == account.LinesSay && account.BankSays is not null, $"{name}: {account}");
            Assert.Equal(account.BankSays!.Value.Minor, Balance(test, account.Account));
            AssertSound(test);
        }
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void A_file_twice_or_under_another_name_posts_nothing_again(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var first = Import(test, Samples.Path("mt940/mBank-mt940.sta"));
        Assert.Equal(3, first.Posted);
        var again = ImportStatement.Run(test.Installation, test.Fund, Samples.Path("mt940/mBank-mt940.sta"),
            new ImportOptions(TestInstallation.Today), null, CancellationToken.None);
        Assert.Equal(new ImportOutcome.AlreadyImported(TestInstallation.Today, 3), again);
        var renamed = Write(test, "renamed.sta", "\n" + File.ReadAllText(Samples.Path("mt940/mBank-mt940.sta")));
        var other = Import(test, renamed);
        Assert.Equal((0, 3), (other.Posted, other.AlreadyThere));
        AssertSound(test);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void Equal_gifts_of_one_day_are_all_posted_up_to_the_most_seen_in_one_file(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var gift = Gift("260301", "10,00", "Solidarity");
        Import(test, Write(test, "a.sta", Mt940("C260228EUR0,00", "C260301EUR20,00", gift, gift)));
        var overlapping = Import(test, Write(test, "b.sta", Mt940("C260228EUR0,00", "C260302EUR35,00", gift, gift, gift, Gift("260302", "5,00", "Solidarity"))));
        Assert.Equal((2, 2), (overlapping.Posted, overlapping.AlreadyThere));
        Assert.Equal(3_500, Balance(test, new Account(AccountClass.Bank)));
        AssertSound(test);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void An_older_statement_that_comes_later_moves_the_opening_back(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        Import(test, Write(test, "march.sta", Mt940("C260228EUR100,00", "C260301EUR110,00", Gift("260301", "10,00", "March"))));
        var february = Import(test, Write(test, "february.sta", Mt940("C260131EUR70,00", "C260201EUR100,00", Gift("260201", "30,00", "February"))));
        Assert.Equal(11_000, Balance(test, new Account(AccountClass.Bank)));
        Assert.False(Assert.Single(february.Accounts).HasGap);
        AssertSound(test);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void A_missing_statement_in_between_is_noticed(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        Import(test, Write(test, "january.sta", Mt940("C251231EUR0,00", "C260101EUR10,00", Gift("260101", "10,00", "January"))));
        var march = Import(test, Write(test, "march.sta", Mt940("C260228EUR50,00", "C260301EUR60,00", Gift("260301", "10,00", "March"))));
        var account = Assert.Single(march.Accounts);
        Assert.True(account.HasGap);
        Assert.Equal((6_000, 2_000), (account.BankSays!.Value.Minor, account.LinesSay!.Value.Minor));
        var report = VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None);
        Assert.Equal(FindingKind.StatementGap, Assert.Single(report.Findings).Kind);
        Assert.True(report.IsSound);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void A_dry_run_keeps_nothing(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var seen = new List<SeenLine>();
        var summary = Import(test, Samples.Path("mt940/mBank-mt940.sta"), new ImportOptions(TestInstallation.Today, DryRun: true, Seen: seen.Add));
        Assert.Equal((3, 3), (summary.Posted, seen.Count));
        Assert.Equal(0, Balance(test, new Account(AccountClass.Bank)));
        Assert.Equal(3, Import(test, Samples.Path("mt940/mBank-mt940.sta")).Posted);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void A_file_that_does_not_add_up_posts_nothing(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var outcome = ImportStatement.Run(test.Installation, test.Fund, Samples.Path("mt940/jejik-abnamro.sta"),
            new ImportOptions(TestInstallation.Today), null, CancellationToken.None);
        Assert.Equal(Poruka.Ledger.Statements.StatementProblemKind.DoesNotAddUp, Assert.IsType<ImportOutcome.Refused>(outcome).Problem.Kind);
        Assert.Equal(0, Balance(test, new Account(AccountClass.Bank)));
        AssertSound(test);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void A_payment_that_the_bank_takes_back_reverses_its_entry(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var summary = Import(test, Write(test, "a.sta", Mt940("C260228EUR0,00", "C260303EUR5,00",
            ":61:260301C10,00NTRFDONOR1\n:86:Solidarity", ":61:260302C5,00NTRFDONOR2\n:86:Solidarity", ":61:260303RC10,00NTRFDONOR1\n:86:Solidarity")));
        Assert.Equal((3, 1, 2), (summary.Posted, summary.Recognised, summary.Waiting));
        Assert.Equal(500, Balance(test, new Account(AccountClass.Bank)));
        Assert.Equal(-500, Balance(test, new Account(AccountClass.Unrecognised)));
        AssertSound(test);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void An_import_that_is_stopped_posts_nothing(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => ImportStatement.Run(
            test.Installation, test.Fund, Samples.Path("mt940/mBank-mt940.sta"),
            new ImportOptions(TestInstallation.Today, Seen: _ => stop.Cancel()), null, stop.Token));
        Assert.Equal(0, Balance(test, new Account(AccountClass.Bank)));
        Assert.Equal(3, Import(test, Samples.Path("mt940/mBank-mt940.sta")).Posted);
    }

    internal static long Balance(TestInstallation test, Account account)
    {
        using var connection = test.Database.Open();
        return Sql.Number(connection, null,
            "select cast(coalesce(sum(amount), 0) as bigint) from monthly_sum where account = @account", ("account", (long)account.Code))!.Value;
    }
}
