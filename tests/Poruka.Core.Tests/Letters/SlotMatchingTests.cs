using Poruka.Letters;

namespace Poruka.Core.Tests.Letters;

/// <summary>The plan is exact.</summary>
public class SlotMatchingTests
{
    private const int Problems = 1_000;

    [Fact]
    public void No_plan_has_a_greater_weight_on_a_thousand_random_and_adversarial_problems()
    {
        for (ulong seed = 0; seed < Problems; seed++)
        {
            var problem = SlotProblems.Of(seed);
            var best = FlowReferee.BestWeight(problem);
            var ours = Solve(problem, seed).TotalWeight;
            Assert.True(best == ours, $"Seed {seed}: {ours}, the referee {best}.");
        }
    }

    [Fact]
    public void Capacities_hold_and_each_served_slot_has_a_writer_of_its_own()
    {
        for (ulong seed = 0; seed < Problems; seed++)
        {
            var problem = SlotProblems.Of(seed);
            var matching = Solve(problem, seed);
            var written = new int[problem.WriterCount];
            var got = new int[problem.RecipientCount];
            for (var r = 0; r < problem.RecipientCount; r++)
                for (var e = problem.EdgeStart[r]; e < problem.EdgeStart[r + 1]; e++)
                    if (matching.IsTaken(e))
                    {
                        written[problem.EdgeWriter[e]]++;
                        got[r]++;
                    }
            for (var w = 0; w < written.Length; w++) Assert.True(written[w] <= problem.Capacity[w], $"Seed {seed}, writer {w}.");
            for (var i = 0; i < matching.Served.Length; i++)
                if (matching.Served[i]) got[problem.SlotRecipient[i]]--;
            Assert.All(got, left => Assert.Equal(0, left));
            Assert.Equal(written.Sum(), matching.ServedCount);
        }
    }

    [Fact]
    public void Level_by_level_no_other_order_serves_more_of_the_heaviest()
    {
        for (ulong seed = 0; seed < Problems; seed++)
        {
            var problem = SlotProblems.Of(seed);
            var matching = Solve(problem, seed);
            var levels = problem.SlotWeight.Distinct().OrderDescending().ToList();
            foreach (var level in levels.Take(4))
            {
                // As many of this weight or more as any plan could serve that cares for nothing else.
                var alone = problem with { SlotWeight = [.. problem.SlotWeight.Select(w => w >= level ? 1L : 0)] };
                Assert.Equal(
                    FlowReferee.BestWeight(alone), matching.Served.Where((served, i) => served && problem.SlotWeight[i] >= level).Count());
            }
        }
    }

    [Fact]
    public void A_writer_more_takes_no_slot_away()
    {
        for (ulong seed = 0; seed < Problems; seed++)
        {
            var problem = SlotProblems.Of(seed);
            var random = new SeededRandom(seed + 1);
            var edges = Enumerable.Range(0, problem.RecipientCount)
                .Select(r => problem.EdgeWriter[problem.EdgeStart[r]..problem.EdgeStart[r + 1]].ToList()).ToArray();
            foreach (var list in edges)
                if (random.Below(3) == 0) list.Insert(random.Below(list.Count + 1), problem.WriterCount);
            var wider = SlotProblems.Build(
                edges, [.. problem.Capacity, 1 + random.Below(3)], [.. problem.SlotRecipient.Zip(problem.SlotWeight)]);
            var before = Solve(problem, seed).Served;
            var after = Solve(wider, seed).Served;
            for (var i = 0; i < before.Length; i++) Assert.True(after[i] || !before[i], $"Seed {seed}, slot {i}.");
        }
    }

    [Fact]
    public void Nothing_to_plan_is_a_plan()
    {
        var matching = SlotMatching.Solve(new SlotProblem([0], [], [], [], []), []);
        Assert.Equal((0, 0L), (matching.ServedCount, matching.TotalWeight));
    }

    private static SlotMatching Solve(SlotProblem problem, ulong seed) => SlotMatching.Solve(
        problem, [.. problem.SlotRecipient.Select((_, slot) => SeededRandom.Mix(seed, (UInt128)slot))]);
}
