using System.Globalization;

namespace Poruka.Casework;

/// <summary>In what a limit is counted.</summary>
public enum LimitUnit
{
    /// <summary>There is no limit: an allowance, or "at once".</summary>
    None,

    /// <summary>Hours that pass, whatever clocks do.</summary>
    Hours,

    /// <summary>Days of the calendar.</summary>
    CalendarDays,

    /// <summary>Working days.</summary>
    BusinessDays,

    /// <summary>Months of the calendar.</summary>
    Months,

    /// <summary>The end of the day after.</summary>
    EndOfNextDay,
}

/// <summary>How long a term is: <c>PT48H</c>, <c>P10D</c>, <c>P15BD</c>, <c>P2M</c>, <c>END-OF-NEXT-DAY</c>, <c>none</c>.</summary>
/// <param name="Unit">In what it is counted.</param>
/// <param name="Count">How many; 0 where the unit counts nothing.</param>
/// <remarks>The default value is no limit. Immutable, thread-safe.</remarks>
public readonly record struct RuleLimit(LimitUnit Unit, int Count)
{
    /// <summary>The largest count.</summary>
    public const int MaxCount = 1_000;

    private const string EndOfNextDay = "END-OF-NEXT-DAY";

    /// <summary>Whether it counts whole days, so that it may end with a day and roll over days off.</summary>
    public bool IsInDays => Unit is LimitUnit.CalendarDays or LimitUnit.BusinessDays or LimitUnit.Months or LimitUnit.EndOfNextDay;

    /// <summary>Reads a limit.</summary>
    public static bool TryParse(string? text, out RuleLimit limit)
    {
        limit = default;
        switch (text)
        {
            case "none": return true;
            case EndOfNextDay:
                limit = new RuleLimit(LimitUnit.EndOfNextDay, 0);
                return true;
            case null or { Length: < 3 } or ['P', 'T', .., not 'H']: return false;
        }
        var (start, end, unit) = text switch
        {
            ['P', 'T', .., 'H'] => (2, 1, LimitUnit.Hours),
            ['P', .., 'B', 'D'] => (1, 2, LimitUnit.BusinessDays),
            ['P', .., 'D'] => (1, 1, LimitUnit.CalendarDays),
            ['P', .., 'M'] => (1, 1, LimitUnit.Months),
            _ => (0, 0, LimitUnit.None),
        };
        if (unit == LimitUnit.None || start + end >= text.Length
            || !int.TryParse(text.AsSpan(start, text.Length - start - end), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count is < 1 or > MaxCount) return false;
        limit = new RuleLimit(unit, count);
        return true;
    }

    /// <summary>Reads a limit that is known to be one.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static RuleLimit Parse(string text) =>
        TryParse(text, out var limit) ? limit : throw new FormatException($"'{text}' is no limit.");

    /// <summary>As it stands in files.</summary>
    public override string ToString() => Unit switch
    {
        LimitUnit.None => "none",
        LimitUnit.Hours => string.Create(CultureInfo.InvariantCulture, $"PT{Count}H"),
        LimitUnit.CalendarDays => string.Create(CultureInfo.InvariantCulture, $"P{Count}D"),
        LimitUnit.BusinessDays => string.Create(CultureInfo.InvariantCulture, $"P{Count}BD"),
        LimitUnit.Months => string.Create(CultureInfo.InvariantCulture, $"P{Count}M"),
        LimitUnit.EndOfNextDay => EndOfNextDay,
    };
}
