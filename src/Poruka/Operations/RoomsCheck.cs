using System.Data.Common;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Operations;

/// <summary>What was found in the rooms without any key.</summary>
/// <param name="Rooms">How many rooms.</param>
/// <param name="Grants">How many grants, each with the signature of who gave it.</param>
/// <param name="Files">How many stored files that are there whole.</param>
/// <param name="Shredded">How many stored files whose salt is destroyed.</param>
/// <param name="Problems">What is wrong, by the codes of rooms and files.</param>
internal sealed record RoomsFound(int Rooms, int Grants, int Files, int Shredded, IReadOnlyList<string> Problems);

/// <summary>Checks of rooms what can be checked with nobody signed in: keys, signed grants, records without gaps, files.</summary>
internal static class RoomsCheck
{
    public static RoomsFound Run(Installation installation, DbConnection connection, CancellationToken stop)
    {
        var problems = new List<string>();
        var rooms = RoomRows.All(connection);
        var (grants, files, shredded) = (0, 0, 0);
        foreach (var room in rooms)
        {
            stop.ThrowIfCancellationRequested();
            if (room.Kind != RoomKind.Offline && RoomRows.PublicKeyOf(connection, room).Length != KeyAgreement.KeySize) problems.Add($"{room.Code}: key");
            foreach (var held in RoomRows.Grants(connection, room))
                if (held.Grant.IsSignedBy(held.GranterKey)) grants++;
                else problems.Add($"{room.Code}: grant");
            if (Sql.Number(connection, null, "select cast(max(number) - count(*) as bigint) from room_record where room = @room", ("room", Ids.Bytes(room.Id.Value))) is > 0)
                problems.Add($"{room.Code}: record");
            foreach (var file in StoredFiles.OfRoom(connection, room.Id))
                if (installation.Shred.Find(file.Subject) is null) shredded++;
                else if (IsWhole(installation, file)) files++;
                else problems.Add($"{room.Code}: {Ids.Text(file.Id)}");
        }
        return new RoomsFound(rooms.Count, grants, files, shredded, problems);
    }

    /// <summary>Reads its outer layer to the end, which tells a changed or a short one.</summary>
    private static bool IsWhole(Installation installation, StoredFile file)
    {
        try
        {
            using var opened = StoredFiles.OpenSealed(installation, file);
            opened?.Contents.CopyTo(Stream.Null);
            return opened is not null;
        }
        catch (Exception damage) when (damage is IOException or System.Security.Cryptography.CryptographicException)
        {
            return false;
        }
    }
}
