using Npgsql;
using Poruka.Funds.PublishLog;
using Poruka.Operations;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Tests.Cli;
using Poruka.Tests.People;

namespace Poruka.Tests.Operations;

/// <summary>Moving between the databases, and who serves.</summary>
public sealed class MoveTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_database_moves_to_a_server_and_back_with_every_row()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var group = new SampleGroup(test);
        Books.Post(test, 120);
        PublishLog.Run(test.Installation, test.Fund, TestInstallation.Today, evenIfEmpty: true);
        var before = Digests(test.Database);
        var cli = new CliRunner(test.Folder);
        var server = postgres.CreateDatabase();
        await using (ServingTurn.Try(test.Installation)) cli.Refuses($"move --to \"{server}\"", "The server runs.");
        cli.Refuses("move --to sqlite", "of that kind already", ExitCode.WrongUsage);

        Assert.Contains("read back, compared and verified", cli.Do($"move --to \"{server}\""), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(test.Folder, "poruka.db")));
        using (var moved = Installation.Open(test.Folder))
        {
            Assert.Equal(DatabaseKind.PostgreSql, moved.Database.Kind);
            Assert.Equal(before, Digests(moved.Database));
            // The journal goes on where it was.
            using var journal = new Journal(moved.Database);
            Assert.IsType<PostOutcome.Posted>(await journal.PostAsync(Books.Gift(test)));
        }
        cli.Do("fund verify");
        cli.Do("move --to sqlite");
        cli.Do("fund verify");
        using var back = Installation.Open(test.Folder);
        Assert.Equal(DatabaseKind.Sqlite, back.Database.Kind);
        // A server that is in use is no place to move to.
        cli.Refuses($"move --to \"{server}\"", "in use");
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task One_node_serves_and_the_other_waits_until_it_is_gone(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var active = ServingTurn.Try(test.Installation)!;
        Assert.Null(ServingTurn.Try(test.Installation));
        var told = 0;
        var standby = ServingTurn.Wait(test.Installation, () => told++, TestContext.Current.CancellationToken);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.False(standby.IsCompleted);
        await active.DisposeAsync();
        await using var next = await standby.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(1, told);
        Assert.False(next.Over.IsCancellationRequested);
    }

    [Fact]
    public async Task A_node_whose_turn_another_has_taken_stops()
    {
        using var test = new TestInstallation(DatabaseKind.PostgreSql, postgres);
        await using var active = ServingTurn.Try(test.Installation)!;
        ServingTurn? other = null;
        // The first may be quicker in taking it again: then it has lost nothing, and loses it once more.
        for (; other is null; other = ServingTurn.Try(test.Installation)) await EndHolders(test);
        await using var next = other;
        var over = new TaskCompletionSource();
        using var registration = active.Over.Register(over.SetResult);
        await over.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.False(next.Over.IsCancellationRequested);
    }

    [Fact]
    public async Task A_node_that_lost_its_connection_takes_its_turn_again_and_goes_on()
    {
        using var test = new TestInstallation(DatabaseKind.PostgreSql, postgres);
        await using var active = ServingTurn.Try(test.Installation)!;
        var first = Assert.Single(Holders(test));
        await EndHolders(test);
        long[] now;
        while ((now = Holders(test)) is [] || now[0] == first) await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(active.Over.IsCancellationRequested);
        Assert.Null(ServingTurn.Try(test.Installation));
    }

    private const string OfLock = "from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())";

    private static long[] Holders(TestInstallation test)
    {
        using var connection = test.Database.Open();
        return [.. Sql.List(connection, null, "select cast(pid as bigint) " + OfLock, row => row.GetInt64(0))];
    }

    private static async Task EndHolders(TestInstallation test)
    {
        await using var connection = new NpgsqlConnection(test.Installation.Settings["database"]);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var end = new NpgsqlCommand("select pg_terminate_backend(pid, 10000) " + OfLock, connection);
        await end.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static List<string> Digests(Database database)
    {
        using var snapshot = DatabaseSnapshot.Take(database);
        return [.. snapshot.Tables.Select(table =>
        {
            var digest = new RowsDigest();
            snapshot.Read(table, digest.Add, CancellationToken.None);
            return $"{table.Name} {digest.Count} {digest}";
        }).Order(StringComparer.Ordinal)];
    }
}
