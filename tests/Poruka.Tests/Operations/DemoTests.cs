using NodaTime;
using Poruka.Funds;
using Poruka.Funds.VerifyBooks;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Operations.RunDemo;
using Poruka.Publishing;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Tests.Web;

namespace Poruka.Tests.Operations;

/// <summary>The demo is the first thing that somebody sees: its books must be whole, alive and the same each time.</summary>
public class DemoTests(Browser browser)
{
    private static readonly LocalDate Today = new(2026, 11, 23);
    private static readonly Instant Now = new TestClock().GetCurrentInstant();

    [Fact]
    public async Task Its_books_are_balanced_its_log_is_whole_and_its_pages_are_worth_a_look()
    {
        string folder;
        using (var demo = DemoInstallation.Create(Program.PartsOfDemo, Now, CancellationToken.None))
        {
            folder = demo.Folder;
            Assert.Equal(DemoFund.All.Count, demo.Funds);
            Assert.InRange(demo.Entries, 15_000, 30_000);
            foreach (var fund in Funds(demo))
            {
                var report = VerifyBooks.Run(demo.Installation, fund, null, CancellationToken.None);
                Assert.Empty(report.Findings);
                Assert.InRange(report.Checkpoints, 4, 20);
                Assert.InRange(report.Unpublished, 1, 100);
            }
            using var signer = FundLog.SignerOf(demo.Installation, Funds(demo).Single(f => f.Slug == DemoFund.All[0].Slug));
            Assert.Equal(ReceiptOutcome.Valid, Receipt.Verify(File.ReadAllBytes(demo.ReceiptPath), signer.Verifier, [], 0).Outcome);
            await LookAt(demo);
            using var connection = demo.Installation.Database.Open();
            var people = PublicPosts.List(connection, Now, Medium.Spread, PostKind.Person);
            Assert.All(people, p => Assert.Equal(3, p.Post.Texts.Values.Count(t => t.Title.Length > 0)));
            Assert.Equal((4, 4, 1), (people.Count, PublicPosts.List(connection, Now, Medium.Site, PostKind.News).Count, PublicPosts.List(connection, Now, Medium.Site, PostKind.Campaign).Count));
            Assert.NotNull(new SiteReader(connection, new ServeOptions(new Uri("http://127.0.0.1:0"), demo.Installation, new TestClock()), null!, Medium.Site).Progress(
                PublicPosts.List(connection, Now, Medium.Site, PostKind.Campaign).Single().Post));
            Assert.Equal(ReceiptOutcome.NotInTree, Receipt.Verify(File.ReadAllBytes(demo.ForgedReceiptPath), signer.Verifier, [], 0).Outcome);
        }
        Assert.False(Directory.Exists(folder));
    }

    /// <summary>Four pages, which the documents show.</summary>
    private async Task LookAt(DemoInstallation demo)
    {
        await using var app = WebServer.Build(new ServeOptions(new Uri("http://127.0.0.1:0"), demo.Installation, new TestClock()), Program.Pages);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var page = await browser.Open();
        foreach (var (name, address) in ((string, string)[])[("front", "/"), ("fund", "/funds/political-red-cross"), ("guide", "/guides/ru/search"), ("help", "/help")])
        {
            await page.GotoAsync(new Uri(WebServer.AddressOf(app), address).ToString());
            await Looks.At("demo")(page, name);
        }
        await page.Context.CloseAsync();
    }

    [Fact]
    public void The_same_days_make_the_same_books() => Assert.Equal(Bytes(), Bytes());

    [Fact]
    public void Every_kind_of_thing_happens_in_it()
    {
        var entries = DemoFund.All.SelectMany(Books).ToList();
        foreach (var kind in (EntryKind[])[EntryKind.Opening, EntryKind.Income, EntryKind.Expense, EntryKind.Transfer, EntryKind.Reversal])
            Assert.Contains(entries, e => e.Kind == kind);
        foreach (var account in (AccountClass[])[AccountClass.BailPosted, AccountClass.BailForfeited, AccountClass.Conversion, AccountClass.Cash, AccountClass.Dues])
            Assert.Contains(entries, e => e.Postings.Any(p => p.Account.Class == account));
        Assert.Contains(entries, e => e.Rate is not null);
        Assert.Contains(entries, e => e.Kind == EntryKind.Expense && e.Postings.Any(p => p.Campaign != CampaignId.None));
        Assert.Contains(entries, e => e.Day == Today || e.Day == Today.PlusDays(-1));
    }

    [Fact]
    public void No_fund_spends_what_it_does_not_have()
    {
        foreach (var plan in DemoFund.All)
        {
            var balances = new Dictionary<(Account, Currency), long>();
            foreach (var entry in Books(plan))
            {
                foreach (var posting in entry.Postings)
                    balances[(posting.Account, posting.Amount.Currency)] =
                        balances.GetValueOrDefault((posting.Account, posting.Amount.Currency)) + posting.Amount.Minor;
                Assert.DoesNotContain(balances, b => b.Key.Item1.Kind == AccountKind.Asset && b.Value < 0);
            }
        }
    }

    private static IReadOnlyList<Fund> Funds(DemoInstallation demo)
    {
        using var connection = demo.Installation.Database.Open();
        return FundRows.List(connection);
    }

    private static IEnumerable<Entry> Books(DemoFund plan) => new DemoBooks(
        plan, new FundId(7), [.. plan.Campaigns.Select((_, i) => new CampaignId(i + 1))], new LocalDate(2021, 11, 1), Today, new Random(1918))
        .Write().Select(request => request.Entry);

    private static string Bytes() => string.Join('\n', Books(DemoFund.All[0]).Select(e => Convert.ToHexString(EntryFormat.ToBytes(e))));
}
