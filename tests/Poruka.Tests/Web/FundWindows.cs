using System.Text;
using Microsoft.Playwright;
using Poruka.Tests.People;

namespace Poruka.Tests.Web;

/// <summary>Windows of a browser without scripts, one for each person who works with a fund.</summary>
internal sealed class FundWindows(Browser browser, WebSite site) : IAsyncDisposable
{
    private readonly Dictionary<string, IPage> _pages = [];

    /// <summary>Opens an address as somebody, who signs in where they must.</summary>
    public async Task<IPage> Open(Person who, string address)
    {
        var page = await At(who.Name, address);
        if (await page.Locator("#field-secret-passphrase").CountAsync() > 0 && await page.Locator("#field-name").CountAsync() > 0)
        {
            await page.FillAsync("#field-name", who.Name);
            await page.FillAsync("#field-secret-passphrase", who.Passphrase);
            await page.FillAsync("#field-secret-code", who.NextCode());
            await page.ClickAsync("main form button[type=submit]");
            await page.GotoAsync(address);
        }
        return page;
    }

    /// <summary>Opens an address as somebody without an account.</summary>
    public Task<IPage> Visitor(string address) => At("", address);

    private async Task<IPage> At(string name, string address)
    {
        if (!_pages.TryGetValue(name, out var page)) _pages[name] = page = await browser.Open(site, 1100);
        await page.GotoAsync(address);
        return page;
    }

    /// <summary>Presses one of the buttons of a request.</summary>
    public async Task<IPage> Do(Person who, string address, string act)
    {
        var page = await Open(who, address);
        // What no way leads back from stands behind its consequences.
        var fold = page.Locator($"details:has(button[value={act}]) summary");
        if (await fold.CountAsync() == 1) await fold.ClickAsync();
        await page.ClickAsync($"button[value={act}]");
        return page;
    }

    /// <summary>Gives the passphrase again where it is asked for.</summary>
    public static async Task Prove(IPage page, Person who)
    {
        if (await page.Locator("form[action='/prove']").CountAsync() == 0) return;
        await page.FillAsync("form[action='/prove'] input[type=password]", who.Passphrase);
        await page.ClickAsync("form[action='/prove'] button");
    }

    /// <summary>Reads a bank's file in and books it.</summary>
    public async Task<IPage> Book(Person who, string fund, string lines)
    {
        var page = await Open(who, fund + "/statements");
        await page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = "statement.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(lines) });
        await page.ClickAsync("main button[type=submit]");
        await page.ClickAsync("main form button[type=submit]");
        return page;
    }

    /// <summary>Looks at a page.</summary>
    public static Task Look(IPage page, string name) => Looks.At("fund")(page, name);

    public async ValueTask DisposeAsync()
    {
        foreach (var page in _pages.Values) await page.Context.CloseAsync();
    }
}
