using System.Globalization;
using NodaTime;

namespace Poruka.Casework;

/// <summary>A day that a text names; its year is null where it doesn't say.</summary>
internal readonly record struct DayInText(int Start, int Length, int Day, int Month, int? Year)
{
    /// <summary>Whether it is counted from the day of writing: yesterday, on Saturday.</summary>
    public bool IsCounted { get; init; }
}

/// <summary>Finds days: in digits, with the month's name, in words, and counted from the day on which the text is written.</summary>
internal static class DaysInText
{
    // January to December: what months are called in their cases, and short.
    private static readonly Dictionary<string, int> Months = Read("""
        январь января январе янв січень січня січні січ january jan
        февраль февраля феврале фев лютий лютого лютому лют february feb
        март марта марте мар березень березня березні бер march mar
        апрель апреля апреле апр квітень квітня квітні кві april apr
        май мая мае травень травня травні тра may
        июнь июня июне июн червень червня червні чер june jun
        июль июля июле июл липень липня липні лип july jul
        август августа августе авг серпень серпня серпні сер august aug
        сентябрь сентября сентябре сен сент вересень вересня вересні вер september sep sept
        октябрь октября октябре окт жовтень жовтня жовтні жов october oct
        ноябрь ноября ноябре ноя нояб листопад листопада листопаді лис november nov
        декабрь декабря декабре дек грудень грудня грудні гру december dec
        """);

    private static readonly Dictionary<string, int> Weekdays = Read("""
        понедельник понедельника понеділок понеділка monday
        вторник вторника вівторок вівторка tuesday
        среда среду среды середа середу середи wednesday
        четверг четверга четвер четверга thursday
        пятница пятницу пятницы п'ятниця п'ятницю п'ятниці friday
        суббота субботу субботы субота суботу суботи saturday
        воскресенье воскресенья неділя неділю неділі sunday
        """);

    private static readonly (string Text, int Days)[] Relative =
    [
        ("позавчера", -2), ("позавчора", -2), ("послезавтра", 2), ("післязавтра", 2), ("вчера", -1), ("вчора", -1), ("завтра", 1), ("сегодня", 0), ("сьогодні", 0),
        ("yesterday", -1), ("tomorrow", 1), ("today", 0), ("tonight", 0),
    ];

    private static readonly Dictionary<string, int> Ordinals = ReadOrdinals();

    /// <summary>The days of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="words">Its words.</param>
    /// <param name="writtenOn">When it is written; null: days that are counted from it aren't known.</param>
    public static List<DayInText> Of(string text, List<GuardWord> words, LocalDate? writtenOn)
    {
        var days = new List<DayInText>();
        for (var i = 0; i < words.Count; i++)
        {
            InDigits(text, words, i, days);
            if (DayAt(words, i) is var (number, next) && number is >= 1 and <= 31) WithMonth(text, words, i, number, next, days);
            if (MonthOf(words[i]) is { } month && i + 1 < words.Count && DayAt(words, i + 1) is var (after, end) && after is >= 1 and <= 31)
                Add(days, words[i].Start, words[end - 1].End, after, month, YearAt(words, end));
            if (writtenOn is { } today) Counted(words, i, today, days);
        }
        return days;
    }

    private static void InDigits(string text, List<GuardWord> words, int i, List<DayInText> days)
    {
        if (!words[i].IsNumber || i + 1 >= words.Count || !words[i + 1].IsNumber || words[i + 1].Start != words[i].End + 1) return;
        var sign = text[words[i].End];
        if (sign is not ('.' or '/' or '-' or '‑' or '–') || words[i].Start > 0 && text[words[i].Start - 1] is '.' or '/' or '-' && words[i].Start > 1 && char.IsAsciiDigit(text[words[i].Start - 2])) return;
        var third = i + 2 < words.Count && words[i + 2].IsNumber && words[i + 2].Start == words[i + 1].End + 1 && text[words[i + 1].End] == sign ? words[i + 2] : default;
        var (a, b) = (Number(words[i]), Number(words[i + 1]));
        if (third.Text is null)
        {
            if (sign is '.' or '/' && words[i + 1].Length == 2)
            {
                Add(days, words[i].Start, words[i + 1].End, a, b, null);
                if (sign == '/') Add(days, words[i].Start, words[i + 1].End, b, a, null);
            }
            return;
        }
        if (words[i].Length == 4) Add(days, words[i].Start, third.End, Number(third), b, a);
        else if (third.Length is 2 or 4)
        {
            var year = Number(third) is var y && third.Length == 2 ? 2000 + y : y;
            Add(days, words[i].Start, third.End, a, b, year);
            if (sign != '.') Add(days, words[i].Start, third.End, b, a, year);
        }
    }

