using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using NodaTime;
using Poruka.Funds.PublishLog;
using Poruka.Funds.VerifyBooks;
using Poruka.Ledger;
using Poruka.Operations;
using Poruka.Operations.MakeBackup;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Tests.Cli;
using Poruka.Tests.People;
using Poruka.Vault.Age;

namespace Poruka.Tests.Operations;

public sealed class BackupAndRestoreTests(PostgresServer postgres) : IDisposable
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 3, 0);
    private static readonly BackupKeep Keep = new(7, 5, 12);

    private readonly TemporaryFolder _places = new();
    private readonly AgeIdentity _identity = new(RandomNumberGenerator.GetBytes(32));

    public static TheoryData<DatabaseKind, DatabaseKind> FromAndTo => new()
    {
        { DatabaseKind.Sqlite, DatabaseKind.Sqlite }, { DatabaseKind.PostgreSql, DatabaseKind.PostgreSql },
        { DatabaseKind.Sqlite, DatabaseKind.PostgreSql }, { DatabaseKind.PostgreSql, DatabaseKind.Sqlite },
    };

    private string Backups => Path.Combine(_places.Path, "backups");

    private string Keys => Path.Combine(_places.Path, "keys");

    [Theory, MemberData(nameof(FromAndTo))]
    public async Task What_is_restored_is_what_was_there_on_either_database(DatabaseKind from, DatabaseKind to)
    {
        using var test = new TestInstallation(from, postgres);
        using var group = new SampleGroup(test);
        var file = await Fill(test, group);
        Make(test.Installation);
        using var restored = Restore(to);
        Assert.Equal(Digests(test.Database), Digests(restored.Database));
        Assert.Empty(VerifyBooks.Run(restored, test.Fund, null, CancellationToken.None).Findings);
        Assert.Equal(test.Installation.LogName, restored.LogName);
        Assert.Equal(test.Installation.Secrets.Pepper, restored.Secrets.Pepper);
        using var connection = restored.Database.Open();
        using var held = HeldRoom.Open(restored, connection, group.Vera.Member.Id, () => group.Vera.Keys, group.Room(RoomKind.Trustees).Id, SampleGroup.Today)!;
        using var opened = StoredFiles.Open(restored, connection, held, file)!;
        Assert.Equal("the summons of a canary", await new StreamReader(opened.Contents).ReadToEndAsync());
        var rooms = RoomsCheck.Run(restored, connection, CancellationToken.None);
        Assert.Empty(rooms.Problems);
        Assert.True(rooms is { Rooms: > 3, Files: 1 } && rooms.Grants >= rooms.Rooms);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task Nothing_can_be_read_in_a_backup_without_a_key(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        await Fill(test, group);
        Make(test.Installation);
        // None so short that sealed bytes could say it by chance.
        string[] canaries =
        [
            "canary", "Political Red Cross", "red-cross", "test.example", "log-name", "fund_request", "support_case", "schema_version",
            Convert.ToBase64String(test.Installation.Secrets.Pepper), "passphrase-pepper", "salts]", test.Fund.Id.ToString(),
        ];
        var looked = 0;
        foreach (var path in Directory.EnumerateFiles(_places.Path, "*", SearchOption.AllDirectories))
        {
            var text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
            Assert.All(canaries, word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase));
            looked++;
        }
        Assert.True(looked > 20);
        // And with it, by the ordinary program.
        Assert.Contains("Political Red Cross", Age(BackupFolder.SetsIn(Backups)[0].Files.Select(f => Path.Combine(Backups, f.Path))), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void A_second_backup_writes_what_is_new_and_a_new_recipient_gets_all_of_it(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        // Enough for many pieces: where one ends is chance, and the last of each table is written anew.
        Books.Post(test, 60_000);
        var first = Make(test.Installation);
        var idle = Make(test.Installation);
        Assert.True(idle.NewPieces == 0, $"{idle.NewPieces} pieces of a database that nobody touched");
        Books.Post(test, 1);
        var second = Make(test.Installation);
        Assert.InRange(second.NewBytes, 1, first.NewBytes / 2);
        using var other = new AgeIdentity(RandomNumberGenerator.GetBytes(32));
        var both = BackupWriter.Run(test.Installation, Backups, [_identity.Recipient, other.Recipient], Keep, Now, null, CancellationToken.None);
        Assert.Equal(both.Set.Files.Count - 1, both.NewPieces);
        using var opened = File.OpenRead(Path.Combine(Backups, both.Set.Files[1].Path));
        Assert.Equal(AgeOutcome.Opened, AgeFile.Open(opened, [other], Stream.Null));
    }

    [Fact]
    public void A_changed_a_missing_and_a_swapped_file_are_all_noticed()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        Books.Post(test, 200);
        var set = Make(test.Installation).Set;
        var place = Path.Combine(Backups, set.Files[1].Path);
        var bytes = File.ReadAllBytes(place);
        foreach (var at in (int[])[0, bytes.Length / 2, bytes.Length - 1])
        {
            var changed = bytes.ToArray();
            changed[at] ^= 1;
            File.WriteAllBytes(place, changed);
            Assert.Equal(set.Files[1], Assert.Single(BackupFolder.Damaged(Backups, set.Files, CancellationToken.None)));
        }
        File.Delete(place);
        Assert.Single(BackupFolder.Damaged(Backups, set.Files, CancellationToken.None));

        // Anybody can seal something to a recipient; only this machine knows what its pieces are called.
        var forged = AgeFile.Seal("other rows"u8, [_identity.Recipient], RandomNumberGenerator.Fill);
        File.WriteAllBytes(place, forged);
        var list = Path.Combine(Backups, "sets", set.Name + ".list");
        File.WriteAllText(list, File.ReadAllText(list).Replace($"{set.Files[1].Hash} {set.Files[1].Length}",
            $"{Convert.ToHexStringLower(SHA256.HashData(forged))} {forged.Length}", StringComparison.Ordinal));
        var wrong = Assert.Throws<InvalidDataException>(() => Restore(DatabaseKind.Sqlite));
        Assert.Contains("another piece", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_shredded_does_not_come_back_with_an_older_backup()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        var subject = Ids.Draw();
        test.Installation.Shred.For(subject);
        var kept = test.Installation.Shred.For(Ids.Draw());
        Make(test.Installation);
        Assert.True(test.Installation.Shred.Destroy(subject));
        KeysBackup.Write(test.Installation, Keys, [_identity.Recipient], 7, Now + Duration.FromDays(1));
        using var restored = Restore(DatabaseKind.Sqlite);
        Assert.Null(restored.Shred.Find(subject));
        Assert.Equal(kept, Assert.Single(restored.Shred.All()).Salt);
        // And where the old salts still lie, they go in time.
        KeysBackup.Write(test.Installation, Keys, [_identity.Recipient], 7, Now + Duration.FromDays(9));
        Assert.Equal([Now + Duration.FromDays(9)], KeysBackup.In(Keys).Select(k => k.MadeAt));
    }

    [Fact]
    public void The_newest_backups_of_days_weeks_and_months_stay() =>
        (from ages in Gen.Int[0, 900].Array[1, 60]
         from days in Gen.Int[1, 10]
         from weeks in Gen.Int[0, 8]
         from months in Gen.Int[0, 14]
         select (ages: ages.Distinct().ToArray(), days, weeks, months)).Sample(c =>
        {
            Instant At(int age) => Now - Duration.FromHours(age * 11);
            var gone = new BackupKeep(c.days, c.weeks, c.months).Superfluous(c.ages, At);
            var kept = c.ages.Except(gone).ToList();
            var newestDays = c.ages.GroupBy(a => At(a).InUtc().Date).OrderByDescending(g => g.Key).Take(c.days).Select(g => g.Min());
            return kept.Contains(c.ages.Min()) && kept.Count <= c.days + c.weeks + c.months && newestDays.All(kept.Contains)
                // Run again, it takes nothing more away.
                && new BackupKeep(c.days, c.weeks, c.months).Superfluous(kept, At).Count == 0;
        });

    [Fact]
    public void Old_backups_go_with_the_pieces_that_only_they_had()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        for (var day = 0; day < 6; day++)
        {
            Books.Post(test, 20);
            BackupWriter.Run(test.Installation, Backups, [_identity.Recipient], new BackupKeep(2, 0, 0), Now + Duration.FromDays(day), null, CancellationToken.None);
        }
        var sets = BackupFolder.SetsIn(Backups);
        Assert.Equal([Now + Duration.FromDays(4), Now + Duration.FromDays(5)], sets.Select(s => s.MadeAt));
        Assert.Equal(sets.SelectMany(s => s.Files).Select(f => f.Path).Distinct().Count() + sets.Count,
            Directory.EnumerateFiles(Path.Combine(Backups, "pieces"), "*", SearchOption.AllDirectories).Count()
            + Directory.EnumerateFiles(Path.Combine(Backups, "sets")).Count());
        Assert.Empty(BackupFolder.Damaged(Backups, sets.SelectMany(s => s.Files), CancellationToken.None));
    }

    [Fact]
    public async Task The_server_makes_one_when_it_is_due()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        File.AppendAllText(test.Installation.SettingsPath,
            $"backup-folder = {Backups}\nbackup-keys-folder = {Keys}\nbackup-recipients = {_identity.Recipient}\nbackup-every-hours = 6\n");
        using var installation = Installation.Open(test.Folder);
        // Hour by hour, and which one is there then: of a day the newest stays. The last time the clock has gone back.
        foreach (var (hour, newest) in ((int, int)[])[(0, 0), (1, 0), (5, 0), (6, 6), (7, 6), (12, 12), (26, 26), (27, 26)])
        {
            await BackupRun.Job.Run(new JobRun(installation, Now + Duration.FromHours(hour), CancellationToken.None));
            Assert.Equal(Now + Duration.FromHours(newest), BackupFolder.SetsIn(Backups)[^1].MadeAt);
        }
        Assert.Equal(2, BackupFolder.SetsIn(Backups).Count);
        await BackupRun.Job.Run(new JobRun(installation, Now + Duration.FromHours(3), CancellationToken.None));
        Assert.Equal(Now + Duration.FromHours(26) + Duration.FromSeconds(1), BackupFolder.SetsIn(Backups)[^1].MadeAt);
        Assert.NotEmpty(KeysBackup.In(Keys));
    }

    [Fact]
    public void The_commands_make_list_check_drill_and_restore()
    {
        var cli = new CliRunner(Path.Combine(_places.Path, "data"));
        var key = Path.Combine(_places.Path, "key.txt");
        cli.Do("init --log-name solidarity.example");
        cli.Do("fund create winter --name Winter --currency EUR");
        cli.Do("fund gift winter 50 EUR --to cash");
        cli.Do("log publish winter");
        var recipient = cli.Do($"vault keygen --output {key} -q").Trim();
        cli.Refuses("backup", "sealed to somebody", ExitCode.WrongUsage);
        cli.Refuses($"backup --to {Backups} --keys-to {Backups} -r {recipient}", "belong apart", ExitCode.WrongUsage);
        Assert.Contains("read back", cli.Do($"backup --to {Backups} --keys-to {Keys} -r {recipient}"), StringComparison.Ordinal);
        Assert.Contains("20261123T120000Z", cli.Do($"backup list --from {Backups}"), StringComparison.Ordinal);
        Assert.Contains("as they were written", cli.Do($"backup check --from {Backups}"), StringComparison.Ordinal);
        var drilled = cli.Do($"backup drill --from {Backups} --keys {Keys} -i {key}");
        Assert.Contains("Books, log and rooms are there and sound.", drilled, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateDirectories(Path.GetTempPath(), "poruka-drill-*"), d => Installation.IsIn(d));
        cli.Refuses($"restore --from {Backups} --keys {Keys} -i {key}", "is not empty");
        var other = new CliRunner(Path.Combine(_places.Path, "restored"));
        other.Refuses($"restore --from {Backups} --keys {Keys} -i {key} --set 20250101T000000Z", "There is no backup");
        other.Do($"restore --from {Backups} --keys {Keys} -i {key}");
        other.Do("fund verify");
        Assert.Equal(cli.Do("fund report winter"), other.Do("fund report winter"));
        // Another's key opens nothing.
        var strange = Path.Combine(_places.Path, "strange.txt");
        cli.Do($"vault keygen --output {strange} -q");
        new CliRunner(Path.Combine(_places.Path, "third")).Refuses($"restore --from {Backups} --keys {Keys} -i {strange}", "can’t be restored");
    }

    public void Dispose()
    {
        _identity.Dispose();
        _places.Dispose();
    }

    private BackupDone Make(Installation installation)
    {
        KeysBackup.Write(installation, Keys, [_identity.Recipient], 7, Now);
        return BackupWriter.Run(installation, Backups, [_identity.Recipient], Keep, Now, null, CancellationToken.None);
    }

    private Installation Restore(DatabaseKind kind)
    {
        var folder = Path.Combine(_places.Path, "restored");
        BackupReader.Run(new RestoreOrder(Backups, BackupFolder.SetsIn(Backups)[^1], KeysBackup.Read(KeysBackup.In(Keys)[^1].Path, [_identity]), [_identity], folder,
            kind == DatabaseKind.PostgreSql ? postgres.CreateDatabase() : null), null, CancellationToken.None);
        return Installation.Open(folder);
    }

    /// <summary>Books with a published log, and a file in a room.</summary>
    private static async Task<UInt128> Fill(TestInstallation test, SampleGroup group)
    {
        Books.Post(test, 300);
        PublishLog.Run(test.Installation, test.Fund, TestInstallation.Today, evenIfEmpty: true);
        var file = await StoredFiles.Put(test.Installation, group.Room(RoomKind.Trustees), Ids.Draw(),
            new MemoryStream(Encoding.UTF8.GetBytes("the summons of a canary")), 1_000, TestInstallation.Today, CancellationToken.None);
        return file!.Id;
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

    private string Age(IEnumerable<string> files)
    {
        var key = Path.Combine(_places.Path, "key.txt");
        File.WriteAllText(key, _identity.ToSecretText() + "\n");
        var text = new StringBuilder();
        foreach (var file in files)
        {
            using var age = Process.Start(new ProcessStartInfo("age", ["-d", "-i", key, file]) { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.Latin1 })!;
            text.Append(age.StandardOutput.ReadToEnd());
            age.WaitForExit();
            Assert.Equal(0, age.ExitCode);
        }
        return text.ToString();
    }
}

/// <summary>Entries for books that only need some.</summary>
internal static class Books
{
    private static long _next;

    public static void Post(TestInstallation test, int count)
    {
        var outcome = BulkPosting.Post(test.Database, test.Fund, Enumerable.Range(0, count).Select(_ => Gift(test)), null, CancellationToken.None);
        Assert.Equal(count, Assert.IsType<BulkOutcome.Posted>(outcome).Entries);
    }

    public static PostRequest Gift(TestInstallation test) => new(new Entry(
        test.Fund.Id, new EntryId(777, Interlocked.Increment(ref _next)), TestInstallation.Today, EntryKind.Income,
        [
            new Posting(new Account(AccountClass.Cash), new Money(1, Currency.Eur)),
            new Posting(new Account(AccountClass.Gift), new Money(-1, Currency.Eur)),
        ]));
}
