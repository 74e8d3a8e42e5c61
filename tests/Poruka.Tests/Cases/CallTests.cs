using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using NodaTime;
using Poruka.Cases;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;

namespace Poruka.Tests.Cases;

/// <summary>Somebody calls for help without an account, is answered, and comes back with the code.</summary>
public sealed class CallTests(PostgresServer postgres)
{
    private const string Form = "/help/political-red-cross";

    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_call_with_a_file_is_read_answered_added_to_and_shredded(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        var canary = RandomNumberGenerator.GetHexString(40);
        using var caller = site.Visit("en");
        var sent = await Call(caller, canary, ("summons.pdf", Encoding.UTF8.GetBytes("file " + canary)));
        Assert.Equal("It has reached us", sent.QuerySelector("h1")!.TextContent);
        var code = string.Join('-', sent.QuerySelectorAll(".secret.groups span").Select(s => s.TextContent));
        Assert.Equal("poruka-form", Assert.Single(caller.Cookies.GetAllCookies()).Name);
        Assert.Empty(caller.SafeCookies.Kept);

        // Nobody has answered; what was sent isn't shown again.
        var waiting = await Open(caller, code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal));
        Assert.Single(waiting.QuerySelectorAll(".thread > li"));
        Assert.DoesNotContain(canary, waiting.DocumentElement.OuterHtml, StringComparison.Ordinal);

        // Who holds the room sees that something came, reads it with its file, and answers.
        var home = await vera.Browser.Get("/home");
        var list = await vera.Browser.Get(home.QuerySelectorAll<IHtmlAnchorElement>("a").Single(a => a.TextContent.StartsWith("1 call", StringComparison.Ordinal)).GetAttribute("href")!);
        var address = list.QuerySelector("tbody a")!.GetAttribute("href")!;
        Assert.Contains("new", list.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        var call = await vera.Browser.Get(address);
        Assert.Contains(canary, call.QuerySelector(".words")!.TextContent, StringComparison.Ordinal);
        var link = call.QuerySelectorAll("a").Single(a => a.TextContent == "summons.pdf").GetAttribute("href")!;
        using (var file = await vera.Browser.Http.GetAsync(new Uri(link, UriKind.Relative)))
        {
            Assert.Equal("file " + canary, await file.Content.ReadAsStringAsync());
            Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
        }
        call = await vera.Browser.Send(call, address + "/answer", ("answer", "A lawyer is on the way. " + canary));
        Assert.Equal(2, call.QuerySelectorAll(".thread > li").Length);

        var answered = await Open(caller, code);
        Assert.Equal("A lawyer is on the way. " + canary, answered.QuerySelectorAll(".words").Single().TextContent);
        var added = await caller.Send(answered, "/help/follow-up/add", ("what", "Thank you"));
        Assert.Equal("Read an answer", added.QuerySelector("h1")!.TextContent);
        Assert.NotNull(added.QuerySelector(".note.done"));
        call = await vera.Browser.Get(address);
        Assert.Equal(3, call.QuerySelectorAll(".thread > li").Length);
        Assert.Contains("; new", call.QuerySelector(".lead")!.TextContent, StringComparison.Ordinal);
        call = await vera.Browser.Send(call, address + "/state", ("state", "closed"));
        Assert.Contains("; closed", call.QuerySelector(".lead")!.TextContent, StringComparison.Ordinal);

        await vera.Prove(await vera.Browser.Send(await vera.Browser.Get(address + "/shred"), address + "/shred"));
        Assert.NotNull((await vera.Browser.Get(address[..address.LastIndexOf('/')])).QuerySelector("section.note"));
        Assert.Contains("Nothing is kept", (await Open(caller, code, HttpStatusCode.BadRequest)).QuerySelector(".field .error")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(test.Installation.FilesFolder, "*", SearchOption.AllDirectories), f => new FileInfo(f).Length > 0);
    }

