using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Poruka.Tests.Web;

/// <summary>
/// How a page is looked at, loaded once and without scripts: by axe by day and by night, at each width, zoomed to 200 %, from right to left,
/// on paper, and gone through by keyboard.
/// </summary>
internal static class Looks
{
    // A window of 1280 pixels that is zoomed to 200 % lays a page out in 640 (WCAG 2.2, 1.4.4); 320 is 400 % (1.4.10).
    private const int Window = 1280, Zoomed = 640, Phone = 360, Least = 320, Height = 900;

    // The heads and feet that were gone through by keyboard.
    private static readonly ConcurrentDictionary<string, byte> Frames = new(StringComparer.Ordinal);

    /// <summary>For the pages of a journey: what is wrong with one fails it.</summary>
    /// <param name="journey">What the pictures' names begin with.</param>
    public static Func<IPage, string, Task> At(string journey) => async (page, name) =>
    {
        var faults = await FaultsOf(page, $"{journey}-{name}");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    };

    /// <summary>What is wrong with a page; it is left as it was found.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">What its pictures are called.</param>
    /// <param name="byKeyboard">Whether it is gone through by keyboard, the first time that a page of its route is looked at; not where it is a file of its own.</param>
    public static async Task<List<string>> FaultsOf(IPage page, string name, bool byKeyboard = true)
    {
        var faults = new List<string>();
        LookedAt.Note(page.Url);
        if (await page.EvaluateAsync<int>("document.scripts.length") > 0) faults.Add($"{name} has a script.");
        await page.SetViewportSizeAsync(Zoomed, Height);
        if (byKeyboard && LookedAt.NoteByKeyboard(page.Url)) await ByKeyboard(page, name, faults);
        await page.EvaluateAsync("() => document.activeElement.blur()");
        await Fits(Zoomed);
        await Picture(page, name, Window, dark: false);
        await Fits(Window);
        await ReadByAxe("by day");
        await Picture(page, name, Phone, dark: true);
        await Fits(Phone);
        await ReadByAxe("by night", "color-contrast", "link-in-text-block", "scrollable-region-focusable");
        await Picture(page, name, Least, dark: false);
        await Fits(Least);
        if (await page.EvaluateAsync<string>(InReadingOrder) is { Length: > 0 } backwards) faults.Add($"{name} goes back up to {backwards}.");
        foreach (var late in await page.EvaluateAsync<string[]>(BehindFiles)) faults.Add($"{name}: {late} stands behind a file, and is not read yet when the file comes.");
        foreach (var words in await page.EvaluateAsync<string[]>(SaidTwice)) faults.Add($"{name} says twice: {words}.");
        foreach (var id in await page.EvaluateAsync<string[]>(DoubledIds)) faults.Add($"{name} has several things with the id {id}.");
        foreach (var target in await page.EvaluateAsync<string[]>(TooSmall)) faults.Add($"{name}: {target} is too small to hit.");
        await page.EvaluateAsync("() => { document.documentElement.dir = 'rtl'; }");
        await Fits(Least, " from right to left");
        await page.EvaluateAsync("() => { document.documentElement.removeAttribute('dir'); }");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        if (await page.EvaluateAsync<string>(OnPaper) is { Length: > 0 } printed) faults.Add($"{name} prints {printed}.");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Screen, ColorScheme = ColorScheme.Light });
        await Browser.PictureForDocs(page, name);
        await page.SetViewportSizeAsync(Window, Height);
        return faults;

        Task Fits(int width, string how = "") => Fit(page, name, width, faults, how);

        async Task ReadByAxe(string when, params string[] rules)
        {
            if (await Browser.FaultsOf(page, rules) is var found && found.GetArrayLength() > 0) faults.Add($"{name} {when}: {found}");
        }
    }

    /// <summary>Whether a page fits each width, which is all that another language changes about how it looks.</summary>
    public static async Task<List<string>> WidthsOf(IPage page, string name)
    {
        var faults = new List<string>();
        var language = await page.EvaluateAsync<string>("document.documentElement.lang");
        foreach (var width in new[] { Window, Zoomed, Least })
        {
            await page.SetViewportSizeAsync(width, Height);
            if (width == Least) await Picture(page, $"{name}-{language}", Least, dark: false);
            await Fit(page, name, width, faults, $" ({language})");
        }
        return faults;
    }

    private static async Task Fit(IPage page, string name, int width, List<string> faults, string how)
    {
        if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth") is var wide && wide > width) faults.Add($"{name} is {wide} px wide on {width} px{how}.");
    }

    /// <summary>Shows a page at a width, and takes a picture of it where that is wanted.</summary>
    public static async Task Picture(IPage page, string name, int width, bool dark)
    {
        await page.SetViewportSizeAsync(width, Height);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
        if (Browser.TakesPictures)
            await page.ScreenshotAsync(new PageScreenshotOptions
            {
                Path = Path.Combine(Browser.Screenshots, $"{name.Trim('/').Replace('/', '-')}-{width}-{(dark ? "night" : "day")}.png"), FullPage = true,
            });
    }

    /// <summary>
    /// Tab leads to every link, button and field, in their order, shows where it is, and out again at the end. Head and foot are the same on
    /// many pages: they are gone through on the first of them, and what stands between them on each.
    /// </summary>
    private static async Task ByKeyboard(IPage page, string name, List<string> faults)
    {
        var isWhole = Frames.TryAdd(await page.EvaluateAsync<string>(Frame), 0);
        await page.EvaluateAsync(FromTheTop, isWhole ? "body" : "main");
        var stops = await page.EvaluateAsync<int>(Stops, isWhole ? "body" : "main");
        var (at, presses) = (-1, 0);
        while (at < stops - 1 && presses++ < 6 * stops + 20)
        {
            await page.Keyboard.PressAsync("Tab");
            var focus = await Focus(page);
            if (!focus.Shown && faults.Count < 20) faults.Add($"{name}: nothing shows that {focus.What} has the focus.");
            if (focus.At == at) continue; // a date has several fields of its own, and what scrolls takes the focus too
            if (focus.At >= 0 && focus.At != at + 1)
            {
                faults.Add($"{name}: Tab leads from stop {at} to {focus.At} of {stops}, {focus.What}.");
                return;
            }
            if (focus.At >= 0) at = focus.At;
        }
        if (at < stops - 1) faults.Add($"{name}: Tab leads to {at + 1} of {stops} stops, and no further.");
        if (isWhole && stops > 0 && !await page.EvaluateAsync<bool>("stops[0].matches('.skip[href=\"#main\"]')")) faults.Add($"{name}: the first stop is no way to the content.");
        for (presses = 0; at == stops - 1 && stops > 1 && presses < 6; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            at = (await Focus(page)).At;
        }
        if (at == stops - 1 && stops > 1) faults.Add($"{name}: Tab doesn't leave the last stop.");
    }

    private static async Task<(int At, bool Shown, string What)> Focus(IPage page)
    {
        var focus = await page.EvaluateAsync<JsonElement>(WhereFocusIs);
        return (focus.GetProperty("at").GetInt32(), focus.GetProperty("shown").GetBoolean(), focus.GetProperty("what").GetString()!);
    }

    // What stands around the content, by its words.
    private const string Frame = """
        () => [...document.querySelectorAll('body > :not(main) :is(a, button, input, select, summary), body > a')].map(e => e.tagName + ' ' + e.textContent.trim()).join('|')
        """;

    // Where the page was being filled in, Tab would go on from there.
    private const string FromTheTop = """
        part => {
            const first = document.createElement('span');
            first.tabIndex = -1;
            document.querySelector(part).prepend(first);
            first.focus();
            first.remove();
        }
        """;

    // Of choices that exclude each other Tab leads to one.
    private const string Stops = """
        part => {
            const groupOf = e => [...document.querySelectorAll('input[type=radio]')].filter(r => r.name === e.name && r.form === e.form);
            window.stops = [...document.querySelector(part).querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]')].filter(e =>
                !e.disabled && e.tabIndex >= 0 && e.checkVisibility({ visibilityProperty: true })
                && (e.type !== 'radio' || e === (groupOf(e).find(r => r.checked) ?? groupOf(e)[0])));
            return stops.length;
        }
        """;

    private const string WhereFocusIs = """
        () => {
            const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
            return {
                at: stops.indexOf(e), what: e.outerHTML.slice(0, 120),
                shown: e === document.body || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 && box.width > 0 && box.right > 0 && box.left < innerWidth,
            };
        }
        """;

    // In one column what comes later stands lower, but for what stands in one line.
    private const string InReadingOrder = """
        () => {
            let last = 0;
            for (const e of document.querySelectorAll('main a[href], main button, main input:not([type=hidden]), main select, main textarea, main summary')) {
                const box = e.getBoundingClientRect(), middle = box.top + box.height / 2 + scrollY;
                if (box.height === 0 || !e.checkVisibility()) continue;
                if (middle < last - 44) return e.outerHTML.slice(0, 120);
                last = middle;
            }
            return '';
        }
        """;

    // A label and a link of the summary of errors lead to the first of them alone.
    private const string DoubledIds = """
        () => [...new Set([...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i))]
        """;

    // A heading, and a table's caption below it.
    private const string SaidTwice = """
        () => {
            let heading = '';
            const twice = [];
            for (const e of document.querySelectorAll('main h1, main h2, main h3, main caption:not(.unseen)')) {
                const words = e.textContent.trim();
                if (e.tagName !== 'CAPTION') heading = words;
                else if (words === heading) twice.push(words);
            }
            return twice;
        }
        """;

    // Files are taken as they come, by what stood before them. A receipt to be checked is read whole.
    private const string BehindFiles = """
        () => [...document.querySelectorAll('form[enctype="multipart/form-data"]:not([action="/receipts/check"])')].flatMap(form => {
            const all = [...form.elements].filter(e => e.name), last = all.findLastIndex(e => e.type === 'file');
            return last < 0 ? [] : all.slice(last + 1).map(e => e.name);
        })
        """;

    private const string TooSmall = """
        () => [...document.querySelectorAll('header a, main button, .languages button, .paging a, .actions a')]
            .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.9).map(e => e.textContent.trim())
        """;

    private const string OnPaper = """
        () => [...document.querySelectorAll('body > header nav, body > footer nav, .languages, .skip')].some(e => e.checkVisibility()) ? 'its navigation'
            : getComputedStyle(document.documentElement).backgroundColor !== 'rgb(255, 255, 255)' ? 'on ' + getComputedStyle(document.documentElement).backgroundColor : ''
        """;
}
