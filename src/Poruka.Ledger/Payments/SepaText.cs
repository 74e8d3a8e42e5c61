using System.Globalization;
using System.Text;

namespace Poruka.Ledger;

/// <summary>
/// Text in the letters that every bank of the SEPA scheme takes (EPC217-08): a-z A-Z 0-9 / - ? : ( ) . , ' + and blanks.
/// Cyrillic is written in Latin letters as on passports, accents are dropped, and what is left becomes a point.
/// </summary>
public static class SepaText
{
    private const string Allowed = "/-?:().,'+ ";

    private static readonly Dictionary<char, string> Letters = new()
    {
        ['а'] = "a", ['б'] = "b", ['в'] = "v", ['г'] = "g", ['ґ'] = "g", ['д'] = "d", ['е'] = "e", ['ё'] = "e", ['є'] = "ie", ['ж'] = "zh",
        ['з'] = "z", ['и'] = "i", ['і'] = "i", ['ї'] = "i", ['й'] = "i", ['к'] = "k", ['л'] = "l", ['м'] = "m", ['н'] = "n", ['о'] = "o",
        ['п'] = "p", ['р'] = "r", ['с'] = "s", ['т'] = "t", ['у'] = "u", ['ў'] = "u", ['ф'] = "f", ['х'] = "kh", ['ц'] = "ts", ['ч'] = "ch",
        ['ш'] = "sh", ['щ'] = "shch", ['ъ'] = "", ['ы'] = "y", ['ь'] = "", ['э'] = "e", ['ю'] = "iu", ['я'] = "ia",
        ['ß'] = "ss", ['æ'] = "ae", ['ø'] = "o", ['œ'] = "oe", ['ł'] = "l", ['đ'] = "d", ['ð'] = "d", ['þ'] = "th", ['ı'] = "i",
        ['’'] = "'", ['‘'] = "'", ['ʼ'] = "'", ['“'] = "'", ['”'] = "'", ['«'] = "'", ['»'] = "'", ['–'] = "-", ['—'] = "-", ['&'] = "+", ['_'] = "-",
    };

    /// <summary>The text, at most so long, neither beginning nor ending with a slash or a blank, and without two slashes together.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="maxLength">The most letters.</param>
    public static string Of(string text, int maxLength)
    {
        var written = new StringBuilder();
        foreach (var c in text.Normalize(NormalizationForm.FormC)) Append(written, c);
        var plain = string.Join(' ', written.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        while (plain.Contains("//", StringComparison.Ordinal)) plain = plain.Replace("//", "/", StringComparison.Ordinal);
        plain = plain.Trim('/', ' ');
        return plain.Length <= maxLength ? plain : plain[..maxLength].TrimEnd('/', ' ');
    }

    /// <summary>Whether a letter may stand in a payment.</summary>
    public static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || Allowed.Contains(c, StringComparison.Ordinal);

    private static void Append(StringBuilder written, char c)
    {
        if (IsAllowed(c)) { written.Append(c); return; }
        if (char.IsWhiteSpace(c) || char.IsControl(c)) { written.Append(' '); return; }
        var small = char.ToLowerInvariant(c);
        if (Letters.TryGetValue(small, out var latin))
        {
            written.Append(c == small || latin.Length == 0 ? latin : char.ToUpperInvariant(latin[0]) + latin[1..]);
            return;
        }
        var any = false;
        foreach (var part in c.ToString().Normalize(NormalizationForm.FormD))
            if (CharUnicodeInfo.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark && IsAllowed(part))
            {
                written.Append(part);
                any = true;
            }
        if (!any && !char.IsSurrogate(c)) written.Append('.');
    }
}
