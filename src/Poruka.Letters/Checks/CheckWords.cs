using System.Collections.Frozen;
using System.Text;

namespace Poruka.Letters;

/// <summary>The words that the check looks for, by language (<c>words-*.txt</c>).</summary>
internal sealed class CheckWords
{
    private static readonly FrozenDictionary<string, CheckWords> All =
        new[] { "en", "ru", "uk" }.ToFrozenDictionary(language => language, language => new CheckWords(language));

    private readonly Dictionary<string, CheckRule> _whole = [];
    private readonly List<(string Stem, CheckRule Rule)> _stems = [];

    private CheckWords(string language)
    {
        using var stream = typeof(CheckWords).Assembly.GetManifestResourceStream($"words-{language}.txt")
            ?? throw new InvalidOperationException($"The words of {language} are missing.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var rule = RuleOf(line[..colon]);
            foreach (var word in line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                if (word.EndsWith('*')) _stems.Add((word[..^1], rule));
                else _whole[word] = rule;
        }
    }

    public static CheckWords? Of(string language) => All.GetValueOrDefault(language);

    /// <summary>What a word in small letters is found for; null for nothing.</summary>
    public CheckRule? Find(string word)
    {
        if (_whole.TryGetValue(word, out var rule)) return rule;
        foreach (var (stem, found) in _stems)
            if (word.StartsWith(stem, StringComparison.Ordinal)) return found;
        return null;
    }

    private static CheckRule RuleOf(string kind) => kind switch
    {
        "case" => CheckRule.AboutCase,
        "illegal" => CheckRule.Illegal,
        "war" => CheckRule.AboutWar,
        "insult" => CheckRule.Insult,
        "lgbt" => CheckRule.DangerousTopic,
        "politics" => CheckRule.Politics,
        "pity" => CheckRule.Pity,
        _ => throw new InvalidOperationException($"'{kind}' is no kind of words."),
    };
}
