using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NodaTime;

namespace Poruka.Letters;

/// <summary>
/// Holds a letter against a facility's rules and against what experienced groups advise. It finds and explains; it forbids
/// nothing.
/// </summary>
public static partial class LetterCheck
{
    /// <summary>How many characters a short first letter has at the most: about a page.</summary>
    public const int FirstCharacters = 2_500;

    /// <summary>Only so many findings of one rule are told: the rest is more of the same.</summary>
    private const int MostOfOneRule = 10;

    /// <summary>Checks a letter.</summary>
    /// <param name="draft">The letter.</param>
    /// <param name="rules">What the facility lets through; null where nothing is known of it.</param>
    /// <param name="today">The day, for how old the rules are.</param>
    /// <returns>What was found: against the rules first, then by the place in the text.</returns>
    public static IReadOnlyList<CheckFinding> Run(LetterDraft draft, LetterRules? rules, LocalDate today)
    {
        var findings = new List<CheckFinding>();
        if (rules is null || rules.IsDoubtful(today))
            findings.Add(About(CheckRule.RulesDoubtful, CheckWeight.Hint, rules?.LastVerified is { } day ? Iso(day) : ""));
        if (draft.Text.Trim().Length == 0)
            findings.Add(About(draft.Pages > 0 ? CheckRule.ReadByHand : CheckRule.Empty, CheckWeight.Warning));
        else
        {
            CheckHead(draft, rules, findings);
            CheckLines(draft, findings);
        }
        if (rules is not null) CheckRules(draft, rules, findings);
        if (draft.IsFirst && draft.Text.Length > FirstCharacters)
            findings.Add(About(CheckRule.FirstIsLong, CheckWeight.Hint, Number(draft.Text.Length), Number(FirstCharacters)));
        return
        [
            .. findings.GroupBy(f => f.Rule).SelectMany(g => g.Take(MostOfOneRule))
                .OrderByDescending(f => f.Weight).ThenBy(f => f.Line).ThenBy(f => f.Column).ThenBy(f => f.Rule),
        ];
    }

    private static void CheckRules(LetterDraft draft, LetterRules rules, List<CheckFinding> findings)
    {
        if (rules.Languages is { } languages && !languages.Contains(draft.Language))
            findings.Add(About(CheckRule.Language, CheckWeight.AgainstRules, draft.Language, string.Join(", ", languages)));
        if (rules.MaxPages is { } pages && draft.Pages > pages)
            findings.Add(About(CheckRule.TooManyPages, CheckWeight.AgainstRules, Number(draft.Pages.Value), Number(pages)));
        if (rules.MaxCharacters is { } characters && draft.Text.Length > characters)
            findings.Add(About(CheckRule.TooManyCharacters, CheckWeight.AgainstRules, Number(draft.Text.Length), Number(characters)));
        if (rules.MaxPictures is { } pictures && draft.Pictures > pictures)
            findings.Add(About(CheckRule.TooManyPictures, CheckWeight.AgainstRules, Number(draft.Pictures), Number(pictures)));
        if (rules.Allowed is not { } allowed) return;
        foreach (var enclosed in Enum.GetValues<Enclosures>())
            if (enclosed != Enclosures.None && draft.Enclosed.HasFlag(enclosed) && !allowed.HasFlag(enclosed))
                findings.Add(About(CheckRule.Enclosure, CheckWeight.AgainstRules, enclosed.ToString()));
        if (allowed.HasFlag(Enclosures.ReplyKit) && !draft.Enclosed.HasFlag(Enclosures.ReplyKit))
            findings.Add(About(CheckRule.ReplyKitWelcome, CheckWeight.Hint));
    }

    private static void CheckHead(LetterDraft draft, LetterRules? rules, List<CheckFinding> findings)
    {
        if (draft.HeadIsPrinted) return;
        if (!Date().IsMatch(draft.Text)) findings.Add(About(CheckRule.NoDate, CheckWeight.Warning));
        if (draft.RecipientName.Length > 0 && !draft.RecipientName.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Any(part => draft.Text.Contains(part, StringComparison.OrdinalIgnoreCase)))
            findings.Add(About(CheckRule.NoName, CheckWeight.Warning, "", draft.RecipientName));
        if (draft.RecipientNumber.Length > 0 && !draft.Text.Contains(draft.RecipientNumber, StringComparison.OrdinalIgnoreCase))
            findings.Add(About(
                CheckRule.NoNumber, rules?.Marking == PageMarking.NameAndNumber ? CheckWeight.AgainstRules : CheckWeight.Warning, "", draft.RecipientNumber));
        var address = draft.ReturnAddress.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (address.Length > 0 && !address.Any(line => draft.Text.Contains(line.Trim(), StringComparison.OrdinalIgnoreCase)))
            findings.Add(About(CheckRule.NoReturnAddress, CheckWeight.Warning));
    }

