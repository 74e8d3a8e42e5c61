using NodaTime;
using Poruka.Funds;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;

namespace Poruka.Tests.Funds;

/// <summary>A schedule, somebody who is held, a grant at once, stipends until release.</summary>
public sealed class BenefitPagesTests(PostgresServer postgres)
{
    private const string Fund = "/groups/political-red-cross/funds/red-cross";

    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Who_is_held_gets_a_grant_and_a_stipend_each_month_until_release_and_nothing_twice(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Member);
        using var boris = await RequestPagesTests.Join(test, site, _clock, vera, "boris", Role.Trustee);
        RequestTests.Give(test, 1_000_00);
        using (var connection = test.Database.Open())
        {
            Sql.Run(connection, null, "update fund set organisation = 1");
            Assert.True(RulesRows.TryAdd(connection, test.Fund, FundRules.First(500_00) with { BenefitsPass = true }, new Poruka.Vault.MemberId(1), TestInstallation.Today));
        }
        var page = await vera.Browser.Get(Fund + "/benefits");
        var set = await vera.Browser.Send(page, Fund + "/benefits/schedule", ("grant", "300"), ("monthly", "50"), ("months", "0"), ("purpose", "Family"));
        Assert.Contains("Everybody who is held gets €300.00 at once. Then €50.00 a month until release.", set.Body!.TextContent, StringComparison.Ordinal);
        var form = await ana.Browser.Get(Fund + "/benefits");
        Assert.NotNull((await ana.Browser.Send(form, Fund + "/benefits", ("from", "2027-05-01"), ("what", "x"), ("consent", "y"), ("payee", "z"))).QuerySelector("#field-from-error"));
        await ana.Browser.Send(form, Fund + "/benefits", ("from", "2026-11-20"), ("what", "canary-who"), ("consent", "yes"), ("payee", "Her mother"), ("account", "DE89370400440532013000"));
        Assert.Equal(0, Paid());
        var at = (await vera.Browser.Get(Fund + "/benefits")).QuerySelector("tbody th a")!.GetAttribute("href")!;
        var one = await vera.Browser.Get(at);
        Assert.Contains("canary-who", one.Body!.TextContent, StringComparison.Ordinal);
        await vera.Browser.Send(one, at + "/confirm");
        Assert.Equal(300_00, Paid());

        // Runs as often as one likes; two months later two stipends are there, and the payee is known to who pays.
        Assert.Equal(0, BenefitDesk.LookAtAll(test.Installation, _clock.GetCurrentInstant()));
        _clock.Advance(Duration.FromDays(60));
        Assert.Equal(2, BenefitDesk.LookAtAll(test.Installation, _clock.GetCurrentInstant()));
        Assert.Equal(0, BenefitDesk.LookAtAll(test.Installation, _clock.GetCurrentInstant()));
        Assert.Equal(400_00, Paid());
        await vera.SignIn();
        Assert.Contains("Her mother", (await vera.Browser.Get(Fund + "/payments")).Body!.TextContent, StringComparison.Ordinal);
        await vera.Browser.Send(await vera.Browser.Get(at), at, ("until", "2027-02-10"));
        _clock.Advance(Duration.FromDays(90));
        Assert.Equal(0, BenefitDesk.LookAtAll(test.Installation, _clock.GetCurrentInstant()));
        Assert.Empty(Poruka.Funds.VerifyBooks.VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None).Findings);

        long Paid()
        {
            using var connection = test.Database.Open();
            return FundOfGroup.Money(connection, test.Fund).Reserved.Minor;
        }
    }
}
