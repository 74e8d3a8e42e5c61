using System.Data.Common;
using NodaTime;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds;

/// <summary>The switch by country: bail is off where the law may make it an offence, until the group records that a lawyer cleared it.</summary>
internal static class BailSwitch
{
    /// <summary>Whether a group may not post bail in a country.</summary>
    public static bool IsOff(DbConnection connection, Organisation group, string country) =>
        BailCountries.ReasonFor(country) != BailReason.None && ClearedOn(connection, group, country) is null;

    /// <summary>When the group recorded that a lawyer cleared it; null where it did not.</summary>
    public static LocalDate? ClearedOn(DbConnection connection, Organisation group, string country) =>
        Sql.Number(connection, null, "select cleared_on from bail_clearance where organisation = @group and country = @country",
            ("group", group.Number), ("country", country == "UK" ? "GB" : country)) is { } day ? Months.Day(day) : null;

    /// <summary>Records it.</summary>
    public static void Clear(DbConnection connection, Organisation group, string country, MemberId by, LocalDate today) => Sql.Run(connection, null, """
        insert into bail_clearance (organisation, country, cleared_by, cleared_on) values (@group, @country, @by, @today)
        on conflict (organisation, country) do nothing
        """, ("group", group.Number), ("country", country == "UK" ? "GB" : country), ("by", Ids.Bytes(by.Value)), ("today", (long)Months.DayNumber(today)));
}
