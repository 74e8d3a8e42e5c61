using NodaTime;
using Poruka.Letters;

namespace Poruka.Core.Tests.Letters;

/// <summary>The check finds what a censor would, tells where it stands, and leaves an ordinary letter alone.</summary>
public class LetterCheckTests
{
    private static readonly LocalDate Today = new(2026, 3, 2);

    private static readonly LetterRules Rules = new(Today.PlusDays(-10), "a letter that came back")
    {
        Languages = ["ru"], MaxPages = 4, Allowed = Enclosures.Drawings | Enclosures.ReplyKit, MaxPictures = 2, Marking = PageMarking.NameAndNumber,
    };

    [Theory]
    [InlineData("ru", "Привет, Анна! Меня зовут Лена, я живу у реки и пеку хлеб. Расскажите, что вы читаете?")]
    [InlineData("uk", "Вітаю, Анно! Мене звати Олена, я живу біля річки й печу хліб. Розкажіть, що ви читаєте?")]
    [InlineData("en", "Dear Anna, my name is Lena, I live by a river and bake bread. What do you like to read?")]
    public void An_ordinary_letter_has_nothing_to_find(string language, string text) =>
        Assert.Empty(LetterCheck.Run(
            Draft(text, language) with { Enclosed = Enclosures.ReplyKit }, Rules with { Languages = [language] }, Today));

    [Theory]
    [InlineData("ru", "Ваш следователь не прав", CheckRule.AboutCase, 5, "следователь")]
    [InlineData("ru", "Опять эта война", CheckRule.AboutWar, 11, "война")]
    [InlineData("ru", "Все о ЛГБТ", CheckRule.DangerousTopic, 7, "ЛГБТ")]
    [InlineData("ru", "Адвокат из ГРКП", CheckRule.Abbreviation, 12, "ГРКП")]
    [InlineData("ru", "Число 48151623", CheckRule.Code, 7, "48151623")]
    [InlineData("ru", "Читаю Foucault", CheckRule.ForeignWords, 7, "Foucault")]
    [InlineData("ru", "Пишите на a.b@example.org", CheckRule.Contact, 11, "a.b@example.org")]
    [InlineData("ru", "Обнимаю 🌻", CheckRule.Signs, 9, "🌻")]
    [InlineData("ru", "Слово שלום здесь", CheckRule.Signs, 7, "ש")]
    [InlineData("uk", "Ваш слідчий", CheckRule.AboutCase, 5, "слідчий")]
    [InlineData("uk", "Бідолаха ви", CheckRule.Pity, 1, "Бідолаха")]
    [InlineData("en", "The prosecutor lies", CheckRule.AboutCase, 5, "prosecutor")]
    [InlineData("en", "A new manifesto", CheckRule.Politics, 7, "manifesto")]
    public void A_finding_tells_what_and_where(string language, string text, CheckRule rule, int column, string found)
    {
        var finding = LetterCheck.Run(Draft("\n" + text, language), null, Today).First(f => f.Rule == rule);
        Assert.Equal((2, column, found), (finding.Line, finding.Column, finding.Found));
    }

    [Fact]
    public void What_the_facility_stops_comes_first()
    {
        var findings = LetterCheck.Run(
            Draft("Привет", "uk") with { Pages = 5, Enclosed = Enclosures.Photographs, Pictures = 3, HeadIsPrinted = false, ReturnAddress = "PO box 1" }, Rules, Today);
        Assert.Equal(
            [CheckRule.Language, CheckRule.TooManyPages, CheckRule.Enclosure, CheckRule.TooManyPictures, CheckRule.NoNumber],
            findings.Where(f => f.Weight == CheckWeight.AgainstRules).Select(f => f.Rule));
        Assert.Equal(
            [CheckRule.NoDate, CheckRule.NoName, CheckRule.NoReturnAddress],
            findings.Where(f => f.Weight == CheckWeight.Warning).Select(f => f.Rule));
        Assert.Equal(("5", "4"), findings.Where(f => f.Rule == CheckRule.TooManyPages).Select(f => (f.Found, f.Expected)).Single());
    }

    [Theory]
    [InlineData("2 марта 2026, Анна Ильина 1987, а/я 1")]
    [InlineData("02.03.2026, Анна Ильина 1987, а/я 1")]
    public void A_written_head_is_enough(string text) => Assert.DoesNotContain(
        LetterCheck.Run(Draft(text, "ru") with { HeadIsPrinted = false, ReturnAddress = "а/я 1" }, Rules, Today),
        f => f.Rule is CheckRule.NoDate or CheckRule.NoName or CheckRule.NoNumber or CheckRule.NoReturnAddress);

    [Fact]
    public void Rules_that_nobody_looked_at_for_a_year_are_asked_about()
    {
        Assert.Contains(LetterCheck.Run(Draft("Привет", "ru"), Rules with { LastVerified = Today.PlusDays(-366) }, Today),
            f => f is { Rule: CheckRule.RulesDoubtful, Found: "2025-03-01" });
        Assert.Contains(LetterCheck.Run(Draft("Привет", "ru"), null, Today), f => f.Rule == CheckRule.RulesDoubtful);
    }

    [Fact]
    public void A_scan_is_read_by_a_person_and_nothing_is_nothing()
    {
        Assert.Equal([CheckRule.ReadByHand], Warnings(Draft("", "ru") with { Pages = 2 }));
        Assert.Equal([CheckRule.Empty], Warnings(Draft(" \n", "ru")));
        Assert.Equal([CheckRule.OtherLanguage], Warnings(Draft("Dear Anna, how are you today", "ru")));
    }

    [Fact]
    public void A_long_letter_of_one_fault_tells_it_ten_times()
    {
        var findings = LetterCheck.Run(Draft(string.Join('\n', Enumerable.Repeat("война", 200_000)), "ru"), Rules, Today);
        Assert.Equal(10, findings.Count(f => f.Rule == CheckRule.AboutWar));
    }

    private static IEnumerable<CheckRule> Warnings(LetterDraft draft) =>
        LetterCheck.Run(draft, null, Today).Where(f => f.Weight == CheckWeight.Warning).Select(f => f.Rule);

    private static LetterDraft Draft(string text, string language) => new(text, language, "Анна Ильина", "1987");
}
