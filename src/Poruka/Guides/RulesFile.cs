using NodaTime;
using Poruka.Casework;

namespace Poruka.Guides;

/// <summary>A legal rule with its words.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Text">What it says, in each language.</param>
/// <param name="Basis">The law and its article, in each language.</param>
public sealed record WrittenRule(LegalRule Rule, IReadOnlyDictionary<string, string> Text, IReadOnlyDictionary<string, string> Basis);

/// <summary>Reads <c>rules/*.yaml</c>.</summary>
public static class RulesFile
{
    public static void Read(ContentFile file, Dictionary<RuleId, WrittenRule> rules, List<ContentFault> faults)
    {
        if (YamlFields.Parse(file.Path, file.Text, faults) is not { } head) return;
        var name = Path.GetFileNameWithoutExtension(file.Path);
        head.MustBe("country", name);
        if (!Country.TryParse(name, out var country)) head.Fault("country", ContentFaultKind.NoId, name);
        var (reviewed, reviewBy) = (head.Day("reviewed"), head.Day("review-by"));
        var read = new List<(WrittenRule Rule, string? By, LawConditions When, YamlFields Item)>();
        foreach (var item in head.Items("rules"))
        {
            item.Name = item.Text("id") ?? "";
            if (ReadOne(item, country, reviewed, reviewBy) is not { } rule) continue;
            var by = item.Text("overridden-by", needed: false);
            var when = by is null ? LawConditions.None : Condition(item, "when", needed: true);
            item.NothingElse();
            if (rule.Rule.Fault is { } fault) item.Fault("limit", ContentFaultKind.RuleFault, fault.ToString());
            else read.Add((rule, by, when, item));
        }
        head.NothingElse();
        Join(read, rules);
    }

    private static WrittenRule? ReadOne(YamlFields item, Country country, LocalDate? reviewed, LocalDate? reviewBy)
    {
        if (!RuleId.TryParse(item.Name, out var id)) item.Fault("id", ContentFaultKind.NoId, item.Name);
        var trigger = CaseEvent.None;
        if (item.Text("trigger", needed: false) is { } word && !CaseEvents.TryParse(word, out trigger))
            item.Fault("trigger", ContentFaultKind.NotOneOf, word, string.Join(", ", CaseEvents.AllSlugs));
        var limit = default(RuleLimit);
        if (item.Text("limit", needed: false) is { } text && !RuleLimit.TryParse(text, out limit))
            item.Fault("limit", ContentFaultKind.NoLimit, text);
        var start = item.OneOf("start", false, ("moment", TermStart.Moment), ("next-day", TermStart.NextDay));
        var roll = item.OneOf("roll", false, ("none", RollOver.None), ("forward", RollOver.Forward));
        // What nobody verified is not shipped: "U" is none of these.
        var confidence = item.OneOf("confidence", true, ("H", Confidence.High), ("M", Confidence.Medium));
        var onlyWhen = Condition(item, "only-when", needed: false);
        var source = item.Text("source");
        var basis = item.Languages("basis", singleIsAll: true);
        var texts = item.Languages("text");
        reviewed = item.Day("reviewed", needed: false) ?? reviewed;
        reviewBy = item.Day("review-by", needed: false) ?? reviewBy;
        if (id == default || start is null || roll is null || confidence is null || source is null || basis is null || texts is null
            || reviewed is null || reviewBy is null) return null;
        var rule = new LegalRule(
            id, country, trigger, limit, basis["en"], source, confidence.Value, reviewed.Value, reviewBy.Value)
        {
            Start = start.Value, Roll = roll.Value, OnlyWhen = onlyWhen,
        };
        return new WrittenRule(rule, texts, basis);
    }

    private static LawConditions Condition(YamlFields item, string field, bool needed) => needed
        ? item.OneOf(field, true, ("martial-law", LawConditions.MartialLaw)) ?? LawConditions.None
        : item.OneOf(field, false, ("none", LawConditions.None), ("martial-law", LawConditions.MartialLaw)) ?? LawConditions.None;

    /// <summary>Joins each rule with what overrides it, and keeps them; an id that was there is a fault.</summary>
    private static void Join(
        List<(WrittenRule Rule, string? By, LawConditions When, YamlFields Item)> read, Dictionary<RuleId, WrittenRule> rules)
    {
        foreach (var (rule, by, when, item) in read)
        {
            var written = rule;
            if (by is not null)
            {
                // What overrides is overridden by nothing: one look is enough, and there are no circles.
                var other = read.FirstOrDefault(r => r.Rule.Rule.Id.ToString() == by && r.By is null).Rule;
                if (other is null) item.Fault("overridden-by", ContentFaultKind.UnknownRule, by);
                else written = rule with { Rule = rule.Rule with { OverriddenBy = new RuleOverride(other.Rule, when) } };
            }
            if (!rules.TryAdd(written.Rule.Id, written)) item.Fault("id", ContentFaultKind.Twice, written.Rule.Id.ToString());
        }
    }
}
