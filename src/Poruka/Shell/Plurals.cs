using System.Globalization;

namespace Poruka.Shell;

/// <summary>The forms a noun takes after a number, as CLDR names them.</summary>
public enum PluralForm
{
    /// <summary>1; in Russian and Ukrainian also 21, 101.</summary>
    One,

    /// <summary>In Russian and Ukrainian 2 to 4, 22 to 24.</summary>
    Few,

    /// <summary>In Russian and Ukrainian 0, 5 to 20, 25 to 30.</summary>
    Many,

    /// <summary>In English all but 1.</summary>
    Other,
}

/// <summary>Plural rules of the languages we write in, for whole numbers.</summary>
/// <remarks>Source: Unicode CLDR 46, supplemental/plurals.xml, cardinal rules where v = 0.</remarks>
public static class Plurals
{
    /// <summary>The form that a count asks for. A language we have no rules for is treated as English.</summary>
    public static PluralForm FormOf(CultureInfo culture, long count)
    {
        // Remainders before the sign is dropped: long.MinValue has no positive twin.
        var ones = Math.Abs(count % 10);
        var tens = Math.Abs(count % 100);
        return culture.TwoLetterISOLanguageName switch
        {
            "ru" or "uk" => (ones, tens) switch
            {
                (1, not 11) => PluralForm.One,
                (>= 2 and <= 4, not (>= 12 and <= 14)) => PluralForm.Few,
                _ => PluralForm.Many,
            },
            _ => count is 1 or -1 ? PluralForm.One : PluralForm.Other,
        };
    }

    /// <summary>The forms that whole numbers take in a language.</summary>
    public static IReadOnlyList<PluralForm> FormsOf(CultureInfo culture) => culture.TwoLetterISOLanguageName is "ru" or "uk"
        ? [PluralForm.One, PluralForm.Few, PluralForm.Many]
        : [PluralForm.One, PluralForm.Other];
}
