using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using NodaTime;
using Poruka.Shell;

namespace Poruka.Tests.Cli;

public sealed class CommandLineTests
{
    public static TheoryData<string> Tags => [.. Languages.All.Select(l => l.Name)];

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    private static (CommandLine Line, Group Root) Build(string language)
    {
        var terminal = new Terminal(Stream.Null, Stream.Null, Stream.Null, false, CultureInfo.GetCultureInfo(language),
            _ => null, SystemClock.Instance, DateTimeZone.Utc);
        var line = new CommandLine(terminal);
        var root = Program.Contents(line);
        foreach (var option in (Option[])[line.Data, line.LanguageTag, line.Quiet, line.Help]) root.Add(option);
        return (line, root);
    }

    [Theory, MemberData(nameof(Tags))]
    public void Every_command_explains_itself_in_every_language(string language)
    {
        var (line, root) = Build(language);
        foreach (var command in All(root))
        {
            using var page = new StringWriter();
            new HelpPage(line, page).Write(command); // a text that is missing throws
            Assert.Contains(CommandLine.PathOf(command), page.ToString(), StringComparison.Ordinal);
            Assert.All(page.ToString().Split('\n'), l => Assert.True(l.TrimEnd().Length <= 130, l));
            if (command is Verb verb) Assert.NotEmpty(verb.Examples);
        }
    }

