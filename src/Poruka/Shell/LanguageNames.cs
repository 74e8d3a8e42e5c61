using System.Collections.Frozen;

namespace Poruka.Shell;

/// <summary>Reads languages as people write them: by a name in any of our languages, or by their code. Thread safe.</summary>
internal static class LanguageNames
{
    /// <summary>The most languages that are read at once.</summary>
    public const int Most = 20;

    private static readonly Lazy<FrozenDictionary<string, string>> Codes = new(() => Languages.All
        .SelectMany(language => Texts.Under(language, "Shell.LanguageName."))
        .DistinctBy(name => name.Value, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(name => name.Value, name => name.Key, StringComparer.OrdinalIgnoreCase));

    /// <summary>The code of a language; null where it is neither a name that we know nor two or three letters.</summary>
    public static string? CodeOf(string word)
    {
        word = word.Trim();
        if (Codes.Value.TryGetValue(word, out var code)) return code;
        return word.Length is 2 or 3 && word.All(char.IsAsciiLetter) ? word.ToLowerInvariant() : null;
    }

    /// <summary>Codes of languages that stand with commas between them, or, each of one word, with spaces; null where one is none, or they are too many.</summary>
    public static IReadOnlyList<string>? Read(string text) => Read(text, CodeOf);

    /// <summary>Pairs of languages, from and to, as codes (<c>de-ru</c>); null where one is none, or they are too many.</summary>
    public static IReadOnlyList<string>? ReadPairs(string text) => Read(text, PairOf);

    private static List<string>? Read(string text, Func<string, string?> read)
    {
        var found = new List<string>();
        foreach (var part in text.Split([',', ';', '/', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string?[] ofPart = read(part) is { } whole ? [whole] : [.. part.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(read)];
            if (ofPart.Contains(null)) return null;
            found.AddRange(ofPart.Except(found)!);
            if (found.Count > Most) return null;
        }
        return found;
    }

    private static string? PairOf(string text) =>
        text.Split(['-', '–', '→'], StringSplitOptions.TrimEntries) is [var from, var to] && CodeOf(from) is { } a && CodeOf(to) is { } b && a != b ? $"{a}-{b}" : null;
}
