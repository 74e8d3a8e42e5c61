using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NodaTime;

namespace Poruka.Core.Tests.Casework;

/// <summary>A name with its six cases (nominative, genitive, dative, accusative, instrumental, locative) in Russian and Ukrainian.</summary>
/// <param name="Ru">In Russian.</param>
/// <param name="Uk">In Ukrainian.</param>
/// <param name="En">Spellings in English besides transliterations.</param>
/// <param name="HomeRu">What somebody is called at home: nominative/genitive/instrumental.</param>
/// <param name="HomeUk">The same in Ukrainian.</param>
internal sealed record CorpusName(string[] Ru, string[] Uk, string[] En, string[] HomeRu, string[] HomeUk);

/// <summary>The words that drafts are made of.</summary>
internal sealed partial record CorpusWords
{
    public const int Systems = 5;

    public static readonly CorpusName[] Men =
    [
        Man("Роман", "Роман", "", "Рома/Ромы/Ромой Ромка/Ромки/Ромкой Ромочка/Ромочки/Ромочкой", "Ромко/Ромка/Ромком Ромчик/Ромчика/Ромчиком"),
        Man("Степан", "Степан", "", "Стёпа/Стёпы/Стёпой Стёпка/Стёпки/Стёпкой", "Степанко/Степанка/Степанком Стьопа/Стьопи/Стьопою"),
        new(["Николай", "Николая", "Николаю", "Николая", "Николаем", "Николае"], ["Микола", "Миколи", "Миколі", "Миколу", "Миколою", "Миколі"], ["Nicholas"],
            ["Коля/Коли/Колей", "Колька/Кольки/Колькой", "Коленька/Коленьки/Коленькой"], ["Миколка/Миколки/Миколкою"]),
        new(["Игорь", "Игоря", "Игорю", "Игоря", "Игорем", "Игоре"], ["Ігор", "Ігоря", "Ігорю", "Ігоря", "Ігорем", "Ігореві"], [],
            ["Игорёк/Игорька/Игорьком", "Гоша/Гоши/Гошей"], ["Ігорко/Ігорка/Ігорком", "Ігорчик/Ігорчика/Ігорчиком"]),
        new(["Павел", "Павла", "Павлу", "Павла", "Павлом", "Павле"], ["Павло", "Павла", "Павлові", "Павла", "Павлом", "Павлові"], ["Paul"],
            ["Паша/Паши/Пашей", "Павлик/Павлика/Павликом"], ["Павлусь/Павлуся/Павлусем", "Павлик/Павлика/Павликом"]),
        new(["Григорий", "Григория", "Григорию", "Григория", "Григорием", "Григории"], ["Григорій", "Григорія", "Григорієві", "Григорія", "Григорієм", "Григорієві"], ["Gregory"],
            ["Гриша/Гриши/Гришей", "Гришка/Гришки/Гришкой"], ["Гриць/Гриця/Грицем", "Грицько/Грицька/Грицьком"]),
        new(["Фёдор", "Фёдора", "Фёдору", "Фёдора", "Фёдором", "Фёдоре"], ["Федір", "Федора", "Федорові", "Федора", "Федором", "Федорові"], ["Theodore"],
            ["Федя/Феди/Федей", "Федька/Федьки/Федькой"], ["Федько/Федька/Федьком"]),
    ];

