using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>Reads and writes donors: their pseudonyms from rows, who they are from the donors' room.</summary>
internal static class Donors
{
    private const string Kind = "donor", Columns = "donor, organisation, code, made_on";

    /// <summary>The donors' room of the group that a fund belongs to; null where it belongs to none.</summary>
    public static Room? RoomOf(DbConnection connection, long fund) =>
        Sql.Number(connection, null, "select organisation from fund where fund = @fund", ("fund", fund)) is { } organisation
            ? RoomRows.Find(connection, organisation, RoomKind.Donors) : null;

    /// <summary>
    /// Opens the donors' room for a page of the fund on which payers or donors are named; null where the visitor doesn't hold it.
    /// That it was opened stands in the room's record first.
    /// </summary>
    public static HeldRoom? OpenFor(HttpContext context, ServeOptions options, DbConnection connection, Room? donors, Fund fund)
    {
        var visit = Visit.Required(context);
        var now = options.Clock.GetCurrentInstant();
        var held = donors is { } room
            ? HeldRoom.Open(options.Installation, connection, visit.Member.Id, () => visit.Keys, room.Id, now.InUtc().Date) : null;
        if (held is not null) RoomRecord.AddOnce(connection, held, visit.Session, visit.Member.Id, fund.Slug, now);
        return held;
    }

    public static IReadOnlyList<Donor> List(DbConnection connection, long organisation) => Read(connection,
        $"select {Columns} from donor where organisation = @organisation order by code", ("organisation", organisation));

    public static Donor? Find(DbConnection connection, DonorId id) =>
        Read(connection, $"select {Columns} from donor where donor = @donor", ("donor", Ids.Bytes(id.Value))).FirstOrDefault();

    public static Donor? Find(DbConnection connection, long organisation, string code) => Read(connection,
        $"select {Columns} from donor where organisation = @organisation and code = @code",
        ("organisation", organisation), ("code", code)).FirstOrDefault();

    /// <summary>Adds a donor to a donors' room, in a transaction of its own.</summary>
    public static Donor Add(HeldRoom room, DbConnection connection, DonorDetails details, LocalDate today)
    {
        using var index = DonorIndex.Open(room, connection);
        using var transaction = connection.BeginTransaction();
        var donor = Add(room, connection, transaction, index, details, today);
        transaction.Commit();
        return donor;
    }

    /// <summary>Adds a donor within a transaction that the caller ends.</summary>
    public static Donor Add(HeldRoom room, DbConnection connection, DbTransaction? transaction, DonorIndex index, DonorDetails details, LocalDate today)
    {
        var donor = new Donor(new DonorId(Ids.Draw()), room.Room.Organisation, DrawCode(), today);
        Sql.Run(connection, transaction, $"insert into donor ({Columns}) values (@donor, @organisation, @code, @today)",
            ("donor", Ids.Bytes(donor.Id.Value)), ("organisation", donor.Organisation), ("code", donor.Code),
            ("today", (long)Months.DayNumber(today)));
        Write(room, connection, transaction, index, donor.Id, details);
        return donor;
    }

    /// <summary>Writes who a donor is within a transaction that the caller ends.</summary>
    public static void Save(HeldRoom room, DbConnection connection, DbTransaction? transaction, DonorIndex index, DonorId donor, DonorDetails details) =>
        Write(room, connection, transaction, index, donor, details);

    /// <summary>Takes back a donor to whom nothing is tied yet; false where something is.</summary>
    public static bool TakeBack(DbConnection connection, DbTransaction transaction, DonorId donor)
    {
        if (Sql.Number(connection, transaction, """
            select cast((select count(*) from donor_gift where donor = @donor) + (select count(*) from pledge where donor = @donor) + (select count(*) from past_gift where donor = @donor) as bigint)
            """, ("donor", Ids.Bytes(donor.Value))) != 0) return false;
        SealedRows.DeleteOf(connection, transaction, donor.Value);
        Sql.Run(connection, transaction, "delete from donor_tag where donor = @donor", ("donor", Ids.Bytes(donor.Value)));
        Sql.Run(connection, transaction, "delete from donor where donor = @donor", ("donor", Ids.Bytes(donor.Value)));
        return true;
    }

    /// <summary>Writes who a donor is, and by what they are known at import, in a transaction of its own.</summary>
    public static void Save(HeldRoom room, DbConnection connection, DonorId donor, DonorDetails details)
    {
        using var index = DonorIndex.Open(room, connection);
        using var transaction = connection.BeginTransaction();
        Write(room, connection, transaction, index, donor, details);
        transaction.Commit();
    }

