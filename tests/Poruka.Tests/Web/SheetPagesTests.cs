using System.Data.Common;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using Poruka.Ledger.Statements;
using Poruka.People;
using Poruka.Shell.Sheets;
using Poruka.Storage;
using Poruka.Tests.People;

namespace Poruka.Tests.Web;

/// <summary>A table becomes records and is taken back, played with campaigns.</summary>
public sealed class SheetPagesTests(PostgresServer postgres)
{
    private const string Address = "/groups/political-red-cross/campaigns/import";

    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_table_is_looked_at_mapped_confirmed_and_taken_back(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Map, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        var start = await vera.Browser.Get(Address);
        var map = await vera.Browser.Send(start, Address, ("pasted", "Word;Called;Other\nspring;The spring trial;x\nautumn;;y\n"));
        Assert.Equal(["1 thing to mend", "1 row is understood; this is what it becomes"], map.QuerySelectorAll("caption").Select(c => c.TextContent.Trim()));
        Assert.Null(map.QuerySelector("form[action$='/confirm']"));
        Assert.Equal(["3", "Called", "Name to sign in with", "nothing", "something"], map.QuerySelectorAll("table")[0].QuerySelectorAll("tbody tr > *").Select(c => c.TextContent.Trim()));

        // The third column is the name after all.
        var form = map.QuerySelector("form.sheet")!.GetAttribute("action")!;
        map = await vera.Browser.Send(map, form, ("column-slug", "0"), ("column-name", "2"));
        Assert.Equal(["x", "y"], map.QuerySelectorAll("tbody tr td:last-child").Select(c => c.TextContent.Trim()));
        var done = await vera.Browser.Send(map, form + "/confirm");
        Assert.Equal("2 rows were taken in.", done.QuerySelector("[role=status]")!.TextContent);
        Assert.Equal(["x", "y"], Names(test));

        // The same again is there already; and what was taken in goes.
        map = await vera.Browser.Send(done, Address, ("pasted", "Word;Name\nspring;Again\n"));
        Assert.Contains("something that is not there yet", map.Body!.TextContent, StringComparison.Ordinal);
        var undone = await vera.Browser.Send(done, Address + "/undo");
        Assert.Equal("The import is taken back, with all that it made.", undone.QuerySelector("[role=status]")!.TextContent);
        Assert.Empty(Names(test));
        Assert.Null(undone.QuerySelector("form[action$='/undo']"));
    }

    [Fact]
    public async Task A_table_of_somebody_else_or_of_an_hour_ago_is_gone()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Map, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var response = await vera.Browser.Post(await vera.Browser.Get(Address), Address, ("pasted", "Word;Name\nspring;Again\n"));
        var draft = response.Headers.Location!.OriginalString;
        await vera.Browser.Get(draft);
        for (var i = 0; i < 7; i++)
        {
            _clock.Advance(Duration.FromMinutes(10));
            await vera.Browser.Get("/home");
        }
        using var late = await vera.Browser.Http.GetAsync(new Uri(draft, UriKind.Relative));
        Assert.Equal((HttpStatusCode.Redirect, Address), (late.StatusCode, late.Headers.Location?.OriginalString));
    }

    private static string[] Names(TestInstallation test)
    {
        using var connection = test.Database.Open();
        return [.. FundRows.Campaigns(connection, test.Fund.Number).Select(c => c.Name)];
    }

    private static void Map(IEndpointRouteBuilder routes)
    {
        Poruka.Program.Pages(routes);
        routes.MapGroup("/groups/{group}/campaigns/import").ForGroup().MapSheet(new CampaignSheet());
    }

    private sealed class CampaignSheet() : SheetKind("campaign")
    {
        public override string TitleKey => "Shell.Sheet.Field";

        public override string LabelKey(string field) => field == "slug" ? "Shell.Sheet.Line" : "People.Name";

        public override IReadOnlyList<SheetField> Fields(HttpContext context) =>
        [
            new SheetField("slug", SheetFieldKind.Text, ["word"]) { Required = true },
            new SheetField("name", SheetFieldKind.Text, ["name", "called"]) { Required = true },
        ];

        public override SheetWriter Open(HttpContext context, DbConnection connection, DbTransaction transaction) => new Writer(connection, transaction);
    }

    private sealed class Writer(DbConnection connection, DbTransaction transaction) : SheetWriter
    {
        public override SheetProblem? Check(SheetRow row, Func<string, string> columnOf) =>
            Sql.Number(connection, transaction, "select campaign from campaign where slug = @slug", ("slug", row.Text("slug"))) is null ? null
                : new SheetProblem(row.Line, columnOf("slug"), "slug", row.Text("slug"), SheetExpectation.New);

        public override UInt128 Make(SheetRow row)
        {
            Sql.Run(connection, transaction, "insert into campaign (fund, campaign, slug, name) select 1, coalesce(max(campaign), 0) + 1, @slug, @name from campaign",
                ("slug", row.Text("slug")), ("name", row.Text("name")));
            return (UInt128)Sql.Number(connection, transaction, "select cast(max(campaign) as bigint) from campaign")!.Value;
        }

        public override bool TakeBack(UInt128 made) =>
            Sql.Run(connection, transaction, "delete from campaign where campaign = @made", ("made", (long)made)) == 1;
    }
}
