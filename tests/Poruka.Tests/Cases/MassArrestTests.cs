using System.Net;
using AngleSharp.Dom;
using NodaTime;
using Poruka.Cases;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;

namespace Poruka.Tests.Cases;

/// <summary>Many at once, somebody without a name, two cases of one person, and a call that becomes a case.</summary>
public sealed class MassArrestTests(PostgresServer postgres)
{
    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Many_are_entered_on_one_page_and_the_board_adds_up_whatever_becomes_of_them(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        Assert.Contains("arrested = released + held + unknown", (await vera.Browser.Get(crew.Address + "/boards")).Body!.TextContent, StringComparison.Ordinal);
        var add = crew.Address + "/boards/new";
        using (var wrong = await Crew.Submit(vera, await vera.Browser.Get(add), add, ("title", ""), ("people", "Anna Petrova")))
            Assert.Equal("Anna Petrova", (await Visitor.Read(wrong, HttpStatusCode.BadRequest)).QuerySelector("#field-people")!.TextContent.Trim());
        var form = await vera.Browser.Get(add);
        var board = await Crew.Post(vera, form, add, ("title", "March"), ("people", "Anna Petrova; unit 5\r\n? red jacket\r\n\r\nBoris Orlov\r\n"), ("more", "2"), ("place", "Liberty Square"), ("zone", "Europe/Moscow"));
        Assert.Equal(board, await Crew.Post(vera, form, add, ("title", "March"), ("people", "Anna Petrova"))); // pressed twice
        var page = await vera.Browser.Get(board);
        Assert.Equal("5 arrested = 0 released + 5 held + 0 unknown", page.QuerySelector(".lead")!.TextContent);
        Assert.Equal(["Anna Petrova", "Boris Orlov", "Unnamed", "Unnamed", "Unnamed: red jacket"], Names(page).Order(StringComparer.Ordinal));
        Assert.Contains("held at unit 5", Line(page, "Anna Petrova").TextContent, StringComparison.Ordinal);
        Assert.Contains("held at Liberty Square", Line(page, "Boris Orlov").TextContent, StringComparison.Ordinal);

        // Two come out; pressed twice, it is written once.
        var out_ = new[] { Code(page, "Anna Petrova"), Code(page, "Boris Orlov") };
        using (var nobody = await Crew.Submit(vera, page, board + "/mark", ("what", "released"))) Assert.Equal(HttpStatusCode.BadRequest, nobody.StatusCode);
        for (var press = 0; press < 2; press++) await Crew.Post(vera, page, board + "/mark", ("what", "released"), ("who", out_[0]), ("who", out_[1]));
        page = await vera.Browser.Get(board);
        Assert.Equal("5 arrested = 2 released + 3 held + 0 unknown", page.QuerySelector(".lead")!.TextContent);
        var anna = await vera.Browser.Get($"{crew.Address}/{out_[0]}");
        Assert.Equal(2, anna.QuerySelectorAll(".timeline > li").Length);

        // One is wanted again: nobody knows where. More are added later.
        await Crew.Write(vera, $"{crew.Address}/{out_[1]}", "wanted", ("day", "2026-11-24"));
        await Crew.Post(vera, page, board + "/people", ("people", "Vera Zorina"), ("more", ""));
        page = await vera.Browser.Get(board);
        Assert.Equal("6 arrested = 2 released + 4 held + 0 unknown".Replace("2 released", "1 released", StringComparison.Ordinal).Replace("0 unknown", "1 unknown", StringComparison.Ordinal), page.QuerySelector(".lead")!.TextContent);
        Assert.Contains("March", (await vera.Browser.Get(crew.Address + "/boards")).QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);

        // Who holds no room sees numbers and codes.
        var ivan = await crew.Join("ivan", Role.Caseworker);
        var seen = await ivan.Browser.Get(board);
        Assert.Equal(page.QuerySelector(".lead")!.TextContent, seen.QuerySelector(".lead")!.TextContent);
        foreach (var word in new[] { "Anna", "Boris", "red jacket", "March", "Liberty" }) Assert.DoesNotContain(word, seen.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Somebody_without_a_name_is_joined_to_who_they_are_counts_once_and_is_taken_apart_without_loss(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var known = await crew.OpenCase(vera, ("name", "Анна Петрова"), ("zone", "Europe/Moscow"), ("text", "opened by the lawyer"));
        var add = crew.Address + "/boards/new";
        var board = await Crew.Post(vera, await vera.Browser.Get(add), add, ("title", "March"), ("people", "? red jacket\nBoris Orlov"), ("zone", "Europe/Moscow"));
        var page = await vera.Browser.Get(board);
        var unnamed = $"{crew.Address}/{Code(page, "Unnamed: red jacket")}";
        await Crew.Write(vera, unnamed, "note", ("text", "seen in unit 7"));
        await Crew.Post(vera, await vera.Browser.Get(unnamed + "/sheets/health"), unnamed + "/sheets/health", ("medicines", "inhaler, as a cellmate says"));
        var task = await WorkTests.AddTask(vera, unnamed, "Ask unit 7", "2026-11-24", "09:00");
        await Crew.Post(vera, await vera.Browser.Get(unnamed + "/watches/new"), unnamed + "/watches/new", ("expected", "a call"), ("days", "3"));

        // Found by the name as another alphabet has it; shown before it is done.
        var join = Line(page, "Unnamed: red jacket").QuerySelectorAll("a").Single(a => a.TextContent == "This is somebody we know").GetAttribute("href")!;
        using (var none = await Crew.Submit(vera, await vera.Browser.Get(join), join, ("other", "Sidorov"))) Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);
        using var asked = await Crew.Submit(vera, await vera.Browser.Get(join), join, ("other", "petrova anna"));
        var confirm = await Visitor.Read(asked, HttpStatusCode.OK);
        Assert.Contains("Анна Петрова", confirm.QuerySelector("select")!.TextContent, StringComparison.Ordinal);
        using (var unsure = await Crew.Submit(vera, confirm, join)) Assert.Equal(HttpStatusCode.BadRequest, unsure.StatusCode);
        Assert.Equal(known, await Crew.Post(vera, confirm, join, ("sure", "1")));

        var whole = await vera.Browser.Get(known);
        foreach (var text in new[] { "opened by the lawyer", "seen in unit 7", "inhaler, as a cellmate says", "Ask unit 7", "a call, every 3 days" }) Assert.Contains(text, whole.Body!.TextContent, StringComparison.Ordinal);
        using (var old = await vera.Browser.Http.GetAsync(new Uri(unnamed, UriKind.Relative))) Assert.Equal(known, old.Headers.Location!.OriginalString);
        page = await vera.Browser.Get(board);
        Assert.Equal("2 arrested = 0 released + 2 held + 0 unknown", page.QuerySelector(".lead")!.TextContent);
        Assert.Contains("Анна Петрова", Names(page));
        Assert.DoesNotContain("Unnamed: red jacket", Names(await vera.Browser.Get(board)));

        // Its task is done from the case that stayed, and is listed there; what is written now stays there.
        Assert.Contains("Ask unit 7", (await vera.Browser.Get(crew.Address + "/tasks")).QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        await Crew.Post(vera, await vera.Browser.Get(task.Replace(unnamed, known, StringComparison.Ordinal)), task.Replace(unnamed, known, StringComparison.Ordinal), ("state", "Done"), ("result", "she is there"));
        await Crew.Write(vera, known, "note", ("text", "written to the whole"));

        var apart = (await vera.Browser.Get(known)).QuerySelectorAll("a").Single(a => a.TextContent.EndsWith("apart again", StringComparison.Ordinal)).GetAttribute("href")!;
        Assert.Equal(unnamed, await Crew.Post(vera, await vera.Browser.Get(apart), apart));
        var again = (await vera.Browser.Get(unnamed)).Body!.TextContent;
        foreach (var text in new[] { "seen in unit 7", "inhaler, as a cellmate says", "Ask unit 7", "she is there", "a call, every 3 days" }) Assert.Contains(text, again, StringComparison.Ordinal);
        Assert.DoesNotContain("opened by the lawyer", again, StringComparison.Ordinal);
        var rest = (await vera.Browser.Get(known)).Body!.TextContent;
        Assert.Contains("written to the whole", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("seen in unit 7", rest, StringComparison.Ordinal);
        Assert.Contains("Unnamed: red jacket", Names(await vera.Browser.Get(board)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_join_goes_along_with_what_was_joined_before_and_after_thirty_days_there_is_no_way_back(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var addresses = new List<string>();
        foreach (var name in new[] { "Anna One", "Anna Two", "Anna Three" }) addresses.Add(await crew.OpenCase(vera, ("name", name), ("text", "fact of " + name), ("zone", "Europe/Moscow")));
        await Join(vera, addresses[0], addresses[1]);
        await Join(vera, addresses[1], addresses[2]);
        var page = (await vera.Browser.Get(addresses[2])).Body!.TextContent;
        foreach (var name in new[] { "Anna One", "Anna Two", "Anna Three" }) Assert.Contains("fact of " + name, page, StringComparison.Ordinal);

        // Taking the second apart leaves the first with it, as it was.
        var apart = $"{addresses[2]}/joined/{addresses[1][(addresses[1].LastIndexOf('/') + 1)..]}";
        await Crew.Post(vera, await vera.Browser.Get(apart), apart);
        page = (await vera.Browser.Get(addresses[1])).Body!.TextContent;
        Assert.Contains("fact of Anna One", page, StringComparison.Ordinal);
        Assert.Contains("fact of Anna Two", page, StringComparison.Ordinal);
        Assert.DoesNotContain("fact of Anna One", (await vera.Browser.Get(addresses[2])).Body!.TextContent, StringComparison.Ordinal);

        crew.Clock.Advance(Duration.FromDays(31));
        await vera.SignIn();
        var late = $"{addresses[1]}/joined/{addresses[0][(addresses[0].LastIndexOf('/') + 1)..]}";
        using (var gone = await vera.Browser.Http.GetAsync(new Uri(late, UriKind.Relative))) Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);

        // Closed and shredded as a whole.
        await Crew.Post(vera, await vera.Browser.Get(addresses[1] + "/close"), addresses[1] + "/close");
        Assert.Equal(2, CaseRetention.ShredDue(crew.Test.Installation, crew.Today.PlusDays(730)));
        using var connection = crew.Test.Database.Open();
        Assert.Equal(1, Sql.Number(connection, null, "select cast(count(*) as bigint) from support_case where state <> 'shredded'"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Cases_that_may_be_of_one_person_are_found_by_sound_and_birth_date_among_those_that_one_may_read(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var ivan = await crew.Join("ivan", Role.Caseworker);
        Assert.Contains("alike enough", (await vera.Browser.Get(crew.Address + "/alike")).Body!.TextContent, StringComparison.Ordinal);
        var first = await crew.OpenCase(vera, ("name", "Щукин Сергей"), ("zone", "Europe/Moscow"));
        var second = await crew.OpenCase(vera, ("name", "Sergey Shchukin"), ("zone", "Europe/Moscow"));
        await crew.OpenCase(vera, ("name", "Anna Petrova"), ("zone", "Europe/Moscow"));
        foreach (var address in new[] { first, second })
            await Crew.Post(vera, await vera.Browser.Get(address + "/sheets/basic"), address + "/sheets/basic", ("born", "1990-01-02"));
        var page = await vera.Browser.Get(crew.Address + "/alike");
        var row = Assert.Single(page.QuerySelectorAll("tbody tr"));
        Assert.Contains("Щукин Сергей", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("Sergey Shchukin", row.TextContent, StringComparison.Ordinal);
        Assert.Empty((await ivan.Browser.Get(crew.Address + "/alike")).QuerySelectorAll("tbody tr"));
        var join = row.QuerySelectorAll("a").Single(a => a.TextContent == "Compare and join").GetAttribute("href")!;
        var action = join.Split('?')[0];
        using var asked = await Crew.Submit(vera, await vera.Browser.Get(join), action);
        await Crew.Post(vera, await Visitor.Read(asked, HttpStatusCode.OK), action, ("sure", "1"));
        Assert.Empty((await vera.Browser.Get(crew.Address + "/alike")).QuerySelectorAll("tbody tr"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_call_becomes_a_case_once_and_its_reading_is_recorded(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        using var caller = crew.Site.Visit("en");
        (await CallTests.Post(caller, "They took my brother at night.", [("who", "Ivan Zorin"), ("where", "Unit 5"), ("contact", "sister@mail.example")], [("summons.pdf", "of the court"u8.ToArray())])).Dispose();
        using var toCalls = await vera.Browser.Http.GetAsync(new Uri($"/groups/{crew.Group.Slug}/calls", UriKind.Relative));
        var list = await vera.Browser.Get(toCalls.Headers.Location!.OriginalString);
        var call = list.QuerySelector("tbody a")!.GetAttribute("href")!;
        var take = (await vera.Browser.Get(call)).QuerySelectorAll("a").Single(a => a.TextContent == "Open a case from this call").GetAttribute("href")!;
        var form = await vera.Browser.Get(take);
        Assert.Equal("Ivan Zorin", form.QuerySelector("#field-name")!.TextContent.Trim());
        var address = await Crew.Post(vera, form, take, ("zone", "Europe/Moscow"));
        Assert.Equal(address, await Crew.Post(vera, form, take)); // pressed twice
        var page = await vera.Browser.Get(address);
        Assert.Equal("Ivan Zorin", page.QuerySelector("h1")!.TextContent);
        foreach (var text in new[] { "held at Unit 5", "They took my brother at night.", "sister@mail.example" }) Assert.Contains(text, page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("in a case", (await vera.Browser.Get(call)).QuerySelector(".lead")!.TextContent, StringComparison.Ordinal);

        // A second case may take it too: then it is written down there, once.
        var other = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        form = await vera.Browser.Get(take);
        Assert.Contains("in a case already", form.QuerySelector(".note.warn")!.TextContent, StringComparison.Ordinal);
        using (var wrong = await Crew.Submit(vera, form, take, ("existing", "C-NOTHING"))) Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(other, await Crew.Post(vera, form, take, ("existing", other[(other.LastIndexOf('/') + 1)..])));
        Assert.Contains("They took my brother at night.", (await vera.Browser.Get(other)).Body!.TextContent, StringComparison.Ordinal);

        // Its file went along into each as a copy in the section's room, once; for those who hold that.
        await Crew.Post(vera, form, take, ("existing", other[(other.LastIndexOf('/') + 1)..]));
        foreach (var one in new[] { address, other })
        {
            var files = await vera.Browser.Get(one + "/files");
            Assert.Equal(["summons.pdf"], CaseFilesTests.Names(files));
            Assert.Contains("Law", files.QuerySelector(".lines")!.TextContent, StringComparison.Ordinal);
            Assert.Equal("of the court", await vera.Browser.Http.GetStringAsync(new Uri(files.QuerySelector(".lines a")!.GetAttribute("href")!, UriKind.Relative)));
        }
        Assert.Contains("summons.pdf", (await vera.Browser.Get(call)).Body!.TextContent, StringComparison.Ordinal);
        var without = await crew.OpenCase(vera, ("name", "Boris"), ("zone", "Europe/Moscow"));
        await Crew.Post(vera, form, take, ("existing", without[(without.LastIndexOf('/') + 1)..]), ("files-in", ""));
        Assert.Empty(CaseFilesTests.Names(await vera.Browser.Get(without + "/files")));

        // Who doesn't hold the room for calls takes none.
        var olga = await crew.Join("olga", Role.Caseworker);
        using (var hidden = await olga.Browser.Http.GetAsync(new Uri(take, UriKind.Relative))) Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        var record = await vera.Browser.Get(call[..call.IndexOf("/calls", StringComparison.Ordinal)] + "/record");
        Assert.Equal(2, record.QuerySelectorAll("tbody tr").Count(r => r.TextContent.Contains("opened", StringComparison.Ordinal) && r.TextContent.Contains("vera", StringComparison.Ordinal)));
    }

    internal static async Task Join(Person by, string joined, string kept)
    {
        var action = joined + "/join";
        using var asked = await Crew.Submit(by, await by.Browser.Get(action), action, ("other", kept[(kept.LastIndexOf('/') + 1)..]));
        Assert.Equal(kept, await Crew.Post(by, await Visitor.Read(asked, HttpStatusCode.OK), action, ("sure", "1")));
    }

    private static IEnumerable<string> Names(IParentNode page) => page.QuerySelectorAll(".printed tbody th").Select(c => c.TextContent.Trim());

    private static IElement Line(IParentNode page, string name) => page.QuerySelectorAll(".board > li").First(l => l.TextContent.Contains(name, StringComparison.Ordinal));

    private static string Code(IParentNode page, string name) => Line(page, name).QuerySelector("input")!.GetAttribute("value")!;
}
