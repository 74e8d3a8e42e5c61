using System.Text;

namespace Poruka.Casework;

/// <summary>A row of digits in a text, whatever parts them.</summary>
internal readonly record struct DigitRun(int Start, int Length, string Digits)
{
    /// <summary>Whether the text says that these are the last digits of something.</summary>
    public bool IsEnding { get; init; }
}

/// <summary>Finds phone and account numbers: in groups, with signs between them, in words.</summary>
internal static class NumbersInText
{
    /// <summary>How many digits a number that is looked for has at least.</summary>
    public const int Least = 6;

    // Units, tens and hundreds, as they are read out when somebody says a phone number.
    private static readonly Dictionary<string, int> Words = Read("""
        0 ноль нуль zero oh
        1 один одна раз one
        2 два две дві two
        3 три three
        4 четыре чотири four
        5 пять п'ять five
        6 шесть шість six
        7 семь сім seven
        8 восемь вісім eight
        9 девять дев'ять nine
        10 десять ten
        11 одиннадцать одинадцять eleven
        12 двенадцать дванадцять twelve
        13 тринадцать тринадцять thirteen
        14 четырнадцать чотирнадцять fourteen
        15 пятнадцать п'ятнадцять fifteen
        16 шестнадцать шістнадцять sixteen
        17 семнадцать сімнадцять seventeen
        18 восемнадцать вісімнадцять eighteen
        19 девятнадцать дев'ятнадцять nineteen
        20 двадцать двадцять twenty
        30 тридцать тридцять thirty
        40 сорок forty
        50 пятьдесят п'ятдесят fifty
        60 шестьдесят шістдесят sixty
        70 семьдесят сімдесят seventy
        80 восемьдесят вісімдесят eighty
        90 девяносто дев'яносто ninety
        100 сто
        200 двести двісті
        300 триста
        400 четыреста чотириста
        500 пятьсот п'ятсот
        600 шестьсот шістсот
        700 семьсот сімсот
        800 восемьсот вісімсот
        900 девятьсот дев'ятсот
        """);

    private static readonly string[] EndingCues =
    [
        "последние", "последними", "оканчивается", "заканчивается", "кончается", "заканчивающ", "оканчивающ", "останні", "останніми", "закінчується", "закінчуєт",
        "ending", "ends", "last", "цифры", "цифри", "digits", "последних", "останніх",
    ];

    /// <summary>The value of a number word by its sound; null where it is none.</summary>
    public static int? ValueOf(string sound) => Words.TryGetValue(sound, out var value) ? value : null;

    /// <summary>The rows of digits of a text.</summary>
    public static List<DigitRun> Of(string text, List<GuardWord> words)
    {
        var runs = new List<DigitRun>();
        for (var i = 0; i < words.Count;)
        {
            if (!IsDigits(words[i]))
            {
                i++;
                continue;
            }
            var (start, digits, last) = (i, new StringBuilder(), i - 1);
            var pending = 0; // a ten or a hundred that may still take what follows
            for (; i < words.Count && IsDigits(words[i]) && (i == start || Joined(text, words[i - 1].End, words[i].Start)); last = i++)
            {
                if (words[i].IsNumber)
                {
                    Flush();
                    digits.Append(words[i].Text);
                    continue;
                }
                var value = Words[words[i].Sounds[0]];
                if (pending > 0 && (pending % 100 == 0 && value is > 0 and < 100 || pending % 10 == 0 && pending % 100 != 10 && value is > 0 and < 10)) pending += value;
                else
                {
                    Flush();
                    if (value >= 20) pending = value;
                    else digits.Append(value);
                }
                if (pending % 10 != 0) Flush();
            }
            Flush();
            if (digits.Length >= 4)
                runs.Add(new DigitRun(words[start].Start, words[last].End - words[start].Start, digits.ToString()) { IsEnding = IsEnding(text, words, start) });

            void Flush()
            {
                if (pending > 0) digits.Append(pending);
                pending = 0;
            }
        }
        return runs;
    }

    private static bool IsDigits(GuardWord word) => word.IsNumber || word.Sounds.Count > 0 && Words.ContainsKey(word.Sounds[0]);

    /// <summary>Whether what stands between two groups of digits may stand within a number.</summary>
    private static bool Joined(string text, int from, int to)
    {
        if (to - from > 4) return false;
        for (var i = from; i < to; i++)
            if (text[i] is not (' ' or '\u00a0' or '\u2009' or '\u202f' or '-' or '‑' or '‐' or '–' or '—' or '−' or '.' or '(' or ')' or '/' or '\\' or '_' or '*' or '·' or ',' or '+')) return false;
        return true;
    }

    private static bool IsEnding(string text, List<GuardWord> words, int at)
    {
        for (var i = words[at].Start - 1; i >= 0 && i >= words[at].Start - 4; i--)
            if (text[i] is '*' or '•' or '…' or '×' || text[i] is 'x' or 'X' or 'х' or 'Х' && i > 0 && text[i - 1] == text[i]) return true;
        for (var i = at - 1; i >= 0 && i >= at - 5; i--)
            foreach (var cue in EndingCues)
                if (words[i].Text.StartsWith(cue, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static Dictionary<string, int> Read(string table)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = line.Split(' ');
            foreach (var word in parts.Skip(1)) words[WordSound.First(word)] = int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture);
        }
        return words;
    }
}
