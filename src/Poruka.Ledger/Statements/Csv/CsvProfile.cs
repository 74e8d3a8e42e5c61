using System.Collections;

namespace Poruka.Ledger.Statements;

/// <summary>A column of a table: by its heading or, where <see cref="Name"/> is null, by its number.</summary>
/// <remarks>Immutable. Headings are compared without regard to case and to blanks around them.</remarks>
public readonly record struct CsvColumn
{
    private CsvColumn(string? name, int number) => (Name, Number) = (name, number);

    /// <summary>The heading; null if the column is given by number.</summary>
    public string? Name { get; }

    /// <summary>The number, from 1; 0 if the column is given by heading.</summary>
    public int Number { get; }

    /// <summary>The column with this heading.</summary>
    /// <exception cref="ArgumentException">The heading is empty.</exception>
    public static CsvColumn Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new CsvColumn(name, 0);
    }

    /// <summary>The column with this number, from 1 to 1,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public static CsvColumn Numbered(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 1_000);
        return new CsvColumn(null, number);
    }

    /// <summary>The heading, or the number.</summary>
    public override string ToString() =>
        Name ?? Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Columns whose texts are joined by one space, in this order. Equal if they are the same in the same order.</summary>
/// <param name="columns">The columns; none is allowed.</param>
public sealed class CsvColumns(params CsvColumn[] columns) : IReadOnlyList<CsvColumn>, IEquatable<CsvColumns>
{
    private readonly CsvColumn[] _columns = [.. columns];

    /// <summary>No column.</summary>
    public static CsvColumns None { get; } = new();

    /// <inheritdoc/>
    public CsvColumn this[int index] => _columns[index];

    /// <inheritdoc/>
    public int Count => _columns.Length;

