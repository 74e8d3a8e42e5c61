using System.Globalization;
using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Shell.Charts;

namespace Poruka.Funds.ShowFund;

/// <summary>What came in and went out in a year, month by month.</summary>
public static class FundChart
{
    /// <summary>Draws a year.</summary>
    /// <param name="language">The language of names and numbers.</param>
    /// <param name="months">The months of the year that the books reach, in their order, in one currency.</param>
    /// <param name="look">How.</param>
    public static string Draw(CultureInfo language, IReadOnlyList<MonthOfAccounts> months, ChartLook look)
    {
        var currency = months[0].CameIn.Currency;
        var first = months[0].Month.Month - 1;
        return new Chart(12, place => language.DateTimeFormat.AbbreviatedMonthNames[place].TrimEnd('.'), Value, currency.MinorPerUnit)
        {
            Lines =
            [
                new ChartLine(Texts.Get(language, "Funds.Chart.CameIn"), ChartTone.Green, [.. months.Select(m => (double)m.CameIn.Minor)]) { From = first },
                new ChartLine(Texts.Get(language, "Funds.Chart.WentOut"), ChartTone.Red, [.. months.Select(m => (double)m.WentOut.Minor)]) { From = first },
            ],
        }.Draw(look);

        // The topmost bears the currency.
        string Value(double minor, bool topmost) => topmost
            ? Written.Money(language, new Money((long)minor, currency), true)
            : Written.Amount(language, new Money((long)minor, currency), true);
    }
}
