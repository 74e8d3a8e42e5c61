namespace Poruka.Casework;

/// <summary>
/// Given names with what they are in the neighbouring language and what people are called by them at home. Longer diminutives
/// follow from rules (<see cref="Inflection.Diminutives"/>); here stand those that no rule makes.
/// </summary>
internal static class GivenNames
{
    // A line is one name: forms of Russian, Ukrainian and Belarusian, short ones, and English ones that no transliteration gives.
    private const string Table = """
        Александр Олександр Аляксандр Саша Сашка Сашко Сашенька Саня Санёк Санька Шура Шурик Алекс Олесь Лесь Сандро Alexander Alex Sandy
        Александра Олександра Аляксандра Саша Сашка Сашенька Саня Шура Алекса Олеся Леся Сандра Alexandra
        Алексей Олексій Аляксей Алёша Лёша Лёха Лёшка Лёшенька Альоша Льоша Олекса Лесик Alexis
        Анастасия Анастасія Настя Настенька Настюша Настуня Ася Стася Тася Нася Anastasia Stacy
        Анатолий Анатолій Толя Толик Толян Толенька
        Андрей Андрій Андрэй Андрюша Андрюха Дрон Андрійко Андрусь Andrew
        Анна Ганна Ганна Аня Анечка Анюта Нюра Нюша Нюта Аннушка Ганя Ганнуся Ганка Ануся Нуся Anne Ann Hanna
        Антон Антоша Тоша Тошка Антось Anthony
        Антонина Антоніна Тоня Тонечка Тося
        Артём Артем Артемий Артёмка Тёма Тема Тьома
        Богдан Даня Бодя Богданчик
        Богдана Дана Богданка
        Борис Боря Борька Боренька
        Вадим Вадик Вадя Димка Вадимко
        Валентин Валя Валик Валентинка
        Валентина Валя Валечка Валюша Тина
        Валерий Валерій Валера Валерка Валерик
        Валерия Валерія Лера Лерочка Лерка Валя
        Варвара Варя Варенька Варка Варуся
        Василий Василь Вася Васька Васенька Васёк Василько Basil
        Вера Віра Верочка Верка Віронька Веруня
        Вероника Вероніка Ника Ніка Вера Роня Veronica
        Виктор Віктор Витя Вітя Витёк Витька Вітько Victor
        Виктория Вікторія Вика Віка Викуся Вікуся Тори Victoria
        Виталий Віталій Виталик Віталік Витася Талик
        Владимир Володимир Уладзімір Вова Вовка Вовочка Володя Володька Вовчик Влад Ладик
        Владислав Уладзіслаў Влад Владик Слава Славик
        Вячеслав В'ячеслав Слава Славик Славко
        Галина Галя Галочка Галка Галинка Галинонька
        Геннадий Геннадій Гена Генка Геночка
        Георгий Георгій Жора Гоша Гога Егор Єгор George
        Григорий Григорій Рыгор Гриша Гришка Гришенька Гриць Грицько Gregory
        Данило Даниил Даниїл Данила Даня Данька Данилко Daniel Данік
        Дарья Дарія Дарина Одарка Даша Дашенька Дашка Даруся Daria
        Денис Дэн Денчик Дениска Dennis
        Диана Діана Диана Дина Diana
        Дмитрий Дмитро Дзмітры Дима Діма Димка Митя Митька Дмитрик Димон Митро
        Евгений Євген Яўген Женя Женька Євгенко Євгенчик Жека Eugene
        Евгения Євгенія Женя Женечка Женька Гена Eugenia
        Егор Єгор Гоша Жора Егорка Єгорка
        Екатерина Катерина Кацярына Катя Катенька Катюша Катюха Катя Катруся Катря Катерина Catherine Kate Katherine Katia
        Елена Олена Алена Алёна Лена Леночка Оленка Оленочка Алёнка Ленка Леся Helen Helena
        Елизавета Єлизавета Лизавета Лиза Ліза Лизонька Лізонька Elizabeth
        Зинаида Зінаїда Зина Зіна Зиночка
        Зоя Зоечка Зойка Зоєчка
        Иван Іван Ян Ваня Ванька Ванечка Ивась Івась Івасик Іванко Янка John
        Игорь Ігор Ігорко Гоша Гарик Игорёк Ігорчик
        Илья Ілля Илюша Илюха Ілюша Ілько Elijah
        Инна Інна Инночка Інуся
        Ирина Ірина Арина Ира Іра Ирочка Иришка Ирка Іринка Ірочка Яринка Ярина Irene
        Кирилл Кирило Кирюша Кирюха Кирилко Cyril
        Константин Костянтин Костя Костик Костян Котик Костянчик Constantine
        Ксения Ксенія Аксинья Ксюша Ксюха Ксеня Ксюня Xenia
        Лариса Лариса Лара Ларочка Лорочка
        Лев Лёва Лёвушка Льова Левко Leo
        Леонид Леонід Лёня Льоня Лёнька Льончик
        Лидия Лідія Лида Ліда Лидочка Lydia
        Лилия Лілія Лиля Ліля Лилечка Lily
        Любовь Любов Люба Любочка Любаша Любця Любка
        Людмила Люда Людочка Мила Люся Людка Міла
        Майя Маечка Майка
        Максим Максім Макс Максимка Максимко Сима
        Маргарита Рита Риточка Марго Margaret
        Марина Маріна Маринка Мариша Мара Марічка
        Мария Марія Марья Маша Маня Маруся Машенька Машка Муся Маричка Марічка Марійка Mary
        Марк Марко Марик Mark
        Матвей Матвій Мотя Матвейка Matthew
        Михаил Михайло Міхась Миша Мишка Мишаня Мишенька Мишко Михась Мисько Michael Mike
        Надежда Надія Надя Наденька Надюша Надька Надійка
        Назар Назарко Назарчик
        Наталья Наталия Наталія Наталя Наташа Ната Наташка Наталка Наталочка Таша Natalie
        Никита Микита Никитка Микитка Кит
        Николай Микола Мікола Коля Колька Коленька Миколка Колян Nicholas Nick
        Нина Ніна Ниночка Нінуся
        Оксана Аксана Ксана Ксюша Оксанка Оксаночка Ксаночка Сана
        Олег Алег Олежка Олежек Олежик Лега
        Ольга Вольга Оля Оленька Олечка Олька Лёля Ольця Olha
        Остап Остапко Остапчик
        Павел Павло Паша Пашка Паша Павлуша Павлик Павлусь Павлуня Пашенька Paul
        Пётр Петр Петро Петя Петька Петруша Петрик Петрусь Петрусь Peter
        Полина Поліна Поля Полинка Полечка
        Раиса Раїса Рая Раечка
        Римма Рима Риммочка
        Роман Рома Ромка Ромочка Ромчик Ромко Ромашка
        Ростислав Ростик Слава Ростя
        Руслан Русик Рус Русланчик
        Светлана Світлана Света Світа Светочка Світланка Лана Светик
        Святослав Свят Святик Слава
        Семён Семен Сёма Сеня Сенька Семенко Simon
        Сергей Сергій Сяргей Серёжа Серёга Сережа Серж Сергійко Сірожа Сергунь Serge
        София Софія Софья Соня Сонечка Софійка Соня Sophia Sofia Sophie
        Станислав Станіслав Стас Стасик Слава
        Степан Сцяпан Стёпа Стьопа Степанко Степка Stephen Steven
        Тамара Тома Томочка Тамарка
        Тарас Тарасик Тарасько
        Татьяна Тетяна Таццяна Таня Танюша Танечка Танька Тетянка Тата
        Тимофей Тимофій Тима Тимоша Тимко Timothy
        Тимур Тима Тимурка Тимурчик
        Ульяна Уляна Уля Уляся Улянка Julianna
        Фёдор Федір Федя Федька Федько Theodore
        Филипп Пилип Филя Пилипко Philip
        Эдуард Едуард Эдик Едик Edward
        Элла Елла Эля Еля Ella
        Юлия Юлія Юля Юленька Юлька Юляша Юльця Julia Julie
        Юрий Юрій Юра Юрик Юрка Юрко Юрась Юрчик
        Яков Яків Яша Яшка Яшенька Яківко Jacob James
        Яна Яночка Янка Янина
        Ярослав Слава Ярик Славик Ярко Ярчик
        Ярослава Слава Яра Ярослава Славця
        """;

