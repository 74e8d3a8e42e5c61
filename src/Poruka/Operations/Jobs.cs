using System.Data.Common;
using NodaTime;
using Poruka.Storage;

namespace Poruka.Operations;

/// <summary>What a job works with.</summary>
/// <param name="Installation">The installation. There is no key of a room here: nobody is signed in.</param>
/// <param name="Now">The time by which it was due.</param>
/// <param name="Stop">Ends it early; what it has not done is done the next time.</param>
public sealed record JobRun(Installation Installation, Instant Now, CancellationToken Stop);

/// <summary>
/// Something that the server does by itself, again and again. It takes what it has to do from the database, so that a run that
/// was killed, or comes late, misses nothing; and it may be run twice.
/// </summary>
/// <param name="Name">Its name in the table of jobs; never changed.</param>
/// <param name="Every">How long after a run it runs again.</param>
/// <param name="Run">What it does.</param>
public sealed record Job(string Name, Duration Every, Func<JobRun, Task> Run);

/// <summary>
/// Runs the jobs that are due: one runner at a time for each, over all processes on the same database. When they are due
/// stands in the database. The clock may jump: forward, and a job that has become due is run once; back, and a due time
/// farther off than the job's interval counts as come.
/// </summary>
public static class Jobs
{
    /// <summary>For how long a runner holds a job; who lives renews it.</summary>
    internal static readonly Duration Lease = Duration.FromMinutes(10);

    private static readonly Duration Retry = Duration.FromMinutes(1);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(15);

    /// <summary>Looks every few seconds, until told to stop.</summary>
    /// <param name="installation">The installation.</param>
    /// <param name="jobs">All jobs.</param>
    /// <param name="clock">Tells the time, and may jump.</param>
    /// <param name="failed">Takes the name of a job that failed, and how.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(
        Installation installation, IReadOnlyList<Job> jobs, IClock clock, Action<string, Exception> failed, CancellationToken stop)
    {
        var runner = Ids.Bytes(Ids.Draw());
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await RunDue(installation, jobs, clock, runner, failed, stop);
            }
            catch (DbException fault)
            {
                failed("", fault);
            }
            // The platform's delay doesn't follow the wall clock, so that a jump is seen at the next look.
            await Task.Delay(Look, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Runs once what is due now.</summary>
    /// <returns>How many jobs were run.</returns>
    internal static async Task<int> RunDue(
        Installation installation, IReadOnlyList<Job> jobs, IClock clock, byte[] runner, Action<string, Exception> failed, CancellationToken stop)
    {
        var count = 0;
        foreach (var job in jobs)
        {
            if (stop.IsCancellationRequested) break;
            var now = clock.GetCurrentInstant();
            if (!TryTake(installation, job, runner, now)) continue;
            count++;
            using var renewing = new CancellationTokenSource();
            var renewal = Renew(installation, job, clock, runner, renewing.Token);
            Exception? fault = null;
            try
            {
                await job.Run(new JobRun(installation, now, stop));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // It goes on where it was when the server starts again.
            }
            catch (Exception thrown)
            {
                fault = thrown;
                failed(job.Name, thrown);
            }
            await renewing.CancelAsync();
            await renewal;
            GiveBack(installation, job, runner, clock.GetCurrentInstant(), fault is null, again: stop.IsCancellationRequested);
        }
        return count;
    }

    private static bool TryTake(Installation installation, Job job, byte[] runner, Instant now)
    {
        using var connection = installation.Database.Open();
        Sql.Run(connection, null, """
            insert into job (name, due_at, failures) values (@name, @now, 0) on conflict (name) do nothing
            """, ("name", job.Name), ("now", now.ToUnixTimeSeconds()));
        return Sql.Run(connection, null, """
            update job set runner = @runner, held_until = @until
            where name = @name and (due_at <= @now or due_at > @farthest)
                and (runner is null or held_until <= @now or held_until > @until)
            """,
            ("name", job.Name), ("runner", runner), ("now", now.ToUnixTimeSeconds()),
            ("farthest", (now + Duration.Max(job.Every, Retry)).ToUnixTimeSeconds()), ("until", (now + Lease).ToUnixTimeSeconds())) == 1;
    }

    private static async Task Renew(Installation installation, Job job, IClock clock, byte[] runner, CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromMinutes(2), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested) return;
            using var connection = installation.Database.Open();
            Sql.Run(connection, null, "update job set held_until = @until where name = @name and runner = @runner",
                ("until", (clock.GetCurrentInstant() + Lease).ToUnixTimeSeconds()), ("name", job.Name), ("runner", runner));
        }
    }

    private static void GiveBack(Installation installation, Job job, byte[] runner, Instant now, bool good, bool again)
    {
        using var connection = installation.Database.Open();
        var due = again ? now : now + (good ? job.Every : Duration.Min(job.Every, Retry));
        Sql.Run(connection, null, """
            update job set runner = null, held_until = null, due_at = @due, ran_at = @now, failures = case when @good = 1 then 0 else failures + 1 end
            where name = @name and runner = @runner
            """,
            ("due", due.ToUnixTimeSeconds()), ("now", now.ToUnixTimeSeconds()), ("good", good ? 1L : 0L), ("name", job.Name), ("runner", runner));
    }
}
