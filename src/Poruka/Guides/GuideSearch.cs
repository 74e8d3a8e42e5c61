using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Poruka.Casework;

namespace Poruka.Guides;

/// <summary>A place that was found.</summary>
/// <param name="Country">The country.</param>
/// <param name="Situation">The situation.</param>
/// <param name="Step">The step's id; null for the guide as a whole.</param>
public readonly record struct GuidePlace(Country Country, Situation Situation, string? Step);

/// <summary>
/// Finds words in titles and texts of guides in any language, by how they begin, whatever their case and marks:
/// <c>їжа</c> finds <c>Їжа</c>, <c>еще</c> finds <c>ещё</c>.
/// </summary>
public static class GuideSearch
{
    /// <summary>The most letters that are searched for.</summary>
    public const int MaxLength = 100;

    private const int MostWords = 8;
    private static readonly ConditionalWeakTable<GuideLibrary, List<Entry>> Indexes = [];

    /// <summary>The places that hold every word, best first.</summary>
    public static IReadOnlyList<GuidePlace> Find(GuideLibrary library, string words, Country country, int most)
    {
        var wanted = Folded(words.Length > MaxLength ? words[..MaxLength] : words).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Take(MostWords).Select(word => " " + word).ToList();
        if (wanted.Count == 0) return [];
        return [.. Indexes.GetValue(library, Build)
            .Where(entry => entry.Place.Country == country || entry.Place.Country.IsAny)
            .Select(entry => (entry.Place, Score: entry.Score(wanted)))
            .Where(found => found.Score > 0)
            .GroupBy(found => found.Place)
            .Select(same => (Place: same.Key, Score: same.Max(found => found.Score)))
            .OrderByDescending(found => found.Score).ThenBy(found => found.Place.Country.IsAny).ThenBy(found => found.Place.Situation)
            .Take(most).Select(found => found.Place)];
    }

    /// <summary>Small letters without marks, words apart by one space, one before the first.</summary>
    internal static string Folded(string text)
    {
        var folded = new StringBuilder(text.Length + 1).Append(' ');
        foreach (var letter in text.Normalize(NormalizationForm.FormD))
            if (CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark || letter is '\'' or '’' or 'ʼ') continue;
            else if (char.IsLetterOrDigit(letter)) folded.Append(char.ToLowerInvariant(letter) switch { 'ґ' => 'г', 'ł' => 'l', var other => other });
            else if (folded[^1] != ' ') folded.Append(' ');
        return folded.ToString();
    }

    private static List<Entry> Build(GuideLibrary library)
    {
        var entries = new List<Entry>();
        foreach (var (_, guide, _) in library.Guides)
        {
            entries.Add(new Entry(
                new GuidePlace(guide.Country, guide.Situation, null), Folded(guide.Title),
                Folded(guide.Summary + ' ' + string.Join(' ', guide.Parts.Select(p => GuideText.Plain(p.Opening))))));
            foreach (var step in guide.Parts.SelectMany(p => p.Steps))
                entries.Add(new Entry(
                    new GuidePlace(guide.Country, guide.Situation, step.Id), Folded(step.Title), Folded(GuideText.Plain(step.Text))));
        }
        return entries;
    }

    private sealed record Entry(GuidePlace Place, string Title, string Text)
    {
        public int Score(List<string> words)
        {
            var score = 0;
            foreach (var word in words)
                if (Title.Contains(word, StringComparison.Ordinal)) score += Place.Step is null ? 8 : 6;
                else if (Text.Contains(word, StringComparison.Ordinal)) score += 1;
                else return 0;
            return score;
        }
    }
}
