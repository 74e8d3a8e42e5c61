using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using NodaTime;
using Poruka.Funds;
using Poruka.Funds.AuditLog;
using Poruka.Funds.ExportFund;
using Poruka.Funds.PublishLog;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;

namespace Poruka.Tests.Web;

/// <summary>A year of a fund's life in a browser without scripts: twelve months of statements, decisions, payments and reports.</summary>
public sealed class FundYearTests(PostgresServer postgres)
{
    private const string Chromium = "/usr/bin/chromium", Group = "/groups/political-red-cross", Fund = Group + "/funds/red-cross";

    // One a month; bail, the emergency and the loan come beside them.
    private static readonly AccountClass[] Purposes =
    [
        AccountClass.Legal, AccountClass.Medical, AccountClass.Parcel, AccountClass.Family, AccountClass.BailPosted, AccountClass.Relocation,
        AccountClass.Letters, AccountClass.RunningCosts, AccountClass.Legal, AccountClass.Parcel, AccountClass.Family, AccountClass.Medical,
    ];

    private readonly TestClock _clock = new();

    [Fact]
    public async Task Twelve_months_of_gifts_dues_requests_bail_a_loan_and_reports_end_in_books_that_agree()
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
        var page = await window.Open(vera, Fund + "/pledges");
        await page.CheckAsync("#field-public");
        await page.ClickAsync("form[action$='/ways'] button");
        var (expected, bail) = (0L, "");

        for (var month = 0; month < 12; month++)
        {
            var today = _clock.GetCurrentInstant().InUtc().Date;
            // Gifts by the references of those who asked how to give; in the third month the fund is in the news. Dues wait for the treasurer.
            page = await window.Open(vera, "/funds/red-cross/give");
            var lines = new StringBuilder("Date;Amount;Currency;Name;IBAN;Description\n");
            for (var gift = month == 2 ? 60 : 4; gift > 0; gift--)
            {
                await page.ReloadAsync();
                lines.Append(CultureInfo.InvariantCulture, $"{today:uuuu-MM-dd};{100 + gift}.00;EUR;Giver {gift};DE89370400440532013000;{await page.Locator("dl.facts code").First.TextContentAsync()}\n");
                expected += (100 + gift) * 100;
            }
            lines.Append(CultureInfo.InvariantCulture, $"{today:uuuu-MM-dd};20.00;EUR;Member;FR1420041010050500013M02606;Dues of month {month}\n");
            expected += 20_00;
            await window.Book(vera, Fund, lines.ToString());
            page = await window.Open(vera, Fund + "/waiting");
            await page.Locator("tbody tr").First.Locator("th a").ClickAsync();
            await page.SelectOptionAsync("#field-to1", "Dues");
            await page.ClickAsync("main form button[type=submit]");

            // A request of each kind: read, approved by two, paid, evidenced, closed.
            var amount = 50 + month;
            var request = await FundJourneyTests.Ask(await window.Open(ana, Fund + "/requests/new"), Purposes[month].ToString(), amount.ToString(CultureInfo.InvariantCulture));
            await window.Do(boris, request, "Verify");
            await window.Do(boris, request, "Approve");
            await window.Do(vera, request, "Approve");
            _clock.Advance(Duration.FromDays(7)); // a small amount waits for objections
            RequestDesk.LookAtAll(test.Installation, _clock.GetCurrentInstant());
            expected -= amount * 100;
            if (month == 3)
            {
                // At night, at once: one approval is what so small an amount takes.
                var night = await FundJourneyTests.Ask(await window.Open(ana, Fund + "/requests/new"), "Medical", "90");
                await window.Do(boris, night, "Release");
                expected -= 90_00;
            }
            page = await window.Open(vera, Fund + "/payments");
            await FundWindows.Prove(page, vera);
            await page.SelectOptionAsync("#field-from", "65536");
            await page.ClickAsync("main form > button:last-of-type");
            await FundWindows.Prove(page, vera);
            await window.Do(ana, request, "Evidence");
            page = await window.Do(boris, request, "Close");
            Assert.Contains("closed", await page.Locator("strong").TextContentAsync(), StringComparison.Ordinal);
            if (Purposes[month] == AccountClass.BailPosted) bail = request[(request.LastIndexOf('/') + 1)..];
            if (month == 8)
            {
                page = await window.Open(vera, $"{Fund}/bail/{bail}");
                await page.FillAsync("#field-returned", "54");
                await page.SelectOptionAsync("#field-to", "Bank");
                await page.ClickAsync("main form button[type=submit]");
                expected += 54_00;
            }
            if (month is 5 or 9)
            {
                // Lent to the sister fund, and paid back by it.
                page = await window.Open(vera, (month == 5 ? Fund : Group + "/funds/sister-fund") + "/others");
                await page.SelectOptionAsync("#field-to", month == 5 ? "sister-fund" : "red-cross");
                await page.SelectOptionAsync("#field-kind", month == 5 ? "Loan" : "Repayment");
                await page.FillAsync("#field-amount", "80");
                await page.FillAsync("#field-reference", "L-1");
                await page.FillAsync("#field-instalments", month == 5 ? "4" : "0");
                await page.ClickAsync("form[action$='/give'] button");
                await FundWindows.Prove(page, vera);
                if (month == 5)
                    using (var transaction = FundTransaction.Begin(test.Database, sister.Number))
                    {
                        transaction.MustPost(sister, Booking.Transfer(sister.Id, new EntryId(9, 1), today, new Account(AccountClass.Unrecognised), new Account(AccountClass.Bank), new Money(80_00, Currency.Eur)));
                        transaction.Commit();
                    }
            }
            PublishLog.Run(test.Installation, test.Fund, today, evenIfEmpty: true);

            // The month's report, read by two.
            _clock.Advance(Duration.FromDays(24));
            foreach (var reader in new[] { vera, ana })
            {
                page = await window.Open(reader, Fund + "/months");
                if (await page.Locator("main form button").CountAsync() > 0) await page.ClickAsync("main form button");
            }
        }
        await FundWindows.Look(await window.Open(vera, Fund), "year-desk");
        await FundWindows.Look(await window.Open(vera, Fund + "/bail"), "year-bail");
        await FundWindows.Look(await window.Open(vera, Fund + "/others"), "year-others");
        await FundWindows.Look(await window.Open(vera, Fund + "/campaigns"), "campaigns");
        await FundWindows.Look(await window.Open(vera, Fund + "/benefits"), "benefits");
        await FundWindows.Look(await window.Open(vera, Fund + "/cash"), "cash");
        await FundWindows.Look(await window.Open(vera, "/funds/red-cross/give"), "give");

