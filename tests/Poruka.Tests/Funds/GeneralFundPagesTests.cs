using System.Net;
using Poruka.Funds;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;

namespace Poruka.Tests.Funds;

/// <summary>Two funds keep a third together.</summary>
public sealed class GeneralFundPagesTests(PostgresServer postgres)
{
    private const string Group = "/groups/political-red-cross/funds/", Fund = Group + "red-cross", General = Group + "general-fund";

    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_fund_draws_within_its_right_into_both_books_and_not_beyond(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var general = test.AddFund("general-fund", "General Fund");
        var sister = test.AddFund("sister-fund", "Sister Fund");
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Member);
        using (var connection = test.Database.Open()) Sql.Run(connection, null, "update fund set organisation = 1");
        RequestTests.Give(test, 900_00);
        // Into the general fund, by the page for other funds.
        var others = await vera.Browser.Get(Fund + "/others");
        await vera.Browser.Send(others, Fund + "/others/give", ("to", "general-fund"), ("kind", "Gift"), ("amount", "900"), ("reference", "G-1"), ("instalments", "0"), ("day", "2026-11-22"));
        using (var transaction = FundTransaction.Begin(test.Database, general.Number))
        {
            // The money has come.
            transaction.MustPost(general, Booking.Transfer(general.Id, new EntryId(5, 5), TestInstallation.Today, new Account(AccountClass.Unrecognised), new Account(AccountClass.Bank), new Money(900_00, Currency.Eur)));
            transaction.Commit();
        }
        var page = await vera.Browser.Get(General + "/general");
        await vera.Browser.Send(page, General + "/general/share", ("holder", "red-cross"), ("share", "1"));
        var set = await vera.Browser.Send(page, General + "/general/share", ("holder", "sister-fund"), ("share", "2"));
        Assert.Contains("1 / 3", set.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("€300.00", set.Body!.TextContent, StringComparison.Ordinal);

        page = await vera.Browser.Get(Fund + "/general");
        using (var beyond = await vera.Browser.Post(page, Fund + "/general/draw", ("from", "general-fund"), ("amount", "300.01"))) Assert.Equal(HttpStatusCode.BadRequest, beyond.StatusCode);
        await vera.Browser.Send(page, Fund + "/general/draw", ("from", "general-fund"), ("amount", "200"));
        using (var again = await vera.Browser.Post(page, Fund + "/general/draw", ("from", "general-fund"), ("amount", "100.01"))) Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
        using (var connection = test.Database.Open())
        {
            Assert.Equal((900_00L, 200_00L), (GeneralShares.In(connection, general)[test.Fund.Number].Given.Minor, GeneralShares.In(connection, general)[test.Fund.Number].Drawn.Minor));
            Assert.Equal(0, GeneralShares.In(connection, general)[sister.Number].Drawn.Minor);
        }
        // A loan to the sister, with its plan, and a part paid back.
        RequestTests.Give(test, 500_00);
        var lent = await vera.Browser.Send(await vera.Browser.Get(Fund + "/others"), Fund + "/others/give", ("to", "sister-fund"), ("kind", "Loan"), ("amount", "120"), ("reference", "L-1"), ("instalments", "3"), ("day", "2026-09-01"));
        Assert.Contains("overdue", lent.Body!.TextContent, StringComparison.Ordinal);
        foreach (var fund in new[] { test.Fund, general, sister })
            Assert.Empty(Poruka.Funds.VerifyBooks.VerifyBooks.Run(test.Installation, fund, null, CancellationToken.None).Findings);
    }
}
