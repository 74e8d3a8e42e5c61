using NodaTime;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>What is said of bail on a day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Returned">What came back; null for nothing.</param>
/// <param name="To">The account that it came to.</param>
/// <param name="Forfeited">What will not come back; null for nothing.</param>
/// <param name="Fee">What is owed or was kept.</param>
/// <param name="DueOn">When the rest is expected.</param>
/// <param name="Seen">What was held when it was looked at: news that are sent twice are booked once.</param>
internal sealed record BailNews(LocalDate Day, Money? Returned, Account To, Money? Forfeited, Money Fee, LocalDate? DueOn, Money Seen);

/// <summary>Books what courts do with bail: load, decide by <see cref="Bail"/>, store, in one transaction under the fund's lock.</summary>
internal static class BailDesk
{
    /// <summary>Does it: all of it, or nothing where a part is refused.</summary>
    /// <returns>What became of what came back, and of what is lost; null where the fund has no such bail.</returns>
    public static (BailOutcome Returned, BailOutcome Forfeited)? Settle(Installation installation, Fund fund, UInt128 id, BailNews news)
    {
        using var transaction = FundTransaction.Begin(installation.Database, fund.Number);
        if (BailRows.List(transaction.Connection, fund).FirstOrDefault(b => b.Id == id) is not { } stored) return null;
        var (bail, back, lost) = (stored.Bail, BailOutcome.Done, BailOutcome.Done);
        if (bail.Held != news.Seen) return (BailOutcome.Changed, BailOutcome.Done);
        if (news.Returned is { } returned) (back, bail) = bail.Return(returned, news.Day);
        if (news.Forfeited is { } forfeited) (lost, bail) = bail.Forfeit(forfeited, news.Day);
        if (back != BailOutcome.Done || lost != BailOutcome.Done) return (back, lost);
        if (news.Returned is { } came) transaction.MustPost(fund, Bail.ReturnEntry(fund.Id, new EntryId(Ids.Draw(), 0), news.Day, news.To, came, stored.Reference));
        if (news.Forfeited is { } gone) transaction.MustPost(fund, Bail.ForfeitEntry(fund.Id, new EntryId(Ids.Draw(), 0), news.Day, gone, stored.Reference));
        bail = bail with { DueOn = news.DueOn, Fee = news.Fee };
        BailRows.Save(transaction.Connection, transaction.Transaction, stored with { Bail = bail, SettledOn = bail.Held.IsZero ? stored.SettledOn ?? news.Day : null });
        transaction.Commit();
        return (back, lost);
    }
}
