using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Poruka.Casework;
using Poruka.Shell;

namespace Poruka.Cases;

/// <summary>Times of a case, as they are written.</summary>
internal static class CaseTimes
{
    /// <summary>A moment: the day and, where it is known, the time; how well it is known is said.</summary>
    public static string Text(Page page, Moment at, DateTimeZone zone) => at switch
    {
        { Kind: MomentKind.Known, Earliest: { } moment } => Text(page, moment, zone),
        { Kind: MomentKind.About } => page.Text("Cases.Moment.About", Text(page, at.Middle!.Value, zone)),
        { Kind: MomentKind.Between, Earliest: { } from, Latest: { } to } when IsDay(from, to, zone) => page.Day(from.InZone(zone).Date),
        { Kind: MomentKind.Between, Earliest: { } from, Latest: { } to } => page.Text("Cases.Moment.Between", Text(page, from, zone), Text(page, to, zone)),
        { Earliest: { } from } => page.Text("Cases.Moment.NotBefore", Text(page, from, zone)),
        _ => page["Cases.Moment.Unknown"],
    };

    /// <summary>A day and a time by the clock of a zone.</summary>
    public static string Text(Page page, Instant at, DateTimeZone zone)
    {
        var local = at.InZone(zone);
        return string.Create(CultureInfo.InvariantCulture, $"{page.Day(local.Date)}, {LocalTimePattern.CreateWithInvariantCulture("HH:mm").Format(local.TimeOfDay)}");
    }

    /// <summary>A due time both ways: until when, and how long that is from now.</summary>
    public static string Due(Page page, Instant due, Instant now, DateTimeZone zone)
    {
        var left = due - now;
        var at = Text(page, due, zone);
        if (left < Duration.Zero) return page.Text("Cases.Due.Late", at, Span(page, -left));
        return page.Text("Cases.Due.In", at, Span(page, left));
    }

    /// <summary>A due time in a list, where cases of many zones stand: by the clock of the case's own or, where the visitor may not know it, of UTC, which is said.</summary>
    public static string InList(DateTimeZone? zone, Func<DateTimeZone, string> due) => zone is null ? due(DateTimeZone.Utc) + " UTC" : due(zone);

    /// <summary>A length of time in its largest unit.</summary>
    public static string Span(Page page, Duration length) => length switch
    {
        _ when length < Duration.FromHours(1) => page.Plural("Cases.Span.Minutes", (long)length.TotalMinutes),
        _ when length < Duration.FromDays(2) => page.Plural("Cases.Span.Hours", (long)length.TotalHours),
        _ => page.Plural("Cases.Span.Days", (long)length.TotalDays),
    };

    private static bool IsDay(Instant from, Instant to, DateTimeZone zone) =>
        from.InZone(zone).TimeOfDay == LocalTime.Midnight && to - from == Duration.FromDays(1) - Duration.FromMinutes(1);
}
