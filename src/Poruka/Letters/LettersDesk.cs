using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Parts;
using Poruka.Storage;

namespace Poruka.Letters;

/// <summary>A coordinator at work: the group, its room for letters held open, a connection, today.</summary>
/// <remarks>Lives as long as its request.</remarks>
internal sealed class LettersDesk : IDisposable
{
    private LettersDesk(Installation installation, DbConnection connection, HeldRoom room, Organisation group, Member me, Instant now) =>
        (Installation, Connection, Room, Group, Me, Now) = (installation, connection, room, group, me, now);

    public Installation Installation { get; }

    public DbConnection Connection { get; }

    public HeldRoom Room { get; }

    public Organisation Group { get; }

    private Session? Session { get; set; }

    /// <summary>The coordinator.</summary>
    public Member Me { get; }

    public Instant Now { get; }

    public LocalDate Today => Now.InUtc().Date;

    /// <summary>The address of the group's letters, or of a page under it.</summary>
    public string Address(string path = "") => $"/groups/{Group.Slug}/letters{(path.Length > 0 ? "/" + path : "")}";

    /// <summary>Opens the desk; null where the visitor doesn't hold the group's room for letters. The room's record says so, once in a session.</summary>
    public static LettersDesk? Open(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        var desk = Open(options.Installation, visit.Member, () => visit.Keys, visit.Here!.Organisation, options.Clock.GetCurrentInstant());
        if (desk is not null) desk.Session = visit.Session;
        desk?.Note("");
        return desk;
    }

    /// <summary>Opens the desk of a group for a member whose keys are at hand.</summary>
    public static LettersDesk? Open(Installation installation, Member member, Func<Vault.MemberKeys> keys, Organisation group, Instant now)
    {
        var connection = installation.Database.Open();
        if (RoomRows.Find(connection, group.Number, RoomKind.Letters) is { } room
            && HeldRoom.Open(installation, connection, member.Id, keys, room.Id, now.InUtc().Date) is { } held)
            return new LettersDesk(installation, connection, held, group, member, now);
        connection.Dispose();
        return null;
    }

    /// <summary>Writes into the room's record that something was opened: each thing once in a session.</summary>
    /// <param name="about">Whose; empty for the room as a whole.</param>
    public void Note(string about)
    {
        RoomRecord.AddOnce(Connection, Room, Session, Me.Id, about, Now);
    }

    /// <summary>Does something at the desk; says who lets in where the visitor doesn't hold the room.</summary>
    public static IResult At(HttpContext context, ServeOptions options, Func<LettersDesk, IResult> work)
    {
        using var desk = Open(context, options);
        return desk is null ? Closed(context) : work(desk);
    }

    /// <summary>The page for who doesn't hold the room.</summary>
    public static IResult Closed(HttpContext context) =>
        PartsView.Of(Page.Of(context, "Letters.NoRoom.Title")).With(new Part { Paragraphs = ["Letters.NoRoom"] }).Show(StatusCodes.Status403Forbidden);

    public T? Read<T>(SealedPlace place, JsonTypeInfo<T> type) where T : class =>
        Room.Read(Connection, place) is { } bytes ? JsonSerializer.Deserialize(bytes, type) : null;

    public void Write<T>(DbTransaction transaction, UInt128 subject, SealedPlace place, T value, JsonTypeInfo<T> type) =>
        Room.Write(Connection, transaction, subject, place, LettersJson.Bytes(value, type));

    public RecipientFacts? Facts(RecipientId id) => Read(RecipientRow.FactsOf(id), LettersJson.Default.RecipientFacts);

    public WriterFacts? Facts(WriterId id) => Read(WriterRow.FactsOf(id), LettersJson.Default.WriterFacts);

    public LetterText? Text(UInt128 letter) => Read(LetterRow.TextOf(letter), LettersJson.Default.LetterText);

    /// <summary>The member whose id stands in what is sealed; empty where they are gone.</summary>
    public string MemberName(string id) => Ids.Parse(id) is { } known ? MemberRows.Find(Connection, new Vault.MemberId(known))?.Name ?? "" : "";

    public string NameOf(RecipientId? id) => id is { } known ? Facts(known)?.Name ?? "" : "";

    public string NameOf(WriterId? id) => id is { } known ? Facts(known)?.Name ?? "" : "";

    public void Dispose()
    {
        Room.Dispose();
        Connection.Dispose();
    }
}
