using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds;

/// <summary>
/// What a request is about: the fixed evidence of practice. Sealed to the trustees' room; there is no field for what somebody
/// thinks or belongs to.
/// </summary>
public sealed record RequestDetails
{
    /// <summary>What happened, and what the money is for.</summary>
    public string What { get; init; } = "";

    /// <summary>Which group asks, where another one does.</summary>
    public string Asker { get; init; } = "";

    /// <summary>The code of the case that it is for, where it came from its page.</summary>
    public string Case { get; init; } = "";

    /// <summary>Charges and stage of the proceedings.</summary>
    public string Stage { get; init; } = "";

    /// <summary>Who else is affected, by number or by the references of other requests.</summary>
    public string Others { get; init; } = "";

    /// <summary>That the person agrees, and how that is known.</summary>
    public string Consent { get; init; } = "";

    /// <summary>Bills and papers: which there are and where they lie.</summary>
    public string Bills { get; init; } = "";

    /// <summary>Who is paid.</summary>
    public string Payee { get; init; } = "";

    /// <summary>The payee's account.</summary>
    public string Account { get; init; } = "";

    /// <summary>Street and number of the payee.</summary>
    public string Street { get; init; } = "";

    /// <summary>Postal code.</summary>
    public string PostCode { get; init; } = "";

    /// <summary>Town.</summary>
    public string Town { get; init; } = "";

    /// <summary>Country, two letters.</summary>
    public string Country { get; init; } = "";

    /// <summary>What the payee needs to read on the payment; no names of cases.</summary>
    public string Remittance { get; init; } = "";
}

/// <summary>Seals and opens what requests are about.</summary>
internal static class RequestSecrets
{
    /// <summary>The names of notes: what was asked back and answered, and the evidence after the fact.</summary>
    public const string AnswerNote = "answer", EvidenceNote = "evidence";

    /// <summary>The note that is written with an act; null where none is.</summary>
    public static string? NoteOf(RequestAct act) => act switch
    {
        RequestAct.Evidence => EvidenceNote,
        RequestAct.Submit or RequestAct.SendBack => AnswerNote,
        _ => null,
    };

    private static SealedPlace Place(UInt128 request) => new("request", request, "details");

    /// <summary>Where a payment's proof or the evidence after the fact stands, in words.</summary>
    private static SealedPlace NotePlace(UInt128 request, string name) => new("request", request, name);

    /// <summary>Puts the details into the trustees' room, by its public half: who asks need not hold it.</summary>
    public static void Put(Installation installation, DbConnection connection, DbTransaction? transaction, Room room, byte[] publicKey, UInt128 request, RequestDetails details) =>
        Drop(installation, connection, transaction, room, publicKey, Place(request), request, JsonSerializer.SerializeToUtf8Bytes(details, RequestJson.Default.RequestDetails));

    /// <summary>Puts what was said with an act to its request: nothing where nothing was, or the act has no note.</summary>
    public static void PutNoteOf(Installation installation, FundTransaction transaction, Room room, UInt128 request, RequestAct act, string text)
    {
        if (text.Length > 0 && NoteOf(act) is { } name)
            PutNote(installation, transaction.Connection, transaction.Transaction, room, RoomRows.PublicKeyOf(transaction.Connection, room, transaction.Transaction), request, name, text);
    }

    /// <summary>Puts a note to a request.</summary>
    public static void PutNote(Installation installation, DbConnection connection, DbTransaction? transaction, Room room, byte[] publicKey, UInt128 request, string name, string text) =>
        Drop(installation, connection, transaction, room, publicKey, NotePlace(request, name), request, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Opens the details, for a benefit those of its entitlement; null where they were shredded or never put in.</summary>
    public static RequestDetails? Read(DbConnection connection, HeldRoom room, UInt128 request) =>
        (room.Read(connection, Place(request)) ?? (BenefitRows.EntitlementOf(connection, request) is { } entitlement ? room.Read(connection, Place(entitlement)) : null)) is { } bytes ? JsonSerializer.Deserialize(bytes, RequestJson.Default.RequestDetails) : null;

    /// <summary>Opens a note; empty where there is none.</summary>
    public static string ReadNote(DbConnection connection, HeldRoom room, UInt128 request, string name) =>
        room.Read(connection, NotePlace(request, name)) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : "";

    private static void Drop(
        Installation installation, DbConnection connection, DbTransaction? transaction, Room room, byte[] publicKey, SealedPlace place, UInt128 subject, byte[] contents)
    {
        var body = RoomDrop.Seal(publicKey, room.Epoch, place.In(room.Id), installation.Shred.For(subject), contents, RandomNumberGenerator.Fill);
        SealedRows.Put(connection, transaction, room, subject, place, room.Epoch, body);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RequestDetails))]
internal sealed partial class RequestJson : JsonSerializerContext;
