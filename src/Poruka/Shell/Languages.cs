using System.Globalization;

namespace Poruka.Shell;

/// <summary>The languages we write in, and how one is chosen.</summary>
/// <remarks>Thread-safe.</remarks>
public static class Languages
{
    /// <summary>English, for whoever asks for none of ours.</summary>
    public static CultureInfo English { get; } = CultureInfo.GetCultureInfo("en");

    /// <summary>Russian.</summary>
    public static CultureInfo Russian { get; } = CultureInfo.GetCultureInfo("ru");

    /// <summary>Ukrainian.</summary>
    public static CultureInfo Ukrainian { get; } = CultureInfo.GetCultureInfo("uk");

    /// <summary>All of them, in the order they are offered.</summary>
    public static IReadOnlyList<CultureInfo> All { get; } = [English, Russian, Ukrainian];

    /// <summary>The language of a tag, of which only the primary part counts (<c>ru</c>, <c>ru-KZ</c>), or null.</summary>
    public static CultureInfo? OfTag(ReadOnlySpan<char> tag)
    {
        var end = tag.IndexOfAny("-_.@");
        var primary = (end < 0 ? tag : tag[..end]).Trim();
        foreach (var language in All)
            if (primary.Equals(language.Name, StringComparison.OrdinalIgnoreCase)) return language;
        return null;
    }

    /// <summary>The language of a POSIX locale (<c>uk_UA.UTF-8</c>), the first given that is set; English for others.</summary>
    /// <param name="locales">The values of LC_ALL, LC_MESSAGES and LANG, in this order.</param>
    public static CultureInfo OfLocale(params ReadOnlySpan<string?> locales)
    {
        foreach (var locale in locales)
            if (!string.IsNullOrEmpty(locale)) return OfTag(locale) ?? English;
        return English;
    }

    /// <summary>
    /// The language that an Accept-Language header likes best (RFC 9110, section 12.5.4); English where it likes none of
    /// ours. At most 32 ranges are read; what is malformed is passed over.
    /// </summary>
    public static CultureInfo OfAcceptLanguage(ReadOnlySpan<char> header)
    {
        CultureInfo? best = null;
        var bestQuality = 0.0;
        var read = 0;
        foreach (var part in header.Split(','))
        {
            if (++read > 32) break;
            var range = header[part];
            var semicolon = range.IndexOf(';');
            var quality = semicolon < 0 ? 1 : QualityOf(range[(semicolon + 1)..]);
            var language = OfTag(semicolon < 0 ? range : range[..semicolon]);
            if (language is null || quality <= bestQuality) continue;
            (best, bestQuality) = (language, quality);
        }
        return best ?? English;
    }

    private static double QualityOf(ReadOnlySpan<char> parameter)
    {
        parameter = parameter.Trim();
        return parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
            && double.TryParse(parameter[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality)
            && quality is >= 0 and <= 1 ? quality : 0;
    }
}
