using NodaTime;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>Turns what fell due under a fund's schedule into requests, each once, whenever and however often it is run.</summary>
internal static class BenefitDesk
{
    /// <summary>Looks at all funds.</summary>
    /// <returns>How many requests were made.</returns>
    public static int LookAtAll(Installation installation, Instant now)
    {
        var made = 0;
        using var connection = installation.Database.Open();
        foreach (var group in MemberRows.Organisations(connection))
            foreach (var fund in FundOfGroup.List(connection, group))
            {
                if (BenefitRows.Newest(connection, fund) is null) continue;
                var today = now.InUtc().Date;
                var schedules = BenefitRows.Schedules(connection, fund).ToDictionary(s => s.Version);
                foreach (var entitlement in BenefitRows.List(connection, fund).Where(e => e.ConfirmedBy is not null))
                {
                    var before = BenefitRows.Made(connection, entitlement.Id);
                    foreach (var due in Benefits.DueUntil(schedules[entitlement.Version], entitlement.From, entitlement.Until, today).Where(d => !before.Contains(d.Number)))
                        made += Make(installation, group, fund, entitlement, schedules[entitlement.Version], due, now);
                }
            }
        return made;
    }

    private static int Make(Installation installation, Organisation group, Fund fund, Entitlement entitlement, BenefitSchedule schedule, BenefitDue due, Instant now)
    {
        using var transaction = FundTransaction.Begin(installation.Database, fund.Number);
        // Looked at again under the lock: another run may have made it.
        if (BenefitRows.Made(transaction.Connection, entitlement.Id).Contains(due.Number)) return 0;
        var free = FundOfGroup.Money(transaction.Connection, fund).Free.Minor;
        var request = Deciding.Entitle(new Request
        {
            Rules = RulesRows.Newest(transaction.Connection, fund), Requester = new DeciderId(entitlement.RegisteredBy.Value), Amount = due.Amount, Purpose = schedule.Purpose,
        }, free, now);
        var stored = new StoredRequest(Ids.Draw(), fund.Number, RequestDesk.DrawReference(), RequestOrigin.Case, new RequestedCost(due.Amount.Minor, false, null), now.InUtc().Date, request);
        RequestRows.Save(transaction.Connection, transaction.Transaction, stored);
        BenefitRows.AddMade(transaction.Connection, transaction.Transaction, entitlement.Id, due.Number, stored.Id);
        // What the rules let pass by itself is reserved at once.
        var (_, after) = RequestDesk.Do(transaction, group, fund, stored.Id, RequestAct.Look, default, now)!.Value;
        RequestNotices.Tell(installation, transaction.Connection, transaction.Transaction, group, RequestState.Draft, after, default, now);
        transaction.Commit();
        return 1;
    }
}
