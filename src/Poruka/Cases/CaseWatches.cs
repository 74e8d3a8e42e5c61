using System.Data.Common;
using System.Text.Json;
using NodaTime;
using Poruka.Casework;
using Poruka.Operations;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases;

/// <summary>What is sealed of a watch.</summary>
/// <param name="Expected">What is expected: a letter, a visit, a call.</param>
/// <param name="Plan">What to do when it doesn't come.</param>
public sealed record WatchBody(string Expected, string Plan);

/// <summary>A watch with what is sealed of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Case">The case.</param>
/// <param name="Section">The section whose room it is sealed to.</param>
/// <param name="Watch">Its times.</param>
/// <param name="IsWatching">Whether it goes on.</param>
/// <param name="Body">What it says; null where the visitor doesn't hold its room.</param>
public sealed record CaseWatch(UInt128 Id, CaseId Case, Section Section, HealthWatch Watch, bool IsWatching, WatchBody? Body);

/// <summary>
/// Reads and writes watches, and raises those that are late. When a watch is due stands in the clear: the server must know it with
/// nobody signed in. What is expected, and of whom, it doesn't know.
/// </summary>
internal static class CaseWatches
{
    /// <summary>The job that raises watches and tells of tasks that are due.</summary>
    public static Job Job { get; } = new("cases", Duration.FromMinutes(5), run =>
    {
        Raise(run.Installation, run.Now);
        TellOfTasks(run.Installation, run.Now);
        return Task.CompletedTask;
    });

    public static IReadOnlyList<CaseWatch> Of(CaseDesk desk, CaseId id)
    {
        var found = List(desk.Connection, "select watch, support_case, section, every_days, since_at, stage, state from case_watch where support_case = @case order by due_at, watch",
            ("case", Ids.Bytes(id.Value)));
        var bodies = desk.OpenAll("case-watch", "watch", [.. found.Select(w => w.Id)]);
        return [.. found.Select(w => w with { Body = bodies.GetValueOrDefault(w.Id) is { } bytes ? JsonSerializer.Deserialize(bytes, CaseJson.Default.WatchBody) : null })];
    }

    public static void Add(CaseDesk desk, DbTransaction transaction, CaseFile file, CaseWatch watch)
    {
        Sql.Run(desk.Connection, transaction, """
            insert into case_watch (watch, support_case, section, every_days, since_at, due_at, stage, state)
            values (@watch, @case, @section, @every, @since, @due, @stage, 'watching')
            """, ("watch", Ids.Bytes(watch.Id)), ("case", Ids.Bytes(watch.Case.Value)), ("section", CaseRows.Word(watch.Section)),
            ("every", (long)watch.Watch.EveryDays), ("since", watch.Watch.Since.ToUnixTimeSeconds()), ("due", DueOf(watch.Watch)), ("stage", (long)watch.Watch.Stage));
        file.Open(watch.Section)!.Held!.Write(desk.Connection, transaction, watch.Case.Value, CasePlaces.Watch(watch.Id),
            JsonSerializer.SerializeToUtf8Bytes(watch.Body!, CaseJson.Default.WatchBody));
    }

    /// <summary>A sign of life came: all watches of the case begin anew.</summary>
    public static void Sign(CaseDesk desk, DbTransaction transaction, IReadOnlyList<CaseWatch> watches, Instant at)
    {
        foreach (var watch in watches)
            if (watch.IsWatching) Put(desk.Connection, transaction, watch, watch.Watch.Sign(at));
    }

    /// <summary>A sign of life came from elsewhere, as a letter does: watches that began before that day begin anew from it.</summary>
    public static void Sign(DbConnection connection, DbTransaction transaction, CaseId id, Instant at)
    {
        CaseRows.Lock(connection, transaction, id);
        foreach (var watch in List(connection, "select watch, support_case, section, every_days, since_at, stage, state from case_watch where support_case = @case and state = 'watching' and since_at < @at",
            transaction, ("case", Ids.Bytes(id.Value)), ("at", at.ToUnixTimeSeconds())))
            Put(connection, transaction, watch, watch.Watch.Sign(at));
        CaseRows.RefreshDue(connection, transaction, id);
    }

    public static void End(DbConnection connection, DbTransaction transaction, UInt128 watch) =>
        Sql.Run(connection, transaction, "update case_watch set state = 'ended' where watch = @watch", ("watch", Ids.Bytes(watch)));

