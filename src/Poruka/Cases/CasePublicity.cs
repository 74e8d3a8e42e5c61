using System.Data.Common;
using NodaTime;
using Poruka.Casework;
using Poruka.People;
using Poruka.Publishing;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases;

/// <summary>
/// Which public page is about the person of a case. It stands sealed in the case's own room: whoever has the disk learns of no case
/// whose name a public page bears.
/// </summary>
internal static class CasePublicity
{
    /// <summary>The open cases of some ids, each with the room of its basic facts.</summary>
    public static IReadOnlyList<(CaseId Id, Room Room)> RoomsOf(DbConnection connection, IEnumerable<string> cases) =>
    [
        .. from text in cases
           let id = Ids.Parse(text)
           where id is not null && CaseRows.Find(connection, new CaseId(id.Value)) is { State: CaseState.Open }
           from section in CaseRows.Sections(connection, new CaseId(id.Value))
           where section.Section == Section.Basic
           let room = RoomRows.Find(connection, section.Room)
           where room is { Kind: not RoomKind.Offline }
           select (new CaseId(id.Value), room),
    ];

    /// <summary>Notes in a case that a post is about its person. Nobody need hold the case's room for that.</summary>
    public static void Link(Installation installation, DbConnection connection, DbTransaction transaction, CaseId id, Room room, UInt128 post) =>
        Drops.Put(installation, connection, transaction, room, id.Value, PlaceOf(id), Ids.Bytes(post));

    /// <summary>The post about the person of a case; null where there is none, or the visitor doesn't hold the case's room.</summary>
    public static UInt128? PostOf(CaseDesk desk, CaseId id) =>
        SealedRows.Find(desk.Connection, PlaceOf(id)) is { } field && desk.Room(field.Room)?.Read(desk.Connection, field) is { Length: 16 } post ? Ids.Read(post) : null;

    /// <summary>The risk in a case has changed: what its person agreed to before is to be asked again.</summary>
    public static void AskAgain(CaseDesk desk, DbTransaction transaction, UInt128 post) =>
        PublicPosts.AskAgain(desk.Connection, transaction, post, desk.Today.PlusDays(Publisher.DaysToAskAgain));

    private static SealedPlace PlaceOf(CaseId id) => new("case", id.Value, "public-post");
}
