using System.Diagnostics;
using Poruka.Funds.VerifyBooks;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Tests.Storage;

/// <summary>
/// A process is killed with SIGKILL while it posts and imports, again and again on the same books. 200 rounds; with
/// PORUKA_HEAVY=1 there are 10,000, on new books every 200, since all of them are verified again and again.
/// </summary>
public sealed class CrashTests(PostgresServer postgres, ITestOutputHelper output)
{
    private const int LinesAtOnce = 1_000, RoundsOnOneBooks = 200;

    private static readonly bool Heavy = Environment.GetEnvironmentVariable("PORUKA_HEAVY") == "1";

    [Theory]
    [InlineData(DatabaseKind.Sqlite, 185, 9_800)]
    [InlineData(DatabaseKind.PostgreSql, 15, 200)]
    public void What_was_acknowledged_is_there_and_nothing_is_half_there(DatabaseKind kind, int rounds, int heavyRounds)
    {
        for (var left = Heavy ? heavyRounds : rounds; left > 0; left -= RoundsOnOneBooks) Strike(kind, Math.Min(left, RoundsOnOneBooks));
    }

    private void Strike(DatabaseKind kind, int rounds)
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var test = new TestInstallation(kind, postgres);
        var (posted, imported, interrupted) = (0, 0, 0);
        var seen = 0L;
        for (var round = 0; round < rounds; round++)
        {
            CrashChild.WriteStatement(test.Folder, round, LinesAtOnce);
            // Aimed by what the child says, not by the clock: a slow machine is hit in the same places.
            // Half of the kills come while the import runs, which is the first thing that it does.
            var (after, milliseconds) = random.Next(2) == 0 ? (0, random.Next(100)) : (random.Next(100), random.Next(20));
            var said = RunAndKill(test.Folder, round, after, milliseconds);
            Assert.DoesNotContain(said, line => line.StartsWith("unexpected", StringComparison.Ordinal));
            var acknowledged = said.Where(l => l.StartsWith("posted ", StringComparison.Ordinal)).Select(l => l["posted ".Length..]).ToList();
            var wasImported = said.Contains($"imported {LinesAtOnce}");
            posted += acknowledged.Count;
            imported += wasImported ? 1 : 0;

            var there = EntriesOf(test, ref seen);
            Assert.True(acknowledged.All(there.Contains), $"round {round}: an acknowledged entry is missing");
            var lines = LinesOf(test, round);
            Assert.True(lines is 0 or LinesAtOnce, $"round {round}: {lines} lines of an import");
            if (wasImported) Assert.Equal(LinesAtOnce, lines);
            else interrupted++;
            if (round % 20 == 19 || round == rounds - 1) AssertSound(test);
        }
        output.WriteLine($"{posted} entries and {imported} imports acknowledged, {interrupted} imports interrupted");
        Assert.True(posted > 0 && imported > 0 && interrupted > 0, "The kills missed their aim.");
    }

    /// <summary>Kills the child some milliseconds after it has said so many lines.</summary>
    private static List<string> RunAndKill(string folder, int round, int after, int milliseconds)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            Environment = { [CrashChild.FolderVariable] = folder, [CrashChild.RoundVariable] = round.ToString(null as IFormatProvider) },
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(CrashChild).Assembly.Location);
        using var child = Process.Start(start)!;
        var said = new List<string>();
        while (child.StandardOutput.ReadLine() is { } line)
        {
            if (line != "ready") said.Add(line);
            if (said.Count == after) _ = Task.Delay(milliseconds).ContinueWith(_ => child.Kill(), TaskScheduler.Default);
        }
        // The last line may be cut by the kill: only whole ones are acknowledgements.
        child.WaitForExit();
        if (said.Count > 0 && said[^1].StartsWith("posted", StringComparison.Ordinal) && !EntryId.TryParse(said[^1].AsSpan("posted ".Length), out _))
            said.RemoveAt(said.Count - 1);
        return said;
    }

    /// <summary>The ids of the entries behind a journal number, which moves to the last of them.</summary>
    private static HashSet<string> EntriesOf(TestInstallation test, ref long seen)
    {
        using var connection = test.Database.Open();
        var entries = new HashSet<string>(StringComparer.Ordinal);
        var last = seen;
        EntryScan.Visit(connection, test.Fund.Number, seen, (in EntryRow row) =>
        {
            entries.Add(new EntryReader(row.Bytes).Id.ToString());
            last = row.Journal;
        });
        seen = last;
        return entries;
    }

    private static long LinesOf(TestInstallation test, int round)
    {
        using var connection = test.Database.Open();
        return Sql.Number(connection, null, """
            select count(*) from statement_line l join bank_account b on b.fund = l.fund and b.account = l.account
            where b.number = @number
            """, ("number", $"DE{round:D20}"))!.Value;
    }

    private static void AssertSound(TestInstallation test) =>
        Assert.Empty(VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None).Findings);
}
