using System.Collections.Immutable;
using CsCheck;
using NodaTime;
using Poruka.Ledger;

namespace Poruka.Core.Tests;

public class CurrencyTests
{
    [Theory]
    [InlineData("JPY", 0, 1)]
    [InlineData("ISK", 0, 1)]
    [InlineData("EUR", 2, 100)]
    [InlineData("RUB", 2, 100)]
    [InlineData("BYN", 2, 100)]
    [InlineData("UAH", 2, 100)]
    [InlineData("KWD", 3, 1_000)]
    [InlineData("TND", 3, 1_000)]
    [InlineData("CLF", 4, 10_000)]
    [InlineData("UYW", 4, 10_000)]
    public void A_currency_has_the_exponent_of_its_minor_unit(string code, int exponent, long minorPerUnit)
    {
        var currency = Currency.Parse(code);
        Assert.Equal(exponent, currency.Exponent);
        Assert.Equal(minorPerUnit, currency.MinorPerUnit);
    }

    [Fact]
    public void Every_currency_reads_back_by_code_and_by_number()
    {
        Assert.True(Currency.All.Count > 170);
        Assert.Equal([0, 2, 3, 4], Currency.All.Select(c => c.Exponent).Distinct().Order());
        foreach (var currency in Currency.All)
        {
            Assert.Equal(currency, Currency.Parse(currency.Code));
            Assert.Equal(currency, Currency.FromNumber(currency.Number));
            Assert.Equal(Math.Pow(10, currency.Exponent), currency.MinorPerUnit);
        }
        Assert.Equal(Currency.All.Order(), Currency.All.OrderBy(c => c.Code, StringComparer.Ordinal));
    }

    [Fact]
    public void No_other_number_stands_for_a_currency()
    {
        var known = Currency.All.Select(c => c.Number).ToHashSet();
        for (var number = -1; number <= 17_600; number++)
            if (!known.Contains(number)) Assert.Throws<FormatException>(() => Currency.FromNumber(number));
    }

    [Theory]
    [InlineData("")]
    [InlineData("eur")]
    [InlineData("EU")]
    [InlineData("EURO")]
    [InlineData("ZZZ")]
    [InlineData("ЕUR")]
    public void Other_texts_are_no_codes(string code) => Assert.False(Currency.TryParse(code, out _));

    [Fact]
    public void The_default_is_no_currency()
    {
        Assert.False(default(Currency).IsKnown);
        Assert.Equal("", default(Currency).Code);
    }
}

public class MoneyTests
{
    [Fact]
    public void Amounts_read_back_in_every_currency() =>
        Gen.Select(Gen.Long[-long.MaxValue, long.MaxValue], Gen.Int[0, 63], Entries.GenCurrency).Sample((minor, shift, currency) =>
        {
            var money = new Money(minor >> shift, currency);
            return Money.TryParse(money.ToUnits(), currency, out var read, out var problem)
                && read == money && problem == MoneyProblem.None;
        }, iter: 1_000);

    [Theory]
    [InlineData("1234.5", "EUR", 123_450)]
    [InlineData("-0.01", "EUR", -1)]
    [InlineData("+7", "EUR", 700)]
    [InlineData("−7", "EUR", -700)]
    [InlineData(".5", "EUR", 50)]
    [InlineData("5.", "EUR", 500)]
    [InlineData("-0", "EUR", 0)]
    [InlineData("1.2300", "EUR", 123)]
    [InlineData("1.000", "JPY", 1)]
    [InlineData("1.234", "KWD", 1_234)]
    [InlineData("1.2345", "CLF", 12_345)]
    [InlineData("92233720368547758.07", "EUR", long.MaxValue)]
    [InlineData("-92233720368547758.07", "EUR", -long.MaxValue)]
    public void Amounts_are_read_to_the_minor_unit(string text, string code, long minor)
    {
        Assert.True(Money.TryParse(text, Currency.Parse(code), out var money, out _));
        Assert.Equal(minor, money.Minor);
    }

