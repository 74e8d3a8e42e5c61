using System.Globalization;
using System.Text;
using NodaTime;
using Poruka.Casework;

namespace Poruka.Core.Tests.Casework;

/// <summary>What is planted into a draft.</summary>
public enum Planted
{
    Route, Date, Place, Name, Phone,
}

/// <summary>A draft of the article, with what was planted into it.</summary>
internal sealed record CorpusDraft(string Language, Planted? Planted, string Text, string Secret);

/// <summary>
/// Writes drafts of one news article (two people are free, one of them was brought to safety by a way that must not be told) in three
/// languages. All names are generated; the cases of words, the diminutives and the spellings are the test's own, and not the
/// guard's tables: what the test spells, the guard has not seen.
/// </summary>
internal sealed class GuardCorpus
{
    public static readonly LocalDate Today = new(2026, 11, 20);

    private readonly Random _random;
    private readonly LocalDate _moved;
    private readonly (CorpusName Given, CorpusName Family) _driver, _host, _first, _other;
    private readonly CorpusName _village, _second, _refuge;
    private readonly string _phone, _account;
    private readonly List<string> _taken = [];

    public GuardCorpus(Random random)
    {
        _random = random;
        _moved = Today.PlusDays(-random.Next(1, 7));
        _first = (CorpusWords.PublicWoman, Family(false));
        _other = (CorpusWords.PublicMan, Family(true));
        _driver = (Pick(random, CorpusWords.Men), Family(true));
        _host = (Pick(random, CorpusWords.Women), Family(false));
        (_village, _second, _refuge) = (CorpusWords.Village(random), CorpusWords.Village(random), Pick(random, CorpusWords.Towns));
        (_phone, _account) = ("79" + Digits(random, 9), "40817810" + Digits(random, 12));
    }

    /// <summary>What the rooms of both cases know.</summary>
    public IReadOnlyList<RoomFact> Facts()
    {
        var facts = new List<RoomFact>
        {
            new("first", "name", RoomFactKind.Name, $"{_first.Family.Ru[0]} {_first.Given.Ru[0]}"),
            new("other", "name", RoomFactKind.Name, $"{_other.Given.Ru[0]} {_other.Family.Ru[0]}"),
            new("first", "driver", RoomFactKind.Name, $"{_driver.Given.Ru[0]} {_driver.Family.Ru[0]}"),
            new("first", "host", RoomFactKind.Name, $"{_host.Given.Uk[0]} {_host.Family.Uk[0]}"),
            new("first", "moved", RoomFactKind.Place, _village.Ru[0]) { Day = _moved, ReachDays = 1 },
            new("first", "second", RoomFactKind.Place, _second.Uk[0]),
            new("first", "refuge", RoomFactKind.Place, _refuge.Ru[0]),
            new("first", "phone", RoomFactKind.Text, $"Связь с ней по +7 {_phone[1..4]} {_phone[4..7]}-{_phone[7..9]}-{_phone[9..]}, писать вечером."),
            new("first", "account", RoomFactKind.Text, $"Деньги на дорогу лежат на {_account}."),
            new("first", "way", RoomFactKind.Text, "Ночевали у пасечника за мельницей, утром перешли брод ниже старой плотины, дальше на молоковозе до бензоколонки.") { IsGuarded = true },
            new("first", "way-uk", RoomFactKind.Text, "Ночували в пасічника за млином, вранці перейшли брід нижче старої греблі, далі молоковозом до заправки.") { IsGuarded = true },
            new("first", "way-en", RoomFactKind.Text, "They slept at the beekeeper's barn behind the mill, waded the ford below the old weir at dawn and rode a milk tanker to the petrol station.") { IsGuarded = true },
        };
        string[] noise =
        [
            "Адвокат был в изоляторе, жалоб на здоровье нет, просит тёплые вещи и книги.", "Суд продлил срок содержания под стражей на два месяца, апелляция подана.",
            "Мать получила письмо, почерк её, бодрая.", "Передачу приняли, кроме чая и витаминов; взять чек у окна.", "Адвокат знайомиться з матеріалами справи, клопотання про експертизу відхилили.",
            "Лікар оглянув, тиск високий, ліки передали через канцелярію.", "She asks for letters in English and for a grammar book.", "The consul was refused a visit and will apply again.",
            "Следователь вызывал соседку по площадке, спрашивал о поездках.", "Работодатель уволил по статье за прогул, трудовую книжку вернули почтой.",
        ];
        for (var i = 0; i < noise.Length; i++) facts.Add(new RoomFact(i % 2 == 0 ? "first" : "other", "noise" + i.ToString(CultureInfo.InvariantCulture), RoomFactKind.Text, noise[i]));
        return facts;
    }

