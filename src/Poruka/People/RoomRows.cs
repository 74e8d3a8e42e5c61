using System.Data.Common;
using System.Security.Cryptography;
using NodaTime;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>A grant as stored: with the key that its signature is held against.</summary>
public sealed record StoredGrant(Grant Grant, byte[] GranterKey, bool IsKeeper, LocalDate GrantedOn);

/// <summary>Reads and writes rooms, their epochs and grants.</summary>
internal static class RoomRows
{
    private const string Columns = "room, organisation, kind, code, epoch, recipient, made_on";

    public static Room? Find(DbConnection connection, RoomId id) =>
        List(connection, null, $"select {Columns} from room where room = @room", ("room", Ids.Bytes(id.Value))).FirstOrDefault();

    /// <summary>The one room of a group that is there once: for intake, or for donors.</summary>
    public static Room? Find(DbConnection connection, long organisation, RoomKind kind) => List(connection, null,
        $"select {Columns} from room where organisation = @organisation and kind = @kind order by made_on, code",
        ("organisation", organisation), ("kind", Word(kind))).FirstOrDefault();

    /// <summary>The rooms that a member holds on a day, those of their newest epoch only.</summary>
    public static IReadOnlyList<Room> HeldBy(
        DbConnection connection, MemberId member, LocalDate today, DbTransaction? transaction = null) => List(connection, transaction, """
        select r.room, r.organisation, r.kind, r.code, r.epoch, r.recipient, r.made_on
        from room r join room_grant g on g.room = r.room and g.epoch = r.epoch
        where g.member = @member and (g.last_day is null or g.last_day >= @today) order by r.organisation, r.made_on, r.code
        """, ("member", Ids.Bytes(member.Value)), ("today", (long)Months.DayNumber(today)));

    /// <summary>All rooms of all groups.</summary>
    public static IReadOnlyList<Room> All(DbConnection connection) => List(connection, null, $"select {Columns} from room order by code");

    /// <summary>The offline rooms of a group: every member may put something in.</summary>
    public static IReadOnlyList<Room> Offline(DbConnection connection, long organisation) => List(connection, null,
        $"select {Columns} from room where organisation = @organisation and kind = 'offline' order by made_on, code",
        ("organisation", organisation));

    /// <summary>Makes a room with its first epoch, granted to its maker.</summary>
    public static HeldRoom Make(
        Installation installation, DbConnection connection, DbTransaction transaction, Organisation organisation, RoomKind kind,
        string name, Member maker, MemberKeys keys, LocalDate today)
    {
        var room = new Room(new RoomId(Ids.Draw()), organisation.Number, kind, DrawCode(), 1, "", today);
        Insert(connection, transaction, room);
        var secret = RoomSecret.Draw(room.Id, 1, RandomNumberGenerator.Fill);
        AddEpoch(connection, transaction, secret, null, today);
        Put(connection, transaction, Grant.Make(secret, maker.Id, maker.PublicKey, null, maker.Id, keys, RandomNumberGenerator.Fill),
            maker.VerifyingKey, isKeeper: true, today);
        var held = HeldRoom.Made(installation, room, secret);
        held.Write(connection, transaction, room.Id.Value, NameOf(room.Id), System.Text.Encoding.UTF8.GetBytes(name));
        return held;
    }

    /// <summary>Where the name of a room stands, sealed to those who hold it.</summary>
    public static SealedPlace NameOf(RoomId room) => new("room", room.Value, "name");

    public static void Insert(DbConnection connection, DbTransaction transaction, Room room) => Sql.Run(connection, transaction,
        $"insert into room ({Columns}) values (@room, @organisation, @kind, @code, @epoch, @recipient, @made)",
        ("room", Ids.Bytes(room.Id.Value)), ("organisation", room.Organisation), ("kind", Word(room.Kind)), ("code", room.Code),
        ("epoch", (long)room.Epoch), ("recipient", room.Recipient), ("made", (long)Months.DayNumber(room.MadeOn)));

    /// <summary>Adds an epoch and makes it the newest.</summary>
    public static void AddEpoch(DbConnection connection, DbTransaction transaction, RoomSecret secret, byte[]? previous, LocalDate today)
    {
        Sql.Run(connection, transaction,
            "insert into room_epoch (room, epoch, public_key, previous, made_on) values (@room, @epoch, @public, @previous, @today)",
            ("room", Ids.Bytes(secret.Room.Value)), ("epoch", (long)secret.Epoch), ("public", secret.PublicKey),
            ("previous", previous), ("today", (long)Months.DayNumber(today)));
        Sql.Run(connection, transaction, "update room set epoch = @epoch where room = @room",
            ("epoch", (long)secret.Epoch), ("room", Ids.Bytes(secret.Room.Value)));
    }

    /// <summary>The public half of a room's newest epoch.</summary>
    public static byte[] PublicKeyOf(DbConnection connection, Room room, DbTransaction? transaction = null)
    {
        using var command = Sql.Command(connection, transaction, "select public_key from room_epoch where room = @room and epoch = @epoch",
            ("room", Ids.Bytes(room.Id.Value)), ("epoch", (long)room.Epoch));
        return (byte[])command.ExecuteScalar()!;
    }

    public static byte[]? PreviousOf(DbConnection connection, RoomId room, uint epoch)
    {
        using var command = Sql.Command(connection, null, "select previous from room_epoch where room = @room and epoch = @epoch",
            ("room", Ids.Bytes(room.Value)), ("epoch", (long)epoch));
        return command.ExecuteScalar() as byte[];
    }

