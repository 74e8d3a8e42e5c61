using System.Text;

namespace Poruka.Casework;

/// <summary>
/// The sound of a word in small Latin letters, so that it doesn't matter in which alphabet and by which of the usual systems it was
/// spelt. It goes by <see cref="NameSearch"/>, and knows besides letters with hooks and letters of the wrong alphabet.
/// </summary>
internal static class WordSound
{
    /// <summary>The sounds that a word may stand for; the first is the likeliest.</summary>
    public static IReadOnlyList<string> Of(string word)
    {
        var plain = Plain(word);
        var first = Key(plain);
        if (first.Length == 0 || !IsLatin(plain)) return [first];
        var sounds = new List<string>(4) { first };
        Add(plain.Replace("yo", "e", StringComparison.Ordinal).Replace("jo", "e", StringComparison.Ordinal).Replace("io", "e", StringComparison.Ordinal));
        Add(Western(plain, 'c'));
        Add(Western(plain, 'z'));
        return sounds;

        void Add(string spelt)
        {
            var key = Key(spelt);
            if (!sounds.Contains(key)) sounds.Add(key);
        }
    }

    /// <summary>
    /// As Poles and libraries write (c is ц, ch is х), or as Germans do (z is ц, s before a vowel is з, ch is х); io after a consonant is ё.
    /// </summary>
    private static string Western(string plain, char ts)
    {
        plain = plain.Replace("schtsch", "shch", StringComparison.Ordinal);
        var builder = new StringBuilder(plain.Length + 4);
        for (var i = 0; i < plain.Length; i++)
        {
            var (c, before, after) = (plain[i], i > 0 ? plain[i - 1] : ' ', i + 1 < plain.Length ? plain[i + 1] : ' ');
            if (c == 'c' && after == 'h' && before is not ('s' or 't' or 'h')) builder.Append('k');
            else if (c == ts && after is not ('h' or 'k' or 'z') && before is not ('s' or 'c')) builder.Append("ts");
            else if (ts == 'z' && c == 's' && after is ('a' or 'e' or 'i' or 'j' or 'o' or 'u' or 'y')) builder.Append('z');
            else if (c == 'j' && after == 'o') builder.Append('e');
            else if (c == 'o' && before == 'j') continue;
            else builder.Append(c);
        }
        return builder.ToString();
    }

    /// <summary>The likeliest sound.</summary>
    public static string First(string word) => Key(Plain(word));

    private static string Key(string plain)
    {
        var key = NameSearch.KeyOf(plain);
        return key.Length > 0 ? key.Replace(" ", "", StringComparison.Ordinal) : key;
    }

    private static bool IsLatin(string plain)
    {
        foreach (var c in plain)
            if (c is >= 'a' and <= 'z') return true;
        return false;
    }

    /// <summary>Small letters without marks inside words, letters of one alphabet, and what hooks over Latin letters stand for.</summary>
    private static string Plain(string word)
    {
        var builder = new StringBuilder(word.Length + 4);
        var (latin, cyrillic) = (0, 0);
        foreach (var c in word)
        {
            if (c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z')) latin++;
            else if (c is >= '\u0400' and <= '\u04ff') cyrillic++;
        }
        foreach (var given in word)
        {
            var c = char.ToLowerInvariant(given);
            if (c is '\u00ad' or '\u200b' or '\u200c' or '\u200d' or '\u2060' or '\ufeff' or '\'' or '’' or 'ʼ' or '`') continue;
            if (latin > 0 && cyrillic > latin && Twin(c) is { } twin) builder.Append(twin);
            else if (c == 'č') builder.Append(builder.Length > 1 && builder[^1] == 'h' && builder[^2] == 's' ? "ch" : "tsch"); // not the ch of Poles
            else if (c > 0x7f && Hooked(c) is { } letters) builder.Append(letters);
            else builder.Append(c);
        }
        return builder.ToString();
    }

    private static char? Twin(char latin) => latin switch
    {
        'a' => 'а', 'e' => 'е', 'o' => 'о', 'p' => 'р', 'c' => 'с', 'x' => 'х', 'y' => 'у', 'i' => 'і', 'k' => 'к', 'm' => 'м', 't' => 'т', 'h' => 'н', 'b' => 'в',
        _ => null,
    };

    private static string? Hooked(char letter) => letter switch
    {
        'š' or 'ś' or 'ş' => "sh", 'ć' or 'ç' => "ch", 'ž' or 'ź' or 'ż' => "zh", 'ŝ' => "shch", _ => null,
    };
}
