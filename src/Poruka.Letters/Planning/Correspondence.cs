using NodaTime;

namespace Poruka.Letters;

/// <summary>How a correspondence stands on a day.</summary>
public enum CorrespondenceState
{
    /// <summary>The next letter is not due yet.</summary>
    InTime,

    /// <summary>A letter is due.</summary>
    Due,

    /// <summary>The writer has been silent past the cadence and the days of grace: it is handed on.</summary>
    Lapsed,

    /// <summary>The writer has said that they are away for a while.</summary>
    Paused,
}

/// <summary>Somebody who keeps writing to somebody inside.</summary>
/// <param name="Recipient">Who is written to.</param>
/// <param name="Writer">Who writes.</param>
/// <param name="LastLetter">The day of this writer's last letter, or the day on which they took it on.</param>
/// <param name="CadenceDays">After how many days they write again.</param>
public sealed record Correspondence(RecipientId Recipient, WriterId Writer, LocalDate LastLetter, int CadenceDays)
{
    /// <summary>How many days past the cadence a writer may be late: a letter takes its time, and so does life.</summary>
    public const int GraceDays = 21;

    /// <summary>The last day of a pause, or null.</summary>
    public LocalDate? PausedUntil { get; init; }

    /// <summary>How it stands.</summary>
    /// <param name="day">The first day of a period.</param>
    /// <param name="periodDays">How long the period is: a letter that comes due within it is due.</param>
    public CorrespondenceState StateOn(LocalDate day, int periodDays)
    {
        var silence = Period.DaysBetween(LastLetter, day);
        if (PausedUntil >= day)
            // A pause longer than the recipient can be left without a word is a lapse that was announced.
            return silence > CadenceDays + GraceDays ? CorrespondenceState.Lapsed : CorrespondenceState.Paused;
        if (silence > CadenceDays + GraceDays) return CorrespondenceState.Lapsed;
        return silence + periodDays > CadenceDays ? CorrespondenceState.Due : CorrespondenceState.InTime;
    }
}
