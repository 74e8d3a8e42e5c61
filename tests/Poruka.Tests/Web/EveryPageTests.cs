using System.Collections.Concurrent;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Safety;

namespace Poruka.Tests.Web;

/// <summary>
/// A page of every route that shows one, with something on it: each form of the site was filled in first, with long words. Pages that are added
/// later join by themselves.
/// </summary>
public sealed class EveryPageTests(PostgresServer postgres, Browser browser)
{
    private const int Tabs = 3;
    private const string Case = "/groups/{group}/cases/{case}", Holders = "/rooms/{room}/holders";

    private readonly TestClock _clock = new();

    [Fact]
    public async Task Every_page_fits_reads_prints_and_is_gone_through_by_keyboard_at_200_percent()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await PlantedForms.Begin(test, site, _clock);
        var real = SeizureDrillTests.RealThings(test);
        var forms = new PlantedForms(site, vera.Browser, real);
        await forms.WalkGroup();
        using var visitor = site.Visit("en");
        var open = new PlantedForms(site, visitor, real);
        await open.Walk("/help/political-red-cross", "/write/political-red-cross", "/write/political-red-cross/reply", "/sign-in", "/recover", "/prove", "/me/will/read", "/birthdays", "/write");
        await AddWhatNothingLeadsTo(vera, forms.Pages);
        // A page that both come to is one for visitors.
        var (mine, theirs) = (forms.Pages.ExceptBy(open.Pages.Keys, p => p.Key).ToDictionary(), open.Pages);
        var waiting = new ConcurrentQueue<(string Route, string Address, bool IsMine)>([.. mine.Select(p => (p.Key, p.Value, true)), .. theirs.Select(p => (p.Key, p.Value, false))]);
        var faults = new ConcurrentBag<string>();
        var itsCase = forms.Pages[Case];
        await Task.WhenAll(Enumerable.Range(0, Tabs).Select(async _ =>
        {
            // All in the language whose words are longest, and how wide it is in the next; English words are short, and the journeys read them.
            var (page, outside) = (await browser.Open(site, language: "uk", member: vera.Browser), await browser.Open(site, language: "uk"));
            var (inRussian, outsideInRussian) = (await browser.Open(site, language: "ru", member: vera.Browser), await browser.Open(site, language: "ru"));
            while (waiting.TryDequeue(out var next))
            {
                var window = next.IsMine ? page : outside;
                if ((await window.GotoAsync(next.Address))!.Status is not 200 and var status) faults.Add($"{next.Route} is gone ({status}) by now: {next.Address}.");
                foreach (var fault in await Looks.FaultsOf(window, next.Route)) faults.Add(fault);
                var other = next.IsMine ? inRussian : outsideInRussian;
                await other.GotoAsync(next.Address);
                foreach (var fault in await Looks.WidthsOf(other, next.Route)) faults.Add(fault);
            }
            foreach (var each in new[] { page, outside, inRussian, outsideInRussian }) await each.Context.CloseAsync();
        }));
        // A case is shredded once it is closed, and then there is no other page of it.
        await vera.Browser.Send(await vera.Browser.Get(itsCase + "/close"), itsCase + "/close");
        var last = await browser.Open(site, language: "uk", member: vera.Browser);
        await last.GotoAsync(mine[Case + "/shred"] = itsCase + "/shred");
        foreach (var fault in await Looks.FaultsOf(last, Case + "/shred")) faults.Add(fault);
        await last.Context.CloseAsync();
        foreach (var route in LookedAt.Lacking(mine.Keys.Concat(theirs.Keys))) faults.Add($"{route} is looked at by nobody.");
        Assert.True(mine.Count >= 120 && theirs.Count >= 20, $"The forms lead to {mine.Count} pages of members and {theirs.Count} for visitors only.");
        Assert.True(faults.IsEmpty, string.Join('\n', faults.Order(StringComparer.Ordinal)));
    }

    /// <summary>Pages that are there for who knows their address, or that a form leads to in a way of its own.</summary>
    private static async Task AddWhatNothingLeadsTo(Person vera, Dictionary<string, string> pages)
    {
        pages["/prove"] = "/prove";
        pages[Case + "/fund"] = pages[Case] + "/fund";
        pages[Case + "/files/{file}/shred"] = pages[Case + "/files/{file}/delete"].Replace("/delete", "/shred", StringComparison.Ordinal);
        // What the walk began it has ended, put right and taken back since.
        await Cases.Crew.Post(vera, await vera.Browser.Get(pages[Case] + "/watches/new"), pages[Case] + "/watches/new", ("expected", "a letter"), ("days", "10"));
        pages[Case + "/watches/{watch}"] = await Last(pages[Case], "/watches/");
        pages[Case + "/facts/{fact}"] = await Last(pages[Case], "/facts/");
        var holders = pages[Holders];
        var grant = await vera.Browser.Get(holders + "/new");
        await Cases.Crew.Post(vera, grant, holders + "/new", ("member", grant.QuerySelector<IHtmlOptionElement>("#field-member option")!.Value));
        pages[Holders + "/{member}/revoke"] = await Last(holders, "/revoke");
        const string import = "/groups/political-red-cross/letters/recipients/import";
        using var table = await vera.Browser.Post(await vera.Browser.Get(import), import, ("pasted", "Name;Languages\nAnna;ru\n"));
        pages["/groups/{group}/letters/recipients/import/{draft}"] = table.Headers.Location!.OriginalString;

        async Task<string> Last(string page, string part) => (await vera.Browser.Get(page)).QuerySelectorAll("main a").Select(a => a.GetAttribute("href")!)
            .Last(a => a.Contains(part, StringComparison.Ordinal) && !a.Contains("/new", StringComparison.Ordinal));
    }
}
