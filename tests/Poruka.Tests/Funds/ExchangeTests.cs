using Poruka.Funds;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Tests.Funds;

/// <summary>Two installations exchange statements over a way that cuts, doubles, mixes up and changes.</summary>
public sealed class ExchangeTests(PostgresServer postgres)
{
    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public void Two_installations_hold_the_same_in_the_end_or_it_is_named_where_they_part(DatabaseKind kind)
    {
        using var a = new TestInstallation(kind, postgres, "a.example");
        using var b = new TestInstallation(kind, postgres, "b.example");
        Agree(a, b);
        Agree(b, a);
        RequestTests.Give(a, 1_000_00);
        var notes = new[] { (FundStatementKind.Loan, 300_00L), (FundStatementKind.Gift, 50_00L), (FundStatementKind.Loan, 100_00L) }
            .Select((s, i) => Say(a, b, s.Item1, s.Item2, $"L-{i}")).ToList();

        // The first is cut off; the third comes before the second, twice; each is changed once on its way.
        Assert.Equal((ExchangeOutcome.Waits, "1, 2"), Outcome(Hear(b, notes[2])));
        Assert.Equal((ExchangeOutcome.Waits, "1, 2"), Outcome(Hear(b, notes[2])));
        foreach (var note in notes)
            foreach (var at in new[] { 30, note.Length / 2, note.Length - 5 })
            {
                var changed = note.ToArray();
                changed[at] ^= 1;
                Assert.True(Hear(b, changed).Outcome is ExchangeOutcome.Malformed or ExchangeOutcome.NotGenuine or ExchangeOutcome.NotOurs);
            }
        Assert.Equal((ExchangeOutcome.Waits, "1"), Outcome(Hear(b, notes[1])));
        var answer = Hear(b, notes[0]);
        Assert.Equal(ExchangeOutcome.Accepted, answer.Outcome);
        Assert.Equal(ExchangeOutcome.AlreadyHere, Hear(b, notes[0]).Outcome);

        // The loans stand in both books, and the countersignatures come home.
        Assert.Equal((400_00L, 400_00L), (Money(a).LentOut.Minor, Money(b).Borrowed.Minor));
        foreach (var note in Split(answer.Answer)) Assert.Equal(ExchangeOutcome.AlreadyHere, Hear(a, note).Outcome);
        Assert.Equal([2, 2, 2], Chain(a, "a.example", "b.example", true).Accepted.Select(s => s.Note.Signatures.Length));
        Assert.Equal(Chain(a, "a.example", "b.example", true).Head, Chain(b, "a.example", "b.example", false).Head);

        // B pays some of it back, over the same way in the other direction.
        var back = Say(b, a, FundStatementKind.Repayment, 150_00, "L-0");
        Assert.Equal(ExchangeOutcome.Accepted, Hear(a, back).Outcome);
        Assert.Equal((250_00L, 250_00L), (Money(a).LentOut.Minor, Money(b).Borrowed.Minor));
        foreach (var side in new[] { a, b })
            Assert.Empty(Poruka.Funds.VerifyBooks.VerifyBooks.Run(side.Installation, side.Fund, null, CancellationToken.None).Findings);

        // A that was set back to an old copy tells another story under a number that B has.
        using var connection = a.Database.Open();
        Sql.Run(connection, null, "delete from fund_statement where is_ours = 1 and number > 1");
        Assert.Equal(ExchangeOutcome.OtherStory, Hear(b, Say(a, b, FundStatementKind.Loan, 7_00, "L-9")).Outcome);
        Assert.Equal(250_00L, Money(b).Borrowed.Minor);
    }

    private static void Agree(TestInstallation one, TestInstallation other)
    {
        using var key = FundLog.SignerOf(other.Installation, other.Fund);
        using var connection = one.Database.Open();
        Assert.True(Exchange.AddPeer(connection, one.Fund, key.Verifier));
    }

    private static byte[] Say(TestInstallation from, TestInstallation to, FundStatementKind kind, long minor, string reference)
    {
        using var theirs = FundLog.SignerOf(to.Installation, to.Fund);
        return Exchange.Say(from.Installation, from.Fund, theirs.Verifier.Name, (ours, number, previous) => new FundStatement(
            ours, theirs.Verifier.Name, number, previous, kind, reference, new Money(minor, Currency.Eur), TestInstallation.Today, [])).Note.ToBytes();
    }

    private static Heard Hear(TestInstallation side, byte[] note) => Exchange.Hear(side.Installation, side.Fund, note);

    private static (ExchangeOutcome, string) Outcome(Heard heard) => (heard.Outcome, string.Join(", ", heard.Missing));

    private static FundMoney Money(TestInstallation side)
    {
        using var connection = side.Database.Open();
        return FundOfGroup.Money(connection, side.Fund);
    }

    private static StatementChain Chain(TestInstallation side, string from, string to, bool isOurs)
    {
        using var connection = side.Database.Open();
        return Exchange.Read(connection, side.Fund, $"{from}/red-cross", $"{to}/red-cross", isOurs);
    }

    /// <summary>Notes that stand one behind the other, each from its first line.</summary>
    private static IEnumerable<byte[]> Split(byte[] answer)
    {
        const string Head = "poruka fund statement v1\n";
        return System.Text.Encoding.UTF8.GetString(answer).Split(Head, StringSplitOptions.RemoveEmptyEntries).Select(part => System.Text.Encoding.UTF8.GetBytes(Head + part));
    }
}
