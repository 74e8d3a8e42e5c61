using NodaTime;
using Poruka.Ledger;

namespace Poruka.Core.Tests;

public class PledgeTests
{
    private static readonly LocalDate First = new(2026, 1, 31);

    [Fact]
    public void A_pledge_falls_due_on_its_day_or_the_last_of_a_short_month() => Assert.Equal(
        [First, new(2026, 2, 28), new(2026, 3, 31), new(2026, 4, 30)], Monthly().DueUntil(new LocalDate(2026, 5, 30)));

    [Fact]
    public void Once_is_once_and_an_end_is_an_end()
    {
        Assert.Equal([First], new Pledge(Eur(10), 0, First).DueUntil(new LocalDate(2030, 1, 1)));
        Assert.Equal(2, (Monthly() with { EndsOn = new LocalDate(2026, 3, 1) }).DueUntil(new LocalDate(2030, 1, 1)).Count());
        Assert.Empty(Monthly().DueUntil(First.PlusDays(-1)));
    }

    [Theory]
    [InlineData("2026-02-01", 0, PledgeState.Kept, false)] // within the days of grace
    [InlineData("2026-02-14", 0, PledgeState.Behind, true)]
    [InlineData("2026-02-14", 10, PledgeState.Kept, false)]
    [InlineData("2026-03-20", 10, PledgeState.Behind, true)]
    [InlineData("2026-03-20", 5, PledgeState.Behind, true)]
    [InlineData("2026-05-20", 10, PledgeState.Lapsed, false)]
    [InlineData("2026-05-20", 40, PledgeState.Kept, false)]
    public void What_is_missing_makes_it_behind_and_three_times_make_it_lapse(string day, int received, PledgeState state, bool remind)
    {
        var standing = Monthly().StandingOn(Eur(received), NodaTime.Text.LocalDatePattern.Iso.Parse(day).Value, null);
        Assert.Equal((state, remind), (standing.State, standing.Remind));
    }

    [Fact]
    public void A_reminder_comes_once_for_what_is_missing()
    {
        var (first, next) = (new LocalDate(2026, 2, 14), new LocalDate(2026, 3, 14));
        Assert.True(Monthly().StandingOn(Eur(0), first, null).Remind);
        Assert.False(Monthly().StandingOn(Eur(0), first.PlusDays(3), first).Remind);
        Assert.True(Monthly().StandingOn(Eur(0), next, first).Remind);
    }

    [Fact]
    public void In_a_pause_nothing_is_expected()
    {
        var paused = Monthly() with { PausedSince = new LocalDate(2026, 2, 1), PausedUntil = new LocalDate(2026, 4, 1) };
        Assert.Equal([First, new(2026, 4, 30)], paused.DueUntil(new LocalDate(2026, 5, 1)));
        Assert.Equal(PledgeState.Paused, paused.StandingOn(Eur(10), new LocalDate(2026, 3, 1), null).State);
    }

    private static Pledge Monthly() => new(Eur(10), 1, First);

    private static Money Eur(long units) => new(units * 100, Currency.Eur);
}
