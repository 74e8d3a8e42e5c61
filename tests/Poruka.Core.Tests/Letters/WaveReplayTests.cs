using Poruka.Letters;

namespace Poruka.Core.Tests.Letters;

/// <summary>What the plan does for those whom nobody asks for.</summary>
public class WaveReplayTests
{
    private const int Seeds = 5;

    [Fact]
    public void The_plan_leaves_at_most_half_of_the_silence_that_writers_choice_leaves_and_no_more_than_least_written_first()
    {
        double choice = 0, plan = 0;
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var stream = OfferYears.Draw(new OfferModel(), seed);
            var (planned, least) = (Play(stream, WavePolicy.Poruka, seed), Play(stream, WavePolicy.LeastWrittenFirst, seed));
            Assert.True(planned.SilentShare <= least.SilentShare, $"Seed {seed}: {planned} {least}");
            choice += Play(stream, WavePolicy.WritersChoice, seed).SilentShare;
            plan += planned.SilentShare;
        }
        Assert.True(plan <= choice / 2, $"{plan / Seeds} {choice / Seeds}");
    }

    [Fact]
    public void The_same_seed_plays_the_same()
    {
        var model = new OfferModel { Recipients = 60, Days = 400 };
        foreach (var policy in Enum.GetValues<WavePolicy>())
            Assert.Equal(
                Play(OfferYears.Draw(model, 7), policy, 7), Play(OfferYears.Draw(model, 7), policy, 7));
    }

    [Fact]
    public void Every_offer_is_sent_lost_or_still_held()
    {
        var stream = OfferYears.Draw(new OfferModel { Recipients = 60, Days = 400 }, 3);
        foreach (var policy in new[] { WavePolicy.WritersChoice, WavePolicy.Random, WavePolicy.LeastWrittenFirst })
            Assert.Equal(stream.Offers.Count, Play(stream, policy, 3) is var m ? m.Letters + m.Lost : 0);
        var planned = Play(stream, WavePolicy.Poruka, 3);
        Assert.InRange(planned.Letters + planned.Lost, stream.Offers.Count / 2, stream.Offers.Count);
    }

    [Fact]
    public void Half_of_the_offers_come_in_bursts()
    {
        var even = OfferYears.Draw(new OfferModel { BurstShare = 0 }, 5).Offers.Count;
        var all = OfferYears.Draw(new OfferModel(), 5).Offers.Count;
        Assert.InRange((double)all / even, 0.9, 1.1);
    }

    private static WaveMeasures Play(OfferYears stream, WavePolicy policy, ulong seed) => WaveReplay.Play(stream, policy, seed);
}