    private static void WithMonth(string text, List<GuardWord> words, int i, int day, int next, List<DayInText> days)
    {
        if (next < words.Count && words[next].Text is "of") next++;
        if (next >= words.Count) return;
        if (MonthOf(words[next]) is { } month)
        {
            Add(days, words[i].Start, words[next].End, day, month, YearAt(words, next + 1));
            return;
        }
        // 13–15 ноября, с 13 по 15 ноября, the night of 13 to 14 November
        var joined = words[next].Text is "по" or "до" or "на" or "и" or "та" or "і" or "й" or "to" or "and";
        if (joined) next++;
        if (next >= words.Count || !joined && text.AsSpan(words[next - 1].End, words[next].Start - words[next - 1].End).Trim() is not ("-" or "–" or "—" or "/")) return;
        if (DayAt(words, next) is not var (last, end) || last <= day || last > 31) return;
        if (end < words.Count && words[end].Text is "of") end++;
        if (end >= words.Count || MonthOf(words[end]) is not { } its) return;
        for (var d = day; d < last; d++) Add(days, words[i].Start, words[end].End, d, its, YearAt(words, end + 1));
    }

    private static void Counted(List<GuardWord> words, int i, LocalDate today, List<DayInText> days)
    {
        var word = words[i];
        foreach (var (text, shift) in Relative)
            if (word.Text.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                var (start, by) = (word.Start, shift);
                if (text is "yesterday" or "tomorrow" && i >= 3 && words[i - 2].Text is "day" && words[i - 1].Text is "before" or "after") (start, by) = (words[i - 2].Start, shift * 2);
                Add(days, start, word.End, today.PlusDays(by));
            }
        if (Weekdays.TryGetValue(Folded(word), out var weekday))
        {
            var last = today.PlusDays(-(((int)today.DayOfWeek - weekday + 7) % 7));
            Add(days, word.Start, word.End, last);
            Add(days, word.Start, word.End, last.PlusDays(-7));
        }
        // five days ago; пять дней назад; тиждень тому
        if (word.Text is "ago" or "earlier" or "назад" or "тому" or "раньше" or "ранее" or "раніше" && i >= 1)
        {
            var unit = words[i - 1].Text;
            var count = i >= 2 ? words[i - 2].IsNumber ? Number(words[i - 2]) : NumbersInText.ValueOf(words[i - 2].Sounds[0]) ?? Genitive(words[i - 2].Text) : null;
            if (unit.StartsWith("недел", StringComparison.Ordinal) || unit.StartsWith("тиж", StringComparison.Ordinal) || unit.StartsWith("week", StringComparison.Ordinal))
                Add(days, words[i - 1].Start, word.End, today.PlusDays(-7 * (count is >= 1 and <= 8 ? count.Value : 1)));
            else if (count is >= 1 and <= 60 && unit is "день" or "дня" or "дней" or "дні" or "днів" or "днями" or "days" or "day")
                Add(days, words[i - 2].Start, word.End, today.PlusDays(-count.Value));
        }
    }

    private static int? Genitive(string word) => word switch { "двумя" or "двома" => 2, "тремя" or "трьома" => 3, "четырьмя" or "чотирма" => 4, "пятью" or "п'ятьма" => 5, "a" => 1, _ => null };

