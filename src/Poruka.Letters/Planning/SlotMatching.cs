using System.Runtime.CompilerServices;

namespace Poruka.Letters;

/// <summary>
/// The exact solution of a <see cref="SlotProblem"/>: of all ways to serve slots within the writers' capacities, no two
/// letters of one recipient by the same writer, one with the greatest total weight.
/// </summary>
/// <remarks>
/// <para>
/// The weights sit on the slots, so the sets of slots that can be served together are the independent sets of a matroid (a
/// gammoid: slots linked by disjoint paths to places of writers). Taking the slots from the heaviest, each if room can be made for it,
/// is therefore optimal (Rado 1957, Edmonds 1971), in the sum and, at the same time, level by level.
/// </para>
/// <para>
/// Room is made as in push-relabel (Goldberg and Tarjan 1988): each writer has a distance, at most as many moves as it takes from them
/// to a free place. A newcomer goes to the nearest writer; if no place is free there, a holder who is nearer to another one moves on.
/// Distances only grow, so all searches together read each list of writers about as often as the distances are high, which is a handful of times.
/// Where no writer is left at some distance, nobody farther away reaches a free place any more (the gap): they are dropped for good, and if
/// the newcomer's chain ends there, it is taken back.
/// </para>
/// </remarks>
public sealed class SlotMatching
{
    /// <summary>A distance from which no free place can be reached.</summary>
    private const int Never = 1 << 30;

    private const int Ahead = 16;

    /// <summary>From here on a distance no longer fits where it is read fastest.</summary>
    private const byte Long = byte.MaxValue;

    private readonly int[] _edgeStart, _edgeWriter;

    // Of recipients: at most as far as the nearest of the writers whom they could go to besides those whom they have.
    private readonly int[] _near;

    // Of writers: the distance; the same as a byte, since this is read most of all and should stay in the cache; how many have each.
    private readonly int[] _distance, _atDistance;
    private readonly byte[] _shortDistance;
    private readonly WriterState[] _writers;
    private readonly PlaceState[] _places;
    private readonly ulong[] _taken;
    private readonly bool _anyTwice;
    private (int Place, PlaceState Was)[] _moves = new (int, PlaceState)[64];
    private int[] _dropped = [];
    private int _moved, _live;

    private SlotMatching(SlotProblem problem)
    {
        (_edgeStart, _edgeWriter) = (problem.EdgeStart, problem.EdgeWriter);
        _near = new int[problem.RecipientCount];
        _distance = new int[problem.WriterCount];
        _shortDistance = new byte[problem.WriterCount];
        _writers = PlacesOf(problem);
        for (var w = 0; w < _distance.Length; w++)
            if (_writers[w].First < _writers[w + 1].First) _live++;
            else (_distance[w], _shortDistance[w]) = (Never, Long);
        // No path is longer than there are writers.
        _atDistance = new int[problem.WriterCount + 2];
        _atDistance[0] = _live;
        _places = new PlaceState[_writers[^1].First];
        _taken = new ulong[(_edgeWriter.Length + 63) / 64];
        Served = new bool[problem.SlotRecipient.Length];
        var seen = new bool[problem.RecipientCount];
        foreach (var recipient in problem.SlotRecipient)
        {
            _anyTwice |= seen[recipient];
            seen[recipient] = true;
        }
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
        var order = Order(problem.SlotWeight, ties, out var keys);
        for (var i = 0; i < order.Length && matching._live > 0; i++)
        {
            if (i % Ahead == 0)
            {
                var next = order.AsSpan(i, Math.Min(Ahead, order.Length - i));
                matching.ReadLists(problem.SlotRecipient, next);
                matching.ReadRows(problem.SlotRecipient, next);
            }
            var slot = order[i];
            if (!matching.TryServe(problem.SlotRecipient[slot])) continue;
            matching.Served[slot] = true;
            matching.ServedCount++;
            matching.TotalWeight = checked(matching.TotalWeight - keys[i]);
        }
        matching.MarkTaken();
        return matching;
    }