    [Theory]
    [InlineData("", MoneyProblem.NotANumber)]
    [InlineData("-", MoneyProblem.NotANumber)]
    [InlineData(".", MoneyProblem.NotANumber)]
    [InlineData("1,50", MoneyProblem.NotANumber)]
    [InlineData("1.5.0", MoneyProblem.NotANumber)]
    [InlineData("1 000", MoneyProblem.NotANumber)]
    [InlineData("١", MoneyProblem.NotANumber)]
    [InlineData("1e3", MoneyProblem.NotANumber)]
    [InlineData("--1", MoneyProblem.NotANumber)]
    [InlineData("1.001", MoneyProblem.TooManyDigits)]
    [InlineData("92233720368547758.08", MoneyProblem.TooLarge)]
    [InlineData("99999999999999999999999999999999999999999999", MoneyProblem.TooLarge)]
    public void What_is_no_amount_is_refused_with_the_reason(string text, MoneyProblem expected)
    {
        Assert.False(Money.TryParse(text, Currency.Eur, out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void A_decimal_comma_is_read_where_told()
    {
        Assert.True(Money.TryParse("1234,5", Currency.Eur, out var money, out _, ','));
        Assert.Equal(123_450, money.Minor);
        Assert.False(Money.TryParse("1234.5", Currency.Eur, out _, out _, ','));
    }

    [Fact]
    public void Sums_are_exact_or_throw() => Gen.Select(Gen.Long, Gen.Long).Sample((a, b) =>
    {
        var exact = (Int128)a + b;
        var fits = exact >= long.MinValue && exact <= long.MaxValue;
        try
        {
            return (new Money(a, Currency.Eur) + new Money(b, Currency.Eur)).Minor == exact && fits;
        }
        catch (OverflowException)
        {
            return !fits;
        }
    }, iter: 1_000);

    [Fact]
    public void Two_currencies_are_not_added() =>
        Assert.Throws<InvalidOperationException>(() => new Money(1, Currency.Eur) + new Money(1, Currency.Parse("USD")));
}

public class AccountTests
{
    [Fact]
    public void Accounts_read_back_by_name_and_by_code() => Entries.GenAccount.Sample(account =>
        account.IsKnown && Account.TryParse(account.Name, out var read) && read == account
        && Account.FromCode(account.Code) == account);

    [Fact]
    public void Accounts_are_ordered_as_a_balance_sheet_is()
    {
        var kinds = Account.Classes.Select(Account.KindOf).ToArray();
        Assert.Equal(AccountKind.Asset, kinds[0]);
        Assert.Equal(5, kinds.Distinct().Count());
        // Accounts of one kind stand together.
        Assert.Equal(5, 1 + kinds.Zip(kinds.Skip(1)).Count(pair => pair.First != pair.Second));
    }

    [Theory]
    [InlineData("legal", AccountClass.Legal, 0)]
    [InlineData("expenses:legal", AccountClass.Legal, 0)]
    [InlineData("bank:2", AccountClass.Bank, 2)]
    [InlineData("assets:bank:65535", AccountClass.Bank, 65_535)]
    public void Short_names_are_read(string text, AccountClass accountClass, int sub)
    {
        Assert.True(Account.TryParse(text, out var account));
        Assert.Equal(new Account(accountClass, sub), account);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Legal")]
    [InlineData("bank:65536")]
    [InlineData("bank:-1")]
    [InlineData("bank: 1")]
    [InlineData("expenses")]
    [InlineData("expenses:bank")]
    public void Other_texts_are_no_accounts(string text) => Assert.False(Account.TryParse(text, out _));

    [Fact]
    public void No_code_outside_the_known_classes_is_an_account() => Gen.Int.Sample(code =>
    {
        try
        {
            return Account.FromCode(code) is { IsKnown: true } account && account.Code == code;
        }
        catch (FormatException)
        {
            return code < 0 || code >> 16 > 255 || !new Account((AccountClass)(code >> 16), code & 0xFFFF).IsKnown;
        }
    }, iter: 1_000);

    [Fact]
    public void The_default_is_no_account() => Assert.False(default(Account).IsKnown);
}

public class EntryTests
{
    private static readonly LocalDate Day = new(2026, 1, 1);

    [Fact]
    public void An_entry_that_is_off_by_anything_in_any_currency_cannot_be_built() =>
        Gen.Select(Entries.Gen, Gen.Int[0, 1_000], Gen.Long[1, 1_000]).Sample((entry, at, by) =>
        {
            var postings = entry.Postings.ToArray();
            ref var posting = ref postings[at % postings.Length];
            posting = posting with { Amount = posting.Amount + new Money(by, posting.Amount.Currency) };
            Assert.Throws<ArgumentException>(() => new Entry(
                entry.Fund, entry.Id, entry.Day, entry.Kind, [.. postings], entry.Reverses, entry.Reference, entry.Rate));
        });

    [Fact]
    public void A_reversal_takes_back_each_posting_and_can_itself_not_be_reversed() => Entries.Gen.Sample(entry =>
    {
        if (entry.Kind == EntryKind.Reversal)
        {
            Assert.Throws<InvalidOperationException>(() => entry.Reverse(new EntryId(1, 1), Day));
            return;
        }
        var reversal = entry.Reverse(new EntryId(1, 1), Day);
        Assert.Equal(entry.Id, reversal.Reverses);
        Assert.All(entry.Postings.Zip(reversal.Postings), pair => Assert.True((pair.First.Amount + pair.Second.Amount).IsZero));
    });

    [Fact]
    public void Parts_out_of_range_are_refused()
    {
        var eur = new Money(100, Currency.Eur);
        var bank = new Account(AccountClass.Bank);
        ImmutableArray<Posting> good = [new(bank, eur), new(new Account(AccountClass.Gift), -eur)];
        _ = Build(good); // the others differ from this one in one part each
        Assert.Throws<ArgumentException>(() => Build([]));
        Assert.Throws<ArgumentException>(() => Build(default));
        Assert.Throws<ArgumentException>(() => Build([new(bank, Money.Zero(Currency.Eur)), new(bank, Money.Zero(Currency.Eur))]));
        Assert.Throws<ArgumentException>(() => Build([new(default, eur), new(bank, -eur)]));
        Assert.Throws<ArgumentException>(() => Build([new(bank, new Money(1, default)), new(bank, new Money(-1, default))]));
        Assert.Throws<ArgumentException>(() => Build([new(bank, eur, new CampaignId(-1)), new(bank, -eur)]));
        Assert.Throws<ArgumentException>(() => Build([.. Enumerable.Range(0, 1_001).SelectMany(_ => good)]));
        Assert.Throws<ArgumentException>(() => Build(good, day: new LocalDate(1899, 12, 31)));
        Assert.Throws<ArgumentException>(() => Build(good, kind: 0));
        Assert.Throws<ArgumentException>(() => Build(good, kind: EntryKind.Reversal));
        Assert.Throws<ArgumentException>(() => Build(good, reverses: new EntryId(1, 1)));
        Assert.Throws<ArgumentException>(() => Build(good, reference: ""));
        Assert.Throws<ArgumentException>(() => Build(good, reference: "a name"));
        Assert.Throws<ArgumentException>(() => Build(good, reference: new string('a', 33)));
        Assert.Throws<ArgumentException>(() => Build(good, number: -1));
        Assert.Throws<ArgumentException>(() => Build(good, rate: new ExchangeRate(Currency.Eur, Currency.Eur, 1, 0, "ecb")));
        Assert.Throws<ArgumentException>(() => Build(good, rate: new ExchangeRate(Currency.Eur, Currency.Parse("USD"), 0, 0, "ecb")));
        Assert.Throws<ArgumentException>(() => Build(good, rate: new ExchangeRate(Currency.Eur, Currency.Parse("USD"), 1, 13, "ecb")));

        static Entry Build(ImmutableArray<Posting> postings, LocalDate? day = null, EntryKind kind = EntryKind.Income,
            EntryId? reverses = null, string? reference = null, long number = 1, ExchangeRate? rate = null) =>
            new(new FundId(1), new EntryId(1, number), day ?? Day, kind, postings, reverses, reference, rate);
    }
}
