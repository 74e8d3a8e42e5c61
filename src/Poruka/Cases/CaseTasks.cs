using System.Data.Common;
using System.Text.Json;
using NodaTime;
using Poruka.Casework;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases;

/// <summary>A due time that was moved, and why.</summary>
/// <param name="At">When that was.</param>
/// <param name="Before">When it was due before.</param>
/// <param name="After">When it is due since then.</param>
/// <param name="Why">What moved it: a legal rule and the kind of fact it is counted from, or a member's name.</param>
public sealed record TaskMove(Instant At, Instant? Before, Instant? After, string Why);

/// <summary>What is sealed of a task.</summary>
/// <param name="Title">What to do.</param>
public sealed record TaskBody(string Title)
{
    /// <summary>More on it.</summary>
    public string Note { get; init; } = "";

    /// <summary>The step of the guide; empty where somebody added the task.</summary>
    public string Step { get; init; } = "";

    /// <summary>The slug of the guide's situation; empty where somebody added the task.</summary>
    public string Guide { get; init; } = "";

    /// <summary>Whom the guide speaks to.</summary>
    public Part Part { get; init; }

    /// <summary>The legal rule that gives the time; empty for none.</summary>
    public string Rule { get; init; } = "";

    /// <summary>How long after the start, as in ISO 8601; empty for none.</summary>
    public string Within { get; init; } = "";

    /// <summary>What came of it, or why it was skipped.</summary>
    public string Result { get; init; } = "";

    /// <summary>Who wrote it last.</summary>
    public string By { get; init; } = "";

    /// <summary>How its due time was moved, the newest last.</summary>
    public IReadOnlyList<TaskMove> Moves { get; init; } = [];
}

/// <summary>A task as the server knows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Case">The case.</param>
/// <param name="Section">The section whose room it is sealed to.</param>
/// <param name="Playbook">The playbook that it belongs to, or null.</param>
/// <param name="Place">Its place there.</param>
/// <param name="State">How far it is.</param>
/// <param name="DueAt">When it is due, or null.</param>
/// <param name="Assignee">Who does it, or null.</param>
/// <param name="Version">Grows with each change.</param>
public sealed record TaskRow(
    UInt128 Id, CaseId Case, Section Section, UInt128? Playbook, long Place, TaskState State, Instant? DueAt, MemberId? Assignee, long Version);

/// <summary>A task with what is sealed of it.</summary>
/// <param name="Row">The task.</param>
/// <param name="Body">What it says; null where the visitor doesn't hold its room.</param>
public sealed record CaseTask(TaskRow Row, TaskBody? Body);

/// <summary>Reads and writes tasks.</summary>
internal static class CaseTasks
{
    private const string Columns = "t.task, t.support_case, t.section, t.playbook, t.place, t.state, t.due_at, t.assignee, t.version";

    /// <summary>How many tasks a list across cases goes down to at most: those that are due first.</summary>
    public const int MostListed = 2_500;

    /// <summary>The tasks of a case: open ones by due time first.</summary>
    public static IReadOnlyList<CaseTask> Of(CaseDesk desk, CaseId id) => InOrder(Read(desk, List(desk.Connection,
        $"select {Columns} from case_task t where t.support_case = @case", ("case", Ids.Bytes(id.Value)))));

    /// <summary>Open ones by due time first; those without a time last.</summary>
    public static IReadOnlyList<CaseTask> InOrder(IEnumerable<CaseTask> tasks) =>
        [.. tasks.OrderBy(t => t.Row.State != TaskState.Open).ThenBy(t => t.Row.DueAt ?? Instant.MaxValue).ThenBy(t => t.Row.Place).ThenBy(t => t.Row.Id)];

    /// <summary>A task of a case, or of one that was joined to it.</summary>
    public static CaseTask? Find(CaseDesk desk, CaseId id, UInt128 task) => Read(desk, List(desk.Connection, $"""
        select {Columns} from case_task t join support_case c on c.support_case = t.support_case
        where t.task = @task and (c.support_case = @case or c.merged_into = @case)
        """, ("task", Ids.Bytes(task)), ("case", Ids.Bytes(id.Value)))).FirstOrDefault();

    /// <summary>The open tasks of a group's open cases that are due, or of one member: what is due first comes first.</summary>
    public static IReadOnlyList<CaseTask> Due(CaseDesk desk, MemberId? assignee, int count, int skip) => Read(desk, List(desk.Connection, $"""
        select {Columns} from {OpenTasks(assignee)}
        order by {(assignee is null ? "t.due_at" : "coalesce(t.due_at, 9223372036854775807)")}, t.place, t.task limit @count offset @skip
        """, ("organisation", desk.Here.Organisation.Number), ("assignee", assignee is { } member ? Ids.Bytes(member.Value) : null), ("count", (long)count), ("skip", (long)skip)));

