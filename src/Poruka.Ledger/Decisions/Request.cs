using System.Collections.Immutable;
using NodaTime;

namespace Poruka.Ledger;

/// <summary>Somebody who asks or decides: the ledger knows them by this alone.</summary>
/// <param name="Value">128 bits.</param>
public readonly record struct DeciderId(UInt128 Value);

/// <summary>Where a request stands.</summary>
public enum RequestState
{
    /// <summary>Being written.</summary>
    Draft,

    /// <summary>Sent; somebody reads the evidence.</summary>
    Submitted,

    /// <summary>Open for objections and approvals.</summary>
    Open,

    /// <summary>Somebody objected: it is voted on.</summary>
    Vote,

    /// <summary>Approved; the money is reserved.</summary>
    Approved,

    /// <summary>Paid.</summary>
    Paid,

    /// <summary>Paid, and the evidence after the fact is there.</summary>
    Evidenced,

    /// <summary>Done with.</summary>
    Closed,

    /// <summary>Voted down.</summary>
    Declined,

    /// <summary>Taken back by who asked.</summary>
    Withdrawn,

    /// <summary>Nobody decided in time.</summary>
    Lapsed,
}

/// <summary>By what way a request was approved.</summary>
public enum ApprovalWay
{
    /// <summary>It isn't.</summary>
    None,

    /// <summary>Enough trustees approved.</summary>
    Approvals,

    /// <summary>Nobody objected.</summary>
    Unopposed,

    /// <summary>A vote.</summary>
    Vote,

    /// <summary>One trustee, at once.</summary>
    Emergency,

    /// <summary>It fell due by the schedule of benefits, and the rules let those pass.</summary>
    Entitled,
}

/// <summary>Whether the others stand behind what one released at once.</summary>
public enum Ratification
{
    /// <summary>There is nothing to ratify.</summary>
    None,

    /// <summary>It is awaited.</summary>
    Awaited,

    /// <summary>They do.</summary>
    Ratified,

    /// <summary>They did not in time; they still may.</summary>
    Unratified,
}

/// <summary>A vote.</summary>
public enum VoteChoice
{
    /// <summary>Pay.</summary>
    Yes,

    /// <summary>Don't.</summary>
    No,

    /// <summary>Present, and neither.</summary>
    Abstain,
}

/// <summary>Why somebody stays out of a decision.</summary>
public enum ConflictKind
{
    /// <summary>The request is for their next of kin.</summary>
    NextOfKin,

    /// <summary>Anything else that ties them to it.</summary>
    Tied,
}

/// <summary>One of those who may decide.</summary>
/// <param name="Id">Who.</param>
/// <param name="IsFrozen">Two others have stopped them for now.</param>
/// <param name="IsAway">They said that they are away: not counted on, but heard.</param>
public readonly record struct Decider(DeciderId Id, bool IsFrozen = false, bool IsAway = false);

/// <summary>Who there is on the day of a decision.</summary>
/// <param name="Trustees">The trustees.</param>
/// <param name="Members">How many members the group has in all; below three, rules that want two people bend where they say so.</param>
public sealed record DecisionPanel(IReadOnlyList<Decider> Trustees, int Members)
{
    /// <summary>The trustee, or null.</summary>
    public Decider? Find(DeciderId id)
    {
        foreach (var trustee in Trustees)
            if (trustee.Id == id) return trustee;
        return null;
    }
}

/// <summary>A request for a fund's money, as the rules see it: who asks, how much, for what, and what was decided so far.</summary>
/// <remarks>Immutable.</remarks>
public sealed record Request
{
    /// <summary>The rules that it was submitted under; until then the newest.</summary>
    public required FundRules Rules { get; init; }

    /// <summary>Who asks.</summary>
    public required DeciderId Requester { get; init; }

    /// <summary>How much.</summary>
    public required Money Amount { get; init; }

    /// <summary>What for: an account of expenses, or bail posted.</summary>
    public required AccountClass Purpose { get; init; }

    /// <summary>Whether it fell due by the schedule of benefits.</summary>
    public bool IsBenefit { get; init; }

    /// <summary>Where it stands.</summary>
    public RequestState State { get; init; }

    /// <summary>What was free when it was submitted.</summary>
    public long FreeThen { get; init; }

    /// <summary>When it was submitted.</summary>
    public Instant? SubmittedAt { get; init; }

    /// <summary>When its window opened.</summary>
    public Instant? OpenedAt { get; init; }

    /// <summary>When the vote that is open, or was last, began.</summary>
    public Instant? VoteAt { get; init; }

    /// <summary>Which vote it is: 1, or 2 where the first had no quorum.</summary>
    public int Round { get; init; }

    /// <summary>When it was approved.</summary>
    public Instant? ApprovedAt { get; init; }

    /// <summary>How.</summary>
    public ApprovalWay Way { get; init; }

    /// <summary>Whether the others stand behind it.</summary>
    public Ratification Ratified { get; init; }

    /// <summary>Who approved or ratified.</summary>
    public ImmutableHashSet<DeciderId> Approvals { get; init; } = [];

    /// <summary>Who objected.</summary>
    public ImmutableHashSet<DeciderId> Objections { get; init; } = [];

    /// <summary>Who stays out, and why.</summary>
    public ImmutableDictionary<DeciderId, ConflictKind> Conflicts { get; init; } = ImmutableDictionary<DeciderId, ConflictKind>.Empty;

    /// <summary>The votes of the open round; nobody is shown them before it closes.</summary>
    public ImmutableDictionary<DeciderId, VoteChoice> Votes { get; init; } = ImmutableDictionary<DeciderId, VoteChoice>.Empty;

    /// <summary>Whether money is reserved for it.</summary>
    public bool HoldsMoney => State == RequestState.Approved;

    /// <summary>Whether it is over.</summary>
    public bool IsOver => State is RequestState.Closed or RequestState.Declined or RequestState.Withdrawn or RequestState.Lapsed;

    /// <summary>When its objection window ends.</summary>
    public Instant? WindowEnds => OpenedAt + Duration.FromDays(Rules.ObjectionDays);

    /// <summary>When the open vote ends.</summary>
    public Instant? VoteEnds => VoteAt + Duration.FromDays(Rules.VoteDays);

    /// <summary>When it lapses undecided.</summary>
    public Instant? Lapses => SubmittedAt + Duration.FromDays(Rules.LapseDays);

    /// <summary>Until when it is to be ratified.</summary>
    public Instant? RatifyBy => Way == ApprovalWay.Emergency ? ApprovedAt + Duration.FromDays(Rules.RatifyDays) : null;
}

/// <summary>What a request costs and when the cost arose, for the check at submission.</summary>
/// <param name="CostMinor">The whole cost.</param>
/// <param name="IsHardship">Whether it is said to be hardship.</param>
/// <param name="SinceDay">The day of the final judgment or the last bill, where there is one.</param>
public readonly record struct RequestedCost(long CostMinor, bool IsHardship, LocalDate? SinceDay);
