using System.Data.Common;
using Poruka.Ledger;
using Poruka.Ledger.Statements;

namespace Poruka.Shell.Sheets;

/// <summary>
/// A kind of record that can come from somebody's table: which fields it has, how one is made, and how it is taken back.
/// A slice that has one maps its pages with <see cref="SheetPages.MapSheet"/>.
/// </summary>
/// <param name="word">What it is called in rows: <c>donor</c>, <c>recipient</c>.</param>
public abstract class SheetKind(string word)
{
    /// <summary>What it is called in rows.</summary>
    public string Word { get; } = word;

    /// <summary>The key of the pages' title: "Donors from a table".</summary>
    public abstract string TitleKey { get; }

    /// <summary>The key of what a field is called on the pages.</summary>
    public abstract string LabelKey(string field);

    /// <summary>The fields, as they are for this request.</summary>
    public abstract IReadOnlyList<SheetField> Fields(HttpContext context);

    /// <summary>The currency of amounts.</summary>
    public virtual Currency CurrencyOf(HttpContext context) => Currency.Eur;

    /// <summary>Begins to make or take back records, within a transaction that the caller ends.</summary>
    public abstract SheetWriter Open(HttpContext context, DbConnection connection, DbTransaction transaction);
}

/// <summary>Makes records of a table's rows and takes them back, within one transaction.</summary>
public abstract class SheetWriter : IDisposable
{
    /// <summary>
    /// What is wrong with a row beyond its cells (somebody is there already, a campaign is unknown), or null. Asked for the
    /// preview too, where nothing is made.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="columnOf">What the column of a field is called.</param>
    public virtual SheetProblem? Check(SheetRow row, Func<string, string> columnOf) => null;

    /// <summary>Makes a record.</summary>
    /// <returns>Its id, by which it is taken back.</returns>
    public abstract UInt128 Make(SheetRow row);

    /// <summary>Takes a record back.</summary>
    /// <returns>False where something depends on it by now; then nothing of the import is taken back.</returns>
    public abstract bool TakeBack(UInt128 made);

    /// <summary>Wipes what it holds.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Wipes what it holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
