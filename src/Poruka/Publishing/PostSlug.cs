using System.Globalization;
using System.Text;

namespace Poruka.Publishing;

/// <summary>The name of a post in addresses: Latin letters, digits and dashes.</summary>
internal static class PostSlug
{
    /// <summary>The longest one.</summary>
    public const int MaxLength = 60;

    private static readonly Dictionary<char, string> Latin = new()
    {
        ['а'] = "a", ['б'] = "b", ['в'] = "v", ['г'] = "g", ['ґ'] = "g", ['д'] = "d", ['е'] = "e", ['є'] = "ye", ['ж'] = "zh", ['з'] = "z", ['и'] = "i",
        ['і'] = "i", ['к'] = "k", ['л'] = "l", ['м'] = "m", ['н'] = "n", ['о'] = "o", ['п'] = "p", ['р'] = "r", ['с'] = "s", ['т'] = "t", ['у'] = "u",
        ['ф'] = "f", ['х'] = "kh", ['ц'] = "ts", ['ч'] = "ch", ['ш'] = "sh", ['щ'] = "shch", ['ы'] = "y", ['э'] = "e", ['ю'] = "yu", ['я'] = "ya",
        ['ь'] = "", ['ъ'] = "", ['’'] = "", ['\''] = "",
    };

    /// <summary>The slug of a title; empty where nothing of it can be written so.</summary>
    public static string Of(string title)
    {
        var slug = new StringBuilder();
        foreach (var c in title.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (slug.Length >= MaxLength) break;
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(c);
            else if (Latin.TryGetValue(c, out var letters)) slug.Append(letters);
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }
        return slug.ToString().Trim('-');
    }

    /// <summary>Whether something can stand in an address.</summary>
    public static bool IsOne(string text) => text.Length is > 0 and <= MaxLength && text[0] != '-' && text[^1] != '-'
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
