using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Tables;

namespace Poruka.Cases.ListTasks;

/// <summary>Tasks across cases.</summary>
public sealed record ListTasksModel(Page Page, string Address, bool IsMine, Table? Tasks, Paging Paging, Empty Nothing, string? More);

/// <summary>What is due across the cases of a group: the visitor's own tasks, or all.</summary>
internal static class ListTasksEndpoint
{
    public const string Address = "/groups/{group}/cases/tasks";

    private const int PerPage = 50;

    public static void MapListTasks(this IEndpointRouteBuilder routes) => routes.MapGet(Address, Show).ForGroup(Role.Caseworker);

    private static IResult Show(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var mine = context.Request.Query["of"] != "all";
        var assignee = mine ? desk.Visit.Member.Id : (Vault.MemberId?)null;
        var count = (int)CaseTasks.CountDue(desk, assignee);
        var pages = Paging.CountOf(count, PerPage);
        if (Paging.Read(context.Request.Query["page"], pages) is not { } number) return Results.NotFound();
        var page = Page.Of(context, mine ? "Cases.Tasks.Mine" : "Cases.Tasks.All") with { Entry = NavigationEntry.Home, Wide = true };
        var tasks = CaseTasks.Due(desk, assignee, PerPage, (number - 1) * PerPage);
        var cases = CaseRows.Find(desk.Connection, desk.Here.Organisation.Number, [.. tasks.Select(t => t.Row.Case).Distinct()]).ToDictionary(c => c.Id);
        var (heads, zones) = (desk.HeadsOf(cases.Keys), desk.ZonesOf(cases.Keys));
        var rows = new List<IReadOnlyList<Cell>>();
        foreach (var task in tasks)
        {
            if (!cases.TryGetValue(task.Row.Case, out var row)) continue;
            rows.Add(
            [
                task.Body is { } body ? new(body.Title, $"{desk.AddressOf(row)}/tasks/{Storage.Ids.Text(task.Row.Id)}") : new(page["Cases.Tasks.NotHeld"]),
                new(heads.GetValueOrDefault(row.Id)?.Name ?? row.Code, desk.AddressOf(row)),
                new(task.Row.DueAt is null ? TaskText.Due(page, task.Row, task.Body, desk.Now, NodaTime.DateTimeZone.Utc)
                    : CaseTimes.InList(zones.GetValueOrDefault(row.Id), zone => TaskText.Due(page, task.Row, task.Body, desk.Now, zone))),
            ]);
        }
        var address = desk.Address + "/tasks" + (mine ? "" : "?of=all");
        return TypedResults.RazorSlice(ListTasksPage.Create(new ListTasksModel(page, desk.Address, mine,
            rows.Count == 0 ? null : new Table(page["Cases.Work.Tasks"], [new(page["Cases.Task.Title"]), new(page["Cases.List.Who"]), new(page["Cases.List.Due"])], rows),
            new Paging(page, address, number, pages), new Empty(page[mine ? "Cases.Tasks.Empty" : "Cases.Tasks.Empty.All"], page["Cases.Tasks.Empty.First"]),
            count == CaseTasks.MostListed ? page.Text("Cases.Tasks.More", page.Count(CaseTasks.MostListed)) : null)));
    }
}
