namespace Poruka.Letters;

/// <summary>Who decides where an offered letter goes.</summary>
public enum WavePolicy
{
    /// <summary>The writer: it goes to the one who was asked for, at once.</summary>
    WritersChoice,

    /// <summary>Chance: it goes to anybody who reads the language, at once.</summary>
    Random,

    /// <summary>The count: it goes to whoever has got the fewest letters, at once.</summary>
    LeastWrittenFirst,

    /// <summary>The plan: it is held, and goes out in the week in which it is needed.</summary>
    Poruka,
}

/// <summary>What a replay measures.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="SilentShare">The share of weeks, over all people inside, in which the last letter was longer ago than the limit.</param>
/// <param name="LongestSilenceDays">The longest that anybody went without.</param>
/// <param name="SilenceDays95">So long ago, or less, the last letter was in 95 of 100 weeks.</param>
/// <param name="Gini">How unequally letters are spread, for the time that each was inside: 0 is evenly, 1 is all to one.</param>
/// <param name="Letters">How many letters were sent.</param>
/// <param name="Lost">How many offers were lost: held too long, or in a language that nobody inside reads.</param>
public sealed record WaveMeasures(
    WavePolicy Policy, double SilentShare, int LongestSilenceDays, int SilenceDays95, double Gini, int Letters, int Lost);
