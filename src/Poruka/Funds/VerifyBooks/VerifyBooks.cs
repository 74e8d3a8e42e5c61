using System.Data.Common;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds.VerifyBooks;

/// <summary>
/// Recomputes everything that the books and the log claim from the entries' bytes: sums, leaves, tree, checkpoints. One
/// walk over the entries and, beside it, one over the leaves.
/// </summary>
public static class VerifyBooks
{
    /// <summary>Verifies a fund.</summary>
    /// <param name="installation">The installation.</param>
    /// <param name="fund">The fund.</param>
    /// <param name="progress">Told now and then how many entries and leaves were looked at.</param>
    /// <param name="cancel">Stops it.</param>
    public static VerifyReport Run(
        Installation installation, Fund fund, IProgress<long>? progress, CancellationToken cancel)
    {
        using var connection = installation.Database.Open();
        using var signer = FundLog.SignerOf(installation, fund);
        // All of it is read at one moment: what is posted or published meanwhile would look like a fault.
        Sql.Run(connection, null, installation.Database.Kind == DatabaseKind.Sqlite ? "begin" : "begin isolation level repeatable read read only");
        try
        {
            return Run(connection, fund, signer.Verifier, progress, cancel);
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open) Sql.Run(connection, null, "rollback");
        }
    }

    private static VerifyReport Run(DbConnection connection, Fund fund, NoteVerifier key, IProgress<long>? progress, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var (findings, ofTree) = (new Findings(), new Findings());
        var leaves = new LeafBook(connection, fund.Number);
        var log = new TreeCheck(connection, fund.Number, key, leaves, ofTree);
        var tree = Task.Run(() => log.Run(stop.Token), CancellationToken.None);
        var books = new BookCheck(connection, fund, leaves, findings);
        long fillers;
        try
        {
            books.Run(progress, cancel);
            SumCheck.Run(connection, fund.Number, books.Sums, findings);
            LineCheck.Run(connection, fund.Number, findings);
            fillers = FillerCheck.Run(connection, fund.Number, leaves, findings);
        }
        catch
        {
            stop.Cancel();
            ((IAsyncResult)tree).AsyncWaitHandle.WaitOne();
            throw;
        }
        tree.GetAwaiter().GetResult();
        return new VerifyReport(
            books.Entries, books.Postings, books.Erased, leaves.Count, fillers, books.Unpublished,
            log.Checkpoints, log.Cosignatures, findings.And(ofTree));
    }
}

/// <summary>Gathers findings, up to a number that a person can read.</summary>
internal sealed class Findings
{
    private const int Most = 1_000;

    private readonly List<Finding> _all = [];

    /// <summary>These and others behind them.</summary>
    public IReadOnlyList<Finding> And(Findings others) => [.. _all.Concat(others._all).Take(Most)];

    public void Add(FindingKind kind, string place, string expected = "", string found = "")
    {
        if (_all.Count < Most) _all.Add(new Finding(kind, place, expected, found));
    }
}

/// <summary>Compares the kept monthly sums with those of the postings.</summary>
internal static class SumCheck
{
    public static void Run(DbConnection connection, long fund, Dictionary<SumKey, SumChange> sums, Findings findings)
    {
        using (var find = Sql.Command(connection, null, """
            select account, campaign, currency, month, amount, postings from monthly_sum where fund = @fund
            """, ("fund", fund)))
        {
            using var rows = find.ExecuteReader();
            while (rows.Read())
            {
                var key = new SumKey(
                    (int)rows.GetInt64(0), (int)rows.GetInt64(1), (int)rows.GetInt64(2), (int)rows.GetInt64(3));
                var kept = new SumChange(rows.GetInt64(4), rows.GetInt64(5));
                sums.Remove(key, out var made);
                if (made != kept) findings.Add(FindingKind.SumWrong, Place(key), Show(made), Show(kept));
            }
        }
        foreach (var (key, made) in sums)
            findings.Add(FindingKind.SumWrong, Place(key), Show(made), Show(default));
    }

    private static string Show(SumChange sum) => $"{sum.Amount} / {sum.Postings}";

    private static string Place(SumKey key)
    {
        try
        {
            var account = Account.FromCode(key.Account);
            var currency = Currency.FromNumber(key.Currency);
            var campaign = key.Campaign == 0 ? "" : $" campaign {key.Campaign}";
            return $"sum {account} {currency} {Months.FirstDay(key.Month):uuuu-MM}{campaign}";
        }
        catch (FormatException)
        {
            return $"sum {key.Account} {key.Currency} {key.Month} {key.Campaign}";
        }
    }
}
