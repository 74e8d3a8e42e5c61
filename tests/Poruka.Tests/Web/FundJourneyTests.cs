using System.Globalization;
using Microsoft.Playwright;
using NodaTime;
using Poruka.Funds;
using Poruka.Funds.PublishLog;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;

namespace Poruka.Tests.Web;

/// <summary>Months of a fund's life played through in a browser without scripts.</summary>
public sealed class FundJourneyTests(PostgresServer postgres)
{
    private const string Chromium = "/usr/bin/chromium", Fund = "/groups/political-red-cross/funds/red-cross";

    private readonly TestClock _clock = new();

    [Fact]
    public async Task Dues_gifts_requests_an_emergency_bail_a_loan_and_reports_and_the_books_agree()
    {
        Assert.SkipUnless(File.Exists(Chromium), "chromium is not installed.");
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        var sister = test.AddFund("sister-fund", "Sister Fund");
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Trustee, Role.Auditor);
        using var boris = await RequestPagesTests.Join(test, site, _clock, vera, "boris", Role.Trustee);
        using (var connection = test.Database.Open())
        {
            FundRows.AddBankAccount(connection, test.Fund.Number, new BankAccount(new Account(AccountClass.Bank), "DE75512108001245126199", Currency.Eur));
            Sql.Run(connection, null, "update fund set organisation = 1");
        }
        using var playwright = await Playwright.CreateAsync();
        await using var chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
        var window = new FundWindows(chromium, site);

        // Dues and a burst of gifts come with the bank's file.
        var lines = "Date;Amount;Currency;Name;IBAN;Description\n" + string.Concat(Enumerable.Range(1, 40).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"2026-10-{i % 28 + 1:00};{(i % 4 == 0 ? 10 : 50 + i)}.00;EUR;Giver {i};DE89370400440532013000;{(i % 4 == 0 ? "Dues" : "Gift")} {i}\n")));
        var page = await window.Open(vera, Fund + "/statements");
        await page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = "october.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(lines) });
        await page.ClickAsync("main button[type=submit]");
        await FundWindows.Look(page, "import");
        await page.ClickAsync("main form button[type=submit]");
        await page.GotoAsync(Fund + "/waiting");
        await FundWindows.Look(page, "waiting");
        for (var i = 0; i < 40; i++)
        {
            await page.GotoAsync(Fund + "/waiting");
            var row = page.Locator("tbody tr").First;
            var isDues = (await row.TextContentAsync())!.Contains("Dues", StringComparison.Ordinal);
            await row.Locator("th a").ClickAsync();
            await page.SelectOptionAsync("#field-to1", isDues ? "Dues" : "Gift");
            await page.ClickAsync("main form button[type=submit]");
        }
        await page.GotoAsync(Fund);
        await FundWindows.Look(page, "desk");

        // A request for a lawyer: read, approved by two, paid, evidenced, closed.
        page = await window.Open(ana, Fund + "/requests/new");
        await FundWindows.Look(page, "request-new");
        var lawyer = await Ask(page, "Legal", "700");
        await window.Do(boris, lawyer, "Verify");
        await window.Do(boris, lawyer, "Approve");
        page = await window.Do(vera, lawyer, "Approve");
        Assert.Contains("approved, money reserved", await page.ContentAsync(), StringComparison.Ordinal);
        await FundWindows.Look(page, "request");
        page = await window.Open(vera, Fund + "/payments");
        await FundWindows.Prove(page, vera);
        await FundWindows.Look(page, "payments");
        await page.SelectOptionAsync("#field-from", "65536");
        await page.ClickAsync("main form > button:last-of-type");
        await FundWindows.Prove(page, vera);
        await window.Do(ana, lawyer, "Evidence");
        page = await window.Do(boris, lawyer, "Close");
        Assert.Contains("closed", await page.Locator("strong").TextContentAsync(), StringComparison.Ordinal);

        // An emergency at night; an objection, a vote.
        var night = await Ask(await window.Open(ana, Fund + "/requests/new"), "Medical", "120");
        await window.Do(boris, night, "Release");
        page = await window.Open(ana, night);
        Assert.Contains("Released at once by one trustee.", await page.ContentAsync(), StringComparison.Ordinal);
        var disputed = await Ask(await window.Open(ana, Fund + "/requests/new"), "Family", "90");
        await window.Do(vera, disputed, "Verify");
        await window.Do(boris, disputed, "Oppose");
        await window.Do(vera, disputed, "VoteYes");
        await window.Do(boris, disputed, "VoteNo");

        // A loan to a sister fund, in the books of both.
        page = await window.Open(vera, Fund + "/others");
        await page.SelectOptionAsync("#field-to", "sister-fund");
        await page.FillAsync("#field-amount", "200");
        await page.FillAsync("#field-reference", "L-2026-1");
        await page.FillAsync("#field-instalments", "4");
        await page.ClickAsync("form[action$='/give'] button");
        await FundWindows.Prove(page, vera);
        await FundWindows.Look(page, "others");
        foreach (var path in new[] { "/rules", "/reserve", "/bail", "/pledges" }) await FundWindows.Look(await window.Open(vera, Fund + path), path[1..]);

        // A month later: the tie of the vote declined, November’s report read by two.
        _clock.Advance(Duration.FromDays(8));
        RequestDesk.LookAtAll(test.Installation, _clock.GetCurrentInstant());
        page = await window.Open(vera, Fund + "/months");
        await FundWindows.Look(page, "months");
        await page.ClickAsync("main form button");
        page = await window.Open(ana, Fund + "/months");
        await page.ClickAsync("main form button");
        page = await window.Open(ana, "/funds/red-cross/months/2026-11");
        await FundWindows.Look(page, "month");
        Assert.Contains("November 2026", await page.ContentAsync(), StringComparison.Ordinal);
        page = await window.Open(ana, disputed);
        Assert.Contains("declined", await page.Locator("strong").TextContentAsync(), StringComparison.Ordinal);

        using (var connection = test.Database.Open())
            Assert.Equal((200_00L, 200_00L), (FundOfGroup.Money(connection, test.Fund).LentOut.Minor, FundOfGroup.Money(connection, sister).Borrowed.Minor));
        foreach (var fund in new[] { test.Fund, sister })
        {
            PublishLog.Run(test.Installation, fund, _clock.GetCurrentInstant().InUtc().Date, evenIfEmpty: true);
            Assert.Empty(Poruka.Funds.VerifyBooks.VerifyBooks.Run(test.Installation, fund, null, CancellationToken.None).Findings);
        }
    }

    internal static async Task<string> Ask(IPage page, string purpose, string amount)
    {
        await page.SelectOptionAsync("#field-purpose", purpose);
        foreach (var (field, text) in new[] { ("amount", amount), ("cost", amount), ("what", "Help is needed."), ("consent", "She said so."), ("payee", "Anna Kowalska"), ("account", "DE89370400440532013000") })
            await page.FillAsync("#field-" + field, text);
        await page.ClickAsync("main form button[type=submit]");
        return new Uri(page.Url).AbsolutePath;
    }
}
