using System.Security.Cryptography;
using Microsoft.Playwright;
using NodaTime;
using Poruka.Cases;
using Poruka.Operations;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;
using Poruka.Vault.Age;

namespace Poruka.Tests.Cases;

/// <summary>
/// A whole case in a browser without scripts, from two people taken with a banner to one at home and the other gone from the country, with
/// each page looked at; at each step, who sees what.
/// </summary>
public sealed class CaseJourneyTests(Browser browser, PostgresServer postgres)
{
    [Fact]
    public async Task The_whole_case_goes_without_scripts_and_each_page_is_for_everybody()
    {
        var look = Looks.At("case");
        var (crew, veraSelf) = await Crew.Start(DatabaseKind.Sqlite, postgres);
        await using var _ = crew;
        var (olgaSelf, dinaSelf, ivanSelf) = (await crew.Join("olga", Role.Caseworker), await crew.Join("dina", Role.Caseworker), await crew.Join("ivan", Role.Caseworker));
        foreach (var member in new[] { olgaSelf, dinaSelf }) crew.Grant(veraSelf, member, crew.Team());
        var health = crew.MakeRoom(veraSelf, "Health");
        crew.Grant(veraSelf, dinaSelf, health);
        using var identity = new AgeIdentity(RandomNumberGenerator.GetBytes(32));
        var offline = crew.MakeOfflineRoom(identity.Recipient);
        var people = new List<IPage>();
        foreach (var self in new[] { veraSelf, olgaSelf, dinaSelf, ivanSelf }) people.Add(await SignIn(crew, self));
        var (vera, olga, dina, ivan) = (people[0], people[1], people[2], people[3]);

        // The first night: two with a banner, one of them without a name.
        await vera.GotoAsync(crew.Address);
        await look(vera, "01-empty");
        await vera.GotoAsync(crew.Address + "/boards/new");
        await look(vera, "02-many");
        await Fill(vera, ("title", "A banner on Liberty Square"), ("people", "Anna Petrova\n? grey coat, with Anna"), ("place", "Unit 5"), ("day", "2026-11-23"), ("time", "12:00"), ("zone", "Europe/Moscow"), ("country", "ru"), ("source", "Witness"));
        await Send(vera, "/boards/new");
        await look(vera, "03-board");
        var board = new Uri(vera.Url).AbsolutePath;
        Assert.Equal("2 arrested = 0 released + 2 held + 0 unknown", await vera.TextContentAsync(".lead"));
        var anna = await AddressOf(vera, "Anna Petrova");
        var boris = await AddressOf(vera, "grey coat");
        await ivan.GotoAsync(board);
        await look(ivan, "04-board-without-room");
        Assert.DoesNotContain("Anna", await ivan.TextContentAsync("main"), StringComparison.Ordinal);

        await vera.GotoAsync(anna + "/playbooks/new");
        await look(vera, "05-guide");
        await Fill(vera, ("situation", "someone-arrested"));
        await Send(vera, "/playbooks/new");
        await look(vera, "06-case-with-tasks");
        Assert.Contains("25 November 2026, 12:00", await Text(olga, anna), StringComparison.Ordinal);
        Assert.DoesNotContain("Anna", await Text(ivan, anna), StringComparison.Ordinal);
        await look(ivan, "07-case-without-room");

        // His name is known: two cases of one person become one.
        await olga.GotoAsync(crew.Address + "/new");
        await Fill(olga, ("name", "Борис Орлов\nBoris Orlov"), ("zone", "Europe/Moscow"), ("country", "ru"), ("place", "Unit 5"), ("day", "2026-11-23"), ("time", "12:00"));
        await Send(olga, "/cases/new");
        var known = new Uri(olga.Url).AbsolutePath;
        await olga.GotoAsync(boris + "/join");
        await Fill(olga, ("other", "orlov"));
        await Send(olga, "/join");
        await look(olga, "08-join");
        await olga.CheckAsync("#field-sure");
        await Send(olga, "/join");
        await look(olga, "09-joined");
        Assert.Equal(known, new Uri(olga.Url).AbsolutePath);
        await olga.Locator("main a[href*='/joined/']").First.ClickAsync();
        await look(olga, "09-apart");
        LookedAt.By("case");
        boris = known;
        await olga.GotoAsync(crew.Address);
        await Fill(olga, ("name", "orlov"));
        await Send(olga, "/cases/search");
        await look(olga, "10-search");
        Assert.Contains("Борис Орлов", await olga.TextContentAsync("tbody"), StringComparison.Ordinal);

        // Remand in different places; custody ordered, then extended.
        await Write(olga, anna, "decision", ("day", "2026-11-24"), ("time", "16:00"), ("event", "custody-order"), ("text", "custody for two months"), ("source", "Lawyer"));
        await Write(olga, anna, "transferred", ("day", "2026-11-24"), ("time", "20:00"), ("place", "SIZO-1"), ("source", "Lawyer"));
        await Write(olga, boris, "transferred", ("day", "2026-11-24"), ("time", "20:00"), ("place", "SIZO-2"), ("source", "Family"));
        await Write(olga, anna, "decision", ("day", "2027-01-20"), ("time", "12:00"), ("event", "custody-order"), ("text", "extended by three months"), ("until", "2027-04-20"), ("source", "Document"));
        Assert.Contains("On remand; held at SIZO-1", await Text(dina, anna), StringComparison.Ordinal);
        Assert.Contains("held at SIZO-2", await Text(dina, boris), StringComparison.Ordinal);

        // Her illness goes to a room that only those who need it hold; the watch notices what nobody wrote.
        await vera.GotoAsync(anna + "/rooms/health");
        await look(vera, "11-room");
        await Fill(vera, ("room", Ids.Text(health.Value)));
        await Send(vera, "/rooms/health");
        await vera.GotoAsync(anna + "/sheets/health");
        await Fill(vera, ("conditions", "epilepsy"), ("medicines", "as prescribed by Dr. Weiss"));
        await Send(vera, "/sheets/health");
        Assert.Contains("epilepsy", await Text(dina, anna), StringComparison.Ordinal);
        Assert.DoesNotContain("epilepsy", await Text(olga, anna), StringComparison.Ordinal);
        await look(olga, "12-health-not-held");
        await dina.GotoAsync(anna + "/watches/new");
        await Fill(dina, ("expected", "a letter"), ("days", "10"), ("plan", "call the doctor of the facility"), ("section", "Health"));
        await Send(dina, "/watches/new");
        crew.Clock.Advance(Duration.FromDays(11));
        await CaseWatches.Job.Run(new JobRun(crew.Test.Installation, crew.Clock.GetCurrentInstant(), CancellationToken.None));
        foreach (var (page, self) in new[] { (vera, veraSelf), (olga, olgaSelf), (dina, dinaSelf), (ivan, ivanSelf) }) await SignIn(page, self);
        Assert.Contains("did not come", await Text(dina, anna), StringComparison.Ordinal);
        await look(dina, "13-watch");
        Assert.DoesNotContain("a letter, every", await Text(olga, anna), StringComparison.Ordinal);
        await Write(dina, anna, "health", ("text", "seizures untreated for a week"), ("section", "Health"), ("source", "Lawyer"));
        await dina.GotoAsync(anna + "/playbooks/new");
        await Fill(dina, ("situation", "medical-care"), ("section", "Health"));
        await Send(dina, "/playbooks/new");
        await look(dina, "14-medical-ladder");

        // The hospital stands in another room; bail is applied for; she comes out, written on the board for her alone.
        await Write(dina, anna, "note", ("text", "moved to the prison hospital, ward 3"), ("section", "Health"));
        Assert.DoesNotContain("ward 3", await Text(olga, anna), StringComparison.Ordinal);
        await Write(olga, anna, "bail", ("text", "application for bail filed"), ("day", "2026-12-05"));
        Assert.Contains("application for bail filed", await Text(vera, anna), StringComparison.Ordinal);
        await olga.GotoAsync(board);
        await olga.CheckAsync($"input[name=who][value='{anna[(anna.LastIndexOf('/') + 1)..]}']");
        await Fill(olga, ("what", "released"), ("day", "2027-02-01"), ("time", "18:00"));
        await Send(olga, "/mark");
        await look(olga, "15-board-later");
        Assert.Equal("2 arrested = 1 released + 1 held + 0 unknown", await olga.TextContentAsync(".lead"));
        await olga.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        if (Browser.TakesPictures) await olga.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, "case-16-board-printed.png"), FullPage = true });
        Assert.True(await olga.Locator(".printed table").IsVisibleAsync());
        Assert.False(await olga.Locator("form").First.IsVisibleAsync());
        await olga.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Screen });
        await ivan.GotoAsync(crew.Address);
        Assert.Contains("Out", await ivan.TextContentAsync("tbody"), StringComparison.Ordinal);

        // He is released and wanted again; where he goes stands in a room that the server can't read.
        await Write(olga, boris, "released", ("day", "2027-02-01"), ("time", "10:00"));
        await Write(olga, boris, "wanted", ("day", "2027-02-10"), ("time", "10:00"), ("source", "Press"));
        Assert.Contains("Wanted; nobody knows where", await Text(vera, boris), StringComparison.Ordinal);
        await vera.GotoAsync(boris + "/rooms/relocation");
        await Fill(vera, ("room", Ids.Text(offline.Value)));
        await Send(vera, "/rooms/relocation");
        await look(vera, "17-wanted");
        Assert.Contains("nobody reads it here", await vera.TextContentAsync("#Relocation"), StringComparison.Ordinal);
        await vera.ClickAsync("#Relocation a");
        await look(vera, "18-offline");
        await vera.GotoAsync(crew.Address + "/tasks?of=all");
        await look(vera, "19-due");
        await vera.GotoAsync(crew.Address + "/alike");
        await look(vera, "20-alike");
        await vera.GotoAsync($"/rooms/{Ids.Text(crew.Team().Value)}/record");
        await look(vera, "21-record");
        Assert.Contains(anna[(anna.LastIndexOf('/') + 1)..], await vera.TextContentAsync("tbody"), StringComparison.Ordinal);

        // Ivan, to whom nothing was granted, has read no name and no fact in all this time.
        foreach (var address in new[] { anna, boris })
        {
            await ivan.GotoAsync(address);
            var seen = await ivan.ContentAsync();
            foreach (var word in new[] { "Anna", "Орлов", "banner", "epilepsy", "SIZO", "grey coat" }) Assert.DoesNotContain(word, seen, StringComparison.Ordinal);
        }
        foreach (var page in people) await page.Context.CloseAsync();
    }

    private async Task<IPage> SignIn(Crew crew, Person self)
    {
        var page = await browser.Open(crew.Site);
        await SignIn(page, self);
        return page;
    }

    private static async Task SignIn(IPage page, Person self)
    {
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/sign-in");
        await Fill(page, ("name", self.Name), ("secret-passphrase", self.Passphrase), ("secret-code", self.NextCode()));
        await Send(page, "/sign-in");
        Assert.Equal("Your rooms", await page.TextContentAsync("h1"));
    }

    private static async Task Fill(IPage page, params (string Name, string Value)[] fields)
    {
        foreach (var (name, value) in fields)
        {
            var field = page.Locator("#field-" + name).First;
            if (await field.EvaluateAsync<string>("e => e.tagName") == "SELECT") await field.SelectOptionAsync(value);
            else await field.FillAsync(value);
        }
    }

    private static Task Send(IPage page, string ending) => page.ClickAsync($"form[action$='{ending}'] button[type=submit]");

    private static async Task Write(IPage page, string address, string kind, params (string Name, string Value)[] fields)
    {
        await page.GotoAsync($"{address}/facts/new?kind={kind}");
        await Fill(page, fields);
        await Send(page, "kind=" + kind);
        Assert.Equal(address, new Uri(page.Url).AbsolutePath);
    }

    private static async Task<string> Text(IPage page, string address)
    {
        await page.GotoAsync(address);
        return (await page.TextContentAsync("main"))!;
    }

    private static async Task<string> AddressOf(IPage page, string name) =>
        (await page.Locator(".board > li", new PageLocatorOptions { HasText = name }).Locator("a").First.GetAttributeAsync("href"))!;
}
