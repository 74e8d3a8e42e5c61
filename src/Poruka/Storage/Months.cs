using NodaTime;

namespace Poruka.Storage;

/// <summary>Days and months as the numbers that columns hold.</summary>
internal static class Months
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    /// <summary>Months since January 1970.</summary>
    public static int Of(LocalDate day) => (day.Year - 1970) * 12 + day.Month - 1;

    /// <summary>The first day of a month.</summary>
    public static LocalDate FirstDay(long month) => Epoch.PlusMonths((int)month);

    /// <summary>Days since 1970-01-01.</summary>
    public static int DayNumber(LocalDate day) => Period.DaysBetween(Epoch, day);

    /// <summary>The day of such a number.</summary>
    public static LocalDate Day(long number) => Epoch.PlusDays((int)number);
}
