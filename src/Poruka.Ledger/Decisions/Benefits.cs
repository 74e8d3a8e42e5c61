using NodaTime;

namespace Poruka.Ledger;

/// <summary>What a fund pays to everybody who is held, without asking each time: a grant at once, a stipend each month.</summary>
/// <param name="Version">From 1; an entitlement keeps the one it began under.</param>
/// <param name="Grant">Paid once, on the first day; null: nothing.</param>
/// <param name="Monthly">Paid each month from the first full one; null: nothing.</param>
/// <param name="Purpose">The account of expenses.</param>
/// <param name="MostMonths">For so many months at most; 0: until release.</param>
public sealed record BenefitSchedule(int Version, Money? Grant, Money? Monthly, AccountClass Purpose, int MostMonths);

/// <summary>Something that falls due under a schedule.</summary>
/// <param name="Number">0 for the grant, then the months from 1. With the entitlement it is the key: nothing is paid twice.</param>
/// <param name="Day">The day.</param>
/// <param name="Amount">How much.</param>
public readonly record struct BenefitDue(int Number, LocalDate Day, Money Amount);

/// <summary>Turns somebody's time inside into what they are entitled to.</summary>
public static class Benefits
{
    /// <summary>
    /// What has fallen due until a day. A stipend is due when a month has begun that somebody begins inside: on the day of the
    /// month on which they were taken, the last one in shorter months; with release it ends, and what fell due before stays due.
    /// </summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="from">The first day inside.</param>
    /// <param name="until">The day of release; null while it lasts.</param>
    /// <param name="today">Up to this day.</param>
    public static IEnumerable<BenefitDue> DueUntil(BenefitSchedule schedule, LocalDate from, LocalDate? until, LocalDate today)
    {
        if (from > today) yield break;
        if (schedule.Grant is { Minor: > 0 } grant) yield return new BenefitDue(0, from, grant);
        if (schedule.Monthly is not { Minor: > 0 } monthly) yield break;
        for (var month = 1; schedule.MostMonths == 0 || month <= schedule.MostMonths; month++)
        {
            var day = from.PlusMonths(month);
            if (day > today || day >= until) yield break;
            yield return new BenefitDue(month, day, monthly);
        }
    }
}
