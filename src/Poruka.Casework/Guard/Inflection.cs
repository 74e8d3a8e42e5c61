namespace Poruka.Casework;

/// <summary>
/// What Russian and Ukrainian endings do to a word, on its sound (<see cref="WordSound"/>): a word is its stem and one of the
/// endings. Stems are taken from the known word, so that what is looked up is exact; what isn't regular (the vowel that comes
/// and goes, the consonants that soften) gives further stems.
/// </summary>
internal static class Inflection
{
    /// <summary>The longest ending, in sounds.</summary>
    public const int MaxEnding = 4;

    private const string Vowels = "aeiou";

    // Of nouns and adjectives in the singular, and of adjectives in the plural. -ов and -ів are not here: Иванов isn't Иван.
    private static readonly HashSet<string> Endings = Sounds(
        "а я о е и ы у ю ой ей ою ею ии ом ем им ым ам ям ами ями ах ях ови еви ью ию ия ий ый ая яя ое ее ого его ому ему ую юю ых их ыми ими ии иею ією ьою еє ої");

    // What a known word may lose to become a stem: what it ends on where it is named, or in one of the cases of the singular.
    private static readonly HashSet<string> Lost = Sounds(
        "а я о е и ы у ю ой ей ою ею ом ем им ым ови еви ью ию ия ий ый ая яя ое ее ого его ому ему ую юю их ых");

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> EndingLookup = Endings.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a sound is an ending that a stem may have; none is one too.</summary>
    public static bool IsEnding(ReadOnlySpan<char> sound) => sound.Length == 0 || EndingLookup.Contains(sound);

    /// <summary>The stems of a known word: each with some ending is one of its forms.</summary>
    public static IEnumerable<string> StemsOf(string sound)
    {
        var stems = new HashSet<string>(StringComparer.Ordinal);
        Add(sound);
        for (var length = 1; length <= MaxEnding && sound.Length - length >= 2; length++)
            if (Lost.Contains(sound[^length..])) Add(sound[..^length]);
        return stems;

        void Add(string stem)
        {
            if (stem.Length < 2 || !stems.Add(stem) || stem.Length < 3) return;
            var (last, before) = (stem[^1], stem[^2]);
            if (Vowels.Contains(last)) return;
            // Павел, Павла; Кравець, Кравця.
            if (before is 'o' or 'e' && !Vowels.Contains(stem[^3]) && stem.Length >= 4) stems.Add(stem[..^2] + last);
            // Харків, Харкова; Федір, Федора; Київ, Києва.
            if (before == 'i')
            {
                stems.Add(stem[..^2] + 'o' + last);
                stems.Add(stem[..^2] + 'e' + last);
            }
            // Ольга, Ользі; Наталка, Наталці; Солоха, Солосі.
            if (last == 'g')
            {
                stems.Add(stem[..^1] + 'z');
                stems.Add(stem[..^1] + 's');
            }
            if (last == 'k') stems.Add(stem[..^1] + 'T');
        }
    }

    /// <summary>A word as it is, and as the neighbouring language has it: Каменовка, Кам'янівка; Ковалевский, Ковалівський.</summary>
    public static IEnumerable<string> Neighbours(string sound)
    {
        yield return sound;
        for (var i = 2; i + 2 < sound.Length; i++)
        {
            if (sound[i + 1] != 'v' || sound[i + 2] is not ('k' or 's' or 'T' or 'C')) continue;
            foreach (var vowel in sound[i] switch { 'i' => "oe", 'o' or 'e' => "i", _ => "" }) yield return sound[..i] + vowel + sound[(i + 1)..];
        }
    }

    /// <summary>Stems and whole forms that places have besides: their adjectives, and the second case of the plural.</summary>
    public static IEnumerable<string> OfPlace(string sound)
    {
        foreach (var stem in StemsOf(sound))
        {
            if (stem.Length < 3 || Vowels.Contains(stem[^1]) && stem != sound) continue;
            var bare = stem.TrimEnd('a', 'e', 'i', 'o', 'u');
            if (bare.Length < 3) continue;
            if (!bare.EndsWith("sk", StringComparison.Ordinal) && !bare.EndsWith("Tk", StringComparison.Ordinal))
            {
                yield return bare + "sk";
                if (bare[^1] == 'g') yield return bare[..^1] + "Zsk";
                if (bare[^1] is 'k' or 'T') yield return bare[..^1] + "sk";
                if (bare[^1] is 'k' or 'T') yield return bare[..^1] + "Csk";
            }
            // Сосны, Сосен; Каменки, Каменок; Чернівці, Чернівців.
            if (bare.Length >= 3 && !Vowels.Contains(bare[^2]))
            {
                yield return bare[..^1] + 'e' + bare[^1];
                yield return bare[..^1] + 'o' + bare[^1];
            }
            if (sound[^1] == 'i')
            {
                yield return bare + "iv";
                yield return bare + "ov";
                yield return bare + "ev";
            }
        }
    }

    /// <summary>Stems of the diminutives that a longer name makes by rule; the short ones stand in <see cref="GivenNames"/>.</summary>
    public static IEnumerable<string> Diminutives(string sound)
    {
        var isFeminine = sound[^1] == 'a';
        var stem = DiminutiveBase(sound);
        if (stem.Length < 4) yield break;
        foreach (var suffix in isFeminine ? FeminineSuffixes : MasculineSuffixes) yield return stem + suffix;
    }

    /// <summary>What the diminutives of a name are made from.</summary>
    public static string DiminutiveBase(string sound) => sound.TrimEnd('a', 'i', 'o', 'e');

    /// <summary>What is put behind it.</summary>
    public static IEnumerable<string> DiminutiveSuffixes => MasculineSuffixes.Union(FeminineSuffixes, StringComparer.Ordinal);

    private static readonly string[] FeminineSuffixes = [.. Sounds("очк ечк еньк оньк ушк юшк оньк усь ус ульк")];
    private static readonly string[] MasculineSuffixes = [.. Sounds("ик чик ушк юшк очк ечк")];

    /// <summary>The stem of any word, for holding sequences of words against each other: rough, and the same for most of its forms.</summary>
    public static string Rough(string sound)
    {
        for (var length = Math.Min(MaxEnding, sound.Length - 3); length > 0; length--)
            if (EndingLookup.Contains(sound.AsSpan(sound.Length - length)))
            {
                sound = sound[..^length];
                break;
            }
        return sound.Length > 6 ? sound[..6] : sound;
    }

    private static HashSet<string> Sounds(string words) =>
        new(words.Split(' ').Select(w => NameSearch.KeyOf(w).Trim()).Where(w => w.Length > 0), StringComparer.Ordinal);
}
