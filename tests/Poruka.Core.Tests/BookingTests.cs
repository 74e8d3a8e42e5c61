using CsCheck;
using NodaTime;
using Poruka.Ledger;

namespace Poruka.Core.Tests;

public sealed class BookingTests
{
    private static readonly FundId Fund = new(1);
    private static readonly EntryId Id = new(2, 0);
    private static readonly LocalDate Day = new(2026, 3, 5);
    private static readonly Account Bank = new(AccountClass.Bank, 1), Cash = new(AccountClass.Cash);

    private static Money Of(string amount, string currency) =>
        Money.TryParse(amount, Currency.Parse(currency), out var money, out _) ? money : throw new FormatException(amount);

    private static string Write(Entry entry) => string.Join("; ", entry.Postings.Select(p =>
        $"{p.Account} {p.Amount}{(p.Campaign == CampaignId.None ? "" : $" for {p.Campaign}")}"));

    [Fact]
    public void Entries_put_each_amount_on_the_side_it_belongs_to()
    {
        (Entry Entry, EntryKind Kind, string Postings)[] table =
        [
            (Booking.Income(Fund, Id, Day, Bank, new Account(AccountClass.Gift), Of("50", "EUR")),
                EntryKind.Income, "assets:bank:1 50.00 EUR; income:gift -50.00 EUR"),
            (Booking.Income(Fund, Id, Day, Cash, new Account(AccountClass.Dues), Of("7", "JPY"), new CampaignId(3)),
                EntryKind.Income, "assets:cash 7 JPY; income:dues -7 JPY for 3"),
            (Booking.Expense(Fund, Id, Day, Bank, new Account(AccountClass.Legal), Of("300", "EUR"), new CampaignId(3), "r-1"),
                EntryKind.Expense, "expenses:legal 300.00 EUR for 3; assets:bank:1 -300.00 EUR"),
            (Booking.Transfer(Fund, Id, Day, Bank, new Account(AccountClass.BailPosted), Of("1500", "EUR")),
                EntryKind.Transfer, "assets:bail-posted 1500.00 EUR; assets:bank:1 -1500.00 EUR"),
            (Booking.Exchange(Fund, Id, Day, Cash, Of("100", "USD"), Bank, Of("91.40", "EUR"), "bank"), EntryKind.Transfer,
                "equity:conversion 100.00 USD; assets:cash -100.00 USD; assets:bank:1 91.40 EUR; equity:conversion -91.40 EUR"),
        ];
        foreach (var (entry, kind, postings) in table)
        {
            Assert.Equal(kind, entry.Kind);
            Assert.Equal(postings, Write(entry));
            Assert.Equal((Fund, Id, Day), (entry.Fund, entry.Id, entry.Day));
        }
    }

    [Theory]
    [InlineData("100", "USD", "91.40", "EUR", 914, 3)]
    [InlineData("1", "EUR", "4", "PLN", 4, 0)]
    [InlineData("3", "EUR", "1", "USD", 333333333333, 12)]
    [InlineData("1", "KWD", "487", "JPY", 487, 0)]
    [InlineData("92233720368547758.07", "IRR", "0.01", "EUR", 0, 0)]
    [InlineData("0.01", "EUR", "92233720368547758.07", "IRR", 9223372036854775807, 0)]
    public void A_rate_is_what_one_unit_of_the_first_made_of_the_second(
        string given, string from, string got, string to, long mantissa, int decimals)
    {
        var rate = Booking.RateOf(Of(given, from), Of(got, to), "bank");
        Assert.Equal((mantissa, decimals), rate is null ? (0, 0) : (rate.Mantissa, rate.Decimals));
    }

    [Fact]
    public void A_rate_gives_back_the_amount_that_was_got_to_a_billionth() =>
        Gen.Select(Gen.Long[1, 1_000_000_000], Gen.Long[1, 1_000_000_000]).Sample((given, got) =>
        {
            var rate = Booking.RateOf(new Money(given, Currency.Eur), new Money(got, Currency.Parse("UAH")), "bank");
            Assert.NotNull(rate);
            var back = (double)given * rate.Mantissa / Math.Pow(10, rate.Decimals);
            Assert.True(Math.Abs(back - got) <= got * 1e-9 + given * 1e-12, $"{given} at {rate} makes {back}, not {got}");
        });

    [Fact]
    public void What_makes_no_entry_is_refused()
    {
        var (gift, legal, euros) = (new Account(AccountClass.Gift), new Account(AccountClass.Legal), Of("1", "EUR"));
        Action[] attempts =
        [
            () => Booking.Income(Fund, Id, Day, legal, gift, euros),
            () => Booking.Income(Fund, Id, Day, Cash, legal, euros),
            () => Booking.Income(Fund, Id, Day, Cash, gift, Money.Zero(Currency.Eur)),
            () => Booking.Income(Fund, Id, Day, Cash, gift, -euros),
            () => Booking.Expense(Fund, Id, Day, gift, legal, euros),
            () => Booking.Expense(Fund, Id, Day, Cash, gift, euros),
            () => Booking.Transfer(Fund, Id, Day, Cash, Cash, euros),
            () => Booking.Transfer(Fund, Id, Day, Cash, gift, euros),
            () => Booking.Exchange(Fund, Id, Day, Cash, euros, Bank, euros, "bank"),
            () => Booking.Exchange(Fund, Id, Day, gift, euros, Bank, Of("1", "USD"), "bank"),
        ];
        foreach (var attempt in attempts) Assert.Throws<ArgumentException>(attempt);
    }
}
