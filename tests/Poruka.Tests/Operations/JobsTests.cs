using NodaTime;
using Poruka.Operations;
using Poruka.Storage;

namespace Poruka.Tests.Operations;

/// <summary>Jobs are run when they are due, whatever happens to clock and process.</summary>
public sealed class JobsTests(PostgresServer postgres)
{
    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_job_is_run_once_in_its_interval(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var runs = 0;
        Job[] jobs = [Counting(() => runs++)];
        for (var minute = 0; minute < 30; minute++)
        {
            await Run(test, jobs);
            _clock.Advance(Duration.FromMinutes(1));
        }
        Assert.Equal(3, runs);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_clock_that_jumps_forward_runs_it_once_and_one_that_jumps_back_does_not_stop_it(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var runs = 0;
        Job[] jobs = [Counting(() => runs++)];
        await Run(test, jobs);
        _clock.Advance(Duration.FromDays(400));
        await Run(test, jobs);
        await Run(test, jobs);
        Assert.Equal(2, runs);
        _clock.Advance(Duration.FromDays(-399));
        await Run(test, jobs);
        Assert.Equal(3, runs);
        _clock.Advance(Duration.FromMinutes(10));
        await Run(test, jobs);
        Assert.Equal(4, runs);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_job_whose_runner_was_killed_is_run_by_another_after_its_lease(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var never = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        Job[] hanging = [new Job("count", Duration.FromMinutes(10), async run =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, never.Token);
        })];
        var killed = Run(test, hanging);
        await started.Task;
        var runs = 0;
        Job[] jobs = [Counting(() => runs++)];
        await Run(test, jobs);
        Assert.Equal(0, runs); // one runner at a time
        _clock.Advance(Duration.FromMinutes(11));
        await Run(test, jobs);
        Assert.Equal(1, runs);
        await never.CancelAsync();
        await killed;
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_job_that_fails_is_tried_again_and_stops_no_other(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var (runs, failures) = (0, new List<string>());
        Job[] jobs = [new Job("bad", Duration.FromHours(1), _ => throw new InvalidOperationException("no")), Counting(() => runs++)];
        await Run(test, jobs, failures);
        _clock.Advance(Duration.FromMinutes(1));
        await Run(test, jobs, failures);
        Assert.Equal(["bad", "bad"], failures);
        Assert.Equal(1, runs);
        using var connection = test.Database.Open();
        Assert.Equal(2, Sql.Number(connection, null, "select failures from job where name = 'bad'"));
    }

    private static Job Counting(Action count) => new("count", Duration.FromMinutes(10), _ =>
    {
        count();
        return Task.CompletedTask;
    });

    private Task<int> Run(TestInstallation test, IReadOnlyList<Job> jobs, List<string>? failures = null) => Jobs.RunDue(
        test.Installation, jobs, _clock, Ids.Bytes(Ids.Draw()), (name, _) => failures?.Add(name), CancellationToken.None);
}
