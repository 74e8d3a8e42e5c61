using Microsoft.Playwright;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.Publishing;

/// <summary>The public pages with something on them, in a browser.</summary>
public sealed class PublicPagesTests(PostgresServer postgres, Browser browser) : IClassFixture<Browser>
{
    private readonly TestClock _clock = new();

    [Fact]
    public async Task A_site_with_posts_is_read_by_day_and_night_from_320_px_and_from_right_to_left()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await SampleBooks.Post(test);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var press = new Press(test, site);
        var person = await Fill(press);
        var slug = (await press.Public.Get("/people")).QuerySelector(".story a")!.GetAttribute("href")!;
        Directory.CreateDirectory(Browser.Screenshots);
        foreach (var (name, address) in ((string, string)[])[("front", "/"), ("news", "/news"), ("post", "/news/two-came-home"), ("appeal", "/news/a-lawyer-for-the-appeal"),
            ("people", "/people"), ("person", slug), ("birthdays", "/birthdays"), ("how", "/how-to-help"), ("newsletter", "/newsletter")])
            foreach (var (width, dark, language) in ((int, bool, string)[])[(1280, false, "en"), (360, true, "ru"), (320, false, "uk")])
            {
                var page = await browser.Open(width, dark: dark, language: language, scripts: true, site: site);
                await page.GotoAsync(address);
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"public-{name}-{width}.png"), FullPage = true });
                var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
                Assert.True(wide <= width, $"{address} is {wide} px wide on {width} px.");
                if (width != 320)
                {
                    var faults = await Browser.FaultsOf(page);
                    Assert.True(faults.GetArrayLength() == 0, $"{address}, {width} px: {faults}");
                }
                else
                {
                    await page.EvaluateAsync("document.documentElement.dir = 'rtl'");
                    Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{address} is too wide from right to left.");
                    if (name == "front") await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, "public-front-rtl.png"), FullPage = true });
                }
                await page.Context.CloseAsync();
            }
        Assert.NotEqual("", person);
    }

    /// <summary>What a small group would publish; the names are made up.</summary>
    internal static async Task<string> Fill(Press press)
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
        var person = "";
        foreach (var (name, needs, picture) in ((string, string, bool)[])[("Anna Petrovna Larina", "Books on botany, warm socks", true), ("Boris Ilyich Verin", "Letters in any language", false),
            ("Maria Stepanovna Holub", "A lawyer for the appeal", true), ("Osip Davydovich Brenner", "", false)])
        {
            person = await press.Write("person", [.. Press.Person(name, "all", picture ? ["name", "story", "needs", "picture", "address", "birthday"] : ["name", "needs", "birthday"]), ("summary-en", needs)]);
            if (picture) await press.AddPicture(person, Press.Picture(600, 600), "");
            await press.Publish(person);
        }
        await press.PublishNew("how", ("title-en", "How to help"), ("text-en", "**Write a letter.** It takes ten minutes.\n\n**Give to a fund.** Every donor can check the books.\n\n**Come to a hearing.**"));
        return person;
    }
}