    /// <summary>Where each writer's places begin. Nobody needs more of them than there are recipients to write to.</summary>
    private static WriterState[] PlacesOf(SlotProblem problem)
    {
        // Counted only where much is offered: it takes a look at each edge.
        var asked = problem.Capacity;
        if (problem.Capacity.Sum(c => (long)c) > 2L * problem.SlotRecipient.Length)
        {
            asked = new int[problem.WriterCount];
            foreach (var writer in problem.EdgeWriter) asked[writer]++;
        }
        var writers = new WriterState[problem.WriterCount + 1];
        var places = 0;
        for (var w = 0; w < asked.Length; w++)
        {
            writers[w] = new WriterState { First = places, Next = places };
            places += Math.Min(asked[w], problem.Capacity[w]);
        }
        writers[^1].First = places;
        return writers;
    }

    /// <summary>The heaviest first. Two sorts of plain numbers: one of pairs would take longer than all the rest.</summary>
    /// <param name="weights">The weight of each slot.</param>
    /// <param name="ties">A number for each slot.</param>
    /// <param name="keys">The weights in that order, negated.</param>
    private static int[] Order(long[] weights, ReadOnlySpan<ulong> ties, out long[] keys)
    {
        var order = new int[weights.Length];
        keys = new long[weights.Length];
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

    /// <summary>
    /// Reads the first and the last of some lists of writers. They lie all over the memory: asked for together, they come together, and
    /// aren't waited for one by one.
    /// </summary>
    private void ReadLists(int[] recipients, ReadOnlySpan<int> slots)
    {
        foreach (var slot in slots)
        {
            var (start, end) = (_edgeStart[recipients[slot]], _edgeStart[recipients[slot] + 1]);
            if (start == end) continue;
            _ = Volatile.Read(ref _edgeWriter[start]);
            _ = Volatile.Read(ref _edgeWriter[end - 1]);
        }
    }

    /// <summary>Reads the row of whoever is nearest in each of some lists, likewise.</summary>
    private void ReadRows(int[] recipients, ReadOnlySpan<int> slots)
    {
        foreach (var slot in slots)
        {
            var edge = NearestOf(recipients[slot], _near[recipients[slot]], out _, out _);
            if (edge >= 0) _ = Volatile.Read(ref _writers[_edgeWriter[edge]].Next);
        }
    }

    private bool TryServe(int recipient)
    {
        _moved = 0;
        for (var least = 0; ;)
        {
            var edge = NearestOf(recipient, least, out var distance, out var second);
            if (edge < 0)
            {
                TakeBack();
                return false;
            }
            var writer = _edgeWriter[edge];
            if (distance == 0)
            {
                TakeFree(writer, edge, recipient);
                return true;
            }
            least = _near[recipient] = distance;
            if (!TryAsk(writer, second, out var place)) continue;
            _near[recipient] = second;
            var was = _places[place];
            if (_moved == _moves.Length) Array.Resize(ref _moves, 2 * _moved);
            _moves[_moved++] = (place, was);
            Change(place, edge, recipient);
            recipient = was.Recipient;
            least = _near[recipient];
        }
    }

    /// <summary>The edge of a recipient to the nearest writer whom they haven't, or -1.</summary>
    /// <param name="recipient">The recipient.</param>
    /// <param name="least">Nearer than this is none: where two are as near, nobody has to look on.</param>
    /// <param name="distance">How near.</param>
    /// <param name="second">How near the next one is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int NearestOf(int recipient, int least, out int distance, out int second)
    {
        var start = _edgeStart[recipient];
        var list = _edgeWriter.AsSpan(start, _edgeStart[recipient + 1] - start);
        var near = _shortDistance;
        var (nearest, first, next) = (-1, Never, Never);
        for (var i = 0; i < list.Length; i++)
        {
            int other = near[list[i]];
            if (other == Long) other = _distance[list[i]];
            if (other >= next || _anyTwice && IsTaken(start + i)) continue;
            if (other < first) (nearest, first, next) = (start + i, other, first);
            else next = other;
            if (other == 0 || next == least) break;
        }
        (distance, second) = (first, next);
        return nearest;
    }

    private void TakeFree(int writer, int edge, int recipient)
    {
        ref var state = ref _writers[writer];
        Sit(state.Next++, edge, recipient);
        if (state.Next < _writers[writer + 1].First) return;
        state.Next = state.First;
        SetDistance(writer, 1);
    }

    /// <summary>A place of a full writer whose holder is nearer to a free one than the writer. Where there is none, the writer is farther away than thought.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="limit">How far away the writer may be: beyond, somebody else is nearer.</param>
    /// <param name="place">The place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryAsk(int writer, int limit, out int place)
    {
        ref var state = ref _writers[writer];
        var first = state.First;
        ReadOnlySpan<PlaceState> places = _places.AsSpan(first, _writers[writer + 1].First - first);
        var near = _near;
        while (true)
        {
            var distance = _distance[writer];
            for (var i = state.Next - first; i < places.Length; i++)
            {
                if (near[places[i].Recipient] >= distance) continue;
                place = first + i;
                state.Next = place + 1;
                return true;
            }
            state.Next = first;
            var nearest = Never;
            foreach (ref readonly var held in places) nearest = Math.Min(nearest, near[held.Recipient]);
            SetDistance(writer, nearest == Never ? Never : nearest + 1);
            if (_distance[writer] > limit || _distance[writer] >= Never)
            {
                place = -1;
                return false;
            }
        }
    }

    private void SetDistance(int writer, int distance)
    {
        var was = _distance[writer];
        (_distance[writer], _shortDistance[writer]) = (distance, (byte)Math.Min(distance, Long));
        _atDistance[was]--;
        if (distance < _atDistance.Length) _atDistance[distance]++;
        // No place is free any more, for anybody.
        if (_atDistance[0] == 0) _live = 0;
        else if (_atDistance[was] == 0 || distance >= _atDistance.Length) Drop(writer);
    }

    /// <summary>Drops a writer from whom no free place can be reached, and with them all who are reached from there.</summary>
    private void Drop(int writer)
    {
        if (_dropped.Length == 0) _dropped = new int[_distance.Length];
        var count = 0;
        Add(writer);
        for (var i = 0; i < count; i++)
            for (var place = _writers[_dropped[i]].First; place < _writers[_dropped[i] + 1].First; place++)
            {
                var holder = _places[place].Recipient;
                if (_near[holder] >= Never) continue;
                _near[holder] = Never;
                for (var e = _edgeStart[holder]; e < _edgeStart[holder + 1]; e++)
                    if (_distance[_edgeWriter[e]] < Never && !(_anyTwice && IsTaken(e))) Add(_edgeWriter[e]);
            }

        void Add(int w)
        {
            if (_distance[w] < _atDistance.Length) _atDistance[_distance[w]]--;
            (_distance[w], _shortDistance[w]) = (Never, Long);
            _dropped[count++] = w;
            _live--;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Sit(int place, int edge, int recipient)
    {
        _places[place] = new PlaceState { Edge = edge, Recipient = recipient };
        if (_anyTwice) _taken[edge >> 6] |= 1UL << edge;
    }

    /// <summary>Gives a place to another than who sits there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Change(int place, int edge, int recipient)
    {
        var left = _places[place].Edge;
        if (_anyTwice) _taken[left >> 6] &= ~(1UL << left);
        Sit(place, edge, recipient);
    }

    /// <summary>Undoes the moves of a chain that found no free place.</summary>
    private void TakeBack()
    {
        for (var i = _moved - 1; i >= 0; i--)
        {
            var (place, was) = _moves[i];
            Change(place, was.Edge, was.Recipient);
        }
    }

    private void MarkTaken()
    {
        for (var w = 0; w < _distance.Length; w++)
        {
            var end = _distance[w] == 0 ? _writers[w].Next : _writers[w + 1].First;
            for (var place = _writers[w].First; place < end; place++) _taken[_places[place].Edge >> 6] |= 1UL << _places[place].Edge;
        }
    }

    // What is read together lies together.
    private struct WriterState
    {
        public int First, Next;
    }

    private struct PlaceState
    {
        public int Edge, Recipient;
    }
}
