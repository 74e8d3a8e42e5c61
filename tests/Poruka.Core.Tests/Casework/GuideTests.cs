using NodaTime;
using Poruka.Casework;

namespace Poruka.Core.Tests.Casework;

/// <summary>A country's guide is laid into the general one.</summary>
public class GuideTests
{
    private static readonly Country Russia = CountryOf("ru");

    [Fact]
    public void A_step_of_the_country_stands_where_it_says()
    {
        var general = GuideOf(Country.Any, StepOf("a"), StepOf("b"), StepOf("c"));
        var local = GuideOf(Russia, StepOf("b"), StepOf("after-a") with { After = "a" }, StepOf("also-after-a") with { After = "a" },
            StepOf("last"), StepOf("after-new") with { After = "after-a" });
        var steps = ComposedGuide.Of(general, Russia, local).Steps.Select(s => s.Step).ToList();
        Assert.Equal(["a", "after-a", "after-new", "also-after-a", "b", "c", "last"], steps.Select(s => s.Id));
        Assert.Equal(["b"], steps.Where(s => s is { General: not null, Local: not null }).Select(s => s.Id));
    }

    [Fact]
    public void A_country_says_when_and_the_general_text_how_it_is_called()
    {
        var general = GuideOf(Country.Any, StepOf("a") with { Title = "Call", Within = Period.FromHours(2) });
        var local = GuideOf(Russia, StepOf("a") with { Title = "Call (RU)", Rule = RuleId.Parse("RU-01"), Cited = [RuleId.Parse("RU-02")] });
        var step = Assert.Single(ComposedGuide.Of(general, Russia, local).Steps).Step;
        Assert.Equal(("Call", RuleId.Parse("RU-01"), Period.FromHours(2)), (step.Title, step.Rule!.Value, step.Within));
        Assert.Equal([RuleId.Parse("RU-01"), RuleId.Parse("RU-02")], step.Rules);
    }

    [Fact]
    public void Where_nothing_is_known_of_a_country_the_general_text_stands()
    {
        var general = GuideOf(Country.Any, StepOf("a"));
        var composed = ComposedGuide.Of(general, Russia, null);
        Assert.Null(composed.Local);
        Assert.Equal(["a"], composed.Steps.Select(s => s.Step.Id));
    }

    [Fact]
    public void Parts_stand_in_their_order_whoever_has_them()
    {
        var general = GuideOf(Country.Any, StepOf("a")) with { Parts = [new(Part.Friends, "", [StepOf("a")])] };
        var local = GuideOf(Russia, StepOf("b")) with { Parts = [new(Part.Person, "x", [StepOf("b")]), new(Part.Lawyer, "", [StepOf("c")])] };
        Assert.Equal([Part.Person, Part.Friends, Part.Lawyer], ComposedGuide.Of(general, Russia, local).Parts.Select(p => p.Part));
    }

    [Fact]
    public void Guides_of_different_things_are_not_put_together()
    {
        var general = GuideOf(Country.Any);
        Assert.Throws<ArgumentException>(() => ComposedGuide.Of(GuideOf(Russia), Russia, null));
        Assert.Throws<ArgumentException>(() => ComposedGuide.Of(general, CountryOf("ua"), GuideOf(Russia)));
        Assert.Throws<ArgumentException>(() => ComposedGuide.Of(general, Russia, GuideOf(Russia) with { Language = "ru" }));
    }

    [Fact]
    public void Situations_and_parts_are_read_as_they_are_written()
    {
        Assert.Equal("being-arrested someone-arrested search first-48-hours remand medical-care administrative-arrest hearing-and-bail "
            + "release wanted-and-asylum prepare family", string.Join(' ', GuideSlugs.AllSituations.Select(s => s.Slug())));
        foreach (var situation in GuideSlugs.AllSituations)
            Assert.True(GuideSlugs.TryParse(situation.Slug(), out Situation read) && read == situation);
        foreach (var part in GuideSlugs.AllParts)
            Assert.True(GuideSlugs.TryParse(part.Slug(), out Part read) && read == part);
        Assert.False(GuideSlugs.TryParse("other", out Part _));
    }

    [Theory]
    [InlineData("any", true)]
    [InlineData("gb-eaw", true)]
    [InlineData("../ru", false)]
    [InlineData("RU", false)]
    [InlineData("", false)]
    [InlineData("ru-", false)]
    [InlineData("a-very-long-country", false)]
    public void A_country_is_a_short_slug(string text, bool isOne) => Assert.Equal(isOne, Country.TryParse(text, out _));

    private static Country CountryOf(string slug) => Country.TryParse(slug, out var country) ? country : throw new ArgumentException(slug);

    private static GuideStep StepOf(string id) => new(id, id, "");

    private static Guide GuideOf(Country country, params GuideStep[] steps) => new(
        country, Situation.Search, "en", "Search", "A search.", new LocalDate(2026, 11, 23), [], [new GuidePart(Part.Person, "", steps)]);
}
