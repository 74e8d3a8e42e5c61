using CsCheck;
using NodaTime;
using Poruka.Vault;
using Poruka.Vault.Age;

namespace Poruka.Core.Tests.Vault;

/// <summary>Rooms, their epochs and grants; what is dropped into them and what lies under a shred salt.</summary>
public sealed class RoomTests
{
    private static readonly LocalDate Today = new(2026, 11, 23);
    private static readonly MemberId Vera = new(1), Boris = new(2), Mallory = new(3);
    private static readonly FieldPlace Place = new("note", "17", "text", new RoomId(5));

    private static RoomSecret Secret(uint epoch, int seed = 1, ulong room = 5) => RoomSecret.Draw(new RoomId(room), epoch, SeededRandom.From(seed));

    private static MemberKeys Keys(int seed) => MemberKeys.Draw(SeededRandom.From(seed));

    [Fact]
    public void A_grant_opens_for_its_member_until_its_last_day_and_gives_the_rooms_secret() =>
        Gen.Select(Gen.Int, Gen.UInt[1, 1_000_000], Gen.Int[-400, 400]).Sample((seed, epoch, days) =>
        {
            using var vera = Keys(seed);
            using var boris = Keys(seed + 1);
            using var secret = Secret(epoch, seed);
            LocalDate? lastDay = days == 0 ? null : Today.PlusDays(days);
            var grant = Grant.Make(secret, Boris, boris.PublicKey, lastDay, Vera, vera, SeededRandom.From(seed));
            var outcome = grant.TryOpen(boris, vera.VerifyingKey, Today, out var opened);
            Assert.Equal(days < 0 ? GrantOutcome.Expired : GrantOutcome.Opened, outcome);
            using (opened) Assert.Equal(days < 0 ? null : secret.PublicKey, opened?.PublicKey);
        }, iter: 50);

    [Fact]
    public void The_worked_example_of_a_grant_in_the_documentation_is_true()
    {
        // docs/formats/keys.md
        using var vera = MemberKeys.FromSecret([.. Enumerable.Range(0, 64).Select(i => (byte)i)]);
        using var boris = MemberKeys.FromSecret([.. Enumerable.Range(64, 64).Select(i => (byte)i)]);
        using var secret = new RoomSecret(new RoomId(5), 1, [.. Enumerable.Repeat((byte)0x24, 32)]);
        var grant = Grant.Make(secret, Boris, boris.PublicKey, new LocalDate(2026, 12, 31), Vera, vera, bytes => bytes.Fill(0x42));
        Assert.Equal("132c442be010fbd57e72603328aa76e71fccc1503aae219327d14d9c9993f4727136100e4ae3560b583f6fa09c028007d9998dca5ba09ba999bc7d00aa089638e6af4e355f11f18e13d2d1f424966156", Convert.ToHexStringLower(grant.Wrapped));
        Assert.Equal("bc311b86fff8a3b6b0f5fb4b575371a0fae89ecb71f08d6cb73b9663dcf47d71805f98140a52369a269eb7b39e37370be60dbe3c64ccef3cab8d4bfc6b97b601", Convert.ToHexStringLower(grant.Signature));
        Assert.Equal(GrantOutcome.Opened, grant.TryOpen(boris, vera.VerifyingKey, new LocalDate(2026, 12, 31), out var opened));
        using (opened) Assert.Equal(secret.PublicKey, opened!.PublicKey);
    }

    [Fact]
    public void A_grant_that_was_changed_moved_prolonged_or_signed_by_another_does_not_open()
    {
        using var vera = Keys(1);
        using var boris = Keys(2);
        using var mallory = Keys(3);
        using var secret = Secret(4);
        var grant = Grant.Make(secret, Boris, boris.PublicKey, Today, Vera, vera, SeededRandom.From(9));
        Grant[] forged =
        [
            grant with { Room = new RoomId(6) }, grant with { Epoch = 5 }, grant with { To = Mallory }, grant with { Granter = Mallory },
            grant with { LastDay = Today.PlusDays(1) }, grant with { LastDay = null },
            Grant.Make(secret, Boris, boris.PublicKey, Today, Vera, mallory, SeededRandom.From(9)),
            .. Flips(grant.Wrapped).Select(w => grant with { Wrapped = w }), .. Flips(grant.Signature).Select(s => grant with { Signature = s }),
        ];
        foreach (var one in forged) Refused(one, boris, vera.VerifyingKey);
        // For other keys, though nothing was changed.
        Refused(grant, mallory, vera.VerifyingKey);
        Refused(grant, boris, mallory.VerifyingKey);

        static void Refused(Grant grant, MemberKeys keys, byte[] granter)
        {
            Assert.Equal(GrantOutcome.NotGenuine, grant.TryOpen(keys, granter, Today, out var secret));
            Assert.Null(secret);
        }
    }

