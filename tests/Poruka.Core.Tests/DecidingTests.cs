using NodaTime;
using Poruka.Ledger;

namespace Poruka.Core.Tests;

/// <summary>Tables: rules × amounts × approvals × objections × conflicts × clock.</summary>
public class DecidingTests
{
    private const long Free = 100_000_00;

    private static readonly Instant Start = Instant.FromUtc(2026, 3, 2, 9, 0);
    private static readonly DeciderId Asker = new(1), Ana = new(2), Boris = new(3), Vera = new(4), Stranger = new(9);
    private static readonly DecisionPanel Four = new([new(Asker), new(Ana), new(Boris), new(Vera)], 12);

    // Up to 500 one, once the week is over; up to 5,000 two at once; above it three, once the week is over.
    private static readonly FundRules Rules = FundRules.First(500_00) with { Ceilings = new Dictionary<AccountClass, long> { [AccountClass.Parcel] = 80_00 } };

    public static TheoryData<string, long, string, RequestState, ApprovalWay> Courses => new()
    {
        // What happens, in order: who does what (A, B, V: approve; a, b, v: object), or +days.
        { "a small amount stands a week and passes", 400_00, "+6", RequestState.Open, ApprovalWay.None },
        { "a small amount stands a week and passes", 400_00, "+7", RequestState.Approved, ApprovalWay.Unopposed },
        { "a tenth of what was free passes unopposed", 10_000_00, "+7", RequestState.Approved, ApprovalWay.Unopposed },
        { "above it silence is not enough", 10_000_01, "+7", RequestState.Open, ApprovalWay.None },
        { "three approve and it waits for the window", 10_000_01, "A B V", RequestState.Open, ApprovalWay.None },
        { "three approve and the window ends", 10_000_01, "A B V +7", RequestState.Approved, ApprovalWay.Approvals },
        { "two are not three", 10_000_01, "A B +7", RequestState.Open, ApprovalWay.None },
        { "one of two", 5_000_00, "A", RequestState.Open, ApprovalWay.None },
        { "two of two at once", 5_000_00, "A B", RequestState.Approved, ApprovalWay.Approvals },
        { "the same twice is one", 5_000_00, "A A", RequestState.Open, ApprovalWay.None },
        { "one approval waits for the window", 500_00, "A", RequestState.Open, ApprovalWay.None },
        { "an objection takes it to a vote", 400_00, "a", RequestState.Vote, ApprovalWay.None },
        { "approvals don't end a vote", 5_000_00, "a B V", RequestState.Vote, ApprovalWay.None },
        { "the vote ends: two for, one against", 5_000_00, "a -a +B +V +7", RequestState.Approved, ApprovalWay.Vote },
        { "the vote is a tie", 5_000_00, "a -a +B +7", RequestState.Declined, ApprovalWay.None },
        { "no quorum: it is voted on again", 5_000_00, "a -a +7", RequestState.Vote, ApprovalWay.None },
        { "no quorum twice", 5_000_00, "a -a +7 -a +7", RequestState.Lapsed, ApprovalWay.None },
        { "no quorum, then two vote", 5_000_00, "a -a +7 +B +V +7", RequestState.Approved, ApprovalWay.Vote },
        { "nobody looks for sixty days", 50_000_00, "+60", RequestState.Lapsed, ApprovalWay.None },
        { "sixty days undecided with one approval", 50_000_00, "A +60", RequestState.Lapsed, ApprovalWay.None },
    };

    [Theory, MemberData(nameof(Courses))]
    public void A_request_takes_its_course(string what, long amount, string course, RequestState state, ApprovalWay way)
    {
        var (request, now) = (Open(amount), Start);
        foreach (var step in course.Split(' '))
        {
            if (step[0] == '+' && char.IsAsciiDigit(step[1])) now += Duration.FromDays(int.Parse(step[1..], null));
            var (act, who) = step switch
            {
                ['+', 'B' or 'V' or 'A'] => (RequestAct.VoteYes, Who(step[1])),
                ['-', _] => (RequestAct.VoteNo, Who(char.ToUpperInvariant(step[1]))),
                ['A' or 'B' or 'V'] => (RequestAct.Approve, Who(step[0])),
                ['a' or 'b' or 'v'] => (RequestAct.Oppose, Who(char.ToUpperInvariant(step[0]))),
                _ => (RequestAct.Look, default),
            };
            request = Deciding.Do(request, act, who, Four, Free, now).Request;
        }
        Assert.True((state, way) == (request.State, request.Way), $"{what}: {request.State} by {request.Way}");
    }

