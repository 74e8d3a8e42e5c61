using NodaTime;
using Poruka.Ledger;
using Poruka.Shell;

namespace Poruka.Tests.Web;

public class WrittenTests
{
    [Theory]
    [InlineData(123_450, "EUR", "€1,234.50", "1_234,50_€", "1_234,50_€")]
    [InlineData(-5, "EUR", "−€0.05", "−0,05_€", "−0,05_€")]
    [InlineData(0, "UAH", "₴0.00", "0,00_₴", "0,00_₴")]
    [InlineData(1_234, "JPY", "1,234_JPY", "1_234_JPY", "1_234_JPY")]
    [InlineData(1_234, "KWD", "1.234_KWD", "1,234_KWD", "1,234_KWD")]
    [InlineData(long.MaxValue, "USD", "92,233,720,368,547,758.07_USD", "92_233_720_368_547_758,07_USD", "92_233_720_368_547_758,07_USD")]
    public void Money_is_written_as_the_language_writes_it(
        long minor, string currency, string english, string russian, string ukrainian)
    {
        var money = new Money(minor, Currency.Parse(currency));
        Assert.Equal(english.Replace('_', '\u00A0'), Written.Money(Languages.English, money));
        Assert.Equal(russian.Replace('_', '\u00A0'), Written.Money(Languages.Russian, money));
        Assert.Equal(ukrainian.Replace('_', '\u00A0'), Written.Money(Languages.Ukrainian, money));
    }

    [Fact]
    public void Days_and_months_stand_in_the_right_case()
    {
        var day = new LocalDate(2026, 3, 5);
        Assert.Equal("5 March 2026", Written.Day(Languages.English, day));
        Assert.Equal("5 марта 2026", Written.Day(Languages.Russian, day));
        Assert.Equal("5 березня 2026", Written.Day(Languages.Ukrainian, day));
        var month = new YearMonth(2026, 3);
        Assert.Equal("March 2026", Written.Month(Languages.English, month));
        Assert.Equal("март 2026", Written.Month(Languages.Russian, month));
        Assert.Equal("березень 2026", Written.Month(Languages.Ukrainian, month));
    }
}
