using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Tests.Cli;

public sealed class RecordEntriesTests(PostgresServer postgres)
{
    private const string Id = "9f0c4b7a3d2e4f5a8b6c7d8e9f0a1b2c";

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void From_an_empty_folder_to_a_balance(DatabaseKind kind)
    {
        using var folder = new TemporaryFolder();
        var cli = new CliRunner(folder.Path);
        var database = kind == DatabaseKind.PostgreSql ? $" --database \"{postgres.CreateDatabase()}\"" : "";
        Assert.Contains(folder.Path, cli.Do($"init --log-name test.example{database}"), StringComparison.Ordinal);
        cli.Do("fund create winter-help --name \"Winter help\" --currency EUR --purpose \"For everybody inside.\" --rounding 100");
        cli.Refuses("fund create winter-help --name Other --currency EUR", "There is a fund “winter-help” already.");
        cli.Do("fund campaign add winter-help parcels --name Parcels");
        cli.Do("fund account add winter-help \"DE89 3704 0044 0532 0130 00\"");
        cli.Do("fund account add winter-help CH9300762011623852957 --currency CHF");
        cli.Refuses("fund account add winter-help DE89370400440532013000", "is in the books already, as assets:bank");
        cli.Refuses("fund account add winter-help DE99 --as bank:1", "the next free one is assets:bank:2");
        Assert.Equal(["assets:bank", "assets:bank:1"],
            cli.Run("fund account list winter-help --json").Json.EnumerateArray().Select(a => a.GetProperty("account").GetString()));

        cli.Do("fund gift winter-help 120.50 EUR --to bank --campaign parcels");
        cli.Do("fund gift winter-help 50 eur --to cash --kind dues --on 2026-11-01");
        cli.Do("fund expense winter-help 42,80 EUR --from cash --for parcel --campaign parcels --ref request-17");
        cli.Do("fund transfer winter-help 20 EUR --from bank --to bank:1 --got 18.90 CHF");
        cli.Do("fund transfer winter-help 50 EUR --from bank --to bail-posted");
        Assert.Equal(
            """
            account,kind,currency,amount,amountMinor
            assets:bank,asset,EUR,50.50,5050
            assets:bank:1,asset,CHF,18.90,1890
            assets:cash,asset,EUR,7.20,720
            assets:bail-posted,asset,EUR,50.00,5000
            income:gift,income,EUR,-120.50,-12050
            income:dues,income,EUR,-50.00,-5000
            expenses:parcel,expense,EUR,42.80,4280
            equity:conversion,net-assets,CHF,-18.90,-1890
            equity:conversion,net-assets,EUR,20.00,2000

            """, cli.Do("fund report winter-help --format csv"));
        var fund = cli.Run("fund list --json").Json[0];
        Assert.Equal(("winter-help", 5, 10_000), (fund.GetProperty("slug").GetString(),
            fund.GetProperty("entries").GetInt32(), fund.GetProperty("roundingMinor").GetInt32()));
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void A_gift_given_twice_with_one_id_is_posted_once(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var cli = new CliRunner(test.Folder);
        var first = cli.Run($"fund gift red-cross 50 EUR --to cash --id {Id} --json").Json;
        var again = cli.Run($"fund gift red-cross 50 EUR --to cash --id {Id} --json").Json;
        Assert.Equal(("posted", "already-posted"), (first.GetProperty("outcome").GetString(), again.GetProperty("outcome").GetString()));
        Assert.Equal(Id + "-0", first.GetProperty("id").GetString());
        // A repeat tells the same reference: the donor gets theirs even where the first answer was lost.
        Assert.Equal(first.GetProperty("donorReference").GetString(), again.GetProperty("donorReference").GetString());
        Assert.True(DonorReference.TryParse(first.GetProperty("donorReference").GetString(), out _));
        cli.Refuses($"fund gift red-cross 51 EUR --to cash --id {Id}", "which says something else");
        Assert.Equal(1, cli.Run("fund list --json").Json[0].GetProperty("entries").GetInt32());
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void A_donors_reference_serves_one_gift(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var cli = new CliRunner(test.Folder);
        Assert.Contains("K7QM-2F9D-0TWB-X4HA", cli.Do("fund gift red-cross 5 EUR --to cash --reference k7qm2f9dOtwbx4ha"), StringComparison.Ordinal);
        cli.Refuses("fund gift red-cross 5 EUR --to cash --reference K7QM-2F9D-0TWB-X4HA", "Entry 1 bears this donor’s reference already");
        // Interest has no donor.
        Assert.Equal(System.Text.Json.JsonValueKind.Null, cli.Run("fund gift red-cross 1 EUR --to cash --kind interest --json")
            .Json.GetProperty("donorReference").ValueKind);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void An_entry_is_taken_back_by_number_or_by_id_and_once(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var cli = new CliRunner(test.Folder);
        cli.Do("fund gift red-cross 50 EUR --to cash");
        cli.Do($"fund expense red-cross 20 EUR --from cash --for legal --id {Id}");
        cli.Do("fund reverse red-cross #1");
        cli.Do($"fund reverse red-cross {Id} --on 2026-12-01");
        cli.Refuses("fund reverse red-cross 1", "was reversed already, by entry 3");
        cli.Refuses("fund reverse red-cross 3", "is itself a reversal");
        cli.Refuses("fund reverse red-cross 99", "have no entry 99");
        cli.Refuses("fund reverse red-cross 99999999999999999999", "expected a number of the journal", ExitCode.WrongUsage);
        Assert.All(cli.Run("fund report red-cross --format json").Json.GetProperty("lines").EnumerateArray(),
            l => Assert.Equal(0, l.GetProperty("amountMinor").GetInt64()));
    }

    [Fact]
    public void What_does_not_fit_the_fund_is_refused_with_what_there_is()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        var cli = new CliRunner(test.Folder);
        cli.Refuses("fund gift blue-cross 5 EUR --to cash", "There is no fund “blue-cross”. There are: red-cross.");
        cli.Refuses("fund gift red-cross 5 EUR --to bank:1", "red-cross has no account assets:bank:1");
        cli.Do("fund account add red-cross DE89370400440532013000");
        cli.Refuses("fund gift red-cross 5 USD --to bank", "assets:bank is an account in EUR and can’t hold USD");
        cli.Refuses("fund expense red-cross 5 EUR --from cash --for legal --campaign parcels", "red-cross has no campaign “parcels”");
        cli.Refuses("fund transfer red-cross 5 EUR --from cash --to cash", "between two accounts", ExitCode.WrongUsage);
        cli.Refuses("fund transfer red-cross 5 EUR --from cash --to bank --got 4 EUR", "in one currency", ExitCode.WrongUsage);
        cli.Do("fund gift red-cross 92233720368547758.07 EUR --to cash");
        cli.Refuses("fund gift red-cross 0.01 EUR --to cash", "more than they can hold");
        Assert.Equal(1, cli.Run("fund list --json").Json[0].GetProperty("entries").GetInt32());
    }

    [Fact]
    public void A_dry_run_shows_the_entry_and_posts_nothing()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        var cli = new CliRunner(test.Folder);
        var shown = cli.Do("fund transfer red-cross 100 USD --from cash --to bank --got 91.40 EUR --dry-run");
        Assert.Contains("equity:conversion", shown, StringComparison.Ordinal);
        Assert.Contains("1 USD = 0.914 EUR", shown, StringComparison.Ordinal);
        Assert.Equal(0, cli.Run("fund list --json").Json[0].GetProperty("entries").GetInt32());
    }

    [Theory]
    [InlineData("en", "y", 1)]
    [InlineData("en", "", 0)]
    [InlineData("en", "n", 0)]
    [InlineData("ru", "Да", 1)]
    [InlineData("uk", "т", 1)]
    [InlineData("uk", "ні", 0)]
    public void A_person_at_the_terminal_is_asked_first(string language, string answer, int entries)
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        var person = new CliRunner(test.Folder) { Typed = answer + "\n", Language = language };
        var result = person.Run("fund gift red-cross 50 EUR --to cash");
        Assert.Equal(entries == 1 ? ExitCode.Done : ExitCode.Refused, result.Exit);
        Assert.Contains("assets:cash", result.Out, StringComparison.Ordinal);
        Assert.Equal(entries, new CliRunner(test.Folder).Run("fund list --json").Json[0].GetProperty("entries").GetInt32());
    }
}
