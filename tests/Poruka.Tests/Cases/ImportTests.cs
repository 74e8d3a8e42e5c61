using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Safety;

namespace Poruka.Tests.Cases;

/// <summary>Cases and facilities from the tables that groups keep: mapped, looked at, made, taken back.</summary>
public sealed class ImportTests(PostgresServer postgres)
{
    private const string Canary = "zqCanaryOfATable";

    private const string Cases = $"""
        ФИО;Дата рождения;Страна;Дата задержания;СИЗО;Статья;Адвокат;Здоровье;Заметки
        Анна Петрова {Canary};1990-05-01;Россия;2026-11-20;СИЗО-1;ст. 212;Вера Иванова;астма;передачи по вторникам
        Борис Орлов;;Россия;;СИЗО-2;;;;
        """;

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_table_of_cases_is_mapped_looked_at_sealed_and_taken_back(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var address = crew.Address + "/import";
        var map = await Give(vera, address, Cases);
        // Looked at, and nothing made yet, nothing on the disk.
        Assert.Contains("Анна Петрова", map.QuerySelectorAll("table")[^1].TextContent, StringComparison.Ordinal);
        Assert.Empty(Rows(crew, "support_case"));
        var confirm = map.QuerySelectorAll<IHtmlFormElement>("form").Single(f => f.GetAttribute("action")!.EndsWith("/confirm", StringComparison.Ordinal)).GetAttribute("action")!;
        var done = await vera.Browser.Send(map, confirm);
        Assert.Equal(2, Rows(crew, "support_case").Count);
        Assert.Empty(Canaries.InTables(crew.Test.Database, [Canary]));
        Assert.Empty(Canaries.InFiles(crew.Test.Folder, [Canary]).Found);

        var list = await vera.Browser.Get(crew.Address);
        var anna = list.QuerySelectorAll<IHtmlAnchorElement>("a").First(a => a.TextContent.Contains("Анна", StringComparison.Ordinal)).GetAttribute("href")!;
        var text = (await vera.Browser.Get(anna)).Body!.TextContent;
        foreach (var expected in new[] { "held at СИЗО-1", "20 November 2026", "1 May 1990", "ст. 212", "Вера Иванова", "астма", "передачи по вторникам", "from a table", "Europe/Moscow" })
            Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Contains("held at СИЗО-2", (await vera.Browser.Get(list.QuerySelectorAll<IHtmlAnchorElement>("a").First(a => a.TextContent.Contains("Борис", StringComparison.Ordinal)).GetAttribute("href")!)).Body!.TextContent, StringComparison.Ordinal);

        // The same table once more: both are there already, and nothing can be confirmed.
        var again = await Give(vera, address, Cases);
        Assert.Equal(2, again.QuerySelectorAll("table")[0].QuerySelectorAll("tbody tr").Length);
        Assert.DoesNotContain(again.QuerySelectorAll("form"), f => f.GetAttribute("action")!.EndsWith("/confirm", StringComparison.Ordinal));

        await vera.Browser.Send(done, address + "/undo");
        foreach (var table in new[] { "support_case", "case_fact", "case_section", "sealed_field where kind like 'case%'" }) Assert.Empty(Rows(crew, table));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_import_is_not_taken_back_once_somebody_worked_on_one_of_its_cases(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var address = crew.Address + "/import";
        var map = await Give(vera, address, Cases);
        var done = await vera.Browser.Send(map, map.QuerySelectorAll("form").Select(f => f.GetAttribute("action")!).Single(a => a.EndsWith("/confirm", StringComparison.Ordinal)));
        var boris = (await vera.Browser.Get(crew.Address)).QuerySelectorAll<IHtmlAnchorElement>("a").First(a => a.TextContent.Contains("Борис", StringComparison.Ordinal)).GetAttribute("href")!;
        await Crew.Write(vera, boris, "note", ("text", "called the lawyer"));
        await vera.Browser.Send(done, address + "/undo");
        Assert.Equal(2, Rows(crew, "support_case").Count);
        Assert.Contains("called the lawyer", (await vera.Browser.Get(boris)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_is_wrong_in_a_table_is_told_with_line_and_column_and_nothing_is_made(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var map = await Give(vera, crew.Address + "/import", "name,born,country\nAnna,yesterday,Russia\n,1990-01-01,Russia\nBoris,1990-01-01,Atlantis\nBoris,1990-01-01,Russia\nboris ,1990-01-01,Russia");
        var problems = map.QuerySelectorAll("table")[0].QuerySelectorAll("tbody tr").Select(r => $"{r.Children[0].TextContent.Trim()} {r.Children[1].TextContent.Trim()}");
        Assert.Equal(["2 born", "3 name", "4 country", "6 name"], problems);
        Assert.Empty(Rows(crew, "support_case"));
    }

    [Fact]
    public async Task Who_does_not_hold_the_teams_room_takes_nothing_in()
    {
        var (crew, _) = await Crew.Start(DatabaseKind.Sqlite, postgres);
        await using var __ = crew;
        var olga = await crew.Join("olga", Role.Caseworker);
        var page = await olga.Browser.Get(crew.Address + "/import");
        Assert.Null(page.QuerySelector("main form"));
        Assert.NotNull(page.QuerySelector(".note.warn"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_table_of_facilities_comes_in_and_goes_but_for_what_was_changed_since(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var list = $"/groups/{crew.Group.Slug}/facilities";
        var address = list + "/import";
        Assert.NotNull((await vera.Browser.Get(list)).QuerySelector($"a[href='{address}']"));
        var wrong = await Give(vera, address, "name,country,zone\nSIZO-1,Atlantis,\nSIZO-2,Russia,Moon/Base");
        Assert.Equal(2, wrong.QuerySelectorAll("table")[0].QuerySelectorAll("tbody tr").Length);
        var map = await Give(vera, address, "name,country,address,checked\nSIZO-1,Россия,\"1 Main Street; Moscow\",2026-11-01\nJVA Moabit,Germany,Alt-Moabit 12a,");
        var done = await vera.Browser.Send(map, map.QuerySelectorAll("form").Select(f => f.GetAttribute("action")!).Single(a => a.EndsWith("/confirm", StringComparison.Ordinal)));
        Assert.Equal(["JVA Moabit|de|Alt-Moabit 12a|Europe/Berlin", "SIZO-1|ru|1 Main Street\nMoscow|Europe/Moscow"], Rows(crew, "facility order by name", "name || '|' || country || '|' || address || '|' || zone"));
        var facility = (await vera.Browser.Get(list)).QuerySelector("tbody a")!.GetAttribute("href")!;
        await Crew.Post(vera, await vera.Browser.Get(facility), facility, ("rules", "Parcels on Monday"));
        done = await vera.Browser.Send(done, address + "/undo");
        Assert.Equal(2, Rows(crew, "facility").Count);
    }

    private static async Task<IHtmlDocument> Give(Person by, string address, string table)
    {
        var page = await by.Browser.Get(address);
        using var response = await by.Browser.Post(page, address, ("pasted", table));
        if (response.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.SeeOther or HttpStatusCode.Found)) Assert.Fail(await response.Content.ReadAsStringAsync());
        return await by.Browser.Get(response.Headers.Location!.OriginalString);
    }

    private static List<string> Rows(Crew crew, string table, string column = "'x'")
    {
        using var connection = crew.Test.Database.Open();
        using var command = Sql.Command(connection, null, $"select {column} from {table}");
        using var row = command.ExecuteReader();
        var rows = new List<string>();
        while (row.Read()) rows.Add(row.GetString(0));
        return rows;
    }
}
