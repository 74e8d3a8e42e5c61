using NodaTime;
using Poruka.Ledger;
using Poruka.Shell;

namespace Poruka.Funds;

/// <summary>Says what a request waits for.</summary>
internal static class RequestStanding
{
    public static IReadOnlyList<string> Say(Page page, Request request, DecisionPanel panel, Money free, Instant now)
    {
        var said = new List<string>();
        if (request.State == RequestState.Open)
        {
            var (needed, counted) = (Deciding.Needed(request, panel), Deciding.Counted(request, panel));
            said.Add(needed == 0 ? page["Funds.Request.NobodyDecides"] : page.Text("Funds.Request.ApprovalsOf", counted, needed));
            if (request.WindowEnds > now) said.Add(page.Text("Funds.Request.WindowUntil", RequestWords.At(page, request.WindowEnds.Value)));
            if (request.Amount.Minor > free.Minor) said.Add(page.Text("Funds.Request.NotCovered", page.Money(free)));
            said.Add(page.Text("Funds.Request.LapsesOn", page.Day(request.Lapses!.Value.InUtc().Date)));
        }
        if (request.State == RequestState.Vote)
        {
            said.Add(page.Text("Funds.Request.VoteUntil", RequestWords.At(page, request.VoteEnds!.Value), request.Votes.Count, Deciding.Quorum(request, panel)));
            if (request.Round == 2) said.Add(page["Funds.Rules.SecondVote"]);
        }
        else if (request.Votes.Count > 0)
            said.Add(page.Text("Funds.Request.VoteWas", Count(VoteChoice.Yes), Count(VoteChoice.No), Count(VoteChoice.Abstain)));
        if (request.Way != ApprovalWay.None) said.Add(page["Funds.Request.Way." + request.Way]);
        if (request.Ratified == Ratification.Awaited) said.Add(page.Text("Funds.Request.RatifyBy", RequestWords.At(page, request.RatifyBy!.Value)));
        said.Add(request.Rules.Version == 0 ? page["Funds.Request.ByFirstRules"] : page.Text("Funds.Request.ByRules", request.Rules.Version));
        return said;

        int Count(VoteChoice choice) => request.Votes.Count(v => v.Value == choice);
    }
}
