using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Html.Dom;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;

namespace Poruka.Tests.Letters;

/// <summary>A group that writes letters: Vera, who coordinates and holds the room, and whoever else is asked in.</summary>
internal sealed class LettersCrew : IAsyncDisposable
{
    public const string Letters = "/groups/political-red-cross/letters", Mine = "/groups/political-red-cross/my-letters";

    private readonly SampleGroup _group;
    private readonly List<Visitor> _visitors = [];

    private LettersCrew(TestInstallation test, WebSite site, TestClock clock)
    {
        (Test, Site, Clock, _group) = (test, site, clock, new SampleGroup(test));
        using var connection = test.Database.Open();
        using (var transaction = connection.BeginTransaction())
        {
            MemberRows.SetRoles(connection, transaction, _group.Organisation, _group.Vera.Member.Id, [Role.Administrator, Role.Caseworker, Role.Coordinator, Role.Member]);
            transaction.Commit();
        }
        Vera = SignIn(_group.Vera);
    }

    public TestInstallation Test { get; }

    public WebSite Site { get; }

    public TestClock Clock { get; }

    public Visitor Vera { get; private set; }

    public SampleGroup Group => _group;

    public static async Task<LettersCrew> Start(DatabaseKind kind, PostgresServer postgres)
    {
        var (test, clock) = (new TestInstallation(kind, postgres), new TestClock());
        return new LettersCrew(test, await WebSite.Start(test, Poruka.Program.Pages, clock: clock), clock);
    }

    /// <summary>Some time goes by, and Vera signs in again.</summary>
    public void Later(int days)
    {
        Clock.Advance(NodaTime.Duration.FromDays(days));
        Vera = SignIn(_group.Vera);
    }

    /// <summary>Somebody of the group, who holds no room.</summary>
    public (Visitor Visitor, string Member) Join(string name, params Role[] roles)
    {
        var who = _group.Join(name, roles);
        return (SignIn(who), who.Member.Id.ToString());
    }

    public async Task<string> AddRecipient(string name, string languages, string address = "ФКУ ИК-2\n601120")
    {
        var page = await Vera.Get(Letters + "/recipients/new");
        using var response = await Vera.Post(page, Letters + "/recipients/new", ("name", name), ("number", "1987"), ("languages", languages), ("address", address),
            ("country", "RU"), ("birthday", "05-17"), ("cadence", "30"), ("letters", "1"), ("wishes", "О книгах"), ("NoRelatives", "1"), ("Hearing", "1"));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.Location!.OriginalString;
    }

    public async Task<string> AddWriter(string name, string languages, string member = "", string translates = "", string perPeriod = "1")
    {
        var list = await Vera.Send(await Vera.Get(Letters + "/writers/new"), Letters + "/writers/new", ("name", name), ("languages", languages), ("translates", translates), ("member", member),
            ("contact", ""), ("topics", ""), ("perperiod", perPeriod), ("state", "active"), ("until", ""));
        return list.QuerySelectorAll("tbody th a").Single(a => a.TextContent.Trim() == name).GetAttribute("href")!;
    }

    /// <summary>Makes a plan and carries it out; the addresses of the letters that are on their way.</summary>
    public async Task<List<string>> Plan()
    {
        var kept = await Vera.Send(await Vera.Get(Letters + "/plan"), Letters + "/plan");
        var desk = await Vera.Send(kept, Form(kept, "/carry-out"));
        return [.. desk.QuerySelectorAll("tbody th a").Select(a => a.GetAttribute("href")!)];
    }

    public async Task<IHtmlDocument> Write(string letter, string text) =>
        await Vera.Send(await Vera.Get(letter), letter, ("text", text), ("translation", ""), ("signature", "Лена"), ("typed", "1"));

    public async Task Approve(string letter) => await Vera.Send(await Vera.Get(letter), letter + "/decide", ("decision", "approve"));

    /// <summary>Makes a batch of all that is approved; its page.</summary>
    public async Task<IHtmlDocument> Batch() => await Vera.Send(await Vera.Get(Letters + "/batches"), Letters + "/batches", ("return", "PO box 12"));

    public async Task Post()
    {
        var batch = await Batch();
        await Vera.Send(batch, Form(batch, "/posted"));
    }

    /// <summary>Posts a form with files, as a browser does: fields first.</summary>
    public static async Task<HttpResponseMessage> Upload(
        Visitor visitor, IHtmlDocument page, string action, IEnumerable<(string Name, HttpContent Contents)> files, params (string Name, string Value)[] fields)
    {
        var form = page.QuerySelectorAll("form").OfType<IHtmlFormElement>().First(f => f.GetAttribute("action") == action);
        using var body = new MultipartFormDataContent();
        foreach (var hidden in form.QuerySelectorAll("input[type=hidden]").OfType<IHtmlInputElement>()) body.Add(new StringContent(hidden.Value), hidden.Name!);
        foreach (var (name, value) in fields) body.Add(new StringContent(value), name);
        foreach (var (name, contents) in files)
        {
            contents.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "file", FileName = "\"" + name + "\"" };
            body.Add(contents);
        }
        return await visitor.Http.PostAsync(new Uri(action, UriKind.Relative), body);
    }

    public static string Form(IHtmlDocument page, string ending) =>
        page.QuerySelectorAll("form").OfType<IHtmlFormElement>().Select(f => f.GetAttribute("action")!).First(a => a.EndsWith(ending, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        foreach (var visitor in _visitors) visitor.Dispose();
        await Site.DisposeAsync();
        _group.Dispose();
        Test.Dispose();
    }

    private Visitor SignIn(Somebody who)
    {
        var visitor = SampleGroup.SignedIn(Site, who);
        _visitors.Add(visitor);
        return visitor;
    }
}
