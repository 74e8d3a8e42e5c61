using System.Text;

namespace Poruka.Ledger.Statements;

/// <summary>Guesses a <see cref="CsvProfile"/> from a table's first bytes: first its shape, then what its columns mean.</summary>
internal static class CsvGuess
{
    private const int RowLimit = 60, ShownLimit = 20, ByteLimit = 65_536, CellLimit = 200;

    internal static readonly string[] DateFormats =
    [
        "yyyy-MM-dd", "dd.MM.yyyy", "dd/MM/yyyy", "MM/dd/yyyy", "dd-MM-yyyy", "yyyy/MM/dd", "yyyy.MM.dd", "dd.MM.yy",
        "dd/MM/yy", "MM/dd/yy", "dd-MM-yy", "yyyyMMdd", "d.M.yyyy", "d/M/yyyy", "M/d/yyyy", "ddMMyyyy",
    ];

    private static readonly char[] Delimiters = [';', ',', '\t', '|'];

    public static CsvPreview Guess(ReadOnlySpan<byte> head)
    {
        head = head[..Math.Min(head.Length, ByteLimit)];
        var encoding = GuessEncoding(head);
        var text = Decode(head, encoding);
        var (delimiter, rows) = Cut(text);
        var shown = rows.Take(ShownLimit).Select(row => (IReadOnlyList<string>)row).ToList();
        var width = Width(rows);
        if (width < 2 || text.Contains('\0', StringComparison.Ordinal)) return new CsvPreview(null, shown, []);

        var first = rows.FindIndex(row => row.Count == width && HasDay(row));
        if (first < 0) return new CsvPreview(null, shown, []);
        var hasHeader = first > 0 && rows[first - 1].Count == width && rows[first - 1].Count(cell => cell.Trim().Length > 0) > width / 2;
        var top = hasHeader ? first - 1 : first;
        var table = new CsvTable(hasHeader ? rows[top] : null, rows.Skip(first).Where(row => row.Count == width).ToList(), width);
        var (profile, columns) = table.Guess(DateFormats);
        if (profile is not null)
            profile = profile with { Encoding = encoding, Delimiter = delimiter, SkipRows = top, HasHeader = hasHeader };
        return new CsvPreview(profile, shown, columns);
    }

    private static bool HasDay(List<string> row) =>
        row.Exists(cell => DateFormats.Any(format => CsvCells.Date(cell, format) is not null));

    /// <summary>UTF-8 if it is; otherwise by whether letters beyond ASCII come in whole words (Cyrillic) or singly (Latin).</summary>
    internal static string GuessEncoding(ReadOnlySpan<byte> head)
    {
        if (StatementEncodings.IsUtf8(head)) return "utf-8";
        var (runs, singles, run) = (0, 0, 0);
        foreach (var b in head)
        {
            if (b >= 0xC0) { run++; continue; }
            if (run >= 3) runs++;
            else if (run > 0) singles++;
            run = 0;
        }
        return runs > singles ? "windows-1251" : "windows-1252";
    }

    internal static string Decode(ReadOnlySpan<byte> head, string encoding)
    {
        var text = (encoding == "utf-8" ? Encoding.UTF8 : StatementEncodings.Find(encoding)!)
            .GetString(encoding == "utf-8" ? head[..WholeUtf8(head)] : Decodable(head));
        return text.TrimStart('\uFEFF');
    }

    private static int WholeUtf8(ReadOnlySpan<byte> head)
    {
        var length = head.Length;
        while (length > 0 && !StatementEncodings.Utf8Valid(head[..length])) length--;
        return length;
    }

    /// <summary>Windows-1251 and 1252 each leave some bytes without a meaning: a guess passes over them.</summary>
    private static byte[] Decodable(ReadOnlySpan<byte> head)
    {
        var copy = head.ToArray();
        for (var i = 0; i < copy.Length; i++)
            if (copy[i] is 0x81 or 0x8D or 0x8F or 0x90 or 0x98 or 0x9D) copy[i] = (byte)'?';
        return copy;
    }

    /// <summary>The delimiter by which most rows have the same number of cells, more cells counting for more.</summary>
    internal static (char Delimiter, List<List<string>> Rows) Cut(string text)
    {
        var (best, bestRows, bestScore) = (',', new List<List<string>>(), -1);
        foreach (var delimiter in Delimiters)
        {
            var rows = Rows(text, delimiter);
            var width = Width(rows);
            var score = width < 2 ? 0 : rows.Count(row => row.Count == width) * (width - 1);
            if (score > bestScore) (best, bestRows, bestScore) = (delimiter, rows, score);
        }
        return (best, bestRows);
    }

    private static int Width(List<List<string>> rows) => rows.Count == 0
        ? 0
        : rows.GroupBy(row => row.Count).OrderByDescending(group => group.Count() * Math.Min(group.Key, 2)).First().Key;

    /// <summary>The first rows; the last one only if the text ends behind it, as it may have been cut off.</summary>
    private static List<List<string>> Rows(string text, char delimiter)
    {
        var (rows, row, cell, quoted) = (new List<List<string>>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length && rows.Count < RowLimit; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"') cell.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') { cell.Append('"'); i++; }
                else quoted = false;
            }
            else if (c == '"' && cell.Length == 0) quoted = true;
            else if (c == delimiter) EndCell();
            else if (c is '\n' or '\r')
            {
                if (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n') i++;
                EndCell();
                rows.Add(row);
                row = [];
            }
            else cell.Append(c);
        }
        if (rows.Count < RowLimit && (cell.Length > 0 || row.Count > 0) && text.Length < ByteLimit / 2)
        {
            EndCell();
            rows.Add(row);
        }
        return rows;

        void EndCell()
        {
            row.Add(cell.Length > CellLimit ? cell.ToString(0, CellLimit) : cell.ToString());
            cell.Clear();
        }
    }
}
