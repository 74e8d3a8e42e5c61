using System.Collections.Immutable;
using NodaTime;

namespace Poruka.Ledger;

/// <summary>What an entry records. The numbers are written into entries and never change their meaning.</summary>
public enum EntryKind : byte
{
    /// <summary>What was there when the books began.</summary>
    Opening = 1,

    /// <summary>A gift, dues, a grant, an event.</summary>
    Income = 2,

    /// <summary>Money spent.</summary>
    Expense = 3,

    /// <summary>Money moved between the fund's own accounts, or an exchange between currencies.</summary>
    Transfer = 4,

    /// <summary>A bank's line that is not yet recognised.</summary>
    Unrecognised = 5,

    /// <summary>A line that was not recognised at first, now put where it belongs.</summary>
    Recognition = 6,

    /// <summary>The reversal of an earlier entry.</summary>
    Reversal = 7,

    /// <summary>Net assets moved: a reservation, its release, a surplus set free.</summary>
    Reservation = 8,
}

/// <summary>One side of an entry: an amount on an account, for a campaign where there is one.</summary>
/// <param name="Account">The account.</param>
/// <param name="Amount">Positive is debit, negative is credit.</param>
/// <param name="Campaign">The campaign to which the money is restricted; none by default.</param>
public readonly record struct Posting(Account Account, Money Amount, CampaignId Campaign = default);

/// <summary>At what rate a foreign amount was exchanged, and who says so.</summary>
/// <param name="From">The currency given.</param>
/// <param name="To">The currency got.</param>
/// <param name="Mantissa">The digits: how many units of <paramref name="To"/> one unit of <paramref name="From"/> made; above 0.</param>
/// <param name="Decimals">How many of the digits stand behind the point, from 0 to 12.</param>
/// <param name="Source">Who says so, 1 to 32 letters, digits and <c>. - _</c>: <c>bank</c>, <c>ecb</c>.</param>
public sealed record ExchangeRate(Currency From, Currency To, long Mantissa, int Decimals, string Source);

/// <summary>
/// An entry of the books: two or more postings that balance to zero in each currency. An unbalanced one can't be built.
/// </summary>
/// <remarks>
/// Immutable and thread safe. Holds no name, no text, no time of day: who gave or got stands elsewhere and sealed.
/// Source of the rules: docs/formats/entry.md.
/// </remarks>
public sealed class Entry
{
    /// <summary>At most so many postings in an entry.</summary>
    public const int MaxPostings = 1_000;

    /// <summary>The longest opaque reference or rate source.</summary>
    public const int MaxWordLength = 32;

    /// <summary>Builds an entry.</summary>
    /// <param name="fund">The fund whose books it is in.</param>
    /// <param name="id">Its id, drawn by whoever makes it.</param>
    /// <param name="day">The day that it counts for, from 1900-01-01 to 9999-12-31.</param>
    /// <param name="kind">What it records.</param>
    /// <param name="postings">2 to 1,000 postings, none of zero, that balance in each currency.</param>
    /// <param name="reverses">The entry that it reverses; given exactly when <paramref name="kind"/> says so.</param>
    /// <param name="reference">An opaque reference to a request or a document: letters, digits and <c>. - _</c>.</param>
    /// <param name="rate">The rate, where a foreign amount was exchanged.</param>
    /// <exception cref="ArgumentException">The entry doesn't balance, or a part of it is out of range.</exception>
    public Entry(
        FundId fund, EntryId id, LocalDate day, EntryKind kind, ImmutableArray<Posting> postings,
        EntryId? reverses = null, string? reference = null, ExchangeRate? rate = null)
    {
        if (id.Number < 0) throw new ArgumentException("The count of an entry's id starts at 0.", nameof(id));
        if (day < new LocalDate(1900, 1, 1) || day > new LocalDate(9999, 12, 31) || day.Calendar != CalendarSystem.Iso)
            throw new ArgumentException($"{day} is out of the range of the books.", nameof(day));
        if (kind is < EntryKind.Opening or > EntryKind.Reservation)
            throw new ArgumentException($"{(int)kind} is no kind of entry.", nameof(kind));
        if (kind == EntryKind.Reversal != reverses.HasValue)
            throw new ArgumentException("An entry names another exactly when it reverses it.", nameof(reverses));
        if (reference is not null && !IsWord(reference))
            throw new ArgumentException("A reference is 1 to 32 letters, digits and . - _", nameof(reference));
        if (rate is not null && (rate.Mantissa <= 0 || rate.Decimals is < 0 or > 12 || rate.From == rate.To
            || !rate.From.IsKnown || !rate.To.IsKnown || !IsWord(rate.Source)))
            throw new ArgumentException("The rate is out of range.", nameof(rate));
        CheckPostings(postings);
        (Fund, Id, Day, Kind, Postings, Reverses, Reference, Rate) = (fund, id, day, kind, postings, reverses, reference, rate);
    }

