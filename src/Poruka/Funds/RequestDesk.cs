using System.Security.Cryptography;
using NodaTime;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds;

/// <summary>
/// Does something to a request: load, decide by <see cref="Deciding"/>, store, in one transaction under the fund's lock, with
/// the entries that follow from it. So the same money can't be promised twice, whoever asks at the same time.
/// </summary>
internal static class RequestDesk
{
    private const string ReferenceLetters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Who asked sees what became of it; who decides, pays or checks sees all.</summary>
    public static bool Sees(Visit visit, StoredRequest stored) => Reads(visit) || stored.Request.Requester.Value == visit.Member.Id.Value;

    /// <summary>Whether somebody decides, pays or checks.</summary>
    public static bool Reads(Visit visit) => visit.Here!.Is(Role.Trustee) || visit.Here.Is(Role.Treasurer) || visit.Here.Is(Role.Auditor);

    /// <summary>Draws the opaque reference of a request: it says nothing, and can be read out over the telephone.</summary>
    public static string DrawReference() => "R-" + RandomNumberGenerator.GetString(ReferenceLetters, 8);

    /// <summary>Makes a request and submits it, with what it is about sealed to the trustees. Where the rules refuse it, nothing is kept.</summary>
    /// <param name="installation">Where.</param>
    /// <param name="group">The fund's group.</param>
    /// <param name="fund">The fund.</param>
    /// <param name="draft">The request, as its requester makes it.</param>
    /// <param name="details">What it is about.</param>
    /// <param name="now">When.</param>
    /// <param name="beside">What is stored in the same transaction.</param>
    public static RequestOutcome Ask(
        Installation installation, Organisation group, Fund fund, StoredRequest draft, RequestDetails details, Instant now, Action<FundTransaction>? beside = null)
    {
        var by = new MemberId(draft.Request.Requester.Value);
        using var transaction = FundTransaction.Begin(installation.Database, fund.Number);
        var room = RoomRows.Find(transaction.Connection, group.Number, RoomKind.Trustees)!;
        RequestRows.Save(transaction.Connection, transaction.Transaction, draft);
        RequestSecrets.Put(installation, transaction.Connection, transaction.Transaction, room, RoomRows.PublicKeyOf(transaction.Connection, room, transaction.Transaction), draft.Id, details);
        var (outcome, sent) = Do(transaction, group, fund, draft.Id, RequestAct.Submit, by, now)!.Value;
        if (outcome != RequestOutcome.Done)
        {
            installation.Shred.Destroy(draft.Id);
            return outcome;
        }
        beside?.Invoke(transaction);
        RequestNotices.Tell(installation, transaction.Connection, transaction.Transaction, group, RequestState.Draft, sent, by, now);
        transaction.Commit();
        return outcome;
    }

    /// <summary>Does it.</summary>
    /// <param name="installation">Where.</param>
    /// <param name="group">The fund's group.</param>
    /// <param name="fund">The fund.</param>
    /// <param name="id">The request.</param>
    /// <param name="act">What is done.</param>
    /// <param name="by">By whom.</param>
    /// <param name="now">When.</param>
    /// <param name="payment">For a payment: the account, and the day.</param>
    /// <param name="beside">What is stored in the same transaction, where it is done.</param>
    /// <returns>What became of it; null where there is no such request.</returns>
    public static (RequestOutcome Outcome, StoredRequest Stored)? Do(
        Installation installation, Organisation group, Fund fund, UInt128 id, RequestAct act, MemberId by, Instant now, (Account From, LocalDate Day)? payment = null,
        Action<FundTransaction>? beside = null)
    {
        using var transaction = FundTransaction.Begin(installation.Database, fund.Number);
        if (RequestRows.Find(transaction.Connection, fund, id)?.Request.State is not { } before || Do(transaction, group, fund, id, act, by, now, payment) is not { } done) return null;
        if (done.Outcome == RequestOutcome.Done) beside?.Invoke(transaction);
        RequestNotices.Tell(installation, transaction.Connection, transaction.Transaction, group, before, done.Stored, by, now);
        transaction.Commit();
        return done;
    }

    /// <summary>The same within a transaction that the caller ends.</summary>
    public static (RequestOutcome Outcome, StoredRequest Stored)? Do(
        FundTransaction transaction, Organisation group, Fund fund, UInt128 id, RequestAct act, MemberId by, Instant now, (Account From, LocalDate Day)? payment = null)
    {
        var today = now.InUtc().Date;
        var connection = transaction.Connection;
        if (RequestRows.Find(connection, fund, id) is not { } stored) return null;
        var panel = RequestRows.Panel(connection, group, today);
        var free = stored.Campaign == CampaignId.None ? FundOfGroup.Money(connection, fund).Free.Minor
            : CampaignProgress.Of(stored.Campaign, fund.Currency, PublicSums.Of(connection, fund)).Left.Minor;
        var before = stored.Request;
        var (outcome, after) = act == RequestAct.Submit
            ? Deciding.Submit(before, new DeciderId(by.Value), RulesRows.Newest(connection, fund), stored.Cost, free, now)
            : Deciding.Do(before, act, new DeciderId(by.Value), panel, free, now);
        if (ReferenceEquals(before, after)) return (outcome, stored);

        var number = RequestRows.AddAct(connection, transaction.Transaction, id, by, act, outcome, now);
        if (act == RequestAct.Pay && after.State == RequestState.Paid)
        {
            var (from, day) = payment ?? throw new InvalidOperationException("A payment comes from an account.");
            transaction.MustPost(fund, RequestBooking.Pay(fund.Id, new EntryId(id, number * 2 + 1), day, from, after.Purpose, after.Amount, stored.Reference, stored.Campaign));
            stored = stored with { PaidOn = day, PaidFrom = from };
            if (after.Purpose == AccountClass.BailPosted) BailRows.Add(connection, transaction.Transaction, fund, id, day);
        }
        if (!before.HoldsMoney && after.HoldsMoney)
            transaction.MustPost(fund, RequestBooking.Reserve(fund.Id, new EntryId(id, number * 2), today, after.Amount, stored.Reference, stored.Campaign));
        if (before.HoldsMoney && !after.HoldsMoney)
            transaction.MustPost(fund, RequestBooking.Release(fund.Id, new EntryId(id, number * 2), today, after.Amount, stored.Reference, stored.Campaign));
        stored = stored with { Request = after };
        RequestRows.Save(connection, transaction.Transaction, stored);
        return (outcome, stored);
    }

    /// <summary>Brings about what time alone has: windows that ended, votes that closed, requests that lapsed. May be run again at any time.</summary>
    public static int LookAtAll(Installation installation, Instant now)
    {
        using var connection = installation.Database.Open();
        var changed = 0;
        foreach (var group in MemberRows.Organisations(connection))
            foreach (var fund in FundOfGroup.List(connection, group))
                foreach (var stored in RequestRows.InStates(connection, fund,
                    RequestState.Submitted, RequestState.Open, RequestState.Vote, RequestState.Approved, RequestState.Paid, RequestState.Evidenced))
                    if (IsDue(stored.Request, now) && Do(installation, group, fund, stored.Id, RequestAct.Look, default, now) is { Outcome: not RequestOutcome.AlreadyDone })
                        changed++;
        return changed;
    }

    private static bool IsDue(Request request, Instant now) => request.State switch
    {
        RequestState.Submitted => now >= request.Lapses,
        RequestState.Open => now >= request.WindowEnds || now >= request.Lapses || request.Approvals.Count > 0,
        RequestState.Vote => now >= request.VoteEnds,
        _ => request.Ratified == Ratification.Awaited && now >= request.RatifyBy,
    };
}
