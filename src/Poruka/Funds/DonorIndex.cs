using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Poruka.Ledger.Statements;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds;

/// <summary>
/// By what donors are known at import: HMACs of account numbers and references under a key that lies in the donors' room.
/// Without the room there is nothing to try guesses with. The key is of an epoch: in a new one, which is made when
/// somebody leaves the room, a new key is drawn and all is indexed anew.
/// </summary>
/// <remarks>Lives as long as its room is open; not thread safe.</remarks>
internal sealed class DonorIndex : IDisposable
{
    private const int ShortestReference = 4;

    private readonly BlindIndex _tags;
    private readonly Room _room;

    private DonorIndex(Room room, BlindIndex tags) => (_room, _tags) = (room, tags);

    /// <summary>Opens the index of a donors' room, and makes it anew where its key is of another epoch or was never drawn.</summary>
    public static DonorIndex Open(HeldRoom room, DbConnection connection)
    {
        var place = new SealedPlace("donors", room.Room.Id.Value, "index");
        // The epoch stands in the contents: a field that was only sealed anew still tells of which epoch its key is.
        if (room.Read(connection, place) is { } kept)
        {
            var index = BinaryPrimitives.ReadUInt32BigEndian(kept) == room.Room.Epoch
                ? new DonorIndex(room.Room, new BlindIndex(kept.AsSpan(4))) : null;
            CryptographicOperations.ZeroMemory(kept);
            if (index is not null) return index;
        }
        return Make(room, connection, place);
    }

    private static DonorIndex Make(HeldRoom room, DbConnection connection, SealedPlace place)
    {
        var donors = SealedRows.Of(connection, room.Room.Id, "donor").Where(row => row.Place.Name == "details")
            .Select(row => (Id: new DonorId(row.Place.Row), Details: room.Read(connection, row))).ToList();
        var contents = new byte[4 + BlindIndex.KeySize];
        BinaryPrimitives.WriteUInt32BigEndian(contents, room.Room.Epoch);
        RandomNumberGenerator.Fill(contents.AsSpan(4));
        var made = new DonorIndex(room.Room, new BlindIndex(contents.AsSpan(4)));
        using var transaction = connection.BeginTransaction();
        room.Write(connection, transaction, room.Room.Id.Value, place, contents);
        CryptographicOperations.ZeroMemory(contents);
        Sql.Run(connection, transaction, "delete from donor_tag where room = @room", ("room", Ids.Bytes(room.Room.Id.Value)));
        foreach (var (id, details) in donors)
            if (details is not null) made.Put(connection, transaction, id, DonorJson.Read(details));
        transaction.Commit();
        return made;
    }

    /// <summary>Writes by what a donor is known; what was known before is forgotten.</summary>
    public void Put(DbConnection connection, DbTransaction? transaction, DonorId donor, DonorDetails details)
    {
        Sql.Run(connection, transaction, "delete from donor_tag where donor = @donor", ("donor", Ids.Bytes(donor.Value)));
        foreach (var tag in details.Accounts.Select(AccountTag).Concat(details.References.Select(ReferenceTag)).OfType<byte[]>())
            Sql.Run(connection, transaction,
                "insert into donor_tag (room, tag, donor) values (@room, @tag, @donor) on conflict (room, tag, donor) do nothing",
                ("room", Ids.Bytes(_room.Id.Value)), ("tag", tag), ("donor", Ids.Bytes(donor.Value)));
    }

    /// <summary>Whose a payment is: by its account, else by a reference in its text; null where that is nobody's, or of several.</summary>
    public DonorId? Find(DbConnection connection, DbTransaction? transaction, StatementLine line)
    {
        if (line.CounterpartyAccount is { } account && AccountTag(account) is { } tag
            && Only(Of(connection, transaction, tag)) is { } payer) return payer;
        var found = new HashSet<DonorId>();
        foreach (var word in WordsOf(line))
            if (ReferenceTag(word) is { } reference) found.UnionWith(Of(connection, transaction, reference));
        return Only(found);
    }

    /// <summary>The words of a line by which somebody may be known.</summary>
    public static IReadOnlySet<string> WordsOf(StatementLine line)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in (ReadOnlySpan<string?>)[line.EndToEndId, line.Reference, line.Remittance])
            foreach (var word in (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(64)) words.Add(word);
        return words;
    }

    public void Dispose() => _tags.Dispose();

    private static DonorId? Only(IReadOnlyCollection<DonorId> donors) => donors.Count == 1 ? donors.First() : null;

    private byte[]? AccountTag(string account) => Tag("account", account, 5);

    private byte[]? ReferenceTag(string reference) => Tag("reference", reference, ShortestReference);

    /// <summary>Letters and digits alone, in capitals, so that a number written with spaces is the one without.</summary>
    private byte[]? Tag(string kind, string text, int shortest)
    {
        var plain = new StringBuilder();
        foreach (var letter in text.Normalize(NormalizationForm.FormKC))
            if (char.IsLetterOrDigit(letter)) plain.Append(char.ToUpperInvariant(letter));
        return plain.Length < shortest ? null : _tags.TagOf(kind, Encoding.UTF8.GetBytes(plain.ToString()));
    }

    private List<DonorId> Of(DbConnection connection, DbTransaction? transaction, byte[] tag)
    {
        using var find = Sql.Command(connection, transaction, "select donor from donor_tag where room = @room and tag = @tag",
            ("room", Ids.Bytes(_room.Id.Value)), ("tag", tag));
        using var row = find.ExecuteReader();
        var found = new List<DonorId>();
        while (row.Read()) found.Add(new DonorId(Ids.Read(row.GetFieldValue<byte[]>(0))));
        return found;
    }
}
