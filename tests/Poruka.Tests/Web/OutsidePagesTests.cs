using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Poruka.Funds;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Cases;
using Poruka.Tests.Funds;
using Poruka.Tests.People;

namespace Poruka.Tests.Web;

/// <summary>Another group asks a fund without an account, and a case asks from its page.</summary>
public sealed class OutsidePagesTests(PostgresServer postgres)
{
    private const string Fund = "/groups/political-red-cross/funds/red-cross", Ask = "/funds/red-cross/ask", Mine = "/requests/mine";

    private static readonly (string, string)[] Wanted =
    [
        ("asker", "canary-group, known from the winter"), ("purpose", "Legal"), ("amount", "300"), ("cost", "300"), ("what", "canary-what"), ("consent", "canary-consent"), ("payee", "canary-payee"), ("country", "DE"),
    ];

    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Another_group_asks_answers_a_question_brings_evidence_and_only_its_code_finds_it(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Trustee);
        RequestTests.Give(test, 5_000_00);
        using var visitor = site.Visit("en");
        await visitor.Get(Ask, HttpStatusCode.NotFound); // the fund's rules don't have it so
        await TakeOutside(test, vera);
        Assert.Contains((await visitor.Get("/funds/red-cross")).QuerySelectorAll("main a"), a => a.GetAttribute("href") == Ask);

        var form = await visitor.Get(Ask);
        using (var wrong = await visitor.Post(form, Ask, [.. Wanted, ("amount", "a lot")]))
        {
            var again = await Visitor.Read(wrong, HttpStatusCode.BadRequest);
            Assert.NotNull(again.QuerySelector("#field-amount-error"));
            Assert.Contains("canary-what", again.QuerySelector("#field-what")!.TextContent, StringComparison.Ordinal);
        }
        Assert.NotNull((await Read(visitor, form, [.. Wanted, ("cost", "100")], HttpStatusCode.BadRequest)).QuerySelector("#field-amount-error")); // more than it costs
        var (code, reference) = await Send(visitor);

