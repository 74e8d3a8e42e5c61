using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>What somebody did in a room.</summary>
public enum RoomAct
{
    /// <summary>Opened a note.</summary>
    OpenedNote,

    /// <summary>Opened a file.</summary>
    OpenedFile,

    /// <summary>Put something in.</summary>
    PutIn,

    /// <summary>Destroyed something.</summary>
    Shredded,

    /// <summary>Granted the room to somebody.</summary>
    Granted,

    /// <summary>Took the room from somebody.</summary>
    Revoked,

    /// <summary>Gave the room a new key.</summary>
    Renewed,

    /// <summary>Took a copy of the room.</summary>
    Exported,

    /// <summary>Asked for a copy of all rooms.</summary>
    AskedForAll,

    /// <summary>Agreed that another takes a copy of all rooms.</summary>
    AgreedToAll,

    /// <summary>Opened something else that is sealed to this room: a case, a donor, a call; or a list of them.</summary>
    Opened,

    /// <summary>Took something away that can be put back for a while.</summary>
    TookAway,

    /// <summary>Put back what was taken away.</summary>
    PutBack,
}

/// <summary>A line of a room's record.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="At">When.</param>
/// <param name="Who">Who did it.</param>
/// <param name="Act">What they did.</param>
/// <param name="About">With what: its title then, or somebody's name; may be empty.</param>
public sealed record RecordLine(long Number, Instant At, MemberId Who, RoomAct Act, string About);

/// <summary>
/// Who opened what in a room, and when: sealed to the room, shown to its keepers, only ever added to. Everything that opens
/// what lies in a room writes its line before it shows it.
/// </summary>
internal static class RoomRecord
{
    private const string Kind = "room_record", Field = "body";

    /// <summary>Adds a line.</summary>
    public static void Add(DbConnection connection, HeldRoom room, MemberId who, RoomAct act, string about, Instant now)
    {
        using var transaction = connection.BeginTransaction();
        Add(connection, transaction, room, who, act, about, now);
        transaction.Commit();
    }

    /// <summary>Adds a line that is there when what it tells of is there, and not otherwise.</summary>
    public static void Add(DbConnection connection, DbTransaction transaction, HeldRoom room, MemberId who, RoomAct act, string about, Instant now)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new RecordBody(now.ToUnixTimeSeconds(), Ids.Text(who.Value), (int)act, about), RecordJson.Default.RecordBody);
        // The number is bound into what is sealed; where somebody else took it meanwhile, the next one is tried.
        while (!TryAdd(connection, transaction, room, body))
        {
        }
    }

    /// <summary>
    /// Adds the line that something was opened, once in a session: whoever reads a case all day leaves one line, and no page
    /// waits for a write each time it is shown.
    /// </summary>
    /// <param name="connection">A connection that is in no transaction.</param>
    /// <param name="room">The room.</param>
    /// <param name="session">In which session; null on the command line, where each run leaves its line.</param>
    /// <param name="who">Who opened it.</param>
    /// <param name="about">Its code, never its name; empty for lists of what lies there.</param>
    /// <param name="now">When.</param>
    public static void AddOnce(DbConnection connection, HeldRoom room, Session? session, MemberId who, string about, Instant now)
    {
        if (session?.TryNote(room.Room.Id, about) == false) return;
        try
        {
            Add(connection, room, who, RoomAct.Opened, about, now);
        }
        catch
        {
            session?.Unnote(room.Room.Id, about);
            throw;
        }
    }

    /// <summary>How many lines there are.</summary>
    public static long Count(DbConnection connection, RoomId room) =>
        Sql.Number(connection, null, "select cast(count(*) as bigint) from room_record where room = @room", ("room", Ids.Bytes(room.Value)))!.Value;

    /// <summary>Some lines, the newest first.</summary>
    /// <exception cref="CryptographicException">A line was changed.</exception>
    public static IReadOnlyList<RecordLine> Read(DbConnection connection, HeldRoom room, int skip, int count)
    {
        var rows = new List<(long Number, uint Epoch, byte[] Body)>();
        using (var command = Sql.Command(connection, null,
            "select number, epoch, body from room_record where room = @room order by number desc limit @count offset @skip",
            ("room", Ids.Bytes(room.Room.Id.Value)), ("count", (long)count), ("skip", (long)skip)))
        using (var row = command.ExecuteReader())
            while (row.Read()) rows.Add((row.GetInt64(0), (uint)row.GetInt64(1), row.GetFieldValue<byte[]>(2)));
        return [.. rows.Select(r => Open(connection, room, r.Number, r.Epoch, r.Body))];
    }

    private static RecordLine Open(DbConnection connection, HeldRoom room, long number, uint epoch, byte[] body)
    {
        var opened = room.Read(connection, new SealedRow(PlaceOf(number), room.Room.Id, room.Room.Id.Value, epoch, body))
            ?? throw new CryptographicException($"The record of the room {room.Room.Code} has lost its salt.");
        var line = JsonSerializer.Deserialize(opened, RecordJson.Default.RecordBody)
            ?? throw new CryptographicException($"A line in the record of the room {room.Room.Code} is empty.");
        return new RecordLine(number, Instant.FromUnixTimeSeconds(line.At), new MemberId(Ids.Parse(line.Who) ?? 0), (RoomAct)line.Act, line.About);
    }

    private static bool TryAdd(DbConnection connection, DbTransaction transaction, HeldRoom room, byte[] body)
    {
        var number = Sql.Number(connection, transaction, "select cast(coalesce(max(number), 0) + 1 as bigint) from room_record where room = @room",
            ("room", Ids.Bytes(room.Room.Id.Value)))!.Value;
        var sealedBody = room.SealAt(PlaceOf(number), room.Room.Id.Value, body)
            ?? throw new CryptographicException($"The room {room.Room.Code} has lost its salt.");
        return Sql.Run(connection, transaction,
            "insert into room_record (room, number, epoch, body) values (@room, @number, @epoch, @body) on conflict (room, number) do nothing",
            ("room", Ids.Bytes(room.Room.Id.Value)), ("number", number), ("epoch", (long)room.Secret.Epoch), ("body", sealedBody)) == 1;
    }

    private static SealedPlace PlaceOf(long number) => new(Kind, (UInt128)(ulong)number, Field);
}

/// <summary>A line as it is sealed.</summary>
internal sealed record RecordBody(long At, string Who, int Act, string About);

[JsonSerializable(typeof(RecordBody))]
internal sealed partial class RecordJson : JsonSerializerContext;
