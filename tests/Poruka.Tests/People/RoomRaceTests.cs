using System.Security.Cryptography;
using System.Text;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Tests.People;

/// <summary>Keepers who do the same at once, readers who lose a room while they read, and damage from outside.</summary>
public sealed class RoomRaceTests(PostgresServer postgres)
{
    private static readonly SealedPlace Place = new("note", 1, "text");

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Two_keepers_who_take_the_room_from_somebody_at_once_make_one_new_key_and_both_keep_it(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        var (boris, clara) = (Give(group, "boris", keeper: true), Give(group, "clara", keeper: false));
        var made = await AtOnce(4, number =>
        {
            var by = number % 2 == 0 ? group.Vera : boris;
            using var connection = test.Database.Open();
            using var held = group.Open(group.Room(RoomKind.Team), by)!;
            using var renewed = held.Room.Epoch > 1 ? null
                : RoomRenewal.Begin(test.Installation, connection, held, by.Member, by.Keys, clara.Member.Id, SampleGroup.Today);
            return renewed is not null;
        });
        Assert.Equal(1, made.Count(m => m));
        Assert.Equal(2u, group.Room(RoomKind.Team).Epoch);
        foreach (var who in (Somebody[])[group.Vera, boris])
            using (var held = group.Open(group.Room(RoomKind.Team), who)) Assert.True(held!.IsKeeper);
        Assert.Null(group.Open(group.Room(RoomKind.Team), clara));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Somebody_who_is_given_the_room_while_it_gets_a_new_key_holds_the_new_one_or_is_told_to_try_again(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        var boris = Give(group, "boris", keeper: true);
        for (var round = 0; round < 4; round++)
        {
            var guest = group.Join("guest" + (char)('a' + round));
            var outcomes = await AtOnce(2, number =>
            {
                var by = number == 0 ? group.Vera : boris;
                using var connection = test.Database.Open();
                using var held = group.Open(group.Room(RoomKind.Team), by)!;
                if (number == 0) return RoomGrants.Give(connection, held, group.Organisation, guest.Member.Id, null, false, by.Member, by.Keys, SampleGroup.Today);
                using var renewed = RoomRenewal.Begin(test.Installation, connection, held, by.Member, by.Keys, null, SampleGroup.Today);
                return GrantingOutcome.NoMember;
            });
            using var opened = group.Open(group.Room(RoomKind.Team), guest);
            Assert.Equal(outcomes[0] == GrantingOutcome.Given, opened is not null);
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_same_grant_given_twice_at_once_is_there_once(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        var guest = group.Join("guest");
        var outcomes = await AtOnce(4, _ =>
        {
            using var connection = test.Database.Open();
            using var held = group.Open(group.Room(RoomKind.Team), group.Vera)!;
            return RoomGrants.Give(connection, held, group.Organisation, guest.Member.Id, null, false, group.Vera.Member, group.Vera.Keys, SampleGroup.Today);
        });
        Assert.All(outcomes, o => Assert.Equal(GrantingOutcome.Given, o));
        using var read = test.Database.Open();
        Assert.Equal(2, RoomRows.Grants(read, group.Room(RoomKind.Team)).Count);
        using var opened = group.Open(group.Room(RoomKind.Team), guest);
        Assert.NotNull(opened);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_loses_the_room_while_reading_reads_nothing_that_is_sealed_to_the_new_key(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        var boris = Give(group, "boris", keeper: false);
        using var connection = test.Database.Open();
        using var before = group.Open(group.Room(RoomKind.Team), group.Vera)!;
        before.Write(connection, null, 9, Place, "old"u8);
        using var his = group.Open(group.Room(RoomKind.Team), boris)!;
        using var renewed = RoomRenewal.Begin(test.Installation, connection, before, group.Vera.Member, group.Vera.Keys, boris.Member.Id, SampleGroup.Today)!;
        // What is not sealed anew yet he could have read before; the request that is under way goes on.
        Assert.Equal("old"u8.ToArray(), his.Read(connection, Place));
        Assert.True((await RoomRenewal.Continue(test.Installation, connection, renewed, CancellationToken.None)).IsDone);
        Assert.Throws<CryptographicException>(() => his.Read(connection, Place));
        renewed.Write(connection, null, 9, Place, "new"u8);
        Assert.Throws<CryptographicException>(() => his.Read(connection, Place));
        Assert.Null(group.Open(group.Room(RoomKind.Team), boris));
        Assert.Equal("new"u8.ToArray(), renewed.Read(connection, Place));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_somebody_writes_while_the_room_is_sealed_anew_is_kept(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        using var connection = test.Database.Open();
        using var before = group.Open(group.Room(RoomKind.Team), group.Vera)!;
        for (var i = 0; i < 60; i++) before.Write(connection, null, 9, Place with { Row = (UInt128)i }, "old"u8);
        using var renewed = RoomRenewal.Begin(test.Installation, connection, before, group.Vera.Member, group.Vera.Keys, null, SampleGroup.Today)!;
        await AtOnce(2, number =>
        {
            using var own = test.Database.Open();
            if (number == 0)
            {
                using var held = group.Open(group.Room(RoomKind.Team), group.Vera)!;
                for (var i = 0; i < 60; i += 2) held.Write(own, null, 9, Place with { Row = (UInt128)i }, "new"u8);
            }
            else
            {
                using var held = group.Open(group.Room(RoomKind.Team), group.Vera)!;
                while (!RoomRenewal.Continue(test.Installation, own, held, CancellationToken.None).GetAwaiter().GetResult().IsDone)
                {
                }
            }
            return 0;
        });
        for (var i = 0; i < 60; i++)
            Assert.Equal(i % 2 == 0 ? "new" : "old", Encoding.UTF8.GetString(renewed.Read(connection, Place with { Row = (UInt128)i })!));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_record_numbers_each_line_once_however_many_write_at_once(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        var now = NodaTime.Instant.FromUtc(2026, 11, 23, 12, 0);
        await AtOnce(6, number =>
        {
            using var connection = test.Database.Open();
            using var held = group.Open(group.Room(RoomKind.Team), group.Vera)!;
            for (var i = 0; i < 5; i++) RoomRecord.Add(connection, held, group.Vera.Member.Id, RoomAct.OpenedNote, $"{number}-{i}", now);
            return 0;
        });
        using var read = test.Database.Open();
        using var room = group.Open(group.Room(RoomKind.Team), group.Vera)!;
        var lines = RoomRecord.Read(read, room, 0, 100);
        Assert.Equal(Enumerable.Range(1, 30).Reverse().Select(n => (long)n), lines.Select(l => l.Number));
        Assert.Equal(30, lines.Select(l => l.About).Distinct().Count());
        Assert.ThrowsAny<System.Data.Common.DbException>(() => Sql.Run(read, null, "update room_record set body = body"));
        Assert.ThrowsAny<System.Data.Common.DbException>(() => Sql.Run(read, null, "delete from room_record"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_damaged_field_or_file_is_left_as_it_is_and_keeps_nothing_else_from_the_new_key(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        using var connection = test.Database.Open();
        using var before = group.Open(group.Room(RoomKind.Team), group.Vera)!;
        for (var i = 0; i < 5; i++) before.Write(connection, null, 9, Place with { Row = (UInt128)i }, "old"u8);
        Sql.Run(connection, null, "update sealed_field set row_id = @other where kind = 'note' and row_id = @row",
            ("other", Ids.Bytes(77)), ("row", Ids.Bytes(2)));
        var file = (await StoredFiles.Put(test.Installation, before.Room, 10, new MemoryStream([1]), 9, SampleGroup.Today, CancellationToken.None))!;
        var path = Directory.GetFiles(test.Installation.FilesFolder, "*", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(path, CancellationToken.None);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, CancellationToken.None);
        using var renewed = RoomRenewal.Begin(test.Installation, connection, before, group.Vera.Member, group.Vera.Keys, null, SampleGroup.Today)!;
        var progress = await RoomRenewal.Continue(test.Installation, connection, renewed, CancellationToken.None);
        Assert.Equal((7L, 5L, 2), (progress.All, progress.Done, progress.Damaged)); // the room's name among them
        Assert.Equal("old"u8.ToArray(), renewed.Read(connection, Place with { Row = 4 }));
        Assert.Equal(1u, StoredFiles.Find(connection, file.Id)!.Epoch);
    }

    private static Somebody Give(SampleGroup group, string name, bool keeper)
    {
        var who = group.Join(name);
        using var connection = group.Test.Database.Open();
        using var held = group.Open(group.Room(RoomKind.Team), group.Vera)!;
        Assert.Equal(GrantingOutcome.Given, RoomGrants.Give(
            connection, held, group.Organisation, who.Member.Id, null, keeper, group.Vera.Member, group.Vera.Keys, SampleGroup.Today));
        return who;
    }

    /// <summary>Does something in several threads that begin together.</summary>
    private static async Task<T[]> AtOnce<T>(int count, Func<int, T> act)
    {
        using var start = new Barrier(count);
        return await Task.WhenAll(Enumerable.Range(0, count).Select(number => Task.Factory.StartNew(() =>
        {
            start.SignalAndWait();
            return act(number);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }
}
