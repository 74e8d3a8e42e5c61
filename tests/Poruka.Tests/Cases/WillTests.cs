using System.Net;
using AngleSharp.Html.Dom;
using NodaTime;
using Poruka.Cases;
using Poruka.Operations;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Safety;
using Poruka.Tests.Web;

namespace Poruka.Tests.Cases;

/// <summary>Arrest wills: who opens them, when, and who sees that.</summary>
public sealed class WillTests(PostgresServer postgres, Browser browser)
{
    private const string Medicine = "insulin-canary-5519 twice a day";

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_will_opens_for_two_of_those_it_names_once_two_have_recorded_the_arrest_and_the_writer_sees_it(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var (olga, pavel, nina) = (await crew.Join("olga", Role.Member), await crew.Join("pavel", Role.Member), await crew.Join("nina", Role.Member));
        await Write(crew, vera, "2", "olga", "pavel");
        Assert.Equal([], Canaries.InTables(crew.Test.Database, [Medicine]));
        Assert.Contains(Medicine, (await vera.Prove(await vera.Browser.Get("/me/will/read"))).Body!.TextContent, StringComparison.Ordinal);

        var wills = vera.Group + "/wills";
        var will = (await olga.Browser.Get(wills)).QuerySelector("main li a[href*='/wills/']:not([href*='/arrests/'])")!.GetAttribute("href")!;
        // Whom it doesn't name sees no will, and nobody opens one before the arrest is recorded, whatever they post.
        using (var none = await nina.Browser.Http.GetAsync(new Uri(will, UriKind.Relative))) Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.Empty((await olga.Browser.Get(will)).QuerySelectorAll($"form[action='{will}/open']"));
        await Prove(olga);
        await Refused(olga, will + "/open");
        await Refused(olga, will + "/hand");

        var arrest = $"{wills}/arrests/{IdOf(crew, "vera")}";
        await olga.Speak(arrest);
        await olga.Browser.Get(will);
        await Refused(olga, will + "/open");
        Assert.Contains("1 member says so", (await nina.Browser.Get(wills)).Body!.TextContent, StringComparison.Ordinal);
        await nina.Speak(arrest);

        if (kind == DatabaseKind.Sqlite)
        {
            var window = await browser.Open(crew.Site, member: olga.Browser);
            await window.GotoAsync(will);
            await Looks.At("wills")(window, "will");
            await window.Context.CloseAsync();
            LookedAt.By("wills");
        }

        // Now the program's part is out, but one alone doesn't open it.
        await Refused(olga, will + "/open");
        await olga.Speak(will + "/hand", will);
        Assert.Contains("handed their share over to you", (await pavel.Browser.Get(will)).Body!.TextContent, StringComparison.Ordinal);
        var open = await pavel.Speak(will + "/open", will);
        Assert.Contains(Medicine, open.QuerySelector("#contents")!.TextContent, StringComparison.Ordinal);
        await Refused(olga, will + "/open");

        // The writer's own account neither shows nor changes it while the arrest stands, but tells what was done.
        var own = (await vera.Browser.Get("/me/will")).Body!.TextContent;
        Assert.Contains("Your arrest is recorded", own, StringComparison.Ordinal);
        Assert.Contains("pavel opened the will", own, StringComparison.Ordinal);
        Assert.Contains("nina said so too", own, StringComparison.Ordinal);
        using (var read = await vera.Browser.Http.GetAsync(new Uri("/me/will/read", UriKind.Relative))) Assert.Equal(HttpStatusCode.Redirect, read.StatusCode);
        await vera.Speak("/me/will/erase");
        Assert.Contains("olga handed over their share", (await vera.Browser.Get("/me/will")).Body!.TextContent, StringComparison.Ordinal);

        // Taken back: the program keeps its part again, and shares that were handed over are gone.
        await nina.Speak(arrest + "/back", arrest);
        await Refused(pavel, will + "/open");
        Assert.Contains(Medicine, (await vera.Prove(await vera.Browser.Get("/me/will/read"))).Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_will_written_anew_leaves_nothing_that_the_older_key_opens_and_an_erased_one_is_gone(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        await crew.Join("olga", Role.Member);
        await Write(crew, vera, "1", "olga");
        var older = WillOf(crew);
        var form = await vera.Prove(await vera.Browser.Get("/me/will/write"));
        Assert.Equal(Medicine, form.QuerySelector("#field-medicine")!.TextContent.Trim());
        await Crew.Post(vera, form, form.QuerySelector("main form")!.GetAttribute("action")!, ("medicine", "none any more"));
        var newer = WillOf(crew);
        Assert.Equal(older.Id, newer.Id);
        Assert.Null(crew.Test.Installation.Shred.Find(older.Subject));
        Assert.NotEqual(older.ProgramsPart, newer.ProgramsPart);

        // A year later its writer is reminded, once; "still right" puts it off by another year.
        using (var connection = crew.Test.Database.Open()) MailNotices.Set(crew.Test.Installation, connection, newer.Writer, new NoticeTarget("vera@example.org", "en"));
        Assert.Equal(0, Wills.Remind(crew.Test.Installation, crew.Clock.GetCurrentInstant()));
        var next = crew.Clock.GetCurrentInstant() + Duration.FromDays(366);
        Assert.Equal((1, 0), (Wills.Remind(crew.Test.Installation, next), Wills.Remind(crew.Test.Installation, next)));
        using (var connection = crew.Test.Database.Open()) Assert.Equal(1, MailQueue.Count(connection));

        await vera.Speak("/me/will/erase");
        Assert.Contains("You have left none", (await vera.Browser.Get("/me/will")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Null(crew.Test.Installation.Shred.Find(newer.Subject));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_reminder_that_is_let_pass_comes_again_each_year_and_not_while_the_writer_is_arrested(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var olga = await crew.Join("olga", Role.Member);
        await Write(crew, vera, "1", "olga");
        var now = crew.Clock.GetCurrentInstant();
        int After(int days) => Wills.Remind(crew.Test.Installation, now + Duration.FromDays(days));
        Assert.Equal((0, 1, 0, 1, 0), (After(364), After(365), After(700), After(730), After(731)));
        // Years in which nothing ran are not made up for.
        Assert.Equal((1, 0), (After(1830), After(1831)));
        await olga.Speak($"{vera.Group}/wills/arrests/{IdOf(crew, "vera")}");
        Assert.Equal(0, After(4000));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task When_somebody_whom_a_will_names_leaves_their_share_is_destroyed_and_the_writer_told(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        foreach (var name in new[] { "olga", "pavel", "nina" }) await crew.Join(name, Role.Member);
        await Write(crew, vera, "2", "olga", "pavel");
        var will = WillOf(crew);
        using var connection = crew.Test.Database.Open();
        MailNotices.Set(crew.Test.Installation, connection, will.Writer, new NoticeTarget("vera@example.org", "en"));
        Assert.Equal((0, 0), WillDepartures.Tidy(crew.Test.Installation, crew.Clock.GetCurrentInstant()));
        Leave(crew, "olga");
        Assert.Equal((0, 1), WillDepartures.Tidy(crew.Test.Installation, crew.Clock.GetCurrentInstant()));
        Assert.Equal((0, 0), WillDepartures.Tidy(crew.Test.Installation, crew.Clock.GetCurrentInstant()));
        Assert.Equal("pavel", MemberRows.Find(connection, Assert.Single(Wills.Named(connection, will)).Member)!.Name);
        Assert.Equal(1, MailQueue.Count(connection));
        var page = (await vera.Browser.Get("/me/will")).Body!.TextContent;
        Assert.Contains("olga left the group, and their share was destroyed", page, StringComparison.Ordinal);
        Assert.Contains("Fewer are left in the group than are needed", page, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_will_of_a_writer_who_leaves_is_destroyed_but_opens_for_a_year_where_an_arrest_is_recorded(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var olga = await crew.Join("olga", Role.Member);
        var pavel = await crew.Join("pavel", Role.Member);
        await Write(crew, pavel, "1", "olga");
        await Write(crew, vera, "1", "olga");
        var arrest = $"{vera.Group}/wills/arrests/{IdOf(crew, "vera")}";
        await olga.Speak(arrest);
        await pavel.Speak(arrest);
        Leave(crew, "vera");
        Leave(crew, "pavel");
        var now = crew.Clock.GetCurrentInstant();
        Assert.Equal((1, 0), WillDepartures.Tidy(crew.Test.Installation, now));
        using (var connection = crew.Test.Database.Open()) Assert.Null(Wills.OfWriter(connection, MemberRows.FindByName(connection, "pavel")!.Id));

        // Whom it names still opens hers.
        var will = (await olga.Browser.Get(vera.Group + "/wills")).QuerySelector("main li a[href*='/wills/']:not([href*='/arrests/'])")!.GetAttribute("href")!;
        Assert.Contains(Medicine, (await olga.Speak(will + "/open", will)).QuerySelector("#contents")!.TextContent, StringComparison.Ordinal);
        var subject = WillOf(crew).Subject;
        Assert.Equal((0, 0), WillDepartures.Tidy(crew.Test.Installation, now + Duration.FromDays(364)));
        Assert.Equal((1, 0), WillDepartures.Tidy(crew.Test.Installation, now + Duration.FromDays(366)));
        Assert.Null(crew.Test.Installation.Shred.Find(subject));
    }

    [Fact]
    public async Task The_printed_copy_is_for_its_writer_alone_and_only_while_no_arrest_is_recorded()
    {
        var (crew, vera) = await Crew.Start(DatabaseKind.Sqlite, postgres);
        await using var _ = crew;
        var olga = await crew.Join("olga", Role.Member);
        await Write(crew, vera, "1", "olga");
        await Prove(vera);
        await Prove(olga);
        using (var response = await vera.Browser.Http.GetAsync(new Uri("/me/will/print.pdf", UriKind.Relative)))
        {
            Assert.Equal("application/pdf", response.Content.Headers.ContentType!.MediaType);
            Assert.Contains("no-store", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            using var pdf = UglyToad.PdfPig.PdfDocument.Open(await response.Content.ReadAsByteArrayAsync());
            Assert.Contains(Medicine, string.Join(' ', pdf.GetPage(1).GetWords().Select(w => w.Text)), StringComparison.Ordinal);
        }
        using (var others = await olga.Browser.Http.GetAsync(new Uri("/me/will/print.pdf", UriKind.Relative))) Assert.Equal(HttpStatusCode.Redirect, others.StatusCode);
        await olga.Speak($"{vera.Group}/wills/arrests/{IdOf(crew, "vera")}");
        using (var arrested = await vera.Browser.Http.GetAsync(new Uri("/me/will/print.pdf", UriKind.Relative))) Assert.Equal(HttpStatusCode.Redirect, arrested.StatusCode);
    }

    [Fact]
    public async Task A_will_that_names_too_few_is_not_taken_and_what_was_written_is_kept()
    {
        var (crew, vera) = await Crew.Start(DatabaseKind.Sqlite, postgres);
        await using var _ = crew;
        await crew.Join("olga", Role.Member);
        var form = await vera.Prove(await vera.Browser.Get("/me/will/write?of=political-red-cross"));
        using var response = await Crew.Submit(vera, form, "/me/will/write?of=political-red-cross", ("medicine", Medicine), ("needed", "2"), ($"named-{IdOf(crew, "olga")}", "1"));
        var again = await Web.Visitor.Read(response, HttpStatusCode.BadRequest);
        Assert.Equal(Medicine, again.QuerySelector("#field-medicine")!.TextContent.Trim());
        Assert.Contains("Name as many as are needed", again.QuerySelector(".problems")!.TextContent, StringComparison.Ordinal);
    }

    private static void Leave(Crew crew, string name)
    {
        using var connection = crew.Test.Database.Open();
        var member = MemberRows.FindByName(connection, name)!.Id;
        using var transaction = connection.BeginTransaction();
        Departure.Take(connection, transaction, crew.Group, member, crew.Today);
        transaction.Commit();
    }

    private static async Task Write(Crew crew, Person writer, string needed, params string[] named)
    {
        var address = "/me/will/write?of=political-red-cross";
        await Crew.Post(writer, await writer.Prove(await writer.Browser.Get(address)), address,
            [("medicine", Medicine), ("needed", needed), .. named.Select(n => ($"named-{IdOf(crew, n)}", "1"))]);
    }

    private static async Task Prove(Person person) => await person.Prove(await person.Browser.Get("/prove"));

    /// <summary>Posts what no button of the page offers.</summary>
    private static async Task Refused(Person person, string address)
    {
        var page = await person.Browser.Get("/me");
        var token = ((IHtmlInputElement)page.QuerySelector("input[name=form-token]")!).Value;
        using var content = new FormUrlEncodedContent([KeyValuePair.Create("form-token", token)]);
        using var response = await person.Browser.Http.PostAsync(new Uri(address, UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.DoesNotContain(Medicine, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Will WillOf(Crew crew)
    {
        using var connection = crew.Test.Database.Open();
        return Wills.OfWriter(connection, MemberRows.FindByName(connection, "vera")!.Id)!;
    }

    private static string IdOf(Crew crew, string name)
    {
        using var connection = crew.Test.Database.Open();
        return MemberRows.FindByName(connection, name)!.Id.ToString();
    }
}
