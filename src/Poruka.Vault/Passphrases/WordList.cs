using System.Reflection;

namespace Poruka.Vault.Passphrases;

/// <summary>
/// The 7,776 words (five dice: 12.9 bits each) of which passphrases are made, in one language: common, easily spelled; none
/// begins another, none is easily taken for another.
/// </summary>
/// <remarks>Thread-safe; a list is read when it is first asked for.</remarks>
public sealed class WordList
{
    /// <summary>How many words a list has.</summary>
    public const int Size = 7_776;

    private static readonly Lazy<WordList> LazyEnglish = new(() => new WordList("en"));
    private static readonly Lazy<WordList> LazyRussian = new(() => new WordList("ru"));
    private static readonly Lazy<WordList> LazyUkrainian = new(() => new WordList("uk"));

    private WordList(string language)
    {
        Language = language;
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"words-{language}.txt")!;
        using var reader = new StreamReader(stream);
        var words = new List<string>(Size);
        while (reader.ReadLine() is { } word) words.Add(word);
        Words = words;
    }

    /// <summary>English words.</summary>
    public static WordList English => LazyEnglish.Value;

    /// <summary>Russian words.</summary>
    public static WordList Russian => LazyRussian.Value;

    /// <summary>Ukrainian words.</summary>
    public static WordList Ukrainian => LazyUkrainian.Value;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<WordList> All => [English, Russian, Ukrainian];

    /// <summary>The language's tag: <c>en</c>, <c>ru</c>, <c>uk</c>.</summary>
    public string Language { get; }

    /// <summary>The words, sorted by their letters' code points.</summary>
    public IReadOnlyList<string> Words { get; }
}
