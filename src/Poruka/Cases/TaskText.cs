using System.Globalization;
using NodaTime;
using Poruka.Casework;
using Poruka.Guides;
using Poruka.Shell;

namespace Poruka.Cases;

/// <summary>A task in words.</summary>
internal static class TaskText
{
    /// <summary>When it is due, or what became of it.</summary>
    public static string Due(Page page, TaskRow row, TaskBody? body, Instant now, DateTimeZone zone) => row switch
    {
        { State: TaskState.Done or TaskState.Skipped } => page["Cases.Task.State." + row.State] + (body is { Result.Length: > 0 } ? ": " + body.Result : ""),
        { DueAt: { } due } => CaseTimes.Due(page, due, now, zone),
        _ when body is { Rule.Length: > 0 } => page.Text("Cases.Task.Waits", body.Rule),
        _ => page["Cases.Task.Whenever"],
    };

    /// <summary>What stands on top of a task's page.</summary>
    public static string Lead(Page page, CaseDesk desk, CaseFile file, TaskRow row, TaskBody body) => Due(page, row, body, desk.Now, file.Zone);

    /// <summary>Why it is due then, and how that was moved.</summary>
    public static IReadOnlyList<string> Details(Page page, CaseDesk desk, CaseFile file, TaskRow row, TaskBody body)
    {
        var lines = new List<string>();
        var library = CasePlaybooks.Library(desk.Installation);
        if (body.Rule.Length > 0)
        {
            var due = CasePlaybooks.Due(desk, file, row, body);
            if (CasePlaybooks.Why(page.Language, due, file.Zone) is { Length: > 0 } why) lines.Add(why);
            if (RuleId.TryParse(body.Rule, out var id) && library.Rule(id) is { } rule)
                lines.Add(page.Text("Cases.Why.Rule", rule.Text[page.Language.Name], rule.Basis[page.Language.Name], page.Day(rule.Rule.Reviewed)));
            if (due.Why is DueReason.ByRule { Deadline: var deadline })
                lines.AddRange(deadline.Warnings.Select(w => page["Cases.Why.Warning." + w]));
        }
        if (GuideSlugs.TryParse(body.Guide, out Situation situation) && library.Compose(file.Country, situation, page.Language) is { } guide
            && guide.Steps.FirstOrDefault(s => s.Part == body.Part && s.Step.Id == body.Step).Step is { } step)
            lines.AddRange(new[] { step.General?.Text, step.Local?.Text }.OfType<string>().Select(GuideText.Plain));
        foreach (var move in body.Moves)
            lines.Add(page.Text("Cases.Task.Moved", CaseTimes.Text(page, move.At, file.Zone),
                move.Before is { } before ? CaseTimes.Text(page, before, file.Zone) : page["Cases.Task.NoTime"],
                move.After is { } after ? CaseTimes.Text(page, after, file.Zone) : page["Cases.Task.NoTime"], move.Why));
        return lines;
    }
}
