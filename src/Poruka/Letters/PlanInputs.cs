using System.Data.Common;
using NodaTime;
using NodaTime.Text;
using Poruka.Cases;
using Poruka.Storage;

namespace Poruka.Letters;

/// <summary>Gathers from rows and sealed facts what a plan is made from.</summary>
internal static class PlanInputs
{
    public const int PeriodDays = 7;

    public static PlanRequest Of(LettersDesk desk, ulong seed)
    {
        var rules = FacilityRules.All(desk.Connection);
        var needs = new List<Need>();
        foreach (var row in LetterRows.Recipients(desk.Connection, desk.Group.Number))
        {
            if (desk.Facts(row.Id) is not { } facts) continue;
            var through = row.Facility is { } facility && rules.TryGetValue(facility, out var own) ? own.Languages : null;
            needs.Add(new Need(row.Id, [.. facts.Languages.Where(l => through?.Contains(l) ?? true)], row.WaitsSince)
            {
                CadenceDays = facts.CadenceDays, Letters = facts.Letters, Hold = row.Hold,
                Urgency = (Urgency)facts.Urgency | (BirthdayIn(facts.Birthday, desk.Today, 28) ? Urgency.Birthday : Urgency.None)
                    | (row is { LastLetter: null, Letters: 0 } ? Urgency.FirstLetter : Urgency.None),
            });
        }
        var open = LetterRows.Letters(desk.Connection, desk.Group.Number, "assigned", "drafted", "changes");
        var (writing, translating) = (CountBy(open, l => l.Writer), CountBy(open, l => l.Translator));
        var writers = new List<Capacity>();
        var translators = new List<TranslationCapacity>();
        foreach (var row in LetterRows.Writers(desk.Connection, desk.Group.Number))
        {
            if (row.State != "active" && (row.State != "paused" || row.PausedUntil >= desk.Today) || desk.Facts(row.Id) is not { } facts) continue;
            writers.Add(new Capacity(row.Id, facts.Languages, (int)Math.Max(0, row.Letters - writing.GetValueOrDefault(row.Id))));
            if (facts.Translates.Count > 0) translators.Add(new TranslationCapacity(row.Id, [.. facts.Translates.Select(PairOf)], facts.Translations - translating.GetValueOrDefault(row.Id)));
        }
        // Who is being written to already waits for that letter.
        var assigned = LetterRows.Letters(desk.Connection, desk.Group.Number, "assigned", "drafted", "changes", "approved", "batched")
            .Where(l => l.Recipient is not null).Select(l => l.Recipient!.Value).ToHashSet();
        return new PlanRequest(
            desk.Today, PeriodDays, [.. needs.Where(n => !assigned.Contains(n.Recipient))], writers, Correspondences(desk.Connection, desk.Group.Number),
            Exclusions(desk.Connection, desk.Group.Number), seed)
        {
            Translators = translators,
        };
    }

    /// <summary>Whether a birthday comes within some days.</summary>
    public static bool BirthdayIn(string birthday, LocalDate today, int days) => NextBirthday(birthday, today) is { } next && Period.DaysBetween(today, next) <= days;

    /// <summary>The next birthday from a day on; null where none is known. Born on 29 February, they have it on 1 March in other years.</summary>
    public static LocalDate? NextBirthday(string birthday, LocalDate today)
    {
        if (birthday.Length < 5 || LocalDatePattern.Iso.Parse("2024-" + birthday[^5..]) is not { Success: true } parsed) return null;
        for (var year = today.Year; ; year++)
        {
            var day = parsed.Value is { Month: 2, Day: 29 } && !CalendarSystem.Iso.IsLeapYear(year)
                ? new LocalDate(year, 3, 1) : new LocalDate(year, parsed.Value.Month, parsed.Value.Day);
            if (day >= today) return day;
        }
    }

    private static Dictionary<WriterId, int> CountBy(IEnumerable<LetterRow> letters, Func<LetterRow, WriterId?> who) =>
        letters.Select(who).OfType<WriterId>().CountBy(id => id).ToDictionary();

    private static LanguagePair PairOf(string fromInto) => fromInto.IndexOf('-') is var dash ? new LanguagePair(fromInto[..dash], fromInto[(dash + 1)..]) : default;

    private static List<Correspondence> Correspondences(DbConnection connection, long organisation) => LetterRows.Read(connection, null, """
        select c.recipient, c.writer, c.last_letter, c.cadence_days, w.paused_until from correspondence c
        join letter_writer w on w.writer = c.writer where w.organisation = @organisation
        """, row => new Correspondence(
            new RecipientId(LetterRows.Id(row, 0)!.Value), new WriterId(LetterRows.Id(row, 1)!.Value), LetterRows.Day(row, 2)!.Value, (int)row.GetInt64(3))
        {
            PausedUntil = LetterRows.Day(row, 4),
        }, ("organisation", organisation));

    private static HashSet<Exclusion> Exclusions(DbConnection connection, long organisation) => [.. LetterRows.Read(connection, null,
        "select x.recipient, x.writer from letter_exclusion x join letter_writer w on w.writer = x.writer where w.organisation = @organisation",
        row => new Exclusion(new RecipientId(LetterRows.Id(row, 0)!.Value), new WriterId(LetterRows.Id(row, 1)!.Value)), ("organisation", organisation))];
}