    public static readonly CorpusName[] Women =
    [
        new(["Оксана", "Оксаны", "Оксане", "Оксану", "Оксаной", "Оксане"], ["Оксана", "Оксани", "Оксані", "Оксану", "Оксаною", "Оксані"], [],
            ["Ксана/Ксаны/Ксаной", "Ксюша/Ксюши/Ксюшей"], ["Оксанка/Оксанки/Оксанкою", "Ксаночка/Ксаночки/Ксаночкою"]),
        new(["Людмила", "Людмилы", "Людмиле", "Людмилу", "Людмилой", "Людмиле"], ["Людмила", "Людмили", "Людмилі", "Людмилу", "Людмилою", "Людмилі"], [],
            ["Люда/Люды/Людой", "Мила/Милы/Милой"], ["Люда/Люди/Людою", "Людочка/Людочки/Людочкою"]),
        new(["Екатерина", "Екатерины", "Екатерине", "Екатерину", "Екатериной", "Екатерине"], ["Катерина", "Катерини", "Катерині", "Катерину", "Катериною", "Катерині"], ["Catherine", "Katherine"],
            ["Катя/Кати/Катей", "Катюша/Катюши/Катюшей"], ["Катруся/Катрусі/Катрусею", "Катря/Катрі/Катрею"]),
        new(["Ольга", "Ольги", "Ольге", "Ольгу", "Ольгой", "Ольге"], ["Ольга", "Ольги", "Ользі", "Ольгу", "Ольгою", "Ользі"], ["Olga"],
            ["Оля/Оли/Олей", "Оленька/Оленьки/Оленькой"], ["Оля/Олі/Олею", "Олечка/Олечки/Олечкою"]),
        new(["Зинаида", "Зинаиды", "Зинаиде", "Зинаиду", "Зинаидой", "Зинаиде"], ["Зінаїда", "Зінаїди", "Зінаїді", "Зінаїду", "Зінаїдою", "Зінаїді"], [],
            ["Зина/Зины/Зиной", "Зиночка/Зиночки/Зиночкой"], ["Зіна/Зіни/Зіною"]),
    ];

    /// <summary>The two whom the article is about: what everybody knows.</summary>
    public static readonly CorpusName PublicWoman = new(["Нина", "Нины", "Нине", "Нину", "Ниной", "Нине"], ["Ніна", "Ніни", "Ніні", "Ніну", "Ніною", "Ніні"], [], ["Нина/Нины/Ниной"], ["Ніна/Ніни/Ніною"]);

    public static readonly CorpusName PublicMan = Man("Тимур", "Тимур", "", "Тимур/Тимура/Тимуром", "Тимур/Тимура/Тимуром");

    public static readonly CorpusName[] Towns =
    [
        Town(["Варшава", "Варшавы", "Варшаве", "Варшаву", "Варшавой", "Варшаве"], ["Варшава", "Варшави", "Варшаві", "Варшаву", "Варшавою", "Варшаві"], "Warsaw"),
        Town(["Тбилиси", "Тбилиси", "Тбилиси", "Тбилиси", "Тбилиси", "Тбилиси"], ["Тбілісі", "Тбілісі", "Тбілісі", "Тбілісі", "Тбілісі", "Тбілісі"], "Tbilisi"),
        Town(["Вена", "Вены", "Вене", "Вену", "Веной", "Вене"], ["Відень", "Відня", "Відню", "Відень", "Віднем", "Відні"], "Vienna"),
        Town(["Прага", "Праги", "Праге", "Прагу", "Прагой", "Праге"], ["Прага", "Праги", "Празі", "Прагу", "Прагою", "Празі"], "Prague"),
        Town(["Вильнюс", "Вильнюса", "Вильнюсу", "Вильнюс", "Вильнюсом", "Вильнюсе"], ["Вільнюс", "Вільнюса", "Вільнюсу", "Вільнюс", "Вільнюсом", "Вільнюсі"], "Vilnius"),
        Town(["Львов", "Львова", "Львову", "Львов", "Львовом", "Львове"], ["Львів", "Львова", "Львову", "Львів", "Львовом", "Львові"], "Lviv"),
    ];

    private static readonly string[] Roots = ["Верес", "Лужан", "Горобч", "Стебл", "Полын", "Кремн", "Жаворон", "Терлеч", "Мурав", "Осок", "Чабрец", "Рокит", "Журавл", "Смерек", "Бузин", "Кизил", "Ковыл", "Пижм"];

