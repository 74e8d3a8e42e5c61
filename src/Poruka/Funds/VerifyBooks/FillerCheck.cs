using System.Data.Common;
using System.Globalization;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds.VerifyBooks;

/// <summary>Holds fillers against their leaves, and asks what accounts for each leaf that is neither a filler's nor an entry's.</summary>
internal static class FillerCheck
{
    /// <summary>Checks them, once the entries have been walked over; how many fillers there are.</summary>
    public static long Run(DbConnection connection, long fund, LeafBook leaves, Findings findings)
    {
        if (leaves.Missing is { } missing)
        {
            findings.Add(FindingKind.LeafUnaccounted, $"leaf {Show(missing)}");
            return 0;
        }
        var fillers = 0L;
        using (var find = Sql.Command(connection, null, "select log_index, blinding from log_filler where fund = @fund", ("fund", fund)))
        {
            using var rows = find.ExecuteReader();
            while (rows.Read())
            {
                fillers++;
                var index = rows.GetInt64(0);
                if (!leaves.Account(index) || !LogBatch.IsDummy(leaves[index], rows.GetFieldValue<byte[]>(1)))
                    findings.Add(FindingKind.FillerWrong, $"leaf {Show(index)}");
            }
        }
        foreach (var index in leaves.Unaccounted()) findings.Add(FindingKind.LeafUnaccounted, $"leaf {Show(index)}");
        return fillers;
    }

    private static string Show(long number) => number.ToString(CultureInfo.InvariantCulture);
}
