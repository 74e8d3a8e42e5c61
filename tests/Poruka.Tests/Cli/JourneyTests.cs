using Poruka.Funds;
using Poruka.Funds.ImportStatement;
using Poruka.Funds.VerifyBooks;
using Poruka.Funds.WitnessLog;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Tests.Cli;

/// <summary>A bank's statement becomes a receipt, by the command line alone.</summary>
public sealed class JourneyTests(PostgresServer postgres)
{
    private static readonly string Statement = Samples.Path("camt/camt053.v2.multi.statement.xml");

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void A_statement_is_imported_once_and_books_and_log_are_sound(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var folder = new TemporaryFolder();
        var cli = new CliRunner(test.Folder);
        var preview = cli.Do($"fund import red-cross {Statement} --dry-run");
        Assert.Contains("8.85 EUR", preview, StringComparison.Ordinal);
        Assert.Contains("Would be posted: 2.", preview, StringComparison.Ordinal);
        Assert.Equal(0, Entries(cli));

        var first = cli.Run($"fund import red-cross {Statement} --json").Json;
        Assert.Equal(("imported", 2), (first.GetProperty("outcome").GetString(), first.GetProperty("posted").GetInt32()));
        Assert.Equal(2_000, first.GetProperty("accounts")[0].GetProperty("linesSayMinor").GetInt64());
        Assert.Contains("was imported before, on 2026-11-23", cli.Do($"fund import red-cross {Statement}"), StringComparison.Ordinal);
        // The same lines in another file: a space at the end is enough to make it one.
        File.WriteAllText(folder.File("renamed.xml"), File.ReadAllText(Statement) + " ");
        Assert.Contains("Posted: 0. In the books already: 2.", cli.Do($"fund import red-cross {folder.File("renamed.xml")}"), StringComparison.Ordinal);
        Assert.Contains("assets:bank,asset,EUR,20.00,2000", cli.Do("fund report red-cross --format csv"), StringComparison.Ordinal);

        Assert.Contains("nothing is wrong", cli.Do("fund verify"), StringComparison.Ordinal);
        Assert.Contains("Published for red-cross", cli.Do("log publish red-cross"), StringComparison.Ordinal);
        Assert.Contains("nothing new", cli.Do("log publish red-cross"), StringComparison.Ordinal);
        Assert.Contains("audited up to", cli.Do("log audit red-cross --record"), StringComparison.Ordinal);
        Assert.True(cli.Run("fund verify red-cross --json").Json[0].GetProperty("sound").GetBoolean());
    }

    [Fact]
    public void A_refused_file_says_why_and_posts_nothing()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        var cli = new CliRunner(test.Folder);
        var result = cli.Run($"fund import red-cross {Samples.Path("camt/camt053.v2.minimal.xml")}");
        Assert.Equal(ExitCode.Refused, result.Exit);
        Assert.Contains("camt053.v2.minimal.xml:60: ", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was posted.\n", result.Error, StringComparison.Ordinal);
        cli.Refuses("fund import red-cross nowhere.xml", "There is no file nowhere.xml.");
        Assert.Equal(0, Entries(cli));
    }

