using CsCheck;
using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;

namespace Poruka.Core.Tests;

/// <summary>Drawing rights and the plans of loans.</summary>
public sealed class GeneralFundTests
{
    [Theory]
    [InlineData(900_00, 1, 0, 300_00)]    // a third of what is there
    [InlineData(900_00, 2, 0, 600_00)]
    [InlineData(600_00, 1, 300_00, 0)]    // drew its share already
    [InlineData(100_00, 2, 0, 100_00)]    // never more than there is
    [InlineData(-5_00, 1, 0, 0)]
    public void A_right_is_the_share_of_all_less_what_was_drawn(long free, long share, long drawn, long right)
    {
        var mine = new GeneralShare(share, Eur(0), Eur(drawn));
        GeneralShare[] all = [mine, new GeneralShare(3 - share, Eur(0), Eur(free == 100_00 ? 800_00 : 0))];
        Assert.Equal(right, GeneralFund.RightOf(mine, all, Eur(free)).Minor);
    }

    [Fact]
    public void Whoever_draws_in_whatever_order_nobody_takes_more_than_their_share_and_the_fund_is_never_overdrawn() =>
        Gen.Select(Gen.Long[1, 9].Array[2, 5], Gen.Long[0, 1_000_000], Gen.Select(Gen.Int[0, 4], Gen.Int[1, 100]).Array[1, 40]).Sample((shares, start, draws) =>
        {
            var (free, drawn) = (start, new long[shares.Length]);
            foreach (var (who, percent) in draws)
            {
                var i = who % shares.Length;
                var right = GeneralFund.RightOf(Share(i), Enumerable.Range(0, shares.Length).Select(Share), Eur(free)).Minor;
                var take = right * percent / 100;
                (free, drawn[i]) = (free - take, drawn[i] + take);
            }
            Assert.True(free >= 0);
            for (var i = 0; i < shares.Length; i++) Assert.True((Int128)drawn[i] * shares.Sum() <= (Int128)start * shares[i]);

            GeneralShare Share(int i) => new(shares[i], Eur(0), Eur(drawn[i]));
        });

    [Fact]
    public void Repayments_fill_the_earliest_parts_first()
    {
        Instalment[] plan = [new(new LocalDate(2026, 10, 1), Eur(50_00)), new(new LocalDate(2026, 11, 1), Eur(50_00)), new(new LocalDate(2026, 12, 1), Eur(50_00))];
        var standing = LoanBook.Stand(plan, Eur(70_00), new LocalDate(2026, 11, 20));
        Assert.Equal([InstalmentState.Paid, InstalmentState.Overdue, InstalmentState.Ahead], standing.Select(s => s.State));
        Assert.Equal([50_00L, 20_00L, 0L], standing.Select(s => s.Paid.Minor));
    }

    private static Money Eur(long minor) => new(minor, Currency.Eur);
}