    public static CorpusName FamilyName(Random random, bool isMan)
    {
        var root = GuardCorpus.Pick(random, Roots);
        var uk = root.Replace('ы', 'и');
        return random.Next(4) switch
        {
            0 => Same($"{root}енко", $"{uk}енк", isMan, ["о", "а", "ові", "а", "ом", "ові"]),
            1 => Same($"{root}чук", $"{uk}чук", isMan, ["", "а", "у", "а", "ом", "ові"], ["", "а", "у", "а", "ом", "е"]),
            2 => isMan
                ? Plain(Join(root + "овск", "ий", "ого", "ому", "ого", "им", "ом"), Join(uk + "овськ", "ий", "ого", "ому", "ого", "им", "ому"))
                : Plain(Join(root + "овск", "ая", "ой", "ой", "ую", "ой", "ой"), Join(uk + "овськ", "а", "ої", "ій", "у", "ою", "ій")),
            _ => isMan
                ? Plain(Join(root + "ов", "", "а", "у", "а", "ым", "е"), Join(uk + "ов", "", "а", "у", "а", "им", "у"))
                : Plain(Join(root + "ов", "а", "ой", "ой", "у", "ой", "ой"), Join(uk + "ов", "а", "ої", "ій", "у", "ою", "ій")),
        };
    }

    public static CorpusName Village(Random random)
    {
        string[] roots = ["Берест", "Малин", "Ольхов", "Рудн", "Глинищ", "Дубров", "Заболот", "Тернов", "Ясен", "Граб", "Осинов", "Вербил", "Лозов", "Чемериц", "Ставк", "Гнедин"];
        var root = GuardCorpus.Pick(random, roots);
        return random.Next(3) switch
        {
            0 => Plain(Join(root + "ица", "", "", "", "", "", "").Select((_, i) => root + new[] { "ица", "ицы", "ице", "ицу", "ицей", "ице" }[i]).ToArray(),
                Join(root, "иця", "иці", "иці", "ицю", "ицею", "иці")),
            1 => Plain(Join(root, "овка", "овки", "овке", "овку", "овкой", "овке"), Join(root, "івка", "івки", "івці", "івку", "івкою", "івці")),
            _ => Plain(Join(root, "ичи", "ичей", "ичам", "ичи", "ичами", "ичах"), Join(root, "ичі", "ичів", "ичам", "ичі", "ичами", "ичах")),
        };
    }

    /// <summary>Puts a word in for <c>{X3}</c>, in the case of the digit.</summary>
    public static string Cased(string sentence, char letter, Func<int, string> word) =>
        Slot().Replace(sentence, m => m.Groups[1].Value[0] == letter ? word(m.Groups[2].Value[0] - '0') : m.Value);

    public static string Weekday(LocalDate day, string language)
    {
        var at = (int)day.DayOfWeek - 1;
        return language switch
        {
            "ru" => new[] { "в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье" }[at],
            "uk" => new[] { "у понеділок", "у вівторок", "у середу", "у четвер", "у п’ятницю", "у суботу", "у неділю" }[at],
            _ => new[] { "on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday", "on Sunday" }[at],
        };
    }

    public static string Written(LocalDate d, string language, int way)
    {
        string[] ru = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"];
        string[] uk = ["січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня", "листопада", "грудня"];
        var english = CultureInfo.InvariantCulture.DateTimeFormat.MonthNames;
        var month = language switch { "ru" => ru[d.Month - 1], "uk" => uk[d.Month - 1], _ => english[d.Month - 1] };
        return way switch
        {
            0 => language == "en" ? $"{month} {d.Day}" : $"{d.Day} {month}",
            1 => $"{d.Day:00}.{d.Month:00}.{d.Year}",
            2 => language == "en" ? $"{d.Day} {month} {d.Year}" : $"{d.Day} {month} {d.Year} г.",
            3 => language == "en" ? $"the {InWords(d.Day, language)} of {month}" : $"{InWords(d.Day, language)} {month}",
            4 => language == "en" ? $"{d.Month:00}/{d.Day:00}/{d.Year}" : $"{d.Day:00}.{d.Month:00}",
            _ => language == "en" ? $"{d.Day}th of {month[..3]}" : $"{d.Day}-го {month}",
        };
    }

