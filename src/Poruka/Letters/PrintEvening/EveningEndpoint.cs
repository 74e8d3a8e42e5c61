using System.Globalization;
using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Parts;
using Poruka.Shell.Printing;
using Poruka.Shell.Tables;

namespace Poruka.Letters.PrintEvening;

/// <summary>For an evening of letter writing: who agreed to be written to, how to write, and birthday cards to fold.</summary>
internal static class EveningEndpoint
{
    private const string Base = "/groups/{group}/letters/evening";
    private const int CardDays = 45;

    private static readonly string[] HowTo = ["Ordinary", "Short", "NoCase", "NoCode", "Date", "Wait"];

    public static void MapEvenings(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Base, (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => Show(context, desk))).ForGroup(Role.Coordinator);
        routes.MapGet(Base + "/pack.pdf", (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => Pack(context, desk))).ForGroup(Role.Coordinator);
        routes.MapGet(Base + "/cards.pdf", (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, Cards)).ForGroup(Role.Coordinator);
    }

    private static List<(RecipientFacts Facts, LocalDate Day)> Birthdays(LettersDesk desk) =>
    [
        .. from row in LetterRows.Recipients(desk.Connection, desk.Group.Number)
           where row.Hold == Hold.None
           let facts = desk.Facts(row.Id)
           where facts is not null
           let day = PlanInputs.NextBirthday(facts.Birthday, desk.Today)
           where day is not null && Period.DaysBetween(desk.Today, day.Value) <= CardDays
           orderby day.Value, facts.Name
           select (facts, day.Value),
    ];

    private static IResult Show(HttpContext context, LettersDesk desk)
    {
        var page = Page.Of(context, "Letters.Evening") with { Entry = NavigationEntry.Home };
        var (people, birthdays) = (PublicRecipients.Of(desk.Connection, desk.Group.Number, desk.Today), Birthdays(desk));
        var view = PartsView.Of(page, page["Letters.Evening.Lead"], new Way(desk.Address(), page["Letters.Title"]));
        if (people.Count == 0 && birthdays.Count == 0) return view.With(new Part { Empty = new Empty(page["Letters.Evening.Empty"], page["Letters.Evening.First"]) }).Show();
        return (view with
        {
            Ways =
            [
                new Way(desk.Address("evening/pack.pdf"), page["Letters.Evening.Pack"], Main: true),
                .. birthdays.Count > 0 ? [new Way(desk.Address("evening/cards.pdf"), page["Letters.Evening.Cards"])] : (Way[])[], .. view.Ways,
            ],
        }).With(
            new Part { Items = [page.Plural("Letters.Evening.People", people.Count), page.Plural("Letters.Evening.Birthdays", birthdays.Count)] },
            new Part { Table = people.Count == 0 ? null : new Table(page["Letters.Write.Waiting"], [new(page["Letters.Field.name"]), new(page["Letters.Field.languages"]), new(page["Letters.Sent"], true)],
                [.. people.Select(p => (IReadOnlyList<Cell>)[new(p.Name), new(page.NamesOf(p.Languages)), new(page.Count(p.Letters))])]) }).Show();
    }

    /// <summary>A leaf for each who agreed, by the approved copy alone: what lies on a table in a café must be what the public may read.</summary>
    private static IResult Pack(HttpContext context, LettersDesk desk)
    {
        var language = Page.LanguageOf(context.Request);
        string Say(string key) => Texts.Get(language, key);
        var people = PublicRecipients.Of(desk.Connection, desk.Group.Number, desk.Today);
        var bytes = new MemoryStream();
        PdfSheet.Write(bytes, new PdfSetup(PdfPaper.A4, language, Say("Letters.Evening"), desk.Today) { SizePt = 12 }, sheet =>
        {
            sheet.Heading(1, Say("Letters.Write.How"));
            foreach (var how in HowTo) sheet.Paragraph("– " + Say("Letters.Write.How." + how));
            sheet.Paragraph(Texts.Get(language, "Letters.Evening.Hand", desk.Group.Name));
            sheet.Heading(1, Say("Letters.Write.Waiting"));
            foreach (var person in people)
            {
                sheet.Heading(2, $"{person.Name} · {Texts.NamesOf(language, person.Languages)}");
                if (person.About.Length > 0) sheet.Paragraph(person.About);
                sheet.Paragraph(Texts.Plural(language, "Letters.Evening.Written", person.Letters));
            }
        });
        return Results.File(bytes.ToArray(), "application/pdf", "evening.pdf");
    }

    /// <summary>A card for each birthday: A4 across, folded once; the front and back on one side, lines to write on the other.</summary>
    private static IResult Cards(LettersDesk desk)
    {
        var bytes = new MemoryStream();
        using (var document = new PdfDocument(bytes, "Cards", desk.Today))
        {
            foreach (var (facts, day) in Birthdays(desk)) Card(document, facts, day);
            document.Close();
        }
        return Results.File(bytes.ToArray(), "application/pdf", "cards.pdf");
    }

    private static void Card(PdfDocument document, RecipientFacts facts, LocalDate day)
    {
        var paper = PdfPaper.A4.Turned;
        var half = paper.WidthMm / 2;
        var language = Languages.OfTag(facts.Languages.FirstOrDefault(l => Languages.OfTag(l) is not null) ?? "en") ?? CultureInfo.InvariantCulture;
        using (var outside = document.NewPage(paper))
        {
            outside.Line(half, 0, half, 6, 0.15f, 0.5f);
            outside.Line(half, paper.HeightMm - 6, half, paper.HeightMm, 0.15f, 0.5f);
            outside.Box(half + 12, 12, half - 24, paper.HeightMm - 24, 0.4f, 0.4f);
            outside.Text(half + 22, 84, half - 44, Texts.Get(language, "Letters.Card.Greeting"), new PdfStyle(26) { Align = PdfAlign.Centre });
            outside.Text(half + 22, 128, half - 44, Written.Day(language, day), new PdfStyle(12) { Align = PdfAlign.Centre, Grey = 0.3f });
            // On the back, for who puts it into its envelope.
            outside.Text(14, paper.HeightMm - 40, half - 28, facts.Number.Length > 0 ? $"{facts.Name}, {facts.Number}" : facts.Name, new PdfStyle(9) { Grey = 0.3f });
        }
        using var inside = document.NewPage(paper);
        inside.Text(half + 16, 24, half - 32, facts.Name.Split(' ')[0] + ",", new PdfStyle(14));
        for (var y = 46f; y < paper.HeightMm - 20; y += 11) inside.Line(half + 16, y, paper.WidthMm - 16, y, 0.1f, 0.7f);
    }
}
