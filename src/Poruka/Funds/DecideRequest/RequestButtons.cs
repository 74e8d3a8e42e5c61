using Poruka.Ledger;
using Poruka.People;

namespace Poruka.Funds.DecideRequest;

/// <summary>Something that can be done to a request now.</summary>
/// <param name="Act">What.</param>
/// <param name="IsMain">Whether it is what the page is for.</param>
public sealed record RequestButton(RequestAct Act, bool IsMain)
{
    /// <summary>Whether no way leads back: the button stands behind what it does.</summary>
    public bool IsFinal => Act is RequestAct.Withdraw or RequestAct.Release;
}

/// <summary>Who sees a request, and what they are offered. Whether it may be done is decided anew when it is.</summary>
internal static class RequestButtons
{
    /// <summary>Whether an act says that somebody has read the evidence, which only who holds the trustees' room can.</summary>
    public static bool NeedsKey(RequestAct act) => act is RequestAct.Verify or RequestAct.Close;

    /// <summary>Whether their role lets them try; the rules decide the rest.</summary>
    public static bool MayTry(Visit visit, StoredRequest stored, RequestAct act) => act switch
    {
        RequestAct.Verify or RequestAct.SendBack or RequestAct.Close => RequestDesk.Reads(visit),
        RequestAct.Evidence => RequestDesk.Sees(visit, stored),
        _ => true,
    };

    public static IEnumerable<RequestButton> Of(Visit visit, StoredRequest stored, DecisionPanel panel, bool holdsRoom)
    {
        var request = stored.Request;
        var me = new DeciderId(visit.Member.Id.Value);
        var isMine = request.Requester == me;
        var (reads, decides) = (RequestDesk.Reads(visit), Deciding.Barred(request, me, panel) is null);
        var undecided = request.State is RequestState.Submitted or RequestState.Open or RequestState.Vote;
        (RequestAct Act, bool IsMain, bool When)[] all =
        [
            (RequestAct.Verify, true, request.State == RequestState.Submitted && reads && !isMine),
            (RequestAct.SendBack, false, request.State == RequestState.Submitted && reads && !isMine),
            (RequestAct.Approve, true, request.State == RequestState.Open && decides && !request.Approvals.Contains(me)
                || request.Ratified is Ratification.Awaited or Ratification.Unratified && decides && !request.Approvals.Contains(me)),
            (RequestAct.Oppose, false, request.State == RequestState.Open && decides),
            (RequestAct.VoteYes, false, request.State == RequestState.Vote && decides),
            (RequestAct.VoteNo, false, request.State == RequestState.Vote && decides),
            (RequestAct.Abstain, false, request.State == RequestState.Vote && decides),
            (RequestAct.Release, false, request.State is RequestState.Submitted or RequestState.Open && decides && request.Amount.Minor <= request.Rules.EmergencyMinor),
            (RequestAct.DeclareKin, false, undecided && decides),
            (RequestAct.DeclareTie, false, undecided && decides),
            (RequestAct.Submit, true, request.State == RequestState.Draft && isMine),
            (RequestAct.Evidence, true, request.State == RequestState.Paid && (reads || isMine)),
            (RequestAct.Close, true, request.State == RequestState.Evidenced && reads && !isMine),
            (RequestAct.Withdraw, false, isMine && (undecided || request.State is RequestState.Draft or RequestState.Approved)),
        ];
        return all.Where(b => b.When && (holdsRoom || !NeedsKey(b.Act))).Select(b => new RequestButton(b.Act, b.IsMain));
    }
}
