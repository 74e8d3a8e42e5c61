using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Letters;

/// <summary>A coordinator at work: the group, its room for letters held open, a connection, today.</summary>
/// <remarks>Lives as long as its request.</remarks>
internal sealed class LettersDesk : IDisposable
{
    private LettersDesk(ServeOptions options, DbConnection connection, HeldRoom room, Organisation group, LocalDate today) =>
        (Options, Connection, Room, Group, Today) = (options, connection, room, group, today);

    public ServeOptions Options { get; }

    public DbConnection Connection { get; }

    public HeldRoom Room { get; }

    public Organisation Group { get; }

    public LocalDate Today { get; }

    /// <summary>The address of the group's letters, or of a page under it.</summary>
    public string Address(string path = "") => $"/groups/{Group.Slug}/letters{(path.Length > 0 ? "/" + path : "")}";

    /// <summary>Opens the desk; null where the visitor doesn't hold the group's room for letters.</summary>
    public static LettersDesk? Open(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        var today = options.Clock.GetCurrentInstant().InUtc().Date;
        var connection = options.Installation.Database.Open();
        var group = visit.Here!.Organisation;
        if (RoomRows.Find(connection, group.Number, RoomKind.Letters) is { } room
            && HeldRoom.Open(options.Installation, connection, visit.Member.Id, () => visit.Keys, room.Id, today) is { } held)
            return new LettersDesk(options, connection, held, group, today);
        connection.Dispose();
        return null;
    }

    /// <summary>Does something at the desk; says who lets in where the visitor doesn't hold the room.</summary>
    public static IResult At(HttpContext context, ServeOptions options, Func<LettersDesk, IResult> work)
    {
        using var desk = Open(context, options);
        return desk is null ? Closed(context) : work(desk);
    }

    /// <summary>The page for who doesn't hold the room.</summary>
    public static IResult Closed(HttpContext context) =>
        LettersView.Of(Page.Of(context, "Letters.NoRoom.Title")).With(new Part { Paragraphs = ["Letters.NoRoom"] }).Show(StatusCodes.Status403Forbidden);

    public T? Read<T>(SealedPlace place, JsonTypeInfo<T> type) where T : class =>
        Room.Read(Connection, place) is { } bytes ? JsonSerializer.Deserialize(bytes, type) : null;

    public void Write<T>(DbTransaction transaction, UInt128 subject, SealedPlace place, T value, JsonTypeInfo<T> type) =>
        Room.Write(Connection, transaction, subject, place, LettersJson.Bytes(value, type));

    public RecipientFacts? Facts(RecipientId id) => Read(RecipientRow.FactsOf(id), LettersJson.Default.RecipientFacts);

    public WriterFacts? Facts(WriterId id) => Read(WriterRow.FactsOf(id), LettersJson.Default.WriterFacts);

    public LetterText? Text(UInt128 letter) => Read(LetterRow.TextOf(letter), LettersJson.Default.LetterText);

    public string NameOf(RecipientId? id) => id is { } known ? Facts(known)?.Name ?? "" : "";

    public string NameOf(WriterId? id) => id is { } known ? Facts(known)?.Name ?? "" : "";

    public void Dispose()
    {
        Room.Dispose();
        Connection.Dispose();
    }
}
