using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using CsCheck;
using Poruka.Ledger;

namespace Poruka.Core.Tests;

public class ReserveTests
{
    private const ulong Seed = 20_261_123;

    /// <summary>Everything at once: what a fund of a city might look like.</summary>
    internal static readonly ReserveModel Full = new()
    {
        Start = 20_000_00, Steady = -300_00, Payers = 120, Dues = 10_00, Lapse = 0.01, Join = 1, Gifts = 1_500_00, GiftShape = 3,
        Arrests = 0.8, Bursts = 0.05, BurstSize = 6,
        Costs = [new ReserveCost(AccountClass.Legal, 0.9, 1_200_00), new ReserveCost(AccountClass.Medical, 0.2, 300_00), new ReserveCost(AccountClass.Family, 0.3, 400_00)],
        MonthsInside = 5, InsideCost = 80_00, Inside = 4, BailChance = 0.15, BailMean = 3_000_00, BailMonths = 8, BailForfeited = 0.1,
    };

    [Fact]
    public void The_logarithm_is_right_to_the_last_place_or_the_one_beside_it() => Gen.Double[1e-300, 1e300].Select(x => x).Sample(x =>
    {
        var (ours, theirs) = (PortableMath.Log(x), Math.Log(x));
        Assert.True(Math.Abs(ours - theirs) <= 2 * Math.BitIncrement(Math.Abs(theirs)) - 2 * Math.Abs(theirs), $"{x:R}: {ours:R} for {theirs:R}");
    }, iter: 100_000);

    [Theory]
    [InlineData(1.0, 0.0)]
    [InlineData(2.0, 0.6931471805599453)]
    [InlineData(0.5, -0.6931471805599453)]
    [InlineData(10.0, 2.302585092994046)]
    [InlineData(1e-10, -23.025850929940457)]
    public void Known_logarithms_are_met(double x, double log) => Assert.Equal(log, PortableMath.Log(x));

    [Fact]
    public void Eight_logarithms_at_once_are_near_enough()
    {
        Gen.Single[1e-30f, 1e30f].Array[LaneMath.Count].Sample(x =>
        {
            var ours = LaneMath.Log(Vector256.Create(x));
            for (var i = 0; i < x.Length; i++) Assert.Equal(Math.Log(x[i]), ours[i], 3e-7 * Math.Max(1, Math.Abs(Math.Log(x[i]))));
        }, iter: 20_000);
    }

    [Fact]
    public void Powers_of_e_are_near_enough() =>
        Gen.Double[-100, 0].Sample(x => Assert.Equal(1, PortableMath.Exp(x) / Math.Exp(x), 1e-11), iter: 20_000);

    [Fact]
    public void Random_numbers_are_even_and_exponentials_have_their_moments()
    {
        var random = new LaneRandom(Seed, 7);
        const int Count = 1_000_000;
        Check(i => random.Next(), () => random.NextExponential());

        static void Check(Func<int, Vector256<float>> next, Func<Vector256<float>> exponential)
        {
            var counts = new int[64];
            double sum = 0, squares = 0;
            for (var i = 0; i < Count; i += LaneMath.Count)
            {
                var (numbers, exponentials) = (next(i), exponential());
                for (var lane = 0; lane < LaneMath.Count; lane++)
                {
                    counts[Math.Min((int)(numbers[lane] * 64), 63)]++;
                    double e = exponentials[lane];
                    (sum, squares) = (sum + e, squares + e * e);
                }
            }
            var chi = counts.Sum(c => Math.Pow(c - Count / 64.0, 2) / (Count / 64.0));
            Assert.InRange(chi, 30, 110); // 63 degrees of freedom: a thousandth on either side
            Assert.InRange(sum / Count, 0.996, 1.004);
            Assert.InRange(squares / Count, 1.98, 2.02);
        }
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(1)]
    [InlineData(7.5)]
    [InlineData(60)]
    public void Counts_of_those_who_come_have_their_chances(double mean)
    {
        var (random, table) = (new LaneRandom(Seed, (ulong)(mean * 100)), CountTable.OfComing(mean));
        HoldAgainst(() => table.Coming(ref random), (int)mean * 3 + 20, k => Math.Exp(k * Math.Log(mean) - mean - LogFactorial(k)));
    }