    /// <summary>What the public knows already: that the two were in prison, and who they are.</summary>
    public string PublicText() => $"{_first.Given.Ru[0]} {_first.Family.Ru[0]} и {_other.Given.Ru[0]} {_other.Family.Ru[0]} были под арестом в Самаре.";

    /// <summary>A draft with something planted, or a clean one of the same length.</summary>
    public CorpusDraft Draft(string language, Planted? planted)
    {
        var words = CorpusWords.Of(language);
        var sentences = Shuffled(words.Sentences).Take(18).Select(s => Fill(s, language)).ToList();
        var secret = planted is { } kind ? Secret(kind, language) : Fill(Pick(_random, words.Harmless), language);
        sentences.Insert(_random.Next(3, sentences.Count), secret);
        var text = new StringBuilder().Append(Fill(Pick(_random, words.Titles), language)).Append("\n\n");
        for (var i = 0; i < sentences.Count; i++) text.Append(sentences[i]).Append(i % 4 == 3 ? "\n\n" : " ");
        return new CorpusDraft(language, planted, text.ToString().Trim(), secret);
    }

    private string Secret(Planted planted, string language)
    {
        var words = CorpusWords.Of(language);
        return planted switch
        {
            Planted.Route => _random.Next(2) == 0 ? Pick(_random, words.Ways) : Fill(Pick(_random, words.RoutesByPlace), language),
            Planted.Date => Pick(_random, words.Dates).Replace("{D}", Day(language), StringComparison.Ordinal),
            Planted.Place => Place(Pick(_random, words.Places), language),
            Planted.Name => Name(language, words),
            _ => Pick(_random, words.Phones).Replace("{T}", Phone(), StringComparison.Ordinal),
        };
    }

    private string Name(string language, CorpusWords words)
    {
        var (given, family) = _random.Next(2) == 0 ? _driver : _host;
        var sentence = Pick(_random, words.Names);
        var way = _random.Next(3); // the family name, the given name, what they are called at home
        return CorpusWords.Cased(sentence, 'P', c => way switch
        {
            0 => Spell(family, language, c),
            1 => Spell(given, language, c),
            _ => SpellHome(given, language, c),
        });
    }

    private string Place(string sentence, string language)
    {
        var place = _random.Next(3) switch { 0 => _village, 1 => _second, _ => _refuge };
        return CorpusWords.Cased(sentence, 'L', c => Spell(place, language, c));
    }

    private string Spell(CorpusName name, string language, int grammaticalCase) => language switch
    {
        "ru" => name.Ru[grammaticalCase], "uk" => name.Uk[grammaticalCase],
        _ => name.En.Length > 0 && _random.Next(2) == 0 ? Pick(_random, name.En) : CorpusWords.Latin(_random.Next(2) == 0 ? name.Ru[0] : name.Uk[0], _random.Next(CorpusWords.Systems)),
    };

    private string SpellHome(CorpusName name, string language, int grammaticalCase) => language switch
    {
        "ru" => Pick(_random, name.HomeRu).Split('/')[grammaticalCase == 0 ? 0 : grammaticalCase == 4 ? 2 : 1],
        "uk" => Pick(_random, name.HomeUk).Split('/')[grammaticalCase == 0 ? 0 : grammaticalCase == 4 ? 2 : 1],
        _ => CorpusWords.Latin(Pick(_random, name.HomeRu).Split('/')[0], _random.Next(CorpusWords.Systems)),
    };

