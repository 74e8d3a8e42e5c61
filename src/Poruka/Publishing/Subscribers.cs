using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Publishing;

/// <summary>Who gets the newsletter, as it is sealed to the room for the press.</summary>
/// <param name="Address">Their mail address.</param>
/// <param name="Token">What stands in the links that are for them alone.</param>
public sealed record SubscriberBody(string Address, string Token);

[JsonSerializable(typeof(SubscriberBody))]
internal sealed partial class SubscriberJson : JsonSerializerContext;

/// <summary>Who gets the newsletter. The server knows of them a language and a hash; addresses open in an editor's session only.</summary>
internal static class Subscribers
{
    /// <summary>So long somebody may take to confirm.</summary>
    public const int DaysToConfirm = 3;

    /// <summary>A new subscriber, who has yet to confirm. Nobody need hold the room.</summary>
    public static string Add(Installation installation, DbConnection connection, DbTransaction transaction, long organisation, Room room, string address, string language, LocalDate today)
    {
        Forget(installation, connection, transaction, today);
        var id = Ids.Draw();
        var token = Ids.Text(Ids.Draw());
        Sql.Run(connection, transaction, "insert into subscriber (subscriber, organisation, language, state, token, made_on) values (@id, @group, @language, 'asked', @token, @today)",
            ("id", Ids.Bytes(id)), ("group", organisation), ("language", language), ("token", Hash(token)), ("today", (long)Months.DayNumber(today)));
        Drops.Put(installation, connection, transaction, room, id, PlaceOf(id), JsonSerializer.SerializeToUtf8Bytes(new SubscriberBody(address, token), SubscriberJson.Default.SubscriberBody));
        return token;
    }

    /// <summary>Whom a link is for, and in which language; null where nobody.</summary>
    public static (UInt128 Id, string State)? Find(DbConnection connection, string token) => Ids.Parse(token) is null ? null
        : Sql.List(connection, null, "select subscriber, state from subscriber where token = @token",
            row => ((UInt128, string)?)(Ids.Read(row.GetFieldValue<byte[]>(0)), row.GetString(1)), ("token", Hash(token))).FirstOrDefault();

    public static void Confirm(DbConnection connection, UInt128 id) =>
        Sql.Run(connection, null, "update subscriber set state = 'confirmed' where subscriber = @id", ("id", Ids.Bytes(id)));

    /// <summary>Forgets somebody: the row, what is sealed, and what could open it.</summary>
    public static void Leave(Installation installation, DbConnection connection, UInt128 id)
    {
        using (var transaction = connection.BeginTransaction())
        {
            Remove(connection, transaction, id);
            transaction.Commit();
        }
        installation.Shred.Destroy(id);
    }

    public static (long Confirmed, long Asked) Count(DbConnection connection, long organisation)
    {
        return (Number("confirmed"), Number("asked"));

        long Number(string state) => Sql.Number(connection, null, "select cast(count(*) as bigint) from subscriber where organisation = @group and state = @state",
            ("group", organisation), ("state", state)) ?? 0;
    }

    /// <summary>The confirmed ones, by their ids and languages.</summary>
    public static IReadOnlyList<(UInt128 Id, string Language)> Confirmed(DbConnection connection, long organisation) => Sql.List(connection, null,
        "select subscriber, language from subscriber where organisation = @group and state = 'confirmed' order by subscriber",
        row => (Ids.Read(row.GetFieldValue<byte[]>(0)), row.GetString(1)), ("group", organisation));

    /// <summary>Opens an address; null where it was shredded.</summary>
    public static SubscriberBody? Open(PressDesk desk, UInt128 id) =>
        desk.Room.Read(desk.Connection, PlaceOf(id)) is { } bytes ? JsonSerializer.Deserialize(bytes, SubscriberJson.Default.SubscriberBody) : null;

    /// <summary>Forgets those who never confirmed.</summary>
    private static void Forget(Installation installation, DbConnection connection, DbTransaction transaction, LocalDate today)
    {
        foreach (var id in Sql.List(connection, transaction, "select subscriber from subscriber where state = 'asked' and made_on < @day",
            row => Ids.Read(row.GetFieldValue<byte[]>(0)), ("day", (long)Months.DayNumber(today) - DaysToConfirm)))
        {
            Remove(connection, transaction, id);
            installation.Shred.Destroy(id);
        }
    }

    private static void Remove(DbConnection connection, DbTransaction transaction, UInt128 id)
    {
        Sql.Run(connection, transaction, "delete from subscriber where subscriber = @id", ("id", Ids.Bytes(id)));
        Sql.Run(connection, transaction, "delete from newsletter_copy where subscriber = @id and state = 'waiting'", ("id", Ids.Bytes(id)));
        SealedRows.DeleteOf(connection, transaction, id);
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));

    private static SealedPlace PlaceOf(UInt128 id) => new("subscriber", id, "body");
}
