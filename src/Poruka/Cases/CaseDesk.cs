using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using NodaTime;
using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases;

/// <summary>
/// What a caseworker has before them in one request: the group, a connection, and the rooms that they hold, opened when they
/// are first needed. What stands in a room that they don't hold is not there for them.
/// </summary>
/// <remarks>Not thread safe; disposing wipes the keys.</remarks>
internal sealed class CaseDesk : IDisposable
{
    private readonly Dictionary<RoomId, HeldRoom?> _rooms = [];
    private readonly bool _isOwn;
    private IReadOnlyList<Member>? _caseworkers;

    private CaseDesk(HttpContext context, DbConnection? connection)
    {
        var options = context.RequestServices.GetRequiredService<ServeOptions>();
        Installation = options.Installation;
        Connection = connection ?? Installation.Database.Open();
        _isOwn = connection is null;
        Visit = Visit.Required(context);
        Here = Visit.Here ?? throw new InvalidOperationException("This page is one of a group, and its rule doesn't say so.");
        Now = options.Clock.GetCurrentInstant();
        Language = Shell.Page.LanguageOf(context.Request);
    }

    public Installation Installation { get; }

    public DbConnection Connection { get; }

    public Visit Visit { get; }

    /// <summary>The group.</summary>
    public Membership Here { get; }

    public Instant Now { get; }

    public LocalDate Today => Now.InUtc().Date;

    public CultureInfo Language { get; }

    /// <summary>The address of the group's cases.</summary>
    public string Address => $"/groups/{Here.Organisation.Slug}/cases";

    /// <summary>Sits down to a request; the desk is cleared when the request ends.</summary>
    /// <param name="context">The request.</param>
    /// <param name="connection">The caller's connection, which may be in a transaction; null for one of its own.</param>
    public static CaseDesk Of(HttpContext context, DbConnection? connection = null)
    {
        var desk = new CaseDesk(context, connection);
        context.Response.RegisterForDispose(desk);
        return desk;
    }

    /// <summary>The address of a case.</summary>
    public string AddressOf(CaseRow row) => $"{Address}/{row.Code}";

    /// <summary>The case of an address; null where the group has none of the code. One that was joined to another is that other.</summary>
    public CaseRow? Find(HttpContext context) => context.GetRouteValue("case") is string code ? Find(code) : null;

    /// <inheritdoc cref="Find(HttpContext)"/>
    public CaseRow? Find(string code) => CaseRows.Find(Connection, Here.Organisation.Number, code) is { State: not CaseState.Shredded } row
        ? row.MergedInto is { } into ? CaseRows.Find(Connection, into) : row
        : null;

    /// <summary>A room that the visitor holds, opened; null where they don't.</summary>
    public HeldRoom? Room(RoomId id)
    {
        if (!_rooms.TryGetValue(id, out var room))
            _rooms[id] = room = HeldRoom.Open(Installation, Connection, Visit.Member.Id, () => Visit.Keys, id, Today);
        return room?.Room.Organisation == Here.Organisation.Number ? room : null;
    }

    /// <summary>The team's room; null where the visitor doesn't hold it.</summary>
    public HeldRoom? Team => RoomRows.Find(Connection, Here.Organisation.Number, RoomKind.Team) is { } team ? Room(team.Id) : null;

    /// <summary>The rooms of the group that a section can be sealed to, with their names; the team's first.</summary>
    public IReadOnlyList<(Room Room, string Name)> RoomsToChoose()
    {
        var rooms = new List<(Room, string)>();
        foreach (var room in RoomRows.HeldBy(Connection, Visit.Member.Id, Today).OrderBy(r => r.Kind == RoomKind.Team ? 0 : 1))
            if (room.Organisation == Here.Organisation.Number && room.Kind is RoomKind.Team or RoomKind.Named && Room(room.Id) is { } held)
                rooms.Add((room, held.Read(Connection, RoomRows.NameOf(room.Id)) is { Length: > 0 } name
                    ? Encoding.UTF8.GetString(name) : Texts.Get(Language, "People.Room.Kind." + room.Kind)));
        return rooms;
    }

    /// <summary>Who a case is about; null where the visitor may not know.</summary>
    public CaseHead? HeadOf(CaseId id) => HeadsOf([id]).GetValueOrDefault(id);