    private static void CheckLines(LetterDraft draft, List<CheckFinding> findings)
    {
        var words = CheckWords.Of(draft.Language);
        var cyrillic = draft.Language is "ru" or "uk" or "be";
        var (own, other) = (0, 0);
        var number = 0;
        foreach (var line in draft.Text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var contacts = new List<(int From, int To)>();
            foreach (var match in Contact().EnumerateMatches(line))
            {
                contacts.Add((match.Index, match.Index + match.Length));
                findings.Add(new CheckFinding(CheckRule.Contact, CheckWeight.Warning, number, match.Index + 1, line.Substring(match.Index, match.Length), ""));
            }
            foreach (var match in Word().EnumerateMatches(line))
            {
                var at = match.Index;
                if (contacts.Exists(c => at >= c.From && at < c.To)) continue;
                var word = line.Substring(at, match.Length);
                var isCyrillic = IsCyrillic(word[0]);
                if (char.IsLetter(word[0]))
                    if (isCyrillic == cyrillic) own++;
                    else other++;
                if (RuleOf(word, words, isCyrillic == cyrillic) is var (rule, weight))
                    findings.Add(new CheckFinding(rule, weight, number, at + 1, word, ""));
            }
            if (FirstSign(line) is { } sign) findings.Add(new CheckFinding(CheckRule.Signs, CheckWeight.Warning, number, sign.At + 1, sign.Text, ""));
        }
        if (other <= own) return;
        // The whole letter is in another alphabet: to tell each word would drown the rest.
        findings.RemoveAll(f => f.Rule == CheckRule.ForeignWords);
        findings.Add(About(CheckRule.OtherLanguage, CheckWeight.Warning, "", draft.Language));
    }

    private static (CheckRule Rule, CheckWeight Weight)? RuleOf(string word, CheckWords? words, bool isOwn)
    {
        // Folded as the lists are written; the language is in the list already.
        if (words?.Find(word.ToLowerInvariant()) is { } rule)
            return (rule, rule is CheckRule.Politics or CheckRule.Pity ? CheckWeight.Hint : CheckWeight.Warning);
        if (char.IsDigit(word[0])) return word.Length >= 6 && word.All(char.IsDigit) ? (CheckRule.Code, CheckWeight.Warning) : null;
        if (word.Any(char.IsDigit)) return (CheckRule.Code, CheckWeight.Hint);
        if (word.Length is >= 2 and <= 6 && word.All(char.IsUpper)) return (CheckRule.Abbreviation, CheckWeight.Hint);
        return isOwn ? null : (CheckRule.ForeignWords, CheckWeight.Hint);
    }

    /// <summary>The first sign in a line that is written from right to left, or is a picture.</summary>
    private static (int At, string Text)? FirstSign(string line)
    {
        var at = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (rune.Value is >= 0x590 and <= 0x8FF or >= 0x2600 and <= 0x27BF or >= 0xFB1D and <= 0xFEFC or 0x202E or 0xFFFD or >= 0x1F000
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
                return (at, rune.ToString());
            at += rune.Utf16SequenceLength;
        }
        return null;
    }

    private static bool IsCyrillic(char c) => c is >= 'Ѐ' and <= 'ӿ';

    private static CheckFinding About(CheckRule rule, CheckWeight weight, string found = "", string expected = "") =>
        new(rule, weight, 0, 0, found, expected);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Iso(LocalDate day) => NodaTime.Text.LocalDatePattern.Iso.Format(day);

    [GeneratedRegex(@"[\p{L}\p{Nd}][\p{L}\p{Nd}\p{M}'’-]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"(https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+|\+?\d[\d ()-]{8,}\d", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Contact();

    [GeneratedRegex(@"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}\.? \p{L}{3,}\.?,? \d{4}|\p{L}{3,} \d{1,2},? \d{4}")]
    private static partial Regex Date();
}
