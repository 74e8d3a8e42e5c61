using System.Diagnostics;
using Poruka.Letters;
using Poruka.Storage;
using Poruka.Tests.People;

namespace Poruka.Tests.Letters;

/// <summary>A process is killed with SIGKILL while it makes a batch and posts it: nothing is posted twice, and nothing is lost.</summary>
public sealed class BatchCrashTests(PostgresServer postgres, ITestOutputHelper output)
{
    private const int LettersAtOnce = 60;

    private static readonly bool Heavy = Environment.GetEnvironmentVariable("PORUKA_HEAVY") == "1";

    [Theory]
    [InlineData(DatabaseKind.Sqlite, 8, 300)]
    [InlineData(DatabaseKind.PostgreSql, 4, 60)]
    public void A_batch_is_made_and_posted_whole_or_not_at_all_and_once(DatabaseKind kind, int rounds, int heavyRounds)
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        var recipients = Recipients(test, group);
        var interrupted = 0;
        for (var round = 1; round <= (Heavy ? heavyRounds : rounds); round++)
        {
            Approve(test, group, recipients);
            var batch = Ids.Draw();
            var said = Run(test.Folder, group, batch, random.Next(2) == 0 ? "making" : "made", random.Next(40));
            if (!said.Contains("posted")) interrupted++;
            using (var connection = test.Database.Open())
            {
                var (approved, batched, posted) = (Count(connection, "approved"), Count(connection, "batched"), Count(connection, "posted"));
                Assert.Equal((long)round * LettersAtOnce, approved + batched + posted);
                Assert.Contains(batched, new long[] { 0, LettersAtOnce });
                Assert.Contains(approved, new long[] { 0, LettersAtOnce });
                if (said.Contains("made")) Assert.Equal(0, approved);
                if (said.Contains("posted")) Assert.Equal(0, batched);
            }
            // Carried on by the same batch, once and again.
            Run(test.Folder, group, batch, null, 0);
            Run(test.Folder, group, batch, null, 0);
            using (var connection = test.Database.Open())
            {
                Assert.Equal((long)round * LettersAtOnce, Count(connection, "posted"));
                Assert.Equal(LettersAtOnce, Sql.Number(connection, null, "select cast(count(*) as bigint) from letter_recipient where letters = @round", ("round", (long)round)));
                Assert.Equal(round, Sql.Number(connection, null, "select cast(count(*) as bigint) from letter_batch where posted_on is not null"));
                Assert.Equal(round, Sql.Number(connection, null, "select cast(count(*) as bigint) from letter_batch"));
            }
        }
        output.WriteLine($"{interrupted} interrupted");
        Assert.True(interrupted > 0, "The kills missed their aim.");
    }

    private static long Count(System.Data.Common.DbConnection connection, string state) =>
        Sql.Number(connection, null, "select cast(count(*) as bigint) from letter where state = @state", ("state", state))!.Value;

    private static List<RecipientId> Recipients(TestInstallation test, SampleGroup group)
    {
        using var desk = BatchChild.Open(test.Installation, group.Vera.Member.Id, group.Vera.Keys);
        using var transaction = desk.Connection.BeginTransaction();
        var ids = new List<RecipientId>();
        for (var i = 0; i < LettersAtOnce; i++)
        {
            var id = new RecipientId(Ids.Draw());
            LetterRows.Add(desk.Connection, transaction, desk.Group.Number, new RecipientRow(id, null, "waiting", desk.Today, null, null, 0, 1));
            desk.Write(transaction, id.Value, RecipientRow.FactsOf(id), new RecipientFacts($"Анна {i}", "1987", ["ru"]) { Address = "ИК-2", Country = "RU" }, LettersJson.Default.RecipientFacts);
            ids.Add(id);
        }
        transaction.Commit();
        return ids;
    }

    private static void Approve(TestInstallation test, SampleGroup group, List<RecipientId> recipients)
    {
        using var desk = BatchChild.Open(test.Installation, group.Vera.Member.Id, group.Vera.Keys);
        using var transaction = desk.Connection.BeginTransaction();
        foreach (var recipient in recipients)
        {
            var id = Ids.Draw();
            LetterRows.Add(desk.Connection, transaction, desk.Group.Number, new LetterRow(id, recipient, null, "approved", "ru", desk.Today, null, null, null, 1));
            desk.Write(transaction, id, LetterRow.TextOf(id), new LetterText("Здравствуйте"), LettersJson.Default.LetterText);
        }
        transaction.Commit();
    }

    /// <summary>Runs the child, and kills it some milliseconds after it has said a word.</summary>
    private static List<string> Run(string folder, SampleGroup group, UInt128 batch, string? after, int milliseconds)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true, RedirectStandardInput = true, Environment = { [BatchChild.FolderVariable] = folder },
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(BatchChild).Assembly.Location);
        using var child = Process.Start(start)!;
        using (var secret = group.Vera.Keys.ToSecret())
        {
            child.StandardInput.WriteLine(group.Vera.Member.Id.ToString());
            child.StandardInput.WriteLine(Convert.ToHexString(secret.Span));
            child.StandardInput.WriteLine(Ids.Text(batch));
            child.StandardInput.Close();
        }
        var said = new List<string>();
        while (child.StandardOutput.ReadLine() is { } line)
        {
            said.Add(line);
            if (line == after) _ = Task.Delay(milliseconds).ContinueWith(_ => child.Kill(), TaskScheduler.Default);
        }
        child.WaitForExit();
        return said;
    }
}