    public static void Put(
        DbConnection connection, DbTransaction transaction, Grant grant, byte[] granterKey, bool isKeeper, LocalDate today) =>
        Sql.Run(connection, transaction, """
            insert into room_grant (room, epoch, member, keeper, last_day, granter, granter_key, wrapped, signature, granted_on)
            values (@room, @epoch, @member, @keeper, @last, @granter, @key, @wrapped, @signature, @today)
            on conflict (room, epoch, member) do update set keeper = excluded.keeper, last_day = excluded.last_day,
                granter = excluded.granter, granter_key = excluded.granter_key, wrapped = excluded.wrapped,
                signature = excluded.signature, granted_on = excluded.granted_on
            """,
            ("room", Ids.Bytes(grant.Room.Value)), ("epoch", (long)grant.Epoch), ("member", Ids.Bytes(grant.To.Value)),
            ("keeper", isKeeper ? 1L : 0L), ("last", grant.LastDay is { } day ? (long)Months.DayNumber(day) : null),
            ("granter", Ids.Bytes(grant.Granter.Value)), ("key", granterKey), ("wrapped", grant.Wrapped),
            ("signature", grant.Signature), ("today", (long)Months.DayNumber(today)));

    /// <summary>
    /// Holds a room's row until the transaction ends, so that grants and new epochs come one after the other. False where the room
    /// has got another epoch meanwhile.
    /// </summary>
    public static bool TryHold(DbConnection connection, DbTransaction transaction, Room room) => Sql.Run(connection, transaction,
        "update room set epoch = epoch where room = @room and epoch = @epoch",
        ("room", Ids.Bytes(room.Id.Value)), ("epoch", (long)room.Epoch)) == 1;

    /// <summary>Takes the grants of epochs before the newest away: who holds the newest reads what is older by it.</summary>
    public static void ForgetOldGrants(DbConnection connection, DbTransaction transaction, RoomId room, uint epoch) => Sql.Run(connection, transaction,
        "delete from room_grant where room = @room and epoch < @epoch", ("room", Ids.Bytes(room.Value)), ("epoch", (long)epoch));

    /// <summary>The room of a code, such as R-7K2M9Q.</summary>
    public static Room? FindByCode(DbConnection connection, string code) =>
        List(connection, null, $"select {Columns} from room where code = @code", ("code", code)).FirstOrDefault();

    /// <summary>Takes every grant of a member in a room away.</summary>
    public static int Revoke(DbConnection connection, DbTransaction transaction, RoomId room, MemberId member) => Sql.Run(connection, transaction,
        "delete from room_grant where room = @room and member = @member",
        ("room", Ids.Bytes(room.Value)), ("member", Ids.Bytes(member.Value)));

    public static StoredGrant? GrantOf(DbConnection connection, Room room, MemberId member) =>
        Grants(connection, room).FirstOrDefault(g => g.Grant.To == member);

    /// <summary>The grants of a room's newest epoch.</summary>
    public static IReadOnlyList<StoredGrant> Grants(DbConnection connection, Room room, DbTransaction? transaction = null)
    {
        using var command = Sql.Command(connection, transaction, """
            select member, keeper, last_day, granter, granter_key, wrapped, signature, granted_on from room_grant
            where room = @room and epoch = @epoch
            """, ("room", Ids.Bytes(room.Id.Value)), ("epoch", (long)room.Epoch));
        using var row = command.ExecuteReader();
        var grants = new List<StoredGrant>();
        while (row.Read())
            grants.Add(new StoredGrant(
                new Grant(room.Id, room.Epoch, new MemberId(Ids.Read(row.GetFieldValue<byte[]>(0))),
                    row.IsDBNull(2) ? null : Months.Day(row.GetInt64(2)), new MemberId(Ids.Read(row.GetFieldValue<byte[]>(3))),
                    row.GetFieldValue<byte[]>(5), row.GetFieldValue<byte[]>(6)),
                row.GetFieldValue<byte[]>(4), row.GetInt64(1) != 0, Months.Day(row.GetInt64(7))));
        return grants;
    }

    internal static string Word(RoomKind kind) => kind switch
    {
        RoomKind.Team => "team",
        RoomKind.Named => "named",
        RoomKind.Offline => "offline",
        RoomKind.Intake => "intake",
        RoomKind.Donors => "donors",
        RoomKind.Letters => "letters",
        RoomKind.Trustees => "trustees",
        RoomKind.Press => "press",
    };

    /// <summary>A code such as R-7K2M9Q: no letters that are taken for one another.</summary>
    internal static string DrawCode() => "R-" + RandomNumberGenerator.GetString("23456789ABCDEFGHJKMNPQRSTVWXYZ", 6);

    private static RoomKind KindOf(string word) => Enum.GetValues<RoomKind>().First(k => Word(k) == word);

    private static List<Room> List(
        DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, transaction, sql, parameters);
        using var row = command.ExecuteReader();
        var rooms = new List<Room>();
        while (row.Read())
            rooms.Add(new Room(
                new RoomId(Ids.Read(row.GetFieldValue<byte[]>(0))), row.GetInt64(1), KindOf(row.GetString(2)), row.GetString(3),
                (uint)row.GetInt64(4), row.GetString(5), Months.Day(row.GetInt64(6))));
        return rooms;
    }
}
