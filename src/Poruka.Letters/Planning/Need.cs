using NodaTime;

namespace Poruka.Letters;

/// <summary>What makes a letter more urgent than the days alone would.</summary>
[Flags]
public enum Urgency
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A birthday comes before a letter of the next period could arrive.</summary>
    Birthday = 1,

    /// <summary>A hearing is near.</summary>
    Hearing = 2,

    /// <summary>They are kept apart from others.</summary>
    Isolation = 4,

    /// <summary>They are in a punishment cell.</summary>
    PunishmentCell = 8,

    /// <summary>No relatives are known who write.</summary>
    NoRelatives = 16,

    /// <summary>Somebody who wrote to them has stopped.</summary>
    HandedOn = 32,

    /// <summary>Nobody has written to them yet, as far as is known: how long they went without before nobody can tell.</summary>
    FirstLetter = 64,
}

/// <summary>Why nobody may be asked to write for now.</summary>
public enum Hold
{
    /// <summary>Nothing is in the way.</summary>
    None,

    /// <summary>They are being moved, or a letter came back: the address is in doubt.</summary>
    AddressInDoubt,

    /// <summary>They asked for no letters, or a letter was refused.</summary>
    Refused,

    /// <summary>They are free.</summary>
    Released,
}

/// <summary>Somebody inside, as the plan sees them.</summary>
/// <param name="Recipient">Who.</param>
/// <param name="Languages">The languages that they read and their facility lets through, two letters each.</param>
/// <param name="WaitsSince">The day of the last letter to them, or the day from which they have been waiting for the first.</param>
public sealed record Need(RecipientId Recipient, IReadOnlyList<string> Languages, LocalDate WaitsSince)
{
    /// <summary>After how many days a letter is due.</summary>
    public int CadenceDays { get; init; } = 30;

    /// <summary>How many letters they should get in this period, by different writers.</summary>
    public int Letters { get; init; } = 1;

    /// <summary>What makes it urgent.</summary>
    public Urgency Urgency { get; init; }

    /// <summary>What is in the way.</summary>
    public Hold Hold { get; init; }
}

/// <summary>Somebody who writes, as the plan sees them.</summary>
/// <param name="Writer">Who.</param>
/// <param name="Languages">The languages that they write, two letters each.</param>
/// <param name="Letters">How many letters they can write in this period.</param>
public sealed record Capacity(WriterId Writer, IReadOnlyList<string> Languages, int Letters);

/// <summary>From which language into which somebody translates, two letters each.</summary>
/// <param name="From">What the letter is written in.</param>
/// <param name="Into">What the person inside reads.</param>
public readonly record struct LanguagePair(string From, string Into);

/// <summary>Somebody who translates letters, as the plan sees them.</summary>
/// <param name="Translator">Who; they may write, too.</param>
/// <param name="Pairs">What they translate.</param>
/// <param name="Letters">How many letters they can translate in this period.</param>
public sealed record TranslationCapacity(WriterId Translator, IReadOnlyList<LanguagePair> Pairs, int Letters);

/// <summary>Two who must not be brought together: they know each other, or one of them asked for it.</summary>
/// <param name="Recipient">Who would be written to.</param>
/// <param name="Writer">Who would write.</param>
public readonly record struct Exclusion(RecipientId Recipient, WriterId Writer);
