using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.People;

/// <summary>Rooms over HTTP: put in, read, give, take back, destroy; and what a room's record says of it.</summary>
public sealed class RoomPagesTests(PostgresServer postgres)
{
    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_note_goes_in_is_read_by_holders_and_stands_in_the_record(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = SampleGroup.SignedIn(site, group.Vera);
        var address = RoomHead.AddressOf(group.Room(RoomKind.Team));
        Assert.Contains("will stand here", (await vera.Get(address)).Body!.TextContent, StringComparison.Ordinal);

        var form = await vera.Get(address + "/notes/new");
        var wrong = await vera.Send(form, address + "/notes/new", ("title", ""), ("text", "kept text"));
        Assert.Equal("kept text", wrong.QuerySelector("textarea")!.TextContent.Trim());
        Assert.NotNull(wrong.QuerySelector("#field-title-error"));
        var room = await vera.Send(wrong, address + "/notes/new", ("title", "Канарейка <b>one</b>"), ("text", "first line\nsecond line"));
        var link = room.QuerySelectorAll<IHtmlAnchorElement>("table a").Single();
        Assert.Equal("Канарейка <b>one</b>", link.TextContent);
        var note = await vera.Get(link.GetAttribute("href")!);
        Assert.Equal("first line\nsecond line", note.QuerySelector(".written")!.TextContent);
        Assert.Equal(["opened a note", "put in"], (await vera.Get(address + "/record")).QuerySelectorAll("tbody tr").Select(r => r.Children[2].TextContent));

        // The same address says "nothing here" to who doesn't hold the room.
        var boris = group.Join("boris", Role.Administrator);
        using var other = SampleGroup.SignedIn(site, boris);
        foreach (var hidden in (string[])[address, address + "/notes/new", link.GetAttribute("href")!, address + "/record", address + "/holders"])
            await other.Get(hidden, HttpStatusCode.NotFound);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Files_go_in_and_come_out_as_they_were_and_a_destroyed_one_is_gone(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = SampleGroup.SignedIn(site, group.Vera);
        var address = RoomHead.AddressOf(group.Room(RoomKind.Team));
        var contents = RandomNumberGenerator.GetBytes(300_000);
        var room = await Upload(vera, address + "/files/new", ("Постанова суду.pdf", contents), ("empty.txt", []));
        var link = room.QuerySelectorAll<IHtmlAnchorElement>("table a").Single();
        Assert.Equal("Постанова суду.pdf", link.TextContent);
        Assert.Contains("300 KB", room.QuerySelector("tbody tr")!.TextContent, StringComparison.Ordinal);
        var page = await vera.Get(link.GetAttribute("href")!);
        using (var file = await vera.Http.GetAsync(new Uri(link.GetAttribute("href") + "/contents", UriKind.Relative)))
        {
            Assert.Equal(contents, await file.Content.ReadAsByteArrayAsync());
            Assert.Equal("application/octet-stream", file.Content.Headers.ContentType!.MediaType);
            Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal("Постанова суду.pdf", file.Content.Headers.ContentDisposition.FileNameStar);
            Assert.Equal(contents.Length, file.Content.Headers.ContentLength);
        }
        var destroy = page.QuerySelectorAll<IHtmlAnchorElement>("main a").Single(a => a.TextContent == "Destroy").GetAttribute("href")!;
        var after = await vera.Send(await vera.Get(destroy), destroy);
        Assert.Empty(after.QuerySelectorAll("table a"));
        await vera.Get(link.GetAttribute("href")!, HttpStatusCode.NotFound);
        Assert.Empty(Directory.GetFiles(test.Installation.FilesFolder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task An_upload_without_anything_in_it_is_told_and_leaves_nothing()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var group = new SampleGroup(test);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = SampleGroup.SignedIn(site, group.Vera);
        var page = await Upload(vera, RoomHead.AddressOf(group.Room(RoomKind.Team)) + "/files/new", ("", []));
        Assert.NotNull(page.QuerySelector("#field-file-error"));
        Assert.False(Directory.Exists(test.Installation.FilesFolder) && Directory.GetFiles(test.Installation.FilesFolder, "*", SearchOption.AllDirectories).Length > 0);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_room_is_given_until_a_day_and_taken_back_with_a_new_key_for_those_who_stay(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        var (boris, clara) = (group.Join("boris", Role.Caseworker), group.Join("clara", Role.Member));
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = SampleGroup.SignedIn(site, group.Vera);
        var address = RoomHead.AddressOf(group.Room(RoomKind.Team));
        var note = await vera.Get(address + "/notes/new");
        await vera.Send(note, address + "/notes/new", ("title", "Old"), ("text", "from before"));

        var waiting = await vera.Get($"/groups/{group.Organisation.Slug}/waiting");
        Assert.Equal(["boris", "clara"], waiting.QuerySelectorAll(".lines strong").Select(s => s.TextContent));
        var form = await vera.Get(waiting.QuerySelector<IHtmlAnchorElement>(".lines a")!.GetAttribute("href")!);
        Assert.Equal(Ids.Text(boris.Member.Id.Value), form.QuerySelector<IHtmlSelectElement>("select")!.Value);
        var late = await vera.Send(form, address + "/holders/new", ("member", Ids.Text(boris.Member.Id.Value)), ("last-day", "2026-11-22"));
        Assert.NotNull(late.QuerySelector("#field-last-day-error"));
        await vera.Send(form, address + "/holders/new", ("member", Ids.Text(boris.Member.Id.Value)), ("last-day", "2026-11-25"));
        var holders = await vera.Send(form, address + "/holders/new", ("member", Ids.Text(clara.Member.Id.Value)), ("keeper", "1"));
        Assert.Contains("until 25 November 2026", Line(holders, "boris"), StringComparison.Ordinal);
        Assert.Contains("keeper", Line(holders, "clara"), StringComparison.Ordinal);

        using var hisBrowser = SampleGroup.SignedIn(site, boris);
        var seen = await hisBrowser.Get(address);
        Assert.Equal("from before", (await hisBrowser.Get(seen.QuerySelector("table a")!.GetAttribute("href")!)).QuerySelector(".written")!.TextContent);
        await hisBrowser.Get(address + "/record", HttpStatusCode.Forbidden);
        Assert.DoesNotContain("Destroy", seen.Body!.TextContent, StringComparison.Ordinal);

        var revoke = $"{address}/holders/{Ids.Text(boris.Member.Id.Value)}/revoke";
        var left = await vera.Send(await vera.Get(revoke), revoke);
        Assert.Equal(["clara", "vera"], left.QuerySelectorAll(".lines strong").Select(s => s.TextContent));
        await hisBrowser.Get(address, HttpStatusCode.NotFound);
        using var hers = SampleGroup.SignedIn(site, clara);
        Assert.Equal("from before", (await hers.Get(seen.QuerySelector("table a")!.GetAttribute("href")!)).QuerySelector(".written")!.TextContent);
        // Clara keeps it: her visit has sealed what was old to the new key.
        await hers.Get(address);
        using var connection = test.Database.Open();
        Assert.True(RoomRenewal.ProgressOf(connection, group.Room(RoomKind.Team)).IsDone);
        Assert.Equal(2u, group.Room(RoomKind.Team).Epoch);
    }

    [Fact]
    public async Task A_grant_that_has_run_out_opens_nothing_and_is_shown_as_such()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var group = new SampleGroup(test);
        var boris = group.Join("boris", Role.Caseworker);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = SampleGroup.SignedIn(site, group.Vera);
        var address = RoomHead.AddressOf(group.Room(RoomKind.Team));
        await vera.Send(await vera.Get(address + "/holders/new"), address + "/holders/new",
            ("member", Ids.Text(boris.Member.Id.Value)), ("last-day", "2026-11-23"));
        using (var his = SampleGroup.SignedIn(site, boris)) await his.Get(address);
        _clock.Advance(NodaTime.Duration.FromHours(13));
        using (var his = SampleGroup.SignedIn(site, boris)) await his.Get(address, HttpStatusCode.NotFound);
        using var again = SampleGroup.SignedIn(site, group.Vera);
        Assert.Contains("was until 23 November 2026", Line(await again.Get(address + "/holders"), "boris"), StringComparison.Ordinal);
        Assert.Contains("A room that only one person holds", (await again.Get(address)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Rooms_are_made_for_the_team_and_for_named_people(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        var (boris, clara) = (group.Join("boris", Role.Caseworker), group.Join("clara", Role.Member));
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = SampleGroup.SignedIn(site, group.Vera);
        var address = $"/groups/{group.Organisation.Slug}/rooms/new";
        var form = await vera.Get(address);
        Assert.NotNull((await vera.Send(form, address, ("kind", "named"))).QuerySelector("#field-name-error"));
        var named = await vera.Send(form, address, ("kind", "named"), ("name", "The trial"), ("guest", Ids.Text(boris.Member.Id.Value)));
        Assert.Equal("The trial", named.QuerySelector("h1")!.TextContent);
        using var his = SampleGroup.SignedIn(site, boris);
        Assert.Contains("The trial", (await his.Get("/home")).Body!.TextContent, StringComparison.Ordinal);
        using var hers = SampleGroup.SignedIn(site, clara);
        Assert.DoesNotContain("The trial", (await hers.Get("/home")).Body!.TextContent, StringComparison.Ordinal);
        await vera.Send(form, address, ("kind", "team"), ("name", "Everybody"));
        Assert.Contains("Everybody", (await hers.Get("/home")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_offline_room_takes_what_only_the_age_program_opens_again(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        var boris = group.Join("boris", Role.Writer);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = SampleGroup.SignedIn(site, group.Vera);
        var key = Path.Combine(test.Folder, "key.txt");
        var recipient = new Cli.CliRunner(test.Folder).Do($"vault keygen --output {key} --quiet").Trim();
        var address = $"/groups/{group.Organisation.Slug}/rooms/new";
        var form = await vera.Get(address);
        Assert.NotNull((await vera.Send(form, address, ("kind", "offline"), ("recipients", recipient[..^1]))).QuerySelector("#field-recipients-error"));
        var room = await vera.Send(form, address, ("kind", "offline"), ("recipients", recipient));
        var put = room.QuerySelector("a.button")!.GetAttribute("href")!;

        using var his = SampleGroup.SignedIn(site, boris);
        Assert.NotNull((await Upload(his, put, ("", []))).QuerySelector("#field-text-error"));
        await Upload(his, put, [("text", "the flat of a cousin")], ("план втечі.txt", "a file"u8.ToArray()));
        var list = await his.Get(put[..^"/put".Length]);
        Assert.DoesNotContain("cousin", list.Body!.TextContent, StringComparison.Ordinal);
        var links = list.QuerySelectorAll(".lines a").Select(a => (a.TextContent, Address: a.GetAttribute("href")!)).ToList();
        Assert.Equal([".txt.age", ".zip.age"], links.Select(l => l.TextContent[^8..]).Order());
        Assert.Equal("the flat of a cousin", Encoding.UTF8.GetString(await Age(key, await his.Http.GetByteArrayAsync(new Uri(links.Single(l => l.TextContent.Contains(".txt", StringComparison.Ordinal)).Address, UriKind.Relative)))));
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(
            await Age(key, await his.Http.GetByteArrayAsync(new Uri(links.Single(l => l.TextContent.Contains(".zip", StringComparison.Ordinal)).Address, UriKind.Relative)))));
        Assert.Equal("план втечі.txt", zip.Entries.Single().FullName);
        using var text = new StreamReader(zip.Entries.Single().Open());
        Assert.Equal("a file", await text.ReadToEndAsync());

        // Only an administrator destroys there.
        await his.Get(links[0].Address + "/delete", HttpStatusCode.Forbidden);
        var after = await vera.Send(await vera.Get(links[0].Address + "/delete"), links[0].Address + "/delete");
        Assert.Single(after.QuerySelectorAll(".lines li"));
    }

    [Fact]
    public async Task After_somebody_has_left_a_keeper_is_asked_to_give_the_room_a_new_key()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var group = new SampleGroup(test);
        var boris = group.Join("boris", Role.Caseworker);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = SampleGroup.SignedIn(site, group.Vera);
        var address = RoomHead.AddressOf(group.Room(RoomKind.Team));
        await vera.Send(await vera.Get(address + "/holders/new"), address + "/holders/new", ("member", Ids.Text(boris.Member.Id.Value)));
        using (var connection = test.Database.Open())
        using (var transaction = connection.BeginTransaction())
        {
            Departure.Take(connection, transaction, group.Organisation, boris.Member.Id, SampleGroup.Today);
            transaction.Commit();
        }
        var page = await vera.Get(address);
        Assert.NotNull(page.QuerySelector($"form[action='{address}/renew']"));
        await vera.Send(page, address + "/renew");
        Assert.Null((await vera.Get(address)).QuerySelector($"form[action='{address}/renew']"));
        Assert.Equal(2u, group.Room(RoomKind.Team).Epoch);
    }

    private static string Line(IHtmlDocument page, string name) =>
        page.QuerySelectorAll(".lines li").Single(l => l.QuerySelector("strong")!.TextContent == name).TextContent;

    private static Task<IHtmlDocument> Upload(Visitor visitor, string address, params (string Name, byte[] Contents)[] files) =>
        Upload(visitor, address, [], files);

    private static async Task<IHtmlDocument> Upload(
        Visitor visitor, string address, (string Name, string Value)[] fields, params (string Name, byte[] Contents)[] files)
    {
        var page = await visitor.Get(address);
        using var content = new MultipartFormDataContent();
        content.Add(new StringContent(page.QuerySelector<IHtmlInputElement>("main input[name=form-token]")!.Value), "form-token");
        foreach (var (name, value) in fields) content.Add(new StringContent(value), name);
        foreach (var (name, contents) in files)
        {
            var part = new ByteArrayContent(contents);
            part.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"file\"; filename=\"{name}\"; filename*=UTF-8''{Uri.EscapeDataString(name)}");
            content.Add(part);
        }
        using var response = await visitor.Http.PostAsync(new Uri(address, UriKind.Relative), content);
        return response.StatusCode is HttpStatusCode.SeeOther or HttpStatusCode.Redirect
            ? await visitor.Get(response.Headers.Location!.OriginalString)
            : await Visitor.Read(response, response.StatusCode);
    }

    private static async Task<byte[]> Age(string key, byte[] sealedFile)
    {
        using var age = Process.Start(new ProcessStartInfo("age", ["-d", "-i", key]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await age.StandardInput.BaseStream.WriteAsync(sealedFile);
        age.StandardInput.Close();
        using var output = new MemoryStream();
        await age.StandardOutput.BaseStream.CopyToAsync(output);
        await age.WaitForExitAsync();
        Assert.Equal(0, age.ExitCode);
        return output.ToArray();
    }
}
