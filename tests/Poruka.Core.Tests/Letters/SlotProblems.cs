using Poruka.Letters;

namespace Poruka.Core.Tests.Letters;

/// <summary>Problems to plan: random ones of many shapes, and some that are made to mislead a greedy search.</summary>
internal static class SlotProblems
{
    /// <summary>The problem of a seed; the shapes take turns.</summary>
    public static SlotProblem Of(ulong seed)
    {
        var random = new SeededRandom(seed);
        return (seed % 6) switch
        {
            5 => Corridor(1 + random.Below(12), 1 + random.Below(12)),
            0 => Random(random, 1 + random.Below(40), 1 + random.Below(30), 1 + random.Below(6), 1 + random.Below(3)),
            1 => Random(random, 100 + random.Below(200), 20 + random.Below(80), 1 + random.Below(20), 1),
            2 => Ladder(2 + random.Below(60), random),
            3 => Crowd(random, 20 + random.Below(100)),
            _ => Random(random, 20 + random.Below(30), 2 + random.Below(5), 3, 4),
        };
    }

    /// <summary>Pairs at random; weights that often tie.</summary>
    public static SlotProblem Random(SeededRandom random, int recipients, int writers, int degree, int slots)
    {
        var edges = new List<int>[recipients];
        for (var r = 0; r < recipients; r++)
            edges[r] = [.. Enumerable.Range(0, random.Below(degree + 1)).Select(_ => random.Below(writers)).Distinct()];
        int[] capacity = [.. Enumerable.Range(0, writers).Select(_ => random.Below(4))];
        List<(int, long)> wanted = [];
        for (var r = 0; r < recipients; r++)
            for (var slot = random.Below(slots + 1); slot >= 0; slot--) wanted.Add((r, 1 + random.Below(random.Below(2) == 0 ? 5 : 1_000)));
        return Build(edges, capacity, wanted);
    }

    /// <summary>Recipient n could be written to by writers n and n + 1, the last by the last alone: each search goes all the way.</summary>
    public static SlotProblem Ladder(int length, SeededRandom random)
    {
        var edges = new List<int>[length];
        for (var r = 0; r < length; r++) edges[r] = r + 1 < length ? [r + 1, r] : [r];
        List<(int, long)> wanted = [];
        for (var r = 0; r < length; r++) wanted.Add((r, length - r + (random.Below(3) == 0 ? length : 0)));
        return Build(edges, [.. Enumerable.Repeat(1, length)], wanted);
    }

    /// <summary>All want the same few; the urgent are those who could also go elsewhere.</summary>
    public static SlotProblem Crowd(SeededRandom random, int recipients)
    {
        var edges = new List<int>[recipients];
        for (var r = 0; r < recipients; r++) edges[r] = r % 3 == 0 ? [0, 1, 2 + r % 7] : [0, 1];
        int[] capacity = [random.Below(recipients), random.Below(5), .. Enumerable.Range(0, 7).Select(_ => random.Below(3))];
        List<(int, long)> wanted = [];
        for (var r = 0; r < recipients; r++)
            for (var slot = 0; slot < 2; slot++) wanted.Add((r, r % 3 == 0 ? 1_000 + r : 10 + r - slot));
        return Build(edges, capacity, wanted);
    }

    /// <summary>Rooms full of people who could each stand one room further: each newcomer at the door moves one of every room.</summary>
    public static SlotProblem Corridor(int width, int rooms)
    {
        var edges = new List<List<int>>();
        for (var r = 0; r < width * rooms; r++) edges.Add([r / width + 1, r / width]);
        for (var r = 0; r < width; r++) edges.Add([rooms]);
        return Build(
            [.. edges], [.. Enumerable.Repeat(width, rooms + 1)], [.. Enumerable.Range(0, edges.Count).Select(r => (r, (long)(edges.Count - r)))]);
    }

    public static SlotProblem Build(List<int>[] edges, int[] capacity, List<(int Recipient, long Weight)> wanted)
    {
        var start = new int[edges.Length + 1];
        for (var r = 0; r < edges.Length; r++) start[r + 1] = start[r] + edges[r].Count;
        return new SlotProblem(start, [.. edges.SelectMany(e => e)], capacity, [.. wanted.Select(w => w.Recipient)], [.. wanted.Select(w => w.Weight)]);
    }
}
