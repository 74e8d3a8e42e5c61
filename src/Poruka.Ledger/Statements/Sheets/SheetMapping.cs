using System.Globalization;
using NodaTime;

namespace Poruka.Ledger.Statements;

/// <summary>A row whose cells are understood.</summary>
/// <remarks>Immutable.</remarks>
public sealed class SheetRow
{
    private readonly Dictionary<string, object> _values;

    internal SheetRow(int line, Dictionary<string, object> values) => (Line, _values) = (line, values);

    /// <summary>The line of the file.</summary>
    public int Line { get; }

    /// <summary>The text, or the value of the choice; empty where there is none.</summary>
    public string Text(string field) => _values.GetValueOrDefault(field) as string ?? "";

    /// <summary>The day.</summary>
    public LocalDate? Day(string field) => _values.GetValueOrDefault(field) as LocalDate?;

    /// <summary>The amount.</summary>
    public Money? Amount(string field) => _values.GetValueOrDefault(field) as Money?;

    /// <summary>The whole number.</summary>
    public long? Count(string field) => _values.GetValueOrDefault(field) as long?;
}

/// <summary>What became of a table under a mapping.</summary>
/// <param name="Rows">The rows that are understood.</param>
/// <param name="Problems">What is wrong, in the order of the file, at most <see cref="SheetMapping.MaxProblems"/>.</param>
/// <param name="ProblemCount">How many there are in all.</param>
public sealed record SheetReading(IReadOnlyList<SheetRow> Rows, IReadOnlyList<SheetProblem> Problems, int ProblemCount);

/// <summary>Which column each field comes from.</summary>
/// <remarks>Immutable; thread safe.</remarks>
/// <param name="Columns">Numbers of columns from 0, by the names of fields; a field without one is left out.</param>
public sealed record SheetMapping(IReadOnlyDictionary<string, int> Columns)
{
    /// <summary>The most problems that are told at once.</summary>
    public const int MaxProblems = 200;

    /// <summary>
    /// Guesses from the headings: a heading that is one of a field's words first, then one that holds such a word, the
    /// longest word winning. No column serves two fields.
    /// </summary>
    public static SheetMapping Guess(SheetTable table, IReadOnlyList<SheetField> fields)
    {
        var candidates =
            from field in fields
            from column in Enumerable.Range(0, table.Heading.Cells.Count)
            let heading = Fold(table.Heading.Cells[column])
            from word in field.Words
            where heading.Contains(word, StringComparison.Ordinal)
            orderby heading == word descending, word.Length descending
            select (field.Name, column);
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        var taken = new HashSet<int>();
        foreach (var (field, column) in candidates)
            if (!columns.ContainsKey(field) && taken.Add(column)) columns[field] = column;
        return new SheetMapping(columns);
    }

    /// <summary>Reads every row.</summary>
    /// <param name="table">The table.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="currency">The currency of its amounts.</param>
    public SheetReading Read(SheetTable table, IReadOnlyList<SheetField> fields, Currency currency)
    {
        var rows = new List<SheetRow>();
        var problems = new List<SheetProblem>();
        var count = 0;
        foreach (var field in fields)
            if (field.Required && !Columns.ContainsKey(field.Name))
                Add(new SheetProblem(table.Heading.Line, "", field.Name, "", SheetExpectation.Something));
        var formats = fields.Where(f => f.Kind == SheetFieldKind.Day && Columns.ContainsKey(f.Name))
            .ToDictionary(f => f.Name, f => FormatOf(table, Columns[f.Name]), StringComparer.Ordinal);
        var marks = fields.Where(f => f.Kind == SheetFieldKind.Amount && Columns.ContainsKey(f.Name))
            .ToDictionary(f => f.Name, f => MarkOf(table, Columns[f.Name]), StringComparer.Ordinal);
        foreach (var line in table.Rows)
        {
            var values = new Dictionary<string, object>(StringComparer.Ordinal);
            var wrong = count;
            foreach (var field in fields)
            {
                if (!Columns.TryGetValue(field.Name, out var column)) continue;
                var cell = SheetTable.Cell(line, column);
                if (cell.Length == 0 && !field.Required) continue;
                var expected = cell.Length == 0 ? SheetExpectation.Something
                    : Take(values, field, cell, formats.GetValueOrDefault(field.Name) ?? "", marks.GetValueOrDefault(field.Name, '.'), currency);
                if (expected is { } some) Add(new SheetProblem(line.Line, Name(table, column), field.Name, Short(cell), some));
            }
            if (count == wrong && fields.All(f => !f.Required || values.ContainsKey(f.Name))) rows.Add(new SheetRow(line.Line, values));
        }
        return new SheetReading(rows, problems, count);

        void Add(SheetProblem problem)
        {
            if (count++ < MaxProblems) problems.Add(problem);
        }
    }

    /// <summary>What a column is called.</summary>
    public static string Name(SheetTable table, int column) => SheetTable.Cell(table.Heading, column) is { Length: > 0 } name
        ? name
        : (column + 1).ToString(CultureInfo.InvariantCulture);

    private static SheetExpectation? Take(
        Dictionary<string, object> values, SheetField field, string cell, string format, char mark, Currency currency)
    {
        switch (field.Kind)
        {
            case SheetFieldKind.Text:
                if (cell.Length > field.MaxLength) return SheetExpectation.ShorterText;
                values[field.Name] = cell;
                return null;
            case SheetFieldKind.Day:
                if (format.Length == 0 || CsvCells.Date(cell, format) is not { } day) return SheetExpectation.Day;
                values[field.Name] = day;
                return null;
            case SheetFieldKind.Amount:
                if (!CsvCells.TryAmount(cell.Trim('€', '$', '£', ' ', '\u00A0'), mark, currency, out var money, out _) || money.Minor <= 0)
                    return SheetExpectation.Amount;
                values[field.Name] = money;
                return null;
            case SheetFieldKind.Count:
                if (!long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number <= 0) return SheetExpectation.Count;
                values[field.Name] = number;
                return null;
            case SheetFieldKind.Choice:
                var word = Fold(cell);
                if (field.Choices.FirstOrDefault(c => c.Value == word || c.Words.Contains(word)) is not { } choice) return SheetExpectation.KnownWord;
                values[field.Name] = choice.Value;
                return null;
            default:
                throw new InvalidOperationException($"{field.Kind} is no kind of field.");
        }
    }

    /// <summary>The way of writing days that most cells of a column follow; empty where none do.</summary>
    private static string FormatOf(SheetTable table, int column)
    {
        var (best, most) = ("", 0);
        foreach (var format in CsvGuess.DateFormats)
        {
            var fitting = table.Rows.Count(row => CsvCells.Date(SheetTable.Cell(row, column), format) is not null);
            if (fitting > most) (best, most) = (format, fitting);
        }
        return best;
    }

    /// <summary>The mark before the last one or two digits in most cells of a column.</summary>
    private static char MarkOf(SheetTable table, int column)
    {
        var balance = 0;
        foreach (var row in table.Rows)
        {
            var digits = SheetTable.Cell(row, column).AsSpan().TrimEnd("€$£ \u00A0");
            var at = digits.LastIndexOfAny('.', ',');
            if (at >= 0 && digits.Length - at - 1 is 1 or 2) balance += digits[at] == ',' ? 1 : -1;
        }
        return balance > 0 ? ',' : '.';
    }

    private static string Fold(string text) => string.Join(' ', text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Short(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
