using System.Net;
using System.Text;
using AngleSharp.Dom;
using Poruka.Operations;
using Poruka.Storage;
using Poruka.Tests.Cli;
using Poruka.Tests.Operations;
using Poruka.Tests.Web;

namespace Poruka.Tests.Publishing;

/// <summary>A consent is taken back: everywhere that we have a hand on, at once; and it is said where we have none.</summary>
public sealed class WithdrawalTests(PostgresServer postgres)
{
    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_name_that_is_taken_back_is_gone_from_site_feed_archive_and_mirror_and_what_was_mailed_is_said(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var mail = await LocalMail.Start();
        File.AppendAllLines(test.Installation.SettingsPath,
            [$"mail-server = smtp://127.0.0.1:{mail.Settings.Port}", "mail-from = news@group.example", "public-address = https://group.example"]);
        using var installation = Installation.Open(test.Folder);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock, change: o => o with { Installation = installation });
        using var press = new Press(test, site);
        using var folder = new TemporaryFolder();
        var mirror = folder.File("mirror");

        var person = await press.PublishNew("person", Press.Person("Anna Petrovna Larina", "all", "name", "story", "needs"));
        var slug = (await press.Public.Get("/people")).QuerySelector(".story a")!.GetAttribute("href")!["/people/".Length..];
        await press.PublishNew("news", ("title-en", "A hearing"), ("text-en", $"The hearing of [[{slug}]] is on Friday."));
        await press.PublishNew("news", ("title-en", "Вести"), ("title-ru", "Вести"), ("text-ru", "Приговор Лариной обжалован."));
        await press.PublishNew("news", ("title-en", "Thanks"), ("text-en", "To all who wrote."));
        var letter = await press.PublishNew("newsletter", ("title-en", "Letter one"), ("text-en", "Anna Petrovna Larina thanks you."));