    [Fact]
    public void Who_holds_the_newest_epoch_reads_all_before_it_and_who_left_reads_nothing_after()
    {
        using var first = Secret(1, 1);
        using var second = Secret(2, 2);
        using var third = Secret(3, 3);
        var links = (Second: second.SealPrevious(first, SeededRandom.From(5)), Third: third.SealPrevious(second, SeededRandom.From(6)));
        using var back = third.TryOpenPrevious(links.Third)!;
        using var further = back.TryOpenPrevious(links.Second)!;
        Assert.Equal(second.PublicKey, back.PublicKey);
        Assert.Equal(first.PublicKey, further.PublicKey);
        // With the secret of the first epoch alone there is no way on; links fit nowhere else.
        foreach (var key in (RoomSecret[])[first, second])
            Assert.Null(key.TryOpenPrevious(links.Third));
        Assert.Null(third.TryOpenPrevious(links.Second));
        Assert.All(Flips(links.Third), changed => Assert.Null(third.TryOpenPrevious(changed)));
        using var elsewhere = Secret(3, 3, room: 6);
        Assert.Null(elsewhere.TryOpenPrevious(links.Third));
        Assert.Throws<ArgumentException>(() => third.SealPrevious(first, SeededRandom.From(7)));
    }

    [Fact]
    public void What_is_dropped_into_a_room_opens_at_its_place_with_its_salt_and_nowhere_else()
    {
        using var secret = Secret(7);
        using var later = Secret(8, 2);
        var salt = SeededRandom.Bytes(3, 32);
        var drop = RoomDrop.Seal(secret.PublicKey, 7, Place, salt, "a call for help"u8, SeededRandom.From(4));
        Assert.Equal(FieldOutcome.Opened, RoomDrop.Open(secret, Place, salt, drop, out var opened));
        Assert.Equal("a call for help"u8.ToArray(), opened);
        Assert.Equal(7u, RoomDrop.EpochOf(drop));
        FieldPlace[] others = [Place with { Table = "notes" }, Place with { Row = "18" }, Place with { Column = "title" }, Place with { Room = new RoomId(6) }];
        Assert.All(others, place => Assert.NotEqual(FieldOutcome.Opened, RoomDrop.Open(secret, place, salt, drop, out _)));
        Assert.NotEqual(FieldOutcome.Opened, RoomDrop.Open(secret, Place, SeededRandom.Bytes(5, 32), drop, out _));
        Assert.Equal(FieldOutcome.OtherEpoch, RoomDrop.Open(later, Place, salt, drop, out _));
        Assert.All(Flips(drop), changed => Assert.NotEqual(FieldOutcome.Opened, RoomDrop.Open(secret, Place, salt, changed, out _)));
        for (var length = 0; length < drop.Length; length++)
            Assert.NotEqual(FieldOutcome.Opened, RoomDrop.Open(secret, Place, salt, drop.AsSpan(0, length), out _));
    }

    [Fact]
    public void Every_sealed_field_opens_at_its_own_place_and_at_no_other_of_tables_rows_columns_rooms_and_epochs()
    {
        var keys = new List<(FieldKey Key, uint Epoch, ulong Room)>();
        foreach (var epoch in (uint[])[1, 2])
            foreach (var room in (ulong[])[5, 6])
            {
                using var secret = Secret(epoch, (int)(epoch * 10 + room), room);
                keys.Add((secret.FieldKeyOf(SeededRandom.Bytes(1, 32)), epoch, room));
            }
        var all = (from key in keys
                   from table in (string[])["note", "donor"]
                   from row in (string[])["1", "2"]
                   from column in (string[])["name", "text"]
                   let place = new FieldPlace(table, row, column, new RoomId(key.Room))
                   select (key.Key, Place: place, Sealed: SealedField.Seal(key.Key, place, "same"u8, SeededRandom.From(1)))).ToList();
        foreach (var from in all)
            foreach (var to in all)
                Assert.Equal(from == to, SealedField.Open(to.Key, to.Place, from.Sealed, out _) == FieldOutcome.Opened);
        foreach (var (key, _, _) in keys) key.Dispose();
    }

    [Fact]
    public void A_stored_file_opens_as_itself_alone()
    {
        var salt = SeededRandom.Bytes(1, 32);
        var file = Stored(salt, 7, "contents"u8.ToArray());
        Assert.Equal("contents"u8.ToArray(), OpenStored(salt, 7, file));
        Assert.Null(OpenStored(salt, 8, file));
        Assert.Null(OpenStored(SeededRandom.Bytes(2, 32), 7, file));
        Assert.All(Flips(file), changed => Assert.Null(OpenStored(salt, 7, changed)));
        for (var length = 0; length < file.Length; length++) Assert.Null(OpenStored(salt, 7, file[..length]));
        Assert.Null(OpenStored(salt, 7, [.. file, 0]));
    }

    [Fact]
    public void Stored_files_of_any_length_open_again() =>
        Gen.Select(Gen.Byte.Array[0, 200_000], Gen.Int).Sample((contents, seed) =>
        {
            var salt = SeededRandom.Bytes(seed, 32);
            Assert.Equal(contents, OpenStored(salt, (UInt128)(uint)seed, Stored(salt, (UInt128)(uint)seed, contents)));
        }, iter: 30);

    private static byte[] Stored(byte[] salt, UInt128 id, byte[] contents)
    {
        var output = new MemoryStream();
        using var sealing = ShredFile.Seal(output, salt, id, SeededRandom.From(3));
        sealing.Write(contents);
        sealing.Complete();
        return output.ToArray();
    }

    private static byte[]? OpenStored(byte[] salt, UInt128 id, byte[] file)
    {
        using var opened = ShredFile.Open(new MemoryStream(file), salt, id);
        if (opened is null) return null;
        var contents = new MemoryStream();
        try
        {
            opened.CopyTo(contents);
        }
        catch (AgeDamageException)
        {
            return null;
        }
        return contents.ToArray();
    }

    private static IEnumerable<byte[]> Flips(byte[] bytes)
    {
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return changed;
        }
    }
}
