using System.Collections.Immutable;
using NodaTime;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Bench;

/// <summary>
/// Five years of a fund's books, the same for the same seed: mostly gifts, each with its donor's reference, some for
/// campaigns, in three currencies on four accounts; dues, expenses, charges, transfers, exchanges, a few reversals.
/// </summary>
internal sealed class BooksGenerator(int seed, FundId fund, UInt128 source, int count)
{
    public const int Campaigns = 6;

    private static readonly LocalDate FirstDay = new(2021, 7, 1);
    private const int Days = 5 * 365;

    private static readonly AccountClass[] Purposes =
    [
        AccountClass.Legal, AccountClass.Legal, AccountClass.Parcel, AccountClass.Parcel, AccountClass.Parcel,
        AccountClass.Medical, AccountClass.Family, AccountClass.Letters, AccountClass.Letters, AccountClass.RunningCosts,
        AccountClass.Relocation,
    ];

    private static readonly (Account Account, Currency Currency)[] Banks =
    [
        (new Account(AccountClass.Bank), Currency.Eur), (new Account(AccountClass.Bank), Currency.Eur),
        (new Account(AccountClass.Wallet), Currency.Eur), (new Account(AccountClass.Bank, 1), Currency.Parse("USD")),
        (new Account(AccountClass.Bank, 2), Currency.Parse("PLN")),
    ];

    private readonly Random _random = new(seed);

    public IEnumerable<PostRequest> Requests()
    {
        PostRequest? last = null;
        for (var number = 0; number < count; number++)
        {
            var day = FirstDay.PlusDays((int)((long)number * Days / count));
            var entry = last is { Entry.Kind: EntryKind.Income } && _random.Next(500) == 0
                ? last.Entry.Reverse(new EntryId(source, number), day)
                : Make(new EntryId(source, number), day);
            last = new PostRequest(entry, IsGift(entry) ? Reference() : default);
            yield return last;
        }
    }

    private static bool IsGift(Entry entry) =>
        entry.Kind == EntryKind.Income && entry.Postings[1].Account.Class == AccountClass.Gift;

    private byte[] Reference()
    {
        var reference = new byte[10];
        _random.NextBytes(reference);
        return reference;
    }

    private Entry Make(EntryId id, LocalDate day)
    {
        var (bank, currency) = Banks[_random.Next(Banks.Length)];
        return _random.Next(100) switch
        {
            < 66 => Simple(id, day, EntryKind.Income, bank, new Account(AccountClass.Gift), Gift(), currency,
                _random.Next(3) == 0 ? new CampaignId(1 + _random.Next(Campaigns)) : default),
            < 78 => Simple(id, day, EntryKind.Income, bank, new Account(AccountClass.Dues), 1_000, currency, default),
            < 92 => Simple(id, day, EntryKind.Expense, bank, new Account(Purposes[_random.Next(Purposes.Length)]),
                -_random.Next(500, 60_000), currency, _random.Next(4) == 0 ? new CampaignId(1 + _random.Next(Campaigns)) : default),
            < 97 => Simple(id, day, EntryKind.Expense, bank, new Account(AccountClass.BankFees), -_random.Next(10, 300), currency, default),
            < 99 => Simple(id, day, EntryKind.Transfer, new Account(AccountClass.Bank), new Account(AccountClass.Cash),
                _random.Next(1_000, 50_000), Currency.Eur, default),
            _ => Exchange(id, day),
        };
    }

    private long Gift() => _random.Next(10) < 8 ? 500 * _random.Next(1, 21) : _random.Next(100, 200_000);

    private Entry Simple(
        EntryId id, LocalDate day, EntryKind kind, Account bank, Account other, long minor, Currency currency, CampaignId campaign) =>
        new(fund, id, day, kind,
        [
            new Posting(bank, new Money(minor, currency), campaign), new Posting(other, new Money(-minor, currency), campaign),
        ]);

    private Entry Exchange(EntryId id, LocalDate day)
    {
        var (from, to) = (Currency.Parse("USD"), Currency.Eur);
        var given = _random.Next(100, 5_000) * 100L;
        var mantissa = _random.Next(8_500, 9_800);
        var got = given * mantissa / 10_000;
        ImmutableArray<Posting> postings =
        [
            new(new Account(AccountClass.Bank, 1), new Money(-given, from)),
            new(new Account(AccountClass.Conversion), new Money(given, from)),
            new(new Account(AccountClass.Conversion), new Money(-got, to)),
            new(new Account(AccountClass.Bank), new Money(got, to)),
        ];
        return new Entry(fund, id, day, EntryKind.Transfer, postings, rate: new ExchangeRate(from, to, mantissa, 4, "bank"));
    }
}
