using System.Diagnostics;
using System.Globalization;
using CsCheck;
using NodaTime;
using Poruka.Casework;

namespace Poruka.Core.Tests.Casework;

/// <summary>The guard finds what rooms know in drafts, however it is spelt, and leaves clean drafts alone.</summary>
public class DisclosureGuardTests(ITestOutputHelper output)
{
    private const int DraftCount = 200, CleanCount = 120;

    private static readonly string[] Signs = [" ", "-", ".", "/", " – ", "\u00a0", ") (", ""];

    private static readonly string[] Languages = ["ru", "uk", "en"];

    public static TheoryData<int> Seeds => [20261, 7, 4711];

    [Theory, MemberData(nameof(Seeds))]
    public void What_is_planted_in_an_article_is_found_and_clean_drafts_pass(int seed)
    {
        var random = new Random(seed);
        var (found, falseAlarms) = (new List<(CorpusDraft Draft, bool IsFound)>(), new List<(CorpusDraft Draft, GuardFinding Finding)>());
        var kinds = Enum.GetValues<Planted>();
        for (var i = 0; i < DraftCount + CleanCount; i++)
        {
            // A world of its own for each draft: names, places, days and numbers anew.
            var corpus = new GuardCorpus(random);
            var guard = DisclosureGuard.Over(corpus.Facts());
            guard.LetPass(corpus.PublicText());
            var draft = corpus.Draft(Languages[i % 3], i < DraftCount ? kinds[i / 3 % kinds.Length] : null);
            var findings = guard.Check(draft.Text, GuardCorpus.Today);
            var at = draft.Text.IndexOf(draft.Secret, StringComparison.Ordinal);
            bool InSecret(GuardFinding f) => f.Start < at + draft.Secret.Length && f.Start + f.Length > at;
            if (draft.Planted is not null) found.Add((draft, findings.Any(InSecret)));
            else if (findings.Count > 0) falseAlarms.Add((draft, findings[0]));
        }
        var recall = found.Count(f => f.IsFound) / (double)found.Count;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Disclosure guard, seed {seed}: {found.Count(f => f.IsFound)} of {found.Count} planted drafts found ({recall:P1}); {falseAlarms.Count} of {CleanCount} clean drafts raised an alarm."));
        foreach (var group in found.GroupBy(f => (f.Draft.Planted, f.Draft.Language)).OrderBy(g => g.Key))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {group.Key.Planted} {group.Key.Language}: {group.Count(f => f.IsFound)} of {group.Count()}"));
        foreach (var (draft, _) in found.Where(f => !f.IsFound)) output.WriteLine($"  missed: {draft.Secret}");
        foreach (var (draft, finding) in falseAlarms) output.WriteLine($"  false alarm: {finding.Kind} '{draft.Text.Substring(finding.Start, finding.Length)}' for {finding.Fact.Id} '{finding.Fact.Text}'");
        Assert.True(recall >= 0.95, $"The recall is {recall:P1}.");
        Assert.True(falseAlarms.Count <= CleanCount / 20, $"{falseAlarms.Count} of {CleanCount} clean drafts raised an alarm.");
    }

