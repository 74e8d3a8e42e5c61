using System.Diagnostics;
using System.Security.Cryptography;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;
using Poruka.Vault.Age;

namespace Poruka.Tests.People;

/// <summary>Files beside the database: whole or not at all, readable to their room alone, and gone with their salt.</summary>
public sealed class StoredFileTests(PostgresServer postgres)
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task What_is_put_in_comes_out_for_who_holds_the_room_and_for_nobody_else(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        using var team = group.Open(group.Room(RoomKind.Team), group.Vera)!;
        using var press = group.Open(group.Room(RoomKind.Press), group.Vera)!;
        foreach (var size in (int[])[0, 1, 65_535, 65_536, 65_537, 1_000_000])
        {
            var contents = RandomNumberGenerator.GetBytes(size);
            var file = await Put(test, team.Room, contents);
            Assert.Equal(contents, Read(test, team, file!.Id));
            Assert.True(file.Size > size);
            using var connection = test.Database.Open();
            Assert.Null(StoredFiles.Open(test.Installation, connection, press, file.Id));
            Assert.Equal(file, StoredFiles.Find(connection, file.Id));
        }
        Assert.Equal(6, Blobs(test).Count);
    }

    [Fact]
    public async Task A_file_that_is_too_long_or_breaks_off_leaves_nothing()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var group = new SampleGroup(test);
        var room = group.Room(RoomKind.Intake);
        Assert.NotNull(await Put(test, room, new byte[1_000], max: 1_000));
        Assert.Null(await Put(test, room, new byte[1_001], max: 1_000));
        await Assert.ThrowsAsync<IOException>(() =>
            StoredFiles.Put(test.Installation, room, 7, new BreakingStream(200_000), long.MaxValue, TestInstallation.Today, Stop));
        Assert.Single(Blobs(test));
    }

    [Fact]
    public async Task Every_flipped_byte_and_every_cut_is_noticed()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var group = new SampleGroup(test);
        using var team = group.Open(group.Room(RoomKind.Team), group.Vera)!;
        var file = (await Put(test, team.Room, "an address, or worse"u8.ToArray()))!;
        var path = Blobs(test).Single();
        var bytes = await File.ReadAllBytesAsync(path, Stop);
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = (byte[])[.. bytes];
            changed[i] ^= 1;
            await File.WriteAllBytesAsync(path, changed, Stop);
            Assert.False(Opens(test, team, file.Id), $"byte {i}");
            await File.WriteAllBytesAsync(path, bytes[..i], Stop);
            Assert.False(Opens(test, team, file.Id), $"cut at {i}");
        }
        await File.WriteAllBytesAsync(path, [.. bytes, 0], Stop);
        Assert.False(Opens(test, team, file.Id));
        await File.WriteAllBytesAsync(path, bytes, Stop);
        Assert.True(Opens(test, team, file.Id));
    }

    [Fact]
    public async Task Two_files_that_were_exchanged_open_in_neither_place()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var group = new SampleGroup(test);
        using var team = group.Open(group.Room(RoomKind.Team), group.Vera)!;
        var (one, two) = ((await Put(test, team.Room, [1], subject: 3))!, (await Put(test, team.Room, [2], subject: 3))!);
        string PathOf(StoredFile file) => Blobs(test).Single(b => Path.GetFileName(b) == Ids.Text(file.Id));
        var bytes = await File.ReadAllBytesAsync(PathOf(one), Stop);
        File.Copy(PathOf(two), PathOf(one), overwrite: true);
        await File.WriteAllBytesAsync(PathOf(two), bytes, Stop);
        Assert.False(Opens(test, team, one.Id));
        Assert.False(Opens(test, team, two.Id));
    }

    [Fact]
    public async Task With_its_salt_destroyed_a_file_opens_no_more_though_its_bytes_and_its_room_are_there()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var group = new SampleGroup(test);
        using var team = group.Open(group.Room(RoomKind.Team), group.Vera)!;
        var (kept, shredded) = ((await Put(test, team.Room, [1]))!, (await Put(test, team.Room, [2]))!);
        Assert.True(test.Installation.Shred.Destroy(shredded.Subject));
        using var connection = test.Database.Open();
        Assert.Null(StoredFiles.Open(test.Installation, connection, team, shredded.Id));
        Assert.Equal([1], Read(test, team, kept.Id));
        Assert.Equal(2, Blobs(test).Count);
    }

    [Fact]
    public async Task The_sweep_takes_what_has_no_row_and_leaves_the_rest()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var group = new SampleGroup(test);
        using var team = group.Open(group.Room(RoomKind.Team), group.Vera)!;
        var kept = (await Put(test, team.Room, [1]))!;
        Assert.NotNull(await StoredFiles.Seal(test.Installation, team.Room, 9, new MemoryStream([2]), 10, TestInstallation.Today, Stop));
        await File.WriteAllBytesAsync(Path.Combine(test.Installation.FilesFolder, "0123.part"), [3], Stop);
        Assert.Equal(0, StoredFiles.Sweep(test.Installation, NodaTime.Instant.FromUtc(2020, 1, 1, 0, 0)));
        Assert.Equal(2, StoredFiles.Sweep(test.Installation, NodaTime.Instant.MaxValue));
        Assert.Equal([1], Read(test, team, kept.Id));
    }

    [Fact]
    public async Task The_age_program_opens_what_lies_in_an_offline_room_and_the_server_does_not()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var group = new SampleGroup(test);
        using var identity = new AgeIdentity(RandomNumberGenerator.GetBytes(32));
        var room = new Room(new RoomId(Ids.Draw()), group.Organisation.Number, RoomKind.Offline, "R-OFF111", 1, identity.Recipient.ToString(), TestInstallation.Today);
        using var connection = test.Database.Open();
        using (var transaction = connection.BeginTransaction())
        {
            RoomRows.Insert(connection, transaction, room);
            transaction.Commit();
        }
        var file = (await Put(test, room, "the flat of a cousin"u8.ToArray()))!;
        using var sealedFile = StoredFiles.OpenSealed(test.Installation, file)!;
        var key = Path.Combine(test.Folder, "key.txt");
        await File.WriteAllTextAsync(key, identity.ToSecretText(), Stop);
        using var age = Process.Start(new ProcessStartInfo("age", ["-d", "-i", key]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await sealedFile.Contents.CopyToAsync(age.StandardInput.BaseStream, Stop);
        age.StandardInput.Close();
        Assert.Equal("the flat of a cousin", await age.StandardOutput.ReadToEndAsync(Stop));
        await age.WaitForExitAsync(Stop);
    }

    private static Task<StoredFile?> Put(TestInstallation test, Room room, byte[] contents, long max = long.MaxValue, UInt128? subject = null) =>
        StoredFiles.Put(test.Installation, room, subject ?? Ids.Draw(), new MemoryStream(contents), max, TestInstallation.Today, Stop);

    private static byte[] Read(TestInstallation test, HeldRoom room, UInt128 id)
    {
        using var connection = test.Database.Open();
        using var opened = StoredFiles.Open(test.Installation, connection, room, id)!;
        using var copy = new MemoryStream();
        opened.Contents.CopyTo(copy);
        return copy.ToArray();
    }

    private static bool Opens(TestInstallation test, HeldRoom room, UInt128 id)
    {
        try
        {
            return Read(test, room, id) is not null;
        }
        catch (Exception refused) when (refused is CryptographicException or AgeDamageException)
        {
            return false;
        }
    }

    private static IReadOnlyList<string> Blobs(TestInstallation test) =>
        Directory.GetFiles(test.Installation.FilesFolder, "*", SearchOption.AllDirectories);

    /// <summary>A connection that breaks off.</summary>
    private sealed class BreakingStream(int length) : MemoryStream(new byte[length])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position == length ? throw new IOException("The other side is gone.") : base.ReadAsync(buffer, cancellationToken);
    }
}
