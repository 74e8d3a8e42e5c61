using System.Globalization;
using System.Text;
using NodaTime;

namespace Poruka.Casework;

/// <summary>What two cases are compared by.</summary>
/// <param name="Names">All names and spellings.</param>
/// <param name="BornOn">The birth date, or null.</param>
/// <param name="Places">Where the person was held or seen.</param>
public sealed record PersonTraits(IReadOnlyList<string> Names, LocalDate? BornOn, IReadOnlyList<string> Places);

/// <summary>Whether two cases may be of one person. A person decides; this only says where to look.</summary>
/// <remarks>Thread-safe.</remarks>
public static class Duplicates
{
    /// <summary>From here on a pair is worth a look.</summary>
    public const int WorthALook = 50;

    /// <summary>How alike two are: 0 to 100. Symmetric; 100 only for names and birth dates that agree.</summary>
    public static int Score(PersonTraits a, PersonTraits b)
    {
        var name = 0.0;
        foreach (var x in a.Names)
            foreach (var y in b.Names) name = Math.Max(name, Likeness(Fold(x), Fold(y)));
        var born = (a.BornOn, b.BornOn) switch
        {
            ({ } x, { } y) when x == y => 1.0,
            // Day and month in the wrong order, or one digit mistyped.
            ({ } x, { } y) when (x.Day == y.Month && x.Month == y.Day && x.Year == y.Year) || Slips(x, y) == 1 => 0.5,
            ({ }, { }) => -1.0,
            _ => 0.0,
        };
        var place = a.Places.Any(p => b.Places.Any(q => Fold(p) == Fold(q) && Fold(p).Length > 0)) ? 1.0 : 0.0;
        var score = 70 * Math.Max(0, (name - 0.5) * 2) + 25 * born + 5 * place;
        return (int)Math.Clamp(Math.Round(born >= 1 && name >= 1 ? 100 : score), 0, 100);
    }

    /// <summary>A name as it counts here: small letters, without accents, words in order of the alphabet; ё is е.</summary>
    public static string Fold(string name)
    {
        var letters = new StringBuilder(name.Length);
        foreach (var c in name.Normalize(NormalizationForm.FormD).ToLowerInvariant())
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
            else letters.Append(char.IsLetterOrDigit(c) ? c : ' ');
        var words = letters.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Array.Sort(words, StringComparer.Ordinal);
        return string.Join(' ', words);
    }

    private static double Likeness(string a, string b) =>
        a.Length == 0 || b.Length == 0 ? 0 : 1 - (double)Distance(a, b) / Math.Max(a.Length, b.Length);

    private static int Slips(LocalDate a, LocalDate b)
    {
        var (x, y) = (Digits(a), Digits(b));
        return x.Zip(y).Count(pair => pair.First != pair.Second);
        static string Digits(LocalDate day) => (day.Year * 10_000 + day.Month * 100 + day.Day).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Levenshtein's distance, in one row.</summary>
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Length];
    }
}
