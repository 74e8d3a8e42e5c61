using System.Text;
using Sylvan.Data.Csv;

namespace Poruka.Ledger.Statements;

/// <summary>Why a file is no table.</summary>
public enum SheetRefusal
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>It holds no row with two cells or more.</summary>
    NoTable,

    /// <summary>It is larger than what is read at once.</summary>
    TooLarge,

    /// <summary>A quotation mark is opened and not closed, or a row is beyond all measure.</summary>
    Malformed,
}

/// <summary>A row of a table and the line of the file on which it begins, from 1.</summary>
/// <param name="Line">The line.</param>
/// <param name="Cells">The cells, without blanks around them.</param>
public sealed record SheetLine(int Line, IReadOnlyList<string> Cells);

/// <summary>
/// A table that somebody kept in a spreadsheet, as a file of text: the first row names the columns. Encoding and delimiter
/// are guessed as for statements of banks.
/// </summary>
/// <remarks>Immutable; thread safe.</remarks>
/// <param name="Encoding">What the file was read as.</param>
/// <param name="Delimiter">What parts its cells.</param>
/// <param name="Heading">The names of the columns.</param>
/// <param name="Rows">The rows under them; empty ones are left out.</param>
public sealed record SheetTable(string Encoding, char Delimiter, SheetLine Heading, IReadOnlyList<SheetLine> Rows)
{
    /// <summary>The most rows that are read at once.</summary>
    public const int MaxRows = 20_000;

    /// <summary>The most columns.</summary>
    public const int MaxColumns = 100;

    /// <summary>The most bytes.</summary>
    public const int MaxBytes = 8 * 1_048_576;

    private const int SampleBytes = 65_536;

    /// <summary>Reads a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="table">The table, where it is one.</param>
    public static SheetRefusal Read(ReadOnlySpan<byte> bytes, out SheetTable? table)
    {
        table = null;
        if (bytes.Length > MaxBytes) return SheetRefusal.TooLarge;
        var (encoding, text) = Decode(bytes);
        if (text.Contains('\0', StringComparison.Ordinal)) return SheetRefusal.NoTable;
        var (delimiter, _) = CsvGuess.Cut(text.Length > SampleBytes ? text[..text.LastIndexOf('\n', SampleBytes)] : text);
        var rows = new List<SheetLine>();
        try
        {
            using var reader = CsvDataReader.Create(new StringReader(text), new CsvDataReaderOptions
            {
                HasHeaders = false, Delimiter = delimiter, Quote = '"', Escape = '"', Comment = '\0',
                BufferSize = 65_536, MaxBufferSize = 1 << 18, ResultSetMode = ResultSetMode.SingleResult,
            });
            for (var line = 1; reader.Read();)
            {
                if (reader.RowFieldCount > MaxColumns || rows.Count > MaxRows) return SheetRefusal.TooLarge;
                var cells = new string[reader.RowFieldCount];
                var at = line++;
                for (var i = 0; i < cells.Length; i++)
                {
                    var cell = reader.GetFieldSpan(i);
                    line += cell.Count('\n');
                    cells[i] = cell.Trim().ToString();
                }
                if (Array.Exists(cells, cell => cell.Length > 0)) rows.Add(new SheetLine(at, cells));
            }
        }
        catch (CsvFormatException)
        {
            return SheetRefusal.Malformed;
        }
        if (rows.Count == 0 || rows[0].Cells.Count(cell => cell.Length > 0) < 2) return SheetRefusal.NoTable;
        table = new SheetTable(encoding, delimiter, rows[0], rows[1..]);
        return SheetRefusal.None;
    }

    /// <summary>The cell of a row in a column; empty where the row is shorter.</summary>
    public static string Cell(SheetLine row, int column) => column < row.Cells.Count ? row.Cells[column] : "";

    private static (string Encoding, string Text) Decode(ReadOnlySpan<byte> bytes)
    {
        // What spreadsheets call "Unicode text".
        if (bytes is [0xFF, 0xFE, ..]) return ("utf-16", System.Text.Encoding.Unicode.GetString(bytes[2..]));
        StatementEncodings.Register();
        var encoding = CsvGuess.GuessEncoding(bytes);
        return (encoding, CsvGuess.Decode(bytes, encoding));
    }
}
