using System.Data.Common;
using System.Runtime.CompilerServices;
using Poruka.Ledger;

namespace Poruka.Storage;

/// <summary>
/// One transaction under the locks of one or more funds: a slice's own rows, and entries in the books of each, all or
/// nothing. What was read of the funds' sums within it is true until its end.
/// </summary>
/// <remarks>Not thread safe. Disposing without <see cref="Commit"/> undoes it.</remarks>
internal sealed class FundTransaction : IDisposable
{
    // Who waits for a fund waits here, in the order of coming, and not at the database, which polls or gives up.
    private static readonly ConditionalWeakTable<Database, SemaphoreSlim> Gates = [];

    private readonly LedgerWriter _writer;
    private readonly ReadyBlock _block = new();
    private readonly SemaphoreSlim _gate;
    private readonly long _first;

    private FundTransaction(LedgerWriter writer, SemaphoreSlim gate, long first) => (_writer, _gate, _first) = (writer, gate, first);

    /// <summary>The connection.</summary>
    public DbConnection Connection => _writer.Connection;

    /// <summary>The transaction to name on a statement; null where the connection knows it by itself.</summary>
    public DbTransaction? Transaction => _writer.Transaction;

    /// <summary>Begins, and takes the locks of funds in the order of their numbers, so that no two wait for each other.</summary>
    public static FundTransaction Begin(Database database, params IReadOnlyList<long> funds)
    {
        var gate = Gates.GetValue(database, _ => new SemaphoreSlim(1, 1));
        gate.Wait();
        LedgerWriter? writer = null;
        try
        {
            writer = LedgerWriter.Open(database);
            writer.Begin();
            foreach (var fund in funds.Distinct().Order())
                if (writer.TakeNumbers(fund, 0) is null) throw new InvalidOperationException($"There is no fund {fund}.");
            return new FundTransaction(writer, gate, funds[0]);
        }
        catch
        {
            writer?.Dispose();
            gate.Release();
            throw;
        }
    }

    /// <summary>Posts an entry into a fund's books.</summary>
    public PostOutcome Post(Fund fund, Entry entry, ReadOnlyMemory<byte> donorReference = default)
    {
        _block.Clear();
        _block.Add(new PostRequest(entry, donorReference));
        _block.Seal();
        var outcome = new PostOutcome[1];
        var posting = new PostingTransaction(_writer, fund.Number, within: true);
        if (!posting.Post(_block, outcome)) return new PostOutcome.UnknownFund();
        posting.End();
        return outcome[0];
    }

    /// <summary>Posts an entry that can't be refused but by a fault of the program.</summary>
    public JournalNumber MustPost(Fund fund, Entry entry) => Post(fund, entry) switch
    {
        PostOutcome.Posted posted => posted.Journal,
        var other => throw new InvalidOperationException($"The entry {entry.Id} was not posted: {other}."),
    };

    /// <summary>Commits; durable when it returns.</summary>
    public void Commit()
    {
        _writer.Commit(_first);
    }

    public void Dispose()
    {
        try
        {
            _writer.Dispose(); // with what was not committed
        }
        finally
        {
            _gate.Release();
        }
    }
}
