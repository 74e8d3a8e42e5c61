using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Cases;
using Poruka.Tests.Cli;
using Poruka.Tests.People;
using Poruka.Tests.Safety;
using Poruka.Tests.Web;

namespace Poruka.Tests.Publishing;

/// <summary>
/// Words in forms that the public reads: of funds, their campaigns and ways to pay, of the group's site, of somebody on the page for letters.
/// Olga fills the forms in; what Vera's room knows, she doesn't.
/// </summary>
public sealed class GuardedFormTests(PostgresServer postgres)
{
    private const string Leak = "A mill near Veresnitsa", Harmless = "Parcels for the winter";

    private static readonly string[] PublicPages = ["/", "/about", "/funds", "/how-to-help", "/news", "/people", "/contact", "/write", "/write/political-red-cross", "/help"];

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    /// <summary>Each field of in-the-clear.tsv that the public reads.</summary>
    public static TheoryData<string, string> Guarded => [.. ClearRow.All.Where(r => r.IsGuarded).Select(r => (r.Form, r.Name))];

    [Theory, MemberData(nameof(Guarded))]
    public async Task Each_field_that_the_public_reads_waits_for_the_rooms_of_the_cases_it_touches(string form, string field)
    {
        await using var scene = await GuardScene.Play(DatabaseKind.Sqlite, postgres);
        var site = await Forms.Open(scene);
        var (page, action) = await site.PageOf(form);
        var waits = await site.Send(page, action, (field, Leak));
        Assert.StartsWith("/groups/political-red-cross/guard/", waits, StringComparison.Ordinal);
        Assert.DoesNotContain(Leak, await site.AllThatIsPublic(), StringComparison.Ordinal);
        await scene.Vera.Browser.Get("/home");
        Assert.Contains("something found", (await scene.Olga.Browser.Get(waits)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.StartsWith("/groups/political-red-cross/guard/", await site.Send(page, action, (field, Leak)), StringComparison.Ordinal); // pressing again helps nothing
        Assert.DoesNotContain(Leak, await site.AllThatIsPublic(), StringComparison.Ordinal);
        // Sealed to who wrote it, and to the rooms.
        Assert.Empty(Canaries.InTables(scene.Crew.Test.Database, [Leak]));
        Assert.Empty(Canaries.InFiles(scene.Crew.Test.Folder, [Leak]).Found);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_was_typed_stands_in_the_form_again_and_goes_out_once_the_rooms_are_heard(DatabaseKind kind)
    {
        await using var scene = await GuardScene.Play(kind, postgres);
        var site = await Forms.Open(scene);
        var page = site.Fund + "/campaigns";
        var waits = await site.Send(page, page, ("name", "For Anna Petrova"), ("story", Harmless), ("target", "500"));
        await scene.Vera.Browser.Get("/home");
        var back = (await scene.Olga.Browser.Get(waits)).QuerySelectorAll("main a").Single(a => a.TextContent == "Go on and publish").GetAttribute("href")!;
        var again = await scene.Olga.Browser.Get(back);
        Assert.Equal(("For Anna Petrova", Harmless, "500"), (again.QuerySelector("input[name=name]")!.GetAttribute("value"),
            again.QuerySelector("textarea[name=story]")!.TextContent.Trim(), again.QuerySelector("input[name=target]")!.GetAttribute("value")));
        // Nobody else finds it there.
        Assert.True(string.IsNullOrEmpty((await scene.Ivan.Browser.Get(back)).QuerySelector("input[name=name]")!.GetAttribute("value")));
        var campaign = await site.Send(back, back);
        Assert.StartsWith(page + "/", campaign, StringComparison.Ordinal);
        Assert.Contains("For Anna Petrova", await site.AllThatIsPublic(), StringComparison.Ordinal);

        // Where only the target changes, nobody is asked; another word is asked about, and what was public before passes.
        Assert.EndsWith("?said=Saved", await site.Send(campaign, campaign, ("target", "700")), StringComparison.Ordinal);
        waits = await site.Send(campaign, campaign, ("story", Leak));
        await scene.Vera.Browser.Get("/home");
        Assert.Contains("something found", (await scene.Olga.Browser.Get(waits)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        waits = await site.Send(campaign, campaign, ("story", Harmless + " and the summer"));
        await scene.Vera.Browser.Get("/home");
        Assert.Contains("It may go out.", (await scene.Olga.Browser.Get(waits)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.EndsWith("?said=Saved", await site.Send(campaign, campaign, ("story", Harmless + " and the summer")), StringComparison.Ordinal);
        Assert.Contains("and the summer", await site.AllThatIsPublic(), StringComparison.Ordinal);
        using var connection = scene.Crew.Test.Database.Open();
        Assert.Equal((0, 0), (Count(connection, "guard_form"), Count(connection, "guard_ask where state = 'open'")));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_fund_that_gets_a_page_is_held_against_the_rooms_with_all_that_stands_on_it(DatabaseKind kind)
    {
        await using var scene = await GuardScene.Play(kind, postgres);
        var site = await Forms.Open(scene);
        var about = site.Fund + "/about";
        using (var connection = scene.Crew.Test.Database.Open())
        {
            FundRows.AddCampaign(connection, scene.Crew.Test.Fund.Number, "the-mill", Leak);
            Sql.Run(connection, null, "update fund set is_public = 0 where fund = @fund", ("fund", scene.Crew.Test.Fund.Number));
        }
        Assert.StartsWith("/groups/political-red-cross/guard/", await site.Send(about, about, ("public", "1")), StringComparison.Ordinal);
        Assert.DoesNotContain(Leak, await site.AllThatIsPublic(), StringComparison.Ordinal);
        Assert.Equal(about + "?said=Saved", await site.Send(about, about, ("public", ""), ("name", "Any name"))); // nobody outside reads it
    }

    [Fact]
    public async Task The_command_line_says_where_to_do_it_once_there_are_cases()
    {
        await using var scene = await GuardScene.Play(DatabaseKind.Sqlite, postgres);
        var cli = new CliRunner(scene.Crew.Test.Folder);
        cli.Refuses("fund create open-fund --name Open --currency EUR", "Create it with --private");
        cli.Do("fund create closed-fund --name Closed --currency EUR --private");
        cli.Do("fund campaign add closed-fund parcels --name Parcels");
        cli.Refuses($"fund campaign add {scene.Crew.Test.Fund.Slug} parcels --name Parcels", "Add it in the browser");
    }

    private static long Count(System.Data.Common.DbConnection connection, string from) => Sql.Number(connection, null, $"select cast(count(*) as bigint) from {from}") ?? 0;

    /// <summary>Olga, who may fill in every form, and what the public sees.</summary>
    private sealed class Forms(GuardScene scene)
    {
        public string Fund => $"/groups/{scene.Crew.Group.Slug}/funds/{scene.Crew.Test.Fund.Slug}";

        public static async Task<Forms> Open(GuardScene scene)
        {
            await scene.HaveHerWrittenTo();
            using var connection = scene.Crew.Test.Database.Open();
            scene.Crew.Grant(scene.Vera, scene.Olga, RoomRows.Find(connection, scene.Crew.Group.Number, RoomKind.Press)!.Id);
            using var transaction = connection.BeginTransaction();
            foreach (var person in new[] { scene.Olga, scene.Ivan })
                MemberRows.SetRoles(connection, transaction, scene.Crew.Group, MemberRows.FindByName(connection, person.Name, transaction)!.Id, Roles.All);
            transaction.Commit();
            return new Forms(scene);
        }

        /// <summary>The page with a form, and where the form is sent.</summary>
        public async Task<(string Page, string Action)> PageOf(string form)
        {
            var action = form.Replace("{group}", scene.Crew.Group.Slug, StringComparison.Ordinal).Replace("{fund}", scene.Crew.Test.Fund.Slug, StringComparison.Ordinal);
            if (form.Contains("{campaign}", StringComparison.Ordinal))
            {
                using var connection = scene.Crew.Test.Database.Open();
                action = action.Replace("{campaign}", FundRows.AddCampaign(connection, scene.Crew.Test.Fund.Number, "winter", "Winter").Slug, StringComparison.Ordinal);
            }
            if (form.Contains("{recipient}", StringComparison.Ordinal))
                action = (await scene.Olga.Browser.Get($"/groups/{scene.Crew.Group.Slug}/letters/recipients")).QuerySelector("tbody th a")!.GetAttribute("href")! + "/publish";
            return (action.EndsWith("/ways", StringComparison.Ordinal) || action.EndsWith("/publish", StringComparison.Ordinal) ? action[..action.LastIndexOf('/')] : action, action);
        }

        /// <summary>Sends a form with Anna's case ticked; where it leads to.</summary>
        public async Task<string> Send(string page, string action, params (string Name, string Value)[] fields)
        {
            var form = await scene.Olga.Browser.Get(page);
            using var connection = scene.Crew.Test.Database.Open();
            var code = Poruka.Cases.CaseRows.Find(connection, scene.Case)!.Code;
            List<(string, string)> all = [.. fields];
            if (form.QuerySelector("input[name=cases]") is not null) all.Add(("cases", code));
            if (page.EndsWith("/campaigns", StringComparison.Ordinal) && fields.All(f => f.Name != "name")) all.Add(("name", Harmless));
            if (action.EndsWith("/publish", StringComparison.Ordinal))
            {
                all.Add(("consent", "2030-01-01"));
                if (fields.All(f => f.Name != "publicname")) all.Add(("publicname", "Anna Petrova"));
            }
            return await Crew.Post(scene.Olga, form, action, [.. all]);
        }

        public async Task<string> AllThatIsPublic()
        {
            using var visitor = scene.Crew.Site.Visit("en");
            var (read, waiting, text) = (new HashSet<string>(StringComparer.Ordinal), new Queue<string>(PublicPages), new System.Text.StringBuilder());
            while (waiting.TryDequeue(out var address))
            {
                if (!read.Add(address)) continue;
                using var answer = await visitor.Http.GetAsync(new Uri(address, UriKind.Relative));
                if (answer.Content.Headers.ContentType?.MediaType != "text/html") continue;
                var page = await Visitor.Read(answer, answer.StatusCode);
                text.AppendLine(page.DocumentElement.TextContent);
                foreach (var link in page.QuerySelectorAll("a[href^='/funds']")) waiting.Enqueue(link.GetAttribute("href")!.Split('#')[0]);
            }
            return text.ToString();
        }
    }
}
