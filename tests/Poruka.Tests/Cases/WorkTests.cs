using System.Net;
using NodaTime;
using Poruka.Cases;
using Poruka.Operations;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.Cases;

/// <summary>Tasks and watches: nothing that is due is lost, whatever the clock, the process or two people do.</summary>
public sealed class WorkTests(PostgresServer postgres)
{
    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_task_is_given_out_done_with_its_result_and_leaves_a_mark_in_the_timeline(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        var task = await AddTask(vera, address, "Call the duty lawyer", "2026-11-24", "09:00");
        var mine = await vera.Browser.Get(crew.Address + "/tasks");
        Assert.Contains("Call the duty lawyer", mine.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("until 24 November 2026, 09:00 (in\u00a018\u00a0h)", mine.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        var ivan = await crew.Join("ivan", Role.Caseworker);
        Assert.Contains("until 24 November 2026, 06:00 (in\u00a018\u00a0h) UTC", (await ivan.Browser.Get(crew.Address)).QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("in\u00a018\u00a0h", (await vera.Browser.Get(crew.Address)).QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);

        using (var why = await Crew.Submit(vera, await vera.Browser.Get(task), task, ("state", "Skipped")))
            Assert.Equal(HttpStatusCode.BadRequest, why.StatusCode);
        await Crew.Post(vera, await vera.Browser.Get(task), task, ("state", "Done"), ("result", "comes at ten"));
        var page = await vera.Browser.Get(address);
        Assert.Contains("Done: comes at ten", page.QuerySelector("#timeline")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Call the duty lawyer", (await vera.Browser.Get(crew.Address + "/tasks?of=all")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Two_who_edit_a_task_at_once_lose_nothing(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var olga = await crew.Join("olga", Role.Caseworker);
        crew.Grant(vera, olga, crew.Team());
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        var task = await AddTask(vera, address, "Send the parcel", "2026-11-30", "");
        var (first, second) = (await vera.Browser.Get(task), await olga.Browser.Get(task));
        await Crew.Post(vera, first, task, ("result", "half of it is packed"));
        using var response = await Crew.Submit(olga, second, task, ("state", "Done"), ("result", "sent by courier"));
        var conflict = await Visitor.Read(response, HttpStatusCode.BadRequest);
        Assert.Contains("half of it is packed", conflict.QuerySelector("#field-result-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("sent by courier", conflict.QuerySelector("#field-result")!.TextContent.Trim());
        await Crew.Post(olga, conflict, task, ("result", "sent by courier; half of it was packed before"));
        Assert.Contains("sent by courier; half of it was packed before", (await vera.Browser.Get(address)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_form_that_is_sent_after_the_session_has_ended_is_carried_out_after_signing_in(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        var action = address + "/facts/new?kind=note";
        var form = await vera.Browser.Get(action);
        crew.Clock.Advance(Duration.FromMinutes(20));
        using var asked = await Crew.Submit(vera, form, action, ("text", "a long note that took twenty minutes"));
        var door = await Visitor.Read(asked, HttpStatusCode.OK);
        using var response = await Crew.Submit(vera, door, "/sign-in", ("name", vera.Name), ("secret-passphrase", vera.Passphrase), ("secret-code", vera.NextCode()));
        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.Redirect, HttpStatusCode.SeeOther });
        Assert.Contains("a long note that took twenty minutes", (await vera.Browser.Get(address)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_missed_sign_of_life_is_raised_by_stages_and_told_once_each_even_when_the_clock_jumps_or_the_process_dies(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        var watches = address + "/watches/new";
        await Crew.Post(vera, await vera.Browser.Get(watches), watches, ("expected", "a letter"), ("days", "7"), ("plan", "call the facility"));
        Tell(crew, "vera");
        await Run(crew, 0);
        Assert.Contains("a letter, every 7 days", (await vera.Browser.Get(address)).Body!.TextContent, StringComparison.Ordinal);

        await Run(crew, 1, Duration.FromDays(7) + Duration.FromHours(1));
        await vera.SignIn();
        Assert.Contains("did not come", (await vera.Browser.Get(address)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("call the facility", (await vera.Browser.Get(address)).Body!.TextContent, StringComparison.Ordinal);
        await Run(crew, 0); // told once
        await Run(crew, 0, Duration.FromDays(-30)); // the clock jumps back: nothing is forgotten, nothing told twice
        Assert.Equal(1, StageOf(crew));
        await Run(crew, 1, Duration.FromDays(40)); // and far ahead: the last stage at once
        Assert.Equal(3, StageOf(crew));

        await vera.SignIn();
        await Crew.Write(vera, address, "signoflife", ("text", "a letter came"), ("who", "Anna"));
        Assert.Equal(0, StageOf(crew));
        Assert.DoesNotContain("did not come", (await vera.Browser.Get(address)).QuerySelectorAll("section")[0].TextContent, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_task_that_comes_due_is_told_to_its_assignee_once(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        await AddTask(vera, address, "File the appeal", "2026-11-26", "18:00");
        Tell(crew, "vera");
        await Run(crew, 0);
        await Run(crew, 1, Duration.FromDays(2) + Duration.FromHours(4));
        await Run(crew, 0, Duration.FromHours(1));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_due_time_is_told_once_whether_the_clock_jumps_over_it_or_back_behind_it(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        await AddTask(vera, address, "File the appeal", "2026-11-26", "18:00");
        Tell(crew, "vera");
        await Run(crew, 1, Duration.FromDays(400));
        await Run(crew, 0, Duration.FromDays(-500));
        await Run(crew, 0, Duration.FromDays(500));
        // Moved to another day, it is due anew.
        await vera.SignIn();
        var task = (await vera.Browser.Get(address)).QuerySelectorAll(".lines a").Single(a => a.TextContent == "File the appeal").GetAttribute("href")!;
        await Crew.Post(vera, await vera.Browser.Get(task), task, ("day", "2028-03-01"), ("time", "18:00"));
        await Run(crew, 0);
        await Run(crew, 1, Duration.FromDays(100));
    }

    [Fact]
    public async Task A_section_that_is_moved_while_another_writes_to_it_leaves_nothing_behind_in_the_old_room()
    {
        var (crew, vera) = await Crew.Start(DatabaseKind.Sqlite, postgres);
        await using var _ = crew;
        var olga = await crew.Join("olga", Role.Caseworker);
        crew.Grant(vera, olga, crew.Team());
        var few = crew.MakeRoom(vera, "Few");
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        var sheet = address + "/sheets/health";
        var typing = await olga.Browser.Get(sheet);
        await Crew.Post(vera, await vera.Browser.Get(address + "/rooms/health"), address + "/rooms/health", ("room", Ids.Text(few.Value)));
        // She no longer holds the section: what she types reaches neither room.
        using (var late = await Crew.Submit(olga, typing, sheet, ("conditions", "asthma"))) Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
        crew.Grant(vera, olga, few);
        // She does now; the sheet was moved meanwhile, so she is shown it first, with her own text kept.
        using var again = await Crew.Submit(olga, typing, sheet, ("conditions", "asthma"));
        var conflict = await Visitor.Read(again, HttpStatusCode.BadRequest);
        Assert.Equal("asthma", conflict.QuerySelector("#field-conditions")!.TextContent.Trim());
        await Crew.Post(olga, conflict, sheet);
        using var connection = crew.Test.Database.Open();
        Assert.Equal(1, Sql.Number(connection, null, "select cast(count(*) as bigint) from sealed_field where name = 'sheet-health'"));
        Assert.Equal(1, Sql.Number(connection, null, "select cast(count(*) as bigint) from sealed_field where name = 'sheet-health' and room = @room", ("room", Ids.Bytes(few.Value))));
    }

    internal static async Task<string> AddTask(Poruka.Tests.People.Person by, string address, string title, string day, string time)
    {
        var action = address + "/tasks/new";
        await Crew.Post(by, await by.Browser.Get(action), action, ("title", title), ("day", day), ("time", time));
        var page = await by.Browser.Get(address);
        return page.QuerySelectorAll(".lines a").Single(a => a.TextContent == title).GetAttribute("href")!;
    }

    private static void Tell(Crew crew, string name)
    {
        using var connection = crew.Test.Database.Open();
        MailNotices.Set(crew.Test.Installation, connection, MemberRows.FindByName(connection, name)!.Id, new NoticeTarget(name + "@mail.example", "en"));
    }

    private static async Task Run(Crew crew, int told, Duration after = default)
    {
        crew.Clock.Advance(after);
        await CaseWatches.Job.Run(new JobRun(crew.Test.Installation, crew.Clock.GetCurrentInstant(), CancellationToken.None));
        using var connection = crew.Test.Database.Open();
        Assert.Equal(told, MailQueue.Count(connection));
        Sql.Run(connection, null, "delete from mail");
    }

    private static long StageOf(Crew crew)
    {
        using var connection = crew.Test.Database.Open();
        return Sql.Number(connection, null, "select stage from case_watch")!.Value;
    }
}
