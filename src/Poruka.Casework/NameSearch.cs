using System.Globalization;
using System.Text;

namespace Poruka.Casework;

/// <summary>
/// Finds names by how they sound rather than by how a passport or a letter spells them: case, accents and doubled letters
/// don't count, and Cyrillic (Russian, Ukrainian, Belarusian) and its usual Latin spellings are alike, either way. What was
/// typed may be the beginnings of some of the name's words, in any order.
/// </summary>
/// <remarks>Thread safe. Meant for lists in memory: keys of sealed names are never stored.</remarks>
public static class NameSearch
{
    /// <summary>The longest text that is looked at, in characters.</summary>
    public const int MaxLength = 200;

    /// <summary>The key of a name: its words, each behind a space, in small letters of one alphabet.</summary>
    public static string KeyOf(string name)
    {
        Span<char> plain = stackalloc char[2 * MaxLength + 2];
        var length = ToLatin(name, plain);
        return Reduce(plain[..length]);
    }

    /// <summary>Whether each word that was typed begins a word of the name.</summary>
    /// <param name="nameKey">The name's <see cref="KeyOf"/>.</param>
    /// <param name="queryKey">The <see cref="KeyOf"/> of what was typed; an empty one fits every name.</param>
    public static bool Fits(ReadOnlySpan<char> nameKey, string queryKey)
    {
        foreach (var range in queryKey.AsSpan().Split(' '))
        {
            var (start, length) = range.GetOffsetAndLength(queryKey.Length);
            // With the space before it: the beginning of a word.
            if (length > 0 && !nameKey.Contains(queryKey.AsSpan(start - 1, length + 1), StringComparison.Ordinal)) return false;
        }
        return true;
    }

    /// <summary>Whether each word that was typed is a word of the name.</summary>
    /// <param name="nameKey">The name's <see cref="KeyOf"/>.</param>
    /// <param name="queryKey">The <see cref="KeyOf"/> of what was typed.</param>
    public static bool FitsWhole(ReadOnlySpan<char> nameKey, string queryKey)
    {
        foreach (var range in queryKey.AsSpan().Split(' '))
        {
            var (start, length) = range.GetOffsetAndLength(queryKey.Length);
            if (length == 0) continue;
            var word = queryKey.AsSpan(start - 1, length + 1);
            if (nameKey.EndsWith(word, StringComparison.Ordinal)) continue;
            var isThere = false;
            for (var rest = nameKey; !isThere && rest.IndexOf(word, StringComparison.Ordinal) is >= 0 and var at; rest = rest[(at + 1)..])
                isThere = at + word.Length < rest.Length && rest[at + word.Length] == ' ';
            if (!isThere) return false;
        }
        return true;
    }

    /// <summary>The items whose name fits, those first of which a word is just what was typed; else in their order.</summary>
    /// <param name="items">The items.</param>
    /// <param name="name">The name of one.</param>
    /// <param name="query">What was typed.</param>
    /// <param name="most">How many at most.</param>
    public static IReadOnlyList<T> Find<T>(IEnumerable<T> items, Func<T, string> name, string query, int most)
    {
        var typed = KeyOf(query);
        var (whole, beginnings) = (new List<T>(), new List<T>());
        foreach (var item in items)
        {
            var key = KeyOf(name(item));
            if (!Fits(key, typed)) continue;
            if (FitsWhole(key, typed)) whole.Add(item);
            else if (beginnings.Count < most) beginnings.Add(item);
        }
        return [.. whole.Concat(beginnings).Take(most)];
    }

