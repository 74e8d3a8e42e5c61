using NodaTime;

namespace Poruka.Ledger.Statements;

/// <summary>
/// Carries the one problem of a file out of a reader's depths to <see cref="StatementReading"/>, which turns it into
/// the last item. It never leaves this folder's code.
/// </summary>
internal sealed class StatementRefusal : Exception
{
    private const int FoundLimit = 80;

    public StatementRefusal(
        StatementProblemKind kind, int fileLine, string field, ReadOnlySpan<char> found, string expected) =>
        Problem = new StatementProblem(kind, fileLine, field, Shorten(found), expected);

    public StatementProblem Problem { get; }

    /// <summary>At most 80 characters on one line: what is shown must not break a table or a terminal.</summary>
    public static string Shorten(ReadOnlySpan<char> found)
    {
        found = found.Trim();
        var cut = found.Length > FoundLimit;
        if (cut) found = found[..(char.IsHighSurrogate(found[FoundLimit - 2]) ? FoundLimit - 2 : FoundLimit - 1)];
        Span<char> shown = stackalloc char[FoundLimit];
        for (var i = 0; i < found.Length; i++)
            shown[i] = char.IsControl(found[i]) || found[i] is '\u2028' or '\u2029' ? ' ' : found[i];
        if (cut) shown[found.Length] = '…';
        return new string(shown[..(found.Length + (cut ? 1 : 0))]);
    }
}

/// <summary>Texts and dates as all formats have them.</summary>
internal static class StatementText
{
    /// <summary>The longest text of one field that is kept; anything longer is no statement.</summary>
    public const int FieldLimit = 65_536;

    /// <summary>The greatest number of lines of one file.</summary>
    public const int LineLimit = 5_000_000;

    // Older than any statement in electronic form, younger than anything a bank may have dated: a typing error.
    private const int FirstYear = 1900, LastYear = 2199;

    /// <summary>The text trimmed, with line breaks and other control characters as spaces; null where nothing is left.</summary>
    public static string? Clean(string? text)
    {
        if (text is null) return null;
        var trimmed = text.AsSpan().Trim();
        if (trimmed.IsEmpty) return null;
        if (!HasControl(trimmed)) return trimmed.Length == text.Length ? text : trimmed.ToString();
        var copy = trimmed.ToArray();
        for (var i = 0; i < copy.Length; i++)
            if (char.IsControl(copy[i])) copy[i] = ' ';
        return Clean(new string(copy));
    }

    /// <summary>An account number without its spaces; null where nothing is left.</summary>
    public static string? Account(string? text)
    {
        var clean = Clean(text);
        return clean is not null && clean.Contains(' ', StringComparison.Ordinal)
            ? clean.Replace(" ", "", StringComparison.Ordinal)
            : clean;
    }

    /// <summary>Both texts with one space between, or the one that there is.</summary>
    public static string? Join(string? left, string? right) =>
        left is null ? right : right is null ? left : $"{left} {right}";

    /// <summary>The day, if there is one such.</summary>
    public static LocalDate? Date(int year, int month, int day) =>
        year is >= FirstYear and <= LastYear && month is >= 1 and <= 12 && day >= 1
            && day <= CalendarSystem.Iso.GetDaysInMonth(year, month)
                ? new LocalDate(year, month, day)
                : null;

    /// <summary>Two or four ASCII digits as a number; -1 if they are none.</summary>
    public static int Digits(ReadOnlySpan<char> text)
    {
        var number = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)) return -1;
            number = number * 10 + (c - '0');
        }
        return text.IsEmpty ? -1 : number;
    }

    private static bool HasControl(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (char.IsControl(c)) return true;
        return false;
    }
}