        // Somebody subscribes: nothing comes but the question, until they confirm.
        await press.Public.Send(await press.Public.Get("/newsletter"), "/newsletter", ("address", "reader@mail.example"));
        Assert.Empty(Safety.Canaries.InTables(test.Database, ["reader@mail.example"]));
        Assert.Equal(1, await MailSender.SendDue(installation, MailSettings.Read(installation), _clock.GetCurrentInstant(), default));
        var question = Assert.Single(mail.Messages);
        var confirm = question.TextBody!.Split('\n').First(l => l.Contains("/newsletter/confirm/", StringComparison.Ordinal)).Trim()["https://group.example".Length..];
        Assert.Contains("Nobody has subscribed", (await press.Vera_.Get(letter + "/send")).Body!.TextContent, StringComparison.Ordinal);
        await press.Public.Send(await press.Public.Get(confirm), confirm);
        await press.Vera_.Send(await press.Vera_.Get(letter + "/send"), letter + "/send");
        await press.Vera_.Get(letter + "/send"); // and again: nobody gets it twice
        var sent = Assert.Single(mail.Messages, m => m.Subject == "Letter one");
        Assert.Contains("Anna Petrovna Larina thanks you.", sent.TextBody, StringComparison.Ordinal);
        Assert.Contains("<h1>Letter one</h1>", sent.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", sent.HtmlBody, StringComparison.Ordinal);
        Assert.Equal("List-Unsubscribe=One-Click", sent.Headers["List-Unsubscribe-Post"]);

        var cli = new CliRunner(test.Folder);
        cli.Do($"site export {mirror}");
        Assert.True(Readable(mirror) > 3);
        var feed = new Uri("/feeds/en.xml", UriKind.Relative);
        Assert.Contains("Larina", await press.Public.Http.GetStringAsync(feed), StringComparison.Ordinal);

        var asked = await press.Vera_.Get(person + "/withdraw");
        Assert.Contains("search engines", asked.Body!.TextContent, StringComparison.Ordinal);
        var said = await press.Vera_.Send(asked, person + "/withdraw", ("item", "name"));
        Assert.Contains("2 other posts", said.Body!.TextContent, StringComparison.Ordinal);

        foreach (var address in (string[])["/", "/news", "/people", $"/people/{slug}", "/news/a-hearing", "/newsletter", "/birthdays"])
        {
            var text = (await press.Public.Get(address)).DocumentElement.OuterHtml;
            Assert.DoesNotContain("Larina", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Ларин", text, StringComparison.OrdinalIgnoreCase);
        }
        Assert.Contains("somebody inside", (await press.Public.Get("/news/a-hearing")).QuerySelector(".post")!.TextContent, StringComparison.Ordinal);
        await press.Public.Get("/newsletter/letter-one", HttpStatusCode.Gone);
        await press.Public.Get("/news/vesti", HttpStatusCode.Gone);
        foreach (var language in (string[])["en", "ru", "uk"])
        {
            var text = await press.Public.Http.GetStringAsync(new Uri($"/feeds/{language}.xml", UriKind.Relative));
            Assert.DoesNotContain("Larina", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Ларин", text, StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.NotFound, (await press.Public.Http.GetAsync(new Uri("/cards/letter-one.en.png", UriKind.Relative))).StatusCode);
        cli.Do($"site export {mirror}");
        Assert.Equal(0, Readable(mirror));
        Assert.Contains("To all who wrote.", File.ReadAllText(Path.Combine(mirror, "en", "news", "thanks.html")), StringComparison.Ordinal);
        Assert.Contains("1 copy that was sent by mail", (await press.Vera_.Get(letter + "/withdraw")).Body!.TextContent, StringComparison.Ordinal);

        // Leaving takes one step, for a mail program too: no form of ours, no cookie.
        using var program = new HttpClient { BaseAddress = site.Address };
        var leave = sent.Headers["List-Unsubscribe"]!.Trim('<', '>')["https://group.example".Length..];
        using (var content = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]))
        using (var left = await program.PostAsync(new Uri(leave, UriKind.Relative), content)) Assert.Equal(HttpStatusCode.OK, left.StatusCode);
        using var connection = test.Database.Open();
        Assert.Equal(0, Sql.Number(connection, null, "select cast(count(*) as bigint) from subscriber"));
        Assert.Equal(0, Sql.Number(connection, null, "select cast(count(*) as bigint) from sealed_field where kind = 'subscriber'"));

        static int Readable(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Count(f => File.ReadAllText(f, Encoding.UTF8) is var text && (text.Contains("Larina", StringComparison.OrdinalIgnoreCase) || text.Contains("Ларин", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task A_newsletter_goes_on_where_it_was_broken_off_and_nobody_gets_it_twice()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var mail = await LocalMail.Start();
        File.AppendAllLines(test.Installation.SettingsPath,
            [$"mail-server = smtp://127.0.0.1:{mail.Settings.Port}", "mail-from = news@group.example", "public-address = https://group.example"]);
        using var installation = Installation.Open(test.Folder);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock, change: o => o with { Installation = installation });
        using var press = new Press(test, site);
        using (var connection = test.Database.Open())
        {
            var room = press.Group.Room(Poruka.People.RoomKind.Press);
            foreach (var address in (string[])["one@mail.example", "busy@mail.example", "two@mail.example", "refused@mail.example", "ONE@mail.example"])
            {
                using var transaction = connection.BeginTransaction();
                var token = Poruka.Publishing.Subscribers.Add(installation, connection, transaction, press.Group.Organisation.Number, room, address, "en", TestInstallation.Today);
                transaction.Commit();
                Poruka.Publishing.Subscribers.Confirm(connection, Poruka.Publishing.Subscribers.Find(connection, token)!.Value.Id);
            }
        }
        var letter = await press.PublishNew("newsletter", ("title-en", "Letter two"), ("text-en", "Words."));
        for (var i = 0; i < 6; i++)
        {
            var page = await press.Vera_.Get(letter + "/send");
            if (page.QuerySelector($"form[action='{letter}/send']") is null) break;
            await press.Vera_.Send(page, letter + "/send");
        }
        var to = mail.Messages.Select(m => m.To.Mailboxes.Single().Address.ToLowerInvariant()).ToList();
        Assert.Equal(to.Distinct().Count(), to.Count);
        Assert.All(to, address => Assert.Contains(address, (string[])["one@mail.example", "two@mail.example"]));
        // Broken off in the middle of a copy: it may have gone, and is not sent again.
        using (var connection = test.Database.Open()) Sql.Run(connection, null, "update newsletter_copy set state = 'begun' where state in ('sent', 'waiting')");
        var before = mail.Messages.Count;
        Assert.Null((await press.Vera_.Get(letter + "/send")).QuerySelector($"form[action='{letter}/send']"));
        Assert.Equal(before, mail.Messages.Count);
    }
}