    [Theory]
    [InlineData(1, 0.2)]
    [InlineData(4, 0.9)]
    [InlineData(120, 0.01)]
    [InlineData(5_000, 0.01)]
    [InlineData(200, 0.6)]
    public void Counts_of_those_who_stop_have_their_chances(int n, double chance)
    {
        var (random, table) = (new LaneRandom(Seed, (ulong)n), CountTable.OfTries(chance));
        HoldAgainst(() => table.Of(ref random, Vector256.Create((float)n)), n + 1, k => k > n ? 0 : Math.Exp(
            LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k) + k * Math.Log(chance) + (n - k) * Math.Log(1 - chance)));
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.15)]
    [InlineData(0.01)]
    public void What_one_in_some_meets_comes_after_as_many_as_it_should(double chance)
    {
        var (random, trials) = (new LaneRandom(Seed, 3), new Trials(chance));
        HoldAgainst(() => Vector256.Create([.. Enumerable.Range(0, LaneMath.Count).Select(_ => (float)trials.Next(ref random))]),
            (int)(30 / chance), k => chance * Math.Pow(1 - chance, k));
    }

    [Fact]
    public void Nobody_stops_where_none_can_and_all_do_where_all_must()
    {
        var random = new LaneRandom(Seed, 1);
        var n = Vector256.Create(0f, 1, 2, 3, 10, 100, 1_000, 100_000);
        Assert.Equal(Vector256<float>.Zero, CountTable.OfTries(0).Of(ref random, n));
        Assert.Equal(Vector256<float>.Zero, CountTable.OfComing(0).Coming(ref random));
        Assert.Equal(n, CountTable.OfTries(1).Of(ref random, n));
        var nearly = CountTable.OfTries(0.97);
        for (var i = 0; i < 1_000; i++) Assert.True(Vector256.LessThanOrEqualAll(nearly.Of(ref random, n), n));
        Assert.Equal(0, new Trials(1).Next(ref random));
    }

    /// <summary>Counts of 800,000 draws, each within five standard errors of what its chance asks for.</summary>
    private static void HoldAgainst(Func<Vector256<float>> draw, int most, Func<int, double> chance)
    {
        const int Draws = 800_000;
        var counts = new int[most + 1];
        for (var i = 0; i < Draws; i += LaneMath.Count)
        {
            var drawn = draw();
            for (var lane = 0; lane < LaneMath.Count; lane++) counts[(int)drawn[lane]]++;
        }
        for (var k = 0; k <= most; k++)
        {
            var expected = Draws * chance(k);
            Assert.True(Math.Abs(counts[k] - expected) <= 5 * Math.Sqrt(expected) + 3, $"{k}: {counts[k]} for {expected:F0}");
        }
    }

    private static double LogFactorial(int n) => Enumerable.Range(1, n).Sum(i => Math.Log(i));

    [Theory]
    [InlineData(0, 1.2, 12)]
    [InlineData(3, 1.1, 24)]
    [InlineData(5, 1.25, 60)]
    [InlineData(8, 1.05, 120)]
    [InlineData(2, 0.9, 36)]
    public void With_exponential_claims_and_constant_income_ruin_is_that_of_the_formula(double start, double income, int months)
    {
        // Claims of mean 1,000.00, one a month; amounts in claims.
        const double Mean = 1_000_00;
        var model = new ReserveModel { Start = start * Mean, Steady = income * Mean, Arrests = 1, Costs = [new ReserveCost(AccountClass.Legal, 1, Mean)] };
        var forecast = ReserveSimulation.Run(model, months, 200_000, Seed);
        foreach (var month in new[] { months / 3, months / 2, months })
        {
            var expected = RuinFormula.Within(start * Mean, income * Mean, 1, Mean, month);
            // 19 times of 20 it lies within; five looks at three months each may miss it by half as much again.
            Assert.InRange(forecast.RuinBy[month - 1], expected - 1.5 * forecast.Uncertainty(month - 1) - 1e-9, expected + 1.5 * forecast.Uncertainty(month - 1) + 1e-9);
        }
    }

    /// <summary>Claims that come otherwise, and are the same: exponential with mean 1,000.00, one a month.</summary>
    public static TheoryData<string, ReserveModel> Alike => new()
    {
        // A geometric number of exponential amounts is an exponential amount.
        { "bursts of four", new ReserveModel { Bursts = 1, BurstSize = 4, Costs = [new ReserveCost(AccountClass.Legal, 1, 250_00)] } },
        { "bursts as great as one arrest", new ReserveModel { Arrests = 0.6, Bursts = 0.4, BurstSize = 1, Costs = [new ReserveCost(AccountClass.Legal, 1, 1_000_00)] } },
        { "one arrest of four costs", new ReserveModel { Arrests = 4, Costs = [new ReserveCost(AccountClass.Legal, 0.25, 1_000_00)] } },
        // Of bursts of three where one arrest of four costs, half cost nothing, and one and a half arrests of the others do on the average.
        { "bursts of which some cost", new ReserveModel { Bursts = 2, BurstSize = 3, Costs = [new ReserveCost(AccountClass.Legal, 0.25, 1_000_00 / 1.5)] } },
        { "bail that is lost", new ReserveModel { Arrests = 2, BailChance = 0.5, BailMean = 1_000_00, BailForfeited = 1 } },
        { "bail that comes back too late", new ReserveModel { Arrests = 10, BailChance = 0.1, BailMean = 1_000_00, BailMonths = 1e9 } },
    };

    [Theory]
    [MemberData(nameof(Alike))]
    public void Bursts_chances_and_bail_that_come_to_the_same_claims_come_to_the_same_ruin(string what, ReserveModel model)
    {
        const int Months = 30;
        var forecast = ReserveSimulation.Run(model with { Start = 4_000_00, Steady = 1_150_00 }, Months, 200_000, Seed);
        foreach (var month in new[] { 5, 15, Months })
        {
            var expected = RuinFormula.Within(4_000_00, 1_150_00, 1, 1_000_00, month);
            Assert.True(Math.Abs(forecast.RuinBy[month - 1] - expected) < 1.5 * forecast.Uncertainty(month - 1), $"{what}, month {month}: {forecast.RuinBy[month - 1]} for {expected}");
        }
    }

    [Fact]
    public void The_formula_tends_to_that_of_Cramer_and_Lundberg_and_begins_with_none()
    {
        Assert.Equal(RuinFormula.Ever(4, 1.25, 1, 1), RuinFormula.Within(4, 1.25, 1, 1, 2_000), 8);
        Assert.Equal(0, RuinFormula.Within(4, 1.25, 1, 1, 0), 8);
        Assert.Equal(1, RuinFormula.Ever(4, 0.9, 1, 1));
        // Within a very short time from nothing: a claim comes before any income, λ dt.
        Assert.Equal(0.001, RuinFormula.Within(0, 1, 1, 1, 0.001), 5);
        // A published table: u = 0 is ρ for ever.
        Assert.Equal(0.8, RuinFormula.Within(0, 1.25, 1, 1, 10_000), 4);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_on_every_machine_and_for_any_count_of_threads()
    {
        var bytes = Bytes(ReserveSimulation.Run(Full, 60, 10_000, Seed, threads: 1));
        Assert.Equal(bytes, Bytes(ReserveSimulation.Run(Full, 60, 10_000, Seed, threads: 2)));
        Assert.Equal(bytes, Bytes(ReserveSimulation.Run(Full, 60, 10_000, Seed, threads: 5)));
        Assert.NotEqual(bytes, Bytes(ReserveSimulation.Run(Full, 60, 10_000, Seed + 1)));
        Assert.Equal(Expected, Convert.ToHexString(SHA256.HashData(bytes))[..16]);
    }

    [Fact]
    public void Quantiles_hardly_move_between_seeds()
    {
        var forecasts = ((ulong[])[1, 2, 3]).Select(seed => ReserveSimulation.Run(Full, 36, 100_000, seed)).ToList();
        var spread = forecasts[0].Quantiles[4][35] - forecasts[0].Quantiles[0][35];
        for (var level = 0; level < ReserveSimulation.Levels.Count; level++)
            for (var month = 5; month < 36; month += 10)
                Assert.True(forecasts.Max(f => f.Quantiles[level][month]) - forecasts.Min(f => f.Quantiles[level][month]) < spread * 0.02);
        Assert.True(forecasts.Max(f => f.RuinBy[35]) - forecasts.Min(f => f.RuinBy[35]) < 0.01);
    }

    [Fact]
    public void The_reserve_and_the_dues_that_are_said_to_be_enough_are_enough()
    {
        var forecast = ReserveSimulation.Run(Full, 36, 50_000, Seed);
        var again = ReserveSimulation.Run(Full with { Start = forecast.NeededReserve }, 36, 50_000, Seed + 1);
        Assert.InRange(again.RuinBy[35], 0.005, 0.015);
        var dues = ReserveSimulation.NeededDues(Full with { BailChance = 0 }, 36, 5_000, Seed)!.Value;
        Assert.InRange(ReserveSimulation.Run(Full with { BailChance = 0, Dues = dues }, 36, 50_000, Seed + 1).RuinBy[35], 0.002, 0.02);
        Assert.Null(ReserveSimulation.NeededDues(Full with { Payers = 0, Join = 0 }, 36, 5_000, Seed));
    }

    [Fact]
    public void Funds_that_stand_together_need_less_than_each_alone()
    {
        ReserveModel[] funds = [Full, Full with { Arrests = 0.4, Payers = 60 }, Full with { Arrests = 1.2, Payers = 200 }];
        var alone = funds.Sum(f => ReserveSimulation.Run(f, 36, 20_000, Seed).NeededReserve);
        var together = ReserveSimulation.Run(funds, 36, 20_000, Seed).NeededReserve;
        Assert.InRange(together, 0, alone * 0.9);
    }

    [Fact]
    public void Ten_arrests_tomorrow_are_dearer_than_none()
    {
        var calm = ReserveSimulation.Run(Full, 12, 20_000, Seed);
        var storm = ReserveSimulation.Run(Full with { ArrestsNow = 10 }, 12, 20_000, Seed);
        Assert.True(storm.RuinBy[11] > calm.RuinBy[11]);
        Assert.True(storm.Quantiles[2][0] < calm.Quantiles[2][0] - 10 * 1_000_00);
    }

    [Fact]
    public void Means_are_those_of_the_model()
    {
        // Without randomness of balance sign: the mean drift of the whole model, by the median of many months' sum, is near its drift.
        var model = Full with { Inside = 4, Lapse = 0, Join = 0, BailChance = 0, Bursts = 0 };
        var forecast = ReserveSimulation.Run(model, 120, 20_000, Seed);
        var mean = (forecast.Quantiles[2][119] - model.Start) / 120;
        Assert.InRange(mean, model.Drift - 40_00, model.Drift + 60_00);
    }

    // The same on x64 and arm64, from source and native, with vector registers and without.
    private const string Expected = "E8E4C3EE2744454F";

    private static byte[] Bytes(ReserveForecast forecast) =>
        [.. forecast.RuinBy.Concat(forecast.Quantiles.SelectMany(q => q)).Append(forecast.NeededReserve).SelectMany(BitConverter.GetBytes)];
}
