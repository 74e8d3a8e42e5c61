using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.People;

/// <summary>Copies of rooms: opened by the real <c>age</c> and <c>tar</c>, and never by one person's word where there are two.</summary>
public sealed class ExportRoomTests(PostgresServer postgres)
{
    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_copy_of_a_room_opens_with_age_and_tar_and_its_manifest_holds(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = SampleGroup.SignedIn(site, group.Vera);
        var room = group.Room(RoomKind.Team);
        var big = RandomNumberGenerator.GetBytes(200_000);
        await Fill(test, group, room, big);
        var (key, recipient) = Key(test);
        var address = RoomHead.AddressOf(room) + "/export";
        var form = await vera.Get(address);
        Assert.NotNull((await vera.Send(form, address, ("recipients", "age1wrong"))).QuerySelector("#field-recipients-error"));
        using var response = await vera.Post(form, address, ("recipients", recipient));
        Assert.Equal($"{room.Code}.tar.age", response.Content.Headers.ContentDisposition!.FileNameStar);
        var folder = Unpack(test, key, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("a text", File.ReadAllText(Path.Combine(folder, room.Code, "notes", "0001 A_B .. Ї.txt")));
        Assert.Equal(big, File.ReadAllBytes(Path.Combine(folder, room.Code, "files", "0002 big.bin")));
        Assert.Equal([], File.ReadAllBytes(Path.Combine(folder, room.Code, "files", "0003 none.bin")));
        Assert.Equal("{}", File.ReadAllText(Path.Combine(folder, room.Code, "fields", "case", $"{Ids.Text(5)} body")));
        Assert.Equal(5, File.ReadAllLines(Path.Combine(folder, "MANIFEST.sha256")).Length);
        Assert.Equal(0, Run("sha256sum", folder, "--quiet", "-c", "MANIFEST.sha256"));
        Assert.Equal("took a copy of the room", (await vera.Get(RoomHead.AddressOf(room) + "/record")).QuerySelector("tbody tr")!.Children[2].TextContent);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_copy_of_everything_needs_another_keepers_word_or_a_day_where_there_is_none(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        var boris = group.Join("boris", Role.Administrator);
        var team = group.Room(RoomKind.Team);
        using (var held = group.Open(team, group.Vera)!)
        using (var connection = test.Database.Open())
            Assert.Equal(GrantingOutcome.Given, RoomGrants.Give(connection, held, group.Organisation, boris.Member.Id, null, true, group.Vera.Member, group.Vera.Keys, SampleGroup.Today));
        await Fill(test, group, team, [1, 2, 3]);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        var (key, recipient) = Key(test);
        var address = $"/groups/{group.Organisation.Slug}/export";

        using (var vera = SampleGroup.SignedIn(site, group.Vera))
        {
            var asked = await vera.Send(await vera.Get(address), address, ("recipients", recipient));
            Assert.Contains("waits for another keeper’s word", asked.Body!.TextContent, StringComparison.Ordinal);
            Assert.Contains("you keep it alone", asked.Body.TextContent, StringComparison.Ordinal);
            Assert.Null(asked.QuerySelector($"form[action='{address}/take']"));
            // The form is not there; sending it all the same gives nothing out.
            using var content = new FormUrlEncodedContent([KeyValuePair.Create("form-token", asked.QuerySelector("input[name=form-token]")!.GetAttribute("value")!)]);
            using var early = await vera.Http.PostAsync(new Uri(address + "/take", UriKind.Relative), content);
            Assert.Equal("text/html", early.Content.Headers.ContentType!.MediaType);
        }
        using (var his = SampleGroup.SignedIn(site, boris))
        {
            var page = await his.Get(address);
            var agree = page.QuerySelectorAll("form").Select(f => f.GetAttribute("action")!).Single(a => a.EndsWith("/agree", StringComparison.Ordinal));
            Assert.Contains("you have agreed", (await his.Send(page, agree)).Body!.TextContent, StringComparison.Ordinal);
        }
        using (var vera = SampleGroup.SignedIn(site, group.Vera))
        {
            var ready = await vera.Get(address);
            using var response = await vera.Post(ready, address + "/take");
            var folder = Unpack(test, key, await response.Content.ReadAsByteArrayAsync());
            Assert.Equal([team.Code], Directory.GetDirectories(folder).Select(Path.GetFileName));
            // Once: then it is over.
            Assert.NotNull((await vera.Get(address)).QuerySelector($"form[action='{address}']"));
            await vera.Send(await vera.Get(address), address, ("recipients", recipient));
        }
        _clock.Advance(Duration.FromHours(25));
        using (var vera = SampleGroup.SignedIn(site, group.Vera))
        {
            var later = await vera.Get(address);
            Assert.Contains("nobody agreed in time", later.Body!.TextContent, StringComparison.Ordinal);
            using var response = await vera.Post(later, address + "/take");
            var folder = Unpack(test, key, await response.Content.ReadAsByteArrayAsync());
            Assert.Equal(5, Directory.GetDirectories(folder).Length);
            Assert.False(Directory.Exists(Path.Combine(folder, team.Code)));
        }
    }

    [Fact]
    public async Task Who_keeps_no_room_takes_nothing_along()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var group = new SampleGroup(test);
        var boris = group.Join("boris", Role.Administrator);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var his = SampleGroup.SignedIn(site, boris);
        Assert.Contains("You keep no room here", (await his.Get($"/groups/{group.Organisation.Slug}/export")).Body!.TextContent, StringComparison.Ordinal);
        await his.Get(RoomHead.AddressOf(group.Room(RoomKind.Team)) + "/export", HttpStatusCode.NotFound);
    }

    private static async Task Fill(TestInstallation test, SampleGroup group, Room room, byte[] contents)
    {
        using var held = group.Open(room, group.Vera)!;
        using var connection = test.Database.Open();
        RoomItems.AddNote(connection, held, group.Vera.Member.Id, "A/B .. Ї", "a text", SampleGroup.Today);
        foreach (var (name, bytes) in new[] { ("big.bin", contents), ("none.bin", []) })
            RoomItems.AddFile(connection, held, (await StoredFiles.Seal(test.Installation, room, Ids.Draw(), new MemoryStream(bytes), long.MaxValue, SampleGroup.Today, CancellationToken.None))!,
                group.Vera.Member.Id, name, SampleGroup.Today);
        held.Write(connection, null, 5, new SealedPlace("case", 5, "body"), "{}"u8);
    }

    private static (string File, string Recipient) Key(TestInstallation test)
    {
        var key = Path.Combine(test.Folder, "key.txt");
        return (key, new Cli.CliRunner(test.Folder).Do($"vault keygen --output {key} --quiet").Trim());
    }

    private static string Unpack(TestInstallation test, string key, byte[] sealedTar)
    {
        var folder = Path.Combine(test.Folder, Ids.Text(Ids.Draw()));
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(folder + ".age", sealedTar);
        Assert.Equal(0, Run("age", folder, "-d", "-i", key, "-o", folder + ".tar", folder + ".age"));
        Assert.Equal(0, Run("tar", folder, "-xf", folder + ".tar"));
        return folder;
    }

    private static int Run(string name, string folder, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(name, words) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
