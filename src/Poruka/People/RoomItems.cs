using System.Data.Common;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>Something that lies in a room, as the server knows it. Its id is its subject too: it can be destroyed by itself.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Room">The room.</param>
/// <param name="IsFile">Whether it is a file; else a note.</param>
/// <param name="Number">In which order it came into the room, from 1.</param>
/// <param name="MadeOn">When.</param>
public sealed record RoomItem(UInt128 Id, RoomId Room, bool IsFile, long Number, LocalDate MadeOn);

/// <summary>What a list shows of it.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="By">Who put it in.</param>
/// <param name="Size">How many bytes a file has.</param>
public sealed record ItemHead(string Title, string By, long Size);

/// <summary>Notes and files of rooms.</summary>
internal static class RoomItems
{
    /// <summary>How long a title and a note may be, in characters.</summary>
    public const int MaxTitle = 120, MaxText = 40_000;

    /// <summary>The most bytes of files that are put in at once.</summary>
    public const long MaxUpload = 512L << 20;

    private const string Columns = "item, room, kind, number, made_on";
    private const string Kind = "item", Head = "head", Text = "text";

    public static long Count(DbConnection connection, RoomId room) => Sql.Number(connection, null,
        "select cast(count(*) as bigint) from room_item where room = @room", ("room", Ids.Bytes(room.Value)))!.Value;

    /// <summary>Some of a room, the newest first.</summary>
    public static IReadOnlyList<RoomItem> List(DbConnection connection, RoomId room, int skip, int count) => Read(connection,
        $"select {Columns} from room_item where room = @room order by number desc, item limit @count offset @skip",
        ("room", Ids.Bytes(room.Value)), ("count", (long)count), ("skip", (long)skip));

    /// <summary>The item of an address; null where the room has none of the kind.</summary>
    public static RoomItem? Find(DbConnection connection, RoomId room, string address) =>
        Ids.Parse(address) is { } id
            ? Read(connection, $"select {Columns} from room_item where item = @item and room = @room", ("item", Ids.Bytes(id)), ("room", Ids.Bytes(room.Value))).FirstOrDefault()
            : null;

    /// <summary>Adds a note.</summary>
    public static void AddNote(DbConnection connection, HeldRoom held, MemberId by, string title, string text, LocalDate today)
    {
        var id = Ids.Draw();
        using var transaction = connection.BeginTransaction();
        Insert(connection, transaction, held.Room.Id, id, isFile: false, today);
        WriteHead(connection, transaction, held, id, new ItemHead(title, Ids.Text(by.Value), 0));
        held.Write(connection, transaction, id, new SealedPlace(Kind, id, Text), Encoding.UTF8.GetBytes(text));
        transaction.Commit();
    }

    /// <summary>Adds a file whose bytes are stored under the same subject.</summary>
    public static void AddFile(DbConnection connection, HeldRoom held, StoredFile file, MemberId by, string name, LocalDate today)
    {
        using var transaction = connection.BeginTransaction();
        StoredFiles.Add(connection, transaction, file);
        Insert(connection, transaction, held.Room.Id, file.Subject, isFile: true, today);
        WriteHead(connection, transaction, held, file.Subject, new ItemHead(name, Ids.Text(by.Value), file.ContentsSize));
        transaction.Commit();
    }

    /// <summary>Adds to an offline room, of which the server knows no more than that it is there.</summary>
    public static void AddSealed(DbConnection connection, StoredFile file, bool isFile, LocalDate today)
    {
        using var transaction = connection.BeginTransaction();
        StoredFiles.Add(connection, transaction, file);
        Insert(connection, transaction, file.Room, file.Subject, isFile, today);
        transaction.Commit();
    }

    /// <summary>What a list shows of an item; null where it was shredded.</summary>
    public static ItemHead? HeadOf(DbConnection connection, HeldRoom held, RoomItem item) =>
        held.Read(connection, new SealedPlace(Kind, item.Id, Head)) is { } bytes ? JsonSerializer.Deserialize(bytes, ItemJson.Default.ItemHead) : null;

    /// <summary>The text of a note; null where it was shredded.</summary>
    public static string? TextOf(DbConnection connection, HeldRoom held, RoomItem item) =>
        held.Read(connection, new SealedPlace(Kind, item.Id, Text)) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>The bytes of a file item.</summary>
    public static StoredFile? FileOf(DbConnection connection, RoomItem item) => StoredFiles.OfSubject(connection, null, item.Id).FirstOrDefault(f => f.Room == item.Room);

    /// <summary>What kind of fields items have: an export writes them out by themselves.</summary>
    internal static bool IsOne(string kind) => kind == Kind;

    private static void WriteHead(DbConnection connection, DbTransaction transaction, HeldRoom held, UInt128 id, ItemHead head) =>
        held.Write(connection, transaction, id, new SealedPlace(Kind, id, Head), JsonSerializer.SerializeToUtf8Bytes(head, ItemJson.Default.ItemHead));

    private static void Insert(DbConnection connection, DbTransaction transaction, RoomId room, UInt128 id, bool isFile, LocalDate today)
    {
        // One after the other, so that no two get one number.
        Sql.Run(connection, transaction, "update room set epoch = epoch where room = @room", ("room", Ids.Bytes(room.Value)));
        Sql.Run(connection, transaction, """
            insert into room_item (item, room, kind, number, made_on)
            select @item, @room, @kind, coalesce(max(number), 0) + 1, @made from room_item where room = @room
            """, ("item", Ids.Bytes(id)), ("room", Ids.Bytes(room.Value)), ("kind", isFile ? "file" : "note"), ("made", (long)Months.DayNumber(today)));
    }

    private static List<RoomItem> Read(DbConnection connection, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, null, sql, parameters);
        using var row = command.ExecuteReader();
        var items = new List<RoomItem>();
        while (row.Read())
            items.Add(new RoomItem(Ids.Read(row.GetFieldValue<byte[]>(0)), new RoomId(Ids.Read(row.GetFieldValue<byte[]>(1))),
                row.GetString(2) == "file", row.GetInt64(3), Months.Day(row.GetInt64(4))));
        return items;
    }
}

[JsonSerializable(typeof(ItemHead))]
internal sealed partial class ItemJson : JsonSerializerContext;
