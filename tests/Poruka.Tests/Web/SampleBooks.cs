using NodaTime;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Tests.Web;

/// <summary>Three years of a fund's books with round sums, so that a test can say what a page must show.</summary>
internal static class SampleBooks
{
    public const string Slug = "red-cross";

    /// <summary>
    /// Each month from January 2024 to November 2026: gifts of 1,000.00 and dues of 200.00 EUR come in; legal costs of
    /// 700.00 and parcels of 150.00 go out. In June of each year bail of 500.00 is posted. A campaign brought in 333.33 in
    /// March 2026, of which 100.00 were spent in April. A gift in dollars came in May 2025.
    /// </summary>
    public static async Task Post(TestInstallation test)
    {
        using var connection = test.Database.Open();
        var campaign = FundRows.AddCampaign(connection, test.Fund.Number, "appeal-2026", "The spring trial").Id;
        using var journal = new Journal(test.Database);
        var number = 0L;
        for (var month = new LocalDate(2024, 1, 15); month < new LocalDate(2026, 12, 1); month = month.PlusMonths(1))
        {
            await Move(month, 1_000_00, AccountClass.Gift);
            await Move(month, 200_00, AccountClass.Dues);
            await Move(month, -700_00, AccountClass.Legal);
            await Move(month, -150_00, AccountClass.Parcel);
            if (month.Month == 6) await Move(month, -500_00, AccountClass.BailPosted);
        }
        await Move(new LocalDate(2026, 3, 1), 333_33, AccountClass.Gift, campaign);
        await Move(new LocalDate(2026, 4, 1), -100_00, AccountClass.Legal, campaign);
        await Move(new LocalDate(2025, 5, 1), 50_00, AccountClass.Gift, default, "USD");

        async Task Move(LocalDate day, long minor, AccountClass other, CampaignId campaign = default, string currency = "EUR")
        {
            var amount = new Money(minor, Currency.Parse(currency));
            var entry = new Entry(test.Fund.Id, new EntryId(99, number++), day, minor > 0 ? EntryKind.Income : EntryKind.Expense,
                [new Posting(new Account(AccountClass.Bank), amount), new Posting(new Account(other), -amount, campaign)]);
            Assert.IsType<PostOutcome.Posted>(await journal.PostAsync(new PostRequest(entry)));
        }
    }
}