    /// <summary>How many there are; from <see cref="MostListed"/> on nobody counts any further.</summary>
    public static long CountDue(CaseDesk desk, MemberId? assignee) => Sql.Number(desk.Connection, null,
        $"select cast(count(*) as bigint) from (select t.task from {OpenTasks(assignee)} limit {MostListed}) as listed",
        ("organisation", desk.Here.Organisation.Number), ("assignee", assignee is { } member ? Ids.Bytes(member.Value) : null)) ?? 0;

    private static string OpenTasks(MemberId? assignee) => $"""
        case_task t join support_case c on c.support_case = t.support_case
        where c.organisation = @organisation and c.state = 'open' and t.state = 'open'
        and {(assignee is null ? "t.organisation = @organisation and t.due_at is not null" : "t.assignee = @assignee")}
        """;

    /// <summary>Adds a task, within a transaction that has the case's version.</summary>
    public static void Add(CaseDesk desk, DbTransaction transaction, CaseFile file, TaskRow row, TaskBody body)
    {
        Sql.Run(desk.Connection, transaction, """
            insert into case_task (task, organisation, support_case, section, playbook, place, state, due_at, assignee, told, version)
            values (@task, @organisation, @case, @section, @playbook, @place, @state, @due, @assignee, 0, 1)
            """, ("task", Ids.Bytes(row.Id)), ("organisation", file.Row.Organisation), ("case", Ids.Bytes(row.Case.Value)), ("section", CaseRows.Word(row.Section)),
            ("playbook", row.Playbook is { } playbook ? Ids.Bytes(playbook) : null), ("place", row.Place), ("state", CaseRows.Word(row.State)),
            ("due", row.DueAt?.ToUnixTimeSeconds()), ("assignee", row.Assignee is { } member ? Ids.Bytes(member.Value) : null));
        Seal(desk, transaction, file, row, body);
    }

    /// <summary>Changes a task; false where somebody else changed it since its version was read.</summary>
    public static bool TryChange(CaseDesk desk, DbTransaction transaction, CaseFile file, TaskRow row, TaskBody body)
    {
        // A task with a new due time is told of anew when that comes.
        if (Sql.Run(desk.Connection, transaction, """
            update case_task set state = @state, told = case when coalesce(due_at, 0) = coalesce(@due, 0) then told else 0 end,
                due_at = @due, assignee = @assignee, version = version + 1
            where task = @task and version = @version
            """, ("state", CaseRows.Word(row.State)), ("due", row.DueAt?.ToUnixTimeSeconds()), ("assignee", row.Assignee is { } member ? Ids.Bytes(member.Value) : null),
            ("task", Ids.Bytes(row.Id)), ("version", row.Version)) == 0) return false;
        Seal(desk, transaction, file, row, body);
        return true;
    }

    private static void Seal(CaseDesk desk, DbTransaction transaction, CaseFile file, TaskRow row, TaskBody body) =>
        file.RoomOf(row.Case, row.Section)!.Write(desk.Connection, transaction, row.Case.Value, CasePlaces.Task(row.Id),
            JsonSerializer.SerializeToUtf8Bytes(body, CaseJson.Default.TaskBody));

    private static List<CaseTask> Read(CaseDesk desk, List<TaskRow> rows)
    {
        var bodies = desk.OpenAll("case-task", "task", [.. rows.Select(r => r.Id)]);
        return [.. rows.Select(row => new CaseTask(row, bodies.GetValueOrDefault(row.Id) is { } bytes ? JsonSerializer.Deserialize(bytes, CaseJson.Default.TaskBody) : null))];
    }

    private static List<TaskRow> List(DbConnection connection, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, null, sql, parameters);
        using var row = command.ExecuteReader();
        var rows = new List<TaskRow>();
        while (row.Read())
            rows.Add(new TaskRow(
                Ids.Read(row.GetFieldValue<byte[]>(0)), new CaseId(Ids.Read(row.GetFieldValue<byte[]>(1))), CaseRows.OfWord<Section>(row.GetString(2)),
                row.IsDBNull(3) ? null : Ids.Read(row.GetFieldValue<byte[]>(3)), row.GetInt64(4), CaseRows.OfWord<TaskState>(row.GetString(5)),
                row.IsDBNull(6) ? null : Instant.FromUnixTimeSeconds(row.GetInt64(6)),
                row.IsDBNull(7) ? null : new MemberId(Ids.Read(row.GetFieldValue<byte[]>(7))), row.GetInt64(8)));
        return rows;
    }
}
