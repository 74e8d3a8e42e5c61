using System.Globalization;
using NodaTime;
using Poruka.Casework;
using Poruka.Shell;

namespace Poruka.Guides;

/// <summary>Limits, durations and events of guides, in words.</summary>
public static class GuideWords
{
    /// <summary>48 hours; 15 working days; by the end of the next day.</summary>
    public static string Of(CultureInfo language, RuleLimit limit) => limit.Unit switch
    {
        LimitUnit.None => "",
        LimitUnit.EndOfNextDay => Texts.Get(language, "Guides.Limit.EndOfNextDay"),
        LimitUnit.Hours or LimitUnit.CalendarDays or LimitUnit.BusinessDays or LimitUnit.Months =>
            Texts.Plural(language, $"Guides.Limit.{limit.Unit}", limit.Count),
    };

    /// <summary>What happened.</summary>
    public static string Of(CultureInfo language, CaseEvent caseEvent) => Texts.Get(language, $"Guides.Event.{caseEvent}");

    /// <summary>2 hours; 1 week 2 days.</summary>
    public static string Of(CultureInfo language, Period period)
    {
        (string Key, long Count)[] parts =
        [
            ("Guides.Period.Years", period.Years), ("Guides.Limit.Months", period.Months), ("Guides.Period.Weeks", period.Weeks),
            ("Guides.Limit.CalendarDays", period.Days), ("Guides.Limit.Hours", period.Hours), ("Guides.Period.Minutes", period.Minutes),
        ];
        return string.Join(' ', parts.Where(p => p.Count > 0).Select(p => Texts.Plural(language, p.Key, p.Count)));
    }

    /// <summary>How the term of a rule is counted, in sentences; empty where it has none.</summary>
    public static IEnumerable<string> Counting(CultureInfo language, LegalRule rule)
    {
        if (rule.HasTerm)
        {
            yield return Texts.Get(language, "Guides.Rule.Counted", Of(language, rule.Limit), Of(language, rule.Trigger));
            if (rule.Start == TermStart.NextDay) yield return Texts.Get(language, "Guides.Rule.NextDay");
            if (rule.Roll == RollOver.Forward) yield return Texts.Get(language, "Guides.Rule.Rolls");
        }
        if (rule.OnlyWhen != LawConditions.None) yield return Texts.Get(language, "Guides.Rule.OnlyMartial");
        if (rule.OverriddenBy is { } by) yield return Texts.Get(language, "Guides.Rule.Overridden", by.By.Id);
    }

    /// <summary>What to mind about a rule: whether it is past its review, and whether to ask a lawyer.</summary>
    public static IEnumerable<string> Warnings(CultureInfo language, LegalRule rule, LocalDate today)
    {
        if (rule.Confidence == Confidence.Medium) yield return Texts.Get(language, "Guides.Rule.Lawyer");
        if (today > rule.ReviewBy) yield return Texts.Get(language, "Guides.Rule.PastReview", Written.Day(language, rule.ReviewBy));
    }
}
