using System.Data.Common;
using Poruka.Funds;
using Poruka.Storage;

namespace Poruka.People;

/// <summary>
/// The blind indexes of rooms. Their key outlives epochs, and who has left a room may know it: so when a room gets a new key, its
/// index is to be made anew under a new one, as soon as all that lies in the room is sealed to the new key.
/// </summary>
/// <remarks>
/// A capability whose room has an index adds its kind to <see cref="Remake"/>: draw a new index key, store it as a sealed field of
/// the room, and write every tag anew, in one transaction.
/// </remarks>
internal static class RoomIndexes
{
    /// <summary>Notes that the index of a room is to be made anew.</summary>
    public static void Expire(DbConnection connection, DbTransaction transaction, Room room) => Sql.Run(connection, transaction, """
        insert into room_reindex (room, epoch) values (@room, @epoch)
        on conflict (room) do update set epoch = excluded.epoch
        """, ("room", Ids.Bytes(room.Id.Value)), ("epoch", (long)room.Epoch));

    /// <summary>Makes the index of a room anew where that was noted.</summary>
    public static void RemakeWhereDue(DbConnection connection, HeldRoom held, CancellationToken stop)
    {
        if (Sql.Number(connection, null, "select epoch from room_reindex where room = @room", ("room", Ids.Bytes(held.Room.Id.Value))) is not { } epoch)
            return;
        stop.ThrowIfCancellationRequested();
        Remake(connection, held);
        // Not where the room got yet another key while we were at it.
        Sql.Run(connection, null, "delete from room_reindex where room = @room and epoch = @epoch",
            ("room", Ids.Bytes(held.Room.Id.Value)), ("epoch", epoch));
    }

    private static void Remake(DbConnection connection, HeldRoom held)
    {
        switch (held.Room.Kind)
        {
            case RoomKind.Donors:
                // Opening it is enough: it sees that its key is of an epoch before.
                DonorIndex.Open(held, connection).Dispose();
                break;
            default:
                break;
        }
    }
}