    private static readonly (Dictionary<string, List<int>> Groups, List<string[]> Forms) Known = Read();

    /// <summary>All forms of the names that a word may be a form of, itself left out; empty where it is no given name that we know.</summary>
    public static IReadOnlyList<string> FormsOf(string sound)
    {
        var groups = GroupsOf(sound);
        return groups.Count == 0 ? [] : [.. groups.SelectMany(g => Known.Forms[g]).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Whether a word, in any case, is a given name that we know.</summary>
    public static bool IsOne(string sound) => GroupsOf(sound).Count > 0;

    /// <summary>Whether a word is what somebody is called after their father.</summary>
    public static bool IsPatronymic(string sound)
    {
        foreach (var ending in (ReadOnlySpan<string>)["oviC", "eviC", "ovn", "evn", "ivn"])
        {
            var at = sound.LastIndexOf(ending, StringComparison.Ordinal);
            if (at >= 2 && Inflection.IsEnding(sound.AsSpan(at + ending.Length)) && (ending[^1] == 'C' || at + ending.Length < sound.Length)) return true;
        }
        return false;
    }

    private static HashSet<int> GroupsOf(string sound)
    {
        // The name as it stands first; another case of it only where it isn't one itself: Саши, but not Александра for Александр.
        var groups = new HashSet<int>();
        if (Known.Groups.TryGetValue(sound, out var own)) return [.. own];
        for (var length = 0; length <= Inflection.MaxEnding && sound.Length - length >= 2; length++)
            if (Inflection.IsEnding(sound.AsSpan(sound.Length - length)) && Known.Groups.TryGetValue("-" + sound[..^length], out var found)) groups.UnionWith(found);
        return groups;
    }

    private static (Dictionary<string, List<int>>, List<string[]>) Read()
    {
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var forms = new List<string[]>();
        foreach (var line in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] sounds = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(WordSound.First).Distinct(StringComparer.Ordinal)];
            foreach (var sound in sounds)
            {
                Put(sound);
                foreach (var stem in Inflection.StemsOf(sound))
                    if (stem.Length >= 3) Put("-" + stem);
            }
            forms.Add(sounds);
        }
        return (groups, forms);

        void Put(string key)
        {
            if (!groups.TryGetValue(key, out var list)) groups[key] = list = [];
            if (!list.Contains(forms.Count)) list.Add(forms.Count);
        }
    }
}
