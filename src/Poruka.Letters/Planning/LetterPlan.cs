using NodaTime;

namespace Poruka.Letters;

/// <summary>Why two were brought together.</summary>
public enum PairingCause
{
    /// <summary>They write to each other already, and a letter is due.</summary>
    Standing,

    /// <summary>They waited longest, or most urgently, of those whom a free writer can write to.</summary>
    Waiting,

    /// <summary>Somebody who wrote to them has stopped, and somebody else takes over.</summary>
    TakenOver,

    /// <summary>A further letter in the same period, from a writer who had room left.</summary>
    Further,

    /// <summary>Nobody has written to them yet.</summary>
    First,
}

/// <summary>A letter of the plan, and why.</summary>
/// <param name="Recipient">Who is written to.</param>
/// <param name="Writer">Who writes.</param>
/// <param name="Language">In which language.</param>
/// <param name="Cause">Why.</param>
/// <param name="WaitedDays">How many days they have been waiting.</param>
/// <param name="Urgency">What made it urgent.</param>
/// <param name="CouldWrite">How many writers could have written.</param>
public sealed record Pairing(
    RecipientId Recipient, WriterId Writer, string Language, PairingCause Cause, int WaitedDays, Urgency Urgency, int CouldWrite)
{
    /// <summary>Who translates it; null where the person inside reads what the writer writes, or where nobody is left who could.</summary>
    public WriterId? Translator { get; init; }

    /// <summary>Into which language; empty where nobody translates.</summary>
    public string Into { get; init; } = "";
}

/// <summary>Why a letter that is due has no writer.</summary>
public enum UnmetCause
{
    /// <summary>No writer writes a language that they read.</summary>
    NoLanguage,

    /// <summary>
    /// It would have to be translated, and those who could translate, or those who would write for them, are taken by others who count
    /// for more.
    /// </summary>
    TranslationTaken,

    /// <summary>All who write their language are excluded.</summary>
    AllExcluded,

    /// <summary>All who could write are taken by those who waited longer, or more urgently.</summary>
    WritersTaken,

    /// <summary>Each writer who could write does so already: a further letter wants another writer.</summary>
    NoOtherWriter,

    /// <summary>Something is in the way of writing at all: see <see cref="Unmet.Hold"/>.</summary>
    OnHold,
}

/// <summary>A letter that is due and has no writer, and why.</summary>
/// <param name="Recipient">Who goes without.</param>
/// <param name="Letters">How many letters are missing.</param>
/// <param name="Cause">Why.</param>
/// <param name="WaitedDays">How many days they have been waiting.</param>
/// <param name="Languages">The languages that they read.</param>
/// <param name="CouldWrite">How many writers could write to them.</param>
/// <param name="LeastServedDays">Of those whom these writers write to instead: the least that one of them counted for, in days of waiting.</param>
/// <param name="OwnDays">What they themselves count for, in days of waiting.</param>
/// <param name="Hold">What is in the way.</param>
public sealed record Unmet(
    RecipientId Recipient, int Letters, UnmetCause Cause, int WaitedDays, IReadOnlyList<string> Languages, int CouldWrite, int LeastServedDays,
    int OwnDays, Hold Hold);

/// <summary>Somebody for whom no letter is due yet.</summary>
/// <param name="Recipient">Who.</param>
/// <param name="DueOn">When one will be.</param>
public sealed record NotDue(RecipientId Recipient, LocalDate DueOn);

/// <summary>Room that is left with a writer.</summary>
/// <param name="Writer">Who.</param>
/// <param name="Letters">How many more letters they could write.</param>
public sealed record Spare(WriterId Writer, int Letters);

/// <summary>A plan: who writes to whom in a period, who goes without, and why.</summary>
/// <param name="Pairings">The letters.</param>
/// <param name="Unmet">Letters that are due and have no writer; the longest waiting first.</param>
/// <param name="NotDue">For whom none is due.</param>
/// <param name="Lapsed">Correspondences that have fallen silent and are handed on.</param>
/// <param name="Spare">What room is left.</param>
public sealed record LetterPlan(
    IReadOnlyList<Pairing> Pairings, IReadOnlyList<Unmet> Unmet, IReadOnlyList<NotDue> NotDue, IReadOnlyList<Correspondence> Lapsed,
    IReadOnlyList<Spare> Spare)
{
    /// <summary>How long the one waits who goes without for the longest; 0 where nobody does.</summary>
    public int LongestUnmetDays => Unmet.Where(u => u.Hold == Hold.None).Select(u => u.WaitedDays).DefaultIfEmpty(0).Max();
}
