using System.Data.Common;
using System.Security.Cryptography;
using NodaTime;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>What a room is for.</summary>
public enum RoomKind
{
    /// <summary>All members of a group who hold it: its everyday work.</summary>
    Team,

    /// <summary>What comes in from outside: calls for help, reports of an arrest.</summary>
    Intake,

    /// <summary>Who donors are.</summary>
    Donors,

    /// <summary>Letters: addresses, drafts, replies, and what is written to people inside from outside.</summary>
    Letters,

    /// <summary>What a fund is asked for, and what its trustees say.</summary>
    Trustees,

    /// <summary>What is written for the public and not published yet.</summary>
    Press,

    /// <summary>Named people.</summary>
    Named,

    /// <summary>The server has the public half alone; what is put in is read on a keeper's own machine.</summary>
    Offline,
}

/// <summary>A room as the server knows it: without its name.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Organisation">The group it belongs to.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Code">What it is called where its name may not be.</param>
/// <param name="Epoch">Its newest epoch.</param>
/// <param name="Recipient">The age recipient of an offline room; else empty.</param>
/// <param name="MadeOn">When it was made.</param>
public sealed record Room(RoomId Id, long Organisation, RoomKind Kind, string Code, uint Epoch, string Recipient, LocalDate MadeOn);

/// <summary>
/// A room that somebody holds, open for one request: their grant of the newest epoch gives its secret, and from there the
/// older ones. Nobody is let in by a check that could be forgotten: without the grant there is nothing to read with.
/// </summary>
/// <remarks>Not thread safe; disposing wipes the secrets.</remarks>
public sealed class HeldRoom : IDisposable
{
    private readonly Installation _installation;
    private readonly List<RoomSecret> _secrets; // the newest first
    private readonly Dictionary<(UInt128 Subject, uint Epoch), FieldKey> _keys = [];
    private readonly Dictionary<UInt128, byte[]> _salts = [];

    private HeldRoom(Installation installation, Room room, RoomSecret secret, bool isKeeper, LocalDate? lastDay) =>
        (_installation, Room, _secrets, IsKeeper, LastDay) = (installation, room, [secret], isKeeper, lastDay);

    /// <summary>The room.</summary>
    public Room Room { get; }

    /// <summary>Whether they keep it: grant, revoke, read its record.</summary>
    public bool IsKeeper { get; }

    /// <summary>The last day of their grant, or null.</summary>
    public LocalDate? LastDay { get; }

    /// <summary>The secret of the newest epoch.</summary>
    public RoomSecret Secret => _secrets[0];

    /// <summary>The room of an address, opened by the visitor's grant; null where they have none that lives.</summary>
    public static HeldRoom? Find(Installation installation, Visit visit, string? address, LocalDate today)
    {
        if (Ids.Parse(address) is not { } id) return null;
        using var connection = installation.Database.Open();
        return Open(installation, connection, visit.Member.Id, () => visit.Keys, new RoomId(id), today);
    }

    /// <summary>The room of a page whose rule is for who holds or keeps it: the gate has opened it.</summary>
    public static HeldRoom Required(HttpContext context) =>
        context.Features.Get<HeldRoom>() ?? throw new InvalidOperationException("This page is for a room's holders, and its rule doesn't say so.");

    /// <summary>The room of a kind that the visitor's group has, opened by their grant; null where they have none that lives.</summary>
    public static HeldRoom? OfKind(Installation installation, DbConnection connection, Visit visit, RoomKind kind, LocalDate today) =>
        RoomRows.Find(connection, visit.Here!.Organisation.Number, kind) is { } room
            ? Open(installation, connection, visit.Member.Id, () => visit.Keys, room.Id, today) : null;

    /// <summary>Opens a room with a member's keys; null where they hold no living grant of its newest epoch.</summary>
    public static HeldRoom? Open(
        Installation installation, DbConnection connection, MemberId member, Func<MemberKeys> keys, RoomId id, LocalDate today)
    {
        if (RoomRows.Find(connection, id) is not { } room) return null;
        StoredGrant? held;
        // The room may get a new key between the two looks: then the grant is one of that.
        while ((held = RoomRows.GrantOf(connection, room, member)) is null)
            if (RoomRows.Find(connection, id) is not { } now || now.Epoch == room.Epoch) return null;
            else room = now;
        return held.Grant.TryOpen(keys(), held.GranterKey, today, out var secret) == GrantOutcome.Opened
            ? new HeldRoom(installation, room, secret!, held.IsKeeper, held.Grant.LastDay)
            : null;
    }

    /// <summary>A room whose secret is at hand because it was made just now.</summary>
    internal static HeldRoom Made(Installation installation, Room room, RoomSecret secret) => new(installation, room, secret, true, null);

    /// <summary>The secret of an epoch, by way of those after it; null where a link is missing or broken.</summary>
    public RoomSecret? SecretOf(DbConnection connection, uint epoch)
    {
        while (_secrets[^1].Epoch > epoch)
        {
            if (RoomRows.PreviousOf(connection, Room.Id, _secrets[^1].Epoch) is not { } link
                || _secrets[^1].TryOpenPrevious(link) is not { } older) return null;
            _secrets.Add(older);
        }
        return _secrets.Find(s => s.Epoch == epoch);
    }