    [Fact]
    public void The_asker_the_next_of_kin_the_tied_the_frozen_and_strangers_decide_nothing()
    {
        var panel = new DecisionPanel([new(Asker), new(Ana), new(Boris), new(Vera, IsFrozen: true)], 12);
        var request = Do(Open(5_000_00), RequestAct.DeclareKin, Ana, panel).Request;
        request = Do(request, RequestAct.DeclareTie, Boris, panel).Request;
        foreach (var act in (RequestAct[])[RequestAct.Approve, RequestAct.Oppose, RequestAct.VoteYes, RequestAct.VoteNo, RequestAct.Abstain, RequestAct.Release])
        {
            Assert.Equal(RequestOutcome.OwnRequest, Do(request, act, Asker, panel).Outcome);
            Assert.Equal(RequestOutcome.NextOfKin, Do(request, act, Ana, panel).Outcome);
            Assert.Equal(RequestOutcome.Tied, Do(request, act, Boris, panel).Outcome);
            Assert.Equal(RequestOutcome.Frozen, Do(request, act, Vera, panel).Outcome);
            Assert.Equal(RequestOutcome.NotATrustee, Do(request, act, Stranger, panel).Outcome);
        }
    }

    [Fact]
    public void Who_declares_a_conflict_after_approving_has_not_approved()
    {
        var request = Do(Open(5_000_00), RequestAct.Approve, Ana).Request;
        request = Do(request, RequestAct.DeclareTie, Ana).Request;
        Assert.Equal(RequestState.Open, Do(request, RequestAct.Approve, Boris).Request.State);
    }

    [Fact]
    public void Who_was_frozen_after_approving_is_not_counted()
    {
        var request = Do(Open(5_000_00), RequestAct.Approve, Ana).Request;
        var panel = new DecisionPanel([new(Asker), new(Ana, IsFrozen: true), new(Boris), new(Vera)], 12);
        Assert.Equal(RequestState.Open, Do(request, RequestAct.Approve, Boris, panel).Request.State);
    }

    [Theory]
    [InlineData(FewDeciders.Wait, 2, 7, RequestState.Open)]
    [InlineData(FewDeciders.AllWhoRemain, 2, 6, RequestState.Open)]
    [InlineData(FewDeciders.AllWhoRemain, 2, 7, RequestState.Approved)]
    [InlineData(FewDeciders.AllWhoRemain, 1, 7, RequestState.Open)]
    public void In_a_small_group_all_who_remain_agree_and_the_window_passes(FewDeciders few, int approvals, int days, RequestState expected)
    {
        var panel = new DecisionPanel([new(Asker), new(Ana), new(Boris)], 3);
        var request = Open(20_000_00, Rules with { WhenFew = few });
        foreach (var who in ((DeciderId[])[Ana, Boris]).Take(approvals)) request = Do(request, RequestAct.Approve, who, panel).Request;
        Assert.Equal(expected, Deciding.Do(request, RequestAct.Look, default, panel, Free, Start + Duration.FromDays(days)).Request.State);
    }

    [Fact]
    public void Who_is_away_is_not_waited_for()
    {
        var panel = new DecisionPanel([new(Asker), new(Ana), new(Boris, IsAway: true), new(Vera, IsAway: true)], 12);
        var request = Do(Open(50_000_00), RequestAct.Approve, Ana, panel).Request;
        Assert.Equal(RequestState.Approved, Deciding.Do(request, RequestAct.Look, default, panel, Free, Start + Duration.FromDays(7)).Request.State);
    }

    [Fact]
    public void Where_nobody_can_decide_nothing_passes_but_by_silence()
    {
        var panel = new DecisionPanel([new(Asker)], 1);
        Assert.Equal(RequestState.Open, Deciding.Do(Open(20_000_00), RequestAct.Look, default, panel, Free, Start + Duration.FromDays(30)).Request.State);
    }

