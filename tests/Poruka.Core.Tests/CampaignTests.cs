using System.Security.Cryptography;
using CsCheck;
using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;

namespace Poruka.Core.Tests;

/// <summary>What campaigns promise, and the references by which gifts find them.</summary>
public sealed class CampaignTests
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    private static readonly FundId Fund = new(7);
    private static readonly YearMonth November = new(2026, 11);

    [Fact]
    public void A_reference_tells_its_campaign_to_who_holds_the_key_and_to_nobody_else() => Gen.Int[0, int.MaxValue].Sample(number =>
    {
        var reference = GiftReference.Draw(Key, Fund, new CampaignId(number), RandomNumberGenerator.Fill);
        return GiftReference.CampaignOf(Key, Fund, reference, c => c.Number == number) == new CampaignId(number)
            && GiftReference.CampaignOf(Key, new FundId(8), reference, c => c.Number < 100) is null
            && GiftReference.CampaignOf(RandomNumberGenerator.GetBytes(32), Fund, reference, c => c.Number < 100) is null
            && DonorReference.TryParse(reference.ToString(), out var again) && again == reference;
    });

    [Fact]
    public void No_two_of_two_hundred_thousand_references_are_alike_and_none_that_nobody_drew_passes()
    {
        var drawn = Enumerable.Range(0, 200_000).Select(_ => GiftReference.Draw(Key, Fund, new CampaignId(3), RandomNumberGenerator.Fill)).ToHashSet();
        Assert.Equal(200_000, drawn.Count);
        for (var i = 0; i < 200_000; i++) Assert.Null(GiftReference.CampaignOf(Key, Fund, DonorReference.Draw(RandomNumberGenerator.Fill), c => c.Number < 10));
    }

    [Fact]
    public void Bound_money_is_not_free_unbound_money_is_and_what_was_set_free_is_no_more_bound()
    {
        var campaign = new CampaignId(1);
        MonthlySum[] sums =
        [
            Sum(AccountClass.Bank, 100_00, default), Sum(AccountClass.Gift, -100_00, campaign),
            Sum(AccountClass.Bank, -30_00, default), Sum(AccountClass.Legal, 30_00, campaign),
        ];
        Assert.Equal((70_00L, 0L), (FundMoney.Of(Currency.Eur, sums).Restricted.Minor, FundMoney.Of(Currency.Eur, sums).Free.Minor));
        Assert.Equal((0L, 70_00L), (FundMoney.Of(Currency.Eur, sums, new HashSet<CampaignId> { campaign }).Restricted.Minor, FundMoney.Of(Currency.Eur, sums, new HashSet<CampaignId> { campaign }).Free.Minor));
        var progress = CampaignProgress.Of(campaign, Currency.Eur, sums);
        Assert.Equal((100_00L, 30_00L, 70_00L), (progress.Received.Minor, progress.Spent.Minor, progress.Left.Minor));
        Assert.Equal(50, progress.PercentOf(new CampaignTerms(new Money(200_00, Currency.Eur), null, true, Surplus.BecomesFree)));
        var entry = CampaignBooking.Unbind(Fund, new EntryId(1, 1), new LocalDate(2026, 11, 3), campaign, progress.Left);
        MonthlySum[] after = [.. sums, .. entry.Postings.Select(p => new MonthlySum(p.Account, p.Campaign, November, p.Amount))];
        Assert.Equal((0L, 70_00L), (FundMoney.Of(Currency.Eur, after).Restricted.Minor, FundMoney.Of(Currency.Eur, after).Free.Minor));
        Assert.Equal(0, CampaignProgress.Of(campaign, Currency.Eur, after).Left.Minor);
        Assert.Empty(new PublicAccounts(Currency.Eur, after).Restricted);
    }

    [Fact]
    public void A_promise_of_bound_money_moves_it_and_its_end_gives_it_back_to_the_campaign()
    {
        var campaign = new CampaignId(1);
        List<MonthlySum> sums = [Sum(AccountClass.Bank, 100_00, default), Sum(AccountClass.Gift, -100_00, campaign)];
        Add(RequestBooking.Reserve(Fund, new EntryId(1, 0), new LocalDate(2026, 11, 3), new Money(60_00, Currency.Eur), "R-1", campaign));
        Assert.Equal((40_00L, 60_00L, 0L), Money());
        Add(RequestBooking.Pay(Fund, new EntryId(1, 1), new LocalDate(2026, 11, 3), new Account(AccountClass.Bank), AccountClass.Legal, new Money(60_00, Currency.Eur), "R-1", campaign));
        Add(RequestBooking.Release(Fund, new EntryId(1, 2), new LocalDate(2026, 11, 3), new Money(60_00, Currency.Eur), "R-1", campaign));
        Assert.Equal((40_00L, 0L, 0L), Money());
        Assert.Throws<ArgumentException>(() => RequestBooking.Pay(Fund, new EntryId(1, 1), new LocalDate(2026, 11, 3), new Account(AccountClass.Bank), AccountClass.BailPosted, new Money(1, Currency.Eur), "R-1", campaign));

        void Add(Entry entry) => sums.AddRange(entry.Postings.Select(p => new MonthlySum(p.Account, p.Campaign, November, p.Amount)));

        (long, long, long) Money() => FundMoney.Of(Currency.Eur, sums) is var money ? (money.Restricted.Minor, money.Reserved.Minor, money.Free.Minor) : default;
    }

    [Theory]
    [InlineData(true, Surplus.BecomesFree, false, true)]
    [InlineData(true, Surplus.BecomesFree, true, true)]
    [InlineData(true, Surplus.StaysBound, true, false)]
    [InlineData(false, Surplus.BecomesFree, true, false)]
    [InlineData(false, Surplus.GoesElsewhere, false, true)]
    public void What_givers_relied_on_stands_from_the_first_gift(bool isBound, Surplus surplus, bool hasGifts, bool may)
    {
        var before = new CampaignTerms(new Money(1_000_00, Currency.Eur), new LocalDate(2026, 12, 1), true, Surplus.BecomesFree);
        Assert.Equal(may, new CampaignTerms(null, new LocalDate(2027, 1, 1), isBound, surplus).MayReplace(before, hasGifts));
    }

    private static MonthlySum Sum(AccountClass account, long minor, CampaignId campaign) => new(new Account(account), campaign, November, new Money(minor, Currency.Eur));
}
