using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Poruka.Casework;
using Poruka.Guides;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Cases;

/// <summary>What is sealed of a playbook: which guide was started.</summary>
/// <param name="Situation">The situation's slug.</param>
/// <param name="Country">The country's slug.</param>
/// <param name="Language">The language that the tasks are written in.</param>
public sealed record PlaybookBody(string Situation, string Country, string Language);

/// <summary>Guides started on cases: their steps as tasks, and what new facts do to the due times.</summary>
internal static class CasePlaybooks
{
    /// <summary>Starts a guide, within a transaction that has the case's version.</summary>
    public static void Start(
        CaseDesk desk, DbTransaction transaction, CaseFile file, Section section, UInt128 id, Situation situation, IReadOnlyCollection<Part> parts)
    {
        var guide = Library(desk.Installation).Compose(file.Country, situation, desk.Language)
            ?? throw new InvalidOperationException("A guide that was offered isn't there.");
        Sql.Run(desk.Connection, transaction, """
            insert into case_playbook (playbook, support_case, section, started_at, state) values (@playbook, @case, @section, @now, 'running')
            """, ("playbook", Ids.Bytes(id)), ("case", Ids.Bytes(file.Row.Id.Value)), ("section", CaseRows.Word(section)), ("now", desk.Now.ToUnixTimeSeconds()));
        file.Open(section)!.Held!.Write(desk.Connection, transaction, file.Row.Id.Value, CasePlaces.Playbook(id), JsonSerializer.SerializeToUtf8Bytes(
            new PlaybookBody(situation.Slug(), file.Country.Slug, desk.Language.Name), CaseJson.Default.PlaybookBody));
        var (rules, setting) = (Rules(desk.Installation), Setting(desk, file));
        var place = 0;
        foreach (var task in Playbook.Start(guide, parts))
        {
            var due = Playbook.Due(task, file.Timeline, rules, setting, desk.Now);
            CaseTasks.Add(desk, transaction, file, new TaskRow(Ids.Draw(), file.Row.Id, section, id, place++, TaskState.Open, due.At, null, 1), new TaskBody(task.Title)
            {
                Step = task.Step, Part = task.Part, Rule = task.Rule?.ToString() ?? "", Within = task.Within is { } within ? PeriodPattern.NormalizingIso.Format(within) : "",
                Guide = situation.Slug(), By = desk.Visit.Member.Name,
            });
        }
        CaseBook.Put(desk, transaction, file,
        [
            CaseBook.NewFact(section, FactKind.Work, Moment.At(desk.Now), Texts.Get(desk.Language, "Cases.Playbook.Started", guide.Title)) with
            {
                Source = SourceKind.Member, Certainty = Certainty.Confirmed,
            },
        ]);
    }

    /// <summary>
    /// Counts the due times of open tasks anew from what is known now, and writes beside each that moved what moved it. The
    /// tasks are those that were read with the case's version, so that nobody else changed them meanwhile.
    /// </summary>
    public static void Recompute(CaseDesk desk, DbTransaction transaction, CaseFile file)
    {
        var open = file.Tasks.Where(t => t is { Row.State: TaskState.Open, Body.Rule.Length: > 0 } && file.RoomOf(t.Row.Case, t.Row.Section) is not null).ToList();
        if (open.Count == 0) return;
        var tasks = open.Select(t => Of(t.Row, t.Body!)).ToList();
        foreach (var change in Playbook.Recompute(tasks, file.Timeline, Rules(desk.Installation), Setting(desk, file), desk.Now))
        {
            var task = open[change.Place];
            CaseTasks.TryChange(desk, transaction, file, task.Row with { DueAt = change.Now.At },
                task.Body! with { Moves = [.. task.Body.Moves, new TaskMove(desk.Now, change.Before, change.Now.At, Why(desk.Language, change.Now, file.Zone))] });
        }
    }

    /// <summary>When a task is due and why, as it stands now.</summary>
    public static DueTime Due(CaseDesk desk, CaseFile file, TaskRow row, TaskBody body) =>
        Playbook.Due(Of(row, body), file.Timeline, Rules(desk.Installation), Setting(desk, file), desk.Now);

    /// <summary>Why a due time is what it is, in a line.</summary>
    public static string Why(CultureInfo language, DueTime due, DateTimeZone zone)
    {
        switch (due.Why)
        {
            case DueReason.ByRule(var deadline, var fact):
                var why = Texts.Get(language, "Cases.Why.ByRule", deadline.Rule.Id, deadline.Rule.Basis, Texts.Get(language, "Cases.Event." + fact.Event.Slug()));
                return deadline.Warnings.Contains(DeadlineWarning.MomentUncertain) ? why + " " + Texts.Get(language, "Cases.Why.Earliest") : why;
            case DueReason.WaitsFor(var rule):
                return Texts.Get(language, "Cases.Why.WaitsFor", rule.Id, Texts.Get(language, "Cases.Event." + rule.Trigger.Slug()));
            case DueReason.NoTerm(var id):
                return Texts.Get(language, "Cases.Why.NoTerm", id);
            default:
                return "";
        }
    }

    public static GuideLibrary Library(Installation installation) => GuideLibrary.Of(installation.Folder);

    private static DeadlineSetting Setting(CaseDesk desk, CaseFile file) => Library(desk.Installation).Setting(file.Country, file.Zone, desk.Today);

    private static Dictionary<RuleId, LegalRule> Rules(Installation installation) => Library(installation).Rules.ToDictionary(r => r.Key, r => r.Value.Rule);

    private static PlaybookTask Of(TaskRow row, TaskBody body) => new(body.Step, body.Part, body.Title, RuleId.TryParse(body.Rule, out var rule) ? rule : null,
        body.Within.Length > 0 && PeriodPattern.NormalizingIso.Parse(body.Within).TryGetValue(Period.Zero, out var within) ? within : null)
    {
        State = row.State, DueAt = row.DueAt,
    };
}
