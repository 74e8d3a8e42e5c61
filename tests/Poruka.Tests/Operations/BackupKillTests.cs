using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Poruka.Funds.VerifyBooks;
using Poruka.Ledger;
using Poruka.Operations;
using Poruka.Storage;
using Poruka.Tests.Cli;
using Poruka.Tests.Storage;
using Poruka.Vault.Age;

namespace Poruka.Tests.Operations;

/// <summary>
/// Backups are made while entries are posted and a statement is imported, and whoever makes or restores one is killed with
/// SIGKILL at random moments. With PORUKA_HEAVY=1 there are 200 rounds on each database.
/// </summary>
public sealed class BackupKillTests(PostgresServer postgres, ITestOutputHelper output)
{
    private static readonly bool Heavy = Environment.GetEnvironmentVariable("PORUKA_HEAVY") == "1";

    [Theory]
    [InlineData(DatabaseKind.Sqlite, 3)]
    [InlineData(DatabaseKind.PostgreSql, 2)]
    public async Task Whatever_is_killed_the_last_whole_backup_holds_all_that_was_acknowledged_before_it_began(DatabaseKind kind, int rounds)
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        if (Heavy) rounds = 200;
        using var test = new TestInstallation(kind, postgres);
        using var places = new TemporaryFolder();
        var (to, keys) = (Path.Combine(places.Path, "backups"), Path.Combine(places.Path, "keys"));
        using var identity = new AgeIdentity(RandomNumberGenerator.GetBytes(32));
        var (made, killed, again) = (0, 0, 0);
        var promised = new Dictionary<string, string[]>(StringComparer.Ordinal);
        for (var round = 0; round < rounds; round++)
        {
            CrashChild.WriteStatement(test.Folder, round, 500);
            var acknowledged = new ConcurrentQueue<string>();
            using var poster = StartPoster(test.Folder, round);
            var listening = Listen(poster, acknowledged);
            using var maker = BackupChild.Start("backup", test.Folder, to, keys, identity.Recipient.ToString());
            Assert.Equal("ready", await maker.StandardOutput.ReadLineAsync());
            // The first backup of a round is left alone, the next one is killed somewhere on its way.
            for (var turn = 0; turn < 2; turn++)
            {
                var before = acknowledged.ToArray();
                await maker.StandardInput.WriteLineAsync();
                await maker.StandardInput.FlushAsync();
                if (turn == 1) _ = Task.Delay(random.Next(250)).ContinueWith(_ => maker.Kill(), TaskScheduler.Default);
                if (await maker.StandardOutput.ReadLineAsync() is not { } said) break;
                Assert.StartsWith("made ", said, StringComparison.Ordinal);
                promised[said["made ".Length..]] = before;
                made++;
            }
            await maker.WaitForExitAsync();
            killed++;
            poster.Kill();
            await listening;
            again += await RestoreAndCheck(test, kind, to, keys, identity, promised, random);
        }
        output.WriteLine($"{made} backups made, {killed} makers killed, {again} restorations begun again");
        Assert.True(made >= rounds);
    }

    /// <summary>Restores the newest whole backup, which is killed once on its way, and looks at what came back.</summary>
    private async Task<int> RestoreAndCheck(
        TestInstallation test, DatabaseKind kind, string to, string keys, AgeIdentity identity, Dictionary<string, string[]> promised, Random random)
    {
        var set = BackupFolder.SetsIn(to)[^1];
        Assert.Empty(BackupFolder.Damaged(to, set.Files, CancellationToken.None));
        using var place = new TemporaryFolder();
        var folder = Path.Combine(place.Path, "restored");
        var server = kind == DatabaseKind.PostgreSql ? postgres.CreateDatabase() : "";
        var tries = 0;
        for (var isDone = false; !isDone; tries++)
        {
            using var child = BackupChild.Start("restore", to, keys, identity.ToSecretText(), folder, server);
            Assert.Equal("ready", await child.StandardOutput.ReadLineAsync());
            Assert.False(Installation.IsIn(folder), "A restoration that was killed was taken for an installation.");
            await child.StandardInput.WriteLineAsync();
            await child.StandardInput.FlushAsync();
            if (tries == 0) _ = Task.Delay(random.Next(600)).ContinueWith(_ => child.Kill(), TaskScheduler.Default);
            isDone = await child.StandardOutput.ReadLineAsync() == "restored";
            await child.WaitForExitAsync();
            Assert.True(isDone || tries == 0, "A restoration that nobody killed did not end well.");
        }
        using var restored = Installation.Open(folder);
        Assert.Empty(VerifyBooks.Run(restored, test.Fund, null, CancellationToken.None).Findings);
        var there = new HashSet<string>(StringComparer.Ordinal);
        using (var connection = restored.Database.Open())
            EntryScan.Visit(connection, test.Fund.Number, 0, (in EntryRow row) => there.Add(new EntryReader(row.Bytes).Id.ToString()));
        // The newest one may be of a maker that was killed before it could say so: it is whole all the same.
        if (promised.TryGetValue(set.Name, out var before)) Assert.All(before, id => Assert.Contains(id, there));
        return tries - 1;
    }

    private static Process StartPoster(string folder, int round)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            Environment = { [CrashChild.FolderVariable] = folder, [CrashChild.RoundVariable] = round.ToString(null as IFormatProvider) },
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(BackupKillTests).Assembly.Location);
        return Process.Start(start)!;
    }

    private static async Task Listen(Process poster, ConcurrentQueue<string> acknowledged)
    {
        string? last = null;
        while (await poster.StandardOutput.ReadLineAsync() is { } line)
        {
            // The one before, as the last line of all may be cut by the kill.
            if (last?.StartsWith("posted ", StringComparison.Ordinal) == true) acknowledged.Enqueue(last["posted ".Length..]);
            last = line;
        }
    }
}
