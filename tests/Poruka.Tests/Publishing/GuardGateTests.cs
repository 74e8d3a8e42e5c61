using System.Net;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Poruka.Casework;
using Poruka.Cases;
using Poruka.People;
using Poruka.Publishing;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Tests.Cases;
using Poruka.Tests.Cli;
using Poruka.Tests.People;
using Poruka.Tests.Safety;
using Poruka.Tests.Web;
using Poruka.Vault;
using Poruka.Vault.Age;

namespace Poruka.Tests.Publishing;

/// <summary>
/// The gate through which texts go out. Vera holds the team's room and the one where it stands how somebody left the country; Olga
/// writes, and holds the team's room alone.
/// </summary>
public sealed class GuardGateTests(PostgresServer postgres, Browser browser)
{
    private const string Clean = "Anna Petrova is free. Thank you to all who wrote.", Leaks = "Anna Petrova is free. She slept at a mill near Veresnitsa.";

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Who_holds_all_rooms_is_answered_at_once_and_decides_with_a_passphrase(DatabaseKind kind)
    {
        await using var scene = await GuardScene.Play(kind, postgres);
        Assert.Equal(GateState.Open, scene.Ask(scene.Vera, Clean, 1).State);
        Assert.True(scene.GoesOut(scene.Vera, 1));

        var found = scene.Ask(scene.Vera, Leaks, 2);
        Assert.Equal(GateState.Found, found.State);
        Assert.False(scene.GoesOut(scene.Vera, 2));
        var page = await scene.Vera.Browser.Get(scene.AddressOf(found));
        var look = page.QuerySelectorAll("main a").Single(a => a.GetAttribute("href")!.Contains("/R-", StringComparison.Ordinal)).GetAttribute("href")!;
        var looked = (await scene.Vera.Browser.Get(look)).QuerySelector("main")!.TextContent;
        Assert.Contains("[Veresnitsa]", looked, StringComparison.Ordinal);
        Assert.Contains(GuardScene.Secret, looked, StringComparison.Ordinal);

        if (kind == DatabaseKind.Sqlite)
        {
            var window = await browser.Open(scene.Crew.Site, member: scene.Vera.Browser);
            foreach (var (name, address) in ((string, string)[])[("list", $"/groups/{scene.Crew.Group.Slug}/guard"), ("text", scene.AddressOf(found)), ("found", look)])
            {
                await window.GotoAsync(address);
                await Looks.At("guard")(window, name);
            }
            LookedAt.By("guard");
            await window.Context.CloseAsync();
        }
        scene.Crew.Clock.Advance(Duration.FromMinutes(6)); // the passphrase was given too long ago
        var done = await scene.Vera.Prove(await scene.Vera.Browser.Send(await scene.Vera.Browser.Get(look), look + "/allow"));
        Assert.Contains("It may go out.", done.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("vera", done.QuerySelector("main table")!.TextContent, StringComparison.Ordinal);
        Assert.True(scene.GoesOut(scene.Vera, 2));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_room_that_its_author_cannot_open_is_heard_when_a_holder_opens_a_page_and_tells_no_secret(DatabaseKind kind)
    {
        await using var scene = await GuardScene.Play(kind, postgres);
        Assert.Equal(GateState.Waits, scene.Ask(scene.Olga, Clean, 1).State);
        Assert.False(scene.GoesOut(scene.Olga, 1));
        await scene.Olga.Browser.Get("/home"); // her own pages don't help
        Assert.Equal(GateState.Waits, scene.Standing(1).State);
        await scene.Vera.Browser.Get("/home");
        Assert.Equal(GateState.Open, scene.Standing(1).State);
        Assert.True(scene.GoesOut(scene.Olga, 1));

        var found = scene.Ask(scene.Olga, Leaks, 2);
        Assert.Equal(GateState.Waits, found.State);
        await scene.Vera.Browser.Get("/me");
        Assert.Equal(GateState.Found, scene.Standing(2).State);
        var page = await scene.Olga.Browser.Get(scene.AddressOf(found));
        var text = page.QuerySelector("main")!.TextContent;
        Assert.Contains("something found", text, StringComparison.Ordinal);
        Assert.Contains("one of: vera", text, StringComparison.Ordinal);
        foreach (var secret in new[] { GuardScene.Secret, "Veresnitsa", "mill" }) Assert.DoesNotContain(secret, page.DocumentElement.OuterHtml, StringComparison.Ordinal);

        // She can neither look nor speak for a room that isn't hers.
        var room = scene.AddressOf(found) + "/" + scene.Way.Code;
        await scene.Olga.Browser.Get(room, HttpStatusCode.NotFound);
        var token = page.QuerySelector($"input[name={FormGuard.TokenField}]")!.GetAttribute("value")!;
        using (var tried = await scene.Olga.Browser.Http.PostAsync(new Uri(room + "/allow", UriKind.Relative), new FormUrlEncodedContent([new(FormGuard.TokenField, token), new("seen", "Found")])))
            Assert.Equal(HttpStatusCode.NotFound, tried.StatusCode);
        var list = await scene.Vera.Browser.Get($"/groups/{scene.Crew.Group.Slug}/guard");
        Assert.Contains("Your word is asked", list.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await scene.Vera.Browser.Send(await scene.Vera.Browser.Get(room), room + "/refuse");
        Assert.Equal(GateState.Refused, scene.Standing(2).State);

        // A changed version asks again, and the copy of the one before is gone.
        Assert.True(scene.Copies(found.Ask) > 0);
        Assert.Equal(GateState.Waits, scene.Ask(scene.Olga, Clean, 3).State);
        Assert.Equal(0, scene.Copies(found.Ask));
        await scene.Olga.Browser.Get(scene.AddressOf(found));
        await scene.Vera.Browser.Get("/home");
        Assert.True(scene.GoesOut(scene.Olga, 3));
        Assert.Equal(0, scene.Copies(scene.Standing(3).Ask));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_the_public_page_for_letters_says_of_somebody_inside_is_held_against_the_rooms_of_their_case(DatabaseKind kind)
    {
        await using var scene = await GuardScene.Play(kind, postgres);
        var (olga, person) = (scene.Olga, await scene.HaveHerWrittenTo());
        async Task<string> Publish(string about) => await Crew.Post(olga, await olga.Browser.Get(person), person + "/publish", ("publicname", "Anna Petrova"), ("about", about), ("consent", "2030-01-01"));
        async Task<string> Public() => (await olga.Browser.Get("/write/political-red-cross")).QuerySelector("main")!.TextContent;

        var waits = await Publish("She slept at a mill near Veresnitsa.");
        Assert.StartsWith("/groups/political-red-cross/guard/", waits, StringComparison.Ordinal);
        Assert.DoesNotContain("mill", await Public(), StringComparison.Ordinal);
        await scene.Vera.Browser.Get("/home");
        Assert.Contains("something found", (await olga.Browser.Get(waits)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        // What was typed is there again, and the way to the words; neither tells on the disk whose case it is.
        var page = await olga.Browser.Get(person);
        Assert.Equal("She slept at a mill near Veresnitsa.", page.QuerySelector("textarea[name=about]")!.TextContent.Trim());
        Assert.NotNull(page.QuerySelector($"main a[href='{waits}']"));
        using (var connection = scene.Crew.Test.Database.Open())
            Assert.DoesNotContain(Sql.List(connection, null, "select item, back from guard_ask where kind = 'person'", row => Ids.Text(Ids.Read(row.GetFieldValue<byte[]>(0))) + row.GetString(1)),
                ask => ask.Contains(person.Split('/')[^1], StringComparison.Ordinal));

        // Changed, heard, and gone on from where the guard leads back to.
        waits = await Publish("She likes books on botany.");
        await scene.Vera.Browser.Get("/home");
        var heard = await olga.Browser.Get(waits);
        Assert.Contains("It may go out.", heard.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var back = heard.QuerySelectorAll("main a").Select(a => a.GetAttribute("href")!).Single(a => a.Contains("/publications/", StringComparison.Ordinal));
        using (var led = await olga.Browser.Http.GetAsync(new Uri(back, UriKind.Relative))) Assert.Equal(person, led.Headers.Location!.OriginalString);
        Assert.Equal(person, await Publish("She likes books on botany."));
        Assert.Contains("She likes books on botany.", await Public(), StringComparison.Ordinal);

        // Taken off again, with what waited beside it.
        await Publish("She slept at a mill near Veresnitsa.");
        Assert.Equal(person, await Crew.Post(olga, await olga.Browser.Get(person), person + "/publish", ("publicname", ""), ("about", ""), ("consent", "")));
        Assert.DoesNotContain("Petrova", await Public(), StringComparison.Ordinal);
        using (var connection = scene.Crew.Test.Database.Open())
            Assert.Equal(0, Sql.Number(connection, null, "select cast(count(*) as bigint) from guard_ask where kind = 'person' and state = 'open'"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_room_with_something_damaged_in_it_has_not_spoken_and_keeps_its_holder_from_nothing(DatabaseKind kind)
    {
        await using var scene = await GuardScene.Play(kind, postgres);
        using (var connection = scene.Crew.Test.Database.Open())
            foreach (var row in SealedRows.Of(connection, scene.Way.Id, "case").Concat(SealedRows.Of(connection, scene.Crew.Team(), "case")).ToList())
                Sql.Run(connection, null, "update sealed_field set body = @body where kind = @kind and row_id = @row and name = @name",
                    ("body", (byte[])[.. row.Body[..^1], (byte)(row.Body[^1] ^ 1)]), ("kind", row.Place.Kind), ("row", Ids.Bytes(row.Place.Row)), ("name", row.Place.Name));
        Assert.Equal(GateState.Waits, scene.Ask(scene.Vera, Clean, 1).State);
        await scene.Vera.Browser.Get("/home");
        Assert.False(scene.GoesOut(scene.Vera, 1));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task After_a_day_two_people_let_it_go_out_unheard_and_that_is_kept(DatabaseKind kind)
    {
        await using var scene = await GuardScene.Play(kind, postgres);
        var asked = scene.Ask(scene.Olga, Leaks, 1);
        scene.Crew.Clock.Advance(GateStanding.Patience - Duration.FromMinutes(10));
        await scene.Olga.SignIn();
        Assert.Empty((await scene.Olga.Browser.Get(scene.AddressOf(asked))).QuerySelectorAll("main form"));
        scene.Crew.Clock.Advance(Duration.FromMinutes(10));
        await scene.Olga.Speak(scene.AddressOf(asked) + "/unheard", scene.AddressOf(asked));
        Assert.Equal(GateState.WaitsForTwo, scene.Standing(1).State); // her own word alone
        Assert.False(scene.GoesOut(scene.Olga, 1));
        await scene.Ivan.SignIn();
        var done = await scene.Ivan.Speak(scene.AddressOf(asked) + "/unheard", scene.AddressOf(asked));
        Assert.Contains("olga, ivan", done.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.True(scene.GoesOut(scene.Olga, 1));
        var kept = scene.Standing(1);
        Assert.Equal((GuardWordState.Waits, 2), (kept.Words.Single(w => w.Room.Id == scene.Way.Id).State, kept.Agreed.Count));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_offline_room_speaks_by_a_signed_word_and_nothing_takes_its_place(DatabaseKind kind)
    {
        await using var scene = await GuardScene.Play(kind, postgres, withOffline: true);
        using var folder = new TemporaryFolder();
        var key = GuardScene.Write(folder, "key.txt", Encoding.ASCII.GetBytes(scene.Identity.ToSecretText()));
        var room = GuardScene.Write(folder, "room.txt.age", AgeFile.Seal(Encoding.UTF8.GetBytes("Паромщик ждёт у Глинища, телефон +7 926 555-01-37."), [scene.Identity.Recipient], RandomNumberGenerator.Fill));

        var asked = scene.Ask(scene.Vera, "Anna is free. A ferry took her from Hlynyshche.", 1);
        Assert.Equal(GateState.WaitsForOffline, asked.State);
        scene.Crew.Clock.Advance(Duration.FromDays(3));
        foreach (var member in new[] { scene.Vera, scene.Olga }) await member.SignIn();
        Assert.Empty((await scene.Olga.Browser.Get(scene.AddressOf(asked))).QuerySelectorAll("main form")); // two people can't

        var found = await scene.CheckOffline(asked, folder, key, room, "");
        Assert.Contains("[Hlynyshche]", found.Out, StringComparison.Ordinal);
        Assert.Equal(GateState.Found, await scene.Bring(asked, found));
        var allowed = await scene.CheckOffline(asked, folder, key, room, "--allow");
        var word = allowed.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.Contains("isn’t by the key", await scene.BringText(word.Replace("allowed", "clear", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("no signed word", await scene.BringText("allowed, says the keeper"), StringComparison.Ordinal);
        Assert.Equal(GateState.Open, await scene.Bring(asked, allowed));

        // The next version asks again; the word of the one before is no good for it, at the command line either.
        var next = scene.Ask(scene.Vera, "Anna is free.", 2);
        Assert.Equal(GateState.WaitsForOffline, next.State);
        new CliRunner(scene.Crew.Test.Folder).Refuses($"guard word {word}", "newer version");
        var clear = await scene.CheckOffline(next, folder, key, room, "");
        new CliRunner(scene.Crew.Test.Folder).Do($"guard word {clear.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]}");
        Assert.Equal(GateState.Open, scene.Standing(2).State);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_case_ticks_itself_by_a_name_that_the_author_may_read_and_not_by_a_given_name(DatabaseKind kind)
    {
        await using var scene = await GuardScene.Play(kind, postgres);
        Assert.Empty(GuardRowsOf(scene, scene.Ask(scene.Olga, "Анна и другие пишут нам.", 1, tick: false)));
        Assert.Equal([scene.Case], GuardRowsOf(scene, scene.Ask(scene.Olga, "Анну Петрову встретили дома.", 2, tick: false)));
        Assert.Empty(GuardRowsOf(scene, scene.Ask(scene.Ivan, "Анну Петрову встретили дома.", 3, tick: false))); // he may not read it
        // The press knows which names are public.
        RoomId press;
        using (var connection = scene.Crew.Test.Database.Open()) press = RoomRows.Find(connection, scene.Crew.Group.Number, RoomKind.Press)!.Id;
        scene.Crew.Grant(scene.Vera, scene.Ivan, press);
        Assert.Equal([scene.Case], GuardRowsOf(scene, scene.Ask(scene.Ivan, "Анну Петрову встретили дома.", 4, tick: false)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Nothing_of_a_text_or_of_what_was_found_lies_readable_on_the_disk(DatabaseKind kind)
    {
        await using var scene = await GuardScene.Play(kind, postgres);
        Assert.Equal(GateState.Waits, scene.Ask(scene.Olga, "Anna Petrova is free, quoth kumquatsch. She slept near Veresnitsa.", 1).State);
        await scene.Vera.Browser.Get("/home");
        Assert.Equal(GateState.Found, scene.Standing(1).State);
        await scene.Vera.Browser.Get(scene.AddressOf(scene.Standing(1)) + "/" + scene.Way.Code);
        string[] words = ["kumquatsch", "Veresnitsa", GuardScene.Secret, "пасечник"];
        Assert.Empty(Canaries.InTables(scene.Crew.Test.Database, words));
        Assert.Empty(Canaries.InFiles(scene.Crew.Test.Folder, words).Found);
    }

    private static IReadOnlyList<CaseId> GuardRowsOf(GuardScene scene, TextStanding standing)
    {
        using var connection = scene.Crew.Test.Database.Open();
        return GuardRows.Cases(connection, standing.Ask.Id);
    }
}
