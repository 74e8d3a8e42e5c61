using System.Text;
using CsCheck;
using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;

namespace Poruka.Core.Tests;

/// <summary>Two funds on two machines, and a way between them that loses, doubles, mixes up and changes what it carries.</summary>
public sealed class StatementChainTests : IDisposable
{
    private const string A = "a.example/fund", B = "b.example/fund";

    private readonly NoteSigner _a = new(A, NoteKeyKind.Log, Seed(1)), _b = new(B, NoteKeyKind.Log, Seed(2)), _mallory = new(A, NoteKeyKind.Log, Seed(3));

    [Fact]
    public void Whatever_the_way_does_both_sides_hold_the_same_chain_in_the_end() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, 99].Array[200]).Sample((count, luck) =>
        {
            var (said, heard) = (new StatementChain(A, B), new StatementChain(A, B));
            for (var i = 0; i < count; i++) Say(said, i);
            var (at, outcomes) = (0, new List<ExchangeOutcome>());
            int Luck(int below) => luck[at++ % luck.Length] % below;
            // The sender brings again what was not countersigned; the way does what it likes.
            for (var round = 0; round < 400 && said.Accepted.Any(s => s.Note.Signatures.Length < 2); round++)
            {
                var bytes = said.Accepted[Luck(count)].Note.ToBytes();
                var copies = Luck(4); // 0: lost
                for (var copy = 0; copy < copies; copy++)
                {
                    var carried = bytes.ToArray();
                    if (Luck(5) == 0) carried[Luck(carried.Length)] ^= 1;
                    var (outcome, accepted) = heard.Hear(carried, _a.Verifier, _b);
                    outcomes.Add(outcome);
                    foreach (var statement in accepted)
                        if (Luck(3) > 0) said.Acknowledge(statement.Note.ToBytes(), _b.Verifier);
                }
            }
            // A last round, over a way that carries.
            foreach (var statement in said.Accepted.ToList())
                foreach (var accepted in heard.Hear(statement.Note.ToBytes(), _a.Verifier, _b).Accepted) Assert.True(said.Acknowledge(accepted.Note.ToBytes(), _b.Verifier));
            Assert.Equal(said.Accepted.Select(s => s.Statement.Hash), heard.Accepted.Select(s => s.Statement.Hash));
            Assert.All(said.Accepted, s => Assert.Equal(2, s.Note.Signatures.Length));
            Assert.Empty(heard.Missing);
            Assert.DoesNotContain(ExchangeOutcome.OtherStory, outcomes);
        }, iter: 60);

    [Fact]
    public void A_link_that_was_cut_is_named_and_what_came_after_waits_for_it()
    {
        var (said, heard) = (new StatementChain(A, B), new StatementChain(A, B));
        for (var i = 0; i < 4; i++) Say(said, i);
        Assert.Equal(ExchangeOutcome.Waits, Hear(heard, said, 2).Outcome);
        Assert.Equal(ExchangeOutcome.Waits, Hear(heard, said, 3).Outcome);
        Assert.Equal([1L, 2L], heard.Missing);
        Assert.Equal(ExchangeOutcome.Accepted, Hear(heard, said, 0).Outcome);
        Assert.Equal([2L], heard.Missing);
        var (outcome, accepted) = Hear(heard, said, 1);
        Assert.Equal((ExchangeOutcome.Accepted, 3), (outcome, accepted.Count));
        Assert.Equal(ExchangeOutcome.AlreadyHere, Hear(heard, said, 1).Outcome);
    }

    [Fact]
    public void Two_stories_are_named_as_such()
    {
        var (said, heard, other) = (new StatementChain(A, B), new StatementChain(A, B), new StatementChain(A, B));
        Say(said, 0);
        Say(said, 1);
        Say(other, 7);
        Say(other, 8);
        Assert.Equal(ExchangeOutcome.Accepted, Hear(heard, said, 0).Outcome);
        Assert.Equal(ExchangeOutcome.OtherStory, Hear(heard, other, 0).Outcome); // another first
        Assert.Equal(ExchangeOutcome.OtherStory, Hear(heard, other, 1).Outcome); // a second behind another first
        Assert.Equal(ExchangeOutcome.Accepted, Hear(heard, said, 1).Outcome);
    }

    [Fact]
    public void What_is_forged_changed_or_for_others_is_refused()
    {
        var (said, heard) = (new StatementChain(A, B), new StatementChain(A, B));
        Say(said, 0);
        var forged = new StatementChain(A, B).Say(_mallory, (number, previous) => said.Accepted[0].Statement with { Number = number, Previous = previous });
        Assert.Equal(ExchangeOutcome.NotGenuine, heard.Hear(forged.Note.ToBytes(), _a.Verifier, _b).Outcome);
        var toOthers = new StatementChain(A, "c.example/fund").Say(_a, (number, previous) => said.Accepted[0].Statement with { To = "c.example/fund", Number = number, Previous = previous });
        Assert.Equal(ExchangeOutcome.NotOurs, heard.Hear(toOthers.Note.ToBytes(), _a.Verifier, _b).Outcome);
        var bytes = said.Accepted[0].Note.ToBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            var outcome = new StatementChain(A, B).Hear(changed, _a.Verifier, _b).Outcome;
            Assert.True(outcome is ExchangeOutcome.Malformed or ExchangeOutcome.NotGenuine or ExchangeOutcome.NotOurs, $"byte {i}: {outcome}");
        }
        Assert.Equal(ExchangeOutcome.Malformed, heard.Hear(Encoding.UTF8.GetBytes("hello"), _a.Verifier, _b).Outcome);
        Assert.Empty(heard.Accepted);
    }

    [Fact]
    public void Both_books_show_each_other()
    {
        var chain = new StatementChain(A, B);
        FundStatement Of(FundStatementKind kind) => chain.Say(_a, (number, previous) => new FundStatement(A, B, number, previous, kind, "L-1", new Money(500_00, Currency.Eur), new LocalDate(2026, 3, 1), [])).Statement;
        var loan = Of(FundStatementKind.Loan);
        var (lender, borrower) = (loan.SenderEntry(new FundId(1), new EntryId(1, 0)), loan.ReceiverEntry(new FundId(2), new EntryId(2, 0)));
        Assert.Equal(500_00, lender.Postings.Single(p => p.Account.Class == AccountClass.LoanToFund).Amount.Minor);
        Assert.Equal(-500_00, borrower.Postings.Single(p => p.Account.Class == AccountClass.LoanFromFund).Amount.Minor);
        var back = Of(FundStatementKind.Repayment);
        Assert.Equal(500_00, back.SenderEntry(new FundId(2), new EntryId(2, 1)).Postings.Single(p => p.Account.Class == AccountClass.LoanFromFund).Amount.Minor);
        Assert.Equal(-500_00, back.ReceiverEntry(new FundId(1), new EntryId(1, 1)).Postings.Single(p => p.Account.Class == AccountClass.LoanToFund).Amount.Minor);
        var gift = Of(FundStatementKind.Gift);
        Assert.Equal(EntryKind.Expense, gift.SenderEntry(new FundId(1), new EntryId(1, 2)).Kind);
        Assert.Equal(EntryKind.Income, gift.ReceiverEntry(new FundId(2), new EntryId(2, 2)).Kind);
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _mallory.Dispose();
    }

    private void Say(StatementChain chain, int i) => chain.Say(_a, (number, previous) => new FundStatement(A, B, number, previous, i % 2 == 0 ? FundStatementKind.Loan : FundStatementKind.Gift,
        $"L-{i}", new Money(100 + i, Currency.Eur), new LocalDate(2026, 3, 1).PlusDays(i), i % 2 == 0 ? [new Instalment(new LocalDate(2026, 6, 1), new Money(100 + i, Currency.Eur))] : []));

    private (ExchangeOutcome Outcome, IReadOnlyList<ExchangedStatement> Accepted) Hear(StatementChain heard, StatementChain said, int index) =>
        heard.Hear(said.Accepted[index].Note.ToBytes(), _a.Verifier, _b);

    private static byte[] Seed(byte fill) => [.. Enumerable.Repeat(fill, NoteSigner.SeedSize)];
}
