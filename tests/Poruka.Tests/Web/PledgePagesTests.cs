using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Poruka.Funds;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;

namespace Poruka.Tests.Web;

/// <summary>A pledge from the first word to a gentle reminder, over the pages.</summary>
public sealed class PledgePagesTests(PostgresServer postgres)
{
    private const string Fund = "/groups/political-red-cross/funds/red-cross";

    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Dues_are_pledged_paid_by_their_word_missed_paused_and_ended(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Treasurer);
        string donors;
        using (var connection = test.Database.Open())
        {
            FundRows.AddBankAccount(connection, test.Fund.Number, new BankAccount(new Account(AccountClass.Bank), "DE75512108001245126199", Currency.Eur));
            Sql.Run(connection, null, "update fund set organisation = 1");
            donors = $"/rooms/{Ids.Text(RoomRows.Find(connection, 1, RoomKind.Donors)!.Id.Value)}/donors";
        }
        await vera.Browser.Send(await vera.Browser.Get(donors + "/new"), donors + "/new", ("name", "Olga Petrenko"), ("usually", "dues"));
        var list = await vera.Browser.Get(Fund + "/pledges");
        var donor = list.QuerySelectorAll("#field-donor option").OfType<IHtmlOptionElement>().Single(o => o.TextContent.Contains("Olga", StringComparison.Ordinal)).Value;
        var wrong = await vera.Browser.Send(list, Fund + "/pledges", ("donor", donor), ("kind", "dues"), ("amount", "many"), ("every", "1"), ("first", "2026-09-01"));
        Assert.NotNull(wrong.QuerySelector("#field-amount-error"));
        var one = await vera.Browser.Send(wrong, Fund + "/pledges", ("donor", donor), ("kind", "dues"), ("amount", "25"), ("every", "1"), ("first", "2026-10-15"), ("campaign", "0"));
        var word = one.QuerySelectorAll("dl.facts code")[^1].TextContent;
        Assert.StartsWith("P", word, StringComparison.Ordinal);
        Assert.NotNull(one.QuerySelector("svg.qr path"));
        var at = one.QuerySelectorAll("main form").Select(f => f.GetAttribute("action")!).First(a => a.Contains("/pledges/", StringComparison.Ordinal)).Replace("/reminded", "", StringComparison.Ordinal);

        // Who doesn't hold the donors' room sees a pseudonym, and adds nothing.
        var closed = await ana.Browser.Get(Fund + "/pledges");
        Assert.DoesNotContain("Olga", closed.Body!.TextContent, StringComparison.Ordinal);
        Assert.Null(closed.QuerySelector("#field-donor"));

        // Nothing has come for months: a gentle reminder, once.
        list = await vera.Browser.Get(Fund + "/pledges");
        Assert.Contains("remind", list.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        await vera.Browser.Send(await vera.Browser.Get(at), at + "/reminded");
        Assert.DoesNotContain("remind", (await vera.Browser.Get(Fund + "/pledges")).QuerySelector("table")!.TextContent, StringComparison.Ordinal);

        // A pause has two ends; then it is paused, and at last it ends.
        one = await vera.Browser.Get(at);
        Assert.NotNull((await vera.Browser.Send(one, at, ("amount", "25"), ("since", "2026-11-01"), ("until", ""))).QuerySelector("#field-until-error"));
        list = await vera.Browser.Send(one, at, ("amount", "25"), ("since", "2026-11-01"), ("until", "2027-01-31"));
        Assert.Contains("paused", list.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        list = await vera.Browser.Send(await vera.Browser.Get(at), at, ("amount", "30"), ("since", ""), ("until", ""), ("ends", "2026-10-20"));
        Assert.Contains("ended", list.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        using (var connection = test.Database.Open())
        {
            var stored = Assert.Single(PledgeRows.List(connection, test.Fund));
            Assert.Equal((word, true, 30_00L), (stored.Reference, stored.IsDues, stored.Pledge.Amount.Minor));
        }
    }
}
