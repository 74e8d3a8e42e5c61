using Poruka.Casework;

namespace Poruka.Core.Tests.Casework;

/// <summary>Of very many names those are taken that a text may hold, and of the others next to none.</summary>
public class NameStemsTests
{
    private const int Drafts = 300;

    private static readonly string[] Languages = ["ru", "uk", "en"];

    public static TheoryData<int> Seeds => [20261, 7, 4711];

    [Theory, MemberData(nameof(Seeds))]
    public void No_name_is_left_out_that_the_guard_finds_among_all_of_them(int seed)
    {
        var random = new Random(seed);
        var corpora = Enumerable.Range(0, Drafts).Select(_ => new GuardCorpus(random)).ToList();
        // All that was ever called anything, each as a fact of its own.
        var names = corpora.SelectMany(c => c.Facts()).Where(f => f.Kind == RoomFactKind.Name).Select(f => f.Text).Distinct(StringComparer.Ordinal)
            .Select((name, i) => new RoomFact("room " + i, name, RoomFactKind.Name, name)).ToList();
        var stems = new NameStems();
        var hashes = names.ToDictionary(n => n.Text, n => stems.Of(n.Text).ToHashSet(), StringComparer.Ordinal);
        var guard = DisclosureGuard.Over(names);
        var (found, taken) = (0, 0);
        for (var i = 0; i < Drafts; i++)
        {
            var text = corpora[i].Draft(Languages[i % 3], Planted.Name).Text;
            var wanted = NameStems.In(text);
            foreach (var finding in guard.Check(text, GuardCorpus.Today).Where(f => !f.IsGivenName))
            {
                found++;
                Assert.True(hashes[finding.Fact.Text].Overlaps(wanted), $"'{finding.Fact.Text}' is left out of: {text}");
            }
            taken += names.Count(n => hashes[n.Text].Overlaps(wanted));
        }
        Assert.True(found > Drafts / 2, $"Only {found} names are found in {Drafts} drafts: this shows little.");
        Assert.True(taken < names.Count * Drafts / 10, $"{taken} names of {names.Count} are taken for {Drafts} drafts.");
    }

    [Theory]
    [InlineData("Оксана Верещук", "Thanks to Vereshchuk and her friends.", true)]
    [InlineData("Oksana Vereshchuk", "Пісні співала Верещук.", true)]
    [InlineData("Кравець", "Ключі в Кравця.", true)]
    [InlineData("Стеблевская", "Jewgenija Steblewskaja war da.", true)]
    [InlineData("Чабрецов", "Письмо Чaбpeцoву дошло.", true)]
    [InlineData("Чабрецов", "Смотри #чабрецов и дальше", true)]
    [InlineData("Бурунда", "Бурундушка спит.", true)] // a name that isn't known makes its diminutives by the rules
    [InlineData("agent 47", "Nobody is named here.", true)] // digits are found in other ways
    [InlineData("Иван Осокин", "Так писал и Иванов.", false)]
    [InlineData("Анна Ивановна", "Анна Ивановна ушла.", false)] // names that others bear too
    public void A_name_is_taken_for_a_text(string name, string text, bool isTaken) => Assert.Equal(isTaken, new NameStems().Of(name).Any(NameStems.In(text).Contains));
}
