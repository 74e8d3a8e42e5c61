using System.Globalization;
using NodaTime;

namespace Poruka.Cases;

/// <summary>A facility: 128 random bits.</summary>
/// <param name="Value">The bits.</param>
public readonly record struct FacilityId(UInt128 Value)
{
    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}

/// <summary>
/// Where people are held: a prison, a remand prison, a police unit, a hospital. What anybody may know of it, shared within a
/// group and in the clear; who is held there is another matter, and sealed.
/// </summary>
/// <param name="Id">Its id.</param>
/// <param name="Country">ISO 3166-1 in two capital letters, or empty.</param>
/// <param name="Name">Its name.</param>
/// <param name="OtherNames">Other names and spellings, one a line.</param>
/// <param name="Address">As it is written on an envelope, in several lines.</param>
/// <param name="Phones">One a line, with what each is for.</param>
/// <param name="Rules">What its own list says of visits, parcels and money.</param>
/// <param name="Zone">Its time zone, in the tz database.</param>
/// <param name="VerifiedOn">When somebody last made sure; null for never.</param>
/// <param name="InDoubt">Whether mail came back, or somebody says that something is wrong.</param>
/// <param name="Version">Grows with each change.</param>
public sealed record Facility(
    FacilityId Id, string Country, string Name, string OtherNames, string Address, string Phones, string Rules, string Zone,
    LocalDate? VerifiedOn, bool InDoubt, long Version)
{
    /// <summary>The longest name.</summary>
    public const int MaxName = 200;

    /// <summary>The longest of the other texts.</summary>
    public const int MaxText = 8_000;

    /// <summary>After how long an address should be looked at again.</summary>
    public static readonly Period GoodFor = Period.FromMonths(6);

    /// <summary>Whether somebody should look at it again.</summary>
    public bool IsStale(LocalDate today) => VerifiedOn is not { } day || day + GoodFor < today;
}
