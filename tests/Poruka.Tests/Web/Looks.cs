using Microsoft.Playwright;

namespace Poruka.Tests.Web;

/// <summary>How the pages of a journey are looked at: each journey is gone twice, once for pictures, once for axe.</summary>
internal static class Looks
{
    /// <summary>Without scripts: a picture of each page by day and by night, at three widths of which it may be wider than none.</summary>
    /// <param name="journey">What the pictures' names begin with.</param>
    public static Func<IPage, string, Task> Pictures(string journey)
    {
        Directory.CreateDirectory(Browser.Screenshots);
        return async (page, name) =>
        {
            foreach (var (width, dark) in ((int, bool)[])[(1280, false), (360, true), (320, false)])
                Assert.True(await Picture(page, $"{journey}-{name}", width, dark) is var wide && wide <= width, $"{name} is {wide} wide at {width}.");
            await page.SetViewportSizeAsync(1280, 900);
        };
    }

    /// <summary>With scripts, which axe needs: by day and by night, as colours differ.</summary>
    public static async Task Axe(IPage page, string name)
    {
        foreach (var scheme in (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light])
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            var faults = await Browser.FaultsOf(page);
            Assert.True(faults.GetArrayLength() == 0, $"{name}, {scheme}: {faults}");
        }
    }

    /// <summary>Takes one picture; how wide the page is in it.</summary>
    public static async Task<int> Picture(IPage page, string name, int width, bool dark)
    {
        await page.SetViewportSizeAsync(width, 900);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
        await page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.Combine(Browser.Screenshots, $"{name}-{width}-{(dark ? "night" : "day")}.png"), FullPage = true,
        });
        return await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
    }
}
