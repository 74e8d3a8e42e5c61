using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Parts;
using Poruka.Shell.Printing;
using Poruka.Shell.Tables;

namespace Poruka.Letters.ListBirthdays;

/// <summary>Whose birthday comes: as a page, a poster to print, and a calendar.</summary>
internal static class BirthdaysEndpoint
{
    private const int Days = 92;

    public static void MapBirthdays(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/letters/birthdays", (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => Show(context, desk))).ForGroup(Role.Coordinator);
        routes.MapGet("/groups/{group}/letters/birthdays/poster.pdf", (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => Poster(context, desk))).ForGroup(Role.Coordinator);
        routes.MapGet("/groups/{group}/letters/birthdays/calendar.ics", (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, Calendar)).ForGroup(Role.Coordinator);
    }

    private static List<(RecipientFacts Facts, RecipientRow Row, LocalDate Day)> Coming(LettersDesk desk) =>
    [
        .. from row in LetterRows.Recipients(desk.Connection, desk.Group.Number)
           where row.State is "waiting" or "doubt"
           let facts = desk.Facts(row.Id)
           where facts is not null
           let day = PlanInputs.NextBirthday(facts.Birthday, desk.Today)
           where day is not null && NodaTime.Period.DaysBetween(desk.Today, day.Value) <= Days
           orderby day.Value, facts.Name
           select (facts, row, day.Value),
    ];

    private static IResult Show(HttpContext context, LettersDesk desk)
    {
        var page = Page.Of(context, "Letters.Birthdays") with { Entry = NavigationEntry.Home };
        var coming = Coming(desk);
        var view = PartsView.Of(page, page["Letters.Birthdays.Lead"], new Way(desk.Address(), page["Letters.Title"]));
        if (coming.Count == 0) return view.With(new Part { Empty = new Empty(page["Letters.Birthdays.Empty"], page["Letters.Birthdays.First"]) }).Show();
        return (view with
        {
            Ways = [new Way(desk.Address("birthdays/poster.pdf"), page["Letters.Birthdays.Poster"], Main: true), new Way(desk.Address("birthdays/calendar.ics"), page["Letters.Birthdays.Calendar"]), .. view.Ways],
        }).With(new Part
        {
            Table = new Table(page["Letters.Birthdays"], [new(page["Letters.Field.name"]), new(page["Letters.Field.birthday"])],
                [.. coming.Select(c => (IReadOnlyList<Cell>)[new(c.Facts.Name, desk.Address("recipients/" + c.Row.Id)), new(page.Day(c.Day))])]),
        }).Show();
    }

    private static IResult Poster(HttpContext context, LettersDesk desk)
    {
        var language = Page.LanguageOf(context.Request);
        var bytes = new MemoryStream();
        PdfSheet.Write(bytes, new PdfSetup(PdfPaper.A4, language, Texts.Get(language, "Letters.Birthdays"), desk.Today) { SizePt = 14 }, sheet =>
        {
            sheet.Heading(1, Texts.Get(language, "Letters.Birthdays"));
            sheet.Paragraph(Texts.Get(language, "Letters.Birthdays.Lead"));
            foreach (var (facts, _, day) in Coming(desk))
            {
                sheet.Heading(2, $"{Written.Day(language, day)} · {facts.Name}");
                sheet.Paragraph(string.Join('\n', LetterPrint.AddressLines(new Addressed(facts.Name, facts.Number, facts.Address, facts.Country, 0, "", "")).Skip(1)));
            }
        });
        return Results.File(bytes.ToArray(), "application/pdf", "birthdays.pdf");
    }

    private static IResult Calendar(LettersDesk desk) => Results.File(
        CalendarFile.ToBytes(desk.Today.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant(),
            Coming(desk).Select(c => new CalendarEntry(c.Row.Id + "@poruka", c.Facts.Name, null, c.Day))),
        CalendarFile.ContentType, "birthdays.ics");
}
