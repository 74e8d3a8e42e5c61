using System.Globalization;
using System.Text;
using NodaTime;

namespace Poruka.Casework;

/// <summary>What two cases are compared by.</summary>
/// <param name="Names">All names and spellings.</param>
/// <param name="BornOn">The birth date, or null.</param>
/// <param name="Places">Where the person was held or seen.</param>
public sealed record PersonTraits(IReadOnlyList<string> Names, LocalDate? BornOn, IReadOnlyList<string> Places);

/// <summary>A name of somebody among very many.</summary>
/// <typeparam name="T">What tells who it is.</typeparam>
/// <param name="Who">Who it is; one person may have several names.</param>
/// <param name="Key">The name's <see cref="NameSearch.KeyOf"/>.</param>
/// <param name="Born">The birth date as a number of days; 0 where it isn't known.</param>
public readonly record struct NameTrait<T>(T Who, string Key, int Born);

/// <summary>Whether two cases may be of one person. A person decides; this only says where to look.</summary>
/// <remarks>Thread-safe.</remarks>
public static class Duplicates
{
    /// <summary>From here on a pair is worth a look.</summary>
    public const int WorthALook = 50;

    /// <summary>The most pairs that <see cref="Candidates"/> gives.</summary>
    public const int MostCandidates = 2_000;

    // A name that many share tells little: within such a group only neighbours are compared.
    private const int MostOfOneKey = 40;

    /// <summary>How alike two are: 0 to 100. Symmetric; 100 only for names and birth dates that agree.</summary>
    public static int Score(PersonTraits a, PersonTraits b)
    {
        var name = 0.0;
        foreach (var x in a.Names)
            foreach (var y in b.Names)
                // Alike by sound, as Анна and Anna, is nearly as good as alike by letter.
                name = Math.Max(name, Math.Max(Likeness(Fold(x), Fold(y)), 0.98 * Likeness(Sound(x), Sound(y))));
        var born = (a.BornOn, b.BornOn) switch
        {
            ({ } x, { } y) when x == y => 1.0,
            // Day and month in the wrong order, or one digit mistyped.
            ({ } x, { } y) when (x.Day == y.Month && x.Month == y.Day && x.Year == y.Year) || Slips(x, y) == 1 => 0.5,
            ({ }, { }) => -1.0,
            _ => 0.0,
        };
        var place = a.Places.Any(p => b.Places.Any(q => Fold(p) == Fold(q) && Fold(p).Length > 0)) ? 1.0 : 0.0;
        var score = 70 * Math.Max(0, (name - 0.5) * 2) + 25 * born + 5 * place;
        return (int)Math.Clamp(Math.Round(born >= 1 && name >= 1 ? 100 : score), 0, 100);
    }

    /// <summary>A name as it counts here: small letters, without accents, words in order of the alphabet; ё is е.</summary>
    public static string Fold(string name)
    {
        var letters = new StringBuilder(name.Length);
        foreach (var c in name.Normalize(NormalizationForm.FormD).ToLowerInvariant())
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
            else letters.Append(char.IsLetterOrDigit(c) ? c : ' ');
        var words = letters.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Array.Sort(words, StringComparer.Ordinal);
        return string.Join(' ', words);
    }

    /// <summary>
    /// The pairs that are worth a closer look, among very many: those whose names have the same words in any order, those of
    /// which one letter is wrong, missing or too many, and those born on one day with a word of the name in common. Each pair
    /// once, those of the rarest names first.
    /// </summary>
    /// <param name="names">All names. Takes a time that grows with their number, not with its square.</param>
    public static IReadOnlyList<(T A, T B)> Candidates<T>(IReadOnlyList<NameTrait<T>> names) where T : IEquatable<T>
    {
        var groups = new Dictionary<ulong, List<int>>();
        var keys = new HashSet<ulong>();
        for (var i = 0; i < names.Count; i++)
        {
            var words = names[i].Key.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Array.Sort(words, StringComparer.Ordinal);
            keys.Clear();
            // One word alone, as a first name, says nothing of who it is, but with a birth date.
            if (words.Length > 1)
            {
                var whole = string.Join(' ', words);
                keys.Add(HashOf(whole, 0));
                for (var without = 0; without < whole.Length; without++)
                    if (whole[without] != ' ') keys.Add(HashOf(string.Concat(whole.AsSpan(0, without), whole.AsSpan(without + 1)), 0));
            }
            if (names[i].Born != 0)
                foreach (var word in words) keys.Add(HashOf(word, names[i].Born));
            foreach (var key in keys)
            {
                if (!groups.TryGetValue(key, out var group)) groups[key] = group = [];
                group.Add(i);
            }
        }
        var seen = new HashSet<(T, T)>();
        var pairs = new List<(T A, T B)>();
        foreach (var group in groups.Values.Where(g => g.Count > 1).OrderBy(g => g.Count).ThenBy(g => g[0]))
            for (var i = 0; i < group.Count; i++)
                for (var j = i + 1; j < Math.Min(group.Count, i + MostOfOneKey); j++)
                {
                    var (a, b) = (names[group[i]].Who, names[group[j]].Who);
                    if (a.Equals(b) || seen.Contains((b, a)) || !seen.Add((a, b))) continue;
                    pairs.Add((a, b));
                    if (pairs.Count == MostCandidates) return pairs;
                }
        return pairs;
    }

    /// <summary>FNV-1a over the letters: which names fall together must not change from run to run.</summary>
    private static ulong HashOf(string text, int born)
    {
        var hash = 14_695_981_039_346_656_037UL ^ (uint)born;
        foreach (var c in text) hash = (hash ^ c) * 1_099_511_628_211UL;
        return hash;
    }

    private static string Sound(string name)
    {
        var words = NameSearch.KeyOf(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Array.Sort(words, StringComparer.Ordinal);
        return string.Join(' ', words);
    }

    private static double Likeness(string a, string b) =>
        a.Length == 0 || b.Length == 0 ? 0 : 1 - (double)Distance(a, b) / Math.Max(a.Length, b.Length);

    private static int Slips(LocalDate a, LocalDate b)
    {
        var (x, y) = (Digits(a), Digits(b));
        return x.Zip(y).Count(pair => pair.First != pair.Second);
        static string Digits(LocalDate day) => (day.Year * 10_000 + day.Month * 100 + day.Day).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Levenshtein's distance, in one row.</summary>
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Length];
    }
}
