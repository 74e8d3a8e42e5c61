using System.Text;
using System.Text.Json;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Tests.Cli;

namespace Poruka.Tests.Letters;

/// <summary><c>poruka letters plan</c>: words for people, ids for programs, and a plan that is kept only when it is asked for.</summary>
public sealed class PlanCommandTests(PostgresServer postgres)
{
    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task The_plan_is_told_with_reasons_and_kept_to_be_carried_out(DatabaseKind kind)
    {
        await using var crew = await LettersCrew.Start(kind, postgres);
        var vera = crew.Group.Vera.Passphrase;
        Assert.Contains("No letter is due this week.", Run(crew, "letters plan --unlock vera", vera).All, StringComparison.Ordinal);

        await crew.AddRecipient("Анна Ильина", "ru");
        await crew.AddRecipient("ნინო", "ka");
        await crew.AddRecipient("Aino", "fi");
        await crew.AddWriter("Лена", "ru", perPeriod: "2");
        await crew.AddWriter("Тамара", "ka", translates: "ru-ka", perPeriod: "0");
        var told = Run(crew, "letters plan --unlock vera", vera).Out;
        foreach (var words in new[] { "Анна Ильина", "Лена", "Nobody has written to this person yet", "Written in Russian; Тамара translates it into Georgian.", "Aino: nobody writes a language that they read" })
            Assert.Contains(words, told, StringComparison.Ordinal);
        Assert.Contains("Язык письма: русский; язык перевода: грузинский, переводит Тамара.", Run(crew, "letters plan --unlock vera --lang ru", vera).Out, StringComparison.Ordinal);
        Assert.Empty(await Plans(crew));

        using var json = JsonDocument.Parse(Run(crew, "letters plan --unlock vera --seed 7 --keep --json", vera).Out);
        var letters = json.RootElement.GetProperty("letters").EnumerateArray().ToList();
        Assert.Equal(2, letters.Count);
        var through = letters.Single(l => l.TryGetProperty("translator", out _));
        Assert.Equal(("ru", "ka", "First"), (through.GetProperty("language").GetString(), through.GetProperty("translatedInto").GetString(), through.GetProperty("cause").GetString()));
        Assert.Equal("NoLanguage", json.RootElement.GetProperty("missing").EnumerateArray().Single().GetProperty("cause").GetString());
        Assert.DoesNotContain("Анна", json.RootElement.GetRawText(), StringComparison.Ordinal);

        // What was kept is carried out on its page, and goes to its translator, too.
        var plan = Assert.Single(await Plans(crew));
        var page = await crew.Vera.Get(plan);
        Assert.Contains("Written in Russian; Тамара translates it into Georgian.", page.Body!.TextContent, StringComparison.Ordinal);
        var desk = await crew.Vera.Send(page, plan + "/carry-out");
        var letter = desk.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("ნინო", StringComparison.Ordinal)).QuerySelector("a")!.GetAttribute("href")!;
        Assert.Contains("Тамара", (await crew.Vera.Get(letter)).Body!.TextContent, StringComparison.Ordinal);
        // Whoever is being written to isn't planned again; whoever goes without still is.
        told = Run(crew, "letters plan --unlock vera", vera).Out;
        Assert.DoesNotContain("Анна", told, StringComparison.Ordinal);
        Assert.Contains("Aino", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_nothing_is_opened()
    {
        await using var crew = await LettersCrew.Start(DatabaseKind.Sqlite, postgres);
        await crew.AddRecipient("Анна Ильина", "ru");
        var vera = crew.Group.Vera.Passphrase;
        Assert.Contains("“soon” is no whole number", Run(crew, "letters plan --unlock vera --seed soon", vera, ExitCode.WrongUsage).Error, StringComparison.Ordinal);
        Assert.Contains("--unlock", Run(crew, "letters plan", "", ExitCode.WrongUsage).Error, StringComparison.Ordinal);
        Run(crew, "letters plan --unlock vera --group nobody", vera, ExitCode.Refused);
        foreach (var (name, passphrase) in new[] { ("vera", "wrong words"), ("nobody", vera) })
            Assert.DoesNotContain("Анна", Run(crew, "letters plan --unlock " + name, passphrase, ExitCode.Refused).All, StringComparison.Ordinal);
        var boris = crew.Group.Join("boris", Poruka.People.Role.Coordinator);
        Assert.Contains("boris doesn’t hold the room for letters", Run(crew, "letters plan --unlock boris", boris.Passphrase, ExitCode.Refused).Error, StringComparison.Ordinal);
    }

    private static async Task<List<string>> Plans(LettersCrew crew) =>
        [.. (await crew.Vera.Get(LettersCrew.Letters + "/plan")).QuerySelectorAll("a").Select(a => a.GetAttribute("href")!).Where(a => a.Contains("/plans/", StringComparison.Ordinal))];

    private static (string Out, string Error, string All) Run(LettersCrew crew, string line, string input, int exit = ExitCode.Done)
    {
        var result = new CliRunner(crew.Test.Folder) { Piped = Encoding.UTF8.GetBytes(input) }.Run(line);
        Assert.True(result.Exit == exit, $"{line}: {result.Exit} {result.Error} {result.Out}");
        return (result.Out, result.Error, result.Out + result.Error);
    }
}
