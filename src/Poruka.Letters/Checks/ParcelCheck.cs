using NodaTime;

namespace Poruka.Letters;

/// <summary>What a parcel has against the rules of a facility.</summary>
public enum ParcelFinding
{
    /// <summary>Heavier than is let through.</summary>
    TooHeavy,

    /// <summary>More parcels in twelve months than are let through.</summary>
    TooMany,

    /// <summary>More books at a time than are let through.</summary>
    TooManyBooks,

    /// <summary>The facility's rules are old or unknown.</summary>
    RulesDoubtful,
}

/// <summary>Holds parcels against a facility's rules. It finds and explains; it forbids nothing.</summary>
public static class ParcelCheck
{
    /// <summary>Checks a parcel.</summary>
    /// <param name="grams">What it weighs; 0 where nobody knows yet.</param>
    /// <param name="books">How many books are in it.</param>
    /// <param name="sentWithinYear">How many parcels were sent in the twelve months before the day, without this one.</param>
    /// <param name="rules">What the facility lets through; null where nothing is known.</param>
    /// <param name="day">The day on which it goes, or today.</param>
    /// <returns>What was found, with the limit; 0 where there is none.</returns>
    public static IReadOnlyList<(ParcelFinding Finding, int Limit)> Run(int grams, int books, int sentWithinYear, LetterRules? rules, LocalDate day)
    {
        var findings = new List<(ParcelFinding, int)>();
        if (rules is null || rules.IsDoubtful(day)) findings.Add((ParcelFinding.RulesDoubtful, 0));
        if (rules?.MaxParcelGrams is { } most && grams > most) findings.Add((ParcelFinding.TooHeavy, most));
        if (rules?.MaxParcelsPerYear is { } parcels && sentWithinYear + 1 > parcels) findings.Add((ParcelFinding.TooMany, parcels));
        if (rules?.MaxBooks is { } limit && books > limit) findings.Add((ParcelFinding.TooManyBooks, limit));
        return findings;
    }
}