    [Theory]
    // A name in its cases, at home, in other spellings, in the neighbouring language.
    [InlineData(RoomFactKind.Name, "Оксана Верещук", "Её встретила Оксана.", "Оксана")]
    [InlineData(RoomFactKind.Name, "Оксана Верещук", "Спасибо Оксане за ночлег.", "Оксане")]
    [InlineData(RoomFactKind.Name, "Оксана Верещук", "Оксаночка не спала до утра.", "Оксаночка")]
    [InlineData(RoomFactKind.Name, "Оксана Верещук", "Thanks to Vereshchuk and her friends.", "Vereshchuk")]
    [InlineData(RoomFactKind.Name, "Oksana Vereshchuk", "Пісні співала Верещук.", "Верещук")]
    [InlineData(RoomFactKind.Name, "Ольга Лужина", "Дякуємо Ользі за все.", "Ользі")]
    [InlineData(RoomFactKind.Name, "Николай Лужин", "Їх віз Микола, обережно.", "Микола")]
    [InlineData(RoomFactKind.Name, "Пётр Лужин", "Ехали с Петей до утра.", "Петей")]
    [InlineData(RoomFactKind.Name, "Федір Лужин", "Ждали Фёдора у реки.", "Фёдора")]
    [InlineData(RoomFactKind.Name, "Ян Стеблевский", "Без Яна мы бы не справились.", "Яна")]
    [InlineData(RoomFactKind.Name, "Стеблевская", "Jewgenija Steblewskaja war da.", "Steblewskaja")]
    [InlineData(RoomFactKind.Name, "Павел Кремнёв", "Павлу и Кремнёву", "Павлу", "Кремнёву")]
    [InlineData(RoomFactKind.Name, "Кравець", "Ключі в Кравця.", "Кравця")]
    [InlineData(RoomFactKind.Name, "Чабрецов", "Письмо Чaбpeцoву дошло.", "Чaбpeцoву")] // Latin letters among Cyrillic ones
    [InlineData(RoomFactKind.Name, "Чабрецов", "Смотри #чабрецов и дальше", "чабрецов")]
    // Others of the same name, and what only looks like it.
    [InlineData(RoomFactKind.Name, "Роман Осокин", "Роман Бузинный выступал вчера.")]
    [InlineData(RoomFactKind.Name, "Роман Осокин", "Роман о лагере вышел в свет.")]
    [InlineData(RoomFactKind.Name, "Иван Осокин", "Так писал и Иванов.")]
    [InlineData(RoomFactKind.Name, "Анна Осокина", "Any help is welcome.")]
    [InlineData(RoomFactKind.Name, "Юлия Осокина", "Это было в июле, пятого июля.")]
    // Places.
    [InlineData(RoomFactKind.Place, "Варшава", "На варшавском вокзале её ждали.", "варшавском")]
    [InlineData(RoomFactKind.Place, "Варшава", "She arrived in Warsaw by bus.", "Warsaw")]
    [InlineData(RoomFactKind.Place, "Польша", "Через польскую границу.", "польскую")]
    [InlineData(RoomFactKind.Place, "Київ", "Привезли до Киева.", "Киева")]
    [InlineData(RoomFactKind.Place, "Харьков", "Автобус із Харкова.", "Харкова")]
    [InlineData(RoomFactKind.Place, "Дубровка", "Ночували в Дубрівці.", "Дубрівці")]
    [InlineData(RoomFactKind.Place, "Прага", "Зустріли у Празі.", "Празі")]
    [InlineData(RoomFactKind.Place, "СИЗО-5", "Перевезли в СИЗО № 5.", "СИЗО № 5")]
    [InlineData(RoomFactKind.Place, "СИЗО-5", "Перевезли в СИЗО-2.")]
    [InlineData(RoomFactKind.Place, "Новая Ольховка", "Новая встреча будет позже.")]
    // Numbers.
    [InlineData(RoomFactKind.Text, "тел. +7 926 555-01-37", "Звоните: 8(926)555.01.37", "8(926)555.01.37")]
    [InlineData(RoomFactKind.Text, "тел. +7 926 555-01-37", "Номер: 9 2 6 5 5 5 0 1 3 7", "9 2 6 5 5 5 0 1 3 7")]
    [InlineData(RoomFactKind.Text, "тел. +7 926 555-01-37", "девятьсот двадцать шесть пятьсот пятьдесят пять ноль один тридцать семь", "девятьсот двадцать шесть пятьсот пятьдесят пять ноль один тридцать семь")]
    [InlineData(RoomFactKind.Text, "тел. +7 926 555-01-37", "call nine two six five five five zero one three seven now", "nine two six five five five zero one three seven")]
    [InlineData(RoomFactKind.Text, "карта 4276 5500 1234 8841", "карта, последние цифры 8841", "8841")]
    [InlineData(RoomFactKind.Text, "карта 4276 5500 1234 8841", "в 8841 году")]
    [InlineData(RoomFactKind.Text, "IBAN UA21 3223 1300 0002 6007 2335 66001", "на UA213223130000026007233566001", "213223130000026007233566001")]
    // Sequences of words that aren't ordinary, in another order and other cases; and such that are.
    [InlineData(RoomFactKind.Text, "Ночевали у пасечника за мельницей.", "За мельницей пасечник дал им ночевать.", "мельницей пасечник дал им ночевать")]
    [InlineData(RoomFactKind.Text, "Суд продлил арест, адвокат подал жалобу.", "Адвокат подал жалобу на арест, суд её отклонил.")]
    [InlineData(RoomFactKind.Text, "Спросить у Мирона Чабрецова.", "Там был Чабрецов.", "Чабрецов")]
    public void It_finds_what_a_fact_says(RoomFactKind kind, string fact, string text, params string[] expected)
    {
        var findings = DisclosureGuard.Over([new RoomFact("room", "fact", kind, fact)]).Check(text, GuardCorpus.Today);
        Assert.Equal(expected, findings.Select(f => text.Substring(f.Start, f.Length)));
    }

