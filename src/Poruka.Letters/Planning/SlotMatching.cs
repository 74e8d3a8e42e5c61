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

    private readonly int[] _edgeStart, _edgeWriter, _placeStart, _used, _placeEdge, _placeRecipient;
    private readonly int[] _nextFree, _seenRecipient, _seenWriter, _enteredBy, _reachedBy, _reachedFrom, _queue;
    private readonly ulong[] _taken;

    private SlotMatching(SlotProblem problem)
    {
        (_edgeStart, _edgeWriter) = (problem.EdgeStart, problem.EdgeWriter);
        var (recipients, writers) = (problem.RecipientCount, problem.WriterCount);
        var degree = new int[writers];
        foreach (var writer in _edgeWriter) degree[writer]++;
        _placeStart = new int[writers + 1];
        for (var w = 0; w < writers; w++) _placeStart[w + 1] = _placeStart[w] + Math.Min(degree[w], problem.Capacity[w]);
        _used = new int[writers];
        _placeEdge = new int[_placeStart[writers]];
        _placeRecipient = new int[_placeStart[writers]];
        _nextFree = _edgeStart[..recipients];
        _seenRecipient = new int[recipients];
        _seenWriter = new int[writers];
        _enteredBy = new int[recipients];
        _reachedBy = new int[writers];
        _reachedFrom = new int[writers];
        _queue = new int[recipients];
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

    private static int[] Order(long[] weights, ReadOnlySpan<ulong> ties)
    {
        var order = new int[weights.Length];
        var keys = new (long Weight, ulong Tie)[weights.Length];
        for (var i = 0; i < order.Length; i++) (order[i], keys[i]) = (i, (-weights[i], ties[i]));
        Array.Sort(keys, order);
        return order;
    }

    private bool TryServe(int source, int search)
    {
        if (_seenRecipient[source] == Dropped) return false;
        if (FreeWriterOf(source) is var edge and >= 0)
        {
            Place(source, edge, source);
            return true;
        }
        _seenRecipient[source] = search;
        _queue[0] = source;
        var count = 1;
        for (var head = 0; head < count; head++)
        {
            var recipient = _queue[head];
            for (var e = _edgeStart[recipient]; e < _edgeStart[recipient + 1]; e++)
            {
                var writer = _edgeWriter[e];
                if (_seenWriter[writer] >= search || IsTaken(e)) continue;
                _seenWriter[writer] = search;
                (_reachedBy[writer], _reachedFrom[writer]) = (e, recipient);
                // Every place of this writer is held: could its holder go elsewhere?
                for (var place = _placeStart[writer]; place < _placeStart[writer + 1]; place++)
                {
                    var holder = _placeRecipient[place];
                    if (_seenRecipient[holder] >= search) continue;
                    _seenRecipient[holder] = search;
                    _enteredBy[holder] = place;
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
        ref var edge = ref _nextFree[recipient];
        for (; edge < _edgeStart[recipient + 1]; edge++)
        {
            var writer = _edgeWriter[edge];
            if (_placeStart[writer] + _used[writer] < _placeStart[writer + 1] && !IsTaken(edge)) return edge;
        }
        return -1;
    }

    /// <summary>Gives the free place behind an edge to its recipient, and the place that this one held to who asked for it, and so on.</summary>
    private void Place(int source, int edge, int recipient)
    {
        var writer = _edgeWriter[edge];
        var place = _placeStart[writer] + _used[writer]++;
        while (true)
        {
            (_placeEdge[place], _placeRecipient[place]) = (edge, recipient);
            _taken[edge >> 6] |= 1UL << edge;
            if (recipient == source) return;
            place = _enteredBy[recipient];
            var left = _placeEdge[place];
            _taken[left >> 6] &= ~(1UL << left);
            writer = _edgeWriter[left];
            (edge, recipient) = (_reachedBy[writer], _reachedFrom[writer]);
        }
    }

    private void Drop(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var recipient = _queue[i];
            _seenRecipient[recipient] = Dropped;
            for (var e = _edgeStart[recipient]; e < _edgeStart[recipient + 1]; e++)
                if (!IsTaken(e)) _seenWriter[_edgeWriter[e]] = Dropped;
        }
    }
}
