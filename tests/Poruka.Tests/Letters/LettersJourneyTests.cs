using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using NodaTime;
using Poruka.Letters;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;
using UglyToad.PdfPig;

namespace Poruka.Tests.Letters;

/// <summary>A letter's whole way, over HTTP, on both databases.</summary>
public sealed class LettersJourneyTests(PostgresServer postgres)
{
    private const string Letters = "/groups/political-red-cross/letters";

    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_letter_goes_from_plan_to_post_and_its_reply_comes_back(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Coordinator(test, site);
        await AddRecipient(vera, "Анна Ильина", "ru", "ФКУ ИК-2\nул. Победы, 1\nг. Покров\nВладимирская обл.\n601120", "RU");
        await AddRecipient(vera, "Marie Dubois", "fr", "12 rue de la Santé\n75014 Paris", "FR");
        await AddWriter(vera, "Лена", "ru");

        var plan = await vera.Browser.Get(Letters + "/plan");
        Assert.Contains("Nobody has written to this person yet. Writers who could write: 1.", plan.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Marie Dubois: nobody writes a language that they read.", plan.Body.TextContent, StringComparison.Ordinal);
        var whatIf = await vera.Browser.Get(Letters + "/plan?more=1&language=fr");
        Assert.Contains("Letters: 1 now, 2 then.", whatIf.Body!.TextContent, StringComparison.Ordinal);

        var kept = await vera.Browser.Send(plan, Letters + "/plan");
        var carryOut = Form(kept, "/carry-out");
        var desk = await vera.Browser.Send(kept, carryOut);
        using (var again = await vera.Browser.Post(kept, carryOut)) Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        var address = desk.QuerySelector("tbody th a")!.GetAttribute("href")!;

        var letter = await vera.Browser.Get(address);
        var checkedLetter = await vera.Browser.Send(letter, address, ("text", "Здравствуйте, Анна!\nВаш следователь неправ."), ("translation", ""), ("signature", "Лена"), ("typed", "1"));
        Assert.Contains("Line 2, place 5, “следователь”: nothing about the case", checkedLetter.Body!.TextContent, StringComparison.Ordinal);
        // The page from before, as in a second tab: nothing is overwritten in silence, and what was typed stays.
        using (var second = await vera.Browser.Post(letter, address, ("text", "другое письмо"), ("translation", ""), ("signature", "")))
        {
            var shown = await Visitor.Read(second, HttpStatusCode.Conflict);
            Assert.Equal("другое письмо", shown.QuerySelector("textarea[name=text]")!.TextContent.Trim());
            Assert.Contains("Ваш следователь неправ.", shown.QuerySelector("pre")!.TextContent, StringComparison.Ordinal);
        }
        await Save(vera, address, "Здравствуйте, Анна!\nЯ живу у реки и пеку хлеб. Что вы читаете?");
        // Withdrawn in error: it comes back with all that was written.
        await Decide(vera, address, "withdraw");
        Assert.Null((await vera.Browser.Get(address)).QuerySelector("textarea[name=text]"));
        await Decide(vera, address, "return");
        Assert.Contains("Что вы читаете?", (await vera.Browser.Get(address)).QuerySelector("textarea[name=text]")!.TextContent, StringComparison.Ordinal);
        await Decide(vera, address, "approve");

        var batches = await vera.Browser.Get(Letters + "/batches");
        var batch = await vera.Browser.Send(batches, Letters + "/batches", ("return", "Political Red Cross\nPO box 12\n10115 Berlin"));
        var files = batch.QuerySelectorAll<IHtmlAnchorElement>("a").Select(a => a.GetAttribute("href")!).Where(a => a.EndsWith(".pdf", StringComparison.Ordinal)).ToList();
        Assert.Equal(8, files.Count);
        foreach (var file in files)
            Assert.Equal(await vera.Browser.Http.GetByteArrayAsync(new Uri(file, UriKind.Relative)), await vera.Browser.Http.GetByteArrayAsync(new Uri(file, UriKind.Relative)));
        var printed = Text(await vera.Browser.Http.GetByteArrayAsync(new Uri(files[0], UriKind.Relative)));
        foreach (var words in new[] { "Анна Ильина · 1987 · 1/1", "601120", "RUSSIA", "PO box 12", "пеку хлеб", "Лена" }) Assert.Contains(words, printed, StringComparison.Ordinal);

        // Sent twice, one batch; posted twice, posted once.
        using (var twice = await vera.Browser.Post(batches, Letters + "/batches", ("return", "x"))) Assert.Equal(HttpStatusCode.Redirect, twice.StatusCode);
        Assert.Single((await vera.Browser.Get(Letters + "/batches")).QuerySelectorAll("tbody tr"));
        var posted = Form(batch, "/posted");
        await vera.Browser.Send(batch, posted);
        await vera.Browser.Send(batch, posted);
        var recipients = await vera.Browser.Get(Letters + "/recipients");
        var anna = recipients.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("Анна", StringComparison.Ordinal));
        Assert.Equal("1", anna.QuerySelectorAll("td")[2].TextContent.Trim());

        var reply = await vera.Browser.Send(await vera.Browser.Get(address), address + "/reply", ("reply", "Спасибо, читаю Чехова"), ("replytranslation", ""));
        Assert.Equal("Спасибо, читаю Чехова", reply.QuerySelector("textarea[name=reply]")!.TextContent.Trim());
        reply = await vera.Browser.Get(address);
        Assert.Contains("replied", reply.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Спасибо, читаю Чехова", reply.Body.TextContent, StringComparison.Ordinal);

        var moved = await vera.Browser.Send(reply, address + "/returned", ("why", "moved"));
        Assert.Equal("doubt", moved.QuerySelector("select[name=state] option[selected]")!.GetAttribute("value"));
        Assert.Contains("Find out where Анна Ильина is now", (await vera.Browser.Get(Letters)).Body!.TextContent, StringComparison.Ordinal);
        _clock.Advance(Duration.FromMinutes(1));
        var annas = moved.QuerySelectorAll<IHtmlFormElement>("form").First(f => f.QuerySelector("[name=address]") is not null).GetAttribute("action")!;
        var found = await vera.Browser.Send(moved, annas, ("name", "Анна Ильина"), ("number", "1987"), ("languages", "ru"), ("country", "RU"), ("state", "doubt"),
            ("address", "ФКУ ИК-6\nпос. Мелехово\n601966"), ("birthday", ""), ("cadence", "30"), ("letters", "1"), ("wishes", ""));
        Assert.Equal("waiting", found.QuerySelector("select[name=state] option[selected]")!.GetAttribute("value"));
        Assert.Contains("ФКУ ИК-2, ул. Победы", found.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Find out where", (await vera.Browser.Get(Letters)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Somebody_without_an_account_writes_and_fetches_the_reply_and_only_coordinators_read_it(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Coordinator(test, site);
        var anna = await AddRecipient(vera, "Анна Ильина", "ru", "ФКУ ИК-2\n601120", "RU");
        var page = await vera.Browser.Get(anna);
        await vera.Browser.Send(page, anna + "/publish", ("publicname", "Анна"), ("about", "Любит Чехова"), ("consent", "2030-01-01"));

        using var stranger = site.Visit("en");
        var write = await stranger.Get("/write/political-red-cross");
        Assert.Contains("Любит Чехова", write.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Ильина", write.Body.TextContent, StringComparison.Ordinal);
        var refused = await stranger.Send(write, "/write/political-red-cross", ("to", ""), ("letterlanguage", "ru"), ("text", ""), ("signature", "Тео"));
        Assert.Equal("Тео", refused.QuerySelector("input[name=signature]")!.GetAttribute("value"));
        refused = await stranger.Send(write, "/write/political-red-cross", ("to", ""), ("letterlanguage", "12"), ("text", "Канарейка"), ("signature", "Тео"));
        Assert.Contains("The name of a language, or its code: German, sah", refused.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Канарейка", refused.QuerySelector("textarea[name=text]")!.TextContent.Trim());
        var thanks = await stranger.Send(write, "/write/political-red-cross", ("to", ""), ("letterlanguage", "русский"), ("text", "Канарейка поёт в саду"), ("signature", "Тео"));
        var code = thanks.QuerySelector("pre")!.TextContent;

        var desk = await vera.Browser.Get(Letters);
        var address = desk.QuerySelector("tbody th a")!.GetAttribute("href")!;
        var letter = await vera.Browser.Get(address);
        Assert.Equal("Канарейка поёт в саду", letter.QuerySelector("textarea[name=text]")!.TextContent.Trim());
        letter = await vera.Browser.Send(letter, address + "/assign", ("recipient", anna[(anna.LastIndexOf('/') + 1)..]));
        await Decide(vera, address, "approve");
        var batch = await vera.Browser.Send(await vera.Browser.Get(Letters + "/batches"), Letters + "/batches", ("return", "PO box 12"));
        await vera.Browser.Send(batch, Form(batch, "/posted"));
        var none = await stranger.Send(await stranger.Get("/write/political-red-cross/reply"), "/write/political-red-cross/reply", ("secret-code", code));
        Assert.Contains("Your letter: posted", none.Body!.TextContent, StringComparison.Ordinal);
        await vera.Browser.Send(await vera.Browser.Get(address), address + "/reply", ("reply", "Спасибо за канарейку"), ("replytranslation", ""));
        var answer = await stranger.Send(await stranger.Get("/write/political-red-cross/reply"), "/write/political-red-cross/reply", ("secret-code", code.ToLowerInvariant()));
        Assert.Contains("Спасибо за канарейку", answer.QuerySelector("pre")!.TextContent, StringComparison.Ordinal);
        var wrong = await stranger.Send(await stranger.Get("/write/political-red-cross/reply"), "/write/political-red-cross/reply", ("secret-code", "nonsense"));
        Assert.Contains("We know no letter with this code", wrong.Body!.TextContent, StringComparison.Ordinal);

        if (kind != DatabaseKind.Sqlite) return;
        // Neither names nor what was written lie anywhere on the disk.
        foreach (var file in Directory.EnumerateFiles(test.Folder, "*", SearchOption.AllDirectories))
            foreach (var canary in new[] { "Ильина", "Канарейка", "за канарейку", "601120", "Тео" })
                Assert.False(Read(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(canary)) >= 0, $"{canary} in {file}");
    }

    [Fact]
    public async Task Who_holds_no_room_reads_nothing_and_says_whom_to_ask()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Coordinator(test, site);
        await AddRecipient(vera, "Анна Ильина", "ru", "ФКУ ИК-2", "RU");
        using var boris = await Person.Join(site, _clock, await vera.Invite("coordinator"), "boris");
        foreach (var path in new[] { "", "/recipients", "/writers", "/plan", "/batches", "/rules", "/birthdays", "/statistics", "/replies", "/stopped" })
            Assert.Contains("sealed to the group’s room", (await boris.Browser.Get(Letters + path, HttpStatusCode.Forbidden)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task People_come_from_a_table_and_are_taken_back(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Coordinator(test, site);
        const string address = Letters + "/recipients/import";
        var map = await vera.Browser.Send(await vera.Browser.Get(address), address,
            ("pasted", "Имя;Язык;Адрес;Последнее письмо;Писем\nАнна Ильина;ru;ИК-2, Покров;01.10.2026;4\nБез языка;???;ИК-2;;\n"));
        Assert.Contains("???", map.Body!.TextContent, StringComparison.Ordinal);
        map = await vera.Browser.Send(await vera.Browser.Get(address), address, ("pasted", "Имя;Язык;Адрес;Последнее письмо;Писем\nАнна Ильина;ru;ИК-2, Покров;01.10.2026;4\n"));
        var done = await vera.Browser.Send(map, map.QuerySelector("form.sheet")!.GetAttribute("action")! + "/confirm");
        var row = (await vera.Browser.Get(Letters + "/recipients")).QuerySelector("tbody tr")!;
        Assert.Equal("Анна Ильина", row.QuerySelector("th")!.TextContent.Trim());
        Assert.Equal("4", row.QuerySelectorAll("td")[2].TextContent.Trim());
        await vera.Browser.Send(done, address + "/undo");
        Assert.Null((await vera.Browser.Get(Letters + "/recipients")).QuerySelector("tbody tr"));
    }

    [Theory]
    [InlineData("שלום עולם 🌻🌻🌻", 1)]
    [InlineData("line", 200)]
    public async Task Odd_and_endless_texts_are_kept_checked_and_printed(string line, int pages)
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Coordinator(test, site);
        await AddRecipient(vera, "Anna", "en", "Box 1", "US");
        await AddWriter(vera, "Lena", "en");
        var desk = await Planned(vera);
        var address = desk.QuerySelector("tbody th a")!.GetAttribute("href")!;
        var text = string.Join('\n', Enumerable.Repeat(line, pages * 40));
        var kept = await Save(vera, address, text);
        Assert.Equal(text, kept.QuerySelector("textarea[name=text]")!.TextContent.Trim().ReplaceLineEndings("\n"));
        Assert.Equal(line[0] > 'z', kept.Body!.TextContent.Contains("would come out as question marks", StringComparison.Ordinal));
        await Decide(vera, address, "approve");
        var batch = await vera.Browser.Send(await vera.Browser.Get(Letters + "/batches"), Letters + "/batches", ("return", "PO box 12"));
        var file = batch.QuerySelectorAll("a").Select(a => a.GetAttribute("href")!).First(a => a.EndsWith("letters.pdf", StringComparison.Ordinal));
        var bytes = await vera.Browser.Http.GetByteArrayAsync(new Uri(file, UriKind.Relative));
        // Left beside the screenshots for people to look at.
        Directory.CreateDirectory(Poruka.Tests.Web.Browser.Screenshots);
        await File.WriteAllBytesAsync(Path.Combine(Poruka.Tests.Web.Browser.Screenshots, $"letters-odd-{pages}.pdf"), bytes, TestContext.Current.CancellationToken);
        using var pdf = PdfDocument.Open(bytes);
        Assert.InRange(pdf.NumberOfPages, pages / 2, pages + 1);
        // What can't be printed leaves a mark, not a gap.
        Assert.Contains(line[0] > 'z' ? "????" : line, string.Join(' ', pdf.GetPage(1).GetWords().Select(w => w.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letter_that_is_too_long_is_given_back_whole_and_what_was_kept_stays()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Coordinator(test, site);
        await AddRecipient(vera, "Anna", "en", "Box 1", "US");
        await AddWriter(vera, "Lena", "en");
        var address = (await Planned(vera)).QuerySelector("tbody th a")!.GetAttribute("href")!;
        await Save(vera, address, "Dear Anna");
        var text = string.Concat(Enumerable.Repeat("bread ", 25_001));
        using (var response = await vera.Browser.Post(await vera.Browser.Get(address), address, ("text", text), ("translation", ""), ("signature", ""), ("typed", "1")))
            Assert.Equal(text.Trim(), (await Visitor.Read(response, HttpStatusCode.BadRequest)).QuerySelector("textarea[name=text]")!.TextContent.Trim());
        Assert.Equal("Dear Anna", (await vera.Browser.Get(address)).QuerySelector("textarea[name=text]")!.TextContent.Trim());
    }

    private async Task<Person> Coordinator(TestInstallation test, WebSite site)
    {
        var vera = await Person.SetUp(site, _clock, "vera");
        using var connection = test.Database.Open();
        var member = MemberRows.FindByName(connection, "vera")!;
        var group = MemberRows.MembershipsOf(connection, member.Id)[0].Organisation;
        using var transaction = connection.BeginTransaction();
        MemberRows.SetRoles(connection, transaction, group, member.Id, [Role.Administrator, Role.Coordinator, Role.Member]);
        transaction.Commit();
        return vera;
    }

    private static async Task<string> AddRecipient(Person vera, string name, string language, string address, string country)
    {
        var page = await vera.Browser.Get(Letters + "/recipients/new");
        using var response = await vera.Browser.Post(page, Letters + "/recipients/new", ("name", name), ("number", "1987"), ("languages", language), ("address", address),
            ("country", country), ("birthday", "05-17"), ("cadence", "30"), ("letters", "1"), ("wishes", ""), ("NoRelatives", "1"), ("Hearing", "1"));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.Location!.OriginalString;
    }

    private static async Task AddWriter(Person vera, string name, string languages) => await vera.Browser.Send(
        await vera.Browser.Get(Letters + "/writers/new"), Letters + "/writers/new",
        ("name", name), ("languages", languages), ("contact", ""), ("topics", ""), ("perperiod", "2"), ("state", "active"), ("until", ""));

    private static async Task<IHtmlDocument> Planned(Person vera)
    {
        var kept = await vera.Browser.Send(await vera.Browser.Get(Letters + "/plan"), Letters + "/plan");
        return await vera.Browser.Send(kept, Form(kept, "/carry-out"));
    }

    private static async Task<IHtmlDocument> Save(Person vera, string address, string text) =>
        await vera.Browser.Send(await vera.Browser.Get(address), address, ("text", text), ("translation", ""), ("signature", "Лена"), ("typed", "1"));

    private static async Task Decide(Person vera, string address, string decision)
    {
        var page = await vera.Browser.Get(address);
        await vera.Browser.Send(page, address + "/decide", ("decision", decision));
    }

    private static string Form(IHtmlDocument page, string ending) =>
        page.QuerySelectorAll<IHtmlFormElement>("form").Select(f => f.GetAttribute("action")!).Single(a => a.EndsWith(ending, StringComparison.Ordinal));

    private static string Text(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return string.Join('\n', document.GetPages().Select(p => string.Join(' ', p.GetWords().Select(w => w.Text))));
    }

    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
