namespace Poruka.Casework;

/// <summary>The id of a legal rule: <c>RU-01</c>; a letter where one line of law holds several terms: <c>UA-07a</c>.</summary>
/// <remarks>The default value is no rule. Equality is by text, ordinal. Thread-safe.</remarks>
public readonly record struct RuleId
{
    private readonly string? _text;

    private RuleId(string text) => _text = text;

    /// <summary>Reads an id: two capital letters, a dash, two or three digits, at most one small letter.</summary>
    public static bool TryParse(string? text, out RuleId id)
    {
        id = default;
        if (text is null || text.Length is < 5 or > 7 || text[2] != '-') return false;
        var digits = text.AsSpan(3).TrimEnd("abcdefghijklmnopqrstuvwxyz");
        if (!char.IsAsciiLetterUpper(text[0]) || !char.IsAsciiLetterUpper(text[1]) || digits.Length is < 2 or > 3
            || text.Length - 3 - digits.Length > 1) return false;
        foreach (var digit in digits)
            if (!char.IsAsciiDigit(digit)) return false;
        id = new RuleId(text);
        return true;
    }

    /// <summary>Reads an id that is known to be one.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static RuleId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is no id of a rule.");

    /// <summary>The id.</summary>
    public override string ToString() => _text ?? "";
}
