using Poruka.Shell;

namespace Poruka.Tests.Web;

public class PluralsTests
{
    [Theory]
    [InlineData(0, PluralForm.Other, PluralForm.Many)]
    [InlineData(1, PluralForm.One, PluralForm.One)]
    [InlineData(2, PluralForm.Other, PluralForm.Few)]
    [InlineData(4, PluralForm.Other, PluralForm.Few)]
    [InlineData(5, PluralForm.Other, PluralForm.Many)]
    [InlineData(11, PluralForm.Other, PluralForm.Many)]
    [InlineData(12, PluralForm.Other, PluralForm.Many)]
    [InlineData(14, PluralForm.Other, PluralForm.Many)]
    [InlineData(20, PluralForm.Other, PluralForm.Many)]
    [InlineData(21, PluralForm.Other, PluralForm.One)]
    [InlineData(22, PluralForm.Other, PluralForm.Few)]
    [InlineData(25, PluralForm.Other, PluralForm.Many)]
    [InlineData(100, PluralForm.Other, PluralForm.Many)]
    [InlineData(101, PluralForm.Other, PluralForm.One)]
    [InlineData(111, PluralForm.Other, PluralForm.Many)]
    [InlineData(112, PluralForm.Other, PluralForm.Many)]
    [InlineData(122, PluralForm.Other, PluralForm.Few)]
    [InlineData(1_000_001, PluralForm.Other, PluralForm.One)]
    [InlineData(-1, PluralForm.One, PluralForm.One)]
    [InlineData(-3, PluralForm.Other, PluralForm.Few)]
    [InlineData(long.MinValue, PluralForm.Other, PluralForm.Many)]
    public void A_count_asks_for_the_form_that_CLDR_gives(long count, PluralForm english, PluralForm slavic)
    {
        Assert.Equal(english, Plurals.FormOf(Languages.English, count));
        Assert.Equal(slavic, Plurals.FormOf(Languages.Russian, count));
        Assert.Equal(slavic, Plurals.FormOf(Languages.Ukrainian, count));
    }

    [Theory]
    [InlineData("", "en")]
    [InlineData("de, fr;q=0.5", "en")]
    [InlineData("ru", "ru")]
    [InlineData("RU-kz", "ru")]
    [InlineData("uk-UA,uk;q=0.9,ru;q=0.8,en;q=0.7", "uk")]
    [InlineData("en;q=0.5, ru;q=0.9", "ru")]
    [InlineData("uk;q=0, ru;q=0.1", "ru")]
    [InlineData("uk;q=7, ru;q=0.1", "ru")]
    [InlineData("ruq", "en")]
    [InlineData(",,;;q=,uk;q=0.3", "uk")]
    public void The_header_chooses_the_language(string header, string expected) =>
        Assert.Equal(expected, Languages.OfAcceptLanguage(header).Name);

    [Theory]
    [InlineData("uk_UA.UTF-8", null, "uk")]
    [InlineData("", "ru_RU@euro", "ru")]
    [InlineData("C", "ru_RU", "en")]
    [InlineData(null, null, "en")]
    public void The_first_locale_that_is_set_chooses_the_language(string? first, string? second, string expected) =>
        Assert.Equal(expected, Languages.OfLocale(first, second).Name);
}