    [Fact]
    public async Task A_call_without_text_keeps_what_was_typed_and_leaves_nothing()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var caller = site.Visit("en");
        using var response = await Post(caller, "", [("who", "Anna")], [("a.txt", "x"u8.ToArray())]);
        var page = await Visitor.Read(response, HttpStatusCode.BadRequest);
        Assert.NotNull(page.QuerySelector("#field-what-error"));
        Assert.NotNull(page.QuerySelector("#field-files-error"));
        Assert.Equal("Anna", page.QuerySelector("#field-who")!.GetAttribute("value"));
        Assert.Empty(Files(test));
        using var connection = test.Database.Open();
        Assert.Equal((0, 0), Calls.Count(connection, 1));
    }

    [Fact]
    public async Task Text_still_comes_through_when_there_is_no_room_for_files()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock, change: options => options with { MaxCallBytes = -1 });
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var caller = site.Visit("en");
        using var refused = await Post(caller, "help", [], [("a.txt", "x"u8.ToArray())]);
        var page = await Visitor.Read(refused, HttpStatusCode.BadRequest);
        Assert.Contains("no room left", page.QuerySelector("#field-files-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("help", page.QuerySelector("#field-what")!.TextContent.Trim());
        Assert.Empty(Files(test));
        Assert.Equal("It has reached us", (await Call(caller, "help")).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task A_flood_is_slowed_down_and_nobody_is_shut_out()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        var patience = site.Service<Patience>();
        for (var i = 0; i < 20; i++) Assert.True(patience.TryUse(patience.Draw()));
        using var caller = site.Visit("en");
        using var early = await Post(caller, "help me", [], []);
        var page = await Visitor.Read(early, HttpStatusCode.BadRequest);
        Assert.Contains("1 minute", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("help me", page.QuerySelector("#field-what")!.TextContent.Trim());
        _clock.Advance(Duration.FromSeconds(31));
        Assert.Equal("It has reached us", (await caller.Send(page, Form, ("what", "help me"))).QuerySelector("h1")!.TextContent);
        // Each form counts once.
        Assert.Null(patience.WaitOf(((IHtmlInputElement)page.QuerySelector("input[name=opened]")!).Value));
        var drawn = patience.Draw();
        Assert.NotNull(patience.WaitOf(drawn));
        Assert.Null(patience.WaitOf(drawn[..^2] + (drawn[^2] == 'A' ? 'B' : 'A') + drawn[^1]));
    }

    [Theory]
    [InlineData("0000")]
    [InlineData("UUUU-UUUU-UUUU-UUUU-UUUU-UU")]
    [InlineData("0000-0000-0000-0000-0000-00")]
    public async Task A_code_that_is_none_says_what_is_wrong_with_it(string code)
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var caller = site.Visit("en");
        Assert.NotNull((await Open(caller, code, HttpStatusCode.BadRequest)).QuerySelector("#field-secret-code-error"));
    }

    [Fact]
    public async Task Several_groups_are_offered_one_is_gone_to_at_once_and_none_is_explained()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var caller = site.Visit("en");
        Assert.NotNull((await caller.Get("/help")).QuerySelector("section.note"));
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var one = await caller.Http.GetAsync(new Uri("/help", UriKind.Relative));
        Assert.Equal(Form, one.Headers.Location!.OriginalString);
        using (var connection = test.Database.Open())
        using (var transaction = connection.BeginTransaction())
        {
            Assert.NotNull(Poruka.People.MemberRows.TryAddOrganisation(connection, transaction, "others", "Others", TestInstallation.Today));
            transaction.Commit();
        }
        Assert.Equal(2, (await caller.Get("/help")).QuerySelectorAll("main li a").Length);
        await caller.Get("/help/others", HttpStatusCode.NotFound); // it has no room for what comes in
        await caller.Get("/help/nobody", HttpStatusCode.NotFound);
    }

    private static string[] Files(TestInstallation test) => Directory.Exists(test.Installation.FilesFolder)
        ? Directory.GetFiles(test.Installation.FilesFolder, "*", SearchOption.AllDirectories) : [];

    private static async Task<IHtmlDocument> Open(Visitor caller, string code, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await caller.Post(await caller.Get("/help/follow-up"), "/help/follow-up", ("secret-code", code));
        return await Visitor.Read(response, expected);
    }

    private static async Task<IHtmlDocument> Call(Visitor caller, string what, params (string Name, byte[] Contents)[] files)
    {
        using var response = await Post(caller, what, [("who", "Anna"), ("where", "Minsk"), ("contact", "")], files);
        return await Visitor.Read(response, HttpStatusCode.OK);
    }

    internal static async Task<HttpResponseMessage> Post(Visitor caller, string what, (string Name, string Value)[] fields, (string Name, byte[] Contents)[] files)
    {
        var page = await caller.Get(Form);
        using var form = new MultipartFormDataContent();
        foreach (var hidden in page.QuerySelectorAll<IHtmlInputElement>($"form[action='{Form}'] input[type=hidden]")) form.Add(new StringContent(hidden.Value), hidden.Name!);
        form.Add(new StringContent(what), "what");
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        foreach (var (name, contents) in files)
        {
            var part = new ByteArrayContent(contents);
            part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "files", FileName = name };
            form.Add(part);
        }
        return await caller.Http.PostAsync(new Uri(Form, UriKind.Relative), form);
    }
}
