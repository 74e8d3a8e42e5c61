using NodaTime;

namespace Poruka.Casework;

/// <summary>A shift: somebody is on duty.</summary>
/// <param name="Who">Who, as the program names them.</param>
/// <param name="From">From this moment.</param>
/// <param name="To">Until before this one.</param>
public sealed record Shift(UInt128 Who, Instant From, Instant To);

/// <summary>Who is on duty when.</summary>
/// <remarks>Thread-safe.</remarks>
public static class DutyRoster
{
    /// <summary>Who is on duty at a moment, each once.</summary>
    public static IReadOnlyList<UInt128> At(IEnumerable<Shift> shifts, Instant now) =>
        [.. shifts.Where(s => s.From <= now && now < s.To).Select(s => s.Who).Distinct()];

    /// <summary>The times between two moments in which nobody is on duty.</summary>
    public static IReadOnlyList<Interval> Gaps(IEnumerable<Shift> shifts, Instant from, Instant to)
    {
        var gaps = new List<Interval>();
        var covered = from;
        foreach (var shift in shifts.OrderBy(s => s.From))
        {
            if (shift.From >= to) break;
            if (shift.From > covered) gaps.Add(new Interval(covered, shift.From));
            covered = Instant.Max(covered, shift.To);
            if (covered >= to) return gaps;
        }
        if (covered < to) gaps.Add(new Interval(covered, to));
        return gaps;
    }
}
