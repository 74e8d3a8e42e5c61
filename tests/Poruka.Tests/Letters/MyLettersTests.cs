using System.Net;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.Letters;

/// <summary>Members who write and translate: their own letters, never another's, and without a grant of the room.</summary>
public sealed class MyLettersTests(PostgresServer postgres)
{
    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task A_member_writes_their_letter_and_gets_its_reply_and_nobody_elses(DatabaseKind kind)
    {
        await using var crew = await LettersCrew.Start(kind, postgres);
        var (lena, lenaId) = crew.Join("lena", Role.Writer, Role.Member);
        var (boris, borisId) = crew.Join("boris", Role.Writer, Role.Member);
        Assert.Contains("ask a coordinator", (await lena.Get(LettersCrew.Mine)).Body!.TextContent, StringComparison.Ordinal);
        await crew.AddRecipient("Анна Ильина", "ru");
        await crew.AddWriter("Лена", "ru", lenaId);
        await crew.AddWriter("Борис", "fr", borisId);
        var letter = Assert.Single(await crew.Plan());

        var mine = await lena.Get(LettersCrew.Mine);
        var address = mine.QuerySelector("tbody th a")!.GetAttribute("href")!;
        Assert.Contains("Анна Ильина", mine.Body!.TextContent, StringComparison.Ordinal);
        var page = await lena.Get(address);
        Assert.Contains("О книгах", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("601120", page.Body.TextContent, StringComparison.Ordinal);
        var saved = await lena.Send(page, address, ("text", "Здравствуйте, Анна, что вы читаете?"), ("signature", "Лена"));
        Assert.Equal("Здравствуйте, Анна, что вы читаете?", saved.QuerySelector("textarea[name=text]")!.TextContent.Trim());
        // In a second tab, nothing is overwritten in silence.
        using (var stale = await lena.Post(page, address, ("text", "другое"), ("signature", "Лена")))
            Assert.Equal("другое", (await Visitor.Read(stale, HttpStatusCode.Conflict)).QuerySelector("textarea[name=text]")!.TextContent.Trim());
        // Another member finds neither the letter nor its name.
        await boris.Get(address, HttpStatusCode.NotFound);
        Assert.DoesNotContain("Анна", (await boris.Get(LettersCrew.Mine)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await lena.Http.GetAsync(new Uri(LettersCrew.Letters, UriKind.Relative))).StatusCode);

        // The coordinator asks for a change, and the writer sees it.
        await crew.Vera.Send(await crew.Vera.Get(letter), letter + "/decide", ("decision", "changes"), ("remark", "Расскажите о себе"));
        Assert.Contains("Расскажите о себе", (await lena.Get(address)).Body!.TextContent, StringComparison.Ordinal);
        await lena.Send(await lena.Get(address), address, ("text", "Здравствуйте, Анна, я пеку хлеб."), ("signature", "Лена"));
        await crew.Approve(letter);
        Assert.Null((await lena.Get(address)).QuerySelector("textarea"));
        await crew.Post();
        await crew.Vera.Send(await crew.Vera.Get(letter), letter + "/reply", ("reply", "Спасибо за хлеб"), ("replytranslation", ""), ("writtenon", ""));
        var after = await lena.Get(LettersCrew.Mine);
        var reply = after.QuerySelectorAll("a").First(a => a.GetAttribute("href")!.Contains("/replies/", StringComparison.Ordinal)).GetAttribute("href")!;
        Assert.Equal("Спасибо за хлеб", (await lena.Get(reply)).QuerySelector("pre")!.TextContent.Trim());
        await boris.Get(reply, HttpStatusCode.NotFound);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task A_letter_in_another_language_goes_by_a_translator(DatabaseKind kind)
    {
        await using var crew = await LettersCrew.Start(kind, postgres);
        var (mark, markId) = crew.Join("mark", Role.Writer, Role.Member);
        var anna = await crew.AddRecipient("Анна Ильина", "ru");
        using var stranger = crew.Site.Visit("en");
        await stranger.Send(await stranger.Get("/write/political-red-cross"), "/write/political-red-cross", ("to", ""), ("letterlanguage", "de"), ("text", "Ich backe Brot"), ("signature", "Theo"));
        var letter = (await crew.Vera.Get(LettersCrew.Letters)).QuerySelector("tbody th a")!.GetAttribute("href")!;
        var page = await crew.Vera.Send(await crew.Vera.Get(letter), letter + "/assign", ("recipient", anna[(anna.LastIndexOf('/') + 1)..]));
        Assert.Contains("Nobody translates from German to Russian yet", page.Body!.TextContent, StringComparison.Ordinal);
        await crew.AddWriter("Марк", "en", markId, "de-ru");
        page = await crew.Vera.Get(letter);
        await crew.Vera.Send(page, letter + "/translator", ("translator", page.QuerySelector("select[name=translator] option")!.GetAttribute("value")!));

        var address = (await mark.Get(LettersCrew.Mine)).QuerySelector("tbody th a")!.GetAttribute("href")!;
        var work = await mark.Get(address);
        Assert.Equal("Ich backe Brot", work.QuerySelectorAll("pre")[^1].TextContent.Trim());
        await mark.Send(work, address, ("translation", "Я пеку хлеб"));
        page = await crew.Vera.Get(letter);
        Assert.Equal("Я пеку хлеб", page.QuerySelector("textarea[name=translation]")!.TextContent.Trim());
        Assert.Equal("Ich backe Brot", page.QuerySelector("textarea[name=text]")!.TextContent.Trim());
        await crew.Approve(letter);
        Assert.Contains("Анна Ильина", (await crew.Batch()).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_wrote_a_letter_is_not_its_second_reader()
    {
        await using var crew = await LettersCrew.Start(DatabaseKind.Sqlite, postgres);
        await crew.AddRecipient("Anna", "en");
        await crew.AddWriter("Vera", "en", crew.Group.Vera.Member.Id.ToString());
        var letter = Assert.Single(await crew.Plan());
        var own = await crew.Vera.Send(await crew.Vera.Get(letter), letter, ("text", "Dear Anna"), ("translation", ""), ("signature", "Vera"));
        Assert.Contains("You wrote this letter", own.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(own.QuerySelectorAll("input[name=decision]"), i => i.GetAttribute("value") == "approve");
        using var tried = await crew.Vera.Post(own, letter + "/decide", ("decision", "approve"));
        Assert.Equal(HttpStatusCode.Conflict, tried.StatusCode);
        Assert.Contains("0 letters are approved", (await crew.Vera.Get(LettersCrew.Letters + "/batches")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task Who_stops_hands_on_and_who_must_not_write_is_never_asked(DatabaseKind kind)
    {
        await using var crew = await LettersCrew.Start(kind, postgres);
        var (lena, lenaId) = crew.Join("lena", Role.Writer, Role.Member);
        await crew.AddRecipient("Анна", "ru");
        await crew.AddWriter("Лена", "ru", lenaId);
        Assert.Single(await crew.Plan());
        await lena.Send(await lena.Get(LettersCrew.Mine), LettersCrew.Mine + "/hand-on", ("recipient", (await lena.Get(LettersCrew.Mine)).QuerySelector("select[name=recipient] option")!.GetAttribute("value")!));
        var desk = await crew.Vera.Get(LettersCrew.Letters);
        Assert.Contains("Лена stopped writing to Анна", desk.Body!.TextContent, StringComparison.Ordinal);

        // Nobody else yet: she is not asked again, and Anna goes without, with the reason.
        Assert.Null((await crew.Vera.Get(LettersCrew.Letters + "/plan")).QuerySelector("table tbody tr"));
        var vadim = await crew.AddWriter("Вадим", "ru");
        var anna = (await crew.Vera.Get(vadim)).QuerySelector("select[name=excluded] option")!.GetAttribute("value")!;
        await crew.Vera.Send(await crew.Vera.Get(vadim), vadim + "/exclude", ("excluded", anna));
        Assert.Null((await crew.Vera.Get(LettersCrew.Letters + "/plan")).QuerySelector("table tbody tr"));
        await crew.Vera.Send(await crew.Vera.Get(vadim), vadim + "/exclude", ("allowed", anna));
        var plan = await crew.Vera.Get(LettersCrew.Letters + "/plan");
        Assert.Contains("Taken over from somebody who stopped", plan.QuerySelector("table tbody tr")!.TextContent, StringComparison.Ordinal);
        await crew.Plan();
        Assert.DoesNotContain("stopped writing", (await crew.Vera.Get(LettersCrew.Letters)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Null((await lena.Get(LettersCrew.Mine)).QuerySelector("select[name=recipient]"));
    }
}
