using System.Data.Common;
using System.Security.Cryptography;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>Puts something into a room without holding it: only who holds the room reads it (<see cref="HeldRoom.Read(DbConnection, SealedPlace)"/>).</summary>
internal static class Drops
{
    /// <summary>Seals a field of a subject to a room's public half, and stores it.</summary>
    public static void Put(
        Installation installation, DbConnection connection, DbTransaction? transaction, Room room, UInt128 subject, SealedPlace place,
        ReadOnlySpan<byte> contents) =>
        Put(connection, transaction, room, RoomRows.PublicKeyOf(connection, room, transaction), subject, installation.Shred.For(subject), place, contents);

    /// <summary>The same for many fields of a room, whose public half and salts are at hand.</summary>
    public static void Put(
        DbConnection connection, DbTransaction? transaction, Room room, byte[] publicKey, UInt128 subject, byte[] salt, SealedPlace place,
        ReadOnlySpan<byte> contents) =>
        SealedRows.Put(connection, transaction, room, subject, place, room.Epoch,
            RoomDrop.Seal(publicKey, room.Epoch, place.In(room.Id), salt, contents, RandomNumberGenerator.Fill));
}
