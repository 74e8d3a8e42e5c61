namespace Poruka.Casework;

/// <summary>Facts in order of time: the earliest plausible moment first, what nobody can date last.</summary>
/// <remarks>Immutable, thread-safe.</remarks>
public sealed class Timeline
{
    private readonly Fact[] _facts;

    private Timeline(Fact[] facts) => _facts = facts;

    /// <summary>Nothing.</summary>
    public static Timeline Empty { get; } = new([]);

    /// <summary>The facts, in order.</summary>
    public IReadOnlyList<Fact> Facts => _facts;

    /// <summary>Orders facts. One that comes twice stands once; of those equal in time, the one recorded first comes first.</summary>
    public static Timeline Of(IEnumerable<Fact> facts)
    {
        var seen = new Dictionary<FactId, Fact>();
        foreach (var fact in facts) seen.TryAdd(fact.Id, fact);
        var ordered = seen.Values.ToArray();
        Array.Sort(ordered, Compare);
        return new Timeline(ordered);
    }

    /// <summary>Both timelines in one: of two cases that turned out to be of one person.</summary>
    public Timeline With(Timeline other) => Of([.. _facts, .. other._facts]);

    /// <summary>What holds: without what another fact has taken the place of, and without what was refuted.</summary>
    public IEnumerable<Fact> Holding()
    {
        var replaced = _facts.Select(f => f.Replaces).OfType<FactId>().ToHashSet();
        return _facts.Where(f => f.Certainty != Certainty.Refuted && !replaced.Contains(f.Id));
    }

    /// <summary>
    /// What holds, as it most likely followed on one another: what nobody can date stands where it was recorded, which it
    /// must have come before.
    /// </summary>
    public IEnumerable<Fact> AsItFollowed() => Holding().OrderBy(f => f.At.Earliest ?? f.RecordedAt);

    /// <summary>
    /// The newest fact that holds and with which something begins in law; null where there is none. What has a date counts
    /// before what has none: no term can be counted from that.
    /// </summary>
    public Fact? Newest(CaseEvent what)
    {
        if (what == CaseEvent.None) return null;
        var all = Holding().Where(f => f.Event == what).ToList();
        return all.LastOrDefault(f => f.At.Earliest is not null) ?? all.LastOrDefault();
    }

    private static int Compare(Fact a, Fact b)
    {
        var byTime = Moment.Compare(a.At, b.At);
        if (byTime != 0) return byTime;
        var byRecording = a.RecordedAt.CompareTo(b.RecordedAt);
        if (byRecording != 0) return byRecording;
        var byNumber = a.Number.CompareTo(b.Number);
        return byNumber != 0 ? byNumber : a.Id.Value.CompareTo(b.Id.Value);
    }
}
