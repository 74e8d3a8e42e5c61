using CsCheck;
using NodaTime;
using Poruka.Ledger;

namespace Poruka.Core.Tests;

/// <summary>What somebody inside is entitled to, and when.</summary>
public sealed class BenefitTests
{
    private static readonly BenefitSchedule Schedule = new(1, new Money(300_00, Currency.Eur), new Money(50_00, Currency.Eur), AccountClass.Family, 0);

    [Theory]
    [InlineData("2026-01-31", null, "2026-01-30", "")]
    [InlineData("2026-01-31", null, "2026-01-31", "0:2026-01-31")]
    [InlineData("2026-01-31", null, "2026-04-30", "0:2026-01-31 1:2026-02-28 2:2026-03-31 3:2026-04-30")]
    [InlineData("2026-01-31", "2026-03-31", "2026-12-31", "0:2026-01-31 1:2026-02-28")]
    [InlineData("2026-01-31", "2026-02-01", "2026-12-31", "0:2026-01-31")]
    [InlineData("2024-02-29", null, "2024-04-01", "0:2024-02-29 1:2024-03-29")]
    public void A_grant_at_once_and_a_stipend_each_month_until_release(string from, string? until, string today, string expected) => Assert.Equal(expected, string.Join(' ',
        Benefits.DueUntil(Schedule, Day(from), until is null ? null : Day(until), Day(today)).Select(d => $"{d.Number}:{d.Day:uuuu-MM-dd}")));

    [Fact]
    public void What_fell_due_stays_due_whatever_is_learned_of_the_release_later() => Gen.Select(Gen.Int[0, 900], Gen.Int[0, 900], Gen.Int[0, 900]).Sample((first, second, release) =>
    {
        var from = new LocalDate(2026, 1, 31);
        var (early, late) = (from.PlusDays(Math.Min(first, second)), from.PlusDays(Math.Max(first, second)));
        var before = Benefits.DueUntil(Schedule, from, null, early).ToList();
        Assert.Equal(before, Benefits.DueUntil(Schedule, from, null, late).Take(before.Count));
        var until = from.PlusDays(release);
        Assert.All(Benefits.DueUntil(Schedule, from, until, late), d => Assert.True(d.Number == 0 || d.Day < until));
        Assert.True(Benefits.DueUntil(Schedule with { MostMonths = 3 }, from, until, late).Count() <= 4);
    });

    [Fact]
    public void A_benefit_passes_by_itself_only_where_the_rules_say_so_and_only_while_there_is_money()
    {
        var now = Instant.FromUtc(2026, 11, 1, 12, 0);
        var panel = new DecisionPanel([new Decider(new DeciderId(2)), new Decider(new DeciderId(3))], 5);
        var rules = FundRules.First(500_00) with { BenefitsPass = true };
        Assert.Equal(RequestState.Approved, Looked(rules, 1_000_00));
        Assert.Equal(RequestState.Open, Looked(rules, 299_99));
        Assert.Equal(RequestState.Open, Looked(rules with { BenefitsPass = false }, 1_000_00));

        RequestState Looked(FundRules by, long free)
        {
            var request = Deciding.Entitle(new Request { Rules = by, Requester = new DeciderId(1), Amount = Schedule.Grant!.Value, Purpose = AccountClass.Family }, free, now);
            return Deciding.Do(request, RequestAct.Look, default, panel, free, now).Request.State;
        }
    }

    private static LocalDate Day(string text) => NodaTime.Text.LocalDatePattern.Iso.Parse(text).Value;
}
