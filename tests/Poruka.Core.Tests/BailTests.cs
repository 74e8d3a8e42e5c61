using CsCheck;
using NodaTime;
using Poruka.Ledger;

namespace Poruka.Core.Tests;

public class BailTests
{
    private static readonly LocalDate Posted = new(2026, 3, 1);

    [Theory]
    [InlineData("", BailState.Posted)]
    [InlineData("r1000", BailState.Returned)]
    [InlineData("r400", BailState.Posted)]
    [InlineData("r400 r600", BailState.Returned)]
    [InlineData("r400 f600", BailState.PartlyReturned)]
    [InlineData("f1000", BailState.Forfeited)]
    [InlineData("f1000 fee", BailState.FeeOutstanding)]
    [InlineData("r1000 fee", BailState.FeeOutstanding)]
    public void Bail_stands_where_its_money_is(string course, BailState expected)
    {
        var bail = New();
        foreach (var step in course.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step == "fee") { bail = bail with { Fee = Eur(25) }; continue; }
            var (outcome, after) = step[0] == 'r' ? bail.Return(Eur(int.Parse(step[1..], null)), Posted) : bail.Forfeit(Eur(int.Parse(step[1..], null)), Posted);
            Assert.Equal(BailOutcome.Done, outcome);
            bail = after;
        }
        Assert.Equal(expected, bail.State);
    }

    [Fact]
    public void Never_more_comes_back_or_is_lost_than_is_held() => Gen.Select(Gen.Bool, Gen.Int[-10, 700]).Array[1, 20].Sample(steps =>
    {
        var bail = New();
        long back = 0, lost = 0;
        foreach (var (returns, amount) in steps)
        {
            var held = 1_000 - back - lost;
            var (outcome, after) = returns ? bail.Return(Eur(amount), Posted) : bail.Forfeit(Eur(amount), Posted);
            Assert.Equal(held == 0 ? BailOutcome.Settled : amount <= 0 || amount > held ? BailOutcome.MoreThanHeld : BailOutcome.Done, outcome);
            if (outcome == BailOutcome.Done && returns) back += amount;
            else if (outcome == BailOutcome.Done) lost += amount;
            bail = after;
            Assert.Equal((back, lost, 1_000 - back - lost), (bail.Returned.Minor / 100, bail.Forfeited.Minor / 100, bail.Held.Minor / 100));
        }
    });

    [Fact]
    public void Nothing_happens_before_it_was_posted() => Assert.Equal(BailOutcome.BeforePosted, New().Return(Eur(1), Posted.PlusDays(-1)).Outcome);

    [Fact]
    public void The_same_money_that_helped_three_times_is_told_so()
    {
        Assert.Null(Bail.Turns([]));
        Assert.Equal(1.0, Bail.Turns([(Eur(5), Posted, null), (Eur(5), Posted, null)]));
        Assert.Equal(3.0, Bail.Turns([(Eur(5), Posted, Posted.PlusDays(9)), (Eur(5), Posted.PlusDays(9), Posted.PlusDays(20)), (Eur(5), Posted.PlusDays(30), null)]));
    }

    [Theory]
    [InlineData("PL", BailReason.CollectingIsAnOffence)]
    [InlineData("GB", BailReason.RepayingASuretyIsACrime)]
    [InlineData("UK", BailReason.RepayingASuretyIsACrime)]
    [InlineData("US", BailReason.None)]
    public void Some_countries_keep_it_off(string country, BailReason reason) => Assert.Equal(reason, BailCountries.ReasonFor(country));

    private static Bail New() => Bail.Post(Eur(1_000), Posted, Posted.PlusDays(200));

    private static Money Eur(long units) => new(units * 100, Currency.Eur);
}
