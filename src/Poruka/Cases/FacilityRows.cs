using System.Data.Common;
using Poruka.Storage;

namespace Poruka.Cases;

/// <summary>Reads and writes facilities.</summary>
internal static class FacilityRows
{
    private const string Columns = "facility, country, name, other_names, address, phones, rules, zone, verified_on, in_doubt, version";

    public static Facility? Find(DbConnection connection, long organisation, FacilityId id) => List(connection,
        $"select {Columns} from facility where facility = @facility and organisation = @organisation",
        ("facility", Ids.Bytes(id.Value)), ("organisation", organisation)).FirstOrDefault();

    /// <summary>All facilities of a group by name.</summary>
    public static IReadOnlyList<Facility> Of(DbConnection connection, long organisation) => List(connection,
        $"select {Columns} from facility where organisation = @organisation order by name, facility", ("organisation", organisation));

    public static void Add(DbConnection connection, DbTransaction? transaction, long organisation, Facility facility, byte[]? addedBy = null) =>
        Sql.Run(connection, transaction, $"""
            insert into facility ({Columns}, organisation, added_by)
            values (@facility, @country, @name, @others, @address, @phones, @rules, @zone, @verified, @doubt, @version, @organisation, @added)
            """, [.. Parameters(facility), ("organisation", organisation), ("added", addedBy)]);

    /// <summary>Changes a facility; false where somebody else changed it since its version was read.</summary>
    public static bool TryChange(DbConnection connection, DbTransaction? transaction, long organisation, Facility facility) =>
        Sql.Run(connection, transaction, """
            update facility set country = @country, name = @name, other_names = @others, address = @address, phones = @phones,
                rules = @rules, zone = @zone, verified_on = @verified, in_doubt = @doubt, version = version + 1
            where facility = @facility and organisation = @organisation and version = @version
            """, [.. Parameters(facility), ("organisation", organisation)]) == 1;

    /// <summary>Says that an address is in doubt, as when mail came back.</summary>
    public static void Doubt(DbConnection connection, DbTransaction? transaction, long organisation, FacilityId id) => Sql.Run(connection, transaction,
        "update facility set in_doubt = 1, version = version + 1 where facility = @facility and organisation = @organisation",
        ("facility", Ids.Bytes(id.Value)), ("organisation", organisation));

    private static (string, object?)[] Parameters(Facility facility) =>
    [
        ("facility", Ids.Bytes(facility.Id.Value)), ("country", facility.Country), ("name", facility.Name), ("others", facility.OtherNames),
        ("address", facility.Address), ("phones", facility.Phones), ("rules", facility.Rules), ("zone", facility.Zone),
        ("verified", facility.VerifiedOn is { } day ? (long)Months.DayNumber(day) : null), ("doubt", facility.InDoubt ? 1L : 0L),
        ("version", facility.Version),
    ];

    private static List<Facility> List(DbConnection connection, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, null, sql, parameters);
        using var row = command.ExecuteReader();
        var facilities = new List<Facility>();
        while (row.Read())
            facilities.Add(new Facility(
                new FacilityId(Ids.Read(row.GetFieldValue<byte[]>(0))), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4),
                row.GetString(5), row.GetString(6), row.GetString(7), row.IsDBNull(8) ? null : Months.Day(row.GetInt64(8)),
                row.GetInt64(9) != 0, row.GetInt64(10)));
        return facilities;
    }
}
