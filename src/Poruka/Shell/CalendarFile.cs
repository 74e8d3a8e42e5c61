using System.Text;
using NodaTime;
using NodaTime.Text;

namespace Poruka.Shell;

/// <summary>Something in a calendar: at a moment, for so long; or on a whole day.</summary>
/// <param name="Id">By which a program knows it again.</param>
/// <param name="Summary">What is read.</param>
/// <param name="At">The moment; null for a whole day.</param>
/// <param name="On">The day, where it has no moment.</param>
internal sealed record CalendarEntry(string Id, string Summary, Instant? At, LocalDate On = default);

/// <summary>Writes iCalendar (RFC 5545), as much of it as a list of entries needs. Functions without state.</summary>
internal static class CalendarFile
{
    /// <summary>Its media type.</summary>
    public const string ContentType = "text/calendar; charset=utf-8";

    // Section 3.1: a line has at most 75 octets, without its end.
    private const int MostOctets = 75;

    private static readonly InstantPattern Moment = InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'");
    private static readonly LocalDatePattern Day = LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd");

    /// <summary>The bytes of a calendar.</summary>
    /// <param name="now">When it is written.</param>
    /// <param name="entries">What is in it; an entry at a moment takes a quarter of an hour.</param>
    public static byte[] ToBytes(Instant now, IEnumerable<CalendarEntry> entries)
    {
        var text = new StringBuilder();
        Line(text, "BEGIN:VCALENDAR");
        Line(text, "VERSION:2.0");
        Line(text, "PRODID:-//Poruka//EN");
        Line(text, "METHOD:PUBLISH");
        foreach (var entry in entries)
        {
            Line(text, "BEGIN:VEVENT");
            Line(text, "UID:" + Escape(entry.Id));
            Line(text, "DTSTAMP:" + Moment.Format(now));
            if (entry.At is { } at)
            {
                Line(text, "DTSTART:" + Moment.Format(at));
                Line(text, "DURATION:PT15M");
            }
            else Line(text, "DTSTART;VALUE=DATE:" + Day.Format(entry.On));
            Line(text, "SUMMARY:" + Escape(entry.Summary));
            Line(text, "CLASS:PRIVATE");
            Line(text, "END:VEVENT");
        }
        Line(text, "END:VCALENDAR");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Section 3.3.11: what would end a value is escaped.</summary>
    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)
        .Replace("\r\n", "\\n", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);

    /// <summary>Folds a line between whole characters.</summary>
    private static void Line(StringBuilder text, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > MostOctets)
            {
                text.Append("\r\n ");
                octets = 1;
            }
            text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }
        text.Append("\r\n");
    }
}
