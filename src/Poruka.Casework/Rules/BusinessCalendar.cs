using System.Collections.Frozen;
using NodaTime;

namespace Poruka.Casework;

/// <summary>
/// The working days of a country: weekends, public holidays, and days off that were moved. Holidays of some regions only
/// count as working days, so that a term is never shown longer than it is.
/// </summary>
/// <remarks>Immutable, thread-safe.</remarks>
public sealed class BusinessCalendar
{
    private readonly FrozenSet<LocalDate> _holidays;
    private readonly FrozenSet<LocalDate> _worked;

    /// <summary>Makes one.</summary>
    /// <param name="country">Whose it is.</param>
    /// <param name="firstYear">The first year whose holidays are known.</param>
    /// <param name="lastYear">The last.</param>
    /// <param name="holidays">Days off beside weekends.</param>
    /// <param name="worked">Days of a weekend on which people work.</param>
    /// <param name="without">While this holds, there are no holidays: only weekends.</param>
    /// <exception cref="ArgumentOutOfRangeException">The last year is before the first.</exception>
    public BusinessCalendar(
        Country country, int firstYear, int lastYear, IEnumerable<LocalDate> holidays,
        IEnumerable<LocalDate>? worked = null, LawConditions without = LawConditions.None)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lastYear, firstYear);
        (Country, FirstYear, LastYear, Without) = (country, firstYear, lastYear, without);
        _holidays = holidays.ToFrozenSet();
        _worked = (worked ?? []).ToFrozenSet();
    }

    /// <summary>Whose it is.</summary>
    public Country Country { get; }

    /// <summary>The first year whose holidays are known.</summary>
    public int FirstYear { get; }

    /// <summary>The last.</summary>
    public int LastYear { get; }

    /// <summary>While this holds, there are no holidays.</summary>
    public LawConditions Without { get; }

    /// <summary>A calendar of weekends only, for a country whose holidays nobody listed.</summary>
    public static BusinessCalendar Weekends(Country country) => new(country, 1, 1, []);

    /// <summary>Whether the holidays of a day's year are known.</summary>
    public bool Knows(LocalDate day) => day.Year >= FirstYear && day.Year <= LastYear;

    /// <summary>Whether people work on a day.</summary>
    public bool IsWorking(LocalDate day, LawConditions conditions = LawConditions.None)
    {
        if (_worked.Contains(day)) return true;
        if (day.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday) return false;
        return (Without != LawConditions.None && (conditions & Without) == Without) || !_holidays.Contains(day);
    }

    /// <summary>The day itself, or the first working day after it.</summary>
    public LocalDate WorkingFrom(LocalDate day, LawConditions conditions = LawConditions.None)
    {
        while (!IsWorking(day, conditions)) day = day.PlusDays(1);
        return day;
    }

    /// <summary>The last of so many working days after a day.</summary>
    public LocalDate PlusWorkingDays(LocalDate day, int count, LawConditions conditions = LawConditions.None)
    {
        for (; count > 0; count--) day = WorkingFrom(day.PlusDays(1), conditions);
        return day;
    }
}
