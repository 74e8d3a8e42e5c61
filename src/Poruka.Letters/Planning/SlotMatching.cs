namespace Poruka.Letters;

/// <summary>
/// The exact solution of a <see cref="SlotProblem"/>: of all ways to serve slots within the writers' capacities, no two
/// letters of one recipient by the same writer, one with the greatest total weight.
/// </summary>
/// <remarks>
/// The weights sit on the slots, so the sets of slots that can be served together are the independent sets of a matroid (a
/// gammoid: slots linked by disjoint paths to places of writers). Taking the slots from the heaviest, each if an augmenting path
/// makes room for it, is therefore optimal (Rado 1957, Edmonds 1971), in the sum and, at the same time, level by level. A search
/// that finds no place has seen a set of vertices that no path leaves; no later path can pass through it and come out, so it is
/// never searched again, and all failures together read each edge once.
/// </remarks>
public sealed class SlotMatching
{
    private const int Dropped = int.MaxValue;

    private readonly int[] _edgeWriter, _queue;
    private readonly RecipientState[] _recipients;
    private readonly WriterState[] _writers;
    private readonly PlaceState[] _places;
    private readonly ulong[] _taken;

    private SlotMatching(SlotProblem problem)
    {
        _edgeWriter = problem.EdgeWriter;
        _recipients = new RecipientState[problem.RecipientCount];
        _writers = new WriterState[problem.WriterCount];
        for (var r = 0; r < _recipients.Length; r++)
            _recipients[r] = new RecipientState { First = problem.EdgeStart[r], End = problem.EdgeStart[r + 1], NextFree = problem.EdgeStart[r] };
        // A writer needs no more places than there are recipients to write to.
        foreach (var writer in _edgeWriter) _writers[writer].End++;
        var places = 0;
        for (var w = 0; w < _writers.Length; w++)
        {
            ref var writer = ref _writers[w];
            (writer.First, writer.Next) = (places, places);
            places = writer.End = places + Math.Min(writer.End, problem.Capacity[w]);
        }
        _places = new PlaceState[places];
        _queue = new int[_recipients.Length];
        _taken = new ulong[(_edgeWriter.Length + 63) / 64];
        Served = new bool[problem.SlotRecipient.Length];
    }

    /// <summary>The sum of the weights of the slots that are served.</summary>
    public long TotalWeight { get; private set; }

    /// <summary>How many slots are served.</summary>
    public int ServedCount { get; private set; }

    /// <summary>For each slot, whether it is served.</summary>
    public bool[] Served { get; }

    /// <summary>Whether an edge, by its place in <see cref="SlotProblem.EdgeWriter"/>, is a letter of the plan.</summary>
    public bool IsTaken(int edge) => (_taken[edge >> 6] >> edge & 1) != 0;

    /// <summary>Solves.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="ties">A number for each slot: of two with the same weight the one with the lower is first.</param>
    public static SlotMatching Solve(SlotProblem problem, ReadOnlySpan<ulong> ties)
    {
        var matching = new SlotMatching(problem);
        var search = 0;
        foreach (var slot in Order(problem.SlotWeight, ties))
        {
            if (!matching.TryServe(problem.SlotRecipient[slot], ++search)) continue;
            matching.Served[slot] = true;
            matching.ServedCount++;
            matching.TotalWeight = checked(matching.TotalWeight + problem.SlotWeight[slot]);
        }
        return matching;
    }

    /// <summary>The heaviest first. Two sorts of plain numbers: one of pairs would take longer than all the rest.</summary>
    private static int[] Order(long[] weights, ReadOnlySpan<ulong> ties)
    {
        var order = new int[weights.Length];
        var keys = new long[weights.Length];
        for (var i = 0; i < order.Length; i++) (order[i], keys[i]) = (i, -weights[i]);
        Array.Sort(keys, order);
        var tied = new ulong[order.Length];
        for (var i = 0; i < order.Length; i++) tied[i] = ties[order[i]];
        for (var from = 0; from < order.Length;)
        {
            var to = from + 1;
            while (to < order.Length && keys[to] == keys[from]) to++;
            Array.Sort(tied, order, from, to - from);
            from = to;
        }
        return order;
    }

    private bool TryServe(int source, int search)
    {
        if (_recipients[source].Seen == Dropped) return false;
        if (FreeWriterOf(source) is var edge and >= 0)
        {
            Place(source, edge, source);
            return true;
        }
        _recipients[source].Seen = search;
        _queue[0] = source;
        var count = 1;
        for (var head = 0; head < count; head++)
        {
            var recipient = _queue[head];
            var end = _recipients[recipient].End;
            for (var e = _recipients[recipient].First; e < end; e++)
            {
                ref var writer = ref _writers[_edgeWriter[e]];
                if (writer.Seen >= search || IsTaken(e)) continue;
                (writer.Seen, writer.ReachedBy, writer.ReachedFrom) = (search, e, recipient);
                // Every place of this writer is held: could its holder go elsewhere?
                for (var place = writer.First; place < writer.End; place++)
                {
                    var holder = _places[place].Recipient;
                    ref var held = ref _recipients[holder];
                    if (held.Seen >= search) continue;
                    (held.Seen, held.EnteredBy) = (search, place);
                    if (FreeWriterOf(holder) is var free and >= 0)
                    {
                        Place(source, free, holder);
                        return true;
                    }
                    _queue[count++] = holder;
                }
            }
        }
        Drop(count);
        return false;
    }

    /// <summary>
    /// An edge of a recipient to a writer with a free place; -1 where there is none. Places never become free again, so what was
    /// passed over once is passed over for good.
    /// </summary>
    private int FreeWriterOf(int recipient)
    {
        ref var state = ref _recipients[recipient];
        for (; state.NextFree < state.End; state.NextFree++)
        {
            ref var writer = ref _writers[_edgeWriter[state.NextFree]];
            if (writer.Next < writer.End && !IsTaken(state.NextFree)) return state.NextFree;
        }
        return -1;
    }

    /// <summary>Gives the free place behind an edge to its recipient, and the place that this one held to who asked for it, and so on.</summary>
    private void Place(int source, int edge, int recipient)
    {
        var place = _writers[_edgeWriter[edge]].Next++;
        while (true)
        {
            _places[place] = new PlaceState { Edge = edge, Recipient = recipient };
            _taken[edge >> 6] |= 1UL << edge;
            if (recipient == source) return;
            place = _recipients[recipient].EnteredBy;
            var left = _places[place].Edge;
            _taken[left >> 6] &= ~(1UL << left);
            ref var writer = ref _writers[_edgeWriter[left]];
            (edge, recipient) = (writer.ReachedBy, writer.ReachedFrom);
        }
    }

    private void Drop(int count)
    {
        for (var i = 0; i < count; i++)
        {
            ref var recipient = ref _recipients[_queue[i]];
            recipient.Seen = Dropped;
            for (var e = recipient.First; e < recipient.End; e++)
                if (!IsTaken(e)) _writers[_edgeWriter[e]].Seen = Dropped;
        }
    }

    // What is read together lies together.
    private struct RecipientState
    {
        public int First, End, NextFree, Seen, EnteredBy;
    }

    private struct WriterState
    {
        public int First, Next, End, Seen, ReachedBy, ReachedFrom;
    }

    private struct PlaceState
    {
        public int Edge, Recipient;
    }
}