    private static string InWords(int day, string language)
    {
        string[] ru = ["первого", "второго", "третьего", "четвёртого", "пятого", "шестого", "седьмого", "восьмого", "девятого", "десятого", "одиннадцатого", "двенадцатого", "тринадцатого", "четырнадцатого", "пятнадцатого", "шестнадцатого", "семнадцатого", "восемнадцатого", "девятнадцатого", "двадцатого"];
        string[] uk = ["першого", "другого", "третього", "четвертого", "п’ятого", "шостого", "сьомого", "восьмого", "дев’ятого", "десятого", "одинадцятого", "дванадцятого", "тринадцятого", "чотирнадцятого", "п’ятнадцятого", "шістнадцятого", "сімнадцятого", "вісімнадцятого", "дев’ятнадцятого", "двадцятого"];
        string[] en = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"];
        var words = language switch { "ru" => ru, "uk" => uk, _ => en };
        if (day <= 20) return words[day - 1];
        if (day == 30) return language switch { "ru" => "тридцатого", "uk" => "тридцятого", _ => "thirtieth" };
        return (language, day > 30) switch { ("ru", false) => "двадцать ", ("ru", true) => "тридцать ", ("uk", false) => "двадцять ", ("uk", true) => "тридцять ", (_, false) => "twenty-", _ => "thirty-" } + words[day % 10 - 1];
    }

    /// <summary>Cyrillic in Latin letters by one of five systems: passports, the Ukrainian one, German, Polish, the libraries'.</summary>
    public static string Latin(string word, int system)
    {
        var builder = new StringBuilder();
        for (var i = 0; i < word.Length; i++)
        {
            var small = char.ToLowerInvariant(word[i]);
            var at = Letters.IndexOf(small, StringComparison.Ordinal);
            var latin = at < 0 ? word[i].ToString() : Tables[system][at];
            if (small == 'и' && system == 1) latin = "y";
            builder.Append(char.IsUpper(word[i]) && latin.Length > 0 ? char.ToUpperInvariant(latin[0]) + latin[1..] : latin);
        }
        return builder.ToString();
    }

    private const string Letters = "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя’";

    private static readonly string[][] Tables =
    [
        "a b v g g d e e e zh z i i i i k l m n o p r s t u f kh ts ch sh shch  y  e iu ia ".Split(' '),
        "a b v h g d e yo ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch  y  e iu ia ".Split(' '),
        "a b w g g d e jo je sh s i i ji j k l m n o p r s t u f ch z tsch sch schtsch  y  e ju ja ".Split(' '),
        "a b w h g d e jo je ż z y i ji j k ł m n o p r s t u f ch c cz sz szcz  y  e ju ja ".Split(' '),
        "a b v g g d e ë je ž z i i ji j k l m n o p r s t u f h c č š šč  y  è ju ja ".Split(' '),
    ];

    private static CorpusName Man(string ru, string uk, string en, string homeRu, string homeUk) => new(
        Join(ru, "", "а", "у", "а", "ом", "е"), Join(uk, "", "а", "ові", "а", "ом", "ові"), en.Length == 0 ? [] : en.Split(' '), homeRu.Split(' '), homeUk.Split(' '));

    private static CorpusName Town(string[] ru, string[] uk, string en) => new(ru, uk, [en], [ru[0]], [uk[0]]);

    private static CorpusName Plain(string[] ru, string[] uk) => new(ru, uk, [], [$"{ru[0]}/{ru[1]}/{ru[4]}"], [$"{uk[0]}/{uk[1]}/{uk[4]}"]);

    private static CorpusName Same(string ru, string uk, bool isMan, string[] ukEndings, string[]? ruEndings = null)
    {
        string[] Still(string word) => [.. Enumerable.Repeat(word, 6)];
        return Plain(isMan && ruEndings is not null ? Join(ru, ruEndings) : Still(ru), isMan ? Join(uk, ukEndings) : Still(uk + ukEndings[0]));
    }

    private static string[] Join(string stem, params string[] endings) => [.. endings.Select(e => stem + e)];

    [GeneratedRegex(@"\{([A-Z])([0-5])\}")]
    private static partial Regex Slot();
}