    /// <inheritdoc/>
    public bool Equals(CsvColumns? other) => other is not null && _columns.AsSpan().SequenceEqual(other._columns);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CsvColumns);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var column in _columns) hash.Add(column);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<CsvColumn> GetEnumerator() => ((IEnumerable<CsvColumn>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _columns.GetEnumerator();
}

/// <summary>
/// What the columns of a bank's table mean. Its text form is described in docs/formats/statements.md.
/// </summary>
/// <remarks>
/// Immutable; equality is by value. Needed are <see cref="Booked"/>; <see cref="Amount"/> or one of
/// <see cref="Debit"/> and <see cref="Credit"/>; and <see cref="Currency"/> or <see cref="DefaultCurrency"/>.
/// </remarks>
public sealed partial record CsvProfile
{
    /// <summary>The encoding's name, for example <c>utf-8</c>, <c>windows-1251</c>, <c>iso-8859-1</c>.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>What stands between cells.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>What cells may be enclosed in, doubled inside; <c>\0</c> if nothing.</summary>
    public char Quote { get; init; } = '"';

    /// <summary>The decimal mark, a point or a comma. The other one, blanks and apostrophes may part the thousands.</summary>
    public char DecimalMark { get; init; } = '.';

    /// <summary>
    /// How days are written: <c>yyyy</c> or <c>yy</c>, <c>MM</c> or <c>M</c>, <c>dd</c> or <c>d</c>, and what stands between
    /// them. A time behind it is passed over.
    /// </summary>
    public string DateFormat { get; init; } = "yyyy-MM-dd";

    /// <summary>How many rows stand before the headings, or before the first line if there are none; 0 to 1,000.</summary>
    public int SkipRows { get; init; }

    /// <summary>Whether there is a row of headings.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>The day on which the bank booked it.</summary>
    public CsvColumn? Booked { get; init; }

    /// <summary>The day from which it counts for interest.</summary>
    public CsvColumn? Value { get; init; }

    /// <summary>The amount, with its sign unless <see cref="Direction"/> gives it.</summary>
    public CsvColumn? Amount { get; init; }

    /// <summary>What went out, with any sign; instead of <see cref="Amount"/>.</summary>
    public CsvColumn? Debit { get; init; }

    /// <summary>What came in; instead of <see cref="Amount"/>.</summary>
    public CsvColumn? Credit { get; init; }

    /// <summary>Says by a word whether the amount came in or went out.</summary>
    public CsvColumn? Direction { get; init; }

    /// <summary>The words for what went out, with <c>|</c> between them.</summary>
    public string DebitWords { get; init; } = "D|DBIT|Debit|S|Soll";

    /// <summary>The words for what came in, with <c>|</c> between them.</summary>
    public string CreditWords { get; init; } = "C|CRDT|Credit|H|Haben";

    /// <summary>Whether a positive amount went out, as with some cards.</summary>
    public bool Reversed { get; init; }

    /// <summary>The currency's code.</summary>
    public CsvColumn? Currency { get; init; }

    /// <summary>Who paid or was paid.</summary>
    public CsvColumn? Name { get; init; }

    /// <summary>Who paid, where payer and payee have columns of their own: taken for what came in.</summary>
    public CsvColumn? Payer { get; init; }

    /// <summary>Who was paid, where payer and payee have columns of their own: taken for what went out.</summary>
    public CsvColumn? Payee { get; init; }

    /// <summary>The counterparty's account.</summary>
    public CsvColumn? Account { get; init; }

    /// <summary>The bank's reference.</summary>
    public CsvColumn? Reference { get; init; }

    /// <summary>The payer's reference.</summary>
    public CsvColumn? EndToEnd { get; init; }

    /// <summary>The text, of one or more columns.</summary>
    public CsvColumns Remittance { get; init; } = CsvColumns.None;

    /// <summary>The balance after the line. With it, the lines are checked one against the other.</summary>
    public CsvColumn? Balance { get; init; }

    /// <summary>The currency of rows that name none.</summary>
    public Currency? DefaultCurrency { get; init; }

    /// <summary>The account that the table is of, which a table mostly does not say.</summary>
    public string? OwnAccount { get; init; }

    /// <summary>Reads a profile's text form.</summary>
    /// <param name="text">Rows of <c>key = value</c>.</param>
    /// <param name="problem">Where and why it is none; null if it is one.</param>
    /// <returns>The profile, or null.</returns>
    public static CsvProfile? Parse(string text, out CsvProfileProblem? problem) => CsvProfileText.Parse(text, out problem);

    /// <summary>The text form, which <see cref="Parse"/> reads back to an equal profile.</summary>
    public string Print() => CsvProfileText.Print(this);

    /// <summary>Guesses a profile from the first bytes of a table, and shows what it would read.</summary>
    /// <param name="head">The first bytes, at least 4 KiB of them if there are so many.</param>
    public static CsvPreview Guess(ReadOnlySpan<byte> head) => CsvGuess.Guess(head);
}

/// <summary>Why a text is no profile.</summary>
/// <param name="Kind">What is wrong: a value, a field that is missing, a grammar.</param>
/// <param name="Line">The line, from 1; 0 where something is missing in all of it.</param>
/// <param name="Key">The key.</param>
/// <param name="Found">What stood there, shortened to 80 characters.</param>
/// <param name="Expected">What was expected.</param>
public sealed record CsvProfileProblem(StatementProblemKind Kind, int Line, string Key, string Found, string Expected);

/// <summary>A guess at a table, for a person to check.</summary>
/// <param name="Profile">The profile; null where no column of days or none of amounts was found. Its currency may be
/// missing, where the table does not say it.</param>
/// <param name="Rows">The first rows as cut into cells, headings included: at most 20.</param>
/// <param name="Columns">What each column was taken for.</param>
public sealed record CsvPreview(
    CsvProfile? Profile, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<CsvColumnGuess> Columns);

/// <summary>What a column was taken for.</summary>
/// <param name="Number">The column's number, from 1.</param>
/// <param name="Heading">Its heading; null where there is none.</param>
/// <param name="Key">The profile's key that it was given, for example <c>booked</c>; null where it is not used.</param>
/// <param name="Percent">How sure that is, 0 to 100: by its heading, by its contents.</param>
public sealed record CsvColumnGuess(int Number, string? Heading, string? Key, int Percent);