    /// <summary>The fund whose books it is in.</summary>
    public FundId Fund { get; }

    /// <summary>Its id.</summary>
    public EntryId Id { get; }

    /// <summary>The day that it counts for.</summary>
    public LocalDate Day { get; }

    /// <summary>What it records.</summary>
    public EntryKind Kind { get; }

    /// <summary>Its postings, in the order given.</summary>
    public ImmutableArray<Posting> Postings { get; }

    /// <summary>The entry that it reverses.</summary>
    public EntryId? Reverses { get; }

    /// <summary>An opaque reference to a request or a document.</summary>
    public string? Reference { get; }

    /// <summary>The rate, where a foreign amount was exchanged.</summary>
    public ExchangeRate? Rate { get; }

    /// <summary>The entry that takes this one back: the same postings with their signs turned.</summary>
    /// <exception cref="InvalidOperationException">This one is itself a reversal: post the original again instead.</exception>
    public Entry Reverse(EntryId id, LocalDate day) => Kind == EntryKind.Reversal
        ? throw new InvalidOperationException("A reversal can't be reversed.")
        : new Entry(Fund, id, day, EntryKind.Reversal,
            [.. Postings.Select(p => p with { Amount = -p.Amount })], reverses: Id, reference: Reference, rate: Rate);

    /// <summary>Whether a text can stand as an opaque reference: 1 to 32 ASCII letters, digits and <c>. - _</c>.</summary>
    public static bool IsWord(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxWordLength) return false;
        foreach (var letter in text)
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '-' or '_')) return false;
        return true;
    }

    private static void CheckPostings(ImmutableArray<Posting> postings)
    {
        if (postings.IsDefault || postings.Length is < 2 or > MaxPostings)
            throw new ArgumentException("An entry has 2 to 1,000 postings.", nameof(postings));
        foreach (var posting in postings)
        {
            if (!posting.Account.IsKnown)
                throw new ArgumentException("A posting is on an unknown account.", nameof(postings));
            if (!posting.Amount.Currency.IsKnown || posting.Amount.IsZero || posting.Amount.Minor == long.MinValue)
                throw new ArgumentException("A posting has no amount.", nameof(postings));
            if (posting.Campaign.Number < 0)
                throw new ArgumentException("A campaign's number is from 1.", nameof(postings));
        }
        foreach (var posting in postings)
        {
            Int128 sum = 0;
            foreach (var other in postings)
                if (other.Amount.Currency == posting.Amount.Currency) sum += other.Amount.Minor;
            if (sum != 0)
                throw new ArgumentException(
                    $"The entry is off by {sum} minor units of {posting.Amount.Currency}.", nameof(postings));
            if (AllOneCurrency(postings)) return;
        }
    }

    private static bool AllOneCurrency(ImmutableArray<Posting> postings)
    {
        foreach (var posting in postings)
            if (posting.Amount.Currency != postings[0].Amount.Currency) return false;
        return true;
    }
}