    /// <summary>Who many cases are about, at once; those of which the visitor may not know are left out.</summary>
    public IReadOnlyDictionary<CaseId, CaseHead> HeadsOf(IReadOnlyCollection<CaseId> ids) =>
        Heads(SealedRows.Find(Connection, "case", "name", [.. ids.Select(i => i.Value)])).ToDictionary(h => h.Id, h => h.Head);

    /// <summary>Opens the heads of cases, as far as the visitor holds their rooms.</summary>
    public IEnumerable<(CaseId Id, CaseHead Head)> Heads(IEnumerable<SealedRow> fields)
    {
        foreach (var (row, contents) in OpenAll(fields))
            if (JsonSerializer.Deserialize(contents, CaseJson.Default.CaseHead) is { } head) yield return (new CaseId(row.Place.Row), head);
    }

    /// <summary>
    /// Opens many sealed fields, each with whichever room it lies in; those in rooms that the visitor doesn't hold are left out. That
    /// lists of the room were read is noted in its record, once in a session.
    /// </summary>
    public IEnumerable<(SealedRow Row, byte[] Contents)> OpenAll(IEnumerable<SealedRow> fields)
    {
        foreach (var inRoom in fields.GroupBy(f => f.Room))
            if (Room(inRoom.Key) is { } room)
            {
                RoomRecord.AddOnce(Connection, room, Visit.Session, Visit.Member.Id, "", Now);
                foreach (var opened in room.ReadAll(Connection, [.. inRoom])) yield return opened;
            }
    }

    /// <summary>Opens a field of many rows of a kind; by row.</summary>
    public IReadOnlyDictionary<UInt128, byte[]> OpenAll(string kind, string name, IReadOnlyCollection<UInt128> rows) =>
        OpenAll(SealedRows.Find(Connection, kind, name, rows)).ToDictionary(o => o.Row.Place.Row, o => o.Contents);

    /// <summary>By the clocks of which zones the times of cases are written; those that the visitor may not read are left out.</summary>
    public IReadOnlyDictionary<CaseId, DateTimeZone> ZonesOf(IReadOnlyCollection<CaseId> ids) =>
        OpenAll("case", "sheet-basic", [.. ids.Select(i => i.Value)]).Select(o => (Id: new CaseId(o.Key), Zone: CaseFields.ZoneOf(JsonSerializer.Deserialize(o.Value, CaseJson.Default.Sheet)!.Get("zone"))))
            .Where(o => o.Zone is not null).ToDictionary(o => o.Id, o => o.Zone!);

    /// <summary>Notes in the records of rooms that a case was read, once in a session: before it is shown.</summary>
    public void Note(CaseRow row, IEnumerable<HeldRoom> rooms)
    {
        foreach (var room in rooms.Distinct()) RoomRecord.AddOnce(Connection, room, Visit.Session, Visit.Member.Id, row.Code, Now);
    }

    /// <summary>Who looks after cases in the group.</summary>
    public IReadOnlyList<Member> Caseworkers() => _caseworkers ??= CaseDuty.Caseworkers(Connection, Here.Organisation.Number);

    /// <summary>A sheet; empty where nothing was written or nothing can be read.</summary>
    public Sheet SheetOf(CaseRow row, Section section) =>
        SealedRows.Find(Connection, CasePlaces.Sheet(row.Id, section)) is { } field && Room(field.Room)?.Read(Connection, field) is { } bytes
            ? JsonSerializer.Deserialize(bytes, CaseJson.Default.Sheet) ?? [] : [];

    public void Dispose()
    {
        foreach (var room in _rooms.Values) room?.Dispose();
        if (_isOwn) Connection.Dispose();
    }
}

/// <summary>Where the sealed fields of a case stand.</summary>
internal static class CasePlaces
{
    public static SealedPlace Name(CaseId id) => new("case", id.Value, "name");

    public static SealedPlace Sheet(CaseId id, Section section) => new("case", id.Value, "sheet-" + CaseRows.Word(section));

    public static SealedPlace Fact(FactId id) => new("case-fact", id.Value, "fact");

    public static SealedPlace Task(UInt128 id) => new("case-task", id, "task");

    public static SealedPlace Playbook(UInt128 id) => new("case-playbook", id, "playbook");

    public static SealedPlace Watch(UInt128 id) => new("case-watch", id, "watch");

    public static SealedPlace File(UInt128 id) => new("case-file", id, "name");
}
