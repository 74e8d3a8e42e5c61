using System.Globalization;

namespace Poruka.Casework;

/// <summary>A word of a text, or a number in it.</summary>
internal readonly record struct GuardWord(int Start, int Length, string Text)
{
    /// <summary>Whether it is digits.</summary>
    public bool IsNumber => char.IsAsciiDigit(Text[0]);

    /// <summary>Whether it begins with a capital.</summary>
    public bool IsCapital { get; init; }

    /// <summary>Whether it begins a sentence, a line or what somebody says, where each word has a capital.</summary>
    public bool BeginsSentence { get; init; }

    /// <summary>Whether it is a tag or a name in a network.</summary>
    public bool IsTag { get; init; }

    /// <summary>Whether it stands in a line where most words have capitals, as titles in English do.</summary>
    public bool IsInTitle { get; init; }

    /// <summary>Its sounds, the likeliest first.</summary>
    public IReadOnlyList<string> Sounds { get; init; } = [];

    public int End => Start + Length;
}

/// <summary>Takes a text apart into words and numbers.</summary>
internal static class GuardWords
{
    /// <summary>The words of a text in their order.</summary>
    /// <param name="text">The text.</param>
    /// <param name="heard">What words sound like, kept from text to text.</param>
    public static List<GuardWord> Of(string text, Dictionary<string, IReadOnlyList<string>> heard)
    {
        var words = new List<GuardWord>(text.Length / 6);
        var (begins, lineStart, lineCapitals) = (true, 0, 0);
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (char.IsAsciiDigit(c))
            {
                var start = i;
                while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
                words.Add(new GuardWord(start, i - start, text[start..i]));
                begins = false;
            }
            else if (char.IsLetter(c))
            {
                var start = i;
                while (i < text.Length && (IsInWord(text[i]) || i + 1 < text.Length && IsApostrophe(text[i]) && char.IsLetter(text[i + 1]))) i++;
                var length = WithoutPossessive(text.AsSpan(start, i - start));
                var word = text.Substring(start, length);
                if (!heard.TryGetValue(word, out var sounds)) heard[word] = sounds = WordSound.Of(word);
                var capital = char.IsUpper(c);
                if (capital) lineCapitals++;
                words.Add(new GuardWord(start, length, word)
                {
                    IsCapital = capital, BeginsSentence = begins, IsTag = start > 0 && text[start - 1] is '#' or '@' or '_', Sounds = sounds,
                });
                begins = false;
            }
            else
            {
                if (c is '.' or '!' or '?' or '…' or '\n' or '«' or '“' or '„' or '"' or '•' or '|' || c == ':' && i + 1 < text.Length && text[i + 1] is '\n' or ' ' && begins) begins = true;
                if (c == '\n')
                {
                    MarkTitle();
                    lineStart = words.Count;
                    lineCapitals = 0;
                }
                i++;
            }
        }
        MarkTitle();
        return words;

        void MarkTitle()
        {
            var count = words.Count - lineStart;
            if (count < 3 || lineCapitals * 10 < count * 6) return;
            for (var w = lineStart; w < words.Count; w++) words[w] = words[w] with { IsInTitle = true };
        }
    }

    private static bool IsInWord(char c) => char.IsLetter(c) || c is '\u00ad' or '\u200b' or '\u200c' or '\u200d' or '\u2060'
        || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;

    private static bool IsApostrophe(char c) => c is '\'' or '’' or 'ʼ' or '`';

    /// <summary>Oksana's, Kravets'.</summary>
    private static int WithoutPossessive(ReadOnlySpan<char> word) =>
        word.Length > 3 && word[^1] is 's' or 'S' && word.Length > 2 && IsApostrophe(word[^2]) ? word.Length - 2 : word.Length;
}
