using System.Globalization;
using NodaTime;
using Poruka.Casework;
using Poruka.Shell;

namespace Poruka.Guides;

/// <summary>A legal rule with all that a reader needs to judge it; other pages may show it too.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Id">The id that citations link to.</param>
/// <param name="Language">The language.</param>
/// <param name="Today">The day, for whether it is past its review.</param>
public sealed record RuleBox(WrittenRule Rule, string Id, CultureInfo Language, LocalDate Today)
{
    /// <summary>How its term is counted.</summary>
    public IReadOnlyList<string> Counting => [.. GuideWords.Counting(Language, Rule.Rule)];

    /// <summary>What to mind.</summary>
    public IReadOnlyList<string> Warnings => [.. GuideWords.Warnings(Language, Rule.Rule, Today)];

    /// <summary>A text of the program.</summary>
    public string this[string key] => Texts.Get(Language, key);
}