    /// <summary>A day of the month at a place: 14, 14-го, fourteenth, двадцать первого; and where the words go on.</summary>
    private static (int Day, int Next)? DayAt(List<GuardWord> words, int i)
    {
        if (i >= words.Count) return null;
        if (words[i].IsNumber)
        {
            var next = i + 1;
            if (next < words.Count && words[next].Start <= words[i].End + 1 && words[next].Text is "го" or "е" or "ого" or "му" or "м" or "th" or "st" or "nd" or "rd" or "те") next++;
            return words[i].Length <= 2 ? (Number(words[i]), next) : null;
        }
        if (words[i].Sounds.Count == 0) return null;
        var sound = words[i].Sounds[0];
        if (NumbersInText.ValueOf(sound) is (20 or 30) and var tens && i + 1 < words.Count && words[i + 1].Sounds.Count > 0 && Ordinals.TryGetValue(words[i + 1].Sounds[0], out var unit) && unit < 10)
            return (tens + unit, i + 2);
        return Ordinals.TryGetValue(sound, out var day) ? (day, i + 1) : null;
    }

    private static int? MonthOf(GuardWord word) => !word.IsNumber && Months.TryGetValue(Folded(word), out var month) ? month : null;

    private static int? YearAt(List<GuardWord> words, int i) => i < words.Count && words[i].IsNumber && words[i].Length == 4 && Number(words[i]) is > 1900 and < 2200 and var year ? year : null;

    private static string Folded(GuardWord word) => word.Text.ToLowerInvariant().Replace('’', '\'').Replace('ʼ', '\'');

    private static int Number(GuardWord word) => word.Length <= 4 ? int.Parse(word.Text, CultureInfo.InvariantCulture) : 0;

    private static void Add(List<DayInText> days, int start, int end, LocalDate day) => days.Add(new DayInText(start, end - start, day.Day, day.Month, day.Year) { IsCounted = true });

    private static void Add(List<DayInText> days, int start, int end, int day, int month, int? year)
    {
        if (month is >= 1 and <= 12 && day is >= 1 && day <= CalendarSystem.Iso.GetDaysInMonth(year ?? 2000, month)) days.Add(new DayInText(start, end - start, day, month, year));
    }

    private static Dictionary<string, int> Read(string table)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        var lines = table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        for (var i = 0; i < lines.Length; i++)
            foreach (var word in lines[i].Split(' ')) words[word] = i + 1;
        return words;
    }

    private static Dictionary<string, int> ReadOrdinals()
    {
        var ordinals = new Dictionary<string, int>(StringComparer.Ordinal);
        const string Stems = """
            1 перв перш
            2 втор друг
            3 треть трет
            4 четвёрт четверт
            5 пят п'ят
            6 шест шост
            7 седьм сьом
            8 восьм восьм
            9 девят дев'ят
            10 десят
            11 одиннадцат одинадцят
            12 двенадцат дванадцят
            13 тринадцат тринадцят
            14 четырнадцат чотирнадцят
            15 пятнадцат п'ятнадцят
            16 шестнадцат шістнадцят
            17 семнадцат сімнадцят
            18 восемнадцат вісімнадцят
            19 девятнадцат дев'ятнадцят
            20 двадцат двадцят
            30 тридцат тридцят
            """;
        foreach (var line in Stems.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = line.Split(' ');
            foreach (var stem in parts.Skip(1))
                foreach (var ending in (ReadOnlySpan<string>)["ого", "ое", "е", "его", "ье", "ьего", "ому", "ым", "им", "ого", "ій", "ого", "ьої", "є", "ього"])
                    ordinals[WordSound.First(stem + ending)] = int.Parse(parts[0], CultureInfo.InvariantCulture);
        }
        string[] english =
        [
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth",
            "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
        ];
        for (var i = 0; i < english.Length; i++) ordinals[WordSound.First(english[i])] = i + 1;
        ordinals[WordSound.First("thirtieth")] = 30;
        return ordinals;
    }
}
