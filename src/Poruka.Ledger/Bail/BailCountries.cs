namespace Poruka.Ledger;

/// <summary>Why a country's bail is switched off until a lawyer has looked.</summary>
public enum BailReason
{
    /// <summary>Nothing is known that forbids it.</summary>
    None,

    /// <summary>
    /// Poland: bail money may not come from gifts made for it, and its origin may have to be shown (Code of Criminal Procedure,
    /// art. 266 § 1a); organising a collection for it is an offence (Code of Petty Offences, art. 57).
    /// </summary>
    CollectingIsAnOffence,

    /// <summary>United Kingdom: agreeing to repay a surety is a crime for both sides (Bail Act 1976, section 9).</summary>
    RepayingASuretyIsACrime,
}

/// <summary>In which countries a fund's bail is off until the group records that a lawyer cleared it.</summary>
public static class BailCountries
{
    /// <summary>The reason for a country, by its two letters; the same for "GB" and "UK".</summary>
    public static BailReason ReasonFor(string country) => country switch
    {
        "PL" => BailReason.CollectingIsAnOffence,
        "GB" or "UK" => BailReason.RepayingASuretyIsACrime,
        _ => BailReason.None,
    };
}
