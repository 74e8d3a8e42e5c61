using Microsoft.Playwright;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;

namespace Poruka.Tests.Web;

/// <summary>Every page that a member of all roles comes to, found from the routes: it fits a phone, and axe finds nothing serious.</summary>
public sealed class MemberPagesTests(PostgresServer postgres, Browser browser) : IClassFixture<Browser>
{
    private readonly TestClock _clock = new();

    [Fact]
    public async Task Every_page_of_a_group_and_its_rooms_fits_and_has_no_fault_that_axe_knows()
    {
        Directory.CreateDirectory(Browser.Screenshots);
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var group = new SampleGroup(test);
        using (var connection = test.Database.Open())
        using (var transaction = connection.BeginTransaction())
        {
            MemberRows.SetRoles(connection, transaction, group.Organisation, group.Vera.Member.Id, Roles.All);
            transaction.Commit();
        }
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var visitor = SampleGroup.SignedIn(site, group.Vera);
        var page = await browser.Open(scripts: true, site: site);
        await page.Context.AddCookiesAsync(visitor.SafeCookies.Kept.Select(c => new Cookie
        {
            Name = c.Key, Value = c.Value, Domain = "127.0.0.1", Path = "/", Secure = true, HttpOnly = true,
        }));
        var faults = new List<string>();
        var seen = 0;
        foreach (var address in Addresses(site, group))
        {
            // What isn't a page (a file, a feed) or isn't there yet is another test's.
            using (var answer = await visitor.Http.GetAsync(new Uri(address, UriKind.Relative)))
                if (answer.StatusCode != System.Net.HttpStatusCode.OK || answer.Content.Headers.ContentType?.MediaType != "text/html") continue;
            await page.GotoAsync(address);
            seen++;
            var found = await Browser.FaultsOf(page, onlySerious: true);
            if (found.GetArrayLength() > 0) faults.Add($"{address}: {found}");
            foreach (var (width, dark) in ((int, bool)[])[(1280, false), (360, true)])
            {
                var wide = await Looks.Picture(page, "member" + address.Replace('/', '-'), width, dark);
                if (wide > width) faults.Add($"{address}: {wide} px wide at {width}");
            }
            await page.SetViewportSizeAsync(1280, 900);
        }
        await page.Context.CloseAsync();
        Assert.True(seen > 30, $"Only {seen} pages were found.");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static IEnumerable<string> Addresses(WebSite site, SampleGroup its)
    {
        var room = Ids.Text(its.Room(RoomKind.Team).Id.Value);
        return from route in site.Routes
               where route.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true
               let address = "/" + route.RoutePattern.RawText!.TrimStart('/')
                   .Replace("{group}", its.Organisation.Slug, StringComparison.Ordinal).Replace("{room}", room, StringComparison.Ordinal)
               where !address.Contains('{', StringComparison.Ordinal) && address != "/"
               where route.Metadata.GetMetadata<AccessRule>() is { Audience: not Audience.Everybody }
               orderby address
               select address;
    }
}
