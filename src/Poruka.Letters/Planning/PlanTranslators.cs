namespace Poruka.Letters;

/// <summary>
/// Places of translators, given to those who found no writer: the most urgent first, and each place to one letter. Whoever has one can
/// be written to in the languages that their translator translates from. Writers and translators together are no matroid, so this part
/// is fair by steps and not exact.
/// </summary>
internal sealed class PlanTranslators
{
    private const int None = -1;

    private readonly PlanRequest _request;
    private readonly PlanPairs _pairs;
    private readonly List<TranslationCapacity> _translators;
    private readonly int[] _left, _through;
    private readonly bool[] _triedInVain;

    public PlanTranslators(PlanRequest request, PlanPairs pairs)
    {
        (_request, _pairs) = (request, pairs);
        _translators = [.. request.Translators.OrderBy(t => t.Translator)];
        _left = [.. _translators.Select(t => Math.Max(0, t.Letters))];
        _through = new int[pairs.Needs.Count];
        Array.Fill(_through, None);
        _triedInVain = new bool[pairs.Needs.Count];
    }

    /// <summary>Whether somebody translates into a language of a recipient from one that somebody writes, whether there is room or not.</summary>
    public bool AnyFor(int recipient) => _translators.Exists(t => PairsFor(t, recipient).Any(p => _pairs.AnyWrites(p.From)));

    /// <summary>The languages in which a recipient can be written to besides those that they read.</summary>
    public IEnumerable<string> LanguagesFor(int recipient) =>
        _through[recipient] == None ? [] : PairsFor(_translators[_through[recipient]], recipient).Select(p => p.From).Except(_pairs.Needs[recipient].Languages);

    /// <summary>Whether somebody is the translator of a recipient: who translates a letter doesn't write it.</summary>
    public bool IsOf(int recipient, WriterId writer) => _through[recipient] != None && _translators[_through[recipient]].Translator == writer;

    /// <summary>The pairing with its translator, where the recipient doesn't read what the writer writes.</summary>
    public Pairing Through(Pairing pairing, int recipient, int writer) =>
        _through[recipient] == None || _pairs.ShareLanguage(recipient, writer) ? pairing : By(_through[recipient], pairing, recipient, writer);

    /// <summary>
    /// Finds a place for a letter between two who write to each other without a language in common: with whoever has most room left.
    /// Where there is none, the letter is written all the same, and a translator is to be found.
    /// </summary>
    public Pairing Keep(Pairing pairing, int recipient, int writer)
    {
        if (_pairs.ShareLanguage(recipient, writer)) return pairing;
        var best = None;
        for (var t = 0; t < _translators.Count; t++)
            if (_left[t] > 0 && (best == None || _left[t] > _left[best]) && _translators[t].Translator != pairing.Writer && MayRead(t, recipient)
                && PairsBetween(t, writer, recipient).Any()) best = t;
        if (best == None) return pairing;
        _left[best]--;
        return By(best, pairing, recipient, writer);
    }

    /// <summary>Whether a recipient can be written to through a translator.</summary>
    public bool Has(int recipient) => _through[recipient] != None;

    /// <summary>
    /// Takes places back that a matching didn't use: from those who were written to without, and from those who found no writer even so.
    /// Answers whether there were any.
    /// </summary>
    public bool TakeBack(SlotMatching matching)
    {
        var any = false;
        for (var r = 0; r < _through.Length; r++)
        {
            if (_through[r] == None) continue;
            var writer = None;
            for (var e = _pairs.EdgeStart[r]; e < _pairs.EdgeStart[r + 1] && writer == None; e++)
                if (matching.IsTaken(e)) writer = _pairs.EdgeWriter[e];
            if (writer != None && !_pairs.ShareLanguage(r, writer)) continue;
            _triedInVain[r] = writer == None;
            _left[_through[r]]++;
            _through[r] = None;
            any = true;
        }
        return any;
    }

    /// <summary>Gives free places to those who found no writer; false where nobody could be given one.</summary>
    /// <param name="slots">The letters that are due, by recipient and weight.</param>
    /// <param name="matching">Who found a writer.</param>
    public bool TryGive(IReadOnlyList<(int Recipient, long Weight)> slots, SlotMatching matching)
    {
        List<int> start = [0], edges = [], wanted = [];
        for (var slot = 0; slot < slots.Count; slot++)
        {
            var recipient = slots[slot].Recipient;
            // Translators are few: the first letter of somebody goes through them, a further one waits for who writes their language.
            if (matching.Served[slot] || _pairs.Served[recipient] > 0 || slot > 0 && slots[slot - 1].Recipient == recipient || _through[recipient] != None || _triedInVain[recipient]) continue;
            for (var t = 0; t < _translators.Count; t++)
                if (_left[t] > 0 && MayRead(t, recipient) && PairsFor(_translators[t], recipient).Any(p => _pairs.AnyWrites(p.From))) edges.Add(t);
            if (edges.Count == start[^1]) continue;
            start.Add(edges.Count);
            wanted.Add(slot);
        }
        if (wanted.Count == 0) return false;
        var given = SlotMatching.Solve(
            new SlotProblem([.. start], [.. edges], _left, [.. Enumerable.Range(0, wanted.Count)], [.. wanted.Select(s => slots[s].Weight)]),
            [.. wanted.Select(s => SeededRandom.Mix(_request.Seed, _pairs.Needs[slots[s].Recipient].Recipient.Value))]);
        for (var i = 0; i < wanted.Count; i++)
            for (var e = start[i]; e < start[i + 1]; e++)
                if (given.IsTaken(e))
                {
                    _through[slots[wanted[i]].Recipient] = edges[e];
                    _left[edges[e]]--;
                }
        return given.ServedCount > 0;
    }

    private Pairing By(int translator, Pairing pairing, int recipient, int writer)
    {
        var pair = PairsBetween(translator, writer, recipient).First();
        return pairing with { Translator = _translators[translator].Translator, Language = pair.From, Into = pair.Into };
    }

    private IEnumerable<LanguagePair> PairsBetween(int translator, int writer, int recipient) =>
        PairsFor(_translators[translator], recipient).Where(p => _pairs.Writers[writer].Languages.Contains(p.From));

    private IEnumerable<LanguagePair> PairsFor(TranslationCapacity translator, int recipient) =>
        translator.Pairs.Where(p => _pairs.Needs[recipient].Languages.Contains(p.Into));

    private bool MayRead(int translator, int recipient) =>
        !_request.Exclusions.Contains(new Exclusion(_pairs.Needs[recipient].Recipient, _translators[translator].Translator));
}