    /// <summary>A donor's name; null where they were erased.</summary>
    public static string? NameOf(HeldRoom room, DbConnection connection, DonorId id) =>
        room.Read(connection, NameAt(id)) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>The names of all donors of the room.</summary>
    public static Dictionary<DonorId, string> Names(HeldRoom room, DbConnection connection)
    {
        var names = new Dictionary<DonorId, string>();
        foreach (var row in SealedRows.Of(connection, room.Room.Id, Kind))
            if (row.Place.Name == "name" && room.Read(connection, row) is { } bytes)
                names[new DonorId(row.Place.Row)] = Encoding.UTF8.GetString(bytes);
        return names;
    }

    /// <summary>Who a donor is; null where they were erased.</summary>
    public static DonorDetails? DetailsOf(HeldRoom room, DbConnection connection, DonorId id) =>
        room.Read(connection, DetailsAt(id)) is { } bytes ? DonorJson.Read(bytes) : null;

    /// <summary>
    /// Erases a donor: the salt first, with which who they are is gone from old backups too; then by what they were known, whose
    /// their gifts were, what opens their leaves, and what bank lines say of them. The books keep days and amounts.
    /// </summary>
    /// <returns>How many gifts nothing links to anybody any more.</returns>
    public static int Erase(Installation installation, DbConnection connection, DonorId donor)
    {
        installation.Shred.Destroy(donor.Value);
        using var transaction = connection.BeginTransaction();
        var gifts = GiftsOf(connection, donor, transaction);
        foreach (var (fund, journal) in gifts)
        {
            Openings.Erase(connection, transaction, fund, journal);
            Openings.EraseLine(connection, transaction, fund, journal);
        }
        SealedRows.DeleteOf(connection, transaction, donor.Value); // with past gifts, which are under the same salt
        Sql.Run(connection, transaction, "delete from donor_tag where donor = @donor", ("donor", Ids.Bytes(donor.Value)));
        Sql.Run(connection, transaction, "delete from donor where donor = @donor", ("donor", Ids.Bytes(donor.Value)));
        transaction.Commit();
        return gifts.Count;
    }

    /// <summary>Says whose a gift is.</summary>
    public static void Gave(DbConnection connection, DbTransaction? transaction, long fund, long journal, DonorId donor) =>
        Sql.Run(connection, transaction, """
            insert into donor_gift (fund, journal, donor) values (@fund, @journal, @donor)
            on conflict (fund, journal) do update set donor = excluded.donor
            """, ("fund", fund), ("journal", journal), ("donor", Ids.Bytes(donor.Value)));

    /// <summary>The gifts of a donor: funds and journal numbers of their entries.</summary>
    public static IReadOnlyList<(long Fund, long Journal)> GiftsOf(DbConnection connection, DonorId donor, DbTransaction? transaction = null)
    {
        using var find = Sql.Command(connection, transaction,
            "select fund, journal from donor_gift where donor = @donor order by fund, journal", ("donor", Ids.Bytes(donor.Value)));
        using var row = find.ExecuteReader();
        var gifts = new List<(long, long)>();
        while (row.Read()) gifts.Add((row.GetInt64(0), row.GetInt64(1)));
        return gifts;
    }

    /// <summary>Whose a gift is; null where nobody said so.</summary>
    public static Donor? DonorOf(DbConnection connection, long fund, long journal) => Read(connection, """
        select d.donor, d.organisation, d.code, d.made_on from donor_gift g join donor d on d.donor = g.donor
        where g.fund = @fund and g.journal = @journal
        """, ("fund", fund), ("journal", journal)).FirstOrDefault();

    internal static SealedPlace NameAt(DonorId id) => new(Kind, id.Value, "name");

    internal static SealedPlace DetailsAt(DonorId id) => new(Kind, id.Value, "details");

    private static void Write(
        HeldRoom room, DbConnection connection, DbTransaction? transaction, DonorIndex index, DonorId donor, DonorDetails details)
    {
        room.Write(connection, transaction, donor.Value, NameAt(donor), Encoding.UTF8.GetBytes(details.Name));
        var json = DonorJson.Write(details);
        room.Write(connection, transaction, donor.Value, DetailsAt(donor), json);
        CryptographicOperations.ZeroMemory(json);
        index.Put(connection, transaction, donor, details);
    }

    private static string DrawCode() => "D-" + RandomNumberGenerator.GetString("23456789ABCDEFGHJKMNPQRSTVWXYZ", 6);

    private static List<Donor> Read(DbConnection connection, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, null, sql, parameters);
        using var row = command.ExecuteReader();
        var donors = new List<Donor>();
        while (row.Read())
            donors.Add(new Donor(new DonorId(Ids.Read(row.GetFieldValue<byte[]>(0))), row.GetInt64(1), row.GetString(2), Months.Day(row.GetInt64(3))));
        return donors;
    }
}