        // A trustee reads who asks and what for, and asks back; the group alone reads the question.
        var desk = await vera.Browser.Get(Fund);
        var address = desk.QuerySelectorAll("tbody th a").Single(a => a.TextContent == reference).GetAttribute("href")!;
        var page = await vera.Browser.Get(address);
        foreach (var word in new[] { "canary-group", "canary-what", "Another group" }) Assert.Contains(word, page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        using (var refused = await vera.Browser.Post(page, address, ("act", "SendBack"), ("note", new string('q', 8_001))))
            Assert.Equal(8_001, (await Visitor.Read(refused, HttpStatusCode.Conflict)).QuerySelector("#field-note")!.TextContent.Trim().Length);
        await vera.Browser.Send(page, address, ("act", "SendBack"), ("note", "canary-question: which court?"));
        Assert.Equal("Read an answer", (await visitor.Get("/help/follow-up")).QuerySelector("h1")!.TextContent);
        using (var nobody = await visitor.Post(await visitor.Get(Mine), Mine, ("secret-code", new string('0', 22))))
            Assert.NotEqual(HttpStatusCode.OK, nobody.StatusCode);
        page = await Follow(visitor, code);
        Assert.Contains("canary-question: which court?", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-what", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        // An answer that is too long is not cut: it stands there again, and how to read the question again with it.
        var tooLong = string.Concat(Enumerable.Repeat("canary-long\n", 700));
        page = await Upload(visitor, page, Mine + "/act", [("act", "Submit"), ("note", tooLong)], [("notice.txt", "x"u8.ToArray())], HttpStatusCode.BadRequest);
        Assert.Equal(tooLong.Trim(), page.QuerySelector("#field-note")!.TextContent.Trim());
        Assert.Contains("too long", page.QuerySelector("#field-note-error")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("choose the files again", page.QuerySelector("#field-files-error")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(page.QuerySelectorAll("main h2"), h => h.TextContent == "The fund asks");
        Assert.NotNull(page.QuerySelector($"main p a[href='{Mine}']"));
        // What browsers let through is taken: they count the end of a line as one character, and send two.
        var longest = string.Concat(Enumerable.Repeat("canary \r\n", 900));
        await Upload(visitor, page, Mine + "/act", [("act", "Submit"), ("note", "canary-answer: the city court\r\n" + longest)], [("", [])], HttpStatusCode.OK);
        Assert.DoesNotContain("canary-question", (await Follow(visitor, code)).Body!.TextContent, StringComparison.Ordinal);

        // Now it goes the way of every request.
        page = await vera.Browser.Get(address);
        Assert.Contains("canary-answer: the city court", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains(page.QuerySelectorAll(".history li"), l => l.TextContent.Contains("Another group", StringComparison.Ordinal));
        // Who can't read the evidence isn't offered to say that it is complete, and can't.
        var unread = await ana.Browser.Get(address);
        Assert.DoesNotContain(unread.QuerySelectorAll<IHtmlButtonElement>("form.decide button"), b => b.Value == "Verify");
        using (var unable = await ana.Browser.Post(unread, address, ("act", "Verify")))
            Assert.Contains("don’t hold the key", (await Visitor.Read(unable, HttpStatusCode.Conflict)).QuerySelector("p.warn")!.TextContent, StringComparison.Ordinal);
        await vera.Browser.Send(await vera.Browser.Get(address), address, ("act", "Verify"));
        await ana.Browser.Send(await ana.Browser.Get(address), address, ("act", "Release"));
        await vera.Browser.Send(await vera.Browser.Get(Fund + "/payments"), Fund + "/payments/paid",
            ("request", address[(address.LastIndexOf('/') + 1)..]), ("from", ((int)AccountClass.Bank << 16).ToString(System.Globalization.CultureInfo.InvariantCulture)), ("day", "2026-11-23"));
        page = await Follow(visitor, code);
        Assert.Contains("paid", page.QuerySelector(".lead strong")!.TextContent, StringComparison.Ordinal);
        using (var late = await visitor.Post(page, Mine + "/act", ("act", "Withdraw"))) Assert.Equal(HttpStatusCode.BadRequest, late.StatusCode);
        // Evidence is words or papers: neither is none, and too many leave nothing and lose no word.
        foreach (var (note, files, field) in ((string, (string, byte[])[], string)[])[(" ", [("", [])], "note"), ("canary-evidence", [.. Enumerable.Range(0, 11).Select(i => ($"{i}.txt", "x"u8.ToArray()))], "files")])
        {
            page = await Upload(visitor, page, Mine + "/act", [("act", "Evidence"), ("note", note)], files, HttpStatusCode.BadRequest);
            Assert.NotNull(page.QuerySelector($"#field-{field}-error"));
            Assert.Equal(note.Trim(), page.QuerySelector("#field-note")!.TextContent.Trim());
            Assert.Empty(Stored(test));
        }
        await Upload(visitor, page, Mine + "/act", [("act", "Evidence"), ("note", "canary-evidence")], [("canary-receipt.pdf", "canary-paper"u8.ToArray()), ("canary-stub.jpg", new byte[40_000])], HttpStatusCode.OK);
        page = await vera.Browser.Get(address);
        Assert.Contains("canary-evidence", page.Body!.TextContent, StringComparison.Ordinal);
        var papers = (await vera.Browser.Get(address + "/files")).QuerySelectorAll("tbody th a").ToDictionary(a => a.TextContent, a => a.GetAttribute("href")!);
        Assert.Equal(["canary-receipt.pdf", "canary-stub.jpg"], papers.Keys.Order());
        Assert.Equal("canary-paper", await vera.Browser.Http.GetStringAsync(new Uri(papers["canary-receipt.pdf"], UriKind.Relative)));
        await vera.Browser.Send(page, address, ("act", "Close"));
        Assert.Contains("closed", (await Follow(visitor, code)).QuerySelector(".lead strong")!.TextContent, StringComparison.Ordinal);

        // Another is taken back by who asked.
        var (second, _) = await Send(visitor);
        await visitor.Send(await Follow(visitor, second), Mine + "/act", ("act", "Withdraw"));
        Assert.Contains("taken back", (await Follow(visitor, second)).QuerySelector(".lead strong")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(Poruka.Funds.VerifyBooks.VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None).Findings);
        TreasurerPagesTests.NothingReadable(test, kind);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Papers_come_with_what_another_group_asks_for_and_only_who_holds_the_trustees_key_opens_them(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var pavel = await RequestPagesTests.Join(test, site, _clock, vera, "pavel", Role.Treasurer); // sees requests and holds no key
        await TakeOutside(test, vera);
        using var visitor = site.Visit("en");
        (string, byte[])[] papers = [("canary-bill.pdf", "canary-contents"u8.ToArray()), ("picture.jpg", new byte[300_000]), ("", [])];

        // What is wrong with the form, too great, too many or against the rules leaves nothing, and says to choose the files again.
        foreach (var (fields, files, said) in new ((string, string)[], (string, byte[])[], string)[]
        {
            ([.. Wanted, ("amount", "a lot")], papers, "choose the files again"), ([.. Wanted, ("cost", "100")], papers, "choose the files again"),
            (Wanted, [.. Enumerable.Range(0, 11).Select(i => ($"{i}.txt", "x"u8.ToArray()))], "10 files"),
        })
        {
            var again = await Upload(visitor, fields, files, HttpStatusCode.BadRequest);
            Assert.Contains(said, again.QuerySelector("#field-files-error")!.TextContent, StringComparison.Ordinal);
            Assert.Contains("canary-what", again.QuerySelector("#field-what")!.TextContent, StringComparison.Ordinal);
            Assert.Empty(Stored(test));
        }
        await Upload(visitor, Wanted, [("film.mp4", new byte[(24 << 20) + 1])], HttpStatusCode.RequestEntityTooLarge); // refused at the door, by its length
        Assert.Empty(Stored(test));
        using (var connection = test.Database.Open()) Assert.Empty(RequestRows.InStates(connection, test.Fund, RequestState.Submitted));

        var sent = await Upload(visitor, Wanted, papers, HttpStatusCode.OK);
        var reference = sent.QuerySelector(".lead")!.TextContent.Split(' ', '.').Single(w => w.StartsWith("R-", StringComparison.Ordinal));
        Assert.Equal(2, Stored(test).Length); // the field that was left empty is none
        var address = (await vera.Browser.Get(Fund)).QuerySelectorAll("tbody th a").Single(a => a.TextContent == reference).GetAttribute("href")!;
        var listed = await vera.Browser.Get(address + "/files");
        Assert.Equal(["canary-bill.pdf", "picture.jpg"], listed.QuerySelectorAll("tbody th a").Select(a => a.TextContent).Order());
        Assert.Contains("Another group", listed.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        var paper = listed.QuerySelectorAll("tbody th a").Single(a => a.TextContent == "canary-bill.pdf").GetAttribute("href")!;
        Assert.Equal("canary-contents", await vera.Browser.Http.GetStringAsync(new Uri(paper, UriKind.Relative)));
        Assert.DoesNotContain("canary-bill", (await pavel.Browser.Get(address + "/files")).Body!.TextContent, StringComparison.Ordinal);
        using (var sealedOne = await pavel.Browser.Http.GetAsync(new Uri(paper, UriKind.Relative))) Assert.Equal(HttpStatusCode.NotFound, sealedOne.StatusCode);
        TreasurerPagesTests.NothingReadable(test, kind);
    }

    [Fact]
    public async Task When_nobody_reads_them_no_more_are_taken_and_in_three_languages_it_says_so()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Member);
        await TakeOutside(test, vera);
        using (var connection = test.Database.Open())
        {
            var group = OutsideRequests.GroupOf(connection, test.Fund)!;
            var now = _clock.GetCurrentInstant();
            for (var i = 0; i < OutsideRequests.MostUnread; i++)
                Assert.Equal(RequestOutcome.Done, RequestDesk.Ask(test.Installation, group, test.Fund, new StoredRequest(Ids.Draw(), test.Fund.Number, RequestDesk.DrawReference(), RequestOrigin.Outside,
                    new RequestedCost(100, false, null), now.InUtc().Date, new Request
                    {
                        Rules = RulesRows.Newest(connection, test.Fund), Requester = OutsideRequests.Nobody, Amount = new Money(100, Currency.Eur), Purpose = AccountClass.Letters,
                    }), new RequestDetails(), now));
        }
        foreach (var (language, said) in new[] { ("en", "no more are taken just now"), ("ru", "новые сейчас не принимаются"), ("uk", "нові зараз не приймаються") })
        {
            using var visitor = site.Visit(language);
            Assert.Contains(said, (await visitor.Get(Ask, HttpStatusCode.ServiceUnavailable)).QuerySelector("p.warn")!.TextContent, StringComparison.Ordinal);
        }
        // A member still asks.
        Assert.NotNull((await ana.Browser.Get(Fund + "/requests/new")).QuerySelector("#field-asker"));
    }

    [Fact]
    public async Task From_the_page_of_a_case_its_code_goes_along_sealed_and_leads_back()
    {
        var (crew, vera) = await Crew.Start(DatabaseKind.Sqlite, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        var code = address[(address.LastIndexOf('/') + 1)..];
        var link = (await vera.Browser.Get(address)).QuerySelectorAll("nav.actions a").Single(a => a.TextContent == "Ask a fund for money").GetAttribute("href")!;
        var form = await vera.Browser.Get((await vera.Browser.Http.GetAsync(new Uri(link, UriKind.Relative))).Headers.Location!.OriginalString);
        Assert.Equal(code, form.QuerySelector<IHtmlInputElement>("#field-case")!.Value);
        Assert.Equal("A case of the group", form.QuerySelector<IHtmlSelectElement>("#field-origin")!.SelectedOptions.Single().TextContent);
        var wrong = await vera.Browser.Send(form, Fund + "/requests/new", ("origin", "Case"), ("case", code), ("amount", "x"));
        Assert.Equal(code, wrong.QuerySelector<IHtmlInputElement>("#field-case")!.Value); // nothing is lost
        var sent = await vera.Browser.Send(wrong, Fund + "/requests/new", [("origin", "Case"), ("case", code), .. Wanted[1..]]);
        Assert.Contains(sent.QuerySelectorAll("dl.facts a"), a => a.GetAttribute("href") == address && a.TextContent == code);
        // Several funds: it is chosen which; who doesn't look after cases finds nothing.
        crew.Test.AddFund("sister-fund", "Sister Fund");
        Assert.Equal(2, (await vera.Browser.Get(link)).QuerySelectorAll("ul.areas a").Length);
        var olga = await crew.Join("olga", Role.Member);
        await olga.Browser.Get(link, HttpStatusCode.Forbidden);
    }

    internal static async Task TakeOutside(TestInstallation test, Person trustee)
    {
        using (var connection = test.Database.Open())
            Assert.True(RulesRows.TryAdd(connection, test.Fund, FundRules.First(500_00) with { TakesOutside = true }, default, TestInstallation.Today));
        Assert.Contains((await trustee.Browser.Get(Fund + "/rules")).QuerySelectorAll("main li"), li => li.TextContent.StartsWith("Other groups may ask", StringComparison.Ordinal));
    }

    private static async Task<(string Code, string Reference)> Send(Visitor visitor)
    {
        var sent = await Read(visitor, await visitor.Get(Ask), Wanted, HttpStatusCode.OK);
        var code = string.Join('-', sent.QuerySelectorAll("p.groups span").Select(s => s.TextContent));
        var words = sent.QuerySelector(".lead")!.TextContent.Split(' ', '.');
        return (code, words.Single(w => w.StartsWith("R-", StringComparison.Ordinal)));
    }

    private static string[] Stored(TestInstallation test) =>
        Directory.Exists(test.Installation.FilesFolder) ? Directory.GetFiles(test.Installation.FilesFolder, "*", SearchOption.AllDirectories) : [];

    private static async Task<IHtmlDocument> Upload(Visitor visitor, (string Name, string Value)[] fields, (string Name, byte[] Contents)[] files, HttpStatusCode expected) =>
        await Upload(visitor, await visitor.Get(Ask), Ask, fields, files, expected);

    private static async Task<IHtmlDocument> Upload(
        Visitor visitor, IHtmlDocument page, string address, (string Name, string Value)[] fields, (string Name, byte[] Contents)[] files, HttpStatusCode expected)
    {
        using var form = new MultipartFormDataContent();
        foreach (var hidden in page.QuerySelectorAll<IHtmlInputElement>($"form[action='{address}'][enctype] input[type=hidden]")) form.Add(new StringContent(hidden.Value), hidden.Name!);
        foreach (var (name, value) in fields.GroupBy(f => f.Name).Select(g => g.Last())) form.Add(new StringContent(value), name);
        foreach (var (name, contents) in files)
        {
            var part = new ByteArrayContent(contents);
            part.Headers.ContentDisposition = new System.Net.Http.Headers.ContentDispositionHeaderValue("form-data") { Name = "files", FileName = $"\"{name}\"" };
            form.Add(part);
        }
        using var response = await visitor.Http.PostAsync(new Uri(address, UriKind.Relative), form);
        return await Visitor.Read(response, expected);
    }

    private static async Task<IHtmlDocument> Follow(Visitor visitor, string code) => await Read(visitor, await visitor.Get(Mine), [("secret-code", code)], HttpStatusCode.OK, Mine);

    private static async Task<IHtmlDocument> Read(Visitor visitor, IHtmlDocument page, (string, string)[] fields, HttpStatusCode expected, string address = Ask)
    {
        using var response = await visitor.Post(page, address, fields);
        return await Visitor.Read(response, expected);
    }
}
