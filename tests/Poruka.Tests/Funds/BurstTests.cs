using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Poruka.Funds;
using Poruka.Funds.ImportStatement;
using Poruka.Funds.PublishLog;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;

namespace Poruka.Tests.Funds;

/// <summary>
/// Three weeks in which a fund is in the news, replayed: 20,000 gifts, or as many as PORUKA_BURST says (a million:
/// PORUKA_BURST=1000000 ./test Burst). Most bear a reference that was drawn for them, some the same one again, some none.
/// </summary>
public sealed class BurstTests(PostgresServer postgres, ITestOutputHelper output)
{
    private const int Days = 21;

    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task In_a_burst_no_reference_serves_two_gifts_and_the_treasurers_desk_stays_quick(DatabaseKind kind)
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("PORUKA_BURST"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 20_000;
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Member);
        using (var connection = test.Database.Open())
        {
            FundRows.AddBankAccount(connection, test.Fund.Number, new BankAccount(new Account(AccountClass.Bank), "DE75512108001245126199", Currency.Eur));
            FundRows.AddCampaign(connection, test.Fund.Number, "burst", "In the news");
            WaysToPay.Save(connection, test.Fund, "", isPublic: true);
            Sql.Run(connection, null, "update fund set organisation = 1");
        }
        var key = WaysToPay.GiftKey(test.Installation.Secrets);
        var random = new Random(20200526);
        var drawn = new List<DonorReference>();
        var (expected, byCampaign) = (0L, 0L);
        var desk = new List<double>();
        for (var day = 0; day < Days; day++)
        {
            var lines = new StringBuilder("Date;Amount;Currency;Name;IBAN;Description\n");
            var on = new LocalDate(2026, 10, 1).PlusDays(day);
            // A third of all comes on the fourth day.
            for (var left = ShareOf(day, count); left > 0; left--)
            {
                var minor = random.Next(1, 20) * 5_00;
                var text = random.Next(10) switch
                {
                    0 => "for those inside",
                    1 when drawn.Count > 0 => drawn[random.Next(drawn.Count)].ToString(),
                    _ => Draw().ToString(),
                };
                if (text != "for those inside") byCampaign += minor;
                expected += minor;
                lines.Append(CultureInfo.InvariantCulture, $"{on:uuuu-MM-dd};{minor / 100}.00;EUR;Giver {left};;{text} {day}-{left}\n");
            }
            var path = Path.Combine(test.Folder, $"day-{day}.csv");
            await File.WriteAllTextAsync(path, lines.ToString());
            Assert.IsType<ImportOutcome.Imported>(ImportStatement.Run(test.Installation, test.Fund, path, new ImportOptions(on), null, CancellationToken.None));
            File.Delete(path);
            if (day % 7 == 3) PublishLog.Run(test.Installation, test.Fund, on, evenIfEmpty: false);
            var watch = Stopwatch.StartNew();
            await vera.Browser.Get("/groups/political-red-cross/funds/red-cross");
            desk.Add(watch.Elapsed.TotalMilliseconds);
        }
        PublishLog.Run(test.Installation, test.Fund, new LocalDate(2026, 10, 30), evenIfEmpty: true);
        using (var connection = test.Database.Open())
        {
            var money = FundOfGroup.Money(connection, test.Fund);
            Assert.Equal((expected, byCampaign), (money.AtHand.Minor, money.Restricted.Minor));
            Assert.Equal((long)count, Sql.Number(connection, null, "select cast(count(distinct reference) as bigint) from opening"));
            // Whoever drew a reference and paid with it finds their gift by it.
            foreach (var reference in drawn.Where((_, i) => i % Math.Max(1, drawn.Count / 200) == 0))
                Assert.IsType<ReceiptIssue.Issued>(Receipts.ByReference(test.Installation, test.Fund, reference));
        }
        Assert.Empty(Poruka.Funds.VerifyBooks.VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None).Findings);
        var median = desk.Order().ElementAt(Days / 2);
        output.WriteLine($"{kind}: {count:N0} gifts in {Days} days; the desk in {median:N0} ms (median), {desk.Max():N0} ms at most.");
        // The figure holds on a machine of its own; beside other tests only an order of magnitude does.
        Assert.InRange(median, 0, asked > 0 ? 200 : 4_000);

        DonorReference Draw()
        {
            var reference = GiftReference.Draw(key, test.Fund.Id, new CampaignId(1), RandomNumberGenerator.Fill);
            drawn.Add(reference);
            return reference;
        }
    }

    private static int ShareOf(int day, int count)
    {
        // 2, 6, 18, 33 percent, then less each day; the last day takes what is left.
        int Until(int d) => (int)((long)count * d switch { < 0 => 0, 0 => 20, 1 => 80, 2 => 260, 3 => 590, >= Days - 1 => 1_000, _ => 590 + 400 * (d - 3) / (Days - 4) } / 1_000);
        return Until(day) - Until(day - 1);
    }
}
