using Spectre.Console;

namespace Poruka.Shell;

/// <summary>
/// Rows under headings. To a person it is drawn by Spectre.Console, which fits it to the width of the terminal; into a pipe
/// it goes as plain columns, without the cost of starting that.
/// </summary>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows = [];
    private readonly HashSet<int> _totals = [];
    private readonly HashSet<int> _right = [];

    /// <summary>Columns whose cells are numbers: written to the right.</summary>
    public TextTable Right(params ReadOnlySpan<int> columns)
    {
        foreach (var column in columns) _right.Add(column);
        return this;
    }

    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>A row under a rule.</summary>
    public void AddTotal(params string[] cells)
    {
        _totals.Add(_rows.Count);
        _rows.Add(cells);
    }

    public void Write(Terminal terminal)
    {
        if (terminal.IsInteractive) Draw(terminal);
        else WritePlain(terminal.Out);
    }

    private void WritePlain(TextWriter output)
    {
        var widths = headings.Select((h, i) => Math.Max(h.Length, _rows.Count == 0 ? 0 : _rows.Max(r => r[i].Length))).ToArray();
        Line(headings);
        Rule();
        for (var i = 0; i < _rows.Count; i++)
        {
            if (_totals.Contains(i)) Rule();
            Line(_rows[i]);
        }

        void Line(string[] cells)
        {
            var last = Array.FindLastIndex(cells, c => c.Length > 0);
            for (var column = 0; column <= last; column++)
            {
                if (column > 0) output.Write("  ");
                output.Write(_right.Contains(column) ? cells[column].PadLeft(widths[column])
                    : column == last ? cells[column] : cells[column].PadRight(widths[column]));
            }
            output.WriteLine();
        }

        void Rule() => output.WriteLine(string.Join("  ", widths.Select(w => new string('-', w))));
    }

    private void Draw(Terminal terminal)
    {
        var table = new Table { Border = TableBorder.Simple, ShowRowSeparators = false };
        for (var column = 0; column < headings.Length; column++)
        {
            var drawn = new TableColumn(Markup.Escape(headings[column]));
            table.AddColumn(_right.Contains(column) ? drawn.RightAligned().NoWrap() : drawn);
        }
        for (var i = 0; i < _rows.Count; i++)
        {
            var isTotal = _totals.Contains(i);
            table.AddRow([.. _rows[i].Select(cell => new Markup(isTotal ? $"[bold]{Markup.Escape(cell)}[/]" : Markup.Escape(cell)))]);
        }
        terminal.Flush();
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Out) }).Write(table);
        terminal.Flush();
    }
}
