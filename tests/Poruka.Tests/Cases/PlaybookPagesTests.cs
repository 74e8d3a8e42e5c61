using AngleSharp.Dom;
using NodaTime;
using Poruka.Storage;

namespace Poruka.Tests.Cases;

/// <summary>A guide started on a case, with the law that is shipped.</summary>
public sealed class PlaybookPagesTests(PostgresServer postgres)
{
    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_started_guide_counts_from_the_earliest_plausible_moment_and_counts_anew_when_it_is_known(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"), ("country", "ru"),
            ("how", "between"), ("day", "2026-11-23"), ("time", "08:00"), ("later-day", "2026-11-23"), ("later-time", "12:00"));
        await Start(vera, address, "someone-arrested");
        var page = await vera.Browser.Get(address);
        var tasks = page.QuerySelectorAll(".lines a").Where(a => a.GetAttribute("href")!.Contains("/tasks/", StringComparison.Ordinal)).ToList();
        Assert.True(tasks.Count > 3, $"{tasks.Count} tasks");
        // RU-01: 48 hours from the detention, from its earliest plausible moment.
        var due = Assert.Single(tasks, t => Line(t).Contains("25 November 2026, 08:00", StringComparison.Ordinal));
        var task = await vera.Browser.Get(due.GetAttribute("href")!);
        Assert.Contains("By RU-01 (", task.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("counted from the earliest plausible", task.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("A suspect is freed unless a court orders custody", task.Body!.TextContent, StringComparison.Ordinal);

        // The record of the arrest says when it was.
        var detained = page.QuerySelectorAll(".timeline > li").Single(l => l.TextContent.Contains("Detained", StringComparison.Ordinal)).QuerySelector("a")!.GetAttribute("href")!;
        await Crew.Post(vera, await vera.Browser.Get(detained), detained, ("how", "known"), ("day", "2026-11-23"), ("time", "11:30"), ("source", "Document"), ("certainty", "Confirmed"));
        page = await vera.Browser.Get(address);
        Assert.Contains("25 November 2026, 11:30", Line(page.QuerySelectorAll(".lines a").Single(a => a.GetAttribute("href") == due.GetAttribute("href"))), StringComparison.Ordinal);
        task = await vera.Browser.Get(due.GetAttribute("href")!);
        Assert.Contains("due time moved from 25 November 2026, 08:00 to 25 November 2026, 11:30. By RU-01", task.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("earliest plausible.", task.QuerySelectorAll("main p").Select(p => p.TextContent).Last(), StringComparison.Ordinal);

        // The list knows what is due first, without any key.
        Assert.Contains("23 November 2026, 15:15 (in\u00a015\u00a0min)", (await vera.Browser.Get(crew.Address)).QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_who_record_at_once_both_move_due_times()
    {
        var (crew, vera) = await Crew.Start(DatabaseKind.Sqlite, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"), ("country", "ru"), ("how", "unknown"));
        await Start(vera, address, "someone-arrested");
        var note = await vera.Browser.Get(address + "/facts/new?kind=note");
        var detained = await vera.Browser.Get(address + "/facts/new?kind=detained");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => i == 3
            ? Crew.Post(vera, detained, address + "/facts/new?kind=detained", ("day", "2026-11-23"), ("time", "10:00"), ("event", "detention"))
            : Crew.Post(vera, note, address + "/facts/new?kind=note", ("id", Ids.Text((UInt128)i + 1)), ("text", $"note {i}"))));
        var page = await vera.Browser.Get(address);
        for (var i = 0; i < 8; i++)
            if (i != 3) Assert.Contains($"note {i}", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("25 November 2026, 10:00", page.Body!.TextContent, StringComparison.Ordinal);
    }

    internal static async Task Start(Poruka.Tests.People.Person by, string address, string situation)
    {
        var action = address + "/playbooks/new";
        await Crew.Post(by, await by.Browser.Get(action), action, ("situation", situation), ("part-person", "1"), ("part-friends", "1"), ("part-lawyer", "1"));
    }

    private static string Line(IElement link) => link.ParentElement!.TextContent;
}
