using NodaTime;

namespace Poruka.Ledger;

/// <summary>What rules would have made of a request that was made under others.</summary>
public enum TrialResult
{
    /// <summary>Silence would have been enough.</summary>
    Unopposed,

    /// <summary>One trustee could have released it at once.</summary>
    AtOnce,

    /// <summary>It would have taken approvals.</summary>
    Approvals,

    /// <summary>It would have been above the ceiling of its purpose.</summary>
    AboveCeiling,

    /// <summary>It would have been above the share of its cost.</summary>
    AboveShare,

    /// <summary>It would have come too late.</summary>
    TooLate,
}

/// <summary>A request of the past under other rules.</summary>
/// <param name="Result">What would have become of it.</param>
/// <param name="Approvals">How many approvals it would have taken.</param>
public readonly record struct Trial(TrialResult Result, int Approvals)
{
    /// <summary>Tries rules on a request.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="request">As it was made.</param>
    /// <param name="cost">What it cost in all.</param>
    public static Trial Of(FundRules rules, Request request, RequestedCost cost)
    {
        var sentAt = request.SubmittedAt ?? Instant.FromUnixTimeSeconds(0);
        var draft = request with { State = RequestState.Draft };
        var (outcome, _) = Deciding.Submit(draft, request.Requester, rules, cost, request.FreeThen, sentAt);
        var approvals = rules.TierOf(request.Amount.Minor).Approvals;
        return outcome switch
        {
            RequestOutcome.AboveCeiling => new Trial(TrialResult.AboveCeiling, approvals),
            RequestOutcome.AboveShare => new Trial(TrialResult.AboveShare, approvals),
            RequestOutcome.TooLate => new Trial(TrialResult.TooLate, approvals),
            _ when rules.ObjectionDays > 0 && (Int128)request.Amount.Minor * 100 <= (Int128)request.FreeThen * rules.UnopposedPercent => new Trial(TrialResult.Unopposed, approvals),
            _ => new Trial(request.Amount.Minor <= rules.EmergencyMinor ? TrialResult.AtOnce : TrialResult.Approvals, approvals),
        };
    }
}
