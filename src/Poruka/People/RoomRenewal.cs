using System.Data.Common;
using System.Security.Cryptography;
using NodaTime;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>How far a room is sealed to its newest key: fields and files together.</summary>
/// <param name="All">How many there are.</param>
/// <param name="Done">How many of them are sealed to the newest key.</param>
/// <param name="Damaged">How many of those that were looked at didn't open, and so were left as they are.</param>
public sealed record RenewalProgress(long All, long Done, int Damaged)
{
    /// <summary>Whether all are.</summary>
    public bool IsDone => Done >= All;
}

/// <summary>
/// A new key for a room, of which who has left gets nothing: a new epoch, granted to those who stay, with the secret of the one
/// before sealed under it. What lies in the room is sealed anew bit by bit, at a keeper's visits or all at once.
/// </summary>
internal static class RoomRenewal
{
    /// <summary>How much one visit of a keeper seals anew.</summary>
    public const int FieldsAtOnce = 200, FilesAtOnce = 2;

    /// <summary>How many it looks at for that: some may be damaged, and stay as they are.</summary>
    private const int LookAt = 1_000;

    /// <summary>Gives a room a new epoch.</summary>
    /// <param name="installation">Where.</param>
    /// <param name="connection">Outside of a transaction.</param>
    /// <param name="held">The room, held by a keeper.</param>
    /// <param name="by">The keeper: signs the new grants.</param>
    /// <param name="keys">Their keys.</param>
    /// <param name="without">Who loses the room, or null.</param>
    /// <param name="today">Grants whose last day is over aren't renewed.</param>
    /// <returns>The room in its new epoch, which the caller disposes; null where another keeper was faster: load it again.</returns>
    public static HeldRoom? Begin(
        Installation installation, DbConnection connection, HeldRoom held, Member by, MemberKeys keys, MemberId? without, LocalDate today)
    {
        if (without == by.Id) throw new ArgumentException("A keeper doesn't take a room from themselves: who leaves is taken out by another.", nameof(without));
        var (old, next) = (held.Room, held.Room with { Epoch = held.Room.Epoch + 1 });
        using var transaction = connection.BeginTransaction();
        if (!RoomRows.TryHold(connection, transaction, old)) return null;
        var stay = RoomRows.Grants(connection, old, transaction).Where(g => g.Grant.To != without && !(g.Grant.LastDay < today)).ToList();
        var secret = RoomSecret.Draw(old.Id, next.Epoch, RandomNumberGenerator.Fill);
        RoomRows.AddEpoch(connection, transaction, secret, secret.SealPrevious(held.Secret, RandomNumberGenerator.Fill), today);
        foreach (var one in stay)
            if (MemberRows.Find(connection, one.Grant.To, transaction) is { State: not MemberState.Left } member)
                RoomRows.Put(connection, transaction,
                    Grant.Make(secret, member.Id, member.PublicKey, one.Grant.LastDay, by.Id, keys, RandomNumberGenerator.Fill),
                    by.VerifyingKey, one.IsKeeper, today);
        RoomRows.ForgetOldGrants(connection, transaction, old.Id, next.Epoch);
        RoomIndexes.Expire(connection, transaction, next);
        Sql.Run(connection, transaction, "delete from epoch_due where room = @room", ("room", Ids.Bytes(old.Id.Value)));
        transaction.Commit();
        return HeldRoom.Made(installation, next, secret);
    }

    /// <summary>Whether somebody who held a room has left the group since it got its key.</summary>
    public static bool IsDue(DbConnection connection, RoomId room) =>
        Sql.Number(connection, null, "select since from epoch_due where room = @room", ("room", Ids.Bytes(room.Value))) is not null;

    /// <summary>How far it is.</summary>
    public static RenewalProgress ProgressOf(DbConnection connection, Room room, int damaged = 0)
    {
        var (all, current) = SealedRows.Count(connection, room.Id, room.Epoch);
        var (files, currentFiles) = StoredFiles.Count(connection, room.Id, room.Epoch);
        return new RenewalProgress(all + files, current + currentFiles, damaged);
    }

    /// <summary>Seals some more to the newest key, and re-makes the room's index when all is.</summary>
    /// <param name="installation">Where.</param>
    /// <param name="connection">Outside of a transaction.</param>
    /// <param name="held">The room, held by a keeper.</param>
    /// <param name="stop">Breaks it off between two of them.</param>
    public static async Task<RenewalProgress> Continue(
        Installation installation, DbConnection connection, HeldRoom held, CancellationToken stop)
    {
        var damaged = SealFields(connection, held);
        var files = 0;
        foreach (var file in StoredFiles.Before(connection, held.Room.Id, held.Room.Epoch, LookAt))
        {
            if (files == FilesAtOnce) break;
            stop.ThrowIfCancellationRequested();
            try
            {
                if (!await StoredFiles.SealAnew(installation, connection, held, file, stop)) StoredFiles.Delete(connection, null, file.Id);
                files++;
            }
            catch (Exception damage) when (damage is CryptographicException or Vault.Age.AgeDamageException)
            {
                damaged++;
            }
        }
        var progress = ProgressOf(connection, held.Room, damaged);
        if (progress.IsDone) RoomIndexes.RemakeWhereDue(connection, held, stop);
        return progress;
    }

    private static int SealFields(DbConnection connection, HeldRoom held)
    {
        var damaged = 0;
        var ready = new List<(SealedRow Row, byte[]? Body)>();
        foreach (var row in SealedRows.Before(connection, held.Room.Id, held.Room.Epoch, LookAt))
        {
            if (ready.Count == FieldsAtOnce) break;
            try
            {
                var contents = held.Read(connection, row);
                ready.Add((row, contents is null ? null : held.SealAt(row.Place, row.Subject, contents)));
                if (contents is not null) CryptographicOperations.ZeroMemory(contents);
            }
            catch (CryptographicException)
            {
                damaged++;
            }
        }
        using var transaction = connection.BeginTransaction();
        foreach (var (row, body) in ready)
            if (body is not null) SealedRows.Replace(connection, transaction, row, held.Room.Epoch, body);
            else SealedRows.DeleteOf(connection, transaction, row.Subject); // its salt is gone: nothing of it opens again
        transaction.Commit();
        return damaged;
    }
}