    /// <summary>What stands in every draft: names and days that are public, people who are nobody's secret.</summary>
    private string Fill(string sentence, string language)
    {
        sentence = CorpusWords.Cased(sentence, 'A', c => $"{Spell(_first.Given, language, c)} {Spell(_first.Family, language, c)}");
        sentence = CorpusWords.Cased(sentence, 'B', c => Spell(_other.Given, language, c));
        sentence = CorpusWords.Cased(sentence, 'V', c => Spell(_village, language, c));
        sentence = CorpusWords.Cased(sentence, 'W', c => Spell(_second, language, c));
        sentence = CorpusWords.Cased(sentence, 'R', c => Spell(_refuge, language, c));
        sentence = CorpusWords.Cased(sentence, 'X', c =>
        {
            // A lawyer, a judge: with a name that one of the secret people may bear too, and a family name of their own.
            var person = (Given: Pick(_random, CorpusWords.Men), Family: Family(true));
            _taken.RemoveAt(_taken.Count - 1);
            return $"{Spell(person.Given, language, c)} {Spell(person.Family, language, c)}";
        });
        return sentence
            .Replace("{M}", _random.Next(20, 900).ToString(CultureInfo.InvariantCulture) + " " + Digits(_random, 3), StringComparison.Ordinal)
            .Replace("{D}", CorpusWords.Written(Today.PlusDays(-_random.Next(40, 200)), language, _random.Next(3)), StringComparison.Ordinal)
            .Replace("{T}", "+7 8" + Digits(_random, 2) + " " + Digits(_random, 3) + "-" + Digits(_random, 2) + "-" + Digits(_random, 2), StringComparison.Ordinal);
    }

    /// <summary>A family name that nobody else has, whatever its end.</summary>
    private CorpusName Family(bool isMan)
    {
        while (true)
        {
            var family = CorpusWords.FamilyName(_random, isMan);
            if (_taken.Contains(family.Ru[0][..4])) continue;
            _taken.Add(family.Ru[0][..4]);
            return family;
        }
    }

    private string Day(string language)
    {
        var way = _random.Next(7);
        if (way == 6 && Period.DaysBetween(_moved, Today) == 2) return language switch { "ru" => "позавчера", "uk" => "позавчора", _ => "the day before yesterday" };
        if (way == 5) return CorpusWords.Weekday(_moved, language);
        return CorpusWords.Written(_moved, language, way % 6);
    }

    private string Phone()
    {
        var p = _random.Next(5) == 0 ? _account : _phone;
        if (p.Length > 11)
            return _random.Next(3) switch { 0 => string.Join(' ', p.Chunk(4).Select(c => new string(c))), 1 => "40817 **** **** " + p[^4..], _ => p };
        return _random.Next(7) switch
        {
            0 => $"+7 ({p[1..4]}) {p[4..7]}-{p[7..9]}-{p[9..]}",
            1 => $"8 {p[1..4]} {p[4..7]} {p[7..9]} {p[9..]}",
            2 => $"8-{p[1..4]}-{p[4..6]}-{p[6..8]}-{p[8..11]}",
            3 => $"8{p[1..]}",
            4 => $"{p[1..4]}.{p[4..7]}.{p[7..]}",
            5 => $"+7{p[1..4]}/{p[4..7]}/{p[7..9]}/{p[9..]}",
            _ => $"{p[4..7]}–{p[7..9]}–{p[9..]}",
        };
    }

    private List<string> Shuffled(IReadOnlyList<string> items)
    {
        string[] all = [.. items];
        _random.Shuffle(all);
        return [.. all];
    }

    internal static T Pick<T>(Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    private static string Digits(Random random, int count) => new([.. Enumerable.Range(0, count).Select(_ => (char)('0' + random.Next(10)))]);
}
