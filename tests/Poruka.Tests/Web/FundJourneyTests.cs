using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using NodaTime;
using Poruka.Funds;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Cli;
using Poruka.Tests.Funds;
using Poruka.Tests.People;

namespace Poruka.Tests.Web;

/// <summary>A year of a fund's life played through in a browser without scripts, over SQLite.</summary>
public sealed class FundJourneyTests(PostgresServer postgres, Browser browser)
{
    private const string Fund = "/groups/political-red-cross/funds/red-cross", Sister = "/groups/political-red-cross/funds/sister-fund";
    private const string OurIban = "DE75512108001245126199", SisterIban = "DE02120300000000202051", FromBank = "65536";

    private static readonly string[] Members = ["Mykola;DE89370400440532013000", "Olena;FR1420041010050500013M02606", "Taras;GB82WEST12345698765432"];

    private readonly TestClock _clock = new();

    [Fact]
    public async Task A_year_of_dues_gifts_requests_of_every_kind_bail_a_loan_and_reports_and_all_books_agree()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        var sister = test.AddFund("sister-fund", "Sister Fund");
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        // The year ends on the day on which the command line's clock stands still.
        At(2025, 11, 3);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Trustee, Role.Auditor);
        using var boris = await RequestPagesTests.Join(test, site, _clock, vera, "boris", Role.Trustee);
        using (var connection = test.Database.Open())
        {
            FundRows.AddBankAccount(connection, test.Fund.Number, new BankAccount(new Account(AccountClass.Bank), OurIban, Currency.Eur));
            FundRows.AddBankAccount(connection, sister.Number, new BankAccount(new Account(AccountClass.Bank), SisterIban, Currency.Eur));
            Sql.Run(connection, null, "update fund set organisation = 1");
        }
        await using var window = new FundWindows(browser, site);
        var read = new List<string>();

        // November: how to give stands on the fund's page; three members pay dues, and the treasurer says who they are.
        var page = await window.Open(vera, Fund + "/pledges");
        await page.FillAsync("#field-ways", "By post, in an envelope.");
        await page.CheckAsync("#field-public");
        await page.ClickAsync("form[action$='/ways'] button");
        var reference = await Reference(true);
        At(2025, 11, 12);
        await FundWindows.Look(await window.Book(vera, Fund, Head + Dues(11) + $"2025-11-11;150.00;EUR;Donor;;{reference}\n"), "import");
        page = await window.Open(vera, Fund + "/waiting");
        await FundWindows.Look(page, "waiting");
        for (var i = 0; i < 3; i++) await Put(page, "Member fee", i == 0 ? "line" : null, ("#field-payer", "new"), ("#field-to1", "Dues"));
        page = await window.Open(vera, Fund + "/pledges");
        await page.SelectOptionAsync("#field-donor", new SelectOptionValue { Index = 0 });
        await page.FillAsync("#field-amount", "25");
        await page.ClickAsync("form[action$='/pledges'] button");
        await FundWindows.Look(page, "pledge");
        await Months(2025, 11);

        // December: the case is in the news. Most who give bear a reference from the page; some don't.
        At(2025, 12, 20);
        var burst = new StringBuilder();
        for (var i = 0; i < 24; i++)
        {
            var theirs = await Reference();
            burst.Append(CultureInfo.InvariantCulture, $"2025-12-{8 + i % 3:00};150.00;EUR;Giver {i};;{theirs}\n");
        }
        for (var i = 0; i < 3; i++) burst.Append(CultureInfo.InvariantCulture, $"2025-12-09;50.00;EUR;Quiet {i};;for those inside\n");
        page = await window.Book(vera, Fund, Head + Dues(12) + burst);
        Assert.Contains("of them recognised: 27", await page.Locator("main").TextContentAsync(), StringComparison.Ordinal);
        page = await window.Open(vera, Fund + "/waiting");
        for (var i = 0; i < 3; i++) await Put(page, "for those inside", null, ("#field-to1", "Gift"));
        await FundWindows.Look(await window.Open(vera, Fund), "desk");
        await Months(2025, 12);

        // January: a lawyer, read, approved by two and paid by a file for the bank; a parcel that nobody objects to.
        At(2026, 1, 10);
        await FundWindows.Look(await window.Open(ana, Fund + "/requests/new"), "request-new");
        var lawyer = await Ask(page = await window.Open(ana, Fund + "/requests/new"), "Legal", "700", "Case");
        await page.GotoAsync(lawyer + "/files");
        await page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = "bill.txt", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes("700 for the lawyer") });
        await page.ClickAsync("main form button[type=submit]");
        var parcel = await Ask(await window.Open(ana, Fund + "/requests/new"), "Parcel", "60");
        await window.Do(vera, lawyer, "Verify");
        await window.Do(boris, lawyer, "Approve");
        await window.Do(vera, parcel, "Verify");
        await State(await window.Do(vera, lawyer, "Approve"), "approved, money reserved");
        await FundWindows.Look(await window.Open(vera, lawyer), "request");
        page = await window.Open(vera, Fund + "/payments");
        await FundWindows.Look(page, "payments");
        var file = await page.RunAndWaitForDownloadAsync(async () =>
        {
            await page.ClickAsync("button[formaction$='/payments/file']");
            await FundWindows.Prove(page, vera);
        });
        Assert.Contains("pain.001.001.09", await File.ReadAllTextAsync(await file.PathAsync()), StringComparison.Ordinal);
        await Pay("statement");
        At(2026, 1, 19);
        Look();
        await State(await window.Open(ana, parcel), "approved, money reserved");
        await Pay(FromBank);
        await window.Do(ana, lawyer, "Evidence");
        await State(await window.Do(vera, lawyer, "Close"), "closed");
        await Months(2026, 1);

        // February: what was paid shows on the statement; one request is voted down, another up.
        At(2026, 2, 14);
        await window.Book(vera, Fund, Head + Dues(1) + Dues(2) + "2026-01-15;-700.00;EUR;Anna Kowalska;DE89370400440532013000;lawyer\n2026-02-10;-2.50;EUR;Bank;;account\n");
        await Put(await window.Open(vera, Fund + "/waiting"), "lawyer", null, ("#field-to1", "payment"));
        await Put(await window.Open(vera, Fund + "/waiting"), "account", null, ("#field-to1", "BankFees"));
        var family = await Ask(await window.Open(ana, Fund + "/requests/new"), "Family", "90");
        var move = await Ask(await window.Open(ana, Fund + "/requests/new"), "Relocation", "800", "Outside");
        foreach (var request in new[] { family, move })
        {
            await window.Do(vera, request, "Verify");
            await window.Do(boris, request, "Oppose");
            await window.Do(vera, request, "VoteYes");
            await FundWindows.Look(await window.Do(boris, request, request == family ? "VoteNo" : "VoteYes"), "vote");
        }
        At(2026, 2, 22);
        Look();
        await State(await window.Open(ana, family), "declined");
        await State(await window.Open(ana, move), "approved, money reserved");
        await Pay(FromBank);
        await Months(2026, 2);

        // March: the rules are changed, and don't reach back. At night one trustee helps alone; the others ratify it by day.
        At(2026, 3, 3);
        var before = await Ask(await window.Open(ana, Fund + "/requests/new"), "Letters", "40");
        page = await window.Open(vera, Fund + "/rules");
        await page.FillAsync("#field-approvals1", "2");
        await page.CheckAsync("#field-benefitsPass");
        await page.ClickAsync("button[value=try]");
        await FundWindows.Look(page, "rules");
        await page.ClickAsync("button[value=keep]");
        Assert.Contains("version 1", await page.Locator("main").TextContentAsync(), StringComparison.Ordinal);
        At(2026, 3, 14, 2);
        var night = await Ask(await window.Open(ana, Fund + "/requests/new"), "Medical", "120");
        page = await window.Do(boris, night, "Release");
        Assert.Contains("Released at once by one trustee.", await page.Locator("main").TextContentAsync(), StringComparison.Ordinal);
        await FundWindows.Look(page, "emergency");
        At(2026, 3, 14, 9);
        await Pay(FromBank);
        page = await window.Do(vera, night, "Approve");
        Assert.Contains("With this it is ratified.", await page.Locator("[role=status]").TextContentAsync(), StringComparison.Ordinal);
        await window.Do(vera, before, "Verify");
        page = await window.Open(ana, before);
        Assert.Contains("rules that every fund begins with", await page.Locator("main").TextContentAsync(), StringComparison.Ordinal);
        await window.Do(ana, before, "Withdraw");
        await Months(2026, 3);

        // April: bail is posted.
        At(2026, 4, 8);
        var bail = await Ask(await window.Open(ana, Fund + "/requests/new"), "BailPosted", "900", "Case");
        await window.Do(vera, bail, "Verify");
        await window.Do(boris, bail, "Approve");
        await window.Do(vera, bail, "Approve");
        await Pay(FromBank);
        await SettleBail(("due", "2026-08-20"), ("conditions", "Reports to the police on Mondays."));
        await FundWindows.Look(await window.Open(vera, Fund + "/bail"), "bail");
        await Months(2026, 4);

        // May: a loan to the sister fund, in the books of both; a stipend for somebody inside.
        At(2026, 5, 6);
        await window.Book(vera, Fund, Head + Dues(3) + Dues(4) + Dues(5));
        await Lend(Fund, "sister-fund", "Loan", "200", "4");
        await FundWindows.Look(await window.Open(vera, Fund + "/others"), "others");
        page = await window.Open(vera, Fund + "/benefits");
        await page.FillAsync("#field-grant", "50");
        await page.FillAsync("#field-monthly", "20");
        await page.ClickAsync("form[action$='/schedule'] button");
        page = await window.Open(ana, Fund + "/benefits");
        foreach (var (field, text) in new[] { ("from", "2026-05-05"), ("what", "Held since Tuesday."), ("consent", "She said so."), ("payee", "Her mother") }) await page.FillAsync("#field-" + field, text);
        await page.ClickAsync("form[action$='/benefits'] button");
        page = await window.Open(boris, Fund + "/benefits");
        await page.ClickAsync("tbody th a");
        await FundWindows.Look(page, "benefit");
        var entitled = new Uri(page.Url).AbsolutePath;
        await page.ClickAsync("form[action$='/confirm'] button");
        Look();
        await Pay(FromBank);
        await Months(2026, 5);

        // June: the loan shows on both statements, and a part comes back; cash is counted by two; an outside group asks, and nobody answers.
        At(2026, 6, 10);
        await window.Book(vera, Fund, Head + Dues(6) + "2026-05-07;-200.00;EUR;Sister Fund;DE02120300000000202051;loan\n");
        await Put(await window.Open(vera, Fund + "/waiting"), "loan", null, ("#field-to1", "payment"));
        await window.Book(vera, Sister, Head + "2026-05-08;200.00;EUR;Political Red Cross;DE75512108001245126199;loan\n");
        await Put(await window.Open(vera, Sister + "/waiting"), "loan", null, ("#field-to1", "payment"));
        await Lend(Sister, "red-cross", "Repayment", "50", "0");
        await window.Book(vera, Fund, Head + "2026-06-11;50.00;EUR;Sister Fund;DE02120300000000202051;first part\n");
        await Put(await window.Open(vera, Fund + "/waiting"), "first part", null, ("#field-to1", "payment"));
        page = await window.Open(vera, Fund + "/cash");
        await page.FillAsync("#field-amount", "40");
        await page.ClickAsync("form[action$='/cash'] button");
        var cash = new Uri(page.Url).AbsolutePath;
        page = await window.Open(boris, cash);
        await page.FillAsync("#field-again", "40");
        await page.ClickAsync("main form button");
        var outside = await Ask(await window.Open(ana, Fund + "/requests/new"), "RunningCosts", "30", "Outside");
        Look();
        await Pay(FromBank);
        await Months(2026, 6);

        // July and August: release ends the stipend; the court gives back a part of the bail and keeps the rest; a request lapses.
        page = await window.Open(vera, entitled);
        await page.FillAsync("#field-until", "2026-07-02");
        await page.ClickAsync("main form:last-of-type button");
        await Months(2026, 7);
        At(2026, 8, 21);
        Look();
        await State(await window.Open(ana, outside), "lapsed");
        await SettleBail(("returned", "700"), ("forfeited", "200"));
        await window.Book(vera, Fund, Head + Dues(7) + Dues(8) + "2026-08-20;700.00;EUR;Court;DE02100100109307118603;bail\n");
        await Put(await window.Open(vera, Fund + "/waiting"), "bail", null, ("#field-to1", "payment"));
        await Months(2026, 8);

        // September to November: the same money is posted again; somebody fetches the receipt of what they gave a year ago.
        At(2026, 9, 15);
        var again = await Ask(await window.Open(ana, Fund + "/requests/new"), "BailPosted", "650", "Case");
        await window.Do(vera, again, "Verify");
        await window.Do(boris, again, "Approve");
        await window.Do(vera, again, "Approve");
        await Pay(FromBank);
        page = await window.Open(vera, Fund + "/bail");
        await FundWindows.Look(page, "bail-again");
        await page.Locator("main tbody a[href*='/bail/']").First.ClickAsync();
        await FundWindows.Look(page, "bail-one");
        page = await window.Open(vera, Fund + "/bail");
        Assert.Contains("1.7 times", await page.Locator("main").TextContentAsync(), StringComparison.Ordinal);
        await Months(2026, 9);
        await Months(2026, 10);
        At(2026, 11, 22);
        await window.Book(vera, Fund, Head + Dues(9) + Dues(10) + Dues(11, 2026));
        foreach (var path in new[] { "/reserve", "/pledges", "/waiting", "" }) await FundWindows.Look(await window.Open(vera, Fund + path), "end" + path.Replace('/', '-'));
        Assert.Equal(0, await (await window.Open(vera, Fund + "/waiting")).Locator("tbody tr").CountAsync());
        page = await window.Open(ana, Fund + "/years");
        var report = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("main li a"));
        Assert.StartsWith("%PDF", await File.ReadAllTextAsync(await report.PathAsync()), StringComparison.Ordinal);
        Assert.Equal(12, read.Count);
        LookedAt.By("fund");

        // The books verify, the log audits, hledger says what the report says; the sister's books too.
        var cli = new CliRunner(test.Folder);
        foreach (var fund in new[] { test.Fund, sister })
        {
            cli.Do($"log publish {fund.Slug}");
            Assert.Contains("nothing is wrong", cli.Do($"fund verify {fund.Slug}"), StringComparison.Ordinal);
            Assert.Contains("nothing is wrong", cli.Do($"log audit {fund.Slug}"), StringComparison.Ordinal);
            Assert.Equal(ByReport(cli, fund), ByHledger(cli, fund, test.Folder));
        }
        page = await window.Visitor("/receipts/mine");
        await page.FillAsync("#field-reference", reference);
        var receipt = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("main form button"));
        Assert.Equal("gift.tlog-proof", receipt.SuggestedFilename);
        using (var connection = test.Database.Open())
        {
            var (ours, theirs) = (FundOfGroup.Money(connection, test.Fund), FundOfGroup.Money(connection, sister));
            Assert.Equal((150_00L, 150_00L, 650_00L, 0L, 0L), (ours.LentOut.Minor, theirs.Borrowed.Minor, ours.BailOut.Minor, ours.Unrecognised.Minor, ours.Reserved.Minor));
            // Twelve months of dues of three, 27 and 3 gifts, cash; less what was paid, lent, lost and posted.
            Assert.Equal(13 * 75_00 + 25 * 150_00 + 3 * 50_00 + 40_00 - 700_00 - 60_00 - 800_00 - 120_00 - 50_00 - 20_00 - 2_50 - 150_00 - 200_00 - 650_00, ours.AtHand.Minor);
        }

        void At(int year, int month, int day, int hour = 12)
        {
            var now = Instant.FromUtc(year, month, day, hour, 0);
            _clock.Advance(now - _clock.GetCurrentInstant());
        }

        // What the server does by itself each quarter of an hour.
        void Look()
        {
            BenefitDesk.LookAtAll(test.Installation, _clock.GetCurrentInstant());
            RequestDesk.LookAtAll(test.Installation, _clock.GetCurrentInstant());
        }

        async Task<string> Reference(bool look = false)
        {
            var visitor = await window.Visitor("/funds/red-cross/give");
            if (look) await FundWindows.Look(visitor, "give");
            return (await visitor.Locator("dl code").First.TextContentAsync())!;
        }

        async Task Put(IPage desk, string text, string? look, params (string Field, string Choice)[] choices)
        {
            await desk.GotoAsync(new Uri(desk.Url).AbsolutePath.Split("/waiting")[0] + "/waiting");
            await desk.Locator("tbody tr", new PageLocatorOptions { HasText = text }).First.Locator("th a").ClickAsync();
            if (look is not null) await FundWindows.Look(desk, look);
            foreach (var (field, choice) in choices) await desk.SelectOptionAsync(field, choice);
            await desk.ClickAsync("main form button[type=submit]");
        }

        async Task Pay(string from)
        {
            var list = await window.Open(vera, Fund + "/payments");
            await list.SelectOptionAsync("#field-from", from);
            await list.ClickAsync("main form > button:last-of-type");
            await FundWindows.Prove(list, vera);
        }

        async Task SettleBail(params (string Field, string Text)[] fields)
        {
            var desk = await window.Open(vera, Fund + "/bail");
            await desk.ClickAsync("tbody th a");
            foreach (var (field, text) in fields) await desk.FillAsync("#field-" + field, text);
            await desk.ClickAsync("main form button[type=submit]");
        }

        async Task Lend(string from, string to, string kind, string amount, string instalments)
        {
            var desk = await window.Open(vera, from + "/others");
            await desk.SelectOptionAsync("#field-to", to);
            await desk.SelectOptionAsync("#field-kind", kind);
            foreach (var (field, text) in new[] { ("amount", amount), ("reference", "L-2026-1"), ("instalments", instalments) }) await desk.FillAsync("#field-" + field, text);
            await desk.ClickAsync("form[action$='/give'] button");
            await FundWindows.Prove(desk, vera);
        }

        // On the second of the month after it, a month's report is read by two.
        async Task Months(int year, int month)
        {
            var next = new LocalDate(year, month, 2).PlusMonths(1);
            At(next.Year, next.Month, next.Day);
            foreach (var reader in new[] { vera, ana })
            {
                page = await window.Open(reader, Fund + "/months");
                if (read.Count == 0) await FundWindows.Look(page, "months-" + reader.Name);
                await page.ClickAsync("main form button");
            }
            page = await window.Visitor(string.Create(CultureInfo.InvariantCulture, $"/funds/red-cross/months/{year}-{month:00}"));
            if (month is 12 or 8) await FundWindows.Look(page, "month-" + month);
            read.Add((await page.Locator("table").TextContentAsync())!);
        }
    }

    private const string Head = "Date;Amount;Currency;Name;IBAN;Description\n";

    /// <summary>The dues of all members for a month.</summary>
    private static string Dues(int month, int year = 0) => string.Concat(Members.Select(member =>
        string.Create(CultureInfo.InvariantCulture, $"{(year > 0 ? year : month >= 11 ? 2025 : 2026)}-{month:00}-05;25.00;EUR;{member};Member fee\n")));

    private static async Task State(IPage page, string state) => Assert.Contains(state, await page.Locator("p.lead strong").TextContentAsync(), StringComparison.Ordinal);

    internal static async Task<string> Ask(IPage page, string purpose, string amount, string origin = "Member")
    {
        await page.SelectOptionAsync("#field-origin", origin);
        await page.SelectOptionAsync("#field-purpose", purpose);
        foreach (var (field, text) in new[] { ("amount", amount), ("cost", amount), ("what", "Help is needed."), ("consent", "She said so."), ("payee", "Anna Kowalska"), ("account", "DE89370400440532013000") })
            await page.FillAsync("#field-" + field, text);
        await page.ClickAsync("main form button[type=submit]");
        return new Uri(page.Url).AbsolutePath;
    }

    private static SortedDictionary<string, decimal> ByReport(CliRunner cli, Fund fund) => new(
        cli.Do($"fund report {fund.Slug} --format csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(','))
            .Select(c => (Account: c[0], Amount: decimal.Parse(c[3], CultureInfo.InvariantCulture))).Where(a => a.Amount != 0).ToDictionary(a => a.Account, a => a.Amount), StringComparer.Ordinal);

    private static SortedDictionary<string, decimal> ByHledger(CliRunner cli, Fund fund, string folder)
    {
        var journal = Path.Combine(folder, fund.Slug + ".journal");
        cli.Do($"fund export {fund.Slug} --to hledger --output {journal}");
        using var process = Process.Start(new ProcessStartInfo("hledger", ["-f", journal, "balance", "--flat", "--no-total", "--layout=tidy", "-O", "csv"])
        {
            RedirectStandardOutput = true, Environment = { ["LC_ALL"] = "C.UTF-8" },
        })!;
        var lines = process.StandardOutput.ReadToEnd().Replace("\"", "", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(','));
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return new(lines.Select(c => (Account: c[0], Amount: decimal.Parse(c[^1].Split(' ')[0], CultureInfo.InvariantCulture))).Where(a => a.Amount != 0).ToDictionary(a => a.Account, a => a.Amount), StringComparer.Ordinal);
    }
}