    [Fact]
    public void Every_example_in_the_help_is_a_right_command_line()
    {
        var (line, root) = Build("en");
        foreach (var verb in All(root).OfType<Verb>())
            foreach (var example in verb.Examples)
            {
                var words = example.Split(['|', '<', '>'])[0];
                var parsed = CommandLineParser.Parse(root, [.. CommandLineParser.SplitCommandLine(words)],
                    new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
                Assert.True(parsed.Errors.Count == 0, $"{example}: {string.Join("; ", parsed.Errors.Select(e => e.Message))}");
                Assert.Same(verb, parsed.CommandResult.Command);
            }
    }

    /// <summary>
    /// Nobody is signed in at the command line, so no room could be asked there before a text goes out. Whoever adds one says here that the public
    /// never reads it, or refuses it while there are cases (<c>GuardedFormTests</c>).
    /// </summary>
    [Fact]
    public void Free_text_is_taken_for_what_the_public_never_reads_or_is_refused_while_rooms_would_be_asked()
    {
        string[] known = ["poruka fund campaign add --name", "poruka fund create --name", "poruka fund create --purpose"], unread =
        [
            "poruka fund rule add --payer", "poruka fund rule add --text", "poruka member freeze --name", "poruka member thaw --name",
            "poruka backup drill --set", "poruka restore --set", "poruka init --log-name", "poruka serve --onion",
        ];
        var (_, root) = Build("en");
        Assert.Equal(known.Concat(unread).Order(StringComparer.Ordinal), All(root).OfType<Verb>().SelectMany(verb => verb.Options.OfType<Option<string>>().Where(o => o.HelpName is "TEXT" or "NAME")
            .Select(o => $"{CommandLine.PathOf(verb)} {o.Name}")).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("fund gift red-cross", "AMOUNT CUR is missing.")]
    [InlineData("fund gift red-cross 50 EUR", "--to ACCOUNT is missing.")]
    [InlineData("fund gift red-cross 50 EUR --to", "--to needs a value: ACCOUNT.")]
    [InlineData("fund gift red-cross 50 EUR --to legal", "--to: found “legal”, expected an account")]
    [InlineData("fund gift red-cross 50 EUX --to cash", "AMOUNT CUR: found “EUX”, expected a currency")]
    [InlineData("fund gift red-cross 50,005 EUR --to cash", "EUR has 2 digits behind the point")]
    [InlineData("fund gift red-cross 1,000 EUR --to cash", "Thousands are not set apart")]
    [InlineData("fund gift red-cross 0 EUR --to cash", "expected an amount above zero")]
    [InlineData("fund gift red-cross 99999999999999999999 EUR --to cash", "more than the books can hold")]
    [InlineData("fund gift red-cross fifty EUR --to cash", "expected an amount: digits")]
    [InlineData("fund gift red-cross 50 EUR --to cash --on 2026-02-31", "--on: found “2026-02-31”, expected a day")]
    [InlineData("fund gift red-cross 50 EUR --to cash --on 1802-03-01", "expected a day")]
    [InlineData("fund gift red-cross 50 EUR --to cash --campain parcels", "Did you mean “--campaign”?")]
    [InlineData("fund gift red-cross 50 EUR --to cash --reference K7QM", "expected a donor’s reference")]
    [InlineData("fund gift red-cross 50 EUR --to cash --id 12", "expected the id of an entry")]
    [InlineData("fund gift red-cross 50 EUR cash --to cash", "takes no further word, and found “cash”")]
    [InlineData("fund gift red-cross 50 EUR --to cash --on 2026-01-01 --on 2026-01-02", "--on is given more than once.")]
    [InlineData("fund gif red-cross 50 EUR --to cash", "Did you mean “gift”?")]
    [InlineData("fund", "“poruka fund” needs a command after it")]
    [InlineData("fund nonsense", "has no command “nonsense”")]
    [InlineData("fund gift RedCross 50 EUR --to cash", "expected a short name")]
    [InlineData("fund export red-cross --to excel", "expected one of: hledger, beancount, csv, json")]
    [InlineData("fund report red-cross --page 0 --register bank", "expected a whole number from 1 up")]
    [InlineData("fund report red-cross --from 2026-13", "expected a day, a month or a year")]
    [InlineData("fund list --lang fr", "expected one of: en, ru, uk")]
    [InlineData("fund expense red-cross 5 EUR --from cash --for legal --ref \"A Name\"", "no name, no case")]
    [InlineData("serve --urls ftp://here", "expected an address such as")]
    public void A_wrong_command_line_is_told_what_was_found_and_what_was_expected(string line, string words)
    {
        using var folder = new TemporaryFolder();
        if (line.StartsWith("serve", StringComparison.Ordinal)) new CliRunner(folder.Path).Do("init");
        new CliRunner(folder.Path).Refuses(line, words, ExitCode.WrongUsage);
    }

    [Theory]
    [InlineData("uk", "fund gift red-cross", "Бракує AMOUNT CUR.")]
    [InlineData("ru", "fund gift red-cross 50 EUX --to cash", "ожидалась валюта")]
    [InlineData("uk", "fund gift red-cross 50 EUR --to cash --on 2026-02-31", "очікувався день")]
    [InlineData("ru", "fund gif red-cross", "Может быть, «gift»?")]
    public void It_is_told_in_the_language_of_the_person(string language, string line, string words)
    {
        using var folder = new TemporaryFolder();
        new CliRunner(folder.Path) { Language = language }.Refuses(line, words, ExitCode.WrongUsage);
        new CliRunner(folder.Path).Refuses($"{line} --lang {language}", words, ExitCode.WrongUsage);
    }

    [Fact]
    public void Help_is_no_error_wherever_it_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        var cli = new CliRunner(folder.Path);
        Assert.Contains("poruka init", cli.Do(""), StringComparison.Ordinal);
        Assert.Contains("--to ACCOUNT", cli.Do("fund gift --help"), StringComparison.Ordinal);
        Assert.Contains("130", cli.Do("fund gift x nonsense -h"), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_installation_it_is_told_how_to_make_one()
    {
        using var folder = new TemporaryFolder();
        new CliRunner(folder.Path).Refuses("fund list", "poruka init");
    }

    [Fact]
    public void Settings_that_cannot_be_read_are_named_with_file_and_line()
    {
        using var folder = new TemporaryFolder();
        var cli = new CliRunner(folder.Path);
        cli.Do("init");
        var settings = Path.Combine(folder.Path, "poruka.conf");
        var line = File.ReadAllLines(settings).Length + 1;
        File.AppendAllText(settings, "nonsense\n");
        cli.Refuses("fund list", $"poruka.conf:{line}: found 'nonsense'");
    }

    [Fact]
    public void A_database_that_does_not_answer_is_a_fault_and_no_installation_is_left()
    {
        using var folder = new TemporaryFolder();
        var cli = new CliRunner(folder.Path);
        cli.Refuses("init --database \"Host=127.0.0.1;Port=1;Timeout=2\"", "The database refused.", ExitCode.Broken);
        Assert.Equal("", cli.Do("init --quiet"));
        cli.Refuses("init", "holds an installation already");
    }
}
