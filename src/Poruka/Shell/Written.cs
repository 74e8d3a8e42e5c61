using System.Collections.Concurrent;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Poruka.Ledger;

namespace Poruka.Shell;

/// <summary>Money, days and months as a language writes them, on pages and on the command line alike.</summary>
/// <remarks>Thread-safe.</remarks>
public static class Written
{
    private const char NoBreakSpace = '\u00A0';
    private const char Minus = '\u2212';

    private static readonly ConcurrentDictionary<string, LocalDatePattern> Days = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, YearMonthPattern> Months = new(StringComparer.Ordinal);

    /// <summary>An amount with its currency: €1,234.50 in English, 1 234,50 € in Russian and Ukrainian.</summary>
    /// <param name="culture">The language.</param>
    /// <param name="money">The amount.</param>
    /// <param name="wholeUnits">Leaves the minor units out; the amount must have been rounded to whole units.</param>
    public static string Money(CultureInfo culture, Money money, bool wholeUnits = false)
    {
        var number = Amount(culture, money, wholeUnits);
        var symbol = Symbol(money.Currency);
        if (culture.TwoLetterISOLanguageName != "en" || symbol == money.Currency.Code)
            return $"{number}{NoBreakSpace}{symbol}";
        return number[0] == Minus ? $"{Minus}{symbol}{number[1..]}" : symbol + number;
    }

    /// <summary>An amount without its currency, for a column whose head names it.</summary>
    /// <param name="culture">The language.</param>
    /// <param name="money">The amount.</param>
    /// <param name="wholeUnits">Leaves the minor units out; the amount must have been rounded to whole units.</param>
    public static string Amount(CultureInfo culture, Money money, bool wholeUnits = false)
    {
        // In integers all the way: a decimal would do for long, but not without thinking about scale each time.
        var magnitude = UInt128.CreateChecked(Int128.Abs(money.Minor));
        var perUnit = (ulong)money.Currency.MinorPerUnit;
        var units = (magnitude / perUnit).ToString("N0", culture).Replace('\u202F', NoBreakSpace);
        var fraction = money.Currency.Exponent == 0 || wholeUnits
            ? ""
            : culture.NumberFormat.NumberDecimalSeparator + ((ulong)(magnitude % perUnit))
                .ToString(CultureInfo.InvariantCulture).PadLeft(money.Currency.Exponent, '0');
        return money.Minor < 0 ? $"{Minus}{units}{fraction}" : units + fraction;
    }

    /// <summary>The sign of a currency where it is unmistakable, else its code.</summary>
    public static string Symbol(Currency currency) => currency.Code switch
    {
        "EUR" => "€",
        "GBP" => "£",
        "RUB" => "₽",
        "UAH" => "₴",
        "PLN" => "zł",
        "GEL" => "₾",
        "KZT" => "₸",
        "AMD" => "֏",
        "ILS" => "₪",
        var code => code,
    };

    /// <summary>A day: 5 March 2026, 5 марта 2026, 5 березня 2026.</summary>
    public static string Day(CultureInfo culture, LocalDate day) => Days.GetOrAdd(
        culture.Name, static (_, culture) => LocalDatePattern.Create("d MMMM uuuu", culture), culture).Format(day);

    /// <summary>A month: March 2026, март 2026, березень 2026.</summary>
    public static string Month(CultureInfo culture, YearMonth month) => Months.GetOrAdd(
        culture.Name, static (_, culture) => YearMonthPattern.Create("MMMM uuuu", culture), culture).Format(month);

    /// <summary>A day in the way of machines and sorted columns: 2026-03-05.</summary>
    public static string IsoDay(LocalDate day) => LocalDatePattern.Iso.Format(day);

    /// <summary>A month in the way of addresses: 2026-03.</summary>
    public static string IsoMonth(YearMonth month) => YearMonthPattern.Iso.Format(month);

    /// <summary>A count: 12,345 or 12 345.</summary>
    public static string Count(CultureInfo culture, long count) =>
        count.ToString("N0", culture).Replace('\u202F', NoBreakSpace);
}
