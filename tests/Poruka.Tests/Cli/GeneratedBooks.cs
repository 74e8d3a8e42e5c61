using CsCheck;
using NodaTime;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Tests.Cli;

/// <summary>Posts generated entries of every kind, in several currencies, and keeps a naive model of the balances.</summary>
internal sealed class GeneratedBooks
{
    private static readonly Currency[] Currencies =
        [Currency.Eur, Currency.Parse("USD"), Currency.Parse("JPY"), Currency.Parse("KWD"), Currency.Parse("UAH")];

    private static readonly Account[] Own =
        [new(AccountClass.Bank), new(AccountClass.Bank, 1), new(AccountClass.Cash), new(AccountClass.BailPosted), new(AccountClass.LoanFromFund)];

    private static readonly Account[] Income = [new(AccountClass.Gift), new(AccountClass.Dues), new(AccountClass.Event, 2)];

    private static readonly Account[] Expenses = [new(AccountClass.Legal), new(AccountClass.BankFees), new(AccountClass.RunningCosts)];

    public List<Entry> Entries { get; } = [];

    /// <summary>Debits less credits, by account and currency.</summary>
    public Dictionary<(Account Account, Currency Currency), long> Balances => Entries.SelectMany(e => e.Postings)
        .GroupBy(p => (p.Account, p.Amount.Currency)).ToDictionary(g => g.Key, g => g.Sum(p => p.Amount.Minor));

    public static async Task<GeneratedBooks> PostAsync(TestInstallation test, int count, string seed)
    {
        using (var connection = test.Database.Open())
        {
            FundRows.AddCampaign(connection, test.Fund.Number, "parcels", "Parcels");
            FundRows.AddCampaign(connection, test.Fund.Number, "winter", "Winter \"help\"");
        }
        var books = new GeneratedBooks();
        using var journal = new Journal(test.Database);
        Draw(test.Fund.Id).Array[count].Sample(entries =>
        {
            if (books.Entries.Count == 0) books.Entries.AddRange(entries);
        }, seed: seed, iter: 1, threads: 1);
        for (var i = 0; i < count; i++)
        {
            // Ids in order; now and then an entry is taken back.
            var e = books.Entries[i];
            books.Entries[i] = i % 17 == 16 && books.Entries[i - 1].Kind != EntryKind.Reversal
                ? books.Entries[i - 1].Reverse(new EntryId(77, i), e.Day)
                : new Entry(e.Fund, new EntryId(77, i), e.Day, e.Kind, e.Postings, reference: e.Reference, rate: e.Rate);
            var outcome = await journal.PostAsync(new PostRequest(books.Entries[i]));
            Assert.Equal(new PostOutcome.Posted(new JournalNumber(i + 1)), outcome);
        }
        return books;
    }

    private static Gen<T> OneOf<T>(params T[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);

    private static Gen<Entry> Draw(FundId fund)
    {
        var id = new EntryId(77, 0);
        var day = Gen.Int[0, 1_500].Select(d => new LocalDate(2022, 12, 20).PlusDays(d));
        var money = Gen.Select(Gen.Long[1, 5_000_000], OneOf(Currencies), (minor, currency) => new Money(minor, currency));
        var campaign = Gen.Int[0, 2].Select(c => new CampaignId(c));
        var reference = OneOf<string?>(null, "request-17", "a.b_C");
        return Gen.OneOf(
            Gen.Select(day, money, OneOf(Own[..3]), OneOf(Income), campaign, (d, m, to, source, c) =>
                Booking.Income(fund, id, d, to, source, m, c)),
            Gen.Select(day, money, OneOf(Own[..3]), OneOf(Expenses), campaign, reference, (d, m, from, purpose, c, r) =>
                Booking.Expense(fund, id, d, from, purpose, m, c, r)),
            Gen.Select(day, money, OneOf(Own[..2]), OneOf(Own[2..]), (d, m, from, to) =>
                Booking.Transfer(fund, id, d, from, to, m)),
            Gen.Select(day, money, money, OneOf(Own[..3]), (d, given, got, own) => given.Currency == got.Currency
                ? Booking.Transfer(fund, id, d, own, Own[4], given)
                : Booking.Exchange(fund, id, d, own, given, own, got, "ecb")));
    }
}
