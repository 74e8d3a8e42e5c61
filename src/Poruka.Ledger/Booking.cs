using NodaTime;

namespace Poruka.Ledger;

/// <summary>
/// Builds the entries that a treasurer writes by hand. Amounts come in positive; which side is debit follows from what the
/// entry is. A campaign stands on the side that says what the money is for, never on the account it lies on.
/// </summary>
public static class Booking
{
    private const int RateDecimals = 12;

    private static readonly Account Conversion = new(AccountClass.Conversion);

    /// <summary>Money came in: a gift, dues, a grant, an event, interest.</summary>
    /// <param name="fund">The fund.</param>
    /// <param name="id">The entry's id.</param>
    /// <param name="day">The day it came.</param>
    /// <param name="to">The account it came to, an asset.</param>
    /// <param name="source">The account of income.</param>
    /// <param name="amount">How much, above zero.</param>
    /// <param name="campaign">The campaign that it is restricted to.</param>
    /// <param name="reference">An opaque reference to a document.</param>
    /// <exception cref="ArgumentException">An account is of the wrong kind, or the amount not above zero.</exception>
    public static Entry Income(
        FundId fund, EntryId id, LocalDate day, Account to, Account source, Money amount,
        CampaignId campaign = default, string? reference = null)
    {
        Check(to, AccountKind.Asset, nameof(to));
        Check(source, AccountKind.Income, nameof(source));
        Check(amount, nameof(amount));
        return new Entry(fund, id, day, EntryKind.Income,
            [new Posting(to, amount), new Posting(source, -amount, campaign)], reference: reference);
    }

    /// <summary>Money was spent.</summary>
    /// <param name="fund">The fund.</param>
    /// <param name="id">The entry's id.</param>
    /// <param name="day">The day it was paid.</param>
    /// <param name="from">The account it was paid from, an asset.</param>
    /// <param name="purpose">The account of expenses.</param>
    /// <param name="amount">How much, above zero.</param>
    /// <param name="campaign">The campaign whose money it was.</param>
    /// <param name="reference">An opaque reference to a request or a document.</param>
    /// <exception cref="ArgumentException">An account is of the wrong kind, or the amount not above zero.</exception>
    public static Entry Expense(
        FundId fund, EntryId id, LocalDate day, Account from, Account purpose, Money amount,
        CampaignId campaign = default, string? reference = null)
    {
        Check(from, AccountKind.Asset, nameof(from));
        Check(purpose, AccountKind.Expense, nameof(purpose));
        Check(amount, nameof(amount));
        return new Entry(fund, id, day, EntryKind.Expense,
            [new Posting(purpose, amount, campaign), new Posting(from, -amount)], reference: reference);
    }

    /// <summary>Money moved between two of the fund's accounts of assets and liabilities, in one currency.</summary>
    /// <param name="fund">The fund.</param>
    /// <param name="id">The entry's id.</param>
    /// <param name="day">The day.</param>
    /// <param name="from">Where it was.</param>
    /// <param name="to">Where it is now; another account.</param>
    /// <param name="amount">How much, above zero.</param>
    /// <param name="reference">An opaque reference to a document.</param>
    /// <exception cref="ArgumentException">An account is of the wrong kind or both are one, or the amount not above zero.</exception>
    public static Entry Transfer(
        FundId fund, EntryId id, LocalDate day, Account from, Account to, Money amount, string? reference = null)
    {
        CheckOwn(from, to);
        Check(amount, nameof(amount));
        return new Entry(fund, id, day, EntryKind.Transfer,
            [new Posting(to, amount), new Posting(from, -amount)], reference: reference);
    }

    /// <summary>
    /// Money of one currency became money of another: both go through <c>equity:conversion</c>, so that the entry balances
    /// in each, and the rate that the two amounts make is kept with who says so.
    /// </summary>
    /// <param name="fund">The fund.</param>
    /// <param name="id">The entry's id.</param>
    /// <param name="day">The day.</param>
    /// <param name="from">Where the money was; may be the account it comes to.</param>
    /// <param name="given">What was given, above zero.</param>
    /// <param name="to">Where the money is now.</param>
    /// <param name="got">What was got for it, above zero, in another currency.</param>
    /// <param name="source">Who says so: <c>bank</c>, <c>cash</c>, <c>ecb</c>.</param>
    /// <param name="reference">An opaque reference to a document.</param>
    /// <exception cref="ArgumentException">An account is of the wrong kind, an amount not above zero, or both are in one currency.</exception>
    public static Entry Exchange(
        FundId fund, EntryId id, LocalDate day, Account from, Money given, Account to, Money got, string source,
        string? reference = null)
    {
        if (!IsOwn(from)) throw new ArgumentException($"{from} holds no money.", nameof(from));
        if (!IsOwn(to)) throw new ArgumentException($"{to} holds no money.", nameof(to));
        Check(given, nameof(given));
        Check(got, nameof(got));
        if (given.Currency == got.Currency) throw new ArgumentException("An exchange is between two currencies.", nameof(got));
        return new Entry(fund, id, day, EntryKind.Transfer,
        [
            new Posting(Conversion, given), new Posting(from, -given),
            new Posting(to, got), new Posting(Conversion, -got),
        ], reference: reference, rate: RateOf(given, got, source));
    }

    /// <summary>
    /// The rate that two amounts make: how many units of the second one unit of the first made, rounded to at most twelve
    /// digits behind the point, without zeros at the end. Null where it is beyond what can be written so.
    /// </summary>
    /// <param name="given">Above zero.</param>
    /// <param name="got">Above zero, in another currency.</param>
    /// <param name="source">Who says so.</param>
    public static ExchangeRate? RateOf(Money given, Money got, string source)
    {
        for (var decimals = RateDecimals; decimals >= 0; decimals -= 2)
        {
            var numerator = Scale((UInt128)(ulong)got.Minor * (ulong)given.Currency.MinorPerUnit, decimals);
            var denominator = (UInt128)(ulong)given.Minor * (ulong)got.Currency.MinorPerUnit;
            if (numerator is not { } scaled) continue;
            var mantissa = (scaled + denominator / 2) / denominator;
            if (mantissa > long.MaxValue) continue;
            if (mantissa == 0) return null;
            var digits = (long)mantissa;
            for (; decimals > 0 && digits % 10 == 0; decimals--) digits /= 10;
            return new ExchangeRate(given.Currency, got.Currency, digits, decimals, source);
        }
        return null;
    }

    private static UInt128? Scale(UInt128 value, int decimals)
    {
        for (; decimals > 0; decimals--)
        {
            if (value > UInt128.MaxValue / 100) return null;
            value *= 10;
        }
        return value;
    }

    private static bool IsOwn(Account account) => account.Kind is AccountKind.Asset or AccountKind.Liability;

    private static void CheckOwn(Account from, Account to)
    {
        if (!IsOwn(from)) throw new ArgumentException($"{from} holds no money.", nameof(from));
        if (!IsOwn(to)) throw new ArgumentException($"{to} holds no money.", nameof(to));
        if (from == to) throw new ArgumentException("A transfer is between two accounts.", nameof(to));
    }

    private static void Check(Account account, AccountKind kind, string name)
    {
        if (!account.IsKnown || account.Kind != kind) throw new ArgumentException($"{account} is no account of kind {kind}.", name);
    }

    private static void Check(Money amount, string name)
    {
        if (amount.Minor <= 0) throw new ArgumentException("The amount is above zero; the sides follow from the entry.", name);
    }
}