    /// <summary>Raises what is late, and tells by mail: whoever has a task in the case, then whoever is on duty, then all who look after cases.</summary>
    internal static int Raise(Installation installation, Instant now)
    {
        using var connection = installation.Database.Open();
        var late = List(connection, """
            select watch, support_case, section, every_days, since_at, stage, state from case_watch where state = 'watching' and stage < 3 and due_at <= @now
            """, ("now", now.ToUnixTimeSeconds()));
        foreach (var watch in late)
        {
            var raised = watch.Watch.Look(now);
            if (raised.Stage == watch.Watch.Stage || CaseRows.Find(connection, watch.Case) is not { State: CaseState.Open } row) continue;
            var told = CaseDuty.WhoIsTold(connection, row, raised.Stage, now);
            using var transaction = connection.BeginTransaction();
            CaseRows.Lock(connection, transaction, row.MergedInto ?? watch.Case);
            // A sign of life that came since it was read stands.
            if (Put(connection, transaction, watch, raised, "and state = 'watching' and since_at = @read and stage = @from") == 0) continue;
            CaseRows.RefreshDue(connection, transaction, row.MergedInto ?? watch.Case);
            foreach (var member in told) MailNotices.Tell(installation, connection, transaction, member, now);
            transaction.Commit();
        }
        return late.Count;
    }

    /// <summary>Tells of tasks whose time has come within a day: their assignee, or whoever is on duty.</summary>
    internal static int TellOfTasks(Installation installation, Instant now)
    {
        using var connection = installation.Database.Open();
        var soon = (now + Duration.FromDays(1)).ToUnixTimeSeconds();
        var due = new List<(byte[] Task, CaseId Case, MemberId? Assignee)>();
        using (var command = Sql.Command(connection, null, """
            select t.task, t.support_case, t.assignee from case_task t join support_case c on c.support_case = t.support_case
            where t.state = 'open' and t.told = 0 and t.due_at <= @soon and c.state = 'open'
            """, ("soon", soon)))
        using (var row = command.ExecuteReader())
            while (row.Read())
                due.Add((row.GetFieldValue<byte[]>(0), new CaseId(Ids.Read(row.GetFieldValue<byte[]>(1))), row.IsDBNull(2) ? null : new MemberId(Ids.Read(row.GetFieldValue<byte[]>(2)))));
        foreach (var (task, id, assignee) in due)
        {
            var told = assignee is { } one ? [one] : CaseDuty.WhoIsTold(connection, CaseRows.Find(connection, id)!, 2, now);
            using var transaction = connection.BeginTransaction();
            // Marked in the same transaction as the message is put in: told once, and never forgotten. One that was moved since it was read is told of in its time.
            if (Sql.Run(connection, transaction, "update case_task set told = 1 where task = @task and told = 0 and state = 'open' and due_at <= @soon", ("task", task), ("soon", soon)) == 1)
                foreach (var member in told) MailNotices.Tell(installation, connection, transaction, member, now);
            transaction.Commit();
        }
        return due.Count;
    }

    private static int Put(DbConnection connection, DbTransaction transaction, CaseWatch watch, HealthWatch now, string unless = "") => Sql.Run(connection, transaction,
        "update case_watch set since_at = @since, due_at = @due, stage = @stage where watch = @watch " + unless,
        ("since", now.Since.ToUnixTimeSeconds()), ("due", DueOf(now)), ("stage", (long)now.Stage), ("watch", Ids.Bytes(watch.Id)),
        ("read", watch.Watch.Since.ToUnixTimeSeconds()), ("from", (long)watch.Watch.Stage));

    // After the last stage it stays due since it was missed: it stands on top of all lists.
    private static long DueOf(HealthWatch watch) => (watch.Stage == 0 ? watch.ExpectedBy : watch.NextAt ?? watch.ExpectedBy).ToUnixTimeSeconds();

    private static List<CaseWatch> List(DbConnection connection, string sql, params ReadOnlySpan<(string, object?)> parameters) => List(connection, sql, null, parameters);

    private static List<CaseWatch> List(DbConnection connection, string sql, DbTransaction? transaction, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, transaction, sql, parameters);
        using var row = command.ExecuteReader();
        var watches = new List<CaseWatch>();
        while (row.Read())
            watches.Add(new CaseWatch(
                Ids.Read(row.GetFieldValue<byte[]>(0)), new CaseId(Ids.Read(row.GetFieldValue<byte[]>(1))), CaseRows.OfWord<Section>(row.GetString(2)),
                new HealthWatch((int)row.GetInt64(3), Instant.FromUnixTimeSeconds(row.GetInt64(4)), (int)row.GetInt64(5)), row.GetString(6) == "watching", null));
        return watches;
    }
}