    [Fact]
    public void An_emergency_is_released_by_one_and_ratified_by_the_others_or_shown_as_not()
    {
        Assert.Equal(RequestOutcome.AboveEmergency, Do(Open(500_01), RequestAct.Release, Ana).Outcome);
        var rules = Rules with { Tiers = [new RuleTier(long.MaxValue, 2, false)] };
        var (outcome, released) = Do(Open(500_00, rules), RequestAct.Release, Ana);
        Assert.Equal((RequestOutcome.Approved, Ratification.Awaited), (outcome, released.Ratified));
        Assert.Equal(RequestOutcome.AlreadyDone, Do(released, RequestAct.Approve, Ana).Outcome);
        Assert.Equal((RequestOutcome.Ratified, Ratification.Ratified), Ratified(Do(released, RequestAct.Approve, Boris)));
        var late = Deciding.Do(released, RequestAct.Look, default, Four, Free, Start + Duration.FromDays(7)).Request;
        Assert.Equal((RequestState.Approved, Ratification.Unratified), (late.State, late.Ratified));
        Assert.Equal((RequestOutcome.Ratified, Ratification.Ratified), Ratified(Do(late, RequestAct.Approve, Boris)));
    }

    [Fact]
    public void Without_money_it_keeps_its_approvals_and_passes_when_there_is_some()
    {
        var request = Do(Open(5_000_00), RequestAct.Approve, Ana).Request;
        var (outcome, waiting) = Deciding.Do(request, RequestAct.Approve, Boris, Four, 4_999_99, Start);
        Assert.Equal((RequestOutcome.NotEnoughMoney, RequestState.Open), (outcome, waiting.State));
        Assert.Equal(RequestOutcome.Approved, Deciding.Do(waiting, RequestAct.Look, default, Four, 5_000_00, Start).Outcome);
        Assert.Equal(RequestOutcome.NotEnoughMoney, Deciding.Do(Open(400_00), RequestAct.Release, Ana, Four, 399_99, Start).Outcome);
    }

    [Fact]
    public void A_changed_rule_never_reaches_back()
    {
        var request = Do(Open(5_000_00), RequestAct.Approve, Ana).Request;
        Assert.Same(Rules, request.Rules);
        // Rules in force now are an argument of the submission alone.
        var stricter = Rules with { Version = 2, Tiers = [new RuleTier(long.MaxValue, 5, true)] };
        Assert.Equal(2, Submit(Draft(5_000_00), stricter).Request.Rules.Version);
        Assert.Equal(RequestState.Approved, Do(request, RequestAct.Approve, Boris).Request.State);
    }

    [Theory]
    [InlineData(AccountClass.Parcel, 80_01, 200_00, false, 0, RequestOutcome.AboveCeiling)]
    [InlineData(AccountClass.Parcel, 80_00, 200_00, false, 0, RequestOutcome.Done)]
    [InlineData(AccountClass.Legal, 50_01, 100_00, false, 0, RequestOutcome.AboveShare)]
    [InlineData(AccountClass.Legal, 50_00, 100_00, false, 0, RequestOutcome.Done)]
    [InlineData(AccountClass.Legal, 100_00, 100_00, true, 0, RequestOutcome.Done)]
    [InlineData(AccountClass.Legal, 100_01, 100_00, true, 0, RequestOutcome.AboveShare)]
    [InlineData(AccountClass.Legal, 50_00, 100_00, false, 91, RequestOutcome.TooLate)]
    [InlineData(AccountClass.Legal, 50_00, 100_00, false, 90, RequestOutcome.Done)]
    public void Ceilings_shares_and_deadlines_are_checked_when_it_is_sent(
        AccountClass purpose, long amount, long cost, bool hardship, int daysAgo, RequestOutcome expected)
    {
        var rules = Rules with { SharePercent = 50, ApplyWithinDays = 90 };
        var draft = Draft(amount) with { Purpose = purpose };
        Assert.Equal(expected, Deciding.Submit(draft, Asker, rules,
            new RequestedCost(cost, hardship, Start.InUtc().Date.PlusDays(-daysAgo)), Free, Start).Outcome);
        Assert.Equal(RequestOutcome.NotYours, Deciding.Submit(draft, Ana, rules, new RequestedCost(cost, hardship, null), Free, Start).Outcome);
    }

