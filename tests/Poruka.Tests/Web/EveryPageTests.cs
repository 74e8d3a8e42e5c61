using System.Collections.Concurrent;
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
    private const string Case = "/groups/{group}/cases/{case}";

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
            var (page, outside) = (await browser.Open(site, member: vera.Browser), await browser.Open(site));
            while (waiting.TryDequeue(out var next))
            {
                var window = next.IsMine ? page : outside;
                await window.GotoAsync(next.Address);
                foreach (var fault in await Looks.FaultsOf(window, next.Route)) faults.Add(fault);
            }
            await page.Context.CloseAsync();
            await outside.Context.CloseAsync();
        }));
        // A case is shredded once it is closed, and then there is no other page of it.
        await vera.Browser.Send(await vera.Browser.Get(itsCase + "/close"), itsCase + "/close");
        var last = await browser.Open(site, member: vera.Browser);
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
        const string import = "/groups/political-red-cross/letters/recipients/import";
        using var table = await vera.Browser.Post(await vera.Browser.Get(import), import, ("pasted", "Name;Languages\nAnna;ru\n"));
        pages["/groups/{group}/letters/recipients/import/{draft}"] = table.Headers.Location!.OriginalString;
    }
}
