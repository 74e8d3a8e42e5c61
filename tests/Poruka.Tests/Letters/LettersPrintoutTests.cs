using System.Net;
using NodaTime;
using Poruka.Storage;
using UglyToad.PdfPig;

namespace Poruka.Tests.Letters;

/// <summary>What coordinators print, copy and look at: evenings, cards, electronic services, charts, the record of the room.</summary>
public sealed class LettersPrintoutTests(PostgresServer postgres)
{
    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task An_evening_pack_says_only_what_the_public_may_read_and_cards_greet_in_the_language(DatabaseKind kind)
    {
        await using var crew = await LettersCrew.Start(kind, postgres);
        var anna = await crew.AddRecipient("Анна Ильина", "ru");
        await crew.Vera.Send(await crew.Vera.Get(anna), anna + "/publish", ("publicname", "Анна"), ("about", "Любит Чехова"), ("consent", "2030-01-01"));
        await crew.AddRecipient("Борис Тайный", "ru");
        // Their birthday is the seventeenth of May.
        var today = crew.Clock.GetCurrentInstant().InUtc().Date;
        crew.Clock.Advance(Duration.FromDays(Period.DaysBetween(today, new LocalDate(today.Year + 1, 5, 1)) - 365 * (today.Month < 5 ? 1 : 0)));
        var vera = crew.Group.Vera;
        using var again = Poruka.Tests.People.SampleGroup.SignedIn(crew.Site, vera);
        Assert.Contains("2 birthdays", (await again.Get(LettersCrew.Letters + "/evening")).Body!.TextContent, StringComparison.Ordinal);
        var pack = Text(await again.Http.GetByteArrayAsync(new Uri(LettersCrew.Letters + "/evening/pack.pdf", UriKind.Relative)), "letters-evening.pdf");
        Assert.Contains("Чехова", pack, StringComparison.Ordinal);
        foreach (var hidden in new[] { "Ильина", "Борис", "601120" }) Assert.DoesNotContain(hidden, pack, StringComparison.Ordinal);
        var cards = Text(await again.Http.GetByteArrayAsync(new Uri(LettersCrew.Letters + "/evening/cards.pdf", UriKind.Relative)), "letters-cards.pdf");
        Assert.Contains("днём рождения", cards, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task Letters_by_an_electronic_service_are_written_out_to_copy_and_prepaid_answers_are_followed(DatabaseKind kind)
    {
        await using var crew = await LettersCrew.Start(kind, postgres);
        var vera = crew.Vera;
        const string facilities = "/groups/political-red-cross/facilities";
        using (var made = await vera.Post(await vera.Get(facilities + "/new"), facilities + "/new", ("name", "ИК-2"), ("country", "RU"), ("address", "ИК-2\n601120"), ("zone", "Europe/Moscow"), ("other-names", ""), ("phones", ""), ("rules", "")))
            Assert.NotEqual(HttpStatusCode.BadRequest, made.StatusCode);
        var rules = (await vera.Get(LettersCrew.Letters + "/rules")).QuerySelector("tbody th a")!.GetAttribute("href")!;
        await vera.Send(await vera.Get(rules), rules, ("verified", "2026-11-01"), ("source", "their page"), ("through", ""), ("pages", ""), ("characters", ""), ("marking", "2"), ("service", "Zona"), ("grams", ""), ("parcels", ""), ("books", ""));
        var page = await vera.Get(LettersCrew.Letters + "/recipients/new");
        var facility = rules[(rules.LastIndexOf('/') + 1)..];
        await vera.Send(page, LettersCrew.Letters + "/recipients/new", ("name", "Анна Ильина"), ("number", "1987"), ("languages", "ru"), ("facility", facility), ("address", ""), ("country", ""), ("birthday", "1990-05-17"), ("cadence", "30"), ("letters", "1"), ("wishes", ""), ("NoRelatives", "1"), ("Hearing", "1"));
        await crew.AddWriter("Лена", "ru");
        var letter = Assert.Single(await crew.Plan());
        await crew.Write(letter, "Здравствуйте, Анна, я пеку хлеб");
        await crew.Approve(letter);
        var batch = await crew.Batch();
        var address = batch.QuerySelectorAll("a").Select(a => a.GetAttribute("href")!).Single(a => a.EndsWith("/electronic", StringComparison.Ordinal));
        var electronic = await vera.Get(address);
        var text = await vera.Http.GetStringAsync(new Uri(address + "/letters.txt", UriKind.Relative));
        foreach (var words in new[] { "Zona", "Анна Ильина", "1987", "1990-05-17", "я пеку хлеб" }) Assert.Contains(words, text, StringComparison.Ordinal);
        await vera.Send(electronic, address, ("prepaidletter", electronic.QuerySelector("select[name=prepaidletter] option")!.GetAttribute("value")!), ("sheets", "2"));
        await vera.Send(await vera.Get(batch.QuerySelectorAll("form").Select(f => f.GetAttribute("action")!).Single(a => a.EndsWith("/posted", StringComparison.Ordinal))[..^"/posted".Length]), LettersCrew.Form(batch, "/posted"));
        Assert.Contains("Paid ahead: 1. Came: 0. Not yet: 1.", (await vera.Get(LettersCrew.Letters + "/prepaid")).Body!.TextContent, StringComparison.Ordinal);
        await vera.Send(await vera.Get(letter), letter + "/reply", ("reply", "Спасибо"), ("replytranslation", ""), ("writtenon", ""));
        Assert.Contains("Came: 1. Not yet: 0.", (await vera.Get(LettersCrew.Letters + "/prepaid")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_months_give_charts_with_their_tables_and_the_rooms_record_says_once_a_session_who_was_there()
    {
        await using var crew = await LettersCrew.Start(DatabaseKind.Sqlite, postgres);
        var anna = await crew.AddRecipient("Анна Ильина", "ru");
        await crew.AddWriter("Лена", "ru");
        var letter = Assert.Single(await crew.Plan());
        await crew.Write(letter, "Здравствуйте");
        await crew.Approve(letter);
        await crew.Post();
        await crew.Vera.Get(anna);
        await crew.Vera.Get(anna);
        crew.Clock.Advance(Duration.FromDays(40));
        using var again = Poruka.Tests.People.SampleGroup.SignedIn(crew.Site, crew.Group.Vera);
        var page = await again.Get(LettersCrew.Letters + "/statistics");
        var pictures = page.QuerySelectorAll("figure img").Select(i => i.GetAttribute("src")!).ToList();
        Assert.Equal(2, pictures.Count);
        foreach (var picture in pictures) Assert.StartsWith("<svg", await again.Http.GetStringAsync(new Uri(picture, UriKind.Relative)), StringComparison.Ordinal);
        Assert.Equal(3, page.QuerySelectorAll("table").Length);

        using var held = crew.Group.Open(crew.Group.Room(Poruka.People.RoomKind.Letters), crew.Group.Vera)!;
        using var connection = crew.Test.Database.Open();
        var lines = Poruka.People.RoomRecord.Read(connection, held, 0, 100);
        Assert.Equal(2, lines.Count(l => l.About.Length == 0 && l.Act == Poruka.People.RoomAct.Opened));
        Assert.True(lines.Count(l => l.About == "Анна Ильина") is 1, string.Join("; ", lines.Select(l => l.About)));
    }

    [Fact]
    public async Task A_kept_plan_is_found_again_and_locked_nothing_in_it_changes()
    {
        await using var crew = await LettersCrew.Start(DatabaseKind.Sqlite, postgres);
        await crew.AddRecipient("Анна", "ru");
        await crew.AddWriter("Лена", "ru");
        var kept = await crew.Vera.Send(await crew.Vera.Get(LettersCrew.Letters + "/plan"), LettersCrew.Letters + "/plan");
        var address = LettersCrew.Form(kept, "/lock")[..^"/lock".Length];
        Assert.Contains(address, (await crew.Vera.Get(LettersCrew.Letters + "/plan")).QuerySelectorAll("a").Select(a => a.GetAttribute("href")));
        var locked = await crew.Vera.Send(kept, address + "/lock");
        Assert.Contains("This plan is locked", locked.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(locked.QuerySelectorAll("form"), f => f.GetAttribute("action") == address + "/change");
        using (var change = await crew.Vera.Post(kept, address + "/change", ("recipient", kept.QuerySelector("select[name=recipient] option")!.GetAttribute("value")!), ("writer", ""))) Assert.Equal(HttpStatusCode.Conflict, change.StatusCode);
        await crew.Vera.Send(locked, address + "/carry-out");
        Assert.Contains("Лена", (await crew.Vera.Get(LettersCrew.Letters)).Body!.TextContent, StringComparison.Ordinal);
    }

    private static string Text(byte[] pdf, string name)
    {
        Directory.CreateDirectory(Web.Browser.Screenshots);
        File.WriteAllBytes(Path.Combine(Web.Browser.Screenshots, name), pdf);
        using var document = PdfDocument.Open(pdf);
        return string.Join('\n', document.GetPages().Select(p => string.Join(' ', p.GetWords().Select(w => w.Text))));
    }
}
