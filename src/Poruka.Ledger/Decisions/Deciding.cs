using NodaTime;

namespace Poruka.Ledger;

/// <summary>
/// Decides on requests by their fund's rules: the one place where a request changes. Pure: who there is, what is free and what
/// time it is come in.
/// </summary>
public static class Deciding
{
    /// <summary>Does something to a request. Whatever time has brought about is brought about first.</summary>
    /// <param name="request">The request.</param>
    /// <param name="act">What is done.</param>
    /// <param name="by">Who does it; anybody for <see cref="RequestAct.Look"/>.</param>
    /// <param name="panel">Who there is.</param>
    /// <param name="freeMinor">What is free now, reserved money not counted.</param>
    /// <param name="now">When.</param>
    /// <returns>What became of it, and the request after it; the same one where nothing changed.</returns>
    public static (RequestOutcome Outcome, Request Request) Do(
        Request request, RequestAct act, DeciderId by, DecisionPanel panel, long freeMinor, Instant now)
    {
        var (moved, looked) = Look(request, panel, freeMinor, now);
        if (act == RequestAct.Look) return (moved, looked);
        return act switch
        {
            RequestAct.Submit => Refuse(RequestOutcome.NotNow),
            RequestAct.Verify => looked.State != RequestState.Submitted ? Refuse(RequestOutcome.NotNow)
                : by == looked.Requester ? Refuse(RequestOutcome.OwnRequest)
                : Settle(looked with { State = RequestState.Open, OpenedAt = now }),
            RequestAct.SendBack => looked.State != RequestState.Submitted ? Refuse(RequestOutcome.NotNow)
                : by == looked.Requester ? Refuse(RequestOutcome.OwnRequest)
                : (RequestOutcome.Done, looked with { State = RequestState.Draft, SubmittedAt = null }),
            RequestAct.Approve => Approve(),
            RequestAct.Oppose => Oppose(),
            RequestAct.DeclareKin => Declare(ConflictKind.NextOfKin),
            RequestAct.DeclareTie => Declare(ConflictKind.Tied),
            RequestAct.VoteYes => Vote(VoteChoice.Yes),
            RequestAct.VoteNo => Vote(VoteChoice.No),
            RequestAct.Abstain => Vote(VoteChoice.Abstain),
            RequestAct.Release => Release(),
            RequestAct.Withdraw => by != looked.Requester ? Refuse(RequestOutcome.NotYours)
                : looked.State is RequestState.Draft or RequestState.Submitted or RequestState.Open or RequestState.Vote or RequestState.Approved
                    ? (RequestOutcome.Done, looked with { State = RequestState.Withdrawn }) : Refuse(RequestOutcome.NotNow),
            RequestAct.Pay => looked.State != RequestState.Approved ? Refuse(looked.State == RequestState.Paid ? RequestOutcome.AlreadyDone : RequestOutcome.NotNow)
                : by == looked.Requester && panel.Members >= 3 ? Refuse(RequestOutcome.NeedsAnother)
                : (RequestOutcome.Done, looked with { State = RequestState.Paid }),
            RequestAct.Evidence => looked.State != RequestState.Paid ? Refuse(looked.State == RequestState.Evidenced ? RequestOutcome.AlreadyDone : RequestOutcome.NotNow)
                : (RequestOutcome.Done, looked with { State = RequestState.Evidenced }),
            RequestAct.Close => looked.State != RequestState.Evidenced ? Refuse(looked.State == RequestState.Closed ? RequestOutcome.AlreadyDone : RequestOutcome.NotNow)
                : by == looked.Requester && panel.Members >= 3 ? Refuse(RequestOutcome.NeedsAnother)
                : (RequestOutcome.Done, looked with { State = RequestState.Closed }),
            RequestAct.Look => (moved, looked),
        };

        (RequestOutcome, Request) Refuse(RequestOutcome outcome) => (outcome, looked);

        (RequestOutcome, Request) Settle(Request changed)
        {
            var (outcome, settled) = Look(changed, panel, freeMinor, now);
            return (outcome is RequestOutcome.AlreadyDone ? RequestOutcome.Done : outcome, settled);
        }

        (RequestOutcome, Request) Approve()
        {
            if (Barred(looked, by, panel) is { } barred) return Refuse(barred);
            if (looked.Approvals.Contains(by)) return Refuse(RequestOutcome.AlreadyDone);
            if (looked.Ratified is Ratification.Awaited or Ratification.Unratified)
            {
                var more = looked with { Approvals = looked.Approvals.Add(by) };
                return Counted(more, panel) < Needed(more, panel) ? (RequestOutcome.Done, more)
                    : (RequestOutcome.Ratified, more with { Ratified = Ratification.Ratified });
            }
            return looked.State != RequestState.Open ? Refuse(RequestOutcome.NotNow) : Settle(looked with { Approvals = looked.Approvals.Add(by) });
        }

        (RequestOutcome, Request) Oppose()
        {
            if (Barred(looked, by, panel) is { } barred) return Refuse(barred);
            if (looked.Objections.Contains(by)) return Refuse(RequestOutcome.AlreadyDone);
            return looked.State != RequestState.Open ? Refuse(RequestOutcome.NotNow)
                : (RequestOutcome.WentToVote, looked with { Objections = looked.Objections.Add(by), State = RequestState.Vote, VoteAt = now, Round = 1 });
        }

        (RequestOutcome, Request) Declare(ConflictKind kind)
        {
            if (panel.Find(by) is null) return Refuse(RequestOutcome.NotATrustee);
            if (looked.Conflicts.ContainsKey(by)) return Refuse(RequestOutcome.AlreadyDone);
            if (looked.IsOver || looked.State is RequestState.Paid or RequestState.Evidenced) return Refuse(RequestOutcome.NotNow);
            // What they said before counts no more; their objection has done its work.
            return Settle(looked with { Conflicts = looked.Conflicts.Add(by, kind), Approvals = looked.Approvals.Remove(by), Votes = looked.Votes.Remove(by) });
        }

        (RequestOutcome, Request) Vote(VoteChoice choice)
        {
            if (Barred(looked, by, panel) is { } barred) return Refuse(barred);
            if (looked.State != RequestState.Vote) return Refuse(RequestOutcome.NotNow);
            // Until the close a vote may be changed.
            return looked.Votes.TryGetValue(by, out var before) && before == choice ? Refuse(RequestOutcome.AlreadyDone)
                : (RequestOutcome.Done, looked with { Votes = looked.Votes.SetItem(by, choice) });
        }

        (RequestOutcome, Request) Release()
        {
            if (Barred(looked, by, panel) is { } barred) return Refuse(barred);
            if (looked.State is not (RequestState.Submitted or RequestState.Open)) return Refuse(RequestOutcome.NotNow);
            if (looked.Amount.Minor > looked.Rules.EmergencyMinor) return Refuse(RequestOutcome.AboveEmergency);
            if (looked.Amount.Minor > freeMinor) return Refuse(RequestOutcome.NotEnoughMoney);
            var released = looked with
            {
                State = RequestState.Approved, Way = ApprovalWay.Emergency, ApprovedAt = now, Ratified = Ratification.Awaited,
                Approvals = looked.Approvals.Add(by),
            };
            return (RequestOutcome.Approved, Counted(released, panel) < Needed(released, panel) ? released : released with { Ratified = Ratification.Ratified });
        }
    }

