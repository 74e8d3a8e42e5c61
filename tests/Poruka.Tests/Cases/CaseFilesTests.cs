using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using NodaTime;
using Poruka.Cases;
using Poruka.Operations;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Safety;
using Poruka.Vault.Age;

namespace Poruka.Tests.Cases;

/// <summary>Files of cases over HTTP: put in, read, taken away, put back, moved, destroyed; and what their rooms’ records say.</summary>
public sealed class CaseFilesTests(PostgresServer postgres)
{
    private const string Canary = "zqCanaryOfAFile";

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_file_is_sealed_as_it_comes_and_saved_by_holders_only_and_the_record_says_so(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var olga = await crew.Join("olga", Role.Caseworker);
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        Assert.Contains("will stand here", (await vera.Browser.Get(address + "/files")).Body!.TextContent, StringComparison.Ordinal);
        await PutIn(vera, address, "legal", "the decision", ("решение " + Canary + ".pdf", Canary + " contents"));

        var page = await vera.Browser.Get(address + "/files");
        var link = page.QuerySelector<IHtmlAnchorElement>(".lines a")!;
        Assert.Equal("решение " + Canary + ".pdf", link.TextContent);
        Assert.Contains("the decision", page.QuerySelector(".lines")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Law", page.QuerySelector(".lines")!.TextContent, StringComparison.Ordinal);
        using (var saved = await vera.Browser.Http.GetAsync(new Uri(link.GetAttribute("href")!, UriKind.Relative)))
        {
            Assert.Equal(Canary + " contents", await saved.Content.ReadAsStringAsync());
            Assert.Equal("attachment", saved.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal("application/octet-stream", saved.Content.Headers.ContentType!.MediaType);
        }

        // Who doesn't hold the room finds no list and no file; nothing is readable where it lies.
        foreach (var hidden in new[] { address + "/files", link.GetAttribute("href")!, link.GetAttribute("href")! + "/delete" })
            using (var response = await olga.Browser.Http.GetAsync(new Uri(hidden, UriKind.Relative))) Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(Canaries.InTables(crew.Test.Database, [Canary]));
        Assert.Empty(Canaries.InFiles(crew.Test.Folder, [Canary]).Found);
        Assert.Equal([RoomAct.OpenedFile, RoomAct.PutIn], Acts(crew, vera));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_is_taken_away_can_be_put_back_for_a_month_and_is_then_destroyed(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        await PutIn(vera, address, "legal", "", ("a.txt", "first"), ("b.txt", "second"));
        var page = await vera.Browser.Get(address + "/files");
        Assert.Equal(["b.txt", "a.txt"], Names(page));
        var file = page.QuerySelector(".lines a")!.GetAttribute("href")!;
        Assert.Contains("30 days", (await vera.Browser.Get(file + "/delete")).Body!.TextContent, StringComparison.Ordinal);
        page = await vera.Browser.Send(await vera.Browser.Get(file + "/delete"), file + "/delete");
        Assert.Equal(["a.txt"], Names(page));
        Assert.Contains("destroyed on 23 December 2026", page.QuerySelector("#gone")!.TextContent, StringComparison.Ordinal);
        page = await vera.Browser.Send(page, file + "/back");
        Assert.Equal(["b.txt", "a.txt"], Names(page));

        await vera.Browser.Send(await vera.Browser.Get(file + "/delete"), file + "/delete");
        Assert.Equal(0, CaseFiles.DestroyDue(crew.Test.Installation, crew.Today.PlusDays(29)));
        Assert.Equal(1, CaseFiles.DestroyDue(crew.Test.Installation, crew.Today.PlusDays(30)));
        Assert.Null((await vera.Browser.Get(address + "/files")).QuerySelector("#gone"));
        Assert.Single(Directory.GetFiles(crew.Test.Installation.FilesFolder, "*", SearchOption.AllDirectories));
        using var connection = crew.Test.Database.Open();
        Assert.Equal(1, Sql.Number(connection, null, "select cast(count(*) as bigint) from stored_file"));
        Assert.Equal([RoomAct.TookAway, RoomAct.PutBack, RoomAct.TookAway, RoomAct.PutIn, RoomAct.PutIn], Acts(crew, vera));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_file_is_destroyed_at_once_in_two_steps_only_and_all_of_them_with_their_case(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        await PutIn(vera, address, "legal", "", ("a.txt", "first"), ("b.txt", "second"));
        var file = (await vera.Browser.Get(address + "/files")).QuerySelector(".lines a")!.GetAttribute("href")!;
        var asked = await vera.Browser.Get(file + "/shred");
        using (var early = await vera.Browser.Post(asked, file + "/shred")) Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
        await vera.Browser.Send(await vera.Browser.Get(file + "/delete"), file + "/delete");
        var page = await vera.Browser.Send(asked, file + "/shred");
        Assert.Equal(["a.txt"], Names(page));
        Assert.Null(page.QuerySelector("#gone"));
        Assert.Equal(RoomAct.Shredded, Acts(crew, vera)[0]);

        using var connection = crew.Test.Database.Open();
        var code = address[(address.LastIndexOf('/') + 1)..];
        CaseRetention.Shred(crew.Test.Installation, connection, CaseRows.Find(connection, crew.Group.Number, code)!);
        Assert.Empty(Directory.GetFiles(crew.Test.Installation.FilesFolder, "*", SearchOption.AllDirectories));
        foreach (var table in new[] { "case_file", "stored_file", "sealed_field where kind = 'case-file'" })
            Assert.Equal(0, Sql.Number(connection, null, $"select cast(count(*) as bigint) from {table}"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Files_move_with_their_section_and_who_lacks_the_new_room_reads_them_no_more(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var olga = await crew.Join("olga", Role.Caseworker);
        crew.Grant(vera, olga, crew.Team());
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        await PutIn(vera, address, "health", "", ("report.txt", "of the doctor"));
        await PutIn(vera, address, "legal", "", ("decision.txt", "of the court"));
        Assert.Equal(["decision.txt", "report.txt"], Names(await olga.Browser.Get(address + "/files")));
        var room = crew.MakeRoom(vera, "Health");
        await Crew.Post(vera, await vera.Browser.Get(address + "/rooms/health"), address + "/rooms/health", ("room", Ids.Text(room.Value)));
        Assert.Equal(["decision.txt"], Names(await olga.Browser.Get(address + "/files")));
        var page = await vera.Browser.Get(address + "/files");
        Assert.Equal(["decision.txt", "report.txt"], Names(page));
        Assert.Equal("of the doctor", await vera.Browser.Http.GetStringAsync(new Uri(page.QuerySelectorAll(".lines a").Single(a => a.TextContent == "report.txt").GetAttribute("href")!, UriKind.Relative)));
        using var connection = crew.Test.Database.Open();
        Assert.Single(StoredFiles.OfRoom(connection, room));
        Assert.Single(StoredFiles.OfRoom(connection, crew.Team()));
        Assert.Equal(2, Directory.GetFiles(crew.Test.Installation.FilesFolder, "*", SearchOption.AllDirectories).Length);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_was_joined_to_a_case_moves_with_its_section_and_stays_there_when_it_is_taken_apart(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var olga = await crew.Join("olga", Role.Caseworker);
        crew.Grant(vera, olga, crew.Team());
        var (joined, kept) = (await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow")), await crew.OpenCase(vera, ("name", "Anna Petrova"), ("zone", "Europe/Moscow")));
        await Crew.Post(vera, await vera.Browser.Get(joined + "/sheets/health"), joined + "/sheets/health", ("conditions", "epilepsy"));
        await Crew.Write(vera, joined, "health", ("text", "seizures at night"), ("section", "Health"));
        await PutIn(vera, joined, "health", "", ("report.txt", "of the doctor"));
        await MassArrestTests.Join(vera, joined, kept);
        var room = crew.MakeRoom(vera, "Health");
        await Crew.Post(vera, await vera.Browser.Get(kept + "/rooms/health"), kept + "/rooms/health", ("room", Ids.Text(room.Value)));
        var (hers, others) = ((await vera.Browser.Get(kept)).Body!.TextContent, (await olga.Browser.Get(kept)).Body!.TextContent);
        foreach (var text in new[] { "epilepsy", "seizures at night" })
        {
            Assert.Contains(text, hers, StringComparison.Ordinal);
            Assert.DoesNotContain(text, others, StringComparison.Ordinal);
        }
        Assert.Empty(Names(await olga.Browser.Get(kept + "/files")));
        Assert.Equal(["report.txt"], Names(await vera.Browser.Get(kept + "/files")));
        var apart = $"{kept}/joined/{joined[(joined.LastIndexOf('/') + 1)..]}";
        await Crew.Post(vera, await vera.Browser.Get(apart), apart);
        Assert.Contains("seizures at night", (await vera.Browser.Get(joined)).Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("seizures at night", (await olga.Browser.Get(joined)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_names_empty_files_and_too_many_leave_nothing_that_hurts()
    {
        var (crew, vera) = await Crew.Start(DatabaseKind.Sqlite, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        await PutIn(vera, address, "legal", "<b>note</b>", ("../../etc/passwd", "1"), ("<script>alert(1)<|script>.html", "2"), (new string('я', 300) + ".pdf", "3"), ("a\u202efdp.exe", "4"));
        var page = await vera.Browser.Get(address + "/files");
        Assert.Equal(4, Names(page).Count);
        Assert.Contains("passwd", Names(page));
        Assert.Contains("afdp.exe", Names(page));
        Assert.Contains("<script>alert(1)<|script>.html", Names(page)); // as text
        Assert.Null(page.QuerySelector("main script, main b"));
        Assert.Contains(Names(page), n => n.Length <= 120 && n.EndsWith(".pdf", StringComparison.Ordinal));
        foreach (var link in page.QuerySelectorAll(".lines a").Where(a => !a.GetAttribute("href")!.EndsWith("/delete", StringComparison.Ordinal)))
            using (var saved = await vera.Browser.Http.GetAsync(new Uri(link.GetAttribute("href")!, UriKind.Relative))) Assert.Equal("attachment", saved.Content.Headers.ContentDisposition!.DispositionType);

        using (var empty = await Send(vera, page, address, "legal", "", ("empty.txt", ""))) Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
        using (var many = await Send(vera, page, address, "legal", "kept words", [.. Enumerable.Range(0, 11).Select(i => ($"{i}.txt", "x"))]))
        {
            Assert.Equal(HttpStatusCode.BadRequest, many.StatusCode);
            Assert.Contains("kept words", await many.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        using (var nowhere = await Send(vera, page, address, "relocation", "", ("a.txt", "x"))) Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
        Assert.Equal(4, Directory.GetFiles(crew.Test.Installation.FilesFolder, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Files_go_along_with_an_export_under_their_names()
    {
        var (crew, vera) = await Crew.Start(DatabaseKind.Sqlite, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        await PutIn(vera, address, "legal", "", ("решение.pdf", "of the court"));
        using var identity = new AgeIdentity(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        using var export = await Crew.Submit(vera, await vera.Prove(await vera.Browser.Get(address + "/export")), address + "/export", ("recipient", identity.Recipient.ToString()));
        var tar = AgeFile.Open(await export.Content.ReadAsByteArrayAsync(), [identity], out var outcome);
        Assert.Equal(AgeOutcome.Opened, outcome);
        using var reader = new System.Formats.Tar.TarReader(new MemoryStream(tar!));
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.GetNextEntry() is { } entry) found[entry.Name] = new StreamReader(entry.DataStream!).ReadToEnd();
        Assert.Equal("of the court", found["files/0001 решение.pdf"]);
        Assert.Contains("files/0001 решение.pdf", found["MANIFEST.sha256"], StringComparison.Ordinal);
        Assert.Equal(RoomAct.Opened, Acts(crew, vera, opened: true)[0]);
    }

    internal static async Task PutIn(Person by, string address, string section, string note, params (string Name, string Contents)[] files)
    {
        using var response = await Send(by, await by.Browser.Get(address + "/files"), address, section, note, files);
        if (response.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.SeeOther)) Assert.Fail($"{response.StatusCode}\n{await response.Content.ReadAsStringAsync()}");
    }

    private static async Task<HttpResponseMessage> Send(Person by, IHtmlDocument page, string address, string section, string note, params (string Name, string Contents)[] files)
    {
        var form = page.QuerySelectorAll<IHtmlFormElement>("form").Single(f => f.GetAttribute("action") == address + "/files");
        using var content = new MultipartFormDataContent();
        foreach (var hidden in form.QuerySelectorAll<IHtmlInputElement>("input[type=hidden]")) content.Add(new StringContent(hidden.Value), hidden.Name!);
        content.Add(new StringContent(section), "section");
        content.Add(new StringContent(note), "note");
        foreach (var (name, contents) in files)
        {
            var part = new ByteArrayContent(Encoding.UTF8.GetBytes(contents));
            part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "file", FileNameStar = name, FileName = "plain.txt" };
            content.Add(part);
        }
        return await by.Browser.Http.PostAsync(new Uri(address + "/files", UriKind.Relative), content);
    }

    internal static IReadOnlyList<string> Names(IHtmlDocument page) =>
        [.. page.QuerySelectorAll("ul.lines:not(#gone ul) > li").Select(li => li.QuerySelector("a")!.TextContent)];

    private static IReadOnlyList<RoomAct> Acts(Crew crew, Person keeper, bool opened = false)
    {
        using var connection = crew.Test.Database.Open();
        using var held = crew.Hold(keeper, crew.Team());
        // That the case itself was opened is told by the tests of the record.
        return [.. RoomRecord.Read(connection, held, 0, 50).Select(l => l.Act).Where(a => opened || a != RoomAct.Opened)];
    }
}
