using NodaTime;

namespace Poruka.Ledger.Statements;

/// <summary>Reads days and amounts as tables have them.</summary>
internal static class CsvCells
{
    /// <summary>Whether a text says how days are written: year, month and day once each, and nothing else but signs.</summary>
    public static bool IsDateFormat(string format)
    {
        var (years, months, days) = (Count(format, 'y'), Count(format, 'M'), Count(format, 'd'));
        if (years is not (2 or 4) || months is not (1 or 2) || days is not (1 or 2) || format.Length > 20) return false;
        if (!Together(format, 'y', years) || !Together(format, 'M', months) || !Together(format, 'd', days)) return false;
        foreach (var c in format)
            if (c is not ('y' or 'M' or 'd') && (char.IsLetterOrDigit(c) || char.IsControl(c))) return false;
        return true;
    }

    /// <summary>The day that a cell says; null if it says none. A time behind it is passed over.</summary>
    public static LocalDate? Date(ReadOnlySpan<char> cell, string format)
    {
        cell = cell.Trim();
        int year = 0, month = 0, day = 0, at = 0;
        for (var i = 0; i < format.Length;)
        {
            var part = format[i];
            if (part is not ('y' or 'M' or 'd'))
            {
                if (at >= cell.Length || cell[at] != part) return null;
                (at, i) = (at + 1, i + 1);
                continue;
            }
            var width = Count(format, part);
            i += width;
            var digits = 0;
            while (digits < Math.Max(width, 2) && (digits < width || width == 1) && at + digits < cell.Length
                && char.IsAsciiDigit(cell[at + digits])) digits++;
            if (digits == 0 || width > 1 && digits < width) return null;
            var number = StatementText.Digits(cell.Slice(at, digits));
            at += digits;
            if (part == 'y') year = width == 2 ? number + (number < 80 ? 2000 : 1900) : number;
            else if (part == 'M') month = number;
            else day = number;
        }
        return at == cell.Length || cell[at] is ' ' or 'T' or ',' ? StatementText.Date(year, month, day) : null;
    }

    /// <summary>
    /// An amount: sign before or behind or brackets, thousands parted by the other mark, a blank or an apostrophe, three
    /// digits each, and perhaps the currency's code.
    /// </summary>
    public static bool TryAmount(
        ReadOnlySpan<char> cell, char decimalMark, Currency currency, out Money money, out MoneyProblem problem)
    {
        money = Money.Zero(currency);
        problem = MoneyProblem.NotANumber;
        cell = cell.Trim();
        if (currency.IsKnown && cell.EndsWith(currency.Code)) cell = cell[..^3].TrimEnd();
        else if (currency.IsKnown && cell.StartsWith(currency.Code)) cell = cell[3..].TrimStart();
        var negative = TakeSign(ref cell);
        if (cell.Length is 0 or > 60 || cell[0] is '-' or '+' or '\u2212') return false;

        Span<char> digits = stackalloc char[60];
        var length = 0;
        var mark = cell.IndexOf(decimalMark);
        var whole = mark < 0 ? cell : cell[..mark];
        var group = -1; // how many digits since the last grouping mark
        foreach (var c in whole)
        {
            if (char.IsAsciiDigit(c))
            {
                digits[length++] = c;
                if (group >= 0) group++;
            }
            else if (c is '.' or ',' or ' ' or '\'' or '\u00A0' or '\u202F' or '\u2019' && length > 0 && (group == 3 || group == -1 && length <= 3)) group = 0;
            else return false;
        }
        if (group is not (-1 or 3)) return false;
        if (mark >= 0) cell[mark..].CopyTo(digits[length..]);
        length += mark >= 0 ? cell.Length - mark : 0;
        if (!Money.TryParse(digits[..length], currency, out money, out problem, decimalMark)) return false;
        if (negative) money = -money;
        return true;
    }

    private static bool TakeSign(ref ReadOnlySpan<char> cell)
    {
        if (cell.Length > 2 && cell[0] == '(' && cell[^1] == ')')
        {
            cell = cell[1..^1].Trim();
            return true;
        }
        if (cell.Length < 2) return false;
        var (first, last) = (cell[0], cell[^1]);
        if (last is '-' or '+' or '\u2212') cell = cell[..^1].TrimEnd();
        else if (first is '-' or '+' or '\u2212') cell = cell[1..].TrimStart();
        else return false;
        return (last is '-' or '+' or '\u2212' ? last : first) != '+';
    }

    private static int Count(string format, char letter)
    {
        var count = 0;
        foreach (var c in format)
            if (c == letter) count++;
        return count;
    }

    private static bool Together(string format, char letter, int count) =>
        format.LastIndexOf(letter) - format.IndexOf(letter, StringComparison.Ordinal) == count - 1;
}