    /// <summary>Submits a draft under the rules of the day.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="by">Who submits it; it becomes theirs to withdraw.</param>
    /// <param name="rules">The fund's newest rules.</param>
    /// <param name="cost">What it costs in all.</param>
    /// <param name="freeMinor">What is free.</param>
    /// <param name="now">When.</param>
    public static (RequestOutcome Outcome, Request Request) Submit(
        Request draft, DeciderId by, FundRules rules, RequestedCost cost, long freeMinor, Instant now)
    {
        if (draft.State != RequestState.Draft) return (RequestOutcome.NotNow, draft);
        if (by != draft.Requester) return (RequestOutcome.NotYours, draft);
        if (rules.Ceilings.TryGetValue(draft.Purpose, out var ceiling) && draft.Amount.Minor > ceiling) return (RequestOutcome.AboveCeiling, draft);
        var share = cost.IsHardship && rules.FullInHardship ? 100 : rules.SharePercent;
        if ((Int128)draft.Amount.Minor * 100 > (Int128)cost.CostMinor * share) return (RequestOutcome.AboveShare, draft);
        if (rules.ApplyWithinDays > 0 && cost.SinceDay is { } since && now.InUtc().Date > since.PlusDays(rules.ApplyWithinDays)) return (RequestOutcome.TooLate, draft);
        return (RequestOutcome.Done, draft with { State = RequestState.Submitted, Rules = rules, SubmittedAt = now, FreeThen = freeMinor });
    }

    /// <summary>
    /// What fell due by the schedule of benefits stands open at once: its evidence was read when the entitlement was confirmed.
    /// Its amount is the schedule's, so that ceilings and shares of cost say nothing to it.
    /// </summary>
    /// <param name="draft">The draft, with the fund's newest rules.</param>
    /// <param name="freeMinor">What is free.</param>
    /// <param name="now">When.</param>
    public static Request Entitle(Request draft, long freeMinor, Instant now) =>
        draft with { State = RequestState.Open, IsBenefit = true, SubmittedAt = now, OpenedAt = now, FreeThen = freeMinor };

