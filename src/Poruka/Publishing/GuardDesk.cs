using System.Data.Common;
using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Publishing;

/// <summary>What the guard works with in one request: a connection, and the rooms that the visitor holds, opened when they are needed.</summary>
/// <remarks>Not thread safe; disposing wipes the keys.</remarks>
internal sealed class GuardDesk : IDisposable
{
    private readonly Dictionary<RoomId, HeldRoom?> _rooms = [];

    public GuardDesk(Installation installation, Visit visit, Instant now)
    {
        (Installation, Visit, Now) = (installation, visit, now);
        Connection = Installation.Database.Open();
    }

    public Installation Installation { get; }

    public DbConnection Connection { get; }

    public Visit Visit { get; }

    public Instant Now { get; }

    public LocalDate Today => Now.InUtc().Date;

    /// <summary>Sits down to a request; the desk is cleared when the request ends.</summary>
    public static GuardDesk Of(HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<ServeOptions>();
        var desk = new GuardDesk(options.Installation, Visit.Required(context), options.Clock.GetCurrentInstant());
        context.Response.RegisterForDispose(desk);
        return desk;
    }

    /// <summary>A room that the visitor holds, opened; null where they don't.</summary>
    public HeldRoom? Room(RoomId id)
    {
        if (!_rooms.TryGetValue(id, out var room))
            _rooms[id] = room = HeldRoom.Open(Installation, Connection, Visit.Member.Id, () => Visit.Keys, id, Today);
        return room;
    }

    /// <summary>The asking of an address, of the group there; null where there is none.</summary>
    public GuardAsk? Find(string? address) =>
        Ids.Parse(address) is { } id && GuardRows.Find(Connection, id) is { } ask && ask.Organisation == Visit.Here!.Organisation.Number ? ask : null;

    /// <summary>The address of the group's texts that wait, or of one.</summary>
    public string Address(GuardAsk? ask = null) => GuardGate.AddressOf(Visit.Here!.Organisation, ask);

    public void Dispose()
    {
        foreach (var room in _rooms.Values) room?.Dispose();
        Connection.Dispose();
    }
}