    [Theory]
    [InlineData("14 ноября её вывезли", true)]
    [InlineData("14.11", true)]
    [InlineData("14.11.26", true)]
    [InlineData("2026-11-14", true)]
    [InlineData("11/14/2026", true)]
    [InlineData("November 14, 2026", true)]
    [InlineData("the 14th of November", true)]
    [InlineData("четырнадцатого ноября", true)]
    [InlineData("чотирнадцятого листопада", true)]
    [InlineData("14-го листопада", true)]
    [InlineData("в ночь с 13 на 14 ноября", true)]
    [InlineData("12–16 ноября", true)]
    [InlineData("15 ноября", true)] // a day later gives it away too
    [InlineData("16 ноября", false)]
    [InlineData("14 ноября 2025", false)]
    [InlineData("14.11.2025", false)]
    [InlineData("on Saturday", true)]
    [InlineData("у суботу", true)]
    [InlineData("в воскресенье", false)]
    [InlineData("шесть дней назад", true)]
    [InlineData("6 days ago", true)]
    [InlineData("five days ago", false)]
    [InlineData("вчера", false)]
    public void It_finds_the_day_of_a_transfer(string text, bool isFound)
    {
        var guard = DisclosureGuard.Over([new RoomFact("room", "fact", RoomFactKind.Place, "Малиновка") { Day = new LocalDate(2026, 11, 14), ReachDays = 1 }]);
        Assert.Equal(isFound, guard.Check(text, GuardCorpus.Today).Any(f => f.Kind == FindingKind.Day));
    }

    [Fact]
    public void Days_that_are_counted_from_today_need_to_know_today()
    {
        var guard = DisclosureGuard.Over([new RoomFact("room", "fact", RoomFactKind.Text, "") { Day = GuardCorpus.Today.PlusDays(-2) }]);
        foreach (var text in new[] { "позавчера", "позавчора", "the day before yesterday" })
        {
            var found = Assert.Single(guard.Check(text, GuardCorpus.Today));
            Assert.EndsWith(text.Substring(found.Start, found.Length), text, StringComparison.Ordinal);
            Assert.Empty(guard.Check(text));
        }
    }

    [Fact]
    public void What_is_public_passes_and_its_neighbours_do_not()
    {
        var guard = DisclosureGuard.Over([new RoomFact("room", "a", RoomFactKind.Name, "Оксана Верещук"), new RoomFact("room", "b", RoomFactKind.Name, "Людмила Верещук")]);
        guard.LetPass("Оксана Верещук на свободе.");
        Assert.Empty(guard.Check("Оксану Верещук встретили дома, Ксюша плакала."));
        Assert.Equal("b", Assert.Single(guard.Check("Её встретила Людмила.")).Fact.Id);
    }

    [Fact]
    public void Each_room_that_knows_is_named_once()
    {
        var guard = DisclosureGuard.Over(Enumerable.Range(0, 6).Select(i => new RoomFact("room" + (i % 2).ToString(CultureInfo.InvariantCulture), "fact", RoomFactKind.Name, "Верещук")));
        Assert.Equal(["room0", "room1"], guard.Check("Верещук").Select(f => f.Fact.Room));
    }

    [Fact]
    public void A_phone_number_is_found_whatever_parts_its_digits() => Gen.Select(Gen.Char['0', '9'].Array[9], Gen.Int[0, Signs.Length - 1].Array[10])
        .Sample((digits, signs) =>
        {
            var number = "79" + new string(digits);
            var spelt = number[0] + string.Concat(number.Skip(1).Select((c, i) => Signs[signs[i]] + c));
            Assert.NotEmpty(DisclosureGuard.Over([new RoomFact("room", "fact", RoomFactKind.Text, "+" + number)]).Check($"Звоните {spelt}, ждём."));
        }, iter: 300);

    [Fact]
    public void No_text_makes_it_stumble() => Gen.String.Sample(text =>
    {
        foreach (var finding in DisclosureGuard.Over([new RoomFact("room", "fact", RoomFactKind.Text, text), new RoomFact("room", "b", RoomFactKind.Name, text) { IsGuarded = true }]).Check(text, GuardCorpus.Today))
            Assert.InRange(finding.Start + finding.Length, 1, text.Length);
    }, iter: 500);

    [Fact]
    public void Two_hundred_drafts_against_ten_thousand_facts_take_seconds()
    {
        var random = new Random(5);
        var facts = new List<RoomFact>();
        while (facts.Count < 10_000) facts.AddRange(new GuardCorpus(random).Facts());
        var drafts = Enumerable.Range(0, 200).Select(i => new GuardCorpus(random).Draft(Languages[i % 3], null).Text).ToList();
        var watch = Stopwatch.StartNew();
        var guard = DisclosureGuard.Over(facts);
        var built = watch.Elapsed;
        foreach (var draft in drafts) guard.Check(draft, GuardCorpus.Today);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Disclosure guard: tables of {facts.Count} facts in {built.TotalSeconds:F1} s, {drafts.Count} drafts of {drafts.Average(d => d.Length):F0} characters in {(watch.Elapsed - built).TotalSeconds:F1} s."));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), watch.Elapsed.ToString());
    }
}
