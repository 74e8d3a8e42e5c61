using System.Net;
using AngleSharp.Html.Dom;
using NodaTime;
using Poruka.Cases;
using Poruka.Operations;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Safety;

namespace Poruka.Tests.Cases;

/// <summary>Arrest wills: who opens them, when, and who sees that.</summary>
public sealed class WillTests(PostgresServer postgres)
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
