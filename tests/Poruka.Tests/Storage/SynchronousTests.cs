using Npgsql;
using Poruka.Storage;
using Poruka.Tests.Operations;

namespace Poruka.Tests.Storage;

/// <summary>A PostgreSQL server that waits for a synchronous standby before it says that a commit is done.</summary>
public sealed class SynchronousTests
{
    [Fact]
    public async Task A_commit_that_no_standby_has_is_never_called_done()
    {
        using var own = new PostgresServer();
        using var test = new TestInstallation(DatabaseKind.PostgreSql, own);
        var server = test.Installation.Settings[Installation.DatabaseSetting];
        var (first, second) = (Books.Gift(test), Books.Gift(test));
        // PostgreSQL itself calls it done when the wait is cancelled, as the driver does after the time that a command has.
        using var database = Database.AtServer(server + ";Command Timeout=3");
        using (var journal = new Journal(database))
        {
            Assert.IsType<PostOutcome.Posted>(await journal.PostAsync(Books.Gift(test)));
            await Standby(server, "nobody");
            foreach (var gift in (PostRequest[])[first, second])
                Assert.IsType<TimeoutException>((await Assert.ThrowsAsync<NpgsqlException>(() => journal.PostAsync(gift))).InnerException);
        }
        await Standby(server, "");
        using (var journal = new Journal(database))
        {
            // Committed here or not: asked again with the same id, it is there once.
            foreach (var gift in (PostRequest[])[first, second])
            {
                Assert.True(await journal.PostAsync(gift) is PostOutcome.Posted or PostOutcome.AlreadyPosted);
                Assert.IsType<PostOutcome.AlreadyPosted>(await journal.PostAsync(gift));
            }
        }
    }

    /// <summary>From now on a commit waits for a standby of this name; for none where it is empty.</summary>
    private static async Task Standby(string server, string name)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await Run(connection, $"alter system set synchronous_standby_names = '{name}'");
        await Run(connection, "select pg_reload_conf()");
        if (name.Length == 0) return;
        // A process of the server's own reads it some time later: it is so when somebody is seen to wait.
        var first = Task.Run(async () =>
        {
            await using var other = new NpgsqlConnection(server + ";Command Timeout=0;Pooling=false");
            await other.OpenAsync();
            for (var number = 0; ; number++) await Run(other, $"create table waits_{number} ()");
        });
        while (await Run(connection, "select count(*) from pg_stat_activity where wait_event = 'SyncRep'") is 0L && !first.IsFaulted) await Task.Delay(20);
        Assert.False(first.IsFaulted);
    }

    private static async Task<object?> Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