        using (var connection = test.Database.Open())
        {
            var money = FundOfGroup.Money(connection, test.Fund);
            Assert.Equal((expected, 0L, 0L, 0L), (money.AtHand.Minor, money.BailOut.Minor, money.Reserved.Minor, money.LentOut.Minor));
            Assert.InRange(MonthReports.List(connection, test.Fund).Count(r => r.PublishedOn is not null), 10, 13);
            foreach (var request in RequestRows.Since(connection, test.Fund, new LocalDate(2020, 1, 1)).Where(r => r.Request.Way != ApprovalWay.Emergency))
                Assert.Equal(RequestState.Closed, request.Request.State);
        }
        foreach (var fund in new[] { test.Fund, sister })
            Assert.Empty(Poruka.Funds.VerifyBooks.VerifyBooks.Run(test.Installation, fund, null, CancellationToken.None).Findings);
        var folder = Path.Combine(test.Folder, "log");
        ExportLog.Run(test.Installation, test.Fund, folder, CancellationToken.None);
        using (var signer = FundLog.SignerOf(test.Installation, test.Fund))
            Assert.Equal(PublicLogProblem.None, AuditLog.Folder(folder, signer.Verifier, [], null).Problem);
        Assert.SkipUnless(File.Exists("/usr/bin/hledger"), "hledger is not installed.");
        var journal = Path.Combine(test.Folder, "year.journal");
        using (var file = File.Create(journal)) ExportFundCommand.Write(test.Database, test.Fund, "hledger", file, CancellationToken.None);
        using var hledger = Process.Start(new ProcessStartInfo("/usr/bin/hledger", ["-f", journal, "balance", "assets:bank", "--layout=bare", "-N"]) { RedirectStandardOutput = true })!;
        Assert.Contains(new Money(expected, Currency.Eur).ToUnits(), (await hledger.StandardOutput.ReadToEndAsync()).Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
