using Poruka.People;
using Poruka.Publishing;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.Publishing;

/// <summary>The public pages with something on them, in a browser.</summary>
public sealed class PublicPagesTests(PostgresServer postgres, Browser browser)
{
    private readonly TestClock _clock = new();

    [Fact]
    public async Task A_site_with_posts_is_for_everybody()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await SampleBooks.Post(test);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var press = new Press(test, site);
        var post = await Fill(press);
        await press.PublishNew("page", ("title-en", "Who we are"), ("text-en", "A group of friends."), ("slug", "who-we-are"));
        var letter = await press.PublishNew("newsletter", ("title-en", "What autumn brought"), ("text-en", "Ninety letters."), ("slug", "autumn"));
        string token;
        using (var connection = test.Database.Open())
        {
            var room = RoomRows.Find(connection, 1, RoomKind.Press)!;
            using var transaction = connection.BeginTransaction();
            token = Subscribers.Add(test.Installation, connection, transaction, 1, room, "reader@mail.example", "en", _clock.GetCurrentInstant().InUtc().Date);
            transaction.Commit();
        }
        var slug = (await press.Public.Get("/people")).QuerySelector(".story a")!.GetAttribute("href")!;
        var faults = new List<string>();
        // The author's own pages, of which the documents show one.
        var desk = await browser.Open(site, member: press.Vera_);
        foreach (var (name, address) in ((string, string)[])[("list", Press.Desk), ("post", post), ("edit", post + "/edit"), ("withdraw", post + "/withdraw"), ("send", letter + "/send")])
        {
            await desk.GotoAsync(address);
            faults.AddRange(await Looks.FaultsOf(desk, "public-desk-" + name));
        }
        await desk.Context.CloseAsync();
        var page = await browser.Open(site, language: "uk");
        foreach (var (name, address) in ((string, string)[])[("front", "/"), ("news", "/news"), ("post", "/news/two-came-home"), ("appeal", "/news/a-lawyer-for-the-appeal"),
            ("people", "/people"), ("person", slug), ("birthdays", "/birthdays"), ("how", "/how-to-help"), ("newsletter", "/newsletter"),
            ("page", "/pages/who-we-are"), ("letter", "/newsletter/autumn"), ("confirm", "/newsletter/confirm/" + token), ("leave", "/newsletter/leave/" + token)])
        {
            await page.GotoAsync(address);
            faults.AddRange(await Looks.FaultsOf(page, $"public-{name}"));
        }
        await page.Context.CloseAsync();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        LookedAt.By("public");
    }

    /// <summary>What a small group would publish; the names are made up. Answers with the first post at the desk.</summary>
    private static async Task<string> Fill(Press press)
    {
        var form = Press.Desk + "/site";
        using (await press.Vera_.Post(await press.Vera_.Get(form), form,
            ("line-en", "Since 1918 we stand by people who are jailed for their views: with parcels, letters, lawyers, and a list of names that nobody can cross out."),
            ("line-ru", "С 1918 года мы рядом с теми, кого посадили за взгляды: передачи, письма, адвокаты и список имён, который никто не вычеркнет."), ("recipient", "")))
        {
        }
        var home = await press.Write("news", ("title-en", "Two came home"), ("title-ru", "Двое дома"),
            ("summary-en", "After four hundred days the court of appeal set aside the sentence of two teachers. They are with their families."),
            ("summary-ru", "Через четыреста дней апелляция отменила приговор двум учительницам. Они с семьями."),
            ("text-en", "The court of appeal has set aside the sentence. **Both are at home.**\n\n## What helped\n\n- A lawyer from the first hour\n- Four hundred letters\n- The fund, which paid for both\n\n> We were never alone in there.\n\nThank you to everybody who wrote."),
            ("text-ru", "Апелляция отменила приговор. **Обе дома.**"));
        await press.AddPicture(home, Press.Picture(1200, 800), "The square in front of the court, in the evening");
        await press.Publish(home);
        await press.PublishNew("campaign", ("title-en", "A lawyer for the appeal"), ("title-ru", "Адвокат для апелляции"),
            ("summary-en", "The hearing is in January. A lawyer who goes there each month costs what forty of us give."), ("summary-ru", "Заседание в январе."), ("text-en", "The hearing is in January."),
            ("campaign", "red-cross/appeal-2026"), ("goal", "6000"));
        foreach (var (title, summary) in ((string, string)[])[("A hearing on Friday", "Whoever can come: the hearing is open, and a full room matters."),
            ("Parcels before the new year", "The prison takes parcels until the 20th. What may be in them, and what is needed."),
            ("How the autumn went", "Ninety letters, eleven parcels, three hearings: what your gifts did."), ("A new guide for families", "What to do in the first hours after a search.")])
            await press.PublishNew("news", ("title-en", title), ("summary-en", summary), ("text-en", summary));
        foreach (var (name, needs, picture) in ((string, string, bool)[])[("Anna Petrovna Larina", "Books on botany, warm socks", true), ("Boris Ilyich Verin", "Letters in any language", false),
            ("Maria Stepanovna Holub", "A lawyer for the appeal", true), ("Osip Davydovich Brenner", "", false)])
        {
            var person = await press.Write("person", [.. Press.Person(name, "all", picture ? ["name", "story", "needs", "picture", "address", "birthday"] : ["name", "needs", "birthday"]), ("summary-en", needs)]);
            if (picture) await press.AddPicture(person, Press.Picture(600, 600), "");
            await press.Publish(person);
        }
        await press.PublishNew("how", ("title-en", "How to help"), ("text-en", "**Write a letter.** It takes ten minutes.\n\n**Give to a fund.** Every donor can check the books.\n\n**Come to a hearing.**"));
        return home;
    }
}
