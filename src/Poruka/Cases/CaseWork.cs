using Poruka.Casework;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Cases;

/// <summary>What is to be done in a case: tasks and watches, as one visitor sees them.</summary>
/// <param name="Page">The page.</param>
/// <param name="Tasks">The tasks.</param>
/// <param name="Watches">The watches.</param>
public sealed record CaseWork(Page Page, IReadOnlyList<WorkLine> Tasks, IReadOnlyList<WorkLine> Watches)
{
    internal static CaseWork Of(CaseDesk desk, CaseFile file, Page page)
    {
        var address = desk.AddressOf(file.Row);
        return new CaseWork(page,
        [
            .. from task in file.Tasks
               where task.Body is not null
               let who = task.Row.Assignee is { } member ? desk.Caseworkers().FirstOrDefault(m => m.Id == member)?.Name : null
               select new WorkLine(task.Body!.Title, TaskText.Due(page, task.Row, task.Body, desk.Now, file.Zone), who, $"{address}/tasks/{Ids.Text(task.Row.Id)}",
                   task.Row.State == TaskState.Open && task.Row.DueAt < desk.Now, task.Row.State != TaskState.Open),
        ],
        [
            .. from watch in file.Watches
               where watch is { IsWatching: true, Body: not null }
               let now = watch.Watch.Look(desk.Now)
               select new WorkLine(page.Plural("Cases.Watch.Line", watch.Watch.EveryDays, watch.Body!.Expected),
                   now.Stage > 0 ? page.Text("Cases.Watch.Missed", CaseTimes.Text(page, now.ExpectedBy, file.Zone)) : CaseTimes.Due(page, now.ExpectedBy, desk.Now, file.Zone),
                   now.Stage > 0 && watch.Body.Plan.Length > 0 ? watch.Body.Plan : null, $"{address}/watches/{Ids.Text(watch.Id)}", now.Stage > 0, false),
        ]);
    }
}

/// <summary>Something to be done.</summary>
/// <param name="Title">What.</param>
/// <param name="Due">When it is due, or what became of it.</param>
/// <param name="Detail">More, or null.</param>
/// <param name="Address">Its page.</param>
/// <param name="IsLate">Whether it is late.</param>
/// <param name="IsDone">Whether it is done with.</param>
public sealed record WorkLine(string Title, string Due, string? Detail, string Address, bool IsLate, bool IsDone);
