using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Poruka.Casework;
using Poruka.Guides;
using Poruka.Shell;

namespace Poruka.Tests.Guides;

/// <summary>What ships is sound, what is wrong is told with its place, and each rule is counted as its statute says.</summary>
public class ContentTests
{
    public static TheoryData<string> Rows => [.. Lines().Skip(1)];

    [Fact]
    public void What_ships_has_no_fault()
    {
        var (library, faults) = GuideLibrary.Read(ContentFiles.Ours());
        Assert.Empty(faults.Select(f => f.Describe(Languages.English)));
        Assert.Equal(7, library.Countries.Count);
        foreach (var situation in GuideSlugs.AllSituations)
            foreach (var language in Languages.All)
                Assert.Equal(GuideSlugs.AllParts, library.Compose(Country.Any, situation, language)!.Parts.Select(p => p.Part));
    }

    [Theory, MemberData(nameof(Rows))]
    public void A_term_of_law_ends(string row)
    {
        var cells = row.Split('\t');
        var (rule, moment, at, zone, martial, due, holds) = (cells[0], cells[3], cells[4], cells[5], cells[6] == "yes", cells[7], cells[8]);
        var library = GuideLibrary.Of();
        var written = library.Rule(RuleId.Parse(rule))!;
        Assert.Equal((cells[1], cells[2]), (written.Basis["en"], written.Rule.Trigger.Slug()));
        var place = DateTimeZoneProviders.Tzdb[zone];
        var trigger = place.AtLeniently(LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-ddTHH:mm").Parse(at).Value).ToInstant();
        var setting = library.Setting(written.Rule.Country, place, new LocalDate(2026, 11, 24)) with
        {
            Conditions = martial ? LawConditions.MartialLaw : LawConditions.None,
        };
        var deadline = Deadline.Of(
            written.Rule, moment == "known" ? new TriggerMoment.Known(trigger) : new TriggerMoment.Unknown(trigger), setting);
        Assert.Equal(due, deadline is null ? "-" : Write(deadline, place));
        if (deadline is null) return;
        Assert.Equal(holds, deadline.Rule.Id.ToString());
        Assert.Equal(moment == "unknown", deadline.Warnings.Contains(DeadlineWarning.MomentUncertain));
        Assert.Equal(deadline.Rule.Confidence == Confidence.Medium, deadline.Warnings.Contains(DeadlineWarning.CheckWithLawyer));
    }

    [Fact]
    public void Every_rule_that_ships_with_a_term_is_in_the_table() => Assert.Empty(
        GuideLibrary.Of().Rules.Values.Where(r => r.Rule.HasTerm).Select(r => r.Rule.Id.ToString())
            .Except(Lines().Skip(1).Select(line => line.Split('\t')[0])));

    [Fact]
    public void A_fault_is_told_with_file_line_and_field()
    {
        const string path = "guides/ru/search.uk.md";
        var files = new Dictionary<string, ContentFile>(ContentFiles.Ours());
        files[path] = files[path] with { Text = files[path].Text.Replace("title: ", "titel: ", StringComparison.Ordinal) };
        Assert.Equal(
            [$"{path}:2: title: The field is missing.", $"{path}:5: titel: No such field or attribute is known."],
            GuideLibrary.Read(files).Faults.Where(f => f.Path == path).Select(f => f.Describe(Languages.English)));
    }

    [Theory]
    [InlineData("PT2X")]
    [InlineData("P0D")]
    [InlineData("PT5S")]
    public void A_duration_that_is_none_is_a_fault(string within) =>
        Assert.Equal([(12, ContentFaultKind.NoDuration)], Faults($"### Step {{#step within={within}}}", "Text."));

    [Fact]
    public void Each_kind_of_fault_in_a_guide_is_seen()
    {
        Assert.Empty(Faults("### Step {#step within=PT2H}", "Text."));
        Assert.Equal([(12, ContentFaultKind.NoHeadingId)], Faults("### Step", "Text."));
        Assert.Equal([(12, ContentFaultKind.NoId)], Faults("### Step {#Step}", "Text."));
        Assert.Equal([(12, ContentFaultKind.EmptyStep)], Faults("### Step {#step}"));
        Assert.Equal([(12, ContentFaultKind.UnknownField)], Faults("### Step {#step colour=red}", "Text."));
        Assert.Equal([(12, ContentFaultKind.UnknownRule)], Faults("### Step {#step}", "See [[nonsense]]."));
        Assert.Equal([(12, ContentFaultKind.LawInGeneral)], Faults("### Step {#step}", "See [[RU-01]]."));
        Assert.Equal([(12, ContentFaultKind.DeadLink)], Faults("### Step {#step}", "[There](http://example.org)."));
        Assert.Equal([(12, ContentFaultKind.DeadLink)], Faults("### Step {#step}", "[There](#nowhere)."));
        Assert.Empty(Faults("### Step {#step}", "[There](#step), [elsewhere](remand) and [out](https://example.org/)."));
        Assert.Equal([(15, ContentFaultKind.Twice)], Faults("### Step {#step}", "Text.", "", "### Step {#step}", "Text."));
        Assert.Equal([(12, ContentFaultKind.UnknownStep)], Faults("### Step {#step after=gone}", "Text."));
        Assert.Equal([(12, ContentFaultKind.OutsideOfParts)], Faults("# Step {#step}", "Text."));
    }

    [Fact]
    public void Every_kind_of_fault_has_its_words()
    {
        foreach (var language in Languages.All)
            foreach (var kind in Enum.GetValues<ContentFaultKind>())
                Assert.StartsWith("a.md:3: ", new ContentFault("a.md", 3, "", kind, "x", "y", "z").Describe(language), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_beside_an_installation_stands_in_the_place_of_ours_and_its_faults_are_left_out()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var guides = Directory.CreateDirectory(Path.Combine(folder, "content", "guides", "any")).FullName;
            foreach (var language in Languages.All)
            {
                var name = $"guides/any/release.{language.Name}.md";
                var text = ContentFiles.Ours()[name].Text;
                var title = text.Split('\n').Single(l => l.StartsWith("title:", StringComparison.Ordinal));
                File.WriteAllText(Path.Combine(folder, "content", name), text.Replace(title, "title: <b>Ours</b>", StringComparison.Ordinal));
            }
            File.WriteAllText(Path.Combine(guides, "search.en.md"), "nothing");
            var library = GuideLibrary.Of(folder);
            Assert.Equal("<b>Ours</b>", library.Find(Country.Any, Situation.Release, Languages.English)!.Title);
            Assert.NotNull(library.Find(Country.Any, Situation.Search, Languages.English));
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void Nothing_but_plain_markup_comes_out_of_a_text()
    {
        var html = GuideText.Html(
            "<script>alert(1)</script> **b** <img src=x onerror=y> [j](javascript:alert(1)) [h](http://a.b) {onclick=x}\n\n- [[RU-01]]", id => $"#rule-{id}");
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", html, StringComparison.Ordinal);
        Assert.DoesNotContain("onclick=", html, StringComparison.Ordinal);
        Assert.Contains("<strong>b</strong>", html, StringComparison.Ordinal);
        Assert.Contains("<a class=\"cite\" href=\"#rule-RU-01\">RU-01</a>", html, StringComparison.Ordinal);
    }

    /// <summary>The faults of a general guide in English whose only part has these lines from line 12 on.</summary>
    private static IEnumerable<(int Line, ContentFaultKind Kind)> Faults(params string[] lines)
    {
        const string path = "guides/any/search.en.md";
        var files = ContentFiles.Ours().Where(f => !f.Key.StartsWith("guides/", StringComparison.Ordinal)).ToDictionary(f => f.Key, f => f.Value);
        var head = "---\ncountry: any\nsituation: search\nlanguage: en\ntitle: T\nsummary: S\nreviewed: 2026-11-23\nfacts: [A1]\n---\n## Person {#person}\n\n";
        files[path] = new ContentFile(path, head + string.Join('\n', lines) + "\n", true);
        return GuideLibrary.Read(files).Faults
            .Where(f => f.Kind is not (ContentFaultKind.LanguageMissing or ContentFaultKind.PartMissing)).Select(f => (f.Line, f.Kind));
    }

    private static string Write(Deadline deadline, DateTimeZone zone) => deadline.EndsWith is { } day
        ? LocalDatePattern.Iso.Format(day) + "T24:00"
        : deadline.DueAt.InZone(zone).LocalDateTime.ToString("uuuu-MM-ddTHH:mm", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Lines()
    {
        using var stream = typeof(ContentTests).Assembly.GetManifestResourceStream("deadlines.tsv")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
