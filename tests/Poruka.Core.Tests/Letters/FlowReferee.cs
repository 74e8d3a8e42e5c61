using Google.OrTools.Graph;
using Poruka.Letters;

namespace Poruka.Core.Tests.Letters;

/// <summary>The referee: the same problem as a flow of least cost, solved by a general solver.</summary>
internal static class FlowReferee
{
    /// <summary>The greatest total weight that any plan can have.</summary>
    public static long BestWeight(SlotProblem problem)
    {
        var flow = new MinCostFlow();
        var (source, sink) = (problem.RecipientCount + problem.WriterCount, problem.RecipientCount + problem.WriterCount + 1);
        for (var slot = 0; slot < problem.SlotRecipient.Length; slot++)
            flow.AddArcWithCapacityAndUnitCost(source, problem.SlotRecipient[slot], 1, -problem.SlotWeight[slot]);
        for (var r = 0; r < problem.RecipientCount; r++)
            for (var e = problem.EdgeStart[r]; e < problem.EdgeStart[r + 1]; e++)
                flow.AddArcWithCapacityAndUnitCost(r, problem.RecipientCount + problem.EdgeWriter[e], 1, 0);
        for (var w = 0; w < problem.WriterCount; w++)
            flow.AddArcWithCapacityAndUnitCost(problem.RecipientCount + w, sink, problem.Capacity[w], 0);
        // What isn't worth a letter, or finds none, goes by.
        flow.AddArcWithCapacityAndUnitCost(source, sink, problem.SlotRecipient.Length, 0);
        flow.SetNodeSupply(source, problem.SlotRecipient.Length);
        flow.SetNodeSupply(sink, -problem.SlotRecipient.Length);
        return flow.Solve() == MinCostFlowBase.Status.OPTIMAL ? -flow.OptimalCost() : throw new InvalidOperationException("The referee gave up.");
    }
}
