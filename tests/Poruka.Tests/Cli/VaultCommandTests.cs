using System.Text;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Tests.People;

namespace Poruka.Tests.Cli;

/// <summary>The vault from the command line: a passphrase tried, a room with a new key, a subject destroyed, a drill.</summary>
public sealed class VaultCommandTests(PostgresServer postgres)
{
    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public void Unlock_says_which_rooms_a_passphrase_opens(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        var opened = Pipe(test, "vault unlock vera", group.Vera.Passphrase);
        Assert.Contains("Rooms that it opens: 6", opened.Out, StringComparison.Ordinal);
        Assert.Contains(group.Room(RoomKind.Donors).Code, opened.Out, StringComparison.Ordinal);
        foreach (var (name, passphrase) in new[] { ("vera", "wrong words"), ("nobody", group.Vera.Passphrase), ("vera", "") })
            Assert.Contains("passphrase is wrong", Pipe(test, $"vault unlock {name}", passphrase, ExitCode.Refused).Error, StringComparison.Ordinal);
        using (var connection = test.Database.Open()) MemberRows.SetState(connection, null, group.Vera.Member.Id, MemberState.Frozen);
        Pipe(test, "vault unlock vera", group.Vera.Passphrase, ExitCode.Refused);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Rotate_gives_a_room_a_new_key_and_seals_all_of_it_to_that(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        var room = group.Room(RoomKind.Team);
        StoredFile file;
        using (var held = group.Open(room, group.Vera)!)
        {
            using var connection = test.Database.Open();
            for (var i = 0; i < 450; i++) held.Write(connection, null, 1, new SealedPlace("note", (UInt128)i, "text"), Encoding.UTF8.GetBytes($"note {i}"));
            file = (await StoredFiles.Put(test.Installation, room, 2, new MemoryStream([1, 2, 3]), 10, TestInstallation.Today, TestContext.Current.CancellationToken))!;
        }
        Pipe(test, $"vault rotate {room.Code} --unlock vera", "wrong", ExitCode.Refused);
        var other = group.Join("boris");
        Assert.Contains("isn’t a keeper", Pipe(test, $"vault rotate {room.Code} --unlock boris", other.Passphrase, ExitCode.Refused).Error, StringComparison.Ordinal);
        Assert.Contains("all of them sealed to it: 452", Pipe(test, $"vault rotate {room.Code.ToLowerInvariant()} --unlock vera", group.Vera.Passphrase).Out, StringComparison.Ordinal);

        using var after = group.Open(group.Room(RoomKind.Team), group.Vera)!;
        Assert.Equal(2u, after.Secret.Epoch);
        using var read = test.Database.Open();
        Assert.Equal((452L, 452L), SealedRowsAndFiles(read, after.Room));
        Assert.Equal("note 449", Encoding.UTF8.GetString(after.Read(read, new SealedPlace("note", 449, "text"))!));
        using var opened = StoredFiles.Open(test.Installation, read, after, file.Id)!;
        Assert.Equal([1, 2, 3], ReadAll(opened.Contents));
        Assert.Equal(RoomAct.Renewed, Assert.Single(RoomRecord.Read(read, after, 0, 10)).Act);
        Assert.Null(group.Open(room, other));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Shred_destroys_a_subject_so_that_an_old_copy_of_the_database_opens_nothing_of_it(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        using var held = group.Open(group.Room(RoomKind.Team), group.Vera)!;
        var subject = Ids.Draw();
        SealedRow old;
        using (var connection = test.Database.Open())
        {
            held.Write(connection, null, subject, new SealedPlace("note", 1, "text"), "a secret"u8);
            held.Write(connection, null, 77, new SealedPlace("note", 2, "text"), "another"u8);
            old = SealedRows.Find(connection, new SealedPlace("note", 1, "text"))!;
        }
        await StoredFiles.Put(test.Installation, held.Room, subject, new MemoryStream([1]), 10, TestInstallation.Today, TestContext.Current.CancellationToken);
        Assert.Contains("sealed fields (1) and files (1)", Pipe(test, $"vault shred {Ids.Text(subject)}", "").Out, StringComparison.Ordinal);
        Assert.Contains("destroyed before", Pipe(test, $"vault shred {Ids.Text(subject)}", "", ExitCode.Refused).Error, StringComparison.Ordinal);
        Pipe(test, "vault shred notes", "", ExitCode.WrongUsage);
        using var after = test.Database.Open();
        Assert.Null(held.Read(after, old));
        Assert.Equal("another"u8.ToArray(), held.Read(after, new SealedPlace("note", 2, "text")));
        Assert.Empty(Directory.GetFiles(test.Installation.FilesFolder, "*", SearchOption.AllDirectories));
    }

    [Theory, MemberData(nameof(Both))]
    public void The_drill_finds_a_word_wherever_it_leaked_and_none_that_is_sealed(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        using (var held = group.Open(group.Room(RoomKind.Team), group.Vera)!)
        {
            using var connection = test.Database.Open();
            held.Write(connection, null, 1, new SealedPlace("note", 1, "text"), "Канарейка-Sealed-7141"u8);
        }
        Assert.Contains("Found: 0", Pipe(test, "vault drill", "Канарейка-Sealed-7141\n").Out, StringComparison.Ordinal);

        var log = Path.Combine(test.Folder, "server.log");
        foreach (var leak in (byte[][])[Encoding.UTF8.GetBytes("канарейка-leaked-99"), Encoding.Unicode.GetBytes("Канарейка-Leaked-99"),
            Encoding.ASCII.GetBytes("xx" + Convert.ToBase64String(Encoding.UTF8.GetBytes("a Канарейка-Leaked-99 b"))),
            Encoding.ASCII.GetBytes(Uri.EscapeDataString("Канарейка-Leaked-99")), Encoding.ASCII.GetBytes(Convert.ToHexString(Encoding.UTF8.GetBytes("Канарейка-Leaked-99")))])
        {
            File.WriteAllBytes(log, [.. new byte[(1 << 20) - 5], .. leak, .. new byte[3_000]]);
            Assert.Contains(log + ": Канарейка-Leaked-99", Pipe(test, "vault drill", "Канарейка-Leaked-99\n", ExitCode.Refused).Out, StringComparison.Ordinal);
        }
        File.Delete(log);
        using (var connection = test.Database.Open())
            Sql.Run(connection, null, "update organisation set name = 'Canary-In-A-Row-5'");
        Assert.Contains("organisation: Canary-In-A-Row-5", Pipe(test, "vault drill", "Canary-In-A-Row-5\n", ExitCode.Refused).Out, StringComparison.Ordinal);
        Assert.Contains("too short", Pipe(test, "vault drill", "abc\n", ExitCode.WrongUsage).Error, StringComparison.Ordinal);
        Assert.Contains("No word", Pipe(test, "vault drill", "", ExitCode.WrongUsage).Error, StringComparison.Ordinal);
    }

    private static (long, long) SealedRowsAndFiles(System.Data.Common.DbConnection connection, Room room) =>
        RoomRenewal.ProgressOf(connection, room) is var progress ? (progress.All, progress.Done) : default;

    private static byte[] ReadAll(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static CliResult Pipe(TestInstallation test, string line, string input, int exit = ExitCode.Done)
    {
        var result = new CliRunner(test.Folder) { Piped = Encoding.UTF8.GetBytes(input) }.Run(line);
        Assert.True(result.Exit == exit, $"{line}: {result.Exit} {result.Error} {result.Out}");
        return result;
    }
}
