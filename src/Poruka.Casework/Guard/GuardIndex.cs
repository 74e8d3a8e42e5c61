using NodaTime;

namespace Poruka.Casework;

/// <summary>One thing that may be found: a word of a fact, its day, a number in it, a run of its words.</summary>
internal readonly record struct GuardUnit(int Fact, FindingKind Kind)
{
    /// <summary>A given name, or what somebody is called after their father: others bear it too.</summary>
    public bool IsShared { get; init; }

    /// <summary>An adjective that is part of a place's name: at the beginning of a sentence it may be an adjective.</summary>
    public bool IsAdjective { get; init; }
}

/// <summary>What the facts of rooms are found by, in tables: what a text is looked up in, word by word.</summary>
internal sealed class GuardIndex
{
    private readonly Dictionary<string, IReadOnlyList<string>> _heard = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string[] Stems, bool IsGiven)> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string[] Stems, string[] Small)> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, int> _runFacts = [];

    public List<RoomFact> Facts { get; } = [];

    public List<GuardUnit> Units { get; } = [];

    /// <summary>Whether a fact has a word that others don't share: a family name.</summary>
    public List<bool> HasOwnName { get; } = [];

    /// <summary>Words with a capital, by their stems.</summary>
    public Dictionary<string, List<int>> Stems { get; } = new(StringComparer.Ordinal);

    /// <summary>Adjectives of places, which are written small.</summary>
    public Dictionary<string, List<int>> SmallStems { get; } = new(StringComparer.Ordinal);

    /// <summary>СИЗО-2 and the like.</summary>
    public Dictionary<string, List<int>> Numbered { get; } = new(StringComparer.Ordinal);

    public Dictionary<(int Month, int Day), List<(LocalDate? Day, bool IsNear, int Unit)>> Days { get; } = [];

    /// <summary>Seven digits one after another.</summary>
    public Dictionary<string, List<int>> Digits { get; } = new(StringComparer.Ordinal);

    /// <summary>The last four digits, with the whole number.</summary>
    public Dictionary<string, List<(string Number, int Unit)>> LastDigits { get; } = new(StringComparer.Ordinal);

    public Dictionary<ulong, List<int>> Runs { get; } = [];

    public void Add(RoomFact fact)
    {
        var index = Facts.Count;
        Facts.Add(fact);
        HasOwnName.Add(false);
        if (fact.Day is { } day)
            for (var shift = -fact.ReachDays; shift <= fact.ReachDays; shift++) AddDay(index, day.PlusDays(shift), shift != 0);
        var words = GuardWords.Of(fact.Text, _heard);
        var days = DaysInText.Of(fact.Text, words, null);
        if (fact.IsGuarded)
            foreach (var found in days) Put(Days, (found.Month, found.Day), (found.Year is { } year ? new LocalDate(year, found.Month, found.Day) : null, false, Unit(index, FindingKind.Day)));
        foreach (var run in NumbersInText.Of(fact.Text, words))
            if (run.Digits.Length >= NumbersInText.Least && !days.Exists(d => d.Start <= run.Start && d.Start + d.Length >= run.Start + run.Length)) AddNumber(index, run.Digits);
        AddNumbered(index, words);
        if (fact.Kind != RoomFactKind.Text) AddWhole(index, fact, words);
        else AddFound(index, words);
        if (fact.Kind == RoomFactKind.Text)
            foreach (var key in WordRuns.Of(words, fact.IsGuarded).Select(r => r.Key).Distinct()) AddRun(index, key);
    }

    /// <summary>Once all facts are in: what many of them say is a way of speaking.</summary>
    public void Close()
    {
        foreach (var (key, count) in _runFacts)
            if (count > WordRuns.MostFacts) Runs.Remove(key);
        _runFacts.Clear();
    }

    public List<GuardWord> WordsOf(string text) => GuardWords.Of(text, _heard);

    private void AddWhole(int index, RoomFact fact, List<GuardWord> words)
    {
        var isPlace = fact.Kind == RoomFactKind.Place;
        var capitals = words.Count(w => w.IsCapital);
        foreach (var word in words)
        {
            if (word.IsNumber || word.Text.Length < 3 && !word.IsCapital || word.Text.Length < 2 || isPlace && (!word.IsCapital || OrdinaryWords.IsNoName(word.Sounds[0]))) continue;
            if (isPlace) AddPlace(index, word, capitals > 1);
            else if (!OrdinaryWords.Joins(word.Sounds[0])) AddName(index, word);
        }
    }

    /// <summary>What stands with a capital in free text: names and places.</summary>
    private void AddFound(int index, List<GuardWord> words)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var proper = new bool[words.Count];
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (!word.IsCapital || word.Text.Length < 3 || OrdinaryWords.IsNoName(word.Sounds[0])) continue;
            proper[i] = !word.BeginsSentence || GivenNames.IsOne(word.Sounds[0]);
            if (proper[i]) seen.Add(Inflection.Rough(word.Sounds[0]));
        }
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (!proper[i] && !(word is { IsCapital: true, BeginsSentence: true } && seen.Contains(Inflection.Rough(word.Sounds[0])))) continue;
            var isName = GivenNames.IsOne(word.Sounds[0]) || GivenNames.IsPatronymic(word.Sounds[0])
                || i > 0 && words[i - 1].IsCapital && GivenNames.IsOne(words[i - 1].Sounds[0]) || i + 1 < words.Count && words[i + 1].IsCapital && GivenNames.IsOne(words[i + 1].Sounds[0]);
            if (isName) AddName(index, word);
            else AddPlace(index, word, false);
        }
    }

    private void AddName(int index, GuardWord word)
    {
        var sound = word.Sounds[0];
        if (!_names.TryGetValue(sound, out var known))
        {
            var forms = GivenNames.FormsOf(sound);
            var isGiven = forms.Count > 0;
            var stems = word.Sounds.SelectMany(Inflection.Neighbours).SelectMany(Inflection.StemsOf).ToHashSet(StringComparer.Ordinal);
            foreach (var form in forms)
            {
                stems.UnionWith(Inflection.StemsOf(form));
                stems.UnionWith(Inflection.Diminutives(form));
            }
            // A name that we don't know makes its diminutives by the rules as well.
            if (!isGiven) stems.UnionWith(Inflection.Diminutives(sound));
            _names[sound] = known = ([.. stems], isGiven || GivenNames.IsPatronymic(sound));
        }
        if (!known.IsGiven) HasOwnName[index] = true;
        var unit = Unit(index, FindingKind.Name, known.IsGiven);
        foreach (var stem in known.Stems) Put(Stems, stem, unit);
    }

    private void AddPlace(int index, GuardWord word, bool isOneOfMany)
    {
        var sound = word.Sounds[0];
        if (!_places.TryGetValue(sound, out var known))
        {
            var (large, small) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
            foreach (var form in word.Sounds.SelectMany(Inflection.Neighbours).Concat(PlaceNames.FormsOf(sound)))
            {
                if (form[0] == '-')
                {
                    small.Add(form[1..]);
                    continue;
                }
                large.UnionWith(Inflection.StemsOf(form).Where(s => s.Length >= 3));
                foreach (var stem in Inflection.OfPlace(form))
                    if (stem.EndsWith("sk", StringComparison.Ordinal) && stem.Length >= 5) small.Add(stem);
                    else large.Add(stem);
            }
            _places[sound] = known = ([.. large], [.. small]);
        }
        HasOwnName[index] = true;
        var unit = Unit(index, FindingKind.Place, false, isOneOfMany && IsAdjective(sound));
        foreach (var stem in known.Stems) Put(Stems, stem, unit);
        foreach (var stem in known.Small) Put(SmallStems, stem, unit);
    }

    private static bool IsAdjective(string sound)
    {
        foreach (var ending in (ReadOnlySpan<string>)["aia", "ii", "oi", "oe", "i", "e"])
            if (sound.EndsWith(ending, StringComparison.Ordinal)) return true;
        return false;
    }

    private void AddNumbered(int index, List<GuardWord> words)
    {
        for (var i = 0; i + 1 < words.Count; i++)
            if (NumberedAt(words, i) is { } key) Put(Numbered, key, Unit(index, FindingKind.Place));
    }

    /// <summary>The key of СИЗО-2, ИК № 6 at a place; null where none stands there.</summary>
    public static string? NumberedAt(List<GuardWord> words, int i)
    {
        if (i + 1 >= words.Count || words[i].Text is not { Length: >= 2 and <= 5 } letters || !words[i + 1].IsNumber || words[i + 1].Length > 3 || words[i + 1].Start - words[i].End > 3) return null;
        foreach (var c in letters)
            if (!char.IsUpper(c)) return null;
        return words[i].Sounds[0] + words[i + 1].Text.TrimStart('0');
    }

    private void AddDay(int index, LocalDate day, bool isNear) => Put(Days, (day.Month, day.Day), (day, isNear, Unit(index, FindingKind.Day)));

    private void AddNumber(int index, string digits)
    {
        var unit = Unit(index, FindingKind.Number);
        for (var i = 0; i + 7 <= digits.Length; i++) Put(Digits, digits.Substring(i, 7), unit);
        if (digits.Length < 7) Put(Digits, digits, unit);
        Put(LastDigits, digits[^4..], (digits, unit));
    }

    private void AddRun(int index, ulong key)
    {
        var facts = _runFacts[key] = _runFacts.GetValueOrDefault(key) + 1;
        if (facts <= WordRuns.MostFacts) Put(Runs, key, Unit(index, FindingKind.Words));
    }

    private int Unit(int fact, FindingKind kind, bool shared = false, bool adjective = false)
    {
        Units.Add(new GuardUnit(fact, kind) { IsShared = shared, IsAdjective = adjective });
        return Units.Count - 1;
    }

    private static void Put<TKey, T>(Dictionary<TKey, List<T>> table, TKey key, T value) where TKey : notnull
    {
        if (!table.TryGetValue(key, out var list)) table[key] = list = new List<T>(1);
        list.Add(value);
    }
}
