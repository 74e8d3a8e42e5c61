using System.Collections.Immutable;
using NodaTime;
using Poruka.Ledger.Statements;

namespace Poruka.Ledger;

/// <summary>Turns a bank's lines into entries. Names, accounts and texts of a line never reach its entry.</summary>
public static class StatementBooking
{
    private static readonly Account Unrecognised = new(AccountClass.Unrecognised);

    /// <summary>
    /// The entry of a line: the bank account on one side; on the other where it was recognised to belong, or the account
    /// of money not yet recognised. Charges taken out of it are a posting of their own.
    /// </summary>
    /// <param name="fund">The fund.</param>
    /// <param name="id">The entry's id.</param>
    /// <param name="bank">The bank account.</param>
    /// <param name="line">The line; its amount is not zero.</param>
    /// <param name="recognition">Where it belongs; null where nobody knows yet.</param>
    public static Entry Book(FundId fund, EntryId id, Account bank, StatementLine line, Recognition? recognition)
    {
        var to = recognition ?? new Recognition(Unrecognised);
        var postings = ImmutableArray.CreateBuilder<Posting>(3);
        postings.Add(new Posting(bank, line.Amount));
        var gross = line.Amount;
        if (line.Charges is { IsZero: false } charges)
        {
            postings.Add(new Posting(new Account(AccountClass.BankFees), charges));
            gross += charges;
        }
        if (!gross.IsZero) postings.Add(new Posting(to.Account, -gross, to.Campaign));
        var kind = recognition is null ? EntryKind.Unrecognised : KindOf(to.Account);
        return new Entry(fund, id, line.BookedOn, kind, postings.DrainToImmutable(), rate: RateOf(line, gross));
    }

    /// <summary>The entry that moves a line's money from where it was booked to where it belongs.</summary>
    /// <param name="booked">The line's entry.</param>
    /// <param name="id">The new entry's id.</param>
    /// <param name="recognition">Where it belongs.</param>
    /// <returns>The entry, of the line's own day, so that its month is right; null where it is there already.</returns>
    /// <exception cref="ArgumentException">The entry is no bank line's, or charges took all of it.</exception>
    public static Entry? Recognise(Entry booked, EntryId id, Recognition recognition)
    {
        // Book puts the other side last.
        var other = booked.Postings[^1];
        if (booked.Postings[0].Account.Class != AccountClass.Bank || other.Account.Class == AccountClass.BankFees && booked.Postings.Length == 2)
            throw new ArgumentException("The entry is no bank line's, or charges took all of it.", nameof(booked));
        if (other.Account == recognition.Account && other.Campaign == recognition.Campaign) return null;
        return new Entry(booked.Fund, id, booked.Day, EntryKind.Recognition,
        [
            other with { Amount = -other.Amount },
            new Posting(recognition.Account, other.Amount, recognition.Campaign),
        ]);
    }

    /// <summary>The entry that parts a line's money among several places where it belongs.</summary>
    /// <param name="booked">The line's entry.</param>
    /// <param name="id">The new entry's id.</param>
    /// <param name="parts">Two or more, none of nothing, whose amounts are of the line's sign and make its amount less charges.</param>
    /// <returns>The entry; null where the parts don't make the line's amount, or don't all have its sign.</returns>
    /// <exception cref="ArgumentException">The entry is no bank line's, or charges took all of it.</exception>
    public static Entry? Split(Entry booked, EntryId id, IReadOnlyList<(Recognition To, Money Amount)> parts)
    {
        var other = booked.Postings[^1];
        if (booked.Postings[0].Account.Class != AccountClass.Bank || other.Account.Class == AccountClass.BankFees && booked.Postings.Length == 2)
            throw new ArgumentException("The entry is no bank line's, or charges took all of it.", nameof(booked));
        // What came in stands on the other side as a credit.
        Int128 sum = 0;
        foreach (var (_, amount) in parts)
        {
            if (amount.Currency != other.Amount.Currency || amount.IsZero || amount.Minor > 0 == other.Amount.Minor > 0) return null;
            sum += amount.Minor;
        }
        if (parts.Count < 2 || sum != -(Int128)other.Amount.Minor) return null;
        return new Entry(booked.Fund, id, booked.Day, EntryKind.Recognition,
            [other with { Amount = -other.Amount }, .. parts.Select(p => new Posting(p.To.Account, -p.Amount, p.To.Campaign))]);
    }

    /// <summary>The entry for what was on an account before the first line in the books.</summary>
    public static Entry Open(FundId fund, EntryId id, Account bank, Money opening, LocalDate day) => new(
        fund, id, day, EntryKind.Opening,
        [new Posting(bank, opening), new Posting(new Account(AccountClass.Opening), -opening)]);

    private static EntryKind KindOf(Account account) => account.Kind switch
    {
        AccountKind.Income => EntryKind.Income,
        AccountKind.Expense => EntryKind.Expense,
        AccountKind.Asset or AccountKind.Liability or AccountKind.NetAssets => EntryKind.Transfer,
    };

    /// <summary>The bank's rate, to eight digits behind the point, where the line tells what was sent.</summary>
    private static ExchangeRate? RateOf(StatementLine line, Money gross)
    {
        if (line.Original is not { } original || original.Currency == gross.Currency || original.Minor <= 0) return null;
        const int Decimals = 8;
        var mantissa = Int128.Abs(gross.Minor) * 100_000_000 * original.Currency.MinorPerUnit
            / ((Int128)original.Minor * gross.Currency.MinorPerUnit);
        return mantissa <= 0 || mantissa > long.MaxValue
            ? null
            : new ExchangeRate(original.Currency, gross.Currency, (long)mantissa, Decimals, "bank");
    }
}
