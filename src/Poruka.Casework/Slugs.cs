namespace Poruka.Casework;

/// <summary>Short names that stand in files and addresses.</summary>
internal static class Slugs
{
    /// <summary>Whether a text is lower-case Latin letters, digits and single dashes between them, a letter first.</summary>
    public static bool IsSlug(string? text, int maxLength) =>
        text is { Length: > 0 } && text.Length <= maxLength && char.IsAsciiLetterLower(text[0]) && text[^1] != '-'
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
        && !text.Contains("--", StringComparison.Ordinal);

    /// <summary>The slug of an enum's value: <c>BeingArrested</c> becomes <c>being-arrested</c>.</summary>
    public static string OfName(string name)
    {
        var letters = new System.Text.StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var starts = char.IsAsciiLetterUpper(name[i]) || (char.IsAsciiDigit(name[i]) && !char.IsAsciiDigit(name[i - 1]));
            if (i > 0 && starts) letters.Append('-');
            letters.Append(char.ToLowerInvariant(name[i]));
        }
        return letters.ToString();
    }
}
