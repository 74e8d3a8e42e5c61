using System.Net;
using AngleSharp.Dom;
using NodaTime;
using Poruka.Casework;
using Poruka.Guides;
using Poruka.Shell;
using Poruka.Tests.Cli;
using Poruka.Tests.Web;
using UglyToad.PdfPig;
using PdfPaper = Poruka.Shell.Printing.PdfPaper;

namespace Poruka.Tests.Guides;

/// <summary>Guides over HTTP and on paper.</summary>
public sealed class GuidePagesTests(PostgresServer postgres)
{
    [Fact]
    public async Task The_questions_lead_to_the_part_for_whoever_asks() => await On(async visitor =>
    {
        var page = await visitor.Get("/guides");
        Assert.Equal(
            ["country", "who", "what"],
            page.QuerySelectorAll(".start select").Select(s => s.GetAttribute("name")));
        Assert.Equal(12, page.QuerySelectorAll(".funds > li").Length);
        using var response = await visitor.Http.GetAsync(new Uri("/guides?country=ru&who=family&what=search", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/guides/ru/search#family", response.Headers.Location!.OriginalString);
        var guide = await visitor.Get("/guides/ru/search");
        Assert.NotNull(guide.QuerySelector("#family"));
    });

    [Fact]
    public async Task A_guide_shows_the_country_under_the_general_step_with_its_law() => await On(async visitor =>
    {
        var page = await visitor.Get("/guides/ru/someone-arrested");
        Assert.NotEmpty(page.QuerySelectorAll(".step .local"));
        var law = page.QuerySelector("#rule-RU-01")!;
        Assert.Contains("48 hours, counted from: detained in fact", law.TextContent, StringComparison.Ordinal);
        Assert.Contains("CPC art. 94", law.TextContent, StringComparison.Ordinal);
        Assert.Contains("iccdb.hrlc.net", law.TextContent, StringComparison.Ordinal);
        Assert.Contains("not legal advice", page.Body!.TextContent, StringComparison.Ordinal);
        foreach (var link in page.QuerySelectorAll("main a[href^='#']"))
            Assert.NotNull(page.GetElementById(link.GetAttribute("href")![1..]));
    });

    [Fact]
    public async Task A_country_of_which_nothing_is_known_says_so() => await On(async visitor =>
    {
        var library = GuideLibrary.Of();
        var missing = (from country in library.Countries
                       from situation in GuideSlugs.AllSituations
                       where library.Find(country.Country, situation, Languages.English) is null
                       select (country.Country, situation)).First();
        var page = await visitor.Get(GuideAddress.Of(missing.Country, missing.situation));
        Assert.Contains("We know nothing for", page.QuerySelector(".note")!.TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.QuerySelectorAll(".step"));
    });

    [Fact]
    public async Task A_rule_past_its_review_and_one_of_medium_confidence_say_so()
    {
        using var test = new TestInstallation(Poruka.Storage.DatabaseKind.Sqlite, postgres);
        var clock = new TestClock();
        clock.Advance(Duration.FromDays(200));
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: clock);
        using var visitor = site.Visit();
        var page = await visitor.Get("/guides/ru/someone-arrested");
        Assert.Contains("Past its review date", page.QuerySelector("#rule-RU-01")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Check with a lawyer", page.QuerySelector("#rule-RU-02")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "lawyer", "/guides/any/someone-arrested#find-lawyer")]
    [InlineData("uk", "АДВОКАТ", "/guides/any/someone-arrested#find-lawyer")]
    [InlineData("ru", "адвокат", "/guides/any/someone-arrested#find-lawyer")]
    [InlineData("en", "адвокат", "/guides/any/someone-arrested#find-lawyer")]
    public async Task Words_are_found_in_three_languages(string language, string words, string address) => await On(async visitor =>
    {
        var page = await visitor.Get("/guides?q=" + Uri.EscapeDataString(words));
        Assert.Contains(address, page.QuerySelectorAll(".places a").Select(a => a.GetAttribute("href")));
    }, language);

    [Fact]
    public void Marks_and_case_do_not_matter()
    {
        Assert.Equal(" еще ижа грунт lodz ukraine", GuideSearch.Folded("Ещё ЇЖА — ґрунт, Łódź! Ukraïne").Replace('і', 'и'));
        Assert.Empty(GuideSearch.Find(GuideLibrary.Of(), "  ", Country.Any, 10));
        Assert.Empty(GuideSearch.Find(GuideLibrary.Of(), new string('x', 10_000), Country.Any, 10));
    }

    [Theory]
    [InlineData("/guides/xx/search")]
    [InlineData("/guides/ru/nothing")]
    [InlineData("/guides/RU/search")]
    [InlineData("/guides?country=xx")]
    [InlineData("/guides/xx/offline.html")]
    [InlineData("/guides/ru/search/print.pdf?paper=a0")]
    public async Task What_is_not_there_is_not_found(string address) => await On(async visitor =>
    {
        await visitor.Get(address, HttpStatusCode.NotFound);
    });

    [Theory]
    [InlineData("ru", "a4", 595)]
    [InlineData("uk", "letter", 612)]
    public async Task A_guide_prints_with_all_its_words(string language, string paper, int width) => await On(async visitor =>
    {
        var bytes = await visitor.Http.GetByteArrayAsync(new Uri($"/guides/ru/search/print.pdf?paper={paper}", UriKind.Relative));
        using var pdf = PdfDocument.Open(bytes);
        Assert.Equal(width, Math.Round(pdf.GetPage(1).Width));
        var words = string.Join(' ', pdf.GetPages().SelectMany(p => p.GetWords()).Select(w => w.Text));
        var culture = Languages.OfTag(language)!;
        Assert.True(Country.TryParse("ru", out var russia));
        var guide = GuideLibrary.Of().Compose(russia, Situation.Search, culture)!;
        foreach (var (_, step) in guide.Steps) Assert.Contains(step.Title.Split(' ')[0], words, StringComparison.Ordinal);
        foreach (var rule in guide.Rules) Assert.Contains(rule.ToString(), words, StringComparison.Ordinal);
        Assert.Contains($"1 / {pdf.NumberOfPages}", words, StringComparison.Ordinal);
    }, language);

    [Fact]
    public void No_heading_and_no_label_of_a_printed_guide_stands_alone_at_the_foot_of_a_page()
    {
        var library = GuideLibrary.Of();
        var number = 0;
        foreach (var country in library.Countries.Select(c => c.Country))
            foreach (var situation in GuideSlugs.AllSituations)
            {
                var isKnown = country.Slug == "by" && situation == Situation.First48Hours; // where one did
                var language = isKnown ? Languages.Ukrainian : Languages.All[number % Languages.All.Count];
                if (number++ % 7 != 0 && !isKnown) continue;
                using var target = new MemoryStream();
                GuideSheet.Write(target, new GuideBody(library, library.Compose(country, situation, language)!, language, new LocalDate(2026, 11, 25)), PdfPaper.A4);
                using var pdf = PdfDocument.Open(target.ToArray());
                foreach (var page in pdf.GetPages().SkipLast(1))
                {
                    var foot = page.Letters.Where(l => l.BoundingBox.Bottom > 60).GroupBy(l => Math.Round(l.StartBaseLine.Y)).MinBy(l => l.Key)!;
                    Assert.True(foot.Any(l => !l.FontName!.Contains("Bold", StringComparison.Ordinal)), $"{country.Slug} {situation} {language}: page {page.Number} ends with “{string.Concat(foot.Select(l => l.Value))}”.");
                }
            }
    }

    [Fact]
    public void Every_pocket_card_holds_all_its_steps_on_one_sheet()
    {
        var library = GuideLibrary.Of();
        var heavy = Environment.GetEnvironmentVariable("PORUKA_HEAVY") == "1";
        var number = 0;
        foreach (var language in Languages.All)
            foreach (var country in library.Countries.Select(c => c.Country).Prepend(Country.Any))
                foreach (var situation in GuideSlugs.AllSituations)
                {
                    if (!heavy && number++ % 7 != 0) continue; // each country, situation and language comes, not each with each
                    using var target = new MemoryStream();
                    var body = new GuideBody(library, library.Compose(country, situation, language)!, language, new LocalDate(2026, 11, 25));
                    Assert.True(PocketCard.Write(target, body) == 0, $"{situation} {country} {language} does not fit.");
                    if (language != Languages.Ukrainian || situation > Situation.Search) continue; // reading them all takes long
                    using var pdf = PdfDocument.Open(target.ToArray());
                    Assert.Equal((1, 842.0), (pdf.NumberOfPages, Math.Round(pdf.GetPage(1).Width)));
                    Assert.Contains("Підтримка:", string.Join(' ', pdf.GetPage(1).GetWords().Select(w => w.Text)), StringComparison.Ordinal);
                }
    }

    [Fact]
    public async Task The_single_file_asks_nobody_for_anything_and_its_links_lead_somewhere() => await On(async visitor =>
    {
        using var response = await visitor.Http.GetAsync(new Uri("/guides/ua/offline.html", UriKind.Relative));
        Assert.Equal("guides-ua.uk.html", response.Content.Headers.ContentDisposition!.FileName);
        var page = await Visitor.Read(response, HttpStatusCode.OK);
        Assert.Equal("uk", page.DocumentElement.GetAttribute("lang"));
        Assert.Empty(page.QuerySelectorAll("[src], link, script, iframe, form"));
        Assert.Equal(12, page.QuerySelectorAll("nav a").Length);
        var ids = page.QuerySelectorAll("[id]").Select(e => e.Id!).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        foreach (var link in page.QuerySelectorAll("a"))
            Assert.True(link.GetAttribute("href") is ['#', .. var id] && ids.Contains(id) || link.GetAttribute("href")!.StartsWith("https://", StringComparison.Ordinal),
                link.OuterHtml);
    }, "uk");

    [Fact]
    public void The_command_line_checks_and_exports()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var runner = new CliRunner(folder);
            Assert.Contains("no fault", runner.Run("guide check").Out, StringComparison.Ordinal);
            var target = Path.Combine(folder, "out");
            Assert.Equal(0, runner.Run($"guide export {target} --country any").Exit);
            Assert.Equal(3 + 36, Directory.GetFiles(target).Length);
            Assert.Equal(ExitCode.Refused, runner.Run($"guide export {target} --country atlantis").Exit);
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "mine", "rules")).FullName, "ru.yaml"), "country: ru\nrules: []\n");
            var refused = runner.Run($"guide check {Path.Combine(folder, "mine")}");
            Assert.Equal(ExitCode.Refused, refused.Exit);
            Assert.Contains("rules/ru.yaml:1: reviewed: ", refused.Error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private async Task On(Func<Visitor, Task> test, string language = "en")
    {
        await using var site = await WebSite.Start(postgres, Poruka.Program.Pages);
        using var visitor = site.Visit(language);
        await test(visitor);
    }
}
