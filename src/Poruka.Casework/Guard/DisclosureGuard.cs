using NodaTime;

namespace Poruka.Casework;

/// <summary>
/// Holds a text against what rooms know, and says which of its places give something away: names in all spellings, cases and
/// diminutives of Russian and Ukrainian, places, days, numbers, sequences of words that aren't ordinary.
/// </summary>
/// <remarks>
/// It knows words, and not what they mean: what is told in other words, or translated, it doesn't see
/// (docs/disclosure-guard.md). Time is linear in the text; the tables are made once for all texts. Not thread safe.
/// </remarks>
public sealed class DisclosureGuard
{
    /// <summary>The longest text that is looked at, in characters; a longer one is for its author to part.</summary>
    public const int MaxText = 400_000;

    private readonly GuardIndex _index = new();
    private readonly HashSet<int> _public = [];

    private DisclosureGuard()
    {
    }

    /// <summary>A guard over the facts of rooms.</summary>
    /// <param name="facts">The facts.</param>
    public static DisclosureGuard Over(IEnumerable<RoomFact> facts)
    {
        var guard = new DisclosureGuard();
        foreach (var fact in facts) guard._index.Add(fact);
        guard._index.Close();
        return guard;
    }

    /// <summary>Lets pass what a text that is public already says.</summary>
    /// <param name="text">The text.</param>
    /// <param name="writtenOn">When it was written; null where that isn't known.</param>
    public void LetPass(string text, LocalDate? writtenOn = null)
    {
        foreach (var (unit, _, _) in Look(text, writtenOn)) _public.Add(unit);
    }

