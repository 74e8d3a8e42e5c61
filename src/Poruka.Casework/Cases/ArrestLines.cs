namespace Poruka.Casework;

/// <summary>Somebody who was taken, as a line says it that was typed in a hurry.</summary>
/// <param name="Name">The name; empty where nobody knows it.</param>
/// <param name="Look">How they looked; may be empty.</param>
/// <param name="Place">Where they are, if the line says so; else empty.</param>
public sealed record ArrestLine(string Name, string Look, string Place);

/// <summary>
/// Reads a list of people who were taken, one a line: <c>name; place</c>, or <c>? how they looked; place</c> where nobody knows the
/// name. Whatever was typed gives a line: at night nobody puts errors right.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public static class ArrestLines
{
    /// <summary>The longest of the parts of a line, in characters; what is longer is cut.</summary>
    public const int MaxPart = 200;

    private static readonly string[] Unknown =
        ["unknown", "unnamed", "no name", "неизвестно", "неизвестный", "неизвестная", "без имени", "невідомо", "невідомий", "невідома", "без імені"];

    /// <summary>The people of a list.</summary>
    /// <param name="text">The list, lines ending in any way.</param>
    public static IReadOnlyList<ArrestLine> Read(string text)
    {
        var people = new List<ArrestLine>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (who, place) = line.IndexOf(';', StringComparison.Ordinal) is >= 0 and var at ? (line[..at].Trim(), line[(at + 1)..].Trim()) : (line, "");
            var look = who.StartsWith('?') ? who.TrimStart('?', ' ', ',', ':', '-')
                : Unknown.FirstOrDefault(u => IsFirstWord(who, u)) is { } word ? who[word.Length..].TrimStart(' ', ',', ':', '-')
                : null;
            if (look is null && who.Length == 0 && place.Length == 0) continue;
            people.Add(look is null && who.Length > 0 ? new ArrestLine(Cut(who), "", Cut(place)) : new ArrestLine("", Cut(look ?? ""), Cut(place)));
        }
        return people;
    }

    private static bool IsFirstWord(string text, string word) =>
        text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (text.Length == word.Length || !char.IsLetterOrDigit(text[word.Length]));

    private static string Cut(string text) => text.Length > MaxPart ? text[..MaxPart] : text;
}
