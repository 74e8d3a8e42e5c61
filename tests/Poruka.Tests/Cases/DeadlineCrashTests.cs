using System.Diagnostics;
using NodaTime;
using Poruka.Cases;
using Poruka.Operations;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;

namespace Poruka.Tests.Cases;

/// <summary>A server is killed with SIGKILL while due times are written, counted anew and told: none is lost, and each comes due.</summary>
public sealed class DeadlineCrashTests(PostgresServer postgres, ITestOutputHelper output)
{
    private static readonly bool Heavy = Environment.GetEnvironmentVariable("PORUKA_HEAVY") == "1";

    // RU-01, which the guide counts from the detention.
    private static readonly Duration FortyEightHours = Duration.FromHours(48);

    [Theory]
    [InlineData(DatabaseKind.Sqlite, 3, 200)]
    [InlineData(DatabaseKind.PostgreSql, 2, 60)]
    public async Task No_deadline_is_lost_when_the_process_is_killed(DatabaseKind kind, int rounds, int heavyRounds)
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        using (var connection = crew.Test.Database.Open())
            MailNotices.Set(crew.Test.Installation, connection, MemberRows.FindByName(connection, "vera")!.Id, new NoticeTarget("vera@mail.example", "en"));
        var interrupted = 0;
        var (tasks, watches) = (0L, 0L);
        var last = "";
        for (var round = 0; round < (Heavy ? heavyRounds : rounds); round++)
        {
            // Half of the kills come while due times are counted anew.
            var said = RunAndKill(crew, vera, random.Next(4, 20), random.Next(2) == 0 ? "trying" : "", random.Next(30));
            var words = said.Select(line => line.Split(' ')).Where(w => w.Length > 1).ToList();
            using var connection = crew.Test.Database.Open();
            foreach (var address in words.Where(w => w[0] == "case").Select(w => w[1]))
            {
                var row = CaseRows.Find(connection, crew.Group.Number, address[(address.LastIndexOf('/') + 1)..])!;
                var due = DueTimes(connection, row.Id);
                foreach (var task in words.Where(w => w[0] == "task" && w[1] == address))
                    Assert.Contains(long.Parse(task[2], null), due);
                if (words.Any(w => w[0] == "watch" && w[1] == address))
                    Assert.Equal(1, Sql.Number(connection, null, "select cast(count(*) as bigint) from case_watch where support_case = @case", ("case", Ids.Bytes(row.Id.Value))));
                // The last moment that was acknowledged, or the one that was being written: never an older one.
                var moments = words.Where(w => w[0] is "guide" or "moved" or "trying" && w[1] == address).ToList();
                if (moments.All(w => w[0] == "trying")) continue;
                var known = moments.FindLastIndex(w => w[0] != "trying");
                Assert.Contains(moments.Skip(known), w => due.Contains(Instant.FromUnixTimeSeconds(long.Parse(w[2], null)).Plus(FortyEightHours).ToUnixTimeSeconds()));
                if (known < moments.Count - 1) interrupted++;
            }
            AssertWhole(connection);
            tasks += words.Count(w => w[0] == "task");
            watches += words.Count(w => w[0] == "watch");
            last = words.LastOrDefault(w => w[0] == "watch")?[1] ?? last;
        }
        output.WriteLine($"{tasks} tasks and {watches} watches acknowledged, {interrupted} times killed while counting anew");
        Assert.True(tasks > 0 && watches > 0, "The kills missed their aim.");

        // Started again, the job tells of all that is due, and raises what is late.
        await CaseWatches.Job.Run(new JobRun(crew.Test.Installation, crew.Clock.GetCurrentInstant() + DeadlineChild.Later, CancellationToken.None));
        using (var connection = crew.Test.Database.Open())
        {
            Assert.True(Sql.Number(connection, null, "select cast(count(*) as bigint) from case_task where told = 1") >= tasks);
            Assert.Equal(0, Sql.Number(connection, null, "select cast(count(*) as bigint) from case_task where state = 'open' and due_at is not null and told = 0"));
            Assert.Equal(0, Sql.Number(connection, null, "select cast(count(*) as bigint) from case_watch where stage < 3"));
            Assert.Equal(1, MailQueue.Count(connection));
            AssertWhole(connection);
        }
        // And who may read it learns what it is.
        crew.Clock.Advance(DeadlineChild.Later);
        await vera.SignIn();
        var page = await vera.Browser.Get(last);
        Assert.Contains("Call", page.QuerySelectorAll(".lines a").Select(a => a.TextContent));
        Assert.Contains("did not come", page.Body!.TextContent, StringComparison.Ordinal);
    }

    /// <summary>A guide has all of its tasks or none, and each case knows what is due next.</summary>
    private static void AssertWhole(System.Data.Common.DbConnection connection)
    {
        Assert.InRange(Sql.Number(connection, null, """
            select cast(count(distinct tasks) as bigint) from (
                select count(t.task) as tasks from case_playbook p left join case_task t on t.playbook = p.playbook group by p.playbook) as counted
            """)!.Value, 0, 1);
        Assert.Equal(0, Sql.Number(connection, null, """
            select cast(count(*) as bigint) from support_case c where coalesce(c.next_due, -1) <> coalesce((select min(due_at) from (
                select t.due_at, t.support_case from case_task t where t.state = 'open' and t.due_at is not null
                union all select w.due_at, w.support_case from case_watch w where w.state = 'watching') as d where d.support_case = c.support_case), -1)
            """));
        foreach (var (table, id) in new[] { ("case_task", "task"), ("case_watch", "watch"), ("case_fact", "fact") })
            Assert.Equal(0, Sql.Number(connection, null, $"select cast(count(*) as bigint) from {table} r where not exists (select 1 from sealed_field s where s.row_id = r.{id})"));
    }

    private static HashSet<long> DueTimes(System.Data.Common.DbConnection connection, Casework.CaseId id)
    {
        using var command = Sql.Command(connection, null, "select due_at from case_task where support_case = @case and due_at is not null", ("case", Ids.Bytes(id.Value)));
        using var row = command.ExecuteReader();
        var due = new HashSet<long>();
        while (row.Read()) due.Add(row.GetInt64(0));
        return due;
    }

    /// <summary>Kills the child some milliseconds after it has said so many lines, and then one that begins with a word.</summary>
    private static List<string> RunAndKill(Crew crew, Person vera, int after, string word, int milliseconds)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true, RedirectStandardInput = true, Environment = { [DeadlineChild.FolderVariable] = crew.Test.Folder },
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(DeadlineChild).Assembly.Location);
        using var child = Process.Start(start)!;
        using (var connection = crew.Test.Database.Open())
        using (var keys = crew.KeysOf(vera))
        using (var secret = keys.ToSecret())
        {
            child.StandardInput.WriteLine(MemberRows.FindByName(connection, vera.Name)!.Id.ToString());
            child.StandardInput.WriteLine(Convert.ToHexString(secret.Span));
            child.StandardInput.WriteLine(crew.Address);
            child.StandardInput.Close();
        }
        var said = new List<string>();
        var isAimed = false;
        while (child.StandardOutput.ReadLine() is { } line)
        {
            said.Add(line);
            if (isAimed || said.Count < after || !line.StartsWith(word, StringComparison.Ordinal)) continue;
            isAimed = true;
            _ = Task.Delay(milliseconds).ContinueWith(_ => child.Kill(), TaskScheduler.Default);
        }
        child.WaitForExit();
        // The last line may be cut by the kill: only whole ones are acknowledgements.
        said.RemoveAll(line => !line.EndsWith(" .", StringComparison.Ordinal));
        return said;
    }
}