    /// <summary>What a text gives away, in its order: one finding for a place and room.</summary>
    /// <param name="text">The text.</param>
    /// <param name="writtenOn">The day on which it is written, for days that it counts from there ("yesterday"); null where that isn't known.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text is longer than <see cref="MaxText"/>.</exception>
    public IReadOnlyList<GuardFinding> Check(string text, LocalDate? writtenOn = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, MaxText);
        var findings = new List<GuardFinding>();
        var seen = new HashSet<(string Room, FindingKind Kind, int Start)>();
        var until = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (unit, start, end) in Look(text, writtenOn).OrderBy(h => h.Start).ThenBy(h => h.Unit))
        {
            if (_public.Contains(unit)) continue;
            var known = _index.Units[unit];
            var fact = _index.Facts[known.Fact];
            // Runs overlap: one of them is enough.
            if (known.Kind == FindingKind.Words && until.TryGetValue(fact.Room, out var covered) && start < covered) continue;
            if (known.Kind == FindingKind.Words) until[fact.Room] = end;
            if (seen.Add((fact.Room, known.Kind, start))) findings.Add(new GuardFinding(known.Kind, start, end - start, fact) { IsGivenName = known.IsShared });
        }
        return findings;
    }

    private List<(int Unit, int Start, int End)> Look(string text, LocalDate? writtenOn)
    {
        var hits = new List<(int, int, int)>();
        var words = _index.WordsOf(text);
        LookForNames(text, words, hits);
        foreach (var day in DaysInText.Of(text, words, writtenOn))
            if (_index.Days.TryGetValue((day.Month, day.Day), out var days))
                foreach (var (known, isNear, unit) in days)
                    if (!(isNear && day.IsCounted) && (day.Year is null || known is null || known.Value.Year == day.Year)) hits.Add((unit, day.Start, day.Start + day.Length));
        LookForNumbers(text, words, hits);
        foreach (var run in WordRuns.Of(words, true))
            if (_index.Runs.TryGetValue(run.Key, out var runs))
                foreach (var unit in runs) hits.Add((unit, run.Start, run.End));
        return hits;
    }

    private void LookForNumbers(string text, List<GuardWord> words, List<(int, int, int)> hits)
    {
        var lookup = _index.Digits.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var run in NumbersInText.Of(text, words))
        {
            var digits = run.Digits.AsSpan();
            var found = false;
            for (var i = 0; i + 7 <= digits.Length && !found; i++)
                if (lookup.TryGetValue(digits.Slice(i, 7), out var units))
                {
                    found = true;
                    foreach (var unit in units) hits.Add((unit, run.Start, run.Start + run.Length));
                }
            if (found || digits.Length > 7) continue;
            if (digits.Length == 6 && lookup.TryGetValue(digits, out var whole))
                foreach (var unit in whole) hits.Add((unit, run.Start, run.Start + run.Length));
            // Last digits: where the text says so, or where they are parted as phone numbers are.
            var parted = digits.Length >= 5 && text.AsSpan(run.Start, run.Length).Contains('-');
            if ((run.IsEnding || parted) && _index.LastDigits.TryGetValue(run.Digits[^4..], out var numbers))
                foreach (var (number, unit) in numbers)
                    if (number.EndsWith(run.Digits, StringComparison.Ordinal)) hits.Add((unit, run.Start, run.Start + run.Length));
        }
    }

    private void LookForNames(string text, List<GuardWord> words, List<(int, int, int)> hits)
    {
        var found = new Found?[words.Count];
        for (var i = 0; i < words.Count; i++)
        {
            found[i] = UnitsOf(words, i);
            if (GuardIndex.NumberedAt(words, i) is { } key && _index.Numbered.TryGetValue(key, out var numbered))
                foreach (var unit in numbered) hits.Add((unit, words[i].Start, words[i + 1].End));
        }
        for (var i = 0; i < words.Count; i++)
        {
            if (found[i] is not { } units) continue;
            var otherPerson = IsOtherPerson(text, words, found, i);
            foreach (var unit in units.Units)
            {
                var known = _index.Units[unit];
                // A word that may be an adjective or a noun of everyday is believed beside another word of the same fact.
                var needsNeighbour = known.IsShared && otherPerson && _index.HasOwnName[known.Fact]
                    || words[i].BeginsSentence && (known.IsAdjective || OrdinaryWords.IsAlsoNoun(words[i].Sounds[0]));
                if (!needsNeighbour || IsBeside(found, i, known.Fact)) hits.Add((unit, words[i].Start, words[i].End));
            }
        }
    }

    /// <summary>Whether a given name stands beside a family name that isn't the fact's: then it is somebody else's.</summary>
    private static bool IsOtherPerson(string text, List<GuardWord> words, Found?[] found, int i)
    {
        if (words[i].IsInTitle) return false;
        var next = i + 1;
        while (next < words.Count && Follows(text, words, next) && words[next].IsCapital && IsGivenOrAfterFather(words[next])) next++;
        if (next < words.Count && Follows(text, words, next) && IsFamilyName(words[next], found[next])) return true;
        return i > 0 && Follows(text, words, i) && IsFamilyName(words[i - 1], found[i - 1]) && EndsAsFamilyNames(words[i - 1]);
    }

    private static bool IsFamilyName(GuardWord word, Found? units) =>
        word is { IsCapital: true, IsNumber: false, IsInTitle: false, Length: >= 3 } && !OrdinaryWords.IsNoName(word.Sounds[0]) && !IsGivenOrAfterFather(word)
        && units?.IsPlace != true;

    private static bool IsGivenOrAfterFather(GuardWord word) =>
        word.Sounds.Count > 0 && (GivenNames.IsOne(word.Sounds[0]) || GivenNames.IsPatronymic(word.Sounds[0]));

    private static readonly string[] FamilyEndings = ["ov", "ev", "sk", "Tk", "enk", "Cuk", "iuk", "dZ", "Svil"];
    private static readonly string[] MoreFamilyEndings = ["in", "uk", "ak", "iak", "k", "eT", "iC", "an", "n", "l", "r", "iv"];

    /// <summary>At the beginning of a sentence any word has a capital: there it has to look like a family name for sure.</summary>
    private static bool EndsAsFamilyNames(GuardWord word) =>
        EndsOn(word.Sounds[0], FamilyEndings) || !word.BeginsSentence && EndsOn(word.Sounds[0], MoreFamilyEndings);

    private static bool EndsOn(string sound, string[] endings)
    {
        foreach (var ending in endings)
        {
            var at = sound.LastIndexOf(ending, StringComparison.Ordinal);
            if (at >= 2 && Inflection.IsEnding(sound.AsSpan(at + ending.Length))) return true;
        }
        return false;
    }

    private static bool Follows(string text, List<GuardWord> words, int i) => i > 0 && text.AsSpan(words[i - 1].End, words[i].Start - words[i - 1].End) is " " or "\u00a0";

    /// <summary>Whether another word of a fact stands next to one.</summary>
    private static bool IsBeside(Found?[] found, int i, int fact)
    {
        for (var near = Math.Max(0, i - 2); near <= i + 2 && near < found.Length; near++)
            if (near != i && found[near]?.Facts.Contains(fact) == true) return true;
        return false;
    }

    private Found? UnitsOf(List<GuardWord> words, int i)
    {
        var word = words[i];
        if (word.IsNumber || word.Length < 2 || word.Sounds.Count == 0) return null;
        var large = word.IsCapital || word.IsTag;
        if ((!large || word.BeginsSentence || word.IsInTitle) && OrdinaryWords.IsNoName(word.Sounds[0])) return null;
        HashSet<int>? units = null;
        foreach (var sound in word.Sounds)
        {
            if (large) Find(_index.Stems, sound);
            Find(_index.SmallStems, sound);
        }
        return units is null ? null : new Found(units, [.. units.Select(u => _index.Units[u].Fact)], units.Any(u => _index.Units[u].Kind == FindingKind.Place));

        void Find(Dictionary<string, List<int>> stems, string sound)
        {
            var lookup = stems.GetAlternateLookup<ReadOnlySpan<char>>();
            for (var length = 0; length <= Inflection.MaxEnding && sound.Length - length >= 2; length++)
                if ((sound.Length - length > 2 || length > 0) && Inflection.IsEnding(sound.AsSpan(sound.Length - length)) && lookup.TryGetValue(sound.AsSpan(0, sound.Length - length), out var found))
                    (units ??= []).UnionWith(found);
        }
    }

    /// <summary>What a word of a text may be of.</summary>
    private sealed record Found(HashSet<int> Units, HashSet<int> Facts, bool IsPlace);
}
