namespace Poruka.Casework;

/// <summary>
/// Tells by hashes of stems which of very many names a text may hold, so that a <see cref="DisclosureGuard"/> is made over those alone. It errs
/// to one side: a name may be taken that the guard then doesn't find, and none is left out that it would find by more than a given name.
/// </summary>
/// <remarks>Keeps what words come to, for names that are asked after one another. Not thread safe.</remarks>
public sealed class NameStems
{
    // A name with a digit in it is found in other ways than by stems: it is taken for every text.
    private const uint Always = 0;

    private readonly Dictionary<string, IReadOnlyList<string>> _heard = new(StringComparer.Ordinal);
    private readonly Dictionary<string, uint[]> _words = new(StringComparer.Ordinal);

    /// <summary>What a name is found by; nothing where it is given names alone, which others bear too.</summary>
    /// <param name="name">The name.</param>
    public IEnumerable<uint> Of(string name)
    {
        foreach (var word in GuardWords.Of(name, _heard))
        {
            if (word.IsNumber) yield return Always;
            else if (word.Sounds.Count > 0)
                foreach (var hash in OfWord(word)) yield return hash;
        }
    }

    /// <summary>What the names that a text may hold are found by.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text is longer than <see cref="DisclosureGuard.MaxText"/>.</exception>
    public static IReadOnlySet<uint> In(string text)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, DisclosureGuard.MaxText);
        var hashes = new HashSet<uint> { Always };
        foreach (var sound in GuardWords.Of(text, new(StringComparer.Ordinal)).Where(w => !w.IsNumber && (w.IsCapital || w.IsTag)).SelectMany(w => w.Sounds).Distinct(StringComparer.Ordinal))
            for (var length = 0; length <= Inflection.MaxEnding && sound.Length - length >= 2; length++)
            {
                if (!Inflection.IsEnding(sound.AsSpan(sound.Length - length))) continue;
                var stem = sound.AsSpan(0, sound.Length - length);
                hashes.Add(HashOf(stem));
                // A diminutive is looked for as what it is made from: that is fewer than all that are made.
                foreach (var suffix in Inflection.DiminutiveSuffixes)
                    if (stem.EndsWith(suffix, StringComparison.Ordinal)) hashes.Add(HashOf(stem[..^suffix.Length]));
            }
        return hashes;
    }

    private uint[] OfWord(GuardWord word)
    {
        if (_words.TryGetValue(word.Text, out var known)) return known;
        var sound = word.Sounds[0];
        var hashes = new HashSet<uint>();
        if (!GivenNames.IsOne(sound) && !GivenNames.IsPatronymic(sound))
        {
            foreach (var stem in word.Sounds.SelectMany(Inflection.Neighbours).SelectMany(Inflection.StemsOf)) hashes.Add(HashOf(stem));
            hashes.Add(HashOf(Inflection.DiminutiveBase(sound)));
        }
        return _words[word.Text] = [.. hashes];
    }

    /// <summary>FNV-1a over the letters.</summary>
    private static uint HashOf(ReadOnlySpan<char> stem)
    {
        var hash = 2_166_136_261u;
        foreach (var c in stem) hash = (hash ^ c) * 16_777_619u;
        return hash;
    }
}
