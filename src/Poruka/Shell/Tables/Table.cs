namespace Poruka.Shell.Tables;

/// <summary>A column.</summary>
/// <param name="Head">Its head.</param>
/// <param name="Number">Whether it holds numbers, which stand to the right.</param>
public sealed record Column(string Head, bool Number = false);

/// <summary>A cell.</summary>
/// <param name="Text">What stands in it.</param>
/// <param name="Address">Where it leads, or null.</param>
public readonly record struct Cell(string Text, string? Address = null);

/// <summary>
/// A table: its first column heads the rows. Narrow screens show each row as a card. All texts are in the page's
/// language already.
/// </summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows, each as long as the columns.</param>
public sealed record Table(string Caption, IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows)
{
    /// <summary>The totals, under a rule, or null.</summary>
    public IReadOnlyList<Cell>? Total { get; init; }

    /// <summary>Whether the heading over it says what its caption says, which then isn't seen twice.</summary>
    public bool IsHeaded { get; init; }
}

/// <summary>The way between the pages of a list.</summary>
/// <param name="Page">The page that shows it.</param>
/// <param name="Address">The list's address, without its page number.</param>
/// <param name="Current">From 1.</param>
/// <param name="Count">From 1.</param>
/// <param name="Key">The name of the number in the address.</param>
public sealed record Paging(Page Page, string Address, int Current, int Count, string Key = "page")
{
    /// <summary>How many pages a list has: at least one.</summary>
    /// <param name="items">How many things are in the list.</param>
    /// <param name="perPage">How many are on a page.</param>
    public static int CountOf(int items, int perPage) => Math.Max(1, (items + perPage - 1) / perPage);

    /// <summary>The address of a page of the list; the first has no number.</summary>
    public string AddressOf(int page) => page == 1
        ? Address
        : string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{Address}{(Address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Key}={page}");

    /// <summary>
    /// Reads the number of a page. Nothing is the first page; what is no number, or beyond the list, is null, for which
    /// there is no page.
    /// </summary>
    public static int? Read(string? text, int count)
    {
        if (string.IsNullOrEmpty(text)) return 1;
        return int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var page)
            && page >= 1 && page <= count ? page : null;
    }
}

/// <summary>What stands where a list is empty: what will be here, and the one thing to do first.</summary>
/// <param name="What">What will stand here.</param>
/// <param name="First">The one thing to do first.</param>
/// <param name="Command">The command that does it, or null.</param>
public sealed record Empty(string What, string First, string? Command = null);
