using System.Data.Common;
using System.Security.Cryptography;
using Poruka.Ledger.Statements;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds;

/// <summary>
/// Seals what the lines of an import say of payers, where nobody holds the donors' room: each line under a key of the import, which is
/// put into the room once and then forgotten here.
/// </summary>
/// <remarks>Not thread safe; disposing wipes the key.</remarks>
internal sealed class LineSeal : IDisposable
{
    private readonly Installation _installation;
    private readonly Room _room;
    private readonly byte[] _roomKey;
    private readonly SecretBytes _secret = new(FieldKey.Size);
    private readonly FieldKey _key;
    private readonly UInt128 _subject = Ids.Draw();

    private LineSeal(Installation installation, Room room, byte[] roomKey)
    {
        (_installation, _room, _roomKey) = (installation, room, roomKey);
        RandomNumberGenerator.Fill(_secret.Span);
        _key = new FieldKey(_secret.Span, 0);
    }

    /// <summary>Begins to seal for a fund; null where it belongs to no group, and so has no donors' room.</summary>
    public static LineSeal? For(Installation installation, long fund)
    {
        using var connection = installation.Database.Open();
        return Donors.RoomOf(connection, fund) is { } room
            ? new LineSeal(installation, room, RoomRows.PublicKeyOf(connection, room)) : null;
    }

    /// <summary>A line's detail, sealed.</summary>
    public byte[] Seal(UInt128 identity, StatementLine line)
    {
        var plain = LineDetail.ToBytes(line);
        var bytes = LineDetail.ToSealedBytes(_installation.Secrets.LineIdentityKey, line,
            SealedField.Seal(_key, LineKeys.PlaceOf(identity, _room.Id), plain, RandomNumberGenerator.Fill));
        CryptographicOperations.ZeroMemory(plain);
        return bytes;
    }

    /// <summary>Seals the lines of a fund that were imported before there was a donors' room; within a transaction.</summary>
    /// <returns>How many.</returns>
    public int SealEarlier(DbConnection connection, DbTransaction? transaction, long fund)
    {
        var imports = Imports(connection, transaction, fund);
        if (imports.Count == 0) return 0;
        var lines = new List<(long Account, long Day, byte[] Identity, byte[] Detail)>();
        using (var find = Sql.Command(connection, transaction, """
            select l.account, l.day, l.identity, l.detail from statement_line l
            where l.fund = @fund and not exists (select 1 from statement_key k where k.import = l.import)
            """, ("fund", fund)))
        {
            using var row = find.ExecuteReader();
            while (row.Read()) lines.Add((row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3)));
        }
        foreach (var (account, day, identity, detail) in lines)
        {
            // The amount isn't part of the detail.
            var line = LineDetail.Read(detail, Months.Day(day), default);
            Sql.Run(connection, transaction,
                "update statement_line set detail = @detail where fund = @fund and account = @account and day = @day and identity = @identity",
                ("detail", Seal(Ids.Read(identity), line)), ("fund", fund), ("account", account), ("day", day), ("identity", identity));
            CryptographicOperations.ZeroMemory(detail);
        }
        foreach (var import in imports) Keep(connection, transaction, import);
        return lines.Count;
    }

    /// <summary>Says that an import's lines are under this key, and puts it into the donors' room.</summary>
    public void Keep(DbConnection connection, DbTransaction? transaction, long import)
    {
        Drops.Put(connection, transaction, _room, _roomKey, _subject, _installation.Shred.For(_subject), LineKeys.KeyAt(_subject), _secret.Span);
        Sql.Run(connection, transaction, "insert into statement_key (import, subject) values (@import, @subject)",
            ("import", import), ("subject", Ids.Bytes(_subject)));
    }

    public void Dispose()
    {
        _key.Dispose();
        _secret.Dispose();
    }

    private static List<long> Imports(DbConnection connection, DbTransaction? transaction, long fund)
    {
        using var find = Sql.Command(connection, transaction, """
            select import from statement_import i where fund = @fund and not exists (select 1 from statement_key k where k.import = i.import)
            """, ("fund", fund));
        using var row = find.ExecuteReader();
        var imports = new List<long>();
        while (row.Read()) imports.Add(row.GetInt64(0));
        return imports;
    }
}

/// <summary>The keys of imports, as who holds the donors' room has them.</summary>
/// <remarks>Lives as long as its room is open; not thread safe.</remarks>
internal sealed class LineKeys : IDisposable
{
    private readonly RoomId _room;
    private readonly Dictionary<long, FieldKey> _keys = [];

    private LineKeys(RoomId room) => _room = room;

    /// <summary>Opens the keys of all imports of a fund. Before a transaction begins.</summary>
    public static LineKeys Open(HeldRoom room, DbConnection connection, long fund)
    {
        var keys = new LineKeys(room.Room.Id);
        var subjects = new List<(long Import, UInt128 Subject)>();
        using (var find = Sql.Command(connection, null, """
            select k.import, k.subject from statement_key k join statement_import i on i.import = k.import where i.fund = @fund
            """, ("fund", fund)))
        {
            using var row = find.ExecuteReader();
            while (row.Read()) subjects.Add((row.GetInt64(0), Ids.Read(row.GetFieldValue<byte[]>(1))));
        }
        foreach (var (import, subject) in subjects)
            if (room.Read(connection, KeyAt(subject)) is { } secret)
            {
                keys._keys[import] = new FieldKey(secret, 0);
                CryptographicOperations.ZeroMemory(secret);
            }
        return keys;
    }

    /// <summary>A line as its row has it, opened where it is sealed and its key is there; else without what is sealed.</summary>
    public static StatementLine Read(LineKeys? keys, long import, UInt128 identity, ReadOnlySpan<byte> detail, NodaTime.LocalDate day, Ledger.Money amount)
    {
        var part = LineDetail.SealedPart(detail);
        if (part.IsEmpty || keys is null || !keys._keys.TryGetValue(import, out var key)
            || SealedField.Open(key, PlaceOf(identity, keys._room), part, out var plain) != FieldOutcome.Opened) return LineDetail.Read(detail, day, amount);
        var line = LineDetail.Read(plain, day, amount);
        CryptographicOperations.ZeroMemory(plain);
        return line;
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values) key.Dispose();
    }

    internal static SealedPlace KeyAt(UInt128 subject) => new("lines", subject, "key");

    internal static FieldPlace PlaceOf(UInt128 identity, RoomId room) => new("statement_line", Ids.Text(identity), "detail", room);
}
