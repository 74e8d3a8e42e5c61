namespace Poruka.Letters;

/// <summary>The pairs of a plan that could be: numbers for ids, a shared language, nothing that excludes.</summary>
internal sealed class PlanPairs
{
    private readonly PlanRequest _request;
    private readonly Dictionary<RecipientId, int> _recipients = [];
    private readonly Dictionary<WriterId, int> _writers = [];
    private readonly Dictionary<string, int[]> _byLanguage = [];
    private readonly HashSet<(int Recipient, int Writer)> _closed = [];
    private int[] _edgeStart = [], _edgeWriter = [];

    public PlanPairs(PlanRequest request)
    {
        _request = request;
        // In the order of the ids, so that the order of the lists decides nothing.
        Needs = [.. request.Needs.OrderBy(n => n.Recipient)];
        Writers = [.. request.Capacities.OrderBy(c => c.Writer)];
        Room = [.. Writers.Select(w => Math.Max(0, w.Letters))];
        Served = new int[Needs.Count];
        Translators = new PlanTranslators(request, this);
        for (var r = 0; r < Needs.Count; r++)
            if (!_recipients.TryAdd(Needs[r].Recipient, r)) throw new ArgumentException($"The recipient {Needs[r].Recipient} is listed twice.", nameof(request));
        for (var w = 0; w < Writers.Count; w++)
            if (!_writers.TryAdd(Writers[w].Writer, w)) throw new ArgumentException($"The writer {Writers[w].Writer} is listed twice.", nameof(request));
        foreach (var exclusion in request.Exclusions)
            if (RecipientOf(exclusion.Recipient) is { } r && WriterOf(exclusion.Writer) is { } w) _closed.Add((r, w));
        var random = new SeededRandom(request.Seed);
        foreach (var language in Writers.SelectMany(w => w.Languages).Distinct().Order(StringComparer.Ordinal))
        {
            int[] writers = [.. Enumerable.Range(0, Writers.Count).Where(w => Writers[w].Languages.Contains(language))];
            random.Shuffle<int>(writers);
            _byLanguage[language] = writers;
        }
    }

    public List<Need> Needs { get; }

    public List<Capacity> Writers { get; }

    /// <summary>How many letters each writer has left.</summary>
    public int[] Room { get; }

    /// <summary>How many letters each recipient gets.</summary>
    public int[] Served { get; }

    /// <summary>A recipient whom nobody can write to: for letters that don't take part for now.</summary>
    public int Nobody => Needs.Count;

    /// <summary>Who translates, and for whom.</summary>
    public PlanTranslators Translators { get; }

    public int[] EdgeStart => _edgeStart;

    public int[] EdgeWriter => _edgeWriter;

    public int? RecipientOf(RecipientId id) => _recipients.TryGetValue(id, out var r) ? r : null;

    public int? WriterOf(WriterId id) => _writers.TryGetValue(id, out var w) ? w : null;

    public int Degree(int recipient) => _edgeStart[recipient + 1] - _edgeStart[recipient];

    /// <summary>Whether anybody writes a language that the recipient reads, excluded or not.</summary>
    public bool AnyWrites(int recipient) => Needs[recipient].Languages.Any(AnyWrites);

    /// <summary>Whether anybody writes a language.</summary>
    public bool AnyWrites(string language) => _byLanguage.ContainsKey(language);

    /// <summary>Whether the recipient reads what the writer writes.</summary>
    public bool ShareLanguage(int recipient, int writer) => Needs[recipient].Languages.Any(Writers[writer].Languages.Contains);

    /// <summary>The language of a letter: the recipient's first that the writer writes.</summary>
    public string LanguageOf(int recipient, int writer) =>
        Needs[recipient].Languages.FirstOrDefault(Writers[writer].Languages.Contains) ?? (Writers[writer].Languages is [var first, ..] ? first : "");

    /// <summary>Takes a pair out of those that could be brought together.</summary>
    public void Close(int recipient, int writer) => _closed.Add((recipient, writer));

    /// <summary>Somebody has stopped writing to a recipient: they aren't asked again, and the recipient is the more urgent.</summary>
    public void HandOn(int recipient, int? writer)
    {
        Needs[recipient] = Needs[recipient] with { Urgency = Needs[recipient].Urgency | Urgency.HandedOn };
        if (writer is { } known) Close(recipient, known);
    }

    /// <summary>Lists the pairs.</summary>
    public void List()
    {
        _edgeStart = new int[Needs.Count + 2];
        var edges = new List<int>();
        var seen = new int[Writers.Count];
        for (var r = 0; r < Needs.Count; r++)
        {
            if (Needs[r].Hold == Hold.None)
                foreach (var language in Needs[r].Languages.Concat(Translators.LanguagesFor(r)))
                    if (_byLanguage.TryGetValue(language, out var writers)) Add(r, writers, edges, seen);
            _edgeStart[r + 1] = edges.Count;
        }
        _edgeStart[Nobody + 1] = edges.Count;
        _edgeWriter = [.. edges];
    }

    /// <summary>For each writer, the least of what the recipients count for whom they write to; <see cref="int.MaxValue"/> where nobody.</summary>
    public int[] LeastServed(SlotMatching matching, Func<int, int> days)
    {
        var least = new int[Writers.Count];
        Array.Fill(least, int.MaxValue);
        for (var r = 0; r < Needs.Count; r++)
            for (var e = _edgeStart[r]; e < _edgeStart[r + 1]; e++)
                if (matching.IsTaken(e)) least[_edgeWriter[e]] = Math.Min(least[_edgeWriter[e]], days(r));
        return least;
    }

    private void Add(int recipient, int[] writers, List<int> edges, int[] seen)
    {
        if (writers.Length == 0) return;
        // Each recipient begins elsewhere in the round, so that letters spread over the writers.
        var at = (int)Math.BigMul(SeededRandom.Mix(_request.Seed, Needs[recipient].Recipient.Value), (ulong)writers.Length, out _);
        for (var i = 0; i < writers.Length && edges.Count - _edgeStart[recipient] < _request.MaxWritersConsidered; i++)
        {
            var writer = writers[at + i < writers.Length ? at + i : at + i - writers.Length];
            if (Writers[writer].Letters <= 0 || seen[writer] == recipient + 1) continue;
            seen[writer] = recipient + 1;
            if (!_closed.Contains((recipient, writer)) && !(Translators.IsOf(recipient, Writers[writer].Writer) && !ShareLanguage(recipient, writer))) edges.Add(writer);
        }
    }
}
