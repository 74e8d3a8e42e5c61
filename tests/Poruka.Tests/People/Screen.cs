using Microsoft.Playwright;
using NodaTime;
using OtpNet;
using Poruka.Tests.Web;

namespace Poruka.Tests.People;

/// <summary>Somebody before a real browser, who notes what it shows.</summary>
internal sealed class Screen(IPage page, TestClock clock, Func<IPage, string, Task>? look)
{
    /// <summary>The group that all are in.</summary>
    public const string Group = "/groups/political-red-cross";

    private byte[] _totp = [];

    public IPage Page => page;

    public string Passphrase { get; private set; } = "";

    public string RecoveryKey { get; private set; } = "";

    /// <summary>Sets the group up with the code from the console, as Vera.</summary>
    /// <param name="name">What the pictures of the sheet and the second factor are called; null for none.</param>
    public static async Task<Screen> SetUp(WebSite site, IPage page, TestClock clock, Func<IPage, string, Task>? look, string? name = null)
    {
        var vera = new Screen(page, clock, look);
        await page.GotoAsync("/set-up");
        if (name is not null) await vera.Look("set-up");
        await page.FillAsync("#field-secret-code", site.Options.SetUpCode.Draw());
        await page.FillAsync("#field-group", "Political Red Cross");
        await page.FillAsync("#field-name", "vera");
        await vera.Send("/set-up");
        await vera.Enrol(name);
        return vera;
    }

    /// <summary>Invites somebody with a role; the address that the link leads to.</summary>
    /// <param name="role">The role.</param>
    /// <param name="isLooked">Whether pages are looked at on the way.</param>
    public async Task<string> Invite(string role, bool isLooked = false)
    {
        await page.GotoAsync(Group + "/invitations");
        if (isLooked) await Look("invitations");
        await page.CheckAsync($"input[name=role][value={role}]");
        await Send(Group + "/invitations");
        if (isLooked) await Look("invited");
        return new Uri((await page.TextContentAsync("p.secret"))!).AbsolutePath;
    }

    /// <summary>Takes an invitation.</summary>
    public async Task Join(string link, string name)
    {
        await Go(link, "join");
        await page.FillAsync("#field-name", name);
        await Send(link);
        await Enrol(null);
    }

    public Task Look(string name) => look?.Invoke(page, name) ?? Task.CompletedTask;

    public async Task Go(string address, string name)
    {
        await page.GotoAsync(address);
        await Look(name);
    }

    public Task Send(string action) => page.ClickAsync($"form[action='{action}'] button[type=submit]");

    public async Task Enrol(string? name)
    {
        if (name is not null) await Look(name + "-sheet");
        var words = await page.Locator(".words li").AllTextContentsAsync();
        Passphrase = string.Join(' ', words);
        RecoveryKey = string.Join('-', await page.Locator(".groups span").AllTextContentsAsync());
        var label = (await page.TextContentAsync("label[for=field-secret-word]"))!;
        await page.FillAsync("#field-secret-word", words[int.Parse(new string([.. label.Where(char.IsAsciiDigit)]), null) - 1]);
        await Send("/enrol/word");
        if (name is not null) await Look(name + "-factor");
        _totp = Base32Encoding.ToBytes((await page.TextContentAsync("code.secret"))!.Replace(" ", "", StringComparison.Ordinal));
        await page.FillAsync("#field-secret-code", Code());
        await Send("/enrol/code");
        Assert.EndsWith("/home", page.Url, StringComparison.Ordinal);
    }

    public async Task SignIn(string name)
    {
        clock.Advance(Duration.FromSeconds(30));
        await page.GotoAsync("/sign-in");
        await page.FillAsync("#field-name", name);
        await page.FillAsync("#field-secret-passphrase", Passphrase);
        await page.FillAsync("#field-secret-code", Code());
        await Send("/sign-in");
    }

    private string Code() => new Totp(_totp).ComputeTotp(clock.GetCurrentInstant().ToDateTimeUtc());
}