    /// <summary>Seals a field of a subject with the newest key, and stores it.</summary>
    public void Write(DbConnection connection, DbTransaction? transaction, UInt128 subject, SealedPlace place, ReadOnlySpan<byte> contents) =>
        SealedRows.Put(connection, transaction, Room, subject, place, Secret.Epoch,
            SealedField.Seal(KeyOf(Secret, subject, _installation.Shred.For(subject)), place.In(Room.Id), contents, RandomNumberGenerator.Fill));

    /// <summary>Seals what stands at a place for a subject with the newest key; null where the subject was shredded.</summary>
    internal byte[]? SealAt(SealedPlace place, UInt128 subject, ReadOnlySpan<byte> contents) => SaltOf(subject) is { } salt
        ? SealedField.Seal(KeyOf(Secret, subject, salt), place.In(Room.Id), contents, RandomNumberGenerator.Fill)
        : null;

    /// <summary>Opens a field; null where there is none, or its subject was shredded.</summary>
    /// <exception cref="CryptographicException">It was changed, or moved from another place.</exception>
    public byte[]? Read(DbConnection connection, SealedPlace place) =>
        SealedRows.Find(connection, place) is { } row && row.Room == Room.Id ? Read(connection, row) : null;

    /// <inheritdoc cref="Read(DbConnection, SealedPlace)"/>
    public byte[]? Read(DbConnection connection, SealedRow row)
    {
        if (SecretOf(connection, row.Epoch) is not { } secret)
            throw new CryptographicException($"The room {Room.Code} has no way to its epoch {row.Epoch}.");
        if (SaltOf(row.Subject) is not { } salt) return null;
        var outcome = row.Body[0] == RoomDrop.Version
            ? RoomDrop.Open(secret, row.Place.In(Room.Id), salt, row.Body, out var contents)
            : SealedField.Open(KeyOf(secret, row.Subject, salt), row.Place.In(Room.Id), row.Body, out contents);
        return outcome == FieldOutcome.Opened
            ? contents
            : throw new CryptographicException($"A sealed {row.Place.Kind} in the room {Room.Code} doesn't open: {outcome}.");
    }

    /// <summary>Fetches what many fields need at once: ahead of opening a long list.</summary>
    public void Prepare(IEnumerable<SealedRow> rows)
    {
        foreach (var (subject, salt) in _installation.Shred.Find(rows.Select(r => r.Subject).Where(s => !_salts.ContainsKey(s)))) _salts[subject] = salt;
    }

    /// <summary>
    /// Opens a long list of fields: neither salts are kept nor more than one key, which serves for all fields of a subject that stand behind one
    /// another. What was shredded is left out.
    /// </summary>
    /// <exception cref="CryptographicException">One was changed, or moved from another place.</exception>
    public IEnumerable<(SealedRow Row, byte[] Contents)> ReadAll(DbConnection connection, IReadOnlyCollection<SealedRow> rows)
    {
        var salts = _installation.Shred.Find(rows.Select(r => r.Subject));
        FieldKey? key = null;
        UInt128 keyOf = default;
        try
        {
            foreach (var row in rows)
            {
                if (!salts.TryGetValue(row.Subject, out var salt)) continue;
                if (key is null || keyOf != row.Subject || key.Epoch != row.Epoch)
                {
                    key?.Dispose();
                    key = null;
                    if (SecretOf(connection, row.Epoch) is not { } secret)
                        throw new CryptographicException($"The room {Room.Code} has no way to its epoch {row.Epoch}.");
                    (key, keyOf) = (secret.FieldKeyOf(salt), row.Subject);
                }
                if (SealedField.Open(key, row.Place.In(Room.Id), row.Body, out var contents) is not FieldOutcome.Opened and var outcome)
                    throw new CryptographicException($"A sealed {row.Place.Kind} in the room {Room.Code} doesn't open: {outcome}.");
                yield return (row, contents);
            }
        }
        finally
        {
            key?.Dispose();
            foreach (var salt in salts.Values) CryptographicOperations.ZeroMemory(salt);
        }
    }

    public void Dispose()
    {
        foreach (var salt in _salts.Values) CryptographicOperations.ZeroMemory(salt);
        foreach (var key in _keys.Values) key.Dispose();
        foreach (var secret in _secrets) secret.Dispose();
    }

    /// <summary>A subject's salt: asked anew each time, but where a long list was prepared.</summary>
    private byte[]? SaltOf(UInt128 subject) => _salts.GetValueOrDefault(subject) ?? _installation.Shred.Find(subject);

    private FieldKey KeyOf(RoomSecret secret, UInt128 subject, byte[] salt)
    {
        if (!_keys.TryGetValue((subject, secret.Epoch), out var key)) _keys[(subject, secret.Epoch)] = key = secret.FieldKeyOf(salt);
        return key;
    }
}
