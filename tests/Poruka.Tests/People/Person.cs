using System.Net;
using AngleSharp.Html.Dom;
using NodaTime;
using OtpNet;
using Poruka.People;
using Poruka.Tests.Web;

namespace Poruka.Tests.People;

/// <summary>Somebody with a browser, who writes down what the pages show them.</summary>
internal sealed class Person : IDisposable
{
    private readonly WebSite _site;
    private readonly TestClock _clock;
    private byte[] _totp = [];
    private IHtmlDocument? _factor;

    private Person(WebSite site, TestClock clock) => (_site, _clock, Browser) = (site, clock, site.Visit("en"));

    public Visitor Browser { get; private set; }

    public string Name { get; private set; } = "";

    public string Passphrase { get; private set; } = "";

    public string RecoveryKey { get; private set; } = "";

    /// <summary>Sets the group up with the code from the console.</summary>
    public static async Task<Person> SetUp(WebSite site, TestClock clock, string name, string group = "Political Red Cross")
    {
        var person = new Person(site, clock);
        var page = await person.Browser.Get("/set-up");
        var sheet = await person.Browser.Send(page, "/set-up",
            ("secret-code", site.Options.SetUpCode.Draw()), ("group", group), ("name", name));
        await person.Enrol(sheet);
        return person;
    }

    /// <summary>Comes by an invitation.</summary>
    public static async Task<Person> Join(WebSite site, TestClock clock, string link, string name)
    {
        var person = new Person(site, clock);
        var page = await person.Browser.Get(link);
        await person.Enrol(await person.Browser.Send(page, link, ("name", name)));
        return person;
    }

    /// <summary>Takes new keys by a link, under the name they had.</summary>
    public static async Task<Person> Renew(WebSite site, TestClock clock, string link)
    {
        var person = new Person(site, clock);
        await person.Enrol(await person.Browser.Send(await person.Browser.Get(link), link));
        return person;
    }

    /// <summary>Comes back with the printed key.</summary>
    public static async Task<Person> Recover(WebSite site, TestClock clock, string name, string recoveryKey)
    {
        var person = new Person(site, clock);
        await person.Enrol(await person.Browser.Send(await person.Browser.Get("/recover"), "/recover", ("name", name), ("secret-recovery", recoveryKey)));
        return person;
    }

    /// <summary>Signs in from another browser too.</summary>
    public async Task<Visitor> SignInElsewhere()
    {
        var visitor = _site.Visit("en");
        var home = await visitor.Send(await visitor.Get("/sign-in"), "/sign-in", ("name", Name), ("secret-passphrase", Passphrase), ("secret-code", NextCode()));
        Assert.Equal("Your rooms", home.QuerySelector("h1")!.TextContent);
        return visitor;
    }

    /// <summary>The group that all are in, unless a test makes another.</summary>
    public string Group { get; } = "/groups/political-red-cross";

    /// <summary>The page of a member of the group.</summary>
    public string PageOf(TestInstallation test, string name)
    {
        using var connection = test.Database.Open();
        return $"{Group}/members/{MemberRows.FindByName(connection, name)!.Id}";
    }

    /// <summary>Invites somebody with a role; the address that the link leads to.</summary>
    public async Task<string> Invite(string role, string? group = null)
    {
        var address = (group ?? Group) + "/invitations";
        var page = await Prove(await Browser.Send(await Browser.Get(address), address, ("role", role), ("days", "3")));
        return new Uri(page.QuerySelector("p.secret")!.TextContent).PathAndQuery;
    }

    /// <summary>Sends the form of an address that has no fields, from the page where it stands, with the passphrase where it is asked for.</summary>
    public async Task<IHtmlDocument> Speak(string address, string? from = null) =>
        await Prove(await Browser.Send(await Browser.Get(from ?? address), address));

    /// <summary>Comes by an invitation as far as the second factor.</summary>
    public static async Task<Person> Begin(WebSite site, TestClock clock, string link, string name)
    {
        var person = new Person(site, clock);
        person._factor = await person.ReadSheet(await person.Browser.Send(await person.Browser.Get(link), link, ("name", name)));
        return person;
    }

    /// <summary>Gives the first code.</summary>
    public async Task<HttpStatusCode> Finish()
    {
        using var response = await Browser.Post(_factor!, "/enrol/code", ("secret-code", Code()));
        return response.StatusCode;
    }

    /// <summary>Goes from the sheet to the first session, in this browser.</summary>
    public async Task Enrol(IHtmlDocument sheet)
    {
        var home = await Browser.Send(await ReadSheet(sheet), "/enrol/code", ("secret-code", Code()));
        Assert.Equal("Your rooms", home.QuerySelector("h1")!.TextContent);
    }

    private async Task<IHtmlDocument> ReadSheet(IHtmlDocument sheet)
    {
        Name = sheet.QuerySelector("p.secret")!.TextContent;
        Passphrase = string.Join(' ', sheet.QuerySelectorAll(".words li").Select(w => w.TextContent));
        RecoveryKey = string.Join('-', sheet.QuerySelectorAll(".groups span").Select(g => g.TextContent));
        Assert.Equal(7, Passphrase.Split(' ').Length);
        var number = int.Parse(new string([.. sheet.QuerySelector("label[for=field-secret-word]")!.TextContent.Where(char.IsAsciiDigit)]), null);
        var factor = await Browser.Send(sheet, "/enrol/word", ("secret-word", Passphrase.Split(' ')[number - 1]));
        _totp = Base32Encoding.ToBytes(factor.QuerySelector("code.secret")!.TextContent.Replace(" ", "", StringComparison.Ordinal));
        return factor;
    }

    /// <summary>The code that their device shows now.</summary>
    public string Code() => new Totp(_totp).ComputeTotp(_clock.GetCurrentInstant().ToDateTimeUtc());

    /// <summary>Waits for the next code.</summary>
    public string NextCode()
    {
        _clock.Advance(Duration.FromSeconds(30));
        return Code();
    }

    /// <summary>Signs in from a new browser, or tries to.</summary>
    public async Task<IHtmlDocument> SignIn(HttpStatusCode expected = HttpStatusCode.SeeOther)
    {
        Browser.Dispose();
        Browser = _site.Visit("en");
        var page = await Browser.Get("/sign-in");
        using var response = await Browser.Post(page, "/sign-in", ("name", Name), ("secret-passphrase", Passphrase), ("secret-code", NextCode()));
        Assert.Equal(expected, response.StatusCode);
        return expected == HttpStatusCode.SeeOther
            ? await Browser.Get(response.Headers.Location!.OriginalString)
            : await Visitor.Read(response, expected);
    }

    /// <summary>Gives the passphrase again where a page asks for it, and comes to what was asked for.</summary>
    public async Task<IHtmlDocument> Prove(IHtmlDocument page) =>
        page.QuerySelector("form[action='/prove']") is null ? page : await Browser.Send(page, "/prove", ("secret-passphrase", Passphrase));

    public void Dispose() => Browser.Dispose();
}
