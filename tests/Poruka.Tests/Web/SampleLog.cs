using System.Text;
using NodaTime;
using Poruka.Funds;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Tests.Web;

/// <summary>A fund whose gifts are published in one batch, in their order and without padding; gift n is of 50.00 + n cents.</summary>
internal sealed class SampleLog : IDisposable
{
    private readonly List<Opening> _openings;

    private SampleLog(TestInstallation test, List<Opening> openings) => (Test, _openings) = (test, openings);

    public TestInstallation Test { get; }

    public static async Task<SampleLog> Publish(PostgresServer postgres, DatabaseKind kind, int leaves)
    {
        var test = new TestInstallation(kind, postgres);
        using (var journal = new Journal(test.Database))
            await Task.WhenAll(Enumerable.Range(0, leaves).Select(n => journal.PostAsync(new PostRequest(Gift(test.Fund, n)))));
        using var connection = test.Database.Open();
        var log = new SampleLog(test, ReadOpenings(test, connection));
        log.Store(connection);
        return log;
    }

    public Opening Opening(int index) => _openings[index];

    public TlogProof Receipt(int index)
    {
        using var signer = FundLog.SignerOf(Test.Installation, Test.Fund);
        return ReceiptOf(_openings[index], index, signer);
    }

    /// <summary>A receipt over the real tree, signed by whoever is given.</summary>
    public TlogProof ReceiptOf(Opening opening, int index, NoteSigner signer)
    {
        var growth = Grow();
        return Ledger.Transparency.Receipt.Issue(
            opening, new LogIndex(index), new Checkpoint(signer.Verifier.Name, growth.Size, growth.Root).Sign(signer), Nodes);
    }

    public async Task Reverse(int index)
    {
        using var journal = new Journal(Test.Database);
        var reversal = EntryFormat.Read(_openings[index].Entry.Span).Reverse(new EntryId(8, 0), new LocalDate(2026, 4, 1));
        Assert.IsType<PostOutcome.Posted>(await journal.PostAsync(new PostRequest(reversal)));
    }

    public void Dispose() => Test.Dispose();

    private static Entry Gift(Fund fund, int number) => new(
        fund.Id, new EntryId(7, number), new LocalDate(2026, 3, 1), EntryKind.Income,
        [
            new Posting(new Account(AccountClass.Bank), new Money(50_00 + number, Currency.Eur)),
            new Posting(new Account(AccountClass.Gift), new Money(-50_00 - number, Currency.Eur)),
        ]);

    private static List<Opening> ReadOpenings(TestInstallation test, System.Data.Common.DbConnection connection)
    {
        using var find = Sql.Command(connection, null,
            "select e.bytes, o.blinding from entry e join opening o on o.fund = e.fund and o.journal = e.journal "
            + "where e.fund = @fund order by e.number", ("fund", test.Fund.Number));
        using var rows = find.ExecuteReader();
        var openings = new List<Opening>();
        while (rows.Read()) openings.Add(new Opening(rows.GetFieldValue<byte[]>(1), rows.GetFieldValue<byte[]>(0), null));
        return openings;
    }

    private LogGrowth Grow()
    {
        var growth = new LogGrowth(0, (_, _) => throw new InvalidOperationException("The log was empty."), []);
        foreach (var opening in _openings) growth.Append(opening.Leaf());
        return growth;
    }

    private TreeHash Nodes(int level, long index)
    {
        if (level == 0) return TreeHash.OfLeaf(_openings[(int)index].Leaf());
        return TreeHash.OfChildren(Nodes(level - 1, 2 * index), Nodes(level - 1, 2 * index + 1));
    }

    private void Store(System.Data.Common.DbConnection connection)
    {
        var growth = Grow();
        using var transaction = connection.BeginTransaction();
        for (var i = 0; i < _openings.Count; i++)
            Sql.Run(connection, transaction, "insert into log_leaf (fund, log_index, leaf) values (@fund, @index, @leaf)",
                ("fund", Test.Fund.Number), ("index", (long)i), ("leaf", _openings[i].Leaf()));
        foreach (var (path, bytes) in growth.Files())
            if (!path.IsEntries && !path.IsPartial)
                Sql.Run(connection, transaction, "insert into log_tile (fund, level, tile, hashes, root) values (@fund, @level, @tile, @hashes, @root)",
                    ("fund", Test.Fund.Number), ("level", (long)path.Level), ("tile", path.Index), ("hashes", bytes),
                    ("root", LogTiles.RootOf(bytes).ToArray()));
        using var signer = FundLog.SignerOf(Test.Installation, Test.Fund);
        var note = new Checkpoint(signer.Verifier.Name, growth.Size, growth.Root).Sign(signer);
        Sql.Run(connection, transaction,
            "insert into log_checkpoint (fund, size, note, published_on) values (@fund, @size, @note, @today)",
            ("fund", Test.Fund.Number), ("size", growth.Size), ("note", Encoding.UTF8.GetString(note.ToBytes())),
            ("today", (long)Months.DayNumber(TestInstallation.Today)));
        transaction.Commit();
    }
}
