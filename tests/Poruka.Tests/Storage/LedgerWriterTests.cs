using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Tests.Storage;

/// <summary>Rows are kept back and written together: what the database says of one comes later, and is not lost.</summary>
public sealed class LedgerWriterTests(PostgresServer postgres)
{
    private const int Many = 2_000, Doubled = 100;

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public void A_row_that_is_refused_among_many_is_told_leaves_nothing_and_the_writer_goes_on(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var writer = LedgerWriter.Open(test.Database);
        writer.Begin();
        writer.TakeNumbers(test.Fund.Number, Many);
        var refused = Assert.ThrowsAny<System.Data.Common.DbException>(() =>
        {
            for (var i = 1; i <= Many; i++) Add(writer, test.Fund.Number, i, number: i == Doubled ? Doubled - 1 : i);
            writer.Commit(test.Fund.Number);
        });
        Assert.False(writer.IsOverflow(refused));
        writer.Rollback();
        Assert.Equal(0, Entries(test));

        writer.Begin();
        writer.TakeNumbers(test.Fund.Number, Many);
        for (var i = 1; i <= Many; i++) Add(writer, test.Fund.Number, i, i);
        // Whoever asks on the writer's connection sees what is kept back once it is flushed.
        writer.Flush();
        Assert.Equal(Many, Sql.Number(writer.Connection, writer.Transaction, "select count(*) from entry"));
        writer.Commit(test.Fund.Number);
        Assert.Equal(Many, Entries(test));
    }

    [Theory, MemberData(nameof(Both))]
    public void What_is_left_in_the_middle_is_not_there(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using (var writer = LedgerWriter.Open(test.Database))
        {
            writer.Begin();
            writer.TakeNumbers(test.Fund.Number, Many);
            for (var i = 1; i <= Many; i++) Add(writer, test.Fund.Number, i, i);
        }
        Assert.Equal(0, Entries(test));
    }

    private static void Add(LedgerWriter writer, long fund, long journal, long number) =>
        writer.AddEntry(fund, journal, 1, number, new byte[BlindedLeaf.Size], [1, 2, 3], new byte[BlindedLeaf.BlindingSize], []);

    private static long Entries(TestInstallation test)
    {
        using var connection = test.Database.Open();
        return Sql.Number(connection, null, "select count(*) from entry")!.Value;
    }
}
