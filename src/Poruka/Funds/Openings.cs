using System.Data.Common;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>
/// What opens leaves of the public log. Without it a leaf stays in the log, and nothing links it to its entry any more: no
/// receipt can be made, and one that was given away still proves what it proves. The audit counts what is erased.
/// </summary>
internal static class Openings
{
    /// <summary>Erases what opens an entry's leaf, and whose gift it was. False where it was erased before, or never was.</summary>
    public static bool Erase(DbConnection connection, DbTransaction? transaction, long fund, long journal)
    {
        Sql.Run(connection, transaction, "delete from donor_gift where fund = @fund and journal = @journal", ("fund", fund), ("journal", journal));
        return Sql.Run(connection, transaction, "delete from opening where fund = @fund and journal = @journal",
            ("fund", fund), ("journal", journal)) > 0;
    }

    /// <summary>The journal number of the gift that bears a donor's reference.</summary>
    public static long? JournalOf(DbConnection connection, DbTransaction? transaction, long fund, DonorReference reference) => Sql.Number(connection, transaction,
        "select journal from opening where fund = @fund and reference = @reference",
        ("fund", fund), ("reference", reference.ToArray()));

    /// <summary>Whether the books have an entry of a number.</summary>
    public static bool HasEntry(DbConnection connection, long fund, JournalNumber journal) => Sql.Number(connection, null,
        "select journal from entry where fund = @fund and journal = @journal", ("fund", fund), ("journal", journal.Value)) is not null;

    /// <summary>Erases what a bank line says of its payer; day and amount stay, which the books need.</summary>
    public static void EraseLine(DbConnection connection, DbTransaction? transaction, long fund, long journal) => Sql.Run(connection, transaction,
        "update statement_line set detail = @erased where fund = @fund and journal = @journal",
        ("erased", LineDetail.Erased), ("fund", fund), ("journal", journal));
}