    [Theory]
    [InlineData("y\n", 2)]
    [InlineData("n\n", 0)]
    public void A_person_sees_what_would_be_posted_before_it_is(string answer, int posted)
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        var result = new CliRunner(test.Folder) { Typed = answer }.Run($"fund import red-cross {Statement}");
        Assert.Contains("Would be posted: 2.", result.Out, StringComparison.Ordinal);
        // The opening balance is an entry too.
        Assert.Equal(posted == 0 ? 0 : posted + 1, Entries(new CliRunner(test.Folder)));
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void Lines_that_wait_are_put_where_rules_or_the_treasurer_say(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var cli = new CliRunner(test.Folder);
        cli.Do($"fund import red-cross {Statement}");
        Assert.Equal(2, cli.Run("fund match red-cross --json").Json.GetArrayLength());
        cli.Refuses("fund rule add red-cross --to gift", "would fit every line", ExitCode.WrongUsage);
        cli.Refuses("fund rule add red-cross --to gift --least 1,000", "expected an amount", ExitCode.WrongUsage);
        cli.Do("fund rule add red-cross --to legal --payer \"company name 2\" --direction out");
        cli.Do("fund rule add red-cross --to grant --text nonsense --most 10");
        Assert.Contains("Rules fit 1, and 1 fit none.", cli.Do("fund match red-cross"), StringComparison.Ordinal);
        Assert.Contains("Posted: 1. Still waiting: 1.", cli.Do("fund match red-cross --apply"), StringComparison.Ordinal);
        var waiting = cli.Run("fund match red-cross --json").Json;
        var line = waiting[0].GetProperty("journal").GetInt64();
        cli.Do($"fund match red-cross --line {line} --to gift");
        Assert.Contains("already", cli.Do($"fund match red-cross --line {line} --to gift"), StringComparison.Ordinal);
        cli.Refuses("fund match red-cross --line 999 --to gift", "is no bank line");
        cli.Refuses("fund match red-cross --line 1", "go together", ExitCode.WrongUsage);
        Assert.Contains("Nothing waits", cli.Do("fund match red-cross"), StringComparison.Ordinal);
        // What put a line where it belongs is not taken back alone: the line would be lost.
        cli.Refuses($"fund reverse red-cross {Entries(cli)}", $"fund match red-cross --line {line} --to");
        cli.Do($"fund match red-cross --line {line} --to dues");
        cli.Do($"fund match red-cross --line {line} --to gift");
        cli.Do("fund rule remove red-cross 2");
        cli.Refuses("fund rule remove red-cross 2", "has no rule 2");
        Assert.Equal(1, cli.Run("fund rule list red-cross --json").Json.GetArrayLength());
        var report = cli.Do("fund report red-cross --format csv");
        Assert.Contains("income:gift,income,EUR,-8.85,-885", report, StringComparison.Ordinal);
        Assert.Contains("expenses:legal,expense,EUR,7.00,700", report, StringComparison.Ordinal);
        cli.Do("fund verify");
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void A_line_whose_entry_was_taken_back_waits_no_more(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var cli = new CliRunner(test.Folder);
        cli.Do($"fund import red-cross {Statement}");
        var line = cli.Run("fund match red-cross --json").Json[0].GetProperty("journal").GetInt64();
        cli.Do($"fund reverse red-cross {line}");
        Assert.Equal(1, cli.Run("fund match red-cross --json").Json.GetArrayLength());
        cli.Refuses($"fund match red-cross --line {line} --to gift", "was taken back");
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void A_donor_checks_a_receipt_without_an_installation(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var folder = new TemporaryFolder();
        var cli = new CliRunner(test.Folder);
        var reference = cli.Run("fund gift red-cross 50 EUR --to cash --on 2026-03-05 --json").Json.GetProperty("donorReference").GetString();
        var (receipt, key) = (folder.File("gift.tlog-proof"), folder.File("red-cross.key"));
        cli.Refuses($"receipt issue red-cross {reference} --output {receipt}", "goes out with the next batch");
        cli.Do("log publish red-cross");
        Assert.Contains("€50.00", cli.Do($"receipt issue red-cross {reference} --output {receipt}"), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(receipt), cli.Do("receipt issue red-cross 1"));
        File.WriteAllText(key, cli.Do("log key red-cross"));

        var donor = new CliRunner(folder.File("nothing-here"));
        var words = donor.Do($"receipt verify {receipt} --key {key}");
        Assert.Contains("€50.00, on 5 March 2026", words, StringComparison.Ordinal);
        Assert.Contains(reference!, words, StringComparison.Ordinal);
        Assert.Equal("Valid", donor.Run($"receipt verify {receipt} --key {File.ReadAllText(key).Trim()} --json").Json.GetProperty("outcome").GetString());
        File.WriteAllText(folder.File("changed"), File.ReadAllText(receipt).Replace("index ", "index 1", StringComparison.Ordinal));
        donor.Refuses($"receipt verify {folder.File("changed")} --key {key}", "the entry or the proof was changed");
        donor.Refuses($"receipt verify {key} --key {key}", "This is no receipt");
        donor.Refuses($"receipt verify {receipt} --key nonsense", "expected the public key of a log", ExitCode.WrongUsage);
        donor.Refuses($"receipt verify {receipt} --key {key} --quorum 1", "asks for more witnesses (1)", ExitCode.WrongUsage);
        cli.Refuses("receipt issue red-cross K7QM-2F9D-0TWB-X4HA", "No gift in the books");
        cli.Refuses("receipt issue red-cross nonsense!", "expected a donor’s reference", ExitCode.WrongUsage);
        Assert.True(DonorReference.TryParse(cli.Do("receipt reference red-cross").Trim(), out _));
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void Allies_witness_and_audit_a_log_from_a_copy_of_its_files(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var ally = new TemporaryFolder();
        var (cli, theirs) = (new CliRunner(test.Folder), new CliRunner(ally.Path));
        theirs.Do("init --log-name ally.example");
        var copy = ally.File("copy");
        cli.Refuses($"log export red-cross {copy}", "is empty yet");
        cli.Do("fund gift red-cross 50 EUR --to cash");
        cli.Do("log publish red-cross");
        cli.Do($"log export red-cross {copy}");
        File.WriteAllText(ally.File("key"), cli.Do("log key red-cross"));
        Assert.Contains("nothing is wrong", theirs.Do($"log audit --folder {copy} --key {ally.File("key")}"), StringComparison.Ordinal);
        File.WriteAllText(ally.File("line"), theirs.Do($"log witness sign {copy} --key {ally.File("key")} --quiet"));
        cli.Refuses($"log witness accept red-cross {ally.File("line")}", "no witness that red-cross knows");
        File.WriteAllText(ally.File("witness"), theirs.Do("log witness key"));
        cli.Do($"log witness add red-cross {ally.File("witness")}");
        Assert.Equal(File.ReadAllText(ally.File("witness")), cli.Do("log witness list red-cross"));
        cli.Do($"log witness accept red-cross {ally.File("line")}");
        cli.Refuses("log witness accept red-cross nonsense", "no line of a cosignature");

        cli.Do($"receipt issue red-cross 1 --output {ally.File("gift")}");
        Assert.Contains("Cosigned by ally.example/witness", theirs.Do(
            $"receipt verify {ally.File("gift")} --key {ally.File("key")} --witness {ally.File("witness")} --quorum 1"), StringComparison.Ordinal);

        File.Copy(Path.Combine(copy, "checkpoint"), ally.File("kept"));
        cli.Do("fund gift red-cross 60 EUR --to cash");
        cli.Do("log publish red-cross");
        cli.Do($"log export red-cross {copy}");
        theirs.Do($"log audit --folder {copy} --key {ally.File("key")} --since {ally.File("kept")}");
        var tile = Directory.GetFiles(Path.Combine(copy, "tile"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();
        var bytes = File.ReadAllBytes(tile);
        bytes[5] ^= 1;
        File.WriteAllBytes(tile, bytes);
        Assert.Equal(ExitCode.Refused, theirs.Run($"log audit --folder {copy} --key {ally.File("key")}").Exit);
        theirs.Refuses($"log audit --folder {copy}", "can’t vouch for itself", ExitCode.WrongUsage);
        theirs.Refuses("log audit", "Name a fund of ours", ExitCode.WrongUsage);
    }

    [Fact]
    public void What_was_changed_is_named_with_its_place_and_the_exit_code_tells()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        var cli = new CliRunner(test.Folder);
        cli.Do("fund gift red-cross 50 EUR --to cash");
        using (var connection = test.Database.Open())
            Sql.Run(connection, null, "update monthly_sum set amount = amount + 1 where account = (select min(account) from monthly_sum)");
        var result = cli.Run("fund verify red-cross");
        Assert.Equal(ExitCode.Refused, result.Exit);
        Assert.Contains("red-cross: sum assets:cash EUR 2026-11: the kept sum is another than the postings make.", result.Error, StringComparison.Ordinal);
        Assert.Equal("SumWrong", cli.Run("fund verify --json").Json[0].GetProperty("findings")[0].GetProperty("kind").GetString());
        cli.Refuses("log audit red-cross", "wrong things found: 1.");
        cli.Refuses("fund verify blue-cross", "There is no fund “blue-cross”");
    }

    [Fact]
    public void Every_outcome_has_its_words_in_every_language()
    {
        string[] keys =
        [
            .. Enum.GetNames<FindingKind>().Select(n => $"Command.Finding.{n}"),
            .. Enum.GetNames<PublicLogProblem>().Select(n => $"Command.PublicLog.{n}"),
            .. Enum.GetNames<LineFate>().Select(n => $"Command.FundImport.Fate.{n}"),
            .. Enum.GetNames<CosignatureOutcome>().Select(n => $"Command.LogWitnessAccept.{n}"),
            .. Enum.GetNames<ReceiptOutcome>().Select(n => $"Funds.Receipt.Outcome.{n}"),
            .. Enum.GetNames<TlogProofProblem>().Where(n => n != nameof(TlogProofProblem.None)).Select(n => $"Funds.Receipt.Problem.{n}"),
            .. Enum.GetNames<EntryKind>().Select(n => $"Command.Kind.{n}"),
        ];
        foreach (var language in Languages.All)
            Assert.All(keys, key => Assert.True(Texts.Has(language, key), key));
    }

    private static int Entries(CliRunner cli) => cli.Run("fund list --json").Json[0].GetProperty("entries").GetInt32();
}
