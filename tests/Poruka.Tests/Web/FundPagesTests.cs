using System.Globalization;
using System.Net;
using System.Xml.Linq;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Poruka.Funds;
using Poruka.Storage;

namespace Poruka.Tests.Web;

public sealed class FundPagesTests(PostgresServer postgres)
{
    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task A_fund_shows_what_it_has_and_what_is_free(DatabaseKind kind)
    {
        await WithBooks(kind, async visitor =>
        {
            var page = await visitor.Get("/funds/red-cross");
            // 35 months × (1,200 − 850) + 333.33 − 100, rounded to whole euros.
            var sums = Definitions(page);
            Assert.Equal("€10,983", sums["At the bank"]);
            Assert.Equal("€1,500", sums["Bail that a court holds"]);
            Assert.Equal("€12,483", sums["In all"]);
            Assert.Equal("€233", sums["Only for “The spring trial”"]);
            Assert.Equal("€12,250", sums["Free for any purpose of the fund"]);
            Assert.Contains("November 2026", page.QuerySelector("h2")!.TextContent, StringComparison.Ordinal);
        });
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task A_year_shows_its_months_and_purposes(DatabaseKind kind)
    {
        await WithBooks(kind, async visitor =>
        {
            var page = await visitor.Get("/funds/red-cross?year=2025");
            var tables = page.QuerySelectorAll("table");
            Assert.Equal(3, tables.Length);
            Assert.Equal(["January 2025", "€1,200", "€850", "€4,550"], Row(tables[0], "tbody tr:first-child"));
            Assert.Equal(["All of 2025", "€14,400", "€10,200", "€8,400"], Row(tables[0], "tfoot tr"));
            Assert.Equal(12, tables[0].QuerySelectorAll("tbody tr").Length);
            Assert.Equal(["Lawyers and courts", "€8,400", "82%"], Row(tables[1], "tbody tr:first-child"));
            Assert.Equal(["Parcels and money inside", "€1,800", "18%"], Row(tables[1], "tbody tr:last-child"));
            Assert.Equal(["Gifts", "€12,000", "83%"], Row(tables[2], "tbody tr:first-child"));
            Assert.Equal(
                ["2024", "2025", "2026"],
                page.QuerySelectorAll("nav[aria-label=Years] a").Select(a => a.TextContent));
            Assert.Equal("2025", page.QuerySelector("nav[aria-label=Years] [aria-current]")!.TextContent);
            foreach (var cell in page.QuerySelectorAll("tbody td")) Assert.NotNull(cell.GetAttribute("data-label"));
        });
    }

    [Fact]
    public async Task Other_currencies_have_accounts_of_their_own()
    {
        await WithBooks(DatabaseKind.Sqlite, async visitor =>
        {
            var page = await visitor.Get("/funds/red-cross?currency=USD");
            Assert.Equal("50\u00A0USD", Definitions(page)["In all"]);
            Assert.Equal("May 2025", page.QuerySelector("tbody th")!.TextContent);
            await visitor.Get("/funds/red-cross?currency=GBP", HttpStatusCode.NotFound);
        });
    }

    [Theory]
    [InlineData("/funds/nobody")]
    [InlineData("/funds/hidden")]
    [InlineData("/funds/red-cross?year=2023")]
    [InlineData("/funds/red-cross?year=99999999999")]
    [InlineData("/funds/red-cross?year=x")]
    [InlineData("/funds/red-cross?currency=eur")]
    [InlineData("/funds/red-cross/chart.svg?year=2025&lang=de")]
    [InlineData("/funds/red-cross/chart.svg?year=2023&lang=ru")]
    [InlineData("/funds/red-cross/chart.svg?year=2025&lang=ru&look=neon")]
    [InlineData("/funds/hidden/chart.svg?year=2025&lang=ru")]
    [InlineData("/?page=2")]
    [InlineData("/?page=0")]
    [InlineData("/?page=-1")]
    [InlineData("/?page=x")]
    [InlineData("/?page=99999999999999")]
    public async Task What_is_not_there_is_not_found(string address) =>
        await WithBooks(DatabaseKind.Sqlite, async visitor => await visitor.Get(address, HttpStatusCode.NotFound));

    [Theory]
    [InlineData("en", "Came in", "Jan", "€")]
    [InlineData("ru", "Пришло", "янв", "€")]
    [InlineData("uk", "Надійшло", "січ", "€")]
    public async Task The_chart_is_a_picture_of_the_year_without_style_or_script(
        string language, string name, string month, string sign)
    {
        await WithBooks(DatabaseKind.Sqlite, async visitor =>
        {
            foreach (var look in (string[])["", "&look=night", "&width=narrow", "&look=night&width=narrow"])
            {
                using var response = await visitor.Http.GetAsync(
                    new Uri($"/funds/red-cross/chart.svg?year=2025&lang={language}{look}", UriKind.Relative));
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                ShellTests.AssertStrict(response);
                Assert.Equal("image/svg+xml", response.Content.Headers.ContentType!.MediaType);
                Assert.False(response.Headers.Contains("Set-Cookie"));
                var svg = XDocument.Parse(await response.Content.ReadAsStringAsync());
                var texts = svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToList();
                Assert.Contains(name, texts);
                Assert.Contains(month, texts);
                Assert.Contains(texts, t => t.Contains(sign, StringComparison.Ordinal));
                Assert.DoesNotContain(svg.Descendants(), e => e.Name.LocalName is "style" or "script" or "image");
                Assert.Equal(24, svg.Descendants().Count(e => e.Name.LocalName == "circle"));
            }
        });
    }

    [Fact]
    public async Task The_list_shows_public_funds_with_their_last_month()
    {
        await WithBooks(DatabaseKind.Sqlite, async visitor =>
        {
            var page = await visitor.Get("/funds");
            var fund = Assert.Single(page.QuerySelectorAll(".funds li"));
            Assert.Contains("€12,483", fund.TextContent, StringComparison.Ordinal);
            Assert.Contains("November 2026: €1,200 came in, €850 went out", fund.TextContent, StringComparison.Ordinal);
            Assert.Equal("/funds/red-cross", fund.QuerySelector("a")!.GetAttribute("href"));
            Assert.DoesNotContain("Hidden", page.Body!.TextContent, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_long_list_has_pages()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        for (var i = 0; i < 44; i++) test.AddFund($"f{i}", string.Create(CultureInfo.InvariantCulture, $"Fund {i:00}"));
        await using var site = await WebSite.Start(test, routes => routes.MapFundPages());
        using var visitor = site.Visit();
        var first = await visitor.Get("/funds");
        Assert.Equal(20, first.QuerySelectorAll(".funds li").Length);
        Assert.Contains("Page 1 of 3", first.QuerySelector(".paging")!.TextContent, StringComparison.Ordinal);
        Assert.Null(first.QuerySelector(".paging [rel=prev]"));
        var second = await visitor.Get(first.QuerySelector(".paging [rel=next]")!.GetAttribute("href")!);
        Assert.Equal("/funds", second.QuerySelector(".paging [rel=prev]")!.GetAttribute("href"));
        var last = await visitor.Get(second.QuerySelector(".paging [rel=next]")!.GetAttribute("href")!);
        Assert.Equal(5, last.QuerySelectorAll(".funds li").Length);
        Assert.Null(last.QuerySelector(".paging [rel=next]"));
        await visitor.Get("/funds?page=4", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Empty_pages_say_what_will_be_there_and_what_to_do()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, routes => routes.MapFundPages());
        using var visitor = site.Visit("uk");
        Assert.Contains("poruka fund import", (await visitor.Get("/funds/red-cross")).QuerySelector("pre")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("У книгах поки немає записів", (await visitor.Get("/funds")).Body!.TextContent, StringComparison.Ordinal);
    }

    private async Task WithBooks(DatabaseKind kind, Func<Visitor, Task> test)
    {
        using var installation = new TestInstallation(kind, postgres);
        await SampleBooks.Post(installation);
        using (var connection = installation.Database.Open())
            FundRows.TryAdd(connection, new Ledger.FundId(5), installation.Fund with { Slug = "hidden", Name = "Hidden", IsPublic = false }, TestInstallation.Today);
        await using var site = await WebSite.Start(installation, routes => routes.MapFundPages());
        using var visitor = site.Visit();
        await test(visitor);
    }

    private static Dictionary<string, string> Definitions(IHtmlDocument page) => page.QuerySelectorAll("dl.sums dt")
        .ToDictionary(dt => dt.TextContent, dt => dt.NextElementSibling!.TextContent);

    private static IEnumerable<string> Row(IElement table, string selector) =>
        table.QuerySelector(selector)!.Children.Select(c => c.TextContent.Trim());
}