    /// <summary>Letters and digits in small Latin letters, where they can be, and one space for what parts words.</summary>
    private static int ToLatin(string text, Span<char> output)
    {
        if (text.Length > MaxLength) text = text[..MaxLength];
        var length = 0;
        output[length++] = ' ';
        foreach (var letter in IsPlain(text) ? text : text.Normalize(NormalizationForm.FormD))
        {
            if (length >= output.Length - 4) break;
            if (letter is >= 'a' and <= 'z' or >= '0' and <= '9') output[length++] = letter;
            else if (letter is >= 'A' and <= 'Z') output[length++] = (char)(letter | 0x20);
            else if (LatinOf(char.ToLowerInvariant(letter)) is { } latin)
                foreach (var c in latin) output[length++] = c;
            else if (char.IsLetterOrDigit(letter)) output[length++] = char.ToLowerInvariant(letter);
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) is not UnicodeCategory.NonSpacingMark && output[length - 1] != ' ') output[length++] = ' ';
        }
        return length;
    }

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
            if (c > 0x7f) return false;
        return true;
    }

    /// <summary>
    /// What a letter is in Latin; empty for signs that are not heard, null where it isn't one of these. Accents are off already:
    /// й is и, ё is е, ї is і here.
    /// </summary>
    private static string? LatinOf(char letter) => letter switch
    {
        'а' or 'ә' => "a", 'б' => "b", 'в' => "v", 'г' or 'ґ' or 'ғ' or 'х' or 'һ' => "g", 'д' => "d", 'е' or 'є' or 'э' => "e",
        'ж' => "zh", 'з' => "z", 'и' or 'і' or 'ы' or 'ј' => "i", 'к' or 'қ' => "k", 'л' => "l", 'м' => "m", 'н' or 'ң' => "n",
        'о' or 'ө' => "o", 'п' => "p", 'р' => "r", 'с' => "s", 'т' => "t", 'у' or 'ў' or 'ұ' or 'ү' => "u", 'ф' => "f", 'ц' => "ts",
        'ч' or 'ћ' => "ch", 'ш' or 'щ' => "sh", 'ю' => "iu", 'я' => "ia", 'љ' => "li", 'њ' => "ni", 'ђ' or 'џ' => "dzh",
        'ь' or 'ъ' or '\'' or '’' or 'ʼ' or '`' or '´' => "",
        'ß' => "ss", 'ø' => "o", 'ł' => "l", 'đ' or 'ð' => "d", 'æ' => "ae", 'œ' => "oe", 'ı' => "i", 'þ' => "t",
        _ => null,
    };

    /// <summary>Makes the ways to write one sound alike. What several letters stand for becomes one capital.</summary>
    private static string Reduce(ReadOnlySpan<char> text)
    {
        Span<char> output = stackalloc char[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length;)
        {
            var (sound, taken) = SoundAt(text[i..]);
            i += taken;
            if (sound == ' ' && (length > 0 && output[length - 1] == ' ' || i == text.Length)) continue;
            if (length > 0 && output[length - 1] == sound) continue; // doubled letters
            // Елена, Yelena and Elena are one name; so are Dmitriev and Dmitriyev.
            if (sound == 'e' && length > 0 && output[length - 1] == 'i') length--;
            if (length > 0 && output[length - 1] == sound) continue;
            output[length++] = sound;
        }
        return output[..length].ToString();
    }

    private static (char Sound, int Taken) SoundAt(ReadOnlySpan<char> text)
    {
        foreach (var (letters, sound) in Sounds)
            if (text.StartsWith(letters, StringComparison.Ordinal)) return (sound, letters.Length);
        var letter = text[0];
        return letter switch
        {
            'y' or 'j' => ('i', 1),
            'h' => ('g', 1),
            'c' or 'q' => ('k', 1),
            'w' => ('v', 1),
            // Ivanoff, Ivanov
            'f' when text.Length == 1 || text[1] == ' ' || text[1] == 'f' && (text.Length == 2 || text[2] == ' ') => ('v', text.Length > 1 && text[1] == 'f' ? 2 : 1),
            _ => (letter, 1),
        };
    }

    /// <summary>Spellings of one sound, the longest first.</summary>
    private static readonly (string Letters, char Sound)[] Sounds =
    [
        ("shch", 'S'), ("szcz", 'S'), ("tsch", 'C'), ("sch", 'S'), ("tch", 'C'), ("sh", 'S'), ("sz", 'S'), ("ch", 'C'), ("cz", 'C'),
        ("zh", 'Z'), ("kh", 'g'), ("gh", 'g'), ("ts", 'T'), ("tz", 'T'), ("ph", 'f'), ("th", 't'), ("ck", 'k'), ("x", 'X'),
        ("ks", 'X'),
    ];
}