    /// <summary>Why somebody can't decide on a request; null where they can.</summary>
    public static RequestOutcome? Barred(Request request, DeciderId by, DecisionPanel panel)
    {
        if (by == request.Requester) return RequestOutcome.OwnRequest;
        if (panel.Find(by) is not { } trustee) return RequestOutcome.NotATrustee;
        if (trustee.IsFrozen) return RequestOutcome.Frozen;
        return request.Conflicts.TryGetValue(by, out var kind)
            ? kind == ConflictKind.NextOfKin ? RequestOutcome.NextOfKin : RequestOutcome.Tied
            : null;
    }

    /// <summary>How many approvals the request takes from those who there are; 0 where nobody can decide.</summary>
    public static int Needed(Request request, DecisionPanel panel)
    {
        var wanted = request.Rules.TierOf(request.Amount.Minor).Approvals;
        var present = panel.Trustees.Count(t => !t.IsAway && Barred(request, t.Id, panel) is null);
        return request.Rules.WhenFew == FewDeciders.AllWhoRemain && present < wanted ? Math.Max(present, Counted(request, panel) > 0 ? 1 : 0) : wanted;
    }

    /// <summary>How many approvals count: of those who are trustees and may decide still.</summary>
    public static int Counted(Request request, DecisionPanel panel) =>
        request.Approvals.Count(id => Barred(request, id, panel) is null);

    /// <summary>How many must vote for a quorum.</summary>
    public static int Quorum(Request request, DecisionPanel panel)
    {
        var present = panel.Trustees.Count(t => !t.IsAway && Barred(request, t.Id, panel) is null);
        return Math.Max(1, (present * request.Rules.QuorumPercent + 99) / 100);
    }

    /// <summary>What time alone brings about.</summary>
    private static (RequestOutcome Outcome, Request Request) Look(Request request, DecisionPanel panel, long freeMinor, Instant now)
    {
        switch (request.State)
        {
            case RequestState.Open when IsCarried(request, panel, now) is { } way:
                return request.Amount.Minor > freeMinor
                    ? Lapsed(request, now) ?? (RequestOutcome.NotEnoughMoney, request)
                    : (RequestOutcome.Approved, request with { State = RequestState.Approved, Way = way, ApprovedAt = now });
            case RequestState.Vote when now >= request.VoteEnds:
                return Close(request, panel, freeMinor, now);
            case RequestState.Submitted or RequestState.Open:
                return Lapsed(request, now) ?? (RequestOutcome.AlreadyDone, request);
            case RequestState.Approved or RequestState.Paid or RequestState.Evidenced or RequestState.Closed
                when request.Ratified == Ratification.Awaited && now >= request.RatifyBy:
                return (RequestOutcome.Done, request with { Ratified = Ratification.Unratified });
            default:
                return (RequestOutcome.AlreadyDone, request);
        }
    }

    private static ApprovalWay? IsCarried(Request request, DecisionPanel panel, Instant now)
    {
        if (request is { IsBenefit: true, Rules.BenefitsPass: true }) return ApprovalWay.Entitled;
        var tier = request.Rules.TierOf(request.Amount.Minor);
        var windowPassed = now >= request.WindowEnds;
        var (needed, counted) = (Needed(request, panel), Counted(request, panel));
        if (counted > 0 && counted >= needed && (windowPassed || !tier.WaitsForWindow && needed >= tier.Approvals)) return ApprovalWay.Approvals;
        return windowPassed && request.Rules.ObjectionDays > 0
            && (Int128)request.Amount.Minor * 100 <= (Int128)request.FreeThen * request.Rules.UnopposedPercent
                ? ApprovalWay.Unopposed : null;
    }

    private static (RequestOutcome, Request) Close(Request request, DecisionPanel panel, long freeMinor, Instant now)
    {
        var votes = request.Votes.Where(v => Barred(request, v.Key, panel) is null).Select(v => v.Value).ToList();
        // A fund that lost its quorum goes on: the second vote is decided by two who vote, or by the one who is left.
        var enough = request.Round == 1 ? Quorum(request, panel) : Math.Min(2, Quorum(request, panel));
        if (votes.Count < enough)
            return request.Round == 1
                ? (RequestOutcome.WentToVote, request with { Round = 2, VoteAt = request.VoteEnds, Votes = request.Votes.Clear() }) is var again && now >= again.Item2.VoteEnds
                    ? Close(again.Item2, panel, freeMinor, now) : again
                : (RequestOutcome.Done, request with { State = RequestState.Lapsed });
        if (votes.Count(v => v == VoteChoice.Yes) <= votes.Count(v => v == VoteChoice.No))
            return (RequestOutcome.Done, request with { State = RequestState.Declined });
        return request.Amount.Minor > freeMinor
            ? Lapsed(request, now) ?? (RequestOutcome.NotEnoughMoney, request)
            : (RequestOutcome.Approved, request with { State = RequestState.Approved, Way = ApprovalWay.Vote, ApprovedAt = now });
    }

    private static (RequestOutcome, Request)? Lapsed(Request request, Instant now) =>
        now >= request.Lapses ? (RequestOutcome.Done, request with { State = RequestState.Lapsed }) : null;
}