    [Fact]
    public void Another_reads_the_evidence_pays_and_closes()
    {
        var submitted = Submit(Draft(400_00), Rules).Request;
        Assert.Equal(RequestOutcome.OwnRequest, Do(submitted, RequestAct.Verify, Asker).Outcome);
        Assert.Equal(RequestState.Draft, Do(submitted, RequestAct.SendBack, Ana).Request.State);
        Assert.Equal(RequestOutcome.NotNow, Do(submitted, RequestAct.Approve, Ana).Outcome);
        var approved = Do(Do(submitted, RequestAct.Verify, Ana).Request, RequestAct.Release, Ana).Request;
        Assert.Equal(RequestOutcome.NeedsAnother, Do(approved, RequestAct.Pay, Asker).Outcome);
        Assert.Equal(RequestOutcome.Done, Do(approved, RequestAct.Pay, Asker, new DecisionPanel(Four.Trustees, 2)).Outcome);
        var paid = Do(approved, RequestAct.Pay, Stranger).Request;
        Assert.Equal(RequestOutcome.AlreadyDone, Do(paid, RequestAct.Pay, Stranger).Outcome);
        Assert.Equal(RequestOutcome.NotNow, Do(paid, RequestAct.Close, Ana).Outcome);
        var evidenced = Do(paid, RequestAct.Evidence, Asker).Request;
        Assert.Equal(RequestOutcome.NeedsAnother, Do(evidenced, RequestAct.Close, Asker).Outcome);
        Assert.Equal(RequestState.Closed, Do(evidenced, RequestAct.Close, Ana).Request.State);
        Assert.Equal(RequestOutcome.NotNow, Do(paid, RequestAct.Withdraw, Asker).Outcome);
        Assert.Equal(RequestOutcome.NotYours, Do(approved, RequestAct.Withdraw, Ana).Outcome);
        Assert.False(Do(approved, RequestAct.Withdraw, Asker).Request.HoldsMoney);
    }

    [Fact]
    public void Rules_that_contradict_themselves_are_told()
    {
        Assert.Empty(Rules.Check());
        Assert.Equal([RuleProblem.NoLastTier], (Rules with { Tiers = [new RuleTier(5, 1, false)] }).Check());
        Assert.Equal([RuleProblem.TiersOutOfOrder, RuleProblem.LargerIsEasier],
            (Rules with { Tiers = [new RuleTier(500, 2, false), new RuleTier(400, 1, false), new RuleTier(long.MaxValue, 1, false)] }).Check());
        Assert.Equal([RuleProblem.UnopposedWithoutWindow], (Rules with { ObjectionDays = 0 }).Check());
        Assert.Equal([RuleProblem.LapsesBeforeDecided], (Rules with { LapseDays = 21 }).Check());
        Assert.Equal([RuleProblem.Percent], (Rules with { QuorumPercent = 0 }).Check());
    }

    private static (RequestOutcome, Ratification) Ratified((RequestOutcome Outcome, Request Request) result) => (result.Outcome, result.Request.Ratified);

    private static DeciderId Who(char letter) => letter switch { 'A' => Ana, 'B' => Boris, _ => Vera };

    private static Request Draft(long amount) => new()
    {
        Rules = Rules, Requester = Asker, Amount = new Money(amount, Currency.Eur), Purpose = AccountClass.Legal,
    };

    private static (RequestOutcome Outcome, Request Request) Submit(Request draft, FundRules rules) =>
        Deciding.Submit(draft, Asker, rules, new RequestedCost(draft.Amount.Minor * 2, true, null), Free, Start);

    private static Request Open(long amount, FundRules? rules = null)
    {
        var (_, submitted) = Submit(Draft(amount), rules ?? Rules);
        var (outcome, open) = Deciding.Do(submitted, RequestAct.Verify, Stranger, Four, Free, Start);
        Assert.Equal((RequestOutcome.Done, RequestState.Open), (outcome, open.State));
        return open;
    }

    private static (RequestOutcome Outcome, Request Request) Do(Request request, RequestAct act, DeciderId by, DecisionPanel? panel = null) =>
        Deciding.Do(request, act, by, panel ?? Four, Free, Start);
}
