namespace Poruka.Ledger.Statements;

/// <summary>What a cell of a column must be.</summary>
public enum SheetFieldKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A day.</summary>
    Day,

    /// <summary>An amount above zero, in the currency of the import.</summary>
    Amount,

    /// <summary>A whole number above zero.</summary>
    Count,

    /// <summary>One of several words.</summary>
    Choice,
}

/// <summary>One of the words that a choice knows.</summary>
/// <param name="Value">What it means.</param>
/// <param name="Words">How people write it, in small letters; the first is the one that is offered.</param>
public sealed record SheetChoice(string Value, IReadOnlyList<string> Words);

/// <summary>A field of a record that can come from a column.</summary>
/// <param name="Name">Its name in forms and rows: small letters and dashes.</param>
/// <param name="Kind">What its cells must be.</param>
/// <param name="Words">Parts of headings that mean it, in small letters, in the languages of those who keep such tables.</param>
public sealed record SheetField(string Name, SheetFieldKind Kind, IReadOnlyList<string> Words)
{
    /// <summary>Whether each row must have it.</summary>
    public bool Required { get; init; }

    /// <summary>The most characters of a text.</summary>
    public int MaxLength { get; init; } = 200;

    /// <summary>What a choice knows.</summary>
    public IReadOnlyList<SheetChoice> Choices { get; init; } = [];
}

/// <summary>What was expected where something else was found.</summary>
public enum SheetExpectation
{
    /// <summary>Something at all.</summary>
    Something,

    /// <summary>A shorter text.</summary>
    ShorterText,

    /// <summary>A day.</summary>
    Day,

    /// <summary>An amount above zero.</summary>
    Amount,

    /// <summary>A whole number above zero.</summary>
    Count,

    /// <summary>One of the words that are known.</summary>
    KnownWord,

    /// <summary>Something that is not there already.</summary>
    New,

    /// <summary>Something that is there already.</summary>
    Known,
}

/// <summary>Something wrong in a table, and where.</summary>
/// <param name="Line">The line of the file, from 1.</param>
/// <param name="Column">The heading of the column, or its number where it has none; empty where the column is missing.</param>
/// <param name="Field">The field that was to be read from it.</param>
/// <param name="Found">What stands there.</param>
/// <param name="Expected">What was expected.</param>
public sealed record SheetProblem(int Line, string Column, string Field, string Found, SheetExpectation Expected);
